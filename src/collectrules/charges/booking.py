"""Putting interest into the books: what has run through a day, less what was booked before.

On each day to which interest was booked, the books hold all that had run by then, rounded once. Where
something of days booked before was recorded late, corrections bring the books to what they should say.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Final, Literal, NamedTuple

from collectrules.charges.conditions import Versions
from collectrules.charges.debts import Debt, debts
from collectrules.charges.interest import Clock, Segment
from collectrules.charges.touching import TOUCHING
from collectrules.ledger.book import Book
from collectrules.ledger.damage import stored_day
from collectrules.ledger.events import InterestBooked

DaysToBook = Callable[[Debt], Iterable[int]]
"""The days through which a debt is to be booked, as `date.toordinal` numbers them."""
_CHUNK: Final = 20_000
"""Invoices that are held in memory at a time."""


class Booked(NamedTuple):
    """A row that was written: interest for the days from one through another, in minor units."""

    invoice_id: int
    currency: str
    kind: Literal["accrual", "correction"]
    from_day: int
    through_day: int
    amount: int


def book_interest(
    book: Book, invoices: Iterable[int], through: date, *, versions: Versions | None = None
) -> list[Booked]:
    """Book the interest that has run on invoices through a day, inside an open transaction.

    Afterwards `ledger.owed` as of that day has all interest that had run by then. Days booked before are
    looked at again, also those after `through`, and corrected where something was recorded late. Twice is
    once.

    The terms of interest are taken as they are recorded; a run, or `worklist.interest`, brings them up to
    date.

    Raises `RateUnknown` where a reference rate is needed that nobody has told.
    """
    wanted = sorted(set(invoices))
    day = through.toordinal()
    rows = book_days(
        book, wanted, lambda _: (day,), as_of=through, anew=set(wanted), versions=versions
    )
    return list(rows)


def book_days(
    book: Book,
    invoices: Sequence[int],
    days: DaysToBook,
    *,
    as_of: date,
    anew: Collection[int],
    versions: Versions | None = None,
    clock: Clock | None = None,
) -> Iterator[Booked]:
    """Book invoices through the days asked for; the days that those `anew` were booked to, once more.

    Rows are written as they are yielded, many at a time. Raises as `book_interest`.
    """
    read = versions or Versions(book.connection)
    booking = _Booking(book, days, as_of, anew, read, clock or Clock(read.tables()))
    source = iter(invoices)
    while chunk := list(islice(source, _CHUNK)):
        yield from booking.book(chunk)


_LAST: Final = """
    SELECT max(effective_on) FROM accrual WHERE invoice_id IN (SELECT value FROM json_each(:asked))
"""
# The days on which something came to count that changes what had run before it: until then it had not.
_TURNS: Final = f"""
    WITH asked AS MATERIALIZED (SELECT value AS seq FROM json_each(:asked)),
    touching (seq, invoice_id) AS ({TOUCHING})
    SELECT x.invoice_id, x.effective_on FROM due_change AS x WHERE x.invoice_id IN asked
    UNION ALL
    SELECT x.invoice_id, e.effective_on FROM plan_end AS e
    JOIN plan_invoice AS x ON x.plan_id = e.plan_id WHERE x.invoice_id IN asked
    UNION ALL
    SELECT x.invoice_id, r.effective_on FROM reversal AS r JOIN touching AS x ON x.seq = r.reversed_seq
    WHERE x.invoice_id IN asked
