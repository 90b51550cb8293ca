"""What the policy wants done on a day, worked out from what the engine decided; nothing is written yet.

Leaves temporary tables, each without what the ledger already has: `write_off_due` (invoice_id, rule,
balance), then `charge_due` (invoice_id, rule, period, amount) and `step_due` (invoice_id, stage, step).
"""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Final

from collectrules.charges.fees import fee_amount, fee_base, monthly_periods
from collectrules.engine.classes import quoted
from collectrules.engine.evaluate import STAGE_IS_DUE
from collectrules.engine.gather import drop
from collectrules.policy.facts import FACTS
from collectrules.policy.model import LateFee, Policy

_MOST_MONTHS: Final = 1200
_CALENDAR: Final = ("days_past_due", "days_past_grace", "invoice_age_days")
"""Facts that grow by one each day, so that one can tell since when a comparison holds."""


def work_out(connection: sqlite3.Connection, policy: Policy, as_of: date) -> None:
    """Make `charge_due` and `step_due` from the engine's decisions."""
    drop(connection, ("charge_due", "period", "step_due"))
    _charges(connection, policy, as_of)
    _steps(connection, policy)


def _ids(ids: list[str], position: str) -> str:
    """SQL that turns a rule's position into its id."""
    named = " ".join(f"WHEN {n} THEN {quoted(id_)}" for n, id_ in enumerate(ids))
    return f"CASE {position} {named} END" if ids else "NULL"


def work_out_write_offs(connection: sqlite3.Connection, policy: Policy) -> None:
    """Make `write_off_due`: what may be let go without asking anybody."""
    drop(connection, ("write_off_due",))
    connection.execute(
        "CREATE TEMP TABLE write_off_due (invoice_id INTEGER PRIMARY KEY, rule TEXT, balance INTEGER)"
    )
    alone = [str(n) for n, rule in enumerate(policy.write_off) if rule.approval == "none"]
    connection.execute(
        f"""
        INSERT INTO write_off_due
        SELECT j.invoice_id, {_ids([rule.id for rule in policy.write_off], "d.write_off")}, j.balance
        FROM invoice_fact AS j JOIN decision AS d ON d.number = j.decision
        WHERE d.write_off IN ({", ".join(alone)}) AND NOT d.stops_write_off
        """
    )


def _charges(connection: sqlite3.Connection, policy: Policy, as_of: date) -> None:
    groups = [read for _, read in policy.groups]

    def amount(group: int, rule: int, base: int) -> int:
        read = groups[group]
        return fee_amount(read.late_fee[rule].charge, base, read.rounding)

    def first(applied_days: int, seen_days: int) -> int:
        return monthly_periods(applied_days, seen_days, as_of)[0]

    def last(applied_days: int, seen_days: int) -> int:
        return monthly_periods(applied_days, seen_days, as_of)[1]

    connection.create_function("fee_amount", 3, amount, deterministic=True)
    connection.create_function("first_period", 2, first, deterministic=True)
    connection.create_function("last_period", 2, last, deterministic=True)
    connection.execute(
        "CREATE TEMP TABLE charge_due"
        " (invoice_id INTEGER, account_row INTEGER, rule TEXT, period INTEGER, amount INTEGER)"
    )
    connection.execute("CREATE TEMP TABLE period (number INTEGER PRIMARY KEY)")
    connection.executemany("INSERT INTO period VALUES (?)", ((n,) for n in range(_MOST_MONTHS + 1)))
    for group, read in enumerate(groups):
        for index, rule in enumerate(read.late_fee):
            _charge(connection, group, index, rule, as_of)


def _charge(
    connection: sqlite3.Connection, group: int, index: int, rule: LateFee, as_of: date
) -> None:
    """Add the fees by one rule to `charge_due`: to which invoices for which periods, then how much."""
    base = fee_base(rule.charge)
    when = f"{_applied(rule)}, {_SEEN}"
    monthly = rule.repeat == "monthly"
    drop(connection, ("fee_applies",))
    connection.execute(
        f"""
        CREATE TEMP TABLE fee_applies AS
        SELECT j.invoice_id, j.account_row, {f"j.{base}" if base else 0} AS base,
               {f"first_period({when})" if monthly else 0} AS first,
               {f"last_period({when})" if monthly else 0} AS last
        FROM invoice_fact AS j
        JOIN decision AS d ON d.number = j.decision AND d.currencies = {group} AND NOT d.stops_late_fee
        JOIN late_fee_of AS l ON l.decision = d.number AND l.rule = {index}
        {"" if monthly else f"WHERE NOT {_charged('j', '0')}"}
        """,
        {"day": as_of.toordinal(), "rule": rule.id},
    )
    connection.execute(
        f"""
        INSERT INTO charge_due
        SELECT * FROM (
            SELECT a.invoice_id, a.account_row, :rule, p.number,
                   fee_amount({group}, {index}, a.base) AS amount
            FROM fee_applies AS a CROSS JOIN period AS p ON p.number BETWEEN a.first AND a.last
            WHERE NOT {_charged("a", "p.number")}
            LIMIT -1
        )
        WHERE amount > 0
        """,
        {"rule": rule.id},
    )


def _charged(invoice: str, period: str) -> str:
    """SQL for whether the ledger has a rule's fee already."""
    return f"""EXISTS (
        SELECT 1 FROM charge AS c
        WHERE c.invoice_id = {invoice}.invoice_id AND c.rule = :rule AND c.period = {period}
    )"""


_SEEN: Final = (
    "(SELECT :day - CAST(julianday(n.seen_on) - 1721424.5 AS INTEGER)"
    " FROM invoice AS n WHERE n.seq = j.invoice_id)"
)


def _applied(rule: LateFee) -> str:
    """SQL for how many days ago a rule's conditions on the calendar came to hold."""
    since = [
        f"j.{condition.fact} - {int(condition.value) + (condition.comparison == 'above')}"
        for condition in rule.when
        if condition.fact in _CALENDAR
        and condition.comparison in ("at_least", "above")
        and not isinstance(condition.value, tuple)
    ]
    match since:
        case []:
            return "0"
        case [only]:
            return only
        case _:
            return f"min({', '.join(since)})"


def _steps(connection: sqlite3.Connection, policy: Policy) -> None:
    """Stages that fall due, and before them the stages that an entering invoice passes over."""
    connection.execute("CREATE TEMP TABLE step_due (invoice_id INTEGER, stage TEXT, step TEXT)")
    names = [stage.id for stage in policy.stage]
    for step, stage, wanted in (
        ("passed", "d.stage - 1", "d.passes_over"),
        ("due", "d.stage", "1"),
    ):
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
                    AND NOT EXISTS (
                        SELECT 1 FROM stage_move AS m
                        WHERE m.invoice_id = t.invoice_id AND m.seq > t.seq
                    )
              )
            """
        )


assert all(FACTS[name].type == "days" for name in _CALENDAR)
