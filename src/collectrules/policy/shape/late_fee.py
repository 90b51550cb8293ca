"""The shape of `[[late_fee]]`: a fixed sum, a percentage, or a sum by the size of the debt."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag

from collectrules.policy import model
from collectrules.policy.shape.base import Amount, Items, Percentage, Table, objection
from collectrules.policy.shape.rules import Conditions, InvoiceRule

Base = Literal["invoice_amount", "balance"]
"""What a fee is reckoned on. Never a total that has fees in it: a fee on a fee grows unseen."""


class FlatShape(Table):
    """A fixed sum."""

    amount: Amount = Field(description="the sum, in the policy's currency")

    def charge(self) -> model.Flat:
        """The charge as the program holds it."""
        return model.Flat(self.amount)


class PercentShape(Table):
    """A percentage of the invoice or of what is left to pay on it."""

    percent: Percentage = Field(description="per cent, from 0 to 100")
    of: Base = Field(description="what it is a percentage of: invoice_amount or balance")

    def charge(self) -> model.Percent:
        """The charge as the program holds it."""
        return model.Percent(self.percent, self.of)


class BandShape(Table):
    """One band: the sum for everything below its limit that no band above it took."""

    below: Amount | None = Field(default=None, description="the limit; the last band has none")
    amount: Amount = Field(description="the sum, in the policy's currency")


def _rising(bands: tuple[BandShape, ...]) -> tuple[BandShape, ...]:
    for band in bands[:-1]:
        if band.below is None:
            raise objection(
                "band-open",
                "only the last band may be without `below`",
                "give every band but the last the limit below which it counts",
            )
    if bands[-1].below is not None:
        raise objection(
            "band-open",
            "the last band has a `below`, so that nothing is charged above it",
            "end with a band that has an `amount` alone",
        )
    limits = [band.below for band in bands[:-1] if band.below is not None]
    if any(upper <= lower for lower, upper in pairwise(limits)):
        raise objection(
            "band-order",
            "the limits of the bands do not rise",
            "write the bands from the smallest `below` to the largest",
        )
    return bands


class BandsShape(Table):
    """A fixed sum by the size of the invoice or of what is left to pay on it."""

    bands: Annotated[tuple[BandShape, ...], Items, AfterValidator(_rising)] = Field(
        description="bands from the smallest to the open last one"
    )
    of: Base = Field(description="whose size decides: invoice_amount or balance")

    def charge(self) -> model.Bands:
        """The charge as the program holds it."""
        return model.Bands(tuple((band.below, band.amount) for band in self.bands), self.of)


def _form(charge: object) -> str | None:
    """Which of the three forms is written, so that a fault is about that one alone."""
    if isinstance(charge, BandsShape | PercentShape | FlatShape):
        return None
    known = charge if isinstance(charge, dict) else {}
    forms = (("bands", "<bands>"), ("percent", "<percent>"), ("amount", "<flat>"))
    return next((tag for key, tag in forms if key in known), None)


ChargeShape = Annotated[
    Annotated[FlatShape, Tag("<flat>")]
    | Annotated[PercentShape, Tag("<percent>")]
    | Annotated[BandsShape, Tag("<bands>")],
    Discriminator(
        _form,
        custom_error_type="charge-form",
        custom_error_message="{sentence}",
        custom_error_context={
            "sentence": "a charge is a fixed sum, a percentage or bands",
            "help": 'write { amount = 15.00 }, { percent = 5, of = "balance" } '
            'or { bands = [...], of = "balance" }',
        },
    ),
]


class LateFeeShape(InvoiceRule):
    """What lateness costs: every fee whose conditions hold is charged."""

    charge: ChargeShape = Field(description="the sum: { amount }, { percent, of } or { bands, of }")
    repeat: Literal["never", "monthly"] = Field(
        default="never",
        description="whether it is charged again for each month begun: never or monthly",
    )

    def rule(self, read: Conditions) -> model.LateFee:
        """The rule as the program holds it."""
        return model.LateFee(
            **self.with_conditions(read), charge=self.charge.charge(), repeat=self.repeat
        )
