"""What the policy wants done on a day, worked out from what the engine decided; nothing is written yet.

Leaves temporary tables, each without what the ledger already has: `write_off_due` (invoice_id, rule,
balance), then `charge_due` (invoice_id, rule, period, amount), `gives_way` (seq) and `step_due`
(invoice_id, stage, step).
"""

from __future__ import annotations

import sqlite3
from datetime import date

from collectrules.engine.classes import quoted
from collectrules.engine.evaluate import STAGE_IS_DUE, any_decided
from collectrules.engine.scratch import fresh
from collectrules.policy.model import Policy
from collectrules.worklist.charging import work_out_charges


def work_out(connection: sqlite3.Connection, policy: Policy, as_of: date) -> None:
    """Make `charge_due`, `gives_way` and `step_due` from the engine's decisions."""
    work_out_charges(connection, policy, as_of)
    _giving_way(connection, policy)
    _steps(connection, policy)


def _ids(ids: list[str], position: str) -> str:
    """SQL that turns a rule's position into its id."""
    named = " ".join(f"WHEN {n} THEN {quoted(id_)}" for n, id_ in enumerate(ids))
    return f"CASE {position} {named} END" if ids else "NULL"


def work_out_write_offs(connection: sqlite3.Connection, policy: Policy) -> None:
    """Make `write_off_due`: what may be let go without asking anybody."""
    columns = "invoice_id INTEGER PRIMARY KEY, rule TEXT, balance INTEGER"
    fresh(connection, {"write_off_due": columns})
    alone = [str(n) for n, rule in enumerate(policy.write_off) if rule.approval == "none"]
    let_go = f"d.write_off IN ({', '.join(alone)}) AND NOT d.stops_write_off"
    if not any_decided(connection, let_go):
        return
    connection.execute(
        f"""
        INSERT INTO write_off_due
        SELECT j.invoice_id, {_ids([rule.id for rule in policy.write_off], "d.write_off")}, j.balance
        FROM invoice_fact AS j JOIN decision AS d ON d.number = j.decision
        WHERE {let_go}
        """
    )


def parts_of_write_offs(
    connection: sqlite3.Connection, as_of: date
) -> list[tuple[int, str, str, int, None, None, str]]:
    """The late fees and the interest that are let go with `write_off_due`, as part postings."""
    counts = "x.effective_on <= :as_of AND x.seq NOT IN (SELECT seq FROM undone)"
    found = []
    for part, brought_by in (("costs", "charge"), ("interest", "accrual")):
        left = " + ".join(
            f"coalesce((SELECT sum(x.amount) FROM {table} AS x"
            f" WHERE x.invoice_id = d.invoice_id AND {counts} {more}), 0)"
            for table, more in ((brought_by, ""), ("part_posting", f"AND x.part = '{part}'"))
        )
        found += connection.execute(
            f"SELECT invoice_id, '{part}', 'write_off', -owed, NULL, NULL, rule"
            f" FROM (SELECT d.invoice_id, d.rule, {left} AS owed FROM write_off_due AS d) WHERE owed > 0",
            {"as_of": as_of.isoformat()},
        ).fetchall()
    return found


def _giving_way(connection: sqlite3.Connection, policy: Policy) -> None:
    """What had fallen due, was not carried out, and gives way to a lower stage that is to be taken now.

    That happens where the lower one did not hold when its turn came, as in a dispute that stopped its clock,
    and does by now. What gave way falls due anew when it is its turn again.
    """
    fresh(connection, {"gives_way": "seq INTEGER PRIMARY KEY"})
    if not any_decided(connection, "d.stage IS NOT NULL"):
        return
    heights = " ".join(f"WHEN {quoted(stage.id)} THEN {n}" for n, stage in enumerate(policy.stage))
    connection.execute(
        f"""
        INSERT INTO gives_way
        SELECT t.seq
        FROM invoice_fact AS j JOIN decision AS d ON d.number = j.decision
        JOIN stage_step AS t ON t.invoice_id = j.invoice_id AND t.step = 'due'
        WHERE {STAGE_IS_DUE} AND CASE t.stage {heights} END > d.stage
          AND t.seq NOT IN (SELECT seq FROM undone)
          AND NOT EXISTS (
              SELECT 1 FROM stage_step AS s
              WHERE s.invoice_id = t.invoice_id AND s.stage = t.stage AND s.step = 'done' AND s.seq > t.seq
                AND s.seq NOT IN (SELECT seq FROM undone)
          )
          AND NOT EXISTS (
              SELECT 1 FROM stage_move AS m WHERE m.invoice_id = t.invoice_id AND m.seq > t.seq
          )
        """
    )


def _steps(connection: sqlite3.Connection, policy: Policy) -> None:
    """Stages that fall due, and before them the stages that an entering invoice passes over."""
    fresh(connection, {"step_due": "invoice_id INTEGER, stage TEXT, step TEXT"})
    names = [stage.id for stage in policy.stage]
    for step, stage, wanted in (
        ("passed", "d.stage - 1", "d.passes_over"),
        ("due", "d.stage", "d.stage IS NOT NULL"),
    ):
        if not any_decided(connection, wanted):
            continue
        name = _ids(names, stage)
        connection.execute(
            f"""
            INSERT INTO step_due
            SELECT j.invoice_id, {name}, '{step}'
            FROM invoice_fact AS j JOIN decision AS d ON d.number = j.decision
            WHERE {STAGE_IS_DUE} AND {wanted}
              AND NOT EXISTS (
                  SELECT 1 FROM stage_step AS t
                  WHERE t.invoice_id = j.invoice_id AND t.stage = {name} AND t.step = '{step}'
                    AND t.seq NOT IN (SELECT seq FROM undone)
                    AND NOT EXISTS (
                        SELECT 1 FROM stage_move AS m
                        WHERE m.invoice_id = t.invoice_id AND m.seq > t.seq
                    )
              )
            """
        )
