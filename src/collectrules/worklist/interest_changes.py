"""The open invoices whose interest may have to be set anew, after a policy has judged them: found by SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from collectrules.charges.debts import Term
from collectrules.engine.evaluate import Evaluator
from collectrules.engine.scratch import fresh
from collectrules.ledger.damage import stored_day
from collectrules.policy.facts import FACTS
from collectrules.worklist.schedule import Known, named

_TABLES: Final = {
    "interest_decided": "number INTEGER PRIMARY KEY, grp INTEGER, rule TEXT, limits TEXT, held INTEGER",
    "interest_now": "invoice_id INTEGER PRIMARY KEY, from_on TEXT, rule TEXT, limits TEXT, policy INTEGER",
    "interest_stale": "policy INTEGER, rule TEXT, limits TEXT, currency TEXT",
    "interest_asked": "invoice_id INTEGER PRIMARY KEY",
    "due_changed": "invoice_id INTEGER PRIMARY KEY",
}


class LastRun(NamedTuple):
    """The last run: its event, and the day it was for as `date.toordinal` numbers it; 0 where none was."""

    seq: int
    day: int

    @property
    def on(self) -> str:
        """The day as the ledger has it; before all others where no run was made."""
        return date.fromordinal(max(1, self.day)).isoformat()


def last_run(connection: sqlite3.Connection) -> LastRun:
    """The last run that was made."""
    sql = "SELECT seq, effective_on FROM run ORDER BY seq DESC LIMIT 1"
    row = connection.execute(sql).fetchone()
    return LastRun(row[0], stored_day(row[1]).toordinal()) if row else LastRun(0, 0)


class Stale(NamedTuple):
    """A rule of a version by which interest runs, in a currency."""

    policy: int
    rule: str
    limits: str
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """An open invoice on which interest is not what was decided last."""

    invoice_id: int
    account_id: int
    currency: str
    group: int
    """The position of its currency among the policy's groups."""
    held: bool
    """Whether a hold stops interest from the run on that sees it."""
    now: Term | None
    """The term that runs."""
    seen: bool
    """Whether the last run judged it as it was due then, so that it decided on the days until then."""
    known: Known


def look_at(
    connection: sqlite3.Connection, stale: Iterable[Stale], invoices: Iterable[int]
) -> None:
    """Have `find_changed` look at invoices on which stale rules run, and at some others by their ids."""
    connection.executemany("INSERT INTO interest_stale VALUES (?, ?, ?, ?)", stale)
    connection.executemany("INSERT INTO interest_asked VALUES (?)", ((id,) for id in invoices))


def find_changed(
    evaluator: Evaluator, names: Sequence[str], last: LastRun, as_of: date
) -> Iterator[Changed]:
    """The invoices of a judgement that may need a term; `names` are the facts to read besides those of days.

    The tables of `prepare` are read.
    """
    connection = evaluator.connection
    facts = "".join(
        f", {'j' if FACTS[name].subject == 'invoice' else 'a'}.{name}" for name in names
    )
    given = {"as_of": as_of.isoformat(), "last": last.seq, "last_on": last.on}
    for (
        id, account, currency, group, held, from_on, rule, limits, policy,
        seen, past_due, past_grace, issued_on, *others,
    ) in connection.execute(_CHANGED.format(facts=facts), given).fetchall():  # fmt: skip
        age = as_of.toordinal() - stored_day(issued_on).toordinal()
        now = None
        if from_on is not None:
            now = Term(stored_day(from_on).toordinal(), rule, policy, limits)
        yield Changed(
            invoice_id=id,
            account_id=account,
            currency=currency,
            group=group,
            held=bool(held),
            now=now,
            seen=bool(seen),
            known=Known(past_due, past_grace, age, tuple(others)),
        )


def prepare(evaluator: Evaluator, last: LastRun, as_of: date) -> list[Stale]:
    """Make the tables that are read; returns the rules of all versions by which interest runs now."""
    connection = evaluator.connection
    fresh(connection, _TABLES)
    connection.executemany(
        "INSERT INTO interest_decided VALUES (?, ?, ?, ?, ?)", _decided(evaluator)
    )
    judged = "" if evaluator.moment.accounts is None else _JUDGED
    connection.execute(_NOW.format(judged=judged), {"as_of": as_of.isoformat()})
    connection.execute(
        _DUE_CHANGED, {"as_of": as_of.isoformat(), "last": last.seq, "last_on": last.on}
    )
    return [Stale(*row) for row in connection.execute(_RUNNING)]


