"""Which accounts a day can bring anything to, so that only these need be judged on it.

An account is judged again when an event is about it, when it is on the list, or when time alone takes one of
its facts past a value that a rule compares it with; each by the policy that it is under.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from collectrules.engine.decisions import Decider
from collectrules.engine.evaluate import Evaluator
from collectrules.ledger.touched import accounts_touched
from collectrules.policy.model import Policy
from collectrules.review.moving import NEVER, Moving
from collectrules.worklist.interest_terms import any_interest

_A_YEAR: Final = 365
MAIN: Final = ""
"""Names the main policy among those that judge; the others go by their ids."""


@dataclass(slots=True)
class Changing:
    """The accounts of one ledger that a day can bring anything to, day after day."""

    connection: sqlite3.Connection
    moving: dict[str, Moving] = field(default_factory=dict)
    """By policy, as each reads on the day."""
    begun: int = 0
    """The last event of before the day."""
    since: int = 0
    """The last event of before the day that was judged last."""
    ahead: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """The accounts to judge again, by the day's number, as they were when they were judged last."""
    next: dict[int, int] = field(default_factory=dict)
    """The same by account."""
    told: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """The accounts that something is about which takes effect later, by the day's number."""
    decider: Decider | None = None
    """What the main policy has decided so far, where it is the same on any day."""
    whole: set[int] = field(default_factory=set)
    """Days on which everybody is judged."""

    def begin(self) -> None:
        """A day begins: nothing of it has been recorded yet."""
        (last,) = self.connection.execute("SELECT max(seq) FROM journal").fetchone()
        self.begun = int(last or 0)

    def of(self, day: date, policies: Mapping[str, Policy]) -> tuple[int, ...] | None:
        """The accounts to judge on a day, on which what happened has been recorded; None for all.

        `policies` are those that judge anybody on the day: the main one as `MAIN`, those beside it by id.
        """
        number = day.toordinal()
        new = self._read(day, policies)
        # Some of what is written is read from the next day on: so what the last day brought counts again.
        touched = accounts_touched(self.connection, self.since)
        self._later(day, touched)
        everybody = new or touched is None or number in self.whole or self._everybody(day)
        self.since = self.begun
        told = self.told.pop(number, set())
        if everybody or touched is None:
            self.ahead.clear()
            self.next.clear()
            return None
        due = self.ahead.get(number, set()) | told | touched | self._listed()
        for account in due:
            self._forget(account)
        self.ahead.pop(number, None)
        return tuple(sorted(due))

    def judged(self, day: date, evaluator: Evaluator) -> None:
        """Take in what a policy judged on a day, while its facts are at hand."""
        number = day.toordinal()
        given = {"day": number, "as_of": day.isoformat()}
        moving = self.moving[evaluator.moment.under or MAIN]
        rows = [
            *self.connection.execute(moving.ahead_sql(day)),
            *self.connection.execute(_PROMISES, given),
            *self.connection.execute(_OVERRIDES, given),
            *self._a_year_after(number, moving),
        ]
        for account, days in rows:
            if days < NEVER:
                self._expect(account, number + max(1, days))

    def _expect(self, account: int, number: int) -> None:
        before = self.next.get(account)
        if before is None or number < before:
            self._forget(account)
            self.next[account] = number
            self.ahead[number].add(account)

    def _forget(self, account: int) -> None:
        number = self.next.pop(account, None)
        if number is None:
            return
        others = self.ahead[number]
        others.discard(account)
        if not others:
            del self.ahead[number]

    def _read(self, day: date, policies: Mapping[str, Policy]) -> bool:
        """Take note of who judges on a day; whether any of them reads otherwise than on the day before."""
        same = self.moving.keys() == policies.keys() and all(
            self.moving[id].policy == policy for id, policy in policies.items()
        )
        if same:
            if self.decider is not None:
                # The net amount depends on sums, of which there is no end.
                self.decider.nets.clear()
            return False
        self.moving = {id: Moving(policy) for id, policy in policies.items()}
        main = self.moving[MAIN]
        self.decider = None if main.working_days else Decider(main.policy, day)
        self._whole_days(day)
        return True

    def _a_year_after(self, number: int, moving: Moving) -> Iterator[tuple[int, int]]:
        """When what is counted over twelve months is a year ago."""
        given = {"day": number, "as_of": date.fromordinal(number).isoformat(), "year": _A_YEAR}
        if "paid_last_12_months" in moving.read:
            yield from self.connection.execute(_PAID_A_YEAR_AGO, given)
        if "late_last_12_months" in moving.read:
            yield from self.connection.execute(_DUE_A_YEAR_AGO, given)

    def _whole_days(self, day: date) -> None:
        """Days on which events take effect that have been recorded before."""
        rows = self.connection.execute(
            "SELECT DISTINCT effective_on FROM journal WHERE effective_on > ?", (day.isoformat(),)
        )
        self._judge_all(date.fromisoformat(each) for (each,) in rows)

    def _judge_all(self, days: Iterable[date]) -> None:
        for each in days:
            # What took effect on a day is read by some rules from the next day on.
            self.whole |= {each.toordinal(), each.toordinal() + 1}

    def _later(self, day: date, touched: frozenset[int] | None) -> None:
        """Events just recorded that take effect later: those they are about are judged again then."""
        rows = self.connection.execute(
            "SELECT DISTINCT effective_on FROM journal WHERE seq > ? AND effective_on > ?",
            (self.since, day.isoformat()),
        ).fetchall()
        days = [date.fromisoformat(each) for (each,) in rows]
        if touched is None:
            self._judge_all(days)
            return
        for each in days:
            self.told[each.toordinal()] |= touched
            self.told[each.toordinal() + 1] |= touched

    def _everybody(self, day: date) -> bool:
        """Whether interest is booked for everybody on a day, or other interest may have run on anybody."""
        if not any_interest(self.connection, self.moving[MAIN].policy) and not any(
            each.interest for each in self.moving.values()
        ):
            return False
        (rates,) = self.connection.execute(_RATES, {"since": self.since}).fetchone()
        return (day + timedelta(days=1)).day == 1 or bool(rates)

    def _listed(self) -> set[int]:
        return {id for (id,) in self.connection.execute("SELECT account_id FROM worklist")}


