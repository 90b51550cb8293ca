"""Which accounts a day can bring anything to, so that only these need be judged on it.

An account is judged again when an event is about it, when it is on the list, or when time alone takes one of
its facts past a value that a rule compares it with. The day of that is reckoned too early rather than too
late: judging too many costs time, and one too few would be wrong.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from collectrules.engine.decisions import Decider
from collectrules.engine.outlook import BY_THE_DAY
from collectrules.ledger.touched import accounts_touched
from collectrules.policy.facts import FACTS
from collectrules.policy.model import SECTIONS, Policy
from collectrules.worklist.interest_terms import any_interest

_ASKED: Final = tuple(name for name in SECTIONS if name not in ("offer", "credit"))
"""Sections that decide what a run writes and lists."""
_EVERY_DAY: Final = frozenset({"weekday", "day_of_month"})
_NEVER: Final = 1_000_000
"""Days: further ahead than anything."""
_A_YEAR: Final = 365


@dataclass(slots=True)
class Moving:
    """When time alone can change what a policy decides, as SQL over the facts of a run."""

    policy: Policy
    values: dict[str, list[int]] = field(init=False)
    """By fact, the values at which a class of it begins, in order."""
    read: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Look up what the rules compare facts with."""
        found: defaultdict[str, set[int]] = defaultdict(set)
        read: set[str] = set()
        for _, group in self.policy.groups:
            for rule in (rule for name in _ASKED for rule in group.section(name)):
                for condition in rule.conditions:
                    read.add(condition.fact)
                    if condition.fact in BY_THE_DAY:
                        found[condition.fact] |= set(_begins(condition.value))
            if "expected_net" in read:
                for each in group.provision:
                    ends = (each.first_day, each.last_day)
                    found["days_past_due"] |= set(_begins([n for n in ends if n is not None]))
        found["days_past_due"].add(1)
        self.values = {name: sorted(values) for name, values in found.items()}
        self.read = frozenset(read)

    @property
    def working_days(self) -> bool:
        """Whether a calendar decides when a stage may be taken."""
        return any(
            stage.wait_working_days or stage.working_days_only
            for _, group in self.policy.groups
            for stage in group.stage
        )

    @property
    def every_day(self) -> bool:
        """Whether each day may change what is decided of anybody."""
        return not _EVERY_DAY.isdisjoint(self.read)

    def ahead_sql(self) -> str:
        """SQL for each account that was judged, and in how many days it has to be judged again."""
        ahead = [self._until(name) for name in self.values]
        if "whole_months_past_due" in self.read:
            # No month is shorter than 28 days.
            ahead.append("28 * (max(0, j.whole_months_past_due) + 1) - j.days_past_due")
        ahead += [f"CASE WHEN {what} THEN 1 END" for what in self._at_once()]
        ahead.append("CASE WHEN j.stage <> 'none' THEN d.wait_days - j.days_since_stage END")
        sooner = ", ".join(
            f"CASE WHEN ({each}) > 0 THEN {each} ELSE {_NEVER} END" for each in ahead
        )
        return f"""
            SELECT j.account_id, min(min({sooner}, {_NEVER}))
            FROM invoice_fact AS j
            JOIN decision AS d ON d.number = j.decision
            JOIN account_fact AS a ON a.rowid = j.account_row
            GROUP BY j.account_id
        """

    def _until(self, fact: str) -> str:
        """SQL for the days until a fact comes to the next of its values; NULL where there is none."""
        column = f"{'j' if FACTS[fact].subject == 'invoice' else 'a'}.{fact}"
        cases = " ".join(f"WHEN {column} < {n} THEN {n} - {column}" for n in self.values[fact])
        return f"CASE {cases} END"

    def _at_once(self) -> Iterator[str]:
        """SQL for what is so that the very next day may bring more: working days, fees not charged yet."""
        for number, (_, group) in enumerate(self.policy.groups):
            own = f"d.currencies = {number}"
            waits = [
                str(n)
                for n, stage in enumerate(group.stage)
                if stage.wait_working_days or stage.working_days_only
            ]
            if waits:
                yield f"{own} AND d.stage IN ({', '.join(waits)})"
            for n, fee in enumerate(group.late_fee):
                applies = (
                    f"{own} AND NOT d.stops_late_fee AND EXISTS (SELECT 1 FROM late_fee_of AS l"
                    f" WHERE l.decision = d.number AND l.rule = {n})"
                )
                if fee.repeat == "never":
                    applies += (
                        " AND NOT EXISTS (SELECT 1 FROM charge AS c WHERE c.invoice_id = j.invoice_id"
                        f" AND c.rule = '{fee.id}' AND c.period = 0)"
                    )
                yield applies


