"""From the books to figures: what one currency's figures are computed from, and each figure of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from collectrules.money import format_minor
from collectrules.reports.definitions import DEFINITIONS
from collectrules.reports.figures import Figure
from collectrules.reports.formulas import (
    collection_effectiveness,
    count_back,
    days_of_sales,
    per_cent,
)
from collectrules.reports.let_go import Placements, WrittenOff
from collectrules.reports.period import Period, month_of
from collectrules.reports.positions import Position, Sales, sold_in
from collectrules.reports.promised import Promises

_MORE_CREDIT: Final = "credit and unapplied cash are more than what is left of invoices"
_MORE_THAN_CURRENT: Final = "credit and unapplied cash are more than what is not yet due"


@dataclass(frozen=True, slots=True)
class Ground:
    """What the figures of a currency and period are computed from; amounts in minor units."""

    currency: str
    period: Period
    opening: Position
    closing: Position
    sales: Sales
    """Of every day up to the end of the period."""
    promises: Promises
    written_off: WrittenOff
    placements: Placements
    cei_months: int = 1

    @property
    def sold(self) -> int:
        """What was sold in the period."""
        return sold_in(self.sales, self.period)

    def figures(self) -> tuple[Figure, ...]:
        """Every figure, in the order of their definitions."""
        return (
            self._days_of_sales("dso", self.closing.receivables),
            self._count_back(),
            self._days_of_sales("dso_best_possible", self.closing.current, _MORE_THAN_CURRENT),
            self._days_of_sales("average_days_delinquent", self.closing.overdue),
            self._delinquency(),
            self._effectiveness(),
            self._promises(),
            self._promises_by_value(),
            self._share(
                "recovery_rate",
                self.written_off.recovered,
                self.written_off.written_off,
                "nothing was written off in the period",
            ),
            self._share(
                "placement_cost",
                self.placements.share,
                self.placements.recovered,
                "nothing came in by way of an agency or lawyer in the period",
            ),
        )

    def _money(self, minor: int) -> str:
        return format_minor(minor, self.currency)

    def _days_of_sales(self, key: str, amount: int, negative: str = _MORE_CREDIT) -> Figure:
        working = f"{self._money(amount)} / {self._money(self.sold)} x {self.period.days} days"
        why_not = self._no_sales() or (negative if amount < 0 else "")
        value = None if why_not else days_of_sales(amount, self.sold, self.period.days)
        return _figure(key, value, working, why_not)

    def _no_sales(self) -> str:
        if self.sold > 0:
            return ""
        return "more credit than sales in the period" if self.sold < 0 else "no sales in the period"

    def _count_back(self) -> Figure:
        key, owed, end = "dso_count_back", self.closing.receivables, self.period.last
        if owed < 0:
            return _figure(key, None, self._money(owed), _MORE_CREDIT)
        value = count_back_at(end, owed, self.sales)
        if value is None:
            why_not = "more is receivable than was sold, as far as the ledger knows"
            return _figure(key, None, f"{self._money(owed)}: all months", why_not)
        return _figure(key, value, self._counted_back(owed, months_back(end, self.sales)))

    def _counted_back(self, owed: int, months: Iterable[tuple[Period, int]]) -> str:
        left, said = owed, []
        for month, sold in months:
            if left <= 0:
                break
            name = f"{month.first:%Y-%m}"
            if sold > left:
                said.append(
                    f"{self._money(left)} / {self._money(sold)} x {month.days} days of {name}"
                )
                break
            said.append(f"{month.days} days of {name} ({self._money(sold)})")
            left -= max(0, sold)
        return f"{self._money(owed)}: " + (" + ".join(said) or "0 days")

    def _delinquency(self) -> Figure:
        overdue, owed = self.closing.overdue, self.closing.receivables
        working = f"{self._money(overdue)} / {self._money(owed)} x 100"
        why_not = "nothing is receivable" if owed == 0 else _MORE_CREDIT if owed < 0 else ""
        return _figure(
            "delinquency", None if why_not else per_cent(overdue, owed), working, why_not
        )

    def _effectiveness(self) -> Figure:
        opening, closing = self.opening.receivables, self.closing.receivables
        current, months = self.closing.current, self.cei_months
        each = f" / {months}" if months > 1 else ""
        there = f"{self._money(opening)} + {self._money(self.sold)}{each}"
        working = (
            f"({there} - {self._money(closing)}) / ({there} - {self._money(current)}) x 100, "
            f"N = {months}, {self.period.days} days"
        )
        if opening + Fraction(self.sold, months) - current <= 0:
            return _figure("cei", None, working, "there was nothing to collect in the period")
        value = collection_effectiveness(opening, self.sold, closing, current, months)
        return _figure("cei", value, working)

    def _promises(self) -> Figure:
        found = self.promises
        working = f"{found.kept} / {found.due} x 100"
        value = per_cent(found.kept, found.due) if found.due else None
        return _figure("promises_kept", value, working, _no_promise(found))

    def _promises_by_value(self) -> Figure:
        found = self.promises
        working = f"{self._money(found.paid)} / {self._money(found.promised)} x 100"
        value = per_cent(found.paid, found.promised) if found.due else None
        return _figure("promises_kept_by_value", value, working, _no_promise(found))

    def _share(self, key: str, part: int, whole: int, none: str) -> Figure:
        working = f"{self._money(part)} / {self._money(whole)} x 100"
        return _figure(
            key, per_cent(part, whole) if whole else None, working, "" if whole else none
        )


def months_back(end: date, sales: Sales) -> Iterator[tuple[Period, int]]:
    """Calendar months with their sales, that of the end first, back to the first sale there is.

    The month of the end reaches up to the end.
    """
    first = min(sales, default=end)
    month = Period(end.replace(day=1), end)
    while month.last >= first:
        yield month, sold_in(sales, month)
        if month.first == date.min:
            return
        month = month_of(month.before)


def count_back_at(end: date, receivables: int, sales: Sales) -> Fraction | None:
    """Days sales outstanding at the end of a day, counted back; None where it cannot be computed."""
    if receivables < 0:
        return None
    return count_back(receivables, ((sold, month.days) for month, sold in months_back(end, sales)))


def _no_promise(found: Promises) -> str:
    if found.due:
        return ""
    return (
        "the promises due in the period are not decided yet"
        if found.undecided
        else "no promise was due in the period"
    )


def _figure(key: str, value: Fraction | None, working: str, why_not: str = "") -> Figure:
    return Figure(DEFINITIONS[key], value, working, why_not)
