"""Interest in the day's run: terms that begin, change or end, then what has run is put into the books.

Booked is through each month end, and through the day on which nothing of the principal is left. An invoice is
looked at where something has happened to it since the last run, or a month has ended.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from collectrules.charges.booking import Booked, book_days, book_interest
from collectrules.charges.conditions import Versions
from collectrules.charges.debts import Debt, Term, debts
from collectrules.charges.interest import Clock
from collectrules.charges.rates import Rate
from collectrules.charges.touching import touched_since
from collectrules.clock import add_months
from collectrules.engine.classes import quoted
from collectrules.engine.evaluate import Evaluator
from collectrules.engine.gather import NOT_ASKED_FOR, Moment
from collectrules.engine.scratch import fresh
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import InterestSet
from collectrules.ledger.policies import NoneInForce
from collectrules.ledger.published import policy_in_force
from collectrules.worklist.interest_changes import OWED_THEN, LastRun, last_run
from collectrules.worklist.interest_terms import DueTerm, TermsDue, any_interest
from collectrules.worklist.run_result import Correction, Sum
from collectrules.worklist.under import Beside, Judging, judgings


@dataclass(slots=True)
class Accrued:
    """What was booked by a run."""

    interest: Sum
    """Of how many invoices, and how much."""
    corrections: tuple[Correction, ...]
    unconfirmed: tuple[Rate, ...]
    """Reference rates that were used and have to be checked."""


@dataclass(slots=True)
class InterestOfRun:
    """The interest of one run."""

    ledger: Ledger
    book: Book
    beside: Beside
    as_of: date
    versions: Versions
    clock: Clock = field(init=False)
    terms: TermsOf = field(init=False)

    def __post_init__(self) -> None:
        """Look up the run before, and the reference rates."""
        last = last_run(self.ledger.connection)
        self.terms = TermsOf(self.ledger, self.beside, self.versions, self.as_of, last)
        self.clock = Clock(self.versions.tables())

    def begin(self, judging: Sequence[Judging]) -> None:
        """Write the terms of invoices paid since the last run, before those that are open are judged."""
        for each in judging:
            write_terms(self.book, self.terms.of_paid(each))

    def settle(self, evaluator: Evaluator, judging: Judging) -> Accrued:
        """Write the terms that a policy brings about, and book the invoices that it judges.

        Leaves what was booked in `newly_accrued` (account_id, currency, amount).
        """
        connection, before = self.ledger.connection, self.book.seq
        rows: list[Booked] = []
        if any_interest(connection, evaluator.policy):
            write_terms(self.book, self.terms.due(evaluator, judging).find())
            rows = self._book(judging.moment)
        _newly_accrued(connection, before)
        return _accrued(connection, rows, self.clock.unconfirmed)

    def _book(self, moment: Moment) -> list[Booked]:
        connection = self.ledger.connection
        anew = touched_since(connection, self.terms.last.seq, self._under(moment))
        wanted = set(anew)
        if _month_end_by(self.as_of) > self.terms.last.day:
            rows = connection.execute(
                "SELECT j.invoice_id FROM invoice_fact AS j"
                " WHERE j.invoice_id IN (SELECT invoice_id FROM interest_term)"
            )
            wanted.update(id for (id,) in rows)
        days = DaysOfRun(self.as_of)
        return list(
            book_days(
                self.book,
                sorted(wanted),
                days.of,
                as_of=self.as_of,
                anew=anew,
                versions=self.versions,
                clock=self.clock,
            )
        )

    @staticmethod
    def _under(moment: Moment) -> str:
        """SQL for whether an invoice `i` is judged by the policy of a moment."""
        return moment.ours.replace(":under", quoted(moment.under or ""))


@dataclass(frozen=True, slots=True)
class DaysOfRun:
    """The days through which a run books: each month end, and the day that nothing was left."""

    as_of: date

    def of(self, debt: Debt) -> Iterator[int]:
        """Those of a debt on which interest could have run and that are not booked yet."""
        first = debt.first_day
        if first is None:
            return
        settled = debt.settled_day
        last = self.as_of.toordinal() if settled is None else min(settled, self.as_of.toordinal())
        start = max(first, debt.booked_through + 1)
        yield from (day for day in _month_ends(start, last))
        if settled is not None and start <= settled <= last:
            yield settled


def _month_ends(first: int, last: int) -> Iterator[int]:
    """The last days of months from one day through another."""
    if first > last:
        return
    begins = date.fromordinal(first).replace(day=1)
    while (end := add_months(begins, 1).toordinal() - 1) <= last:
        yield end
        begins = add_months(begins, 1)


def _month_end_by(day: date) -> int:
    """The last month end that a day is, or comes after."""
    tomorrow = day + timedelta(days=1)
    return tomorrow.replace(day=1).toordinal() - 1


def write_terms(book: Book, due: Iterable[DueTerm]) -> None:
    """Append terms of interest, each on its day."""
    by_day: dict[int, list[DueTerm]] = defaultdict(list)
    for each in due:
        by_day[each.term.from_day].append(each)
    for day in sorted(by_day):
        rows = [(each.invoice_id, *each.term[1:]) for each in by_day[day]]
        book.extend(InterestSet, rows, on=date.fromordinal(day))


_NEWLY: Final = f"""
    INSERT INTO newly_accrued
    SELECT n.account_id, n.currency, sum(x.amount)
    FROM accrual AS x JOIN invoice AS n ON n.seq = x.invoice_id
    WHERE x.seq > ? AND n.seq NOT IN {NOT_ASKED_FOR}
    GROUP BY n.account_id, n.currency
