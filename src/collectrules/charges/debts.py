"""Invoices as interest looks at them: what was left to pay from which day on, and what rested when.

Days are numbers, as `date.toordinal` counts them; amounts are minor units.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from collectrules.charges.conditions import Conditions, Versions
from collectrules.ledger.damage import stored_day
from collectrules.ledger.owed import ALL_KNOWN

OPEN: Final = date.max.toordinal()
"""The day after which something that goes on has ended: none."""

Why = Literal["dispute", "left out", "plan"]


class Term(NamedTuple):
    """An `interest_term`: from its day interest runs by a rule of a version under some limits, or by none."""

    from_day: int
    rule: str
    policy: int
    limits: str = ""


class Running(NamedTuple):
    """Interest runs on some conditions from a day until before another."""

    from_day: int
    until_day: int
    conditions: Conditions


class Pause(NamedTuple):
    """No interest runs from a day until before another."""

    from_day: int
    until_day: int
    why: Why


@dataclass(frozen=True, slots=True)
class Debt:
    """An invoice as interest looks at it, as of a day."""

    invoice_id: int
    currency: str
    due_day: int
    """A rate that is fixed when interest starts is that of the day after, when by law it does."""
    balances: tuple[tuple[int, int], ...]
    """What bears interest from which day on; a payment counts from the day after it."""
    running: tuple[Running, ...]
    pauses: tuple[Pause, ...]
    taken: tuple[tuple[int, int], ...]
    """What was taken off the interest owed, and on which day."""
    booked: tuple[tuple[int, int], ...]
    """Interest in the books through each day to which it was booked, all of it up to then."""
    terms: tuple[Term, ...]

    @property
    def first_day(self) -> int | None:
        """The first day on which interest may run; None where there is none. A dispute does not move it."""
        for running in self.running:
            first = max(running.from_day, self.due_day + 1)
            if first < running.until_day:
                return first
        return None

    @property
    def booked_through(self) -> int:
        """The day through which interest is in the books; 0 where none is."""
        return self.booked[-1][0] if self.booked else 0

    def in_books(self, day: int) -> int:
        """Interest in the books by a day."""
        return next((sum_ for mark, sum_ in reversed(self.booked) if mark <= day), 0)

    @property
    def settled_day(self) -> int | None:
        """The day on which what was left to pay came to nothing; None where something is left."""
        day = None
        for from_day, balance in self.balances:
            day = None if balance > 0 else from_day - 1 if day is None else day
        return day


_STANDS: Final = """{0}.effective_on <= :as_of AND {0}.seq <= :known
    AND {0}.seq NOT IN (
        SELECT reversed_seq FROM reversal WHERE effective_on <= :as_of AND seq <= :known
    )"""


def _stands(event: str) -> str:
    """SQL for whether an event had taken effect, is known, and was not taken back."""
    return _STANDS.format(event)


_INVOICES: Final = f"""
    SELECT n.seq, n.currency, n.amount, coalesce((
        SELECT x.due_on FROM due_change AS x WHERE x.invoice_id = n.seq AND {_stands("x")}
        ORDER BY x.effective_on DESC, x.seq DESC LIMIT 1
    ), n.due_on)
    FROM invoice AS n
    WHERE n.seq IN ({{asked}}) AND {_stands("n")}
    ORDER BY n.seq
"""
_TERMS: Final = f"""
    SELECT t.invoice_id, t.effective_on, t.rule, t.policy, t.limits FROM interest_term AS t
    WHERE t.invoice_id IN ({{asked}}) AND {_stands("t")}
    ORDER BY t.invoice_id, t.effective_on, t.seq
"""


def _sums(table: str, more: str = "") -> str:
    return f"""
        SELECT p.invoice_id, p.effective_on, sum(p.amount) FROM {table} AS p
        WHERE p.invoice_id IN ({{asked}}) AND {_stands("p")} {more}
        GROUP BY p.invoice_id, p.effective_on
        ORDER BY p.invoice_id, p.effective_on
    """


_POSTINGS: Final = _sums("posting")
_TAKEN: Final = _sums("part_posting", "AND p.part = 'interest'")
_BOOKED: Final = _sums("accrual")
_DISPUTES: Final = f"""
    SELECT d.invoice_id, d.effective_on, e.effective_on FROM dispute AS d
    LEFT JOIN dispute_end AS e ON e.dispute_id = d.seq AND {_stands("e")}
    WHERE d.invoice_id IN ({{asked}}) AND {_stands("d")}
"""
# An override ends before the day it was ended on, or after its last day.
_LEFT_OUT: Final = f"""
    SELECT n.seq, o.effective_on, min(
        coalesce(date(o.until_on, '+1 day'), '9999-12-31'), coalesce(e.effective_on, '9999-12-31')
    )
    FROM override AS o
    CROSS JOIN invoice AS n ON n.account_id = o.account_id AND n.seq = coalesce(o.invoice_id, n.seq)
    LEFT JOIN override_end AS e ON e.override_id = o.seq AND {_stands("e")}
    WHERE o.kind = 'leave_out' AND n.seq IN ({{asked}}) AND {_stands("o")}
