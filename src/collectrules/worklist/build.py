"""The day's list: one row for each account and currency with something to do, in the policy's order."""

from __future__ import annotations

import sqlite3
from datetime import date

from collectrules.engine.classes import quoted
from collectrules.engine.gather import drop
from collectrules.policy.facts import FACTS
from collectrules.policy.model import Policy


def build(connection: sqlite3.Connection, policy: Policy) -> None:
    """Make `listed`: whom `worklist` will hold, in order; from the engine's decisions and `charge_due`.

    An account's row is about the invoice that has come furthest up the ladder, the oldest where several
    have; where nothing is due on the ladder, about an invoice whose write-off the owner has to approve.
    """
    drop(connection, ("candidate", "newly_charged", "listed"))
    connection.execute(
        f"""
        CREATE TEMP TABLE candidate AS
        SELECT d.account_row, d.invoice_row, 'stage' AS kind, d.stage AS rule,
               {_height("d.stage + 1", "d")} AS height
        FROM stage_due AS d
        WHERE NOT d.held AND d.wait = 0
        UNION ALL
        SELECT j.account_row, j.invoice_row, 'write_off', w.rule, {_height("0", "j")}
        FROM judged AS j
        JOIN write_off_of AS w ON w.class = j.write_off_class
        JOIN hold_of AS h ON h.class = j.hold_class
        WHERE NOT h.write_off AND w.rule IN ({_owner_approves(policy)})
        """
    )
    connection.execute(
        "CREATE TEMP TABLE newly_charged (account_row INTEGER PRIMARY KEY, amount INTEGER)"
    )
    connection.execute(
        """
        INSERT INTO newly_charged
        SELECT f.account_row, sum(d.amount)
        FROM charge_due AS d JOIN invoice_fact AS f ON f.invoice_id = d.invoice_id
        GROUP BY f.account_row
        """
    )
    # With one max(), SQLite takes the other columns from the row that has it. Only what decides the
    # order is sorted; what is long is joined to it when it is written.
    connection.execute(
        f"""
        CREATE TEMP TABLE listed AS
        SELECT a.account_id, c.account_row, c.invoice_row, c.kind, {_rule_ids(policy)} AS rule, p.score,
               max(0, a.overdue_total + a.charges + coalesce(n.amount, 0)
                      - a.disputed_overdue - a.promised - a.credit) AS to_collect
        FROM (
            SELECT account_row, invoice_row, kind, rule, max(height) FROM candidate GROUP BY account_row
        ) AS c
        CROSS JOIN account_fact AS a ON a.rowid = c.account_row
        CROSS JOIN scored AS s ON s.account_row = c.account_row
        CROSS JOIN priority_of AS p ON p.class = s.class
        LEFT JOIN newly_charged AS n ON n.account_row = c.account_row
        ORDER BY {", ".join(map(_order, policy.order))}, a.account_id, a.currency
        """
    )


def write_worklist(
    connection: sqlite3.Connection, policy: Policy, policy_seq: int, as_of: date
) -> None:
    """Put `listed` in the place of the worklist that was there, with the values its rules read."""
    connection.execute("DELETE FROM worklist")
    connection.execute(
        f"""
        INSERT INTO worklist (account_id, currency, as_of, policy, segment, score, to_collect, overdue_total,
                              oldest_days_past_due, invoice_id, stage, kind, rule, facts)
        SELECT a.account_id, a.currency, :as_of, :policy, sg.segment, l.score, l.to_collect, a.overdue_total,
               a.oldest_days_past_due, j.invoice_id, j.stage, l.kind, l.rule, {_facts_json(policy)}
        FROM listed AS l
        CROSS JOIN judged AS j ON j.invoice_row = l.invoice_row
        CROSS JOIN account_fact AS a ON a.rowid = l.account_row
        CROSS JOIN segment_of AS sg ON sg.class = a.segment_class
        ORDER BY l.rowid
        """,
        {"as_of": as_of.isoformat(), "policy": policy_seq},
    )


def _order(name: str) -> str:
    """SQL for one thing the list is ordered by, the largest first."""
    return {"score": "p.score", "to_collect": "to_collect"}.get(name, f"a.{name}") + " DESC"


def _height(stage: str, row: str) -> str:
    """SQL for a number that is largest for the furthest stage, then the oldest, then the first invoice."""
    return f"(({stage}) * 1000000 + {row}.days_past_due + 500000) * 100000000 - {row}.invoice_row"


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


def _facts_json(policy: Policy) -> str:
    """SQL for the values that the ladder's and the write-off rules' conditions read, as JSON."""
    read = {
        condition.fact
        for section in (policy.stage, policy.write_off)
        for rule in section
        for condition in rule.conditions
    } | {"days_past_due"}

    def column(fact: str) -> str:
        if fact == "segment":
            return "sg.segment"
        return f"j.{fact}" if FACTS[fact].subject == "invoice" else f"a.{fact}"

    pairs = ", ".join(f"{quoted(fact)}, {column(fact)}" for fact in FACTS if fact in read)
    return f"json_object({pairs})"
