"""The shape of `[[offer]]`: a payment plan, a settlement or a discount."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from collectrules.policy import model
from collectrules.policy.model import BROKEN_AFTER_DAYS, Approval, Every
from collectrules.policy.shape.base import (
    Amount,
    Flag,
    Percentage,
    Table,
    Wait,
    Whole,
    objection,
)
from collectrules.policy.shape.rules import AccountRule, Conditions

_FORMS = ("plan", "settlement", "discount")


class PlanShape(Table):
    """What is owed in equal instalments."""

    instalments: Annotated[Whole, Field(ge=2, le=120)] = Field(description="how many")
    every: Every = Field(description="how far apart: week, fortnight or month")
    first_within_days: Wait = Field(
        description="whole days from the agreement by which the first one is due"
    )
    at_least: Amount = Field(default=0, description="the smallest instalment there may be")
    skip_holidays: Flag = Field(
        default=False,
        description="whether what would be due on a weekend or a public holiday of `[policy]` is due on "
        "the next day that is neither",
    )
    broken_after_days: Wait = Field(
        default=BROKEN_AFTER_DAYS,
        description="whole days after its day within which an instalment may still arrive; then the plan "
        "is broken",
    )

    def terms(self) -> model.Plan:
        """The plan as the program holds it."""
        return model.Plan(
            self.instalments,
            self.every,
            self.first_within_days,
            self.at_least,
            skip_holidays=self.skip_holidays,
            broken_after_days=self.broken_after_days,
        )


class SettlementShape(Table):
    """Part of what is owed, taken for the whole."""

    percent: Percentage = Field(description="the share of what is owed that settles it")
    valid_days: Annotated[Whole, Field(ge=1, le=366)] = Field(
        description="whole days from the offer within which it has to arrive"
    )

    def terms(self) -> model.Settlement:
        """The settlement as the program holds it."""
        return model.Settlement(self.percent, self.valid_days)


class DiscountShape(Table):
    """A thank-you taken off an invoice."""

    percent: Percentage = Field(description="per cent taken off")
    on: Literal["next-invoice", "what-is-overdue"] = Field(
        description="what it is taken off: next-invoice or what-is-overdue"
    )

    def terms(self) -> model.Discount:
        """The discount as the program holds it."""
        return model.Discount(self.percent, self.on)


class OfferShape(AccountRule):
    """What may be offered: each whose conditions hold."""

    plan: PlanShape | None = Field(
        default=None, description="instalments: { instalments, every, first_within_days }"
    )
    settlement: SettlementShape | None = Field(
        default=None, description="part for the whole: { percent, valid_days }"
    )
    discount: DiscountShape | None = Field(
        default=None, description="something off: { percent, on }"
    )
    approval: Approval = Field(
        default="none", description="who must agree before it is offered: none or owner"
    )

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        said = [name for name in _FORMS if getattr(self, name) is not None]
        if len(said) != 1:
            raise objection(
                "offer-form",
                "an offer is one of a plan, a settlement and a discount, but "
                + (f"has {' and '.join(said)}" if said else "has none of them"),
                "write each as an offer of its own"
                if said
                else "add `plan`, `settlement` or `discount`",
                at=said[1] if said else "",
            )
        if self.settlement is not None and self.settlement.percent == Decimal(100):
            raise objection(
                "useless-key",
                "a settlement of 100 per cent forgives nothing",
                "write the share that is taken for the whole, such as 80",
                at="settlement",
            )
        return self

    def rule(self, read: Conditions) -> model.Offer:
        """The rule as the program holds it."""
        form = self.plan or self.settlement or self.discount
        assert form is not None
        return model.Offer(**self.with_conditions(read), terms=form.terms(), approval=self.approval)