def _begins(value: object) -> Iterator[int]:
    """The values at which a comparison with one, or with several, may turn out otherwise."""
    for each in value if isinstance(value, (tuple, list)) else (value,):
        if isinstance(each, int) and not isinstance(each, bool):
            yield from (each, each + 1)


@dataclass(slots=True)
class Changing:
    """The accounts of one ledger that a day can bring anything to, day after day."""

    connection: sqlite3.Connection
    moving: Moving | None = None
    begun: int = 0
    """The last event of before the day."""
    since: int = 0
    """The last event of before the day that was judged last."""
    ahead: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """The accounts to judge again, by the day's number."""
    decider: Decider | None = None
    """What the policy has decided so far, where it is the same on any day."""
    whole: set[int] = field(default_factory=set)
    """Days on which everybody is judged."""

    def begin(self) -> None:
        """A day begins: nothing of it has been recorded yet."""
        (last,) = self.connection.execute("SELECT max(seq) FROM journal").fetchone()
        self.begun = int(last or 0)

    def of(self, day: date, policy: Policy) -> tuple[int, ...] | None:
        """The accounts to judge on a day, on which what happened has been recorded; None for all."""
        number = day.toordinal()
        new = self.moving is None or self.moving.policy != policy
        if new:
            self.moving = Moving(policy)
            self.decider = None if self.moving.working_days else Decider(policy, day)
            self._whole_days(day)
        # Some of what is written is read from the next day on: so what the last day brought counts again.
        touched = accounts_touched(self.connection, self.since)
        self._later(day, touched)
        self.since = self.begun
        due = self.ahead.pop(number, set())
        if new or touched is None or number in self.whole or self._everybody(day):
            return None
        assert self.moving is not None
        listed = self._ids("SELECT account_id FROM worklist")
        excepted = self._ids("SELECT account_id FROM override")
        return tuple(sorted(due | touched | listed | excepted))

    def judged(self, day: date) -> None:
        """Take in what was judged on a day, while its facts are at hand."""
        assert self.moving is not None
        number = day.toordinal()
        rows = [
            *self.connection.execute(self.moving.ahead_sql()),
            *self.connection.execute(_PROMISES, {"day": number}),
            *self._a_year_after(number),
        ]
        for account, days in rows:
            if days < _NEVER:
                self.ahead[number + max(1, days)].add(account)

    def _a_year_after(self, number: int) -> Iterator[tuple[int, int]]:
        """When what is counted over twelve months is a year ago."""
        assert self.moving is not None
        given = {"day": number, "as_of": date.fromordinal(number).isoformat(), "year": _A_YEAR}
        if "paid_last_12_months" in self.moving.read:
            yield from self.connection.execute(_PAID_A_YEAR_AGO, given)
        if "late_last_12_months" in self.moving.read:
            yield from self.connection.execute(_DUE_A_YEAR_AGO, {"day": number, "year": _A_YEAR})

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
            self.ahead[each.toordinal()] |= touched
            self.ahead[each.toordinal() + 1] |= touched

    def _everybody(self, day: date) -> bool:
        """Whether a day may change anything for everybody."""
        assert self.moving is not None
        # When interest begins and ends is found by looking at everybody since the last run.
        if self.moving.every_day or any_interest(self.connection, self.moving.policy):
            return True
        if self._ids("SELECT account_id FROM override WHERE kind = 'policy'"):
            return True
        return day.day == 1 and "month" in self.moving.read

    def _ids(self, sql: str) -> set[int]:
        return {id for (id,) in self.connection.execute(sql)}


_PROMISES: Final = """
    SELECT account_id, CAST(julianday(due_on) - 1721424.5 AS INTEGER) + 1 - :day
    FROM promise_state WHERE state = 'open'
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
    SELECT account_id, min(due_day) + :year - :day
    FROM item WHERE due_day > :day - 366 AND due_day < :day GROUP BY account_id
"""
