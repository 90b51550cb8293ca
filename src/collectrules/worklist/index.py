"""The index of the list: a row for each account and currency, in a temporary table, made by SQL.

`desk_row` has what the views, the sorts and the filter ask for; what a row shows is read when it is seen.
With a hundred thousand accounts nothing here goes row by row through Python but what is an exception.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from collectrules.clock import moment_text
from collectrules.engine.gather import roomy
from collectrules.engine.scratch import drop
from collectrules.ledger.book import Ledger
from collectrules.worklist.around import Around, read_around
from collectrules.worklist.blocks import make_block_now
from collectrules.worklist.head import Head
from collectrules.worklist.looking import folded, text_sql
from collectrules.worklist.row import Row
from collectrules.worklist.rows import OTHER, REST, read_rows
from collectrules.worklist.views import asks_owner, call_back_due

_TABLES: Final = ("desk_row", "desk_rule", "desk_way", "desk_owner")

_MADE: Final = (
    """
    CREATE TEMP TABLE desk_row (
        rank INTEGER PRIMARY KEY, account_id INTEGER, currency TEXT, listed INTEGER, rule_no INTEGER,
        to_collect INTEGER, late INTEGER, way TEXT, allowed INTEGER, allowed_from TEXT, asks INTEGER,
        done INTEGER, text TEXT, promised INTEGER DEFAULT 0, promise_on TEXT, promise_due INTEGER DEFAULT 0,
        broken INTEGER DEFAULT 0, broken_on TEXT, disputed INTEGER DEFAULT 0, call_back TEXT,
        call_back_due INTEGER DEFAULT 0, queued INTEGER DEFAULT 0, waits INTEGER DEFAULT 0
    )
    """,
    """
    CREATE TEMP TABLE desk_rule (
        policy INTEGER, currency TEXT, kind TEXT, rule TEXT, rule_no INTEGER, way TEXT, asks INTEGER,
        PRIMARY KEY (policy, currency, kind, rule)
    ) WITHOUT ROWID
    """,
    "CREATE TEMP TABLE desk_way (rule_no INTEGER, place INTEGER, channel TEXT)",
)


def build_index(ledger: Ledger, head: Head, today: date) -> Around:
    """Make `desk_row` of all accounts with something to do or something open, as things stand now.

    Returns what stands around them, which is read for it.
    """
    connection = ledger.connection
    with roomy(connection):
        drop(connection, _TABLES)
        for statement in _MADE:
            connection.execute(statement)
        connection.create_function("folded", 1, folded, deterministic=True)
        _write_rules(connection, head)
        connection.execute(_LISTED.format(text=text_sql(connection, "w.rule")))
        connection.execute(_REST.format(text=text_sql(connection, "''")))
        day = max(today, head.as_of)
        zone = head.policy.time_zone
        around = read_around(ledger, head.as_of, day, zone, run=head.run.seq)
        connection.execute("CREATE INDEX temp.desk_row_of ON desk_row (account_id, currency)")
        _add_others(connection, head, around)
        make_block_now(ledger, head.run, head.policy)
        connection.execute(_BLOCKED)
        _mark(connection, around)
        exceptions = connection.execute(
            _EXCEPTIONS, {"run": head.run.seq, "as_of": head.as_of.isoformat()}
        )
        ranks = {rank for (rank,) in exceptions} | _ranks_of(connection, around.moved)
        put_rows(connection, read_rows(ledger, head, today, sorted(ranks)), around)
    return around


def touch(ledger: Ledger, head: Head, today: date, accounts: Collection[int]) -> Around:
    """Bring the rows of some accounts up to date, of which something was recorded; returns what is around."""
    ranks = sorted(_ranks_of(ledger.connection, accounts))
    rows = read_rows(ledger, head, today, ranks)
    around = read_around(
        ledger, head.as_of, max(today, head.as_of), head.policy.time_zone, accounts
    )
    put_rows(ledger.connection, rows, around)
    return around


def _ranks_of(connection: sqlite3.Connection, accounts: Collection[int]) -> set[int]:
    found = connection.execute(
        "SELECT rank FROM desk_row WHERE account_id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(accounts)),),
    )
    return {rank for (rank,) in found}


def put_rows(connection: sqlite3.Connection, rows: Iterable[Row], around: Around) -> None:
    """Write into the index what it has to say of rows that were read."""
    connection.executemany(_PUT, (index_values(row, around) for row in rows))


def index_values(row: Row, around: Around) -> dict[str, object]:
    """What the index says of a row: its columns, without those that never change while a list stands."""
    return {
        "rank": row.rank,
        "listed": row.decided_by is not None,
        "to_collect": row.to_collect,
        "way": row.channel or "",
        "allowed": row.allowed,
        "allowed_from": _day(row.allowed_from),
        "asks": asks_owner(row),
        "done": bool(row.result),
        "promised": row.promised,
        "promise_on": _day(row.promise_on),
        "promise_due": row.promise_on is not None and row.promise_on <= around.today,
        "broken": row.broken,
        "broken_on": _day(row.broken_on),
        "disputed": row.disputed,
        "call_back": moment_text(row.call_back.at) if row.call_back else None,
        "call_back_due": call_back_due(row, around),
        "queued": bool(row.queued),
        "waits": bool(row.waits),
    }


_PUT: Final = """
    UPDATE desk_row
    SET listed = :listed, to_collect = :to_collect, way = :way, allowed = :allowed,
        allowed_from = :allowed_from, asks = :asks, done = :done,
        promised = :promised, promise_on = :promise_on, promise_due = :promise_due, broken = :broken,
        broken_on = :broken_on, disputed = :disputed, call_back = :call_back,
        call_back_due = :call_back_due, queued = :queued, waits = :waits
    WHERE rank = :rank
