"""What a back-test found, as people read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Final

from collectrules.money import format_minor, round_fraction
from collectrules.reports.page import Bars, Page, Section, Table, bars
from collectrules.review.backtest import CANNOT_KNOW, Backtest, Escalation
from collectrules.review.day_of_work import PLACEMENT, TASK, TO_WRITE_OFF
from collectrules.review.names_since import names_text
from collectrules.review.outcome import Days, Outcome, Total

_DONE: Final = {
    "call": "calls",
    "email": "e-mails",
    "letter": "letters",
    "sms": "text messages",
    PLACEMENT: "placements",
    TASK: "tasks",
    TO_WRITE_OFF: "write-offs to approve",
}
_MANY: Final = 20
"""Accounts that are told one by one."""
_SIDES: Final = ("before", "after")


def backtest_page(found: Backtest, *, every: bool = False) -> Page:
    """The page of a back-test, for a terminal or a browser; all accounts with `every`."""
    return Page(
        title=f"back-test {found.first} to {found.last}",
        below="; ".join(
            f"{side}: {each.version.name}"
            for side, each in zip(_SIDES, (found.before, found.after), strict=True)
        ),
        sections=(
            Section(
                "What would have been done",
                (*_history(found), *_lost(found), _done(found), *_months(found)),
            ),
            Section("What it would have cost and brought", (_money(found),)),
            Section("How soon", (_soon(found),)),
            Section("Sooner and later", tuple(_climbs(found, None if every else _MANY))),
        ),
        notes=tuple(_notes(found)),
    )


def _history(found: Backtest) -> Iterator[str]:
    if found.history_from is not None:
        yield (
            f"Nothing was recorded before {found.history_from}: of the days before that nothing is known, "
            "and what was open then is known only as it was brought in."
        )
    elif found.knew_nobody:
        yield "No customer was known before the period."
    if found.history_to is not None:
        yield (
            f"Nothing of theirs was recorded after {found.history_to}: on the days after it nobody pays, "
            "promises or disputes, and nothing is invoiced."
        )


def _done(found: Backtest) -> Table:
    both = found.before, found.after
    names = [name for name in _DONE if any(each.done.get(name) for each in both)]
    rows = [_row(_DONE[name], *both, partial(_times, name)) for name in names]
    rows.append(_row("hours of work", *both, lambda each: each.minutes / 60))
    rows.append(_row("of it approved by the owner", *both, lambda each: each.approved))
    rows.append(
        _row("rows the gate held back, each day", *both, lambda each: sum(each.blocked.values()))
    )
    rows.append(
        _row(
            f"contacts with who paid by themselves within {found.within_days} days",
            *both,
            lambda each: each.by_themselves,
        )
    )
    return Table(("", *_SIDES, "more"), tuple(rows))


def _times(name: str, each: Outcome) -> int:
    return each.done.get(name, 0)


def _row(
    label: str, before: Outcome, after: Outcome, of: Callable[[Outcome], int | Fraction]
) -> tuple[str, ...]:
    was, now = of(before), of(after)
    return (label, _number(was), _number(now), _more(now - was))


def _number(value: int | Fraction) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{round_fraction(value * 10) / 10:,.1f}"


def _more(value: int | Fraction) -> str:
    text = _number(value)
    return "" if not value else text if value < 0 else f"+{text}"


def _months(found: Backtest) -> Iterator[Bars]:
    for side, each in zip(_SIDES, (found.before, found.after), strict=True):
        hours = [
            (month.month, f"{_number(month.minutes / 60)} hours", month.minutes)
            for month in each.months
        ]
        if len(hours) > 1:
            yield bars(f"Work by month, {side}", hours)


def _money(found: Backtest) -> Table:
    kinds: tuple[tuple[str, Callable[[Outcome], Total]], ...] = (
        ("late fees", lambda each: each.fees),
        ("late fees let go", lambda each: each.fees_let_go),
        ("interest", lambda each: each.interest),
        ("written off", lambda each: each.written_off),
    )
    rows = []
    for label, of in kinds:
        was, now = of(found.before), of(found.after)
        for currency in sorted({*was.amounts, *now.amounts}):
            amounts = was.amounts.get(currency, 0), now.amounts.get(currency, 0)
            rows.append(
                (
                    label,
                    currency,
                    *(format_minor(each, currency) for each in amounts),
                    _more_money(amounts[1] - amounts[0], currency),
                )
            )
    if not rows:
        return Table(("", *_SIDES), (("fees, interest and write-offs", "none", "none"),))
    return Table(("", "", *_SIDES, "more"), tuple(rows), words=(0, 1))


def _more_money(minor: int, currency: str) -> str:
    text = format_minor(minor, currency)
    return "" if not minor else text if minor < 0 else f"+{text}"


def _soon(found: Backtest) -> Table:
    rows: list[tuple[str, ...]] = []
    kinds: tuple[tuple[str, Callable[[Outcome], Days]], ...] = (
        ("due date to first contact", lambda each: each.to_first_contact),
        ("first contact to payment", lambda each: each.to_payment),
    )
    for label, of in kinds:
        both = of(found.before), of(found.after)
        rows.append((f"{label}: invoices", *(f"{each.times:,}" for each in both)))
        rows.append((f"{label}: days, median", *(_days(each.median) for each in both)))
        rows.append((f"{label}: days, mean", *(_days(each.mean) for each in both)))
    not_paid = (found.before.not_paid, found.after.not_paid)
    rows.append(("contacted, no payment known: invoices", *(f"{each:,}" for each in not_paid)))
    return Table(("", *_SIDES), tuple(rows))


def _days(value: Fraction | None) -> str:
    return "-" if value is None else _number(value)


def _lost(found: Backtest) -> Iterator[str]:
    for side, each in zip(_SIDES, (found.before, found.after), strict=True):
        if each.lost:
            said = ", ".join(f"{count:,} on `{stage}`" for stage, count in each.lost.items())
            yield (
                f"{side}: open invoices stood on stages that the version neither has nor moves them from, "
                f"and began anew: {said}."
            )


def _checked(found: Backtest) -> Iterator[str]:
    days = [*found.before.checked.items(), *found.after.checked.items()]
    unlike = sorted({str(day) for day, same in days if not same})
    if unlike:
        yield (
            "Check: judging everybody would have come to something else on "
            f"{', '.join(unlike)}. That is a fault of this program: please report it."
        )
    elif days:
        yield (
            f"Check: on {len({day for day, _ in days}):,} of the days everybody was judged as well, and it "
            "came to the same."
        )


def _climbs(found: Backtest, most: int | None) -> Iterator[str | Table]:
    if not found.escalations:
        yield "No account would have come to any stage on another day."
        return
    for way, some in (("sooner", found.sooner), ("later", found.later)):
        yield f"{len(some):,} account{'s' if len(some) != 1 else ''} {way}."
        if some:
            yield _escalations(some, most)


def _escalations(some: Sequence[Escalation], most: int | None) -> Table:
    rows = [
        (
            each.account,
            each.name,
            each.stage,
            str(each.before or "never"),
            str(each.after or "never"),
        )
        for each in some[:most]
    ]
    if len(rows) < len(some):
        rows.append((f"and {len(some) - len(rows):,} more", "", "", "", ""))
    return Table(("account", "name", "stage", *_SIDES), tuple(rows), words=(0, 1, 2, 3, 4))


def _notes(found: Backtest) -> Iterator[str]:
    yield f"What this cannot know: {'; '.join(CANNOT_KNOW)}."
    yield (
        "Each day is run with what had been recorded by its end, in UTC. What is theirs happens as it did: "
        "invoices, money, promises, disputes, agreements, people, stops and exceptions. Our runs, fees, "
        "interest, stages and contacts are those of the version."
    )
    yield f"Minutes that each is taken to last: {_minutes(found.minutes)}."
    yield (
        f"Who paid by themselves: a payment within {found.within_days} days of the contact, with no "
        f"contact of ours in fact made in the {found.within_days} days up to it."
    )
    untold = {
        kind: found.before.not_told.get(kind, 0) + found.after.not_told.get(kind, 0)
        for kind in (*found.before.not_told, *found.after.not_told)
    }
    if untold:
        said = ", ".join(f"{count:,} {kind}" for kind, count in untold.items())
        yield (
            "Events that had nothing to say under a version, as a payment of a fee that it does not charge: "
            f"{said}."
        )
    yield from _checked(found)
    if found.renamed:
        yield f"{names_text(found.renamed)}. Here all have the names that they have by now."
    for side, each in zip(_SIDES, (found.before, found.after), strict=True):
        yield f"{side}: {each.version.name}, SHA-256 {each.version.policy.sha256}"


def _minutes(minutes: Mapping[str, Fraction]) -> str:
    return ", ".join(f"{_DONE[name]} {float(count):g}" for name, count in minutes.items())