_RATES: Final = """
    SELECT EXISTS (SELECT 1 FROM reference_rate WHERE seq > :since) OR EXISTS (
        SELECT 1 FROM reversal AS r JOIN reference_rate AS x ON x.seq = r.reversed_seq WHERE r.seq > :since
    )
"""
# Accounts are read from their facts: a write-off leaves these whole, and of the books those of its own alone.
_PROMISES: Final = """
    SELECT q.account_id, CAST(julianday(q.due_on) - 1721424.5 AS INTEGER) + 1 - :day
    FROM account_fact AS a CROSS JOIN promise AS q ON q.account_id = a.account_id
    WHERE q.due_on >= :as_of
"""
_OVERRIDES: Final = """
    SELECT o.account_id, CAST(julianday(o.until_on) - 1721424.5 AS INTEGER) + 1 - :day
    FROM account_fact AS a CROSS JOIN override AS o ON o.account_id = a.account_id
    WHERE o.until_on >= :as_of
    UNION ALL
    SELECT o.account_id, 1
    FROM account_fact AS a CROSS JOIN override AS o ON o.account_id = a.account_id
    WHERE o.until_on = date(:as_of, '-1 day')
"""
_PAID_A_YEAR_AGO: Final = """
    SELECT account_id, CAST(julianday(min(on_)) - 1721424.5 AS INTEGER) + :year - :day
    FROM (
        SELECT a.account_id, p.effective_on AS on_
        FROM account_fact AS a
        CROSS JOIN invoice AS n ON n.account_id = a.account_id
        CROSS JOIN posting AS p ON p.invoice_id = n.seq
        WHERE p.kind = 'payment' AND p.effective_on > date(:as_of, '-366 days')
        UNION ALL
        SELECT a.account_id, r.effective_on
        FROM account_fact AS a CROSS JOIN receipt AS r ON r.account_id = a.account_id
        WHERE r.effective_on > date(:as_of, '-366 days')
    )
    GROUP BY account_id
"""
_DUE_A_YEAR_AGO: Final = """
    SELECT account_id, CAST(julianday(min(on_)) - 1721424.5 AS INTEGER) + :year - :day
    FROM (
        SELECT a.account_id, n.due_on AS on_
        FROM account_fact AS a CROSS JOIN invoice AS n ON n.account_id = a.account_id
        UNION ALL
        SELECT a.account_id, c.due_on
        FROM account_fact AS a
        CROSS JOIN invoice AS n ON n.account_id = a.account_id
        CROSS JOIN due_change AS c ON c.invoice_id = n.seq
        UNION ALL
        SELECT a.account_id, i.due_on
        FROM account_fact AS a
        CROSS JOIN plan AS p ON p.account_id = a.account_id
        CROSS JOIN instalment AS i ON i.plan_id = p.seq
    )
    WHERE on_ > date(:as_of, '-366 days') AND on_ < :as_of
    GROUP BY account_id
"""
