"""The shape of a charge: a fixed sum, a percentage, a sum for each of something, by size, or of several."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Final, Literal, Self, TypedDict

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from collectrules.policy import model
from collectrules.policy.shape.base import Amount, Items, Percentage, Table, objection, refusal

Base = Literal["invoice_amount", "balance", "overdue_total", "outstanding_total"]
"""What a fee is reckoned on. Never a total that has fees in it: a fee on a fee grows unseen."""

Count = Literal[
    "overdue_invoices", "open_invoices", "broken_promises",
    "days_past_due", "days_past_grace", "months_past_due", "months_past_grace",
]  # fmt: skip

_BASES: Final = "invoice_amount, balance, overdue_total or outstanding_total"


def _of_something(step: int) -> int:
    if not step:
        raise refusal("out-of-range", "must be more than 0", "write the step, such as 50.00")
    return step


Step = Annotated[Amount, AfterValidator(_of_something)]


class Bounds(TypedDict):
    """What a charge of the model is made with, beside what it is reckoned from."""

    at_least: int
    at_most: int | None
    round_to: int
    round_above: int


class BoundedShape(Table):
    """What may be done to a sum once it is reckoned."""

    at_least: Amount = Field(default=0, description="the least that is charged")
    at_most: Amount | None = Field(default=None, description="the most that is charged each time")
    round_to: Step | None = Field(
        default=None,
        description="the step that a sum above `at_least` is rounded to, such as 10.00",
    )
    round_above: Amount | None = Field(
        default=None, description="the sum above which it is rounded to the step; else `at_least`"
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.at_most is not None and self.at_most < self.at_least:
            raise objection(
                "bounds-crossed",
                "`at_most` is less than `at_least`",
                "let `at_most` be the larger of the two",
                at="at_most",
            )
        if self.round_above is not None and self.round_to is None:
            raise objection(
                "useless-key",
                "`round_above` says which sums are rounded, but no `round_to` says to what",
                "add `round_to`, such as 10.00, or leave `round_above` out",
                at="round_above",
            )
        return self

    def bounds(self) -> Bounds:
        """The bounds as the program holds them."""
        return {
            "at_least": self.at_least,
            "at_most": self.at_most,
            "round_to": self.round_to or 0,
            "round_above": self.round_above or 0,
        }


class FlatShape(Table):
    """A fixed sum."""

    amount: Amount = Field(description="the sum, in the policy's currency")

    def charge(self) -> model.Flat:
        """The charge as the program holds it."""
        return model.Flat(self.amount)


class PercentShape(BoundedShape):
    """A percentage of the invoice, of what is left to pay on it, or of what its account owes."""

    percent: Percentage = Field(description="per cent, from 0 to 100")
    of: Base = Field(description=f"what it is a percentage of: {_BASES}")

    def charge(self) -> model.Percent:
        """The charge as the program holds it."""
        return model.Percent(self.percent, self.of, **self.bounds())


class PerFullShape(BoundedShape):
    """A fixed sum for each full step of a larger sum."""

    amount: Amount = Field(description="the sum for each, in the policy's currency")
    per_full: Step = Field(description="for each full so much, such as 50.00")
    of: Base = Field(description=f"of what: {_BASES}")

    def charge(self) -> model.PerSum:
        """The charge as the program holds it."""
        return model.PerSum(self.amount, self.per_full, self.of, **self.bounds())


class PerBegunShape(BoundedShape):
    """A fixed sum for each step of a larger sum, or part of one."""

    amount: Amount = Field(description="the sum for each, in the policy's currency")
    per_begun: Step = Field(description="for each so much or part of it, such as 50.00")
    of: Base = Field(description=f"of what: {_BASES}")

    def charge(self) -> model.PerSum:
        """The charge as the program holds it."""
        return model.PerSum(self.amount, self.per_begun, self.of, begun=True, **self.bounds())


class ForEachShape(BoundedShape):
    """A fixed sum for each invoice, promise, day or month that is counted."""

    amount: Amount = Field(description="the sum for each, in the policy's currency")
    for_each: Count = Field(description="what is counted, such as overdue_invoices")

    def charge(self) -> model.ForEach:
        """The charge as the program holds it."""
        return model.ForEach(self.amount, self.for_each, **self.bounds())


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
    """A fixed sum by the size of the invoice, of what is left to pay on it, or of what its account owes."""

    bands: Annotated[tuple[BandShape, ...], Items, AfterValidator(_rising)] = Field(
        description="bands from the smallest to the open last one"
    )
    of: Base = Field(description=f"whose size decides: {_BASES}")

    def charge(self) -> model.Bands:
        """The charge as the program holds it."""
        return model.Bands(tuple((band.below, band.amount) for band in self.bands), self.of)


class TierShape(Table):
    """One tier: the share of the part of a sum that lies between the tier before it and its end."""

    up_to: Amount | None = Field(default=None, description="the end; the last tier has none")
    percent: Percentage = Field(description="per cent of that part, from 0 to 100")


def _climbing(tiers: tuple[TierShape, ...]) -> tuple[TierShape, ...]:
    if tiers[-1].up_to is not None or any(tier.up_to is None for tier in tiers[:-1]):
        raise objection(
            "band-open",
            "every tier but the last has an `up_to`, and the last has none",
            "end with a tier that has a `percent` alone; 0 is a percentage too",
        )
    ends = [tier.up_to for tier in tiers[:-1] if tier.up_to is not None]
    if any(upper <= lower for lower, upper in pairwise((0, *ends))):
        raise objection(
            "band-order",
            "the ends of the tiers do not rise",
            "write the tiers from the smallest `up_to` to the largest",
        )
    return tiers


class TiersShape(BoundedShape):
    """A percentage of each part of a sum, as taxes are reckoned."""

    tiers: Annotated[tuple[TierShape, ...], Items, AfterValidator(_climbing)] = Field(
        description="tiers from the smallest to the open last one"
    )
    of: Base = Field(description=f"what they are percentages of: {_BASES}")

    def charge(self) -> model.Tiers:
        """The charge as the program holds it."""
        tiers = tuple((tier.up_to, tier.percent) for tier in self.tiers)
        return model.Tiers(tiers, self.of, **self.bounds())


class GreaterOfShape(BoundedShape):
    """The greatest of several charges."""

    greater_of: Parts = Field(description="charges, of which the greatest counts")

    def charge(self) -> model.Combined:
        """The charge as the program holds it."""
        return model.Combined("greater_of", _charges(self.greater_of), **self.bounds())


class LesserOfShape(BoundedShape):
    """The least of several charges."""

    lesser_of: Parts = Field(description="charges, of which the least counts")

    def charge(self) -> model.Combined:
        """The charge as the program holds it."""
        return model.Combined("lesser_of", _charges(self.lesser_of), **self.bounds())


class SumOfShape(BoundedShape):
    """Several charges together."""

    sum_of: Parts = Field(description="charges, which are added up")

    def charge(self) -> model.Combined:
        """The charge as the program holds it."""
        return model.Combined("sum_of", _charges(self.sum_of), **self.bounds())


_FORMS: Final = {
    "greater_of": "<greater>", "lesser_of": "<lesser>", "sum_of": "<sum>", "bands": "<bands>",
    "tiers": "<tiers>",
    "percent": "<percent>", "per_full": "<per-full>", "per_begun": "<per-begun>",
    "for_each": "<for-each>", "amount": "<flat>",
}  # fmt: skip
"""The key that tells a form, the first of them that is written, and the form's name."""