"""


_BY_ACCOUNT: Final = (
    "account_id INTEGER, currency TEXT, amount INTEGER, PRIMARY KEY (account_id, currency)"
)


def _newly_accrued(connection: sqlite3.Connection, before: int) -> None:
    """Make `newly_accrued`: what was booked after an event, by account and currency."""
    fresh(connection, {"newly_accrued": _BY_ACCOUNT})
    connection.execute(_NEWLY, (before,))


def _accrued(
    connection: sqlite3.Connection, rows: Sequence[Booked], unconfirmed: tuple[Rate, ...]
) -> Accrued:
    """What was booked: the interest of days not booked before in one sum, corrections by invoice."""
    new = [row for row in rows if row.kind == "accrual"]
    amounts: dict[str, int] = defaultdict(int)
    for row in new:
        amounts[row.currency] += row.amount
    corrected: dict[int, list[Booked]] = defaultdict(list)
    for row in rows:
        if row.kind == "correction":
            corrected[row.invoice_id].append(row)
    found = (_correction(connection, each) for each in corrected.values())
    return Accrued(
        Sum(len({row.invoice_id for row in new}), dict(sorted(amounts.items()))),
        tuple(each for each in found if each.amount),
        unconfirmed,
    )


def _correction(connection: sqlite3.Connection, rows: Sequence[Booked]) -> Correction:
    """All corrections of an invoice in one."""
    account, invoice = connection.execute(
        "SELECT a.number, n.number FROM invoice AS n JOIN account AS a ON a.seq = n.account_id"
        " WHERE n.seq = ?",
        (rows[0].invoice_id,),
    ).fetchone()
    return Correction(
        account=account,
        invoice=invoice,
        currency=rows[0].currency,
        from_on=date.fromordinal(min(row.from_day for row in rows)),
        through=date.fromordinal(max(row.through_day for row in rows)),
        amount=sum(row.amount for row in rows),
    )


def bring_up_to(
    ledger: Ledger,
    book: Book,
    accounts: Sequence[int],
    through: date,
    *,
    versions: Versions | None = None,
) -> list[Booked]:
    """Book the interest of accounts through a day, inside an open transaction, as a run would.

    For what people do between runs: before a payment is allocated on its day, and after it, so that what was
    booked beyond that day is corrected. Where the day is before the last run, or no policy is in force on it,
    the terms are those that are recorded. Raises `RateUnknown` as `book_interest`.
    """
    versions = versions or Versions(ledger.connection)
    write_terms(book, expected_terms(ledger, accounts, through, versions))
    rows = ledger.connection.execute(
        "SELECT DISTINCT t.invoice_id FROM interest_term AS t JOIN invoice AS n ON n.seq = t.invoice_id"
        f" WHERE n.account_id IN ({', '.join(map(str, accounts))})"
    ).fetchall()
    return book_interest(book, [id for (id,) in rows], through, versions=versions)


def expected_terms(
    ledger: Ledger, accounts: Sequence[int], on: date, versions: Versions
) -> list[DueTerm]:
    """The terms that a run for a day would write for some accounts, if nothing happened until then.

    None where the last run was for a later day, or no policy is in force.
    """
    last = last_run(ledger.connection)
    if on.toordinal() < last.day or not accounts:
        return []
    try:
        policy, seq = policy_in_force(ledger, on)
    except NoneInForce:
        return []
    judging, beside = judgings(ledger, policy, seq, on)
    terms = TermsOf(ledger, beside, versions, on, last)
    paid = [each for one in judging for each in terms.of_paid(one, accounts)]
    asked = [replace(one, moment=replace(one.moment, accounts=tuple(accounts))) for one in judging]
    return [*paid, *(each for one in asked for each in terms.of_open(one))]


@dataclass(frozen=True, slots=True)
class TermsOf:
    """The terms of interest that come about by a day; `last` is the last run before it."""

    ledger: Ledger
    beside: Beside
    versions: Versions
    on: date
    last: LastRun

    def of_open(self, judging: Judging) -> list[DueTerm]:
        """Those that a policy brings about for the open invoices it judges."""
        if not any_interest(self.ledger.connection, judging.policy):
            return []
        evaluator = Evaluator(self.ledger.connection, judging.policy, judging.moment)
        return self.due(evaluator, judging).find()

    def of_paid(self, judging: Judging, accounts: Sequence[int] | None = None) -> list[DueTerm]:
        """Those of invoices that were open at the last run and have been paid late since.

        No policy judges them any more. It is asked by what was known of them then.
        """
        connection = self.ledger.connection
        if not self.last.seq or not any_interest(connection, judging.policy):
            return []
        of = "true" if accounts is None else f"n.account_id IN ({', '.join(map(str, accounts))})"
        given = {"as_of": self.on.isoformat(), "last": self.last.seq, "last_on": self.last.on}
        owners: dict[int, int] = dict(connection.execute(_PAID.format(of=of), given))
        late = {
            debt.invoice_id: debt
            for debt in debts(self.versions, self.on, invoices=owners)
            if (debt.settled_day or 0) > max(debt.due_day, self.last.day)
        }
        if not late:
            return []
        moment = replace(
            judging.moment,
            as_of=date.fromordinal(self.last.day),
            known=self.last.seq,
            accounts=tuple(sorted({owners[id] for id in late})),
        )
        evaluator = Evaluator(connection, judging.policy, moment, judging.decider)
        asked = {id: debt.due_day for id, debt in late.items()}
        found = self.due(evaluator, replace(judging, moment=moment), asked).find()
        return [
            each
            for each in found
            if each.invoice_id in late
            and each.term.from_day <= (late[each.invoice_id].settled_day or 0)
        ]

    def due(
        self, evaluator: Evaluator, judging: Judging, asked: Mapping[int, int] | None = None
    ) -> TermsDue:
        """What finds the terms after a policy has judged."""
        return TermsDue(
            ledger=self.ledger,
            evaluator=evaluator,
            judging=judging,
            beside=self.beside,
            versions=self.versions,
            as_of=judging.moment.as_of,
            last=self.last,
            through=self.on.toordinal(),
            asked=asked or {},
        )


_PAID: Final = f"""
    SELECT n.seq, n.account_id FROM invoice AS n
    WHERE n.seq IN (SELECT invoice_id FROM posting WHERE seq > :last)
      AND n.seq < :last AND n.effective_on <= :last_on AND {{of}} AND {OWED_THEN}
      AND n.amount + coalesce((
          SELECT sum(p.amount) FROM posting AS p
          WHERE p.invoice_id = n.seq AND p.effective_on <= :as_of AND p.seq NOT IN (
              SELECT reversed_seq FROM reversal WHERE effective_on <= :as_of
          )
      ), 0) <= 0
"""


def by_invoice(due: Sequence[DueTerm]) -> dict[int, list[Term]]:
    """Terms as `interest_run` expects them."""
    found: dict[int, list[Term]] = defaultdict(list)
    for each in due:
        found[each.invoice_id].append(each.term)
    return found