"""
_LISTED: Final = """
    INSERT INTO desk_row (rank, account_id, currency, listed, rule_no, to_collect, late, way, allowed,
                          asks, done, text)
    SELECT w.rank, w.account_id, w.currency, 1, q.rule_no, w.to_collect, w.oldest_days_past_due, q.way, 1,
           q.asks, 0, {text}
    FROM worklist AS w
    CROSS JOIN account AS a ON a.seq = w.account_id
    CROSS JOIN desk_rule AS q
        ON q.policy = w.policy AND q.currency = w.currency AND q.kind = w.kind AND q.rule = w.rule
    ORDER BY w.rank
"""
_REST: Final = f"""
    INSERT INTO desk_row (rank, account_id, currency, listed, to_collect, late, way, allowed, asks, done,
                          text)
    SELECT w.rank + {REST}, w.account_id, w.currency, 0, w.to_collect, w.oldest_days_past_due, '', 1, 0,
           0, {{text}}
    FROM worklist_rest AS w CROSS JOIN account AS a ON a.seq = w.account_id
    ORDER BY w.rank
"""
_FREE: Final = """
    FROM desk_way AS q
    WHERE q.rule_no = r.rule_no AND NOT EXISTS (
        SELECT 1 FROM block_now AS b WHERE b.account_id = r.account_id AND b.channel = q.channel
    )
"""
_BLOCKED: Final = f"""
    UPDATE desk_row AS r
    SET way = coalesce((SELECT q.channel {_FREE} ORDER BY q.place LIMIT 1), r.way),
        allowed = EXISTS (SELECT 1 {_FREE}),
        allowed_from = CASE WHEN NOT EXISTS (SELECT 1 {_FREE}) THEN (
            SELECT b.allowed_from FROM block_now AS b
            WHERE b.account_id = r.account_id AND b.channel = r.way
        ) END
    WHERE r.way <> '' AND r.account_id IN (SELECT account_id FROM block_now)
"""
_EXCEPTIONS: Final = """
    SELECT r.rank FROM desk_row AS r
    WHERE r.account_id IN (
        SELECT c.account_id FROM contact AS c WHERE c.seq > :run AND c.effective_on >= :as_of
    )
    UNION
    SELECT r.rank FROM desk_row AS r CROSS JOIN worklist AS w ON w.rank = r.rank
    WHERE r.rule_no IN (SELECT rule_no FROM desk_way WHERE place = 1) AND EXISTS (
        SELECT 1 FROM contact AS c WHERE c.account_id = w.account_id AND c.effective_on >= (
            SELECT max(s.effective_on) FROM stage_step AS s
            WHERE s.invoice_id = w.invoice_id AND s.stage = w.rule AND s.step = 'due'
        )
    )