def _form(charge: object) -> str | None:
    """Which of the forms is written, so that a fault is about that one alone."""
    written = charge if isinstance(charge, dict) else {}
    return next((form for key, form in _FORMS.items() if key in written), None)


ChargeShape = Annotated[
    Annotated[FlatShape, Tag("<flat>")]
    | Annotated[PercentShape, Tag("<percent>")]
    | Annotated[PerFullShape, Tag("<per-full>")]
    | Annotated[PerBegunShape, Tag("<per-begun>")]
    | Annotated[ForEachShape, Tag("<for-each>")]
    | Annotated[BandsShape, Tag("<bands>")]
    | Annotated[TiersShape, Tag("<tiers>")]
    | Annotated[GreaterOfShape, Tag("<greater>")]
    | Annotated[LesserOfShape, Tag("<lesser>")]
    | Annotated[SumOfShape, Tag("<sum>")],
    Discriminator(
        _form,
        custom_error_type="charge-form",
        custom_error_message="{sentence}",
        custom_error_context={
            "sentence": "a charge is a sum, a percentage, bands, a sum for each of something, or several",
            "help": 'write { amount = 15.00 }, { percent = 5, of = "balance" }, '
            '{ bands = [...], of = "balance" } or { greater_of = [..., ...] }',
        },
    ),
]


def _several(parts: tuple[object, ...]) -> tuple[object, ...]:
    if len(parts) < 2:
        raise refusal(
            "useless-key", "has one charge alone", "name another, or write the charge by itself"
        )
    return parts


Parts = Annotated[tuple[ChargeShape, ...], Items, AfterValidator(_several)]


def _charges(parts: Parts) -> tuple[model.Charge, ...]:
    return tuple(part.charge() for part in parts)


for _combined in (GreaterOfShape, LesserOfShape, SumOfShape):
    _combined.model_rebuild()