"""


@dataclass(slots=True)
class _Booking:
    book_: Book
    days: DaysToBook
    as_of: date
    anew: Collection[int]
    versions: Versions
    clock: Clock
    _then: dict[tuple[int, int], Debt] = field(default_factory=dict)
    """Debts as of earlier days, where they were not then what they are now."""
    _turns: dict[int, list[int]] = field(default_factory=dict)
    """The days on which something came to count that changes what had run on an invoice before them."""

    def book(self, invoices: Sequence[int]) -> list[Booked]:
        asked = {"asked": json.dumps(list(invoices))}
        (last,) = self.book_.connection.execute(_LAST, asked).fetchone()
        latest = max(self.as_of, stored_day(last)) if last else self.as_of
        found = debts(self.versions, latest, invoices=invoices)
        self._turns = self._find_turns(asked)
        marks = {debt.invoice_id: self._marks(debt) for debt in found}
        self._then = self._as_they_were(marks)
        rows = [row for debt in found for row in self._rows(debt, marks[debt.invoice_id])]
        self._write(rows)
        return rows

    def _marks(self, debt: Debt) -> list[int]:
        """The days to look at: those to book; of an invoice `anew` all it was booked to, and its turns."""
        first = debt.first_day
        if first is None and not debt.booked:
            return []
        if debt.invoice_id in self.anew:
            booked = [day for day, _ in debt.booked]
            turns = self._turns.get(debt.invoice_id, ())
            since = debt.booked_through or first or 0
            turned = [day for day in turns if since < day <= self.as_of.toordinal()]
            wanted = [day for day in self.days(debt) if booked or first is None or day >= first]
            return sorted({*booked, *wanted, *turned})
        return sorted(day for day in set(self.days(debt)) if day > debt.booked_through)

    def _find_turns(self, asked: dict[str, str]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for invoice, day in self.book_.connection.execute(_TURNS, asked):
            found[invoice].append(stored_day(day).toordinal())
        return found

    def _turned_after(self, invoice: int, day: int) -> bool:
        return any(turn > day for turn in self._turns.get(invoice, ()))

    def _as_they_were(self, marks: dict[int, list[int]]) -> dict[tuple[int, int], Debt]:
        """Of invoices that had a turn after a day to look at, how they were on that day."""
        by_day: dict[int, list[int]] = defaultdict(list)
        for invoice, days in marks.items():
            for day in days:
                if self._turned_after(invoice, day):
                    by_day[day].append(invoice)
        return {
            (debt.invoice_id, day): debt
            for day, invoices in by_day.items()
            for debt in debts(self.versions, date.fromordinal(day), invoices=invoices)
        }

    def _rows(self, debt: Debt, marks: Sequence[int]) -> Iterator[Booked]:
        """What to write so that the books say, on each day, what had run by then."""
        before, said = self._start(debt, marks)
        as_now = [mark for mark in marks if (debt.invoice_id, mark) not in self._then]
        ran = self.clock.by_days(debt, as_now)
        for mark in marks:
            then = self._then.get((debt.invoice_id, mark), debt)
            wanted = ran[mark] if mark in ran else self.clock.rounded(then, mark)
            more = wanted - said - (debt.in_books(mark) - debt.in_books(before))
            if mark <= debt.booked_through:
                yield from self._row(debt, "correction", before + 1, mark, more)
            else:
                yield from self._new_rows(then, before, mark, said, more)
            before, said = mark, wanted

    def _start(self, debt: Debt, marks: Sequence[int]) -> tuple[int, int]:
        """The last day booked before the first to look at, and the interest in the books by then."""
        first = marks[0] if marks else 0
        earlier = [day for day, _ in debt.booked if day < first]
        before = earlier[-1] if earlier else (debt.first_day or first) - 1
        return before, debt.in_books(before)

    def _new_rows(
        self, debt: Debt, before: int, mark: int, said: int, more: int
    ) -> Iterator[Booked]:
        """Of days not booked before: what ran on them, and apart from it what has changed of days before."""
        changed = 0
        if any(before < turn <= mark for turn in self._turns.get(debt.invoice_id, ())):
            changed = self.clock.rounded(debt, before) - said
            yield from self._row(
                debt, "correction", self._changed_from(debt, before), mark, changed
            )
        rest = more - changed
        yield from self._row(debt, "accrual" if rest > 0 else "correction", before + 1, mark, rest)

    def _changed_from(self, debt: Debt, before: int) -> int:
        """The first day that bears other interest than it did as of the day booked to last.

        An invoice that was not issued by that day bore none.
        """
        was = debts(self.versions, date.fromordinal(before), invoices=[debt.invoice_id])
        then = self.clock.segments(was[0], before) if was else []
        return first_difference(then, self.clock.segments(debt, before), before)

    @staticmethod
    def _row(
        debt: Debt, kind: Literal["accrual", "correction"], first: int, last: int, amount: int
    ) -> Iterator[Booked]:
        if amount:
            yield Booked(debt.invoice_id, debt.currency, kind, min(first, last), last, amount)

    def _write(self, rows: Sequence[Booked]) -> None:
        by_day: dict[int, list[Booked]] = defaultdict(list)
        for row in rows:
            by_day[row.through_day].append(row)
        for day in sorted(by_day):
            booked_on = self.as_of.isoformat() if day < self.as_of.toordinal() else None
            values = (
                (
                    row.invoice_id,
                    row.kind,
                    date.fromordinal(row.from_day).isoformat(),
                    row.amount,
                    booked_on,
                )
                for row in by_day[day]
            )
            self.book_.extend(InterestBooked, values, on=date.fromordinal(day))


def first_difference(one: Sequence[Segment], other: Sequence[Segment], last: int) -> int:
    """The first day on which two accounts of the same debt differ; `last` where they do not."""

    def on(segments: Sequence[Segment], day: int) -> object:
        found = next((each for each in segments if each.first_day <= day <= each.last_day), None)
        if found is None:
            return None
        return found.balance, found.capitalised, found.rate.percent, found.paused

    days = sorted(
        {day for each in (*one, *other) for day in (each.first_day, each.last_day + 1)} - {last + 1}
    )
    return next((day for day in days if on(one, day) != on(other, day)), last)