def _decided(evaluator: Evaluator) -> Iterator[tuple[int, int, str, str, int]]:
    groups = [group for _, group in evaluator.policy.groups]
    for each, number in evaluator.decider.decisions.items():
        group, rule, limits = groups[each.group], "", ""
        if each.interest is not None:
            rule = group.interest[each.interest].id
            limits = named(group, each.interest_limits)
        yield number, each.group, rule, limits, each.interest_held


_NOW: Final = """
    INSERT OR REPLACE INTO interest_now
    SELECT invoice_id, effective_on, rule, limits, policy FROM interest_term
    WHERE effective_on <= :as_of AND seq NOT IN (SELECT seq FROM undone) {judged}
    ORDER BY effective_on, seq
"""
_JUDGED: Final = "AND invoice_id IN (SELECT invoice_id FROM invoice_fact)"
"""SQL that narrows terms to what was judged; where that is everything, to read all of them is quicker."""
_DUE_CHANGED: Final = """
    INSERT OR IGNORE INTO due_changed
    SELECT invoice_id FROM due_change
    WHERE effective_on <= :as_of AND (seq > :last OR effective_on > :last_on)
    UNION ALL
    SELECT x.invoice_id FROM reversal AS r JOIN due_change AS x ON x.seq = r.reversed_seq
    WHERE r.effective_on <= :as_of AND (r.seq > :last OR r.effective_on > :last_on)
"""
_RUNNING: Final = """
    SELECT DISTINCT t.policy, t.rule, t.limits, n.currency
    FROM interest_now AS t JOIN invoice AS n ON n.seq = t.invoice_id
    WHERE t.rule <> ''
"""
OWED_THEN: Final = """
    n.amount + coalesce((
        SELECT sum(p.amount) FROM posting AS p
        WHERE p.invoice_id = n.seq AND p.effective_on <= :last_on AND p.seq <= :last AND p.seq NOT IN (
            SELECT reversed_seq FROM reversal WHERE effective_on <= :last_on AND seq <= :last
        )
    ), 0) > 0
"""
"""SQL for whether an invoice `n` was open when the last run judged, by what was known then."""
# A plan that ends broken leaves its days to be looked at again; one that stands leaves all as it is.
_PLAN_ENDED: Final = """
    n.seq IN (
        SELECT v.invoice_id FROM plan_end AS e JOIN plan_invoice AS v ON v.plan_id = e.plan_id
        WHERE e.effective_on <= :as_of AND (e.seq > :last OR e.effective_on > :last_on)
    )
"""
_IN_PLAN: Final = """
    n.seq IN (
        SELECT v.invoice_id FROM plan_invoice AS v JOIN plan AS p ON p.seq = v.plan_id
        WHERE p.effective_on <= :as_of AND p.seq NOT IN (SELECT seq FROM undone)
          AND v.seq NOT IN (SELECT seq FROM undone) AND NOT EXISTS (
              SELECT 1 FROM plan_end AS e
              WHERE e.plan_id = p.seq AND e.effective_on <= :as_of
                AND e.seq NOT IN (SELECT seq FROM undone)
          )
    )
"""
_CHANGED: Final = f"""
    SELECT j.invoice_id, n.account_id, n.currency, d.grp, d.held,
           t.from_on, t.rule, t.limits, t.policy,
           n.seq < :last AND n.effective_on <= :last_on AND x.invoice_id IS NULL
               AND (t.from_on IS NOT NULL OR ({OWED_THEN})) AND NOT ({_PLAN_ENDED}),
           j.days_past_due, j.days_past_grace, n.effective_on{{facts}}
    FROM invoice_fact AS j
    JOIN interest_decided AS d ON d.number = j.decision
    JOIN account_fact AS a ON a.rowid = j.account_row
    JOIN invoice AS n ON n.seq = j.invoice_id
    LEFT JOIN interest_now AS t ON t.invoice_id = j.invoice_id
    LEFT JOIN due_changed AS x ON x.invoice_id = j.invoice_id
    WHERE (
        CASE WHEN d.held THEN '' ELSE d.rule END <> coalesce(t.rule, '')
        OR (NOT d.held AND d.rule <> '' AND d.limits <> t.limits)
        OR (d.held AND d.rule <> '' AND t.rule IS NULL)
        OR x.invoice_id IS NOT NULL
        OR j.invoice_id IN (SELECT invoice_id FROM interest_asked)
        OR (t.policy, t.rule, t.limits, n.currency) IN (SELECT * FROM interest_stale)
    ) AND NOT ({_IN_PLAN})
    ORDER BY j.invoice_id
"""
