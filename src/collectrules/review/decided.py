"""What a policy decided of each account in a run: the furthest stage, the holds, whether orders are held."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from collectrules.engine.evaluate import Evaluator
from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import rule_holds
from collectrules.policy.model import Credit, Policy, Scalar
from collectrules.review.model import NO_STAGE, Key

_STOPS_ORDERS: Final = "hold-orders"


class Found(NamedTuple):
    """What was decided of an account in one currency."""

    stage: str = NO_STAGE
    held_by: tuple[str, ...] = ()
    credit_hold: bool = False


@dataclass(slots=True)
class Decided:
    """What each policy that judged has decided; of an account that several judge, the main one's stage."""

    found: dict[Key, Found] = field(default_factory=dict)

    def heed(self, evaluator: Evaluator) -> None:
        """Read what a policy has decided from the tables of the engine, before the next one judges."""
        connection, policy = evaluator.connection, evaluator.policy
        stages, holds = _furthest(connection, policy), _holds(connection, policy)
        stopped = _orders_held(connection, policy)
        for row, account, currency in connection.execute(
            "SELECT rowid, account_id, currency FROM account_fact"
        ):
            key = account, currency
            found = Found(stages.get(row, NO_STAGE), holds.get(row, ()), row in stopped)
            self.found[key] = _together(self.found[key], found) if key in self.found else found


def _together(main: Found, more: Found) -> Found:
    return Found(
        stage=more.stage if main.stage == NO_STAGE else main.stage,
        held_by=tuple(dict.fromkeys((*main.held_by, *more.held_by))),
        credit_hold=main.credit_hold or more.credit_hold,
    )


def _furthest(connection: sqlite3.Connection, policy: Policy) -> dict[int, str]:
    """The furthest stage of each account's row that was carried out for anything open."""
    height = {stage: n for n, stage in enumerate((NO_STAGE, *policy.stage_ids))}
    furthest: dict[int, str] = {}
    for row, stage in connection.execute(
        "SELECT DISTINCT account_row, stage FROM invoice_fact WHERE stage <> ?", (NO_STAGE,)
    ):
        if height.get(stage, 0) > height.get(furthest.get(row, NO_STAGE), 0):
            furthest[row] = stage
    return furthest


def _holds(connection: sqlite3.Connection, policy: Policy) -> dict[int, tuple[str, ...]]:
    """The holds that stand over anything of each account's row, in the order of the policy."""
    groups = [read for _, read in policy.groups]
    positions: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for row, group, rule in connection.execute(
        """
        SELECT DISTINCT j.account_row, d.currencies, h.rule
        FROM invoice_fact AS j
        JOIN hold_of AS h ON h.decision = j.decision
        JOIN decision AS d ON d.number = j.decision
        """
    ):
        positions[row][rule] = groups[group].hold[rule].id
    return {row: tuple(found[n] for n in sorted(found)) for row, found in positions.items()}


def _orders_held(connection: sqlite3.Connection, policy: Policy) -> set[int]:
    """The accounts' rows that are not to be sold to while they owe."""
    held: set[int] = set()
    for currencies, read in policy.groups:
        rules = [rule for rule in read.credit if rule.decision == _STOPS_ORDERS]
        if rules:
            held |= _held_by(connection, rules, currencies)
    return held


def _held_by(
    connection: sqlite3.Connection, rules: list[Credit], currencies: tuple[str, ...]
) -> set[int]:
    read = {condition.fact for rule in rules for condition in rule.conditions}
    names = [name for name in FACTS if name in read]
    answers: dict[tuple[Scalar, ...], bool] = {}
    held: set[int] = set()
    columns = "".join(f", {name}" for name in names)
    marks = ", ".join("?" * len(currencies))
    for row, *values in connection.execute(
        f"SELECT rowid{columns} FROM account_fact WHERE currency IN ({marks})", currencies
    ):
        known = tuple(values)
        if known not in answers:
            facts = {
                name: bool(value) if FACTS[name].type == "flag" else value
                for name, value in zip(names, known, strict=True)
            }
            answers[known] = any(rule_holds(rule, facts) for rule in rules)
        if answers[known]:
            held.add(row)
    return held
