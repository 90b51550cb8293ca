"""Which accounts the events recorded after an event are about."""

from __future__ import annotations

import sqlite3
from typing import Final

from collectrules.ledger.events import KINDS

_OF_ACCOUNT: Final = "SELECT x.account_id FROM {0} AS x"
_OF_INVOICE: Final = "SELECT o.account_id FROM {0} AS x JOIN invoice AS o ON o.seq = x.invoice_id"
_OF_PERSON: Final = "SELECT o.account_id FROM {0} AS x JOIN person AS o ON o.seq = x.person_id"


def _of(table: str, id: str) -> str:
    return f"SELECT o.account_id FROM {{0}} AS x JOIN {table} AS o ON o.seq = x.{id}"


_ABOUT: Final = {
    "account": "SELECT x.seq FROM {0} AS x",
    "plan_invoice": _OF_INVOICE,
    "settlement_invoice": _OF_INVOICE,
    "placement_invoice": _OF_INVOICE,
    "instalment": _of("plan", "plan_id"),
    "plan_end": _of("plan", "plan_id"),
    "settlement_end": _of("settlement", "settlement_id"),
    "placement_end": _of("placement", "placement_id"),
    "override_end": _of("override", "override_id"),
    "stop_end": _of("stop", "stop_id"),
    "attempt_release": _of("attempt", "attempt_id"),
    "call_back_end": _of("call_back", "call_back_id"),
    "queued_end": _of("queued", "queued_id"),
    "dispute_end": """
        SELECT o.account_id FROM {0} AS x
        JOIN dispute AS d ON d.seq = x.dispute_id JOIN invoice AS o ON o.seq = d.invoice_id
    """,
    "reach_end": """
        SELECT o.account_id FROM {0} AS x
        JOIN reach AS d ON d.seq = x.reach_id JOIN person AS o ON o.seq = d.person_id
    """,
    "quiet_time_end": """
        SELECT o.account_id FROM {0} AS x
        JOIN quiet_time AS d ON d.seq = x.quiet_time_id JOIN person AS o ON o.seq = d.person_id
    """,
}
"""SQL for the accounts of events whose own fields name neither an account nor an invoice nor a person."""

NOBODY: Final = frozenset(
    {"import_mapping", "snapshot", "run", "reference_rate", "policy_approval", "reversal"}
)
"""Kinds of event that are about no account; a reversal is about those of what it took back."""
EVERYBODY: Final = frozenset(
    {"policy_version", "policy_beside", "policy_pack", "trial", "trial_end"}
)
"""Kinds of event that may be about any account."""


def about_sql(kind: str) -> str:
    """SQL for the accounts that the events `x` of a kind are about, which may be narrowed by a WHERE."""
    if kind in _ABOUT:
        return _ABOUT[kind].format(kind)
    fields = KINDS[kind].__dataclass_fields__
    if "account_id" in fields:
        return _OF_ACCOUNT.format(kind)
    return (_OF_INVOICE if "invoice_id" in fields else _OF_PERSON).format(kind)


def accounts_touched(
    connection: sqlite3.Connection, after: int, among: frozenset[str] | None = None
) -> frozenset[int] | None:
    """The accounts that events recorded after an event are about; None where it may be all of them.

    `among` are the kinds of event that matter; all do where it is None.
    """
    kinds, taken_back = _recorded(connection, after), _taken_back(connection, after)
    if among is not None:
        kinds, taken_back = kinds & among, taken_back & among
    if EVERYBODY & (kinds | taken_back):
        return None
    found: set[int] = set()
    for kind in kinds - NOBODY:
        found |= _ids(connection, f"{about_sql(kind)} WHERE x.seq > ?", after)
    for kind in taken_back - NOBODY:
        where = "x.seq IN (SELECT reversed_seq FROM reversal WHERE seq > ?)"
        found |= _ids(connection, f"{about_sql(kind)} WHERE {where}", after)
    return frozenset(found)


def kinds_since(connection: sqlite3.Connection, after: int) -> frozenset[str]:
    """The kinds of the events recorded after an event, and of those that were taken back by them."""
    return _recorded(connection, after) | _taken_back(connection, after)


def _recorded(connection: sqlite3.Connection, after: int) -> frozenset[str]:
    return _kinds(connection, "SELECT DISTINCT kind FROM journal WHERE seq > ?", after)


def _taken_back(connection: sqlite3.Connection, after: int) -> frozenset[str]:
    return _kinds(
        connection,
        "SELECT DISTINCT j.kind FROM reversal AS r JOIN journal AS j ON j.seq = r.reversed_seq"
        " WHERE r.seq > ?",
        after,
    )


def _kinds(connection: sqlite3.Connection, sql: str, after: int) -> frozenset[str]:
    return frozenset(kind for (kind,) in connection.execute(sql, (after,)))


def _ids(connection: sqlite3.Connection, sql: str, after: int) -> set[int]:
    return {id for (id,) in connection.execute(sql, (after,))}
