"""The ageing report as people read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Final

from collectrules.money import format_minor
from collectrules.reports.ageing import Ageing, By
from collectrules.reports.buckets import BUCKETS
from collectrules.reports.page import Bars, Page, Section, Table, bars

_Column = tuple[str, Callable[[Ageing], int]]

_BESIDE: Final[tuple[_Column, ...]] = (
    ("credit", lambda line: line.credit),
    ("late fees", lambda line: line.charges),
    ("interest", lambda line: line.interest),
    ("unapplied", lambda line: line.unapplied),
)
"""Columns that are shown where there is something in one of them."""

_NOTES: Final = (
    "Buckets: what is left of the invoices' amounts by days past due. The due date itself is current; a "
    "payment plan makes no debt younger.",
    "Outstanding: the line added up, with late fees and interest in the books, less credit and cash not yet "
    "applied. Currencies are never added together.",
)


def ageing_page(
    lines: Sequence[Ageing], by: By, day: date, known: str, policies: Callable[[str], str]
) -> Page:
    """The page; `known` says what of the books is known, `policies` how a policy is called by its id."""
    below = f"By days past due at the end of {day}{known}."
    if not lines:
        return Page("Ageing", below, (Section("", ("Nothing is outstanding.",)),))
    shown = [column for column in _BESIDE if any(column[1](line) for line in lines)]
    if by == "currency":
        return Page("Ageing", below, tuple(_by_currency(lines, shown)), _NOTES)
    sections = (
        Section(currency, (_table(list(group), by, shown, policies),))
        for currency, group in groupby(lines, key=lambda line: line.currency)
    )
    return Page(f"Ageing by {by}", below, tuple(sections), _NOTES)


def _by_currency(lines: Sequence[Ageing], shown: Sequence[_Column]) -> Iterator[Section]:
    header = ("currency", "accounts", "invoices", "overdue", *_names(shown))
    rows = tuple(
        (
            line.currency,
            *(f"{count:,}" for count in (line.accounts, line.invoices, line.overdue_invoices)),
            *_amounts(line, shown),
        )
        for line in lines
    )
    yield Section("", (Table(header, rows), *map(_bars, lines)))


def _bars(line: Ageing) -> Bars:
    told = [*zip(BUCKETS, line.buckets, strict=True)]
    told += [(name, amount(line)) for name, amount in _BESIDE if amount(line)]
    return bars(
        f"{line.currency}: {format_minor(line.outstanding, line.currency)} outstanding",
        [(name, format_minor(amount, line.currency), amount) for name, amount in told],
    )


def _table(
    lines: Sequence[Ageing], by: By, shown: Sequence[_Column], policies: Callable[[str], str]
) -> Table:
    labels = ("account", "name") if by == "account" else ("policy",)

    def whose(line: Ageing) -> tuple[str, ...]:
        return (line.account, line.name) if by == "account" else (policies(line.policy),)

    rows = [(*whose(line), f"{line.invoices:,}", *_amounts(line, shown)) for line in lines]
    total = Ageing(
        lines[0].currency,
        0,
        sum(line.invoices for line in lines),
        0,
        tuple(map(sum, zip(*(line.buckets for line in lines), strict=True))),
        sum(line.credit for line in lines),
        sum(line.charges for line in lines),
        sum(line.interest for line in lines),
        sum(line.unapplied for line in lines),
    )
    rows.append(
        ("total", *("" for _ in labels[1:]), f"{total.invoices:,}", *_amounts(total, shown))
    )
    return Table(
        (*labels, "invoices", *_names(shown)), tuple(rows), tuple(range(len(labels))), total=True
    )


def _names(shown: Sequence[_Column]) -> tuple[str, ...]:
    return (*BUCKETS, *(name for name, _ in shown), "outstanding")


def _amounts(line: Ageing, shown: Sequence[_Column]) -> tuple[str, ...]:
    amounts = (*line.buckets, *(amount(line) for _, amount in shown), line.outstanding)
    return tuple(format_minor(amount, line.currency) for amount in amounts)
