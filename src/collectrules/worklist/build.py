"""The day's list: one row for each account and currency with something to do, in the policy's order."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from collectrules.engine.classes import quoted
from collectrules.engine.evaluate import STAGE_IS_DUE, any_decided
from collectrules.engine.gather import NOT_ASKED_FOR
from collectrules.engine.scratch import fresh
from collectrules.ledger.trials import EVER_SPLIT
from collectrules.policy.facts import FACTS
from collectrules.policy.model import Policy, Rule

ASKED_FOR: Final = "a.overdue_total - a.not_asked_for - a.promised - a.credit"
"""SQL for what an account `a` is asked for, without what lateness costs; it may be less than nothing."""
LATE_COSTS: Final = """
    LEFT JOIN newly_charged AS n ON n.account_row = {0}
    LEFT JOIN newly_accrued AS r ON r.account_id = a.account_id AND r.currency = a.currency
"""
"""SQL for what this run has charged and booked of an account `a` in a row of `account_fact`."""
TO_COLLECT: Final = f"""max(0, {ASKED_FOR} + a.charges + a.interest + coalesce(n.amount, 0)
                      + coalesce(r.amount, 0))"""
"""SQL for what is to be collected of an account `a`, with `LATE_COSTS`."""


_TABLES: Final = {
    "newly_charged": "account_row INTEGER PRIMARY KEY, amount INTEGER",
    "listed": "account_id INTEGER, account_row INTEGER, invoice_row INTEGER, kind TEXT, rule TEXT,"
    " score INTEGER, to_collect INTEGER, asked_for INTEGER",
}


def build(connection: sqlite3.Connection, policy: Policy) -> None:
    """Make `listed`: whom `worklist` will hold, in order; from the engine's decisions, `charge_due` and
    `newly_accrued`.

    An account's row is about the invoice that has come furthest up the ladder, the oldest where several
    have; where nothing is due on the ladder, about an invoice whose write-off the owner has to approve.
    """
    fresh(connection, _TABLES)
    connection.execute(
        f"""
        INSERT INTO newly_charged
        SELECT account_row, sum(CASE WHEN forgiven THEN 0 ELSE amount END) FROM charge_due
        WHERE invoice_id NOT IN {NOT_ASKED_FOR}
        GROUP BY account_row
        """
    )
    # With one max(), SQLite takes the other columns from the row that has it. Only what decides the
    # order is sorted; what is long is joined to it when it is written.
    connection.execute(
        f"""
        INSERT INTO listed
        SELECT a.account_id, c.account_row, c.invoice_row, c.kind, {_rule_ids(policy)} AS rule, a.score,
               {TO_COLLECT} AS to_collect, {ASKED_FOR} AS asked_for
        FROM (
            SELECT account_row, invoice_row, kind, rule, max(height)
            FROM ({_candidates(connection, policy)})
            GROUP BY account_row
        ) AS c
        CROSS JOIN account_fact AS a ON a.rowid = c.account_row
        {LATE_COSTS.format("c.account_row")}
        ORDER BY {", ".join(map(_order, policy.order))}, a.account_id, a.currency
        """
    )


def _candidates(connection: sqlite3.Connection, policy: Policy) -> str:
    """SQL for the invoices that an account's row may be about, each with its height."""
    stages = f"""
        SELECT j.account_row, j.rowid AS invoice_row, 'stage' AS kind, d.stage AS rule,
               {_height("d.stage + 1")} AS height
        FROM invoice_fact AS j JOIN decision AS d ON d.number = j.decision
        WHERE {STAGE_IS_DUE}
        """
    let_go = f"d.write_off IN ({_owner_approves(policy)}) AND NOT d.stops_write_off"
    if not any_decided(connection, let_go):
        return stages
    return f"""
        {stages}
        UNION ALL
        SELECT j.account_row, j.rowid, 'write_off', d.write_off, {_height("0")}
        FROM invoice_fact AS j JOIN decision AS d ON d.number = j.decision
        WHERE {let_go}
        """


_COLUMNS: Final = (
    "account_id", "currency", "as_of", "policy", "segment", "score", "to_collect", "overdue_total",
    "oldest_days_past_due", "invoice_id", "stage", "kind", "rule", "facts",
)  # fmt: skip


def _moved(table: str, of: str, more: str = "") -> str:
    """SQL for what has moved an invoice in a table by the day of the last evaluation, this run's rows too."""
    return f"""coalesce((
        SELECT sum(x.amount) FROM {table} AS x
        WHERE x.invoice_id = n.seq AND x.effective_on <= {of}.as_of
          AND x.seq NOT IN (SELECT seq FROM undone) {more}
    ), 0)"""


def lateness_of(of: str) -> str:
    """SQL for the late fees and the interest of a table's account that are to be collected."""
    costs = f"""{_moved("charge", of)} + {_moved("part_posting", of, "AND x.part = 'costs'")}"""
    interest = (
        f"""{_moved("accrual", of)} + {_moved("part_posting", of, "AND x.part = 'interest'")}"""
    )
    return f"""coalesce((
        SELECT sum(max(0, {costs}) + max(0, {interest}))
        FROM invoice AS n
        WHERE n.account_id = {of}.account_id AND n.currency = {of}.currency
          AND n.seq NOT IN (SELECT seq FROM undone)
          AND n.seq NOT IN {NOT_ASKED_FOR}
    ), 0)"""


