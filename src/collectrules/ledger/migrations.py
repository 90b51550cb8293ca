"""The ledger's format, one migration a change. Existing migrations are never edited."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from typing import Final

from sqlite_utils import Database, Migrations

ledger_migrations = Migrations("collectrules")


def statements(script: str) -> Iterator[str]:
    """The statements of an SQL script, one at a time, so that they can share a transaction."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def read_sql(name: str) -> str:
    """The text of an .sql file of this package."""
    return files("collectrules.ledger").joinpath(name).read_text(encoding="utf-8")


def _append_only(table: str) -> Iterator[str]:
    for act in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN "
            "SELECT RAISE(ABORT, 'the ledger is append-only: reverse an event by a further one'); END"
        )


_TABLES_0001: Final = (
    "journal", "account", "account_change", "invoice", "due_change", "posting", "charge", "stage_step",
    "contact", "promise", "dispute", "dispute_end", "reversal", "policy_version", "import_mapping",
    "snapshot", "run",
)  # fmt: skip


@ledger_migrations(name="0001_journal")
def _journal(db: Database) -> None:
    for statement in statements(read_sql("schema_0001.sql")):
        db.conn.execute(statement)
    for table in _TABLES_0001:
        for trigger in _append_only(table):
            db.conn.execute(trigger)
    db.conn.execute(
        "CREATE TRIGGER journal_no_gap BEFORE INSERT ON journal "
        "WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal) BEGIN "
        "SELECT RAISE(ABORT, 'the journal has no gaps: an event takes the next number'); END"
    )


@ledger_migrations(name="0002_stage_moves")
def _stage_moves(db: Database) -> None:
    for statement in statements(read_sql("schema_0002.sql")):
        db.conn.execute(statement)
    for trigger in _append_only("stage_move"):
        db.conn.execute(trigger)


@ledger_migrations(name="0003_overrides")
def _overrides(db: Database) -> None:
    for statement in statements(read_sql("schema_0003.sql")):
        db.conn.execute(statement)
    for table in ("override", "override_end", "policy_beside", "stage_move"):
        for trigger in _append_only(table):
            db.conn.execute(trigger)


@ledger_migrations(name="0004_packs")
def _packs(db: Database) -> None:
    for statement in statements(read_sql("schema_0004.sql")):
        db.conn.execute(statement)
    for trigger in _append_only("policy_pack"):
        db.conn.execute(trigger)


_TABLES_0005: Final = (
    "receipt", "part_posting", "interest_term", "accrual", "reference_rate", "plan", "instalment",
    "plan_invoice", "plan_end", "settlement", "settlement_invoice", "settlement_end", "placement",
    "placement_invoice", "placement_end", "approval",
)  # fmt: skip


@ledger_migrations(name="0005_money")
def _money(db: Database) -> None:
    for statement in statements(read_sql("schema_0005.sql")):
        db.conn.execute(statement)
    for table in _TABLES_0005:
        for trigger in _append_only(table):
            db.conn.execute(trigger)


_TABLES_0006: Final = (
    "person", "person_change", "reach", "reach_end", "erasure", "consent", "quiet_time", "quiet_time_end",
    "stop", "stop_end", "attempt", "attempt_release", "gate_check",
)  # fmt: skip


@ledger_migrations(name="0006_people")
def _people(db: Database) -> None:
    for statement in statements(read_sql("schema_0006.sql")):
        db.conn.execute(statement)
    for table in _TABLES_0006:
        for trigger in _append_only(table):
            db.conn.execute(trigger)


_TABLES_0007: Final = ("note", "call_back", "call_back_end", "queued", "queued_end")


@ledger_migrations(name="0007_desk")
def _desk(db: Database) -> None:
    for statement in statements(read_sql("schema_0007.sql")):
        db.conn.execute(statement)
    for table in _TABLES_0007:
        for trigger in _append_only(table):
            db.conn.execute(trigger)


@ledger_migrations(name="0008_parts_in_dispute")
def _parts_in_dispute(db: Database) -> None:
    for statement in statements(read_sql("schema_0008.sql")):
        db.conn.execute(statement)


@ledger_migrations(name="0009_trials")
def _trials(db: Database) -> None:
    for statement in statements(read_sql("schema_0009.sql")):
        db.conn.execute(statement)
    for table in ("trial", "trial_end"):
        for trigger in _append_only(table):
            db.conn.execute(trigger)


@ledger_migrations(name="0010_policy_approvals")
def _policy_approvals(db: Database) -> None:
    for statement in statements(read_sql("schema_0010.sql")):
        db.conn.execute(statement)
    for trigger in _append_only("policy_approval"):
        db.conn.execute(trigger)