"""
# A plan that was broken, or given up, restores the terms it suspended: it is no pause. The day it is agreed
# on still bears interest, as the day of a payment does: it is in the sum of the plan.
_PLANS: Final = f"""
    SELECT v.invoice_id, date(p.effective_on, '+1 day'), e.effective_on FROM plan_invoice AS v
    JOIN plan AS p ON p.seq = v.plan_id AND {_stands("p")}
    LEFT JOIN plan_end AS e ON e.plan_id = p.seq AND {_stands("e")}
    WHERE v.invoice_id IN ({{asked}}) AND {_stands("v")} AND coalesce(e.outcome, 'kept') = 'kept'
"""
_SPANS: Final[tuple[tuple[Why, str], ...]] = (
    ("dispute", _DISPUTES),
    ("left out", _LEFT_OUT),
    ("plan", _PLANS),
)
_WITH_INTEREST: Final = "SELECT invoice_id FROM interest_term WHERE rule <> ''"


@lru_cache(maxsize=100_000)
def _number(day: str) -> int:
    return stored_day(day).toordinal()


def debts(
    versions: Versions,
    as_of: date,
    *,
    invoices: Iterable[int] | None = None,
    known: int = ALL_KNOWN,
    expected: Mapping[int, Sequence[Term]] | None = None,
) -> list[Debt]:
    """Invoices as of a day, in the order of their ids: those named, or all on which interest ever ran.

    What had not taken effect by the day, or was recorded after the event `known`, is not looked at.
    `expected` are terms by invoice that a run would write.
    """
    given = {"as_of": as_of.isoformat(), "known": known}
    asked = _WITH_INTEREST
    if invoices is not None:
        asked = "SELECT value FROM json_each(:asked)"
        given["asked"] = json.dumps(sorted(set(invoices)))
    read = _Reader(versions.connection, asked, given)
    terms = read.terms(expected or {})
    moved, taken, booked = read.sums(_POSTINGS), read.sums(_TAKEN), read.sums(_BOOKED)
    pauses = read.pauses()
    return [
        Debt(
            invoice_id=id,
            currency=currency,
            due_day=_number(due_on),
            balances=_balances(amount, moved.get(id, ())),
            running=_running(terms.get(id, ()), versions, currency),
            pauses=tuple(sorted(pauses.get(id, ()))),
            taken=tuple(taken.get(id, ())),
            booked=_cumulated(booked.get(id, ())),
            terms=tuple(terms.get(id, ())),
        )
        for id, currency, amount, due_on in read.rows(_INVOICES)
    ]


def recorded_terms(
    connection: sqlite3.Connection, day: date, invoices: Iterable[int]
) -> list[tuple[int, Term]]:
    """The terms that invoices have from a day on, each with its invoice, in the order they were recorded."""
    given = {
        "as_of": day.isoformat(),
        "known": ALL_KNOWN,
        "asked": json.dumps(sorted(set(invoices))),
    }
    read = _Reader(connection, "SELECT value FROM json_each(:asked)", given)
    found = read.terms({})
    number = day.toordinal()
    return [(id, each) for id, terms in found.items() for each in terms if each.from_day == number]


Row = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class _Reader:
    connection: sqlite3.Connection
    asked: str
    given: Mapping[str, object]

    def rows(self, sql: str) -> sqlite3.Cursor:
        return self.connection.execute(sql.format(asked=self.asked), self.given)

    def sums(self, sql: str) -> dict[int, list[tuple[int, int]]]:
        """Sums by invoice, each with its day, in the order of days."""
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for id, day, amount in self.rows(sql):
            found[id].append((_number(day), amount))
        return found

    def terms(self, expected: Mapping[int, Sequence[Term]]) -> dict[int, list[Term]]:
        found: dict[int, list[Term]] = defaultdict(list)
        for id, day, rule, policy, limits in self.rows(_TERMS):
            found[id].append(Term(_number(day), rule, policy, limits))
        for id, terms in expected.items():
            found[id] = sorted([*found[id], *terms], key=lambda term: term.from_day)
        return found

    def pauses(self) -> dict[int, list[Pause]]:
        found: dict[int, list[Pause]] = defaultdict(list)
        for why, sql in _SPANS:
            for id, from_on, until_on in self.rows(sql):
                until = OPEN if until_on is None else _number(until_on)
                if _number(from_on) < until:
                    found[id].append(Pause(_number(from_on), until, why))
        return found


def _balances(amount: int, moved: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """What is left to pay from each day on; what moved on a day counts from the day after."""
    balances = [(0, max(0, amount))]
    left = amount
    for day, by in moved:
        left += by
        balances.append((day + 1, max(0, left)))
    return tuple(balances)


def _cumulated(sums: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    total, found = 0, []
    for day, amount in sums:
        total += amount
        found.append((day, total))
    return tuple(found)


def _running(terms: Sequence[Term], versions: Versions, currency: str) -> tuple[Running, ...]:
    """On which conditions interest runs from when until when; of two terms of a day the later one counts."""
    found = []
    for number, term in enumerate(terms):
        until = terms[number + 1].from_day if number + 1 < len(terms) else OPEN
        if not term.rule or until == term.from_day:
            continue
        said = versions.conditions(term.policy, term.rule, term.limits, currency)
        for at, (day, conditions) in enumerate(said):
            start = max(term.from_day, day)
            end = min(until, said[at + 1][0] if at + 1 < len(said) else OPEN)
            if conditions is not None and start < end:
                found.append(Running(start, end, conditions))
    return tuple(found)
