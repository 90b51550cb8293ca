"""The plans and settlements of a ledger as of a day, with what has moved their invoices since."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, NamedTuple, TypedDict

from collectrules.charges.agreed import (
    InstalmentState,
    Money,
    PlanState,
    SettlementState,
    Since,
    instalment_states,
    plan_state,
    settlement_state,
)
from collectrules.charges.instalments import Instalment
from collectrules.ledger.damage import stored_day

Kind = Literal["plan", "settlement"]


class Ended(NamedTuple):
    """How and when an agreement ended; its day is the first on which it counts no more."""

    seq: int
    outcome: str
    on: date
    reason: str
    by: str


class Covered(NamedTuple):
    """An invoice that an agreement is about."""

    invoice_id: int
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What plans and settlements have in common; amounts in minor units."""

    seq: int
    account_id: int
    account: str
    currency: str
    amount: int
    """What is to be paid."""
    rule: str
    policy_seq: int
    approved_by: str
    note: str
    from_on: date
    by: str
    """Who recorded it."""
    invoices: tuple[Covered, ...]
    since: Since
    ended: Ended | None

    @property
    def received(self) -> int:
        """What arrived while it stood."""
        return self._while_it_stood.received()

    @property
    def _while_it_stood(self) -> Since:
        return self.since.until(self.ended.on) if self.ended else self.since

    @property
    def state(self) -> str:
        """`open`, or how it ended."""
        return self.ended.outcome if self.ended else "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMade(Agreement):
    """A plan of instalments."""

    instalments: tuple[Instalment, ...]
    broken_after_days: int

    def verdict(self, as_of: date) -> PlanState:
        """What has become of it by a day, whatever was recorded as its end."""
        return plan_state(self.instalments, self.since, self.broken_after_days, as_of)

    @property
    def states(self) -> tuple[InstalmentState, ...]:
        """Its instalments with what arrived for each while it stood."""
        return instalment_states(self.instalments, self._while_it_stood)

    @property
    def next_due(self) -> InstalmentState | None:
        """The first instalment that is not covered."""
        return next((each for each in self.states if not each.covered), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementMade(Agreement):
    """A settlement for less than is owed."""

    owed: int
    until_on: date

    def verdict(self, as_of: date) -> SettlementState:
        """What has become of it by a day, whatever was recorded as its end."""
        return settlement_state(self.amount, self.owed, self.until_on, self.since, as_of)


_STANDS: Final = """{0}.effective_on <= :as_of AND NOT EXISTS (
    SELECT 1 FROM reversal AS r WHERE r.reversed_seq = {0}.seq AND r.effective_on <= :as_of
)"""
_HEADS: Final = """
    SELECT a.*, t.number AS account, j.recorded_by AS by,
           e.seq AS end_seq, e.outcome, e.effective_on AS ended_on, e.reason, k.recorded_by AS ended_by
    FROM {kind} AS a
    JOIN account AS t ON t.seq = a.account_id
    JOIN journal AS j ON j.seq = a.seq
    LEFT JOIN {kind}_end AS e ON e.{kind}_id = a.seq AND {e_stands}
    LEFT JOIN journal AS k ON k.seq = e.seq
    WHERE {a_stands} {scope}
    ORDER BY a.seq
"""
_COVERED: Final = """
    SELECT v.{kind}_id, v.invoice_id, n.number
    FROM {kind} AS a
    JOIN {kind}_invoice AS v ON v.{kind}_id = a.seq
    JOIN invoice AS n ON n.seq = v.invoice_id
    WHERE true {scope}
    ORDER BY v.seq
"""
_MOVED: Final = """
    SELECT a.seq, p.seq, p.effective_on, p.kind = 'payment', -p.amount, {inferred}
    FROM {kind} AS a
    JOIN {kind}_invoice AS v ON v.{kind}_id = a.seq
    JOIN {table} AS p ON p.invoice_id = v.invoice_id
    WHERE (p.effective_on > a.effective_on OR p.seq > a.seq) AND {p_stands} {scope}
"""
"""What was recorded before an agreement, and is not of a later day, is in its sum already."""


class _Common(TypedDict):
    """What every agreement is made with."""

    seq: int
    account_id: int
    account: str
    currency: str
    amount: int
    rule: str
    policy_seq: int
    approved_by: str
    note: str
    from_on: date
    by: str
    invoices: tuple[Covered, ...]
    since: Since
    ended: Ended | None


class _Move(NamedTuple):
    agreement: int
    seq: int
    on: str
    is_money: int
    amount: int
    inferred: int


def plans(
    connection: sqlite3.Connection, as_of: date, *, accounts: Sequence[int] | None = None
) -> list[PlanMade]:
    """The plans agreed by a day, of some accounts or of all, those that are over too."""
    reader = _Reader(connection, "plan", as_of, accounts)
    if not reader.heads:
        return []
    instalments: dict[int, list[Instalment]] = {}
    for plan, number, due_on, amount in connection.execute(
        "SELECT plan_id, number, due_on, amount FROM instalment ORDER BY plan_id, number"
    ):
        instalments.setdefault(plan, []).append(Instalment(number, stored_day(due_on), amount))
    return [
        PlanMade(
            **reader.common(row),
            instalments=tuple(instalments.get(row["seq"], ())),
            broken_after_days=row["broken_after_days"],
        )
        for row in reader.heads
    ]


def settlements(
    connection: sqlite3.Connection, as_of: date, *, accounts: Sequence[int] | None = None
) -> list[SettlementMade]:
    """The settlements agreed by a day, of some accounts or of all, those that are over too."""
    reader = _Reader(connection, "settlement", as_of, accounts)
    return [
        SettlementMade(**reader.common(row), owed=row["owed"], until_on=stored_day(row["until_on"]))
        for row in reader.heads
    ]


def in_agreements(
    connection: sqlite3.Connection, account_id: int, on: date
) -> dict[int, Agreement]:
    """The invoices of an account with a plan or settlement that stands on any day from one on.

    One that is agreed on from that day on would stand beside it: it may begin later and be over again.
    """
    found: list[Agreement] = [
        *plans(connection, date.max, accounts=(account_id,)),
        *settlements(connection, date.max, accounts=(account_id,)),
    ]
    return {
        each.invoice_id: agreement
        for agreement in found
        for each in agreement.invoices
        if agreement.ended is None or agreement.ended.on > max(on, agreement.from_on)
    }


def called(agreement: Agreement) -> str:
    """`the plan of 2026-03-01 (event 12)`."""
    return f"the {command(agreement, noun=True)} of {agreement.from_on} (event {agreement.seq})"


def command(agreement: Agreement, *, noun: bool = False) -> str:
    """The command group of an agreement, or what it is called."""
    if isinstance(agreement, PlanMade):
        return "plan"
    return "settlement" if noun else "settle"


class _Reader:
    """Reads what agreements of one kind have in common: most accounts have none, which one look tells."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        kind: Kind,
        as_of: date,
        accounts: Sequence[int] | None,
    ) -> None:
        self._connection = connection
        self._kind = kind
        self._given = {"as_of": as_of.isoformat()}
        few = None if accounts is None else f"({', '.join(map(str, accounts))})"
        self._scope = "" if few is None else f"AND a.account_id IN {few}"
        self.heads = self._heads()
        self._snapshots = self._days_of_snapshots() if self.heads else []
        self._invoices: dict[int, list[Covered]] = {}
        self._moves: dict[int, list[_Move]] = {}
        if self.heads:
            self._read_invoices()

    def _read_invoices(self) -> None:
        connection = self._connection
        for agreement, invoice, number in connection.execute(self._sql(_COVERED)):
            self._invoices.setdefault(agreement, []).append(Covered(invoice, number))
        for table, inferred in (("posting", "p.inferred"), ("part_posting", "0")):
            sql = self._sql(_MOVED, table=table, inferred=inferred)
            for row in connection.execute(sql, self._given):
                move = _Move(*row)
                self._moves.setdefault(move.agreement, []).append(move)

    def _heads(self) -> list[sqlite3.Row]:
        """The rows of the agreements themselves, each with its end."""
        cursor = self._connection.cursor()
        cursor.row_factory = sqlite3.Row
        return cursor.execute(self._sql(_HEADS), self._given).fetchall()

    def common(self, row: sqlite3.Row) -> _Common:
        """What every agreement is made with."""
        end = row["end_seq"]
        return {
            "seq": row["seq"],
            "account_id": row["account_id"],
            "account": row["account"],
            "currency": row["currency"],
            "amount": row["amount"],
            "rule": row["rule"],
            "policy_seq": row["policy"],
            "approved_by": row["approved_by"],
            "note": row["note"],
            "from_on": stored_day(row["effective_on"]),
            "by": row["by"],
            "invoices": tuple(self._invoices.get(row["seq"], ())),
            "since": self._since(row["seq"], end),
            "ended": None
            if end is None
            else Ended(
                end, row["outcome"], stored_day(row["ended_on"]), row["reason"], row["ended_by"]
            ),
        }

    def _since(self, agreement: int, end: int | None) -> Since:
        """What moved its invoices; what its own end took off them is not among it."""
        moves = self._moves.get(agreement, [])
        return Since(
            money=[_money(each) for each in moves if each.is_money],
            taken_off=[
                _money(each)
                for each in moves
                if not each.is_money and (end is None or each.seq < end)
            ],
            snapshots=self._snapshots,
        )

    def _days_of_snapshots(self) -> list[date]:
        rows = self._connection.execute(
            "SELECT DISTINCT effective_on FROM snapshot"
            " WHERE seq NOT IN (SELECT reversed_seq FROM reversal) ORDER BY effective_on"
        )
        return [stored_day(day) for (day,) in rows]

    def _sql(self, sql: str, **more: str) -> str:
        stands = {f"{letter}_stands": _STANDS.format(letter) for letter in "aep"}
        return sql.format(kind=self._kind, scope=self._scope, **stands, **more)


def _money(move: _Move) -> Money:
    return Money(stored_day(move.on), move.amount, bool(move.inferred))
