"""The provision, and loss rates from one's own history, as people read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from collectrules.money import format_minor
from collectrules.policy.sentences_of_money import lost_text
from collectrules.reports.buckets import BUCKETS
from collectrules.reports.figures import two_decimals
from collectrules.reports.loss_rates import LossRates
from collectrules.reports.page import Bars, Page, Section, Table, bars
from collectrules.reports.period import Period
from collectrules.reports.provision import Provided

_NOTES = (
    "An invoice lies in a bucket with all that is left of it: its amount, late fees and interest in the "
    "books. Credit and unapplied cash are not taken off the buckets.",
)


def provision_page(
    found: Sequence[Provided], day: date, known: str, policies: Callable[[str], str]
) -> Page:
    """The page; `policies` is how a policy is called by its id."""
    below = f"What is expected to be lost of what is outstanding at the end of {day}{known}."
    sections = tuple(
        Section(f"{each.currency}, by {policies(each.policy)}", tuple(_parts(each)))
        for each in found
    )
    nothing = Section("", ("Nothing is outstanding.",))
    return Page("Provision", below, sections or (nothing,), _NOTES if found else ())


def _parts(found: Provided) -> Iterator[Table | Bars | str]:
    def money(minor: int) -> str:
        return format_minor(minor, found.currency)

    if found.why_not:
        yield f"Nothing of {money(found.amount)} on invoices is provided for: {found.why_not}."
        return
    yield Table(
        ("days past due", "outstanding", "lost", "provision"),
        tuple(_rows(found, money)),
        total=True,
    )
    left = [f"{gap.name} ({money(gap.amount)})" for gap in found.gaps]
    if left:
        yield f"No bucket is for: {', '.join(left)}. Nothing of it is provided for."
    if found.credit or found.unapplied:
        yield (
            f"With credit ({money(found.credit)}) and unapplied cash ({money(found.unapplied)}), "
            f"{money(found.outstanding)} is outstanding."
        )
    yield f"Each line is rounded once ({found.rounding}); the total adds up what is rounded."
    yield bars(
        f"{found.currency}: {money(found.provision)} expected to be lost",
        [(each.name, money(each.provision), each.provision) for each in found.buckets],
    )


def _rows(found: Provided, money: Callable[[int], str]) -> Iterator[tuple[str, ...]]:
    for each in found.buckets:
        yield each.name, money(each.amount), _share(each.percent), money(each.provision)
    for gap in found.gaps:
        if gap.amount:
            yield gap.name, money(gap.amount), "no bucket", money(0)
    yield "total", money(found.amount), "", money(found.provision)


def _share(percent: Fraction) -> str:
    """A share as it is written in the policy, and where that is a fraction in per cent too."""
    said = lost_text(percent)
    return f"{said} ({two_decimals(percent)} %)" if "/" in said else said


def loss_rates_page(found: Sequence[LossRates], period: Period, day: date, known: str) -> Page:
    """The page on what came of the invoices of a period, up to a day."""
    below = (
        f"Of the invoices dated {period}, what was unpaid on coming into each bucket, and what share of "
        f"that was lost, by the end of {day}{known}. What came to {BUCKETS[-1]} days past due counts as lost."
    )
    sections = tuple(Section(each.currency, tuple(_of_history(each))) for each in found)
    nothing = Section("", ("Nothing was invoiced in the period.",))
    return Page("Loss rates from history", below, sections or (nothing,))


def _of_history(found: LossRates) -> Iterator[Table | Bars | str]:
    def money(minor: int) -> str:
        return format_minor(minor, found.currency)

    if found.invoices:
        rows = tuple(
            (bucket, money(reached), money(found.lost), _rate(rate))
            for bucket, reached, rate in zip(BUCKETS, found.reached, found.rates, strict=True)
        )
        yield Table(("days past due", "came into it", "lost", "loss rate"), rows)
        yield bars(
            f"{found.currency}: unpaid on coming into each bucket",
            [(name, money(each), each) for name, each in zip(BUCKETS, found.reached, strict=True)],
        )
    if found.too_young:
        yield (
            f"Left out: {money(found.too_young)} on invoices that cannot have come to {BUCKETS[-1]} days "
            "past due yet."
        )


def _rate(rate: Fraction | None) -> str:
    return "-" if rate is None else f"{two_decimals(rate * 100)} %"
