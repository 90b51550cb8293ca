"""The shape of `[[interest]]`: at what rate, counted how."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema

from collectrules.policy import model
from collectrules.policy.model import DayCount, Reference
from collectrules.policy.shape.base import Percentage, Table, number, refusal, written
from collectrules.policy.shape.rules import Conditions, InvoiceRule


def _margin(value: object) -> object:
    exact = number(value)
    if not -20 <= exact <= 100:
        raise refusal(
            "out-of-range",
            f"must be between -20 and 100 percentage points, but is {written(exact)}",
            "write eight percentage points above the reference rate as 8.0",
        )
    return exact


class ContractRateShape(Table):
    """A rate that was agreed."""

    percent: Percentage = Field(description="per cent, from 0 to 100")
    per: Literal["year", "month"] = Field(
        default="year", description="what it is per cent of a debt for: a year or a month"
    )

    def rate(self) -> model.ContractRate:
        """The rate as the program holds it."""
        return model.ContractRate(self.percent, self.per)


class ReferenceRateShape(Table):
    """A published reference rate and percentage points on top of it."""

    reference: Reference = Field(
        description="whose rate: bank-of-england (Bank Rate), ecb (main refinancing) or basiszinssatz"
    )
    margin: Annotated[Decimal, BeforeValidator(_margin), WithJsonSchema({"type": "number"})] = (
        Field(description="percentage points on top of the reference rate")
    )
    fixed: Literal["when-interest-starts", "never"] = Field(
        description="whether the first day's rate stays for the life of the debt, or follows: never"
    )

    def rate(self) -> model.ReferenceRate:
        """The rate as the program holds it."""
        return model.ReferenceRate(self.reference, self.margin, self.fixed)


def _form(rate: object) -> str | None:
    """Which of the two forms is written, so that a fault is about that one alone."""
    known = rate if isinstance(rate, dict) else {}
    forms = (("reference", "<reference>"), ("percent", "<contract>"))
    return next((tag for key, tag in forms if key in known), None)


RateShape = Annotated[
    Annotated[ContractRateShape, Tag("<contract>")]
    | Annotated[ReferenceRateShape, Tag("<reference>")],
    Discriminator(
        _form,
        custom_error_type="rate-form",
        custom_error_message="{sentence}",
        custom_error_context={
            "sentence": "a rate is agreed, or a reference rate with a margin",
            "help": 'write { percent = 8, per = "year" } or '
            '{ reference = "bank-of-england", margin = 8.0, fixed = "when-interest-starts" }',
        },
    ),
]


class InterestShape(InvoiceRule):
    """Interest on what is left to pay: the first whose conditions hold."""

    rate: RateShape = Field(
        description="the rate: { percent, per } or { reference, margin, fixed }"
    )
    day_count: DayCount = Field(
        default="actual/365",
        description="days of a year: actual/365, actual/360, actual/actual or 30/360",
    )
    compounding: Literal["never", "yearly"] = Field(
        default="never", description="whether interest bears interest: never, or after each year"
    )

    def rule(self, read: Conditions) -> model.Interest:
        """The rule as the program holds it."""
        return model.Interest(
            **self.with_conditions(read),
            rate=self.rate.rate(),
            day_count=self.day_count,
            compounding=self.compounding,
        )


class InterestLimitShape(InvoiceRule):
    """A rate that interest is never above: each limit that holds counts."""

    rate: RateShape = Field(
        description="the highest rate: { percent, per } or { reference, margin, fixed }"
    )

    def rule(self, read: Conditions) -> model.InterestLimit:
        """The rule as the program holds it."""
        return model.InterestLimit(**self.with_conditions(read), rate=self.rate.rate())