"""
"""Rows of accounts that were contacted since the list was made, or since a stage of several channels fell
due: what is left of it, and what came of it, is worked out as it is for a row that is seen."""


def _write_rules(connection: sqlite3.Connection, head: Head) -> None:
    for number, ((policy, currency, kind, rule), asked) in enumerate(head.asked.items()):
        way = next(iter(asked.channels), "")
        connection.execute(
            "INSERT INTO desk_rule VALUES (?, ?, ?, ?, ?, ?, ?)",
            (policy, currency, kind, rule, number, way, asked.approval),
        )
        connection.executemany(
            "INSERT INTO desk_way VALUES (?, ?, ?)",
            ((number, place, channel) for place, channel in enumerate(asked.channels)),
        )


def _add_others(connection: sqlite3.Connection, head: Head, around: Around) -> None:
    """Accounts that owe nothing and have a call-back or something queued all the same."""
    wanted = json.dumps(sorted({*around.call_backs, *around.queued}))
    connection.execute(
        f"""
        INSERT INTO desk_row (rank, account_id, currency, listed, to_collect, late, way, allowed, asks, done,
                              text)
        SELECT {OTHER} + a.seq, a.seq, coalesce((
                   SELECT n.currency FROM invoice AS n WHERE n.account_id = a.seq ORDER BY n.seq DESC LIMIT 1
               ), :currency), 0, 0, 0, '', 1, 0, 0, {text_sql(connection, "''")}
        FROM account AS a
        WHERE a.seq IN (SELECT value FROM json_each(:wanted))
          AND a.seq NOT IN (SELECT account_id FROM desk_row)
        """,
        {"wanted": wanted, "currency": head.policy.currencies[0]},
    )


def _mark(connection: sqlite3.Connection, around: Around) -> None:
    """Write into the index what stands around the accounts."""
    execute = connection.executemany
    execute(
        "UPDATE desk_row SET promised = ?, promise_on = ?, promise_due = ?, broken = ?, broken_on = ?"
        " WHERE account_id = ? AND currency = ?",
        (
            (
                *(each.open, _day(each.due_on), bool(each.due_on and each.due_on <= around.today)),
                *(each.broken, _day(each.broken_on), *owner),
            )
            for owner, each in around.promised.items()
        ),
    )
    execute(
        "UPDATE desk_row SET disputed = ? WHERE account_id = ? AND currency = ?",
        ((amount, *owner) for owner, amount in around.disputed.items()),
    )
    execute(
        "UPDATE desk_row SET call_back = ?, call_back_due = ? WHERE account_id = ?",
        (
            (moment_text(each.at), each.due(around.today, around.zone), account)
            for account, (each, *_) in around.call_backs.items()
        ),
    )
    execute(
        "UPDATE desk_row SET queued = 1 WHERE account_id = ?",
        ((account,) for account in around.queued),
    )
    _mark_waiting(connection, around)


def _mark_waiting(connection: sqlite3.Connection, around: Around) -> None:
    """What waits for the owner; an action that does no more is asked of nobody."""
    if not around.kept:
        connection.execute("UPDATE desk_row SET waits = asks")
        return
    connection.executemany(
        "UPDATE desk_row SET waits = 1 WHERE account_id = ? AND currency = ?", around.waiting
    )
    asked = {(each.invoice_id, each.rule) for own in around.waiting.values() for each in own}
    rows = connection.execute(
        "SELECT r.rank, w.invoice_id, w.rule FROM desk_row AS r CROSS JOIN worklist AS w ON w.rank = r.rank"
        " WHERE r.asks"
    ).fetchall()
    connection.executemany(
        "UPDATE desk_row SET asks = 0 WHERE rank = ?",
        ((rank,) for rank, invoice, rule in rows if (invoice, rule) not in asked),
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
