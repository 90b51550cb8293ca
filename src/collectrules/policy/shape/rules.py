"""The ground of all rules, and the shapes of those that say little more than their conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, TypedDict

from pydantic import AfterValidator, Field

from collectrules.policy import model
from collectrules.policy.model import Approval, Condition, Stoppable
from collectrules.policy.shape.base import Id, Items, Table, Text, Wait, Whole, once_each
from collectrules.policy.shape.conditions import (
    AccountExceptions,
    AccountGroups,
    AccountWhen,
    InvoiceExceptions,
    InvoiceGroups,
    InvoiceWhen,
)


@dataclass(frozen=True, slots=True)
class Conditions:
    """The conditions of one rule as they were read: `when`, and the groups of `any` and `unless`."""

    when: tuple[Condition, ...] = ()
    any: tuple[tuple[Condition, ...], ...] = ()
    unless: tuple[tuple[Condition, ...], ...] = ()


class Named(TypedDict):
    """What every rule of the model is made with, beside its conditions."""

    id: str
    cite: str
    reason: str
    say: str


class Conditional(Named):
    """What a rule with conditions is made with."""

    when: tuple[Condition, ...]
    any: tuple[tuple[Condition, ...], ...]
    unless: tuple[tuple[Condition, ...], ...]


class NamedShape(Table):
    """What every rule of the file may say of itself."""

    id: Id = Field(description="the rule's name, its own within its section")
    cite: Text = Field(default="", description="the law or the contract the rule comes from")
    reason: Text = Field(default="", description="why the rule is as it is")
    say: Text = Field(default="", description="what staff may tell the customer about it")

    def named(self) -> Named:
        """The rule's own words."""
        return {"id": self.id, "cite": self.cite, "reason": self.reason, "say": self.say}


class _Conditional(NamedShape):
    def with_conditions(self, read: Conditions) -> Conditional:
        """The rule's own words and its conditions."""
        return {**self.named(), "when": read.when, "any": read.any, "unless": read.unless}


class AccountRule(_Conditional):
    """A rule that judges an account."""

    when: AccountWhen = Field(default_factory=dict, description="conditions that must all hold")
    any: AccountGroups = Field(
        default=(), description="groups of conditions, one of which must hold"
    )
    unless: AccountExceptions = Field(
        default=(), description="conditions, or groups of them, none of which may hold"
    )


class InvoiceRule(_Conditional):
    """A rule that judges an invoice, with all that is known of its account."""

    when: InvoiceWhen = Field(default_factory=dict, description="conditions that must all hold")
    any: InvoiceGroups = Field(
        default=(), description="groups of conditions, one of which must hold"
    )
    unless: InvoiceExceptions = Field(
        default=(), description="conditions, or groups of them, none of which may hold"
    )


class SegmentShape(AccountRule):
    """Who is who: an account is in the first segment whose conditions hold."""

    payment_days: Wait | None = Field(
        default=None,
        description="whole days from the invoice date to the due date for these accounts, in the place of "
        "those of [terms]",
    )

    def rule(self, read: Conditions) -> model.Segment:
        """The rule as the program holds it."""
        return model.Segment(**self.with_conditions(read), payment_days=self.payment_days)


class GraceShape(InvoiceRule):
    """Days after the due date before an invoice counts as late."""

    days: Wait = Field(description="whole days after the due date before an invoice counts as late")

    def rule(self, read: Conditions) -> model.Grace:
        """The rule as the program holds it."""
        return model.Grace(**self.with_conditions(read), days=self.days)


class HoldShape(InvoiceRule):
    """What stops while an invoice is in dispute, promised, or in other care."""

    stops: Annotated[tuple[Stoppable, ...], Items, AfterValidator(once_each)] = Field(
        description="what stops while the conditions hold: stage, late_fee, interest, write_off"
    )
    clock: Literal["stopped", "running"] = Field(
        description="whether the days of the hold count as days late: stopped or running"
    )

    def rule(self, read: Conditions) -> model.Hold:
        """The rule as the program holds it."""
        return model.Hold(**self.with_conditions(read), stops=self.stops, clock=self.clock)


class WriteOffShape(InvoiceRule):
    """When to let go of what is left to pay."""

    approval: Approval = Field(description="who must agree before it is written off: none or owner")

    def rule(self, read: Conditions) -> model.WriteOff:
        """The rule as the program holds it."""
        return model.WriteOff(**self.with_conditions(read), approval=self.approval)


class PriorityShape(AccountRule):
    """Points that move an account up the worklist."""

    score: Annotated[Whole, Field(ge=-1000, le=1000)] = Field(
        description="points that move the account up the worklist, or down if negative"
    )

    def rule(self, read: Conditions) -> model.Priority:
        """The rule as the program holds it."""
        return model.Priority(**self.with_conditions(read), score=self.score)
