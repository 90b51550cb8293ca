"""The shape of `[terms]`: what customers are told up front."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from collectrules.policy import model
from collectrules.policy.model import BetweenInvoices, Part
from collectrules.policy.shape.base import Items, Percentage, Table, Wait, objection, once_each


class EarlyPaymentShape(Table):
    """A discount for paying soon."""

    percent: Percentage = Field(description="per cent taken off the invoice")
    within_days: Wait = Field(description="whole days from the invoice date to have it paid")

    @model_validator(mode="after")
    def _leaves_something(self) -> Self:
        if self.percent >= 100:
            raise objection(
                "out-of-range",
                "a discount of 100 % leaves nothing to pay",
                "write a percentage below 100",
                at="percent",
            )
        return self


def _form(early: object) -> str:
    return "<several>" if isinstance(early, list | tuple) else "<one>"


EarlyShape = Annotated[
    Annotated[EarlyPaymentShape, Tag("<one>")]
    | Annotated[Annotated[tuple[EarlyPaymentShape, ...], Items], Tag("<several>")],
    Discriminator(_form),
]


class AllocationShape(Table):
    """What a payment goes to, where the customer does not say."""

    between_invoices: BetweenInvoices = Field(
        default="oldest-first",
        description="which invoice first: oldest-first, largest-first or smallest-first",
    )
    within_invoice: Annotated[tuple[Part, ...], Items, AfterValidator(once_each)] = Field(
        default=("costs", "interest", "principal"),
        description="what of an invoice first: costs, interest, principal, each once",
    )

    @model_validator(mode="after")
    def _all_parts(self) -> Self:
        missing = [
            part for part in ("costs", "interest", "principal") if part not in self.within_invoice
        ]
        if missing:
            raise objection(
                "missing-key",
                f"`within_invoice` leaves out {' and '.join(missing)}",
                "name costs, interest and principal, in the order in which they are paid",
                at="within_invoice",
            )
        return self


class TermsShape(Table):
    """When invoices are due, what paying early saves, and how money is counted."""

    payment_days: Wait | None = Field(
        default=None, description="whole days from the invoice date to the due date"
    )
    early_payment_discount: EarlyShape | None = Field(
        default=None, description="for paying soon: { percent, within_days }, or a list of them"
    )
    allocation: AllocationShape = Field(
        default_factory=AllocationShape,
        description="what a payment goes to: { between_invoices, within_invoice }",
    )
    rounding: Literal["half-up", "half-even", "up", "down"] = Field(
        default="half-up", description="how a charge is rounded to the currency's smallest unit"
    )

    @property
    def _tiers(self) -> tuple[EarlyPaymentShape, ...]:
        early = self.early_payment_discount
        return early if isinstance(early, tuple) else (early,) if early else ()

    @model_validator(mode="after")
    def _sooner_saves_more(self) -> Self:
        for sooner, later in pairwise(self._tiers):
            if sooner.within_days >= later.within_days or sooner.percent <= later.percent:
                raise objection(
                    "out-of-order",
                    f"{later.percent} % within {later.within_days} days does not come after "
                    f"{sooner.percent} % within {sooner.within_days} days",
                    "give the soonest first, and take less off with each later one",
                    at="early_payment_discount",
                )
        return self

    @model_validator(mode="after")
    def _early_is_before_due(self) -> Self:
        latest = self._tiers[-1].within_days if self._tiers else 0
        if self.payment_days is not None and latest > self.payment_days:
            raise objection(
                "out-of-order",
                f"paying early is within {latest} days, due are invoices in {self.payment_days}",
                "let the discount end by the due date",
                at="early_payment_discount",
            )
        return self

    def terms(self) -> model.Terms:
        """The terms as the program holds them."""
        return model.Terms(
            payment_days=self.payment_days,
            early_payment=tuple(
                model.EarlyPayment(tier.percent, tier.within_days) for tier in self._tiers
            ),
            allocation=model.Allocation(
                self.allocation.between_invoices, self.allocation.within_invoice
            ),
            rounding=self.rounding,
        )
