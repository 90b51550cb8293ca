"""The shape of `[[late_fee]]`: what is charged, how often, and how much of it in all."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, model_validator

from collectrules.policy import model
from collectrules.policy.shape.base import (
    LONGEST_WAIT,
    Id,
    Items,
    Percentage,
    Table,
    Whole,
    objection,
    once_each,
)
from collectrules.policy.shape.charge import ChargeShape, FlatShape
from collectrules.policy.shape.rules import Conditions, InvoiceRule

_COUNTS_TIME: Final = ("days_past_due", "days_past_grace", "months_past_due", "months_past_grace")


class EveryDaysShape(Table):
    """Again after so many days."""

    every_days: Annotated[Whole, Field(ge=2, le=LONGEST_WAIT)] = Field(
        description='whole days from one charge to the next, 2 or more; each day is "daily"'
    )


RepeatWord = Literal["never", "monthly", "daily"]


def _repeat_form(repeat: object) -> str:
    return "<every>" if isinstance(repeat, dict) else "<word>"


RepeatShape = Annotated[
    Annotated[RepeatWord, Tag("<word>")] | Annotated[EveryDaysShape, Tag("<every>")],
    Discriminator(_repeat_form),
]


class ShareShape(Table):
    """A percentage of the invoice, or of what is left to pay on it."""

    percent: Percentage = Field(description="per cent, from 0 to 100")
    of: Literal["invoice_amount", "balance"] = Field(
        description="what it is a percentage of: invoice_amount or balance"
    )

    def charge(self) -> model.Percent:
        """The limit as the program holds it."""
        return model.Percent(self.percent, self.of)


def _a_limit(value: object) -> object:
    if not isinstance(value, dict) or not {"amount", "percent"} & value.keys():
        raise objection(
            "limit-form",
            "a limit is a sum or a percentage",
            'write { amount = 30.00 } or { percent = 10, of = "invoice_amount" }',
        )
    return value


def _limit_form(limit: object) -> str:
    return "<share>" if isinstance(limit, dict) and "percent" in limit else "<flat>"


LimitShape = Annotated[
    Annotated[FlatShape, Tag("<flat>")] | Annotated[ShareShape, Tag("<share>")],
    Discriminator(_limit_form),
]


class ForgiveShape(Table):
    """Which fee is let go as soon as it is charged."""

    first_within_months: Annotated[Whole, Field(ge=1, le=120)] = Field(
        description="months: a customer's first fee by the rule in so many is let go, 1 to 120"
    )


class LateFeeShape(InvoiceRule):
    """What lateness costs: every fee whose conditions hold is charged."""

    charge: ChargeShape = Field(
        description="the sum: { amount }, { percent, of }, { amount, per_full, of }, "
        "{ amount, for_each }, { bands, of }, { greater_of }, { lesser_of } or { sum_of }"
    )
    repeat: RepeatShape = Field(
        default="never",
        description="whether it is charged again: never, monthly, daily or { every_days }",
    )
    limit: Annotated[LimitShape | None, BeforeValidator(_a_limit)] = Field(
        default=None,
        description="what it may charge on an invoice in all: { amount } or { percent, of }",
    )
    less: Annotated[tuple[Id, ...], Items, AfterValidator(once_each)] = Field(
        default=(), description="late fees above it whose charges on the invoice are taken off"
    )
    per: Literal["invoice", "account"] = Field(
        default="invoice",
        description="what is charged: each invoice, or of each account only the oldest overdue one",
    )
    forgive: ForgiveShape | None = Field(
        default=None,
        description="which fee is let go as soon as it is charged: { first_within_months }",
    )

    @model_validator(mode="after")
    def _forgives_a_time(self) -> Self:
        if self.forgive and self.repeat == "daily":
            raise objection(
                "useless-key",
                "a daily fee has no first time that could be forgiven: it is a sum of many days",
                "leave it out, or ask for more days past grace",
                at="forgive",
            )
        return self

    @model_validator(mode="after")
    def _reckons_once(self) -> Self:
        if self.repeat == "never":
            return self
        if self.less:
            raise objection(
                "counted-twice",
                "`less` would be taken off again each time the fee is charged",
                'leave it out, or write repeat = "never"',
                at="less",
            )
        counted = _times_counted(self.charge.charge())
        if counted:
            raise objection(
                "counted-twice",
                f"the fee counts `{counted}` and is charged again as they pass",
                'write the sum for one time alone, or repeat = "never"',
                at="repeat",
            )
        return self

    def rule(self, read: Conditions) -> model.LateFee:
        """The rule as the program holds it."""
        said = self.with_conditions(read)
        if self.per == "account":
            said["when"] = (model.OF_THE_ACCOUNT, *said["when"])
        repeat = self.repeat
        return model.LateFee(
            **said,
            charge=self.charge.charge(),
            repeat=model.EveryDays(repeat.every_days)
            if isinstance(repeat, EveryDaysShape)
            else repeat,
            limit=self.limit.charge() if self.limit else None,
            less=self.less,
            per=self.per,
            forgive=model.Forgive(self.forgive.first_within_months) if self.forgive else None,
        )


def _times_counted(charge: model.Charge) -> str:
    """The days or months that a charge counts, by their name; empty where it counts none."""
    if isinstance(charge, model.Combined):
        return next(filter(None, map(_times_counted, charge.parts)), "")
    counts = isinstance(charge, model.ForEach) and charge.count in _COUNTS_TIME
    return charge.count if counts and isinstance(charge, model.ForEach) else ""