@dataclass(slots=True)
class Listings:
    """The rows that each policy puts on the worklist, until they are written: one list, in one order."""

    connection: sqlite3.Connection
    as_of: date
    main: Policy
    """Its order is that of the list."""
    shared: Collection[int]
    """Accounts that several policies may judge; where there are none, the main one alone does."""

    def __post_init__(self) -> None:
        """Make room for the rows of several policies."""
        if self.shared:
            keys = (f"key_{n}" for n in range(len(self.main.order)))
            columns = ", ".join((*_COLUMNS, "asked_for", *keys))
            fresh(self.connection, {"row_of": columns})

    def keep(self, policy: Policy, policy_seq: int) -> None:
        """Keep what is `listed` by a policy, with the values its rules read; alone, it is the worklist."""
        if self.shared:
            keys = "".join(f", a.{name}" for name in map(key_of, self.main.order))
            self._write_listed(
                "INSERT INTO row_of", policy, policy_seq, after=f", l.asked_for{keys}"
            )
            return
        # Row by row in the place of the list that was there: emptied, its pages would be written twice.
        into = f"INSERT OR REPLACE INTO worklist (rank, {', '.join(_COLUMNS)})"
        self._write_listed(into, policy, policy_seq, before="l.rowid, ")
        self.connection.execute("DELETE FROM worklist WHERE rank > (SELECT count(*) FROM listed)")

    def _write_listed(
        self, into: str, policy: Policy, policy_seq: int, *, before: str = "", after: str = ""
    ) -> None:
        """Write the rows of `listed` into a table, in order, with more columns before and after its own."""
        given = {"as_of": self.as_of.isoformat(), "policy": policy_seq}
        self.connection.execute(
            f"""
            {into}
            SELECT {before}a.account_id, a.currency, :as_of, :policy, a.segment, l.score, l.to_collect,
                   a.overdue_total, a.oldest_days_past_due, j.invoice_id, j.stage, l.kind, l.rule,
                   {_values_read(policy)}{after}
            FROM listed AS l
            CROSS JOIN invoice_fact AS j ON j.rowid = l.invoice_row
            CROSS JOIN account_fact AS a ON a.rowid = l.account_row
            ORDER BY l.rowid
            """,
            given,
        )

    def write(self) -> None:
        """Write the worklist, where several policies have put rows on it."""
        if not self.shared:
            return
        # What one policy has charged or booked today, the rows by another did not know of yet.
        self.connection.execute(
            f"""
            UPDATE row_of SET to_collect = max(0, asked_for + {lateness_of("row_of")})
            WHERE account_id IN {EVER_SPLIT}
            """
        )
        order = [
            ("to_collect" if name == "to_collect" else f"key_{n}") + " DESC"
            for n, name in enumerate(self.main.order)
        ]
        columns = ", ".join(_COLUMNS)
        self.connection.execute("DELETE FROM worklist")
        self.connection.execute(
            f"INSERT INTO worklist ({columns}) SELECT {columns} FROM row_of"
            f" ORDER BY {', '.join((*order, 'account_id', 'currency', 'policy'))}"
        )


def key_of(name: str) -> str:
    """The column of an account that the list is ordered by; what is to be collected is known later."""
    return "score" if name == "to_collect" else name


def _order(name: str) -> str:
    """SQL for one thing the list is ordered by, the largest first."""
    return ("to_collect" if name == "to_collect" else f"a.{name}") + " DESC"


def _height(stage: str) -> str:
    """SQL for a number that is largest for the furthest stage, then the oldest, then the first invoice."""
    return f"(({stage}) * 1000000 + j.days_past_due + 500000) * 100000000 - j.rowid"


def _owner_approves(policy: Policy) -> str:
    return ", ".join(str(n) for n, rule in enumerate(policy.write_off) if rule.approval == "owner")


def _rule_ids(policy: Policy) -> str:
    def case(ids: list[str]) -> str:
        named = " ".join(f"WHEN {n} THEN {quoted(id_)}" for n, id_ in enumerate(ids))
        return f"CASE c.rule {named} END" if ids else "NULL"

    stages = case([stage.id for stage in policy.stage])
    return (
        f"CASE c.kind WHEN 'stage' THEN {stages} ELSE {case([r.id for r in policy.write_off])} END"
    )


def _values_read(policy: Policy) -> str:
    """SQL for the values that the conditions of the rule that put a row on the list read, as JSON."""
    cases = " ".join(
        f"WHEN {quoted(kind + ' ' + rule.id)} THEN {_values(rule)}"
        for kind, rules in (("stage", policy.stage), ("write_off", policy.write_off))
        for rule in rules
    )
    return f"CASE l.kind || ' ' || l.rule {cases} END" if cases else "'[]'"


def _values(rule: Rule) -> str:
    columns = (
        f"{'j' if FACTS[fact].subject == 'invoice' else 'a'}.{fact}" for fact in facts_of(rule)
    )
    return f"json_array({', '.join(columns)})"


def facts_of(rule: Rule) -> tuple[str, ...]:
    """The facts that a rule's conditions read, in the order in which a row of the worklist holds them."""
    read = {condition.fact for condition in rule.conditions}
    return tuple(fact for fact in FACTS if fact in read)
