"""A trial as people read it: both groups, each figure, and what the numbers let one say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from collectrules.money import format_minor
from collectrules.reports.intervals import LEAST, LEAST_OF_EACH, Estimate, Interval, Mean, Share
from collectrules.reports.page import Bars, Page, Section, Table, bars
from collectrules.reports.trial import Compared, Group, Measure, Verdict

VERDICTS: Final[dict[Verdict, str]] = {
    "too few": "too few to tell",
    "no difference": "no clear difference",
    "more": "more on trial",
    "less": "less on trial",
}
_NOTES: Final = (
    "Accounts are counted, not invoices: those that had an invoice due by the last day, open on the first or "
    "issued since. Due is the day it was issued with. Days until paid are from that day, or the first of the "
    "trial, and through the last where it is not paid yet. What was written off is not paid.",
    "In 95 trials of a hundred the true figure lies within an interval. Shares: Wilson (1927), their "
    "difference Newcombe (1998), method 10; means: Student (1908), their difference Welch (1947) with the "
    "degrees of freedom of Satterthwaite (1946).",
    f"Too few to tell: fewer than {LEAST} accounts in a group, or of a share fewer than {LEAST_OF_EACH} with "
    f"it or without it, or of a mean fewer than {2 * LEAST_OF_EACH} in both groups with any of it. No clear "
    "difference: the interval of the difference has 0 in it, and chance alone may do as much.",
    "Of twenty figures that do not differ, chance lets about one look as if it did. Who looks every day and "
    "stops when it pleases will find a difference where there is none: settle before when to look.",
)


def trial_page(found: Compared, known: str) -> Page:
    """The page on a trial; `known` is what of the books is known, empty where all is."""
    trial = found.trial
    state = f"It ended on {trial.last_on}" if trial.last_on else "It goes on"
    days = "1 day" if found.period.days == 1 else f"{found.period.days} days"
    below = (
        f"{found.period}, {days}{known}. {state}; {trial.share / 100:g} % of the accounts "
        f"are drawn for `{trial.policy_id}`: {trial.reason}."
    )
    sections = [
        Section("Groups", tuple(_groups(found))),
        Section("Outcomes", tuple(_outcomes(found))),
    ]
    return Page(f"Trial {trial.name}", below, tuple(sections), _NOTES)


def _groups(found: Compared) -> Iterator[Table | str]:
    mine, theirs = found.on_trial, found.in_force
    rows = (
        ("accounts drawn", mine.accounts, theirs.accounts),
        ("put under a policy by hand, left out", mine.by_hand, theirs.by_hand),
        ("had something to pay, compared", mine.compared, theirs.compared),
        ("invoices of these", mine.invoices, theirs.invoices),
    )
    yield Table(
        ("", f"on trial: {mine.policies[0]}", f"in force: {theirs.policies[0]}"),
        tuple((name, str(one), str(other)) for name, one, other in rows),
    )
    for group, what in ((mine, "on trial"), (theirs, "in force")):
        if len(group.policies) > 1:
            yield (
                f"The policy {what} was another one in between: {', '.join(group.policies)}. "
                "The figures are of all of them together."
            )


def _outcomes(found: Compared) -> Iterator[Table | Bars | str]:
    measures = found.measures
    yield Table(
        ("each account", "on trial", "in force", "difference", "says"),
        tuple(
            (
                _name(each),
                told(each, _value(each.on_trial)),
                told(each, _value(each.in_force)),
                told(each, each.difference and each.difference[0], signed=True),
                VERDICTS[each.verdict],
            )
            for each in measures
        ),
        words=(0, 4),
    )
    yield Table(
        ("95% interval", "on trial", "in force", "difference"),
        tuple(
            (
                _name(each),
                _interval(each, each.on_trial.interval),
                _interval(each, each.in_force.interval),
                _interval(each, each.difference and each.difference[1], signed=True),
            )
            for each in measures
        ),
    )
    for why in dict.fromkeys(each.missing for each in measures if each.missing):
        names = "; ".join(_name(each) for each in measures if each.missing == why)
        yield f"Too few to tell, {why}: {names}."
    yield from _paid_bars(found)


def _paid_bars(found: Compared) -> Iterator[Bars]:
    paid = next(each for each in found.measures if each.key == "paid")
    groups: tuple[tuple[str, Group, Estimate], ...] = (
        ("on trial", found.on_trial, paid.on_trial),
        ("in force", found.in_force, paid.in_force),
    )
    of = [
        (f"{name}, {group.policies[0]}", told(paid, _value(share)), share.hits * 10_000 // share.of)
        for name, group, share in groups
        if isinstance(share, Share) and share.of
    ]
    if of:
        yield bars("Accounts that paid all that was due", of)


def _name(measure: Measure) -> str:
    return f"{measure.name}, {measure.currency}" if measure.currency else measure.name


def _value(estimate: Estimate) -> float | None:
    return estimate.value


def _interval(measure: Measure, interval: Interval | None, *, signed: bool = False) -> str:
    if interval is None:
        return "-"
    low, high = (told(measure, end, signed=signed) for end in (interval.low, interval.high))
    return f"{low.removesuffix(_unit(measure, signed=signed))} to {high}"


def told(measure: Measure, value: float | None, *, signed: bool = False) -> str:
    """A figure as it is printed; a difference with its sign, of shares in points of a hundred."""
    if value is None:
        return "-"
    sign = "+" if signed and value > 0 else ""
    match measure.unit:
        case "share":
            return f"{sign}{_plain(value * 100, 1)}{_unit(measure, signed=signed)}"
        case "money":
            return f"{sign}{format_minor(round(value), measure.currency)}"
        case "days":
            return f"{sign}{_plain(value, 1)}"
        case "count":
            return f"{sign}{_plain(value, 2)}"


def _unit(measure: Measure, *, signed: bool) -> str:
    if measure.unit != "share":
        return ""
    return " points" if signed else " %"


def _plain(value: float, places: int) -> str:
    """To so many decimals, and never less than nothing where it is nothing."""
    text = f"{value:.{places}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def total(estimate: Estimate) -> float | None:
    """All of a figure in a group together; None of a share."""
    return estimate.total if isinstance(estimate, Mean) else None
