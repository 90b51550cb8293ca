"""Whom of the worklist the gate lets nobody contact on its day, as things stand by now.

The run keeps what it found; only accounts of which something was recorded since are asked about again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Final

from collectrules.compliance.lists import Block
from collectrules.engine.scratch import drop
from collectrules.ledger.book import Ledger
from collectrules.ledger.damage import stored_day
from collectrules.ledger.touched import accounts_touched
from collectrules.policy.model import Channel, Policy
from collectrules.worklist.blocked import Blocks, blocked_by_all
from collectrules.worklist.last import LastRun
from collectrules.worklist.under import beside_on

CHANNELS: Final[tuple[Channel, ...]] = ("call", "email", "sms", "letter")
"""Over which an account can be reached."""


def blocks_now(
    ledger: Ledger, run: LastRun, policy: Policy, accounts: Collection[int] | None = None
) -> Blocks:
    """By channel, who may not be contacted on the day of the list: of some accounts, or of all on it."""
    touched = _touched(ledger, run)
    if accounts is None and touched is None:
        return _asked(ledger, run, policy, None)
    again = set(accounts or ()) if touched is None else set(touched)
    if accounts is not None:
        again &= set(accounts)
    blocks: Blocks = {channel: {} for channel in CHANNELS}
    for account, channel, rule, day in _kept(ledger, accounts):
        if account not in again:
            blocks[channel][account] = Block(rule, stored_day(day) if day else None)
    if again:
        for way, found in _asked(ledger, run, policy, again).items():
            blocks[way] |= found
    return blocks


def make_block_now(ledger: Ledger, run: LastRun, policy: Policy) -> None:
    """Make the temporary table `block_now` of all of them: account_id, channel, allowed_from."""
    drop(ledger.connection, ("block_now",))
    ledger.connection.execute(
        "CREATE TEMP TABLE block_now (account_id INTEGER, channel TEXT, allowed_from TEXT,"
        " PRIMARY KEY (account_id, channel)) WITHOUT ROWID"
    )
    touched = _touched(ledger, run)
    if touched is not None:
        ledger.connection.execute(
            "INSERT INTO block_now SELECT account_id, channel, allowed_from FROM worklist_block"
            " WHERE account_id NOT IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(touched)),),
        )
    if touched is None or touched:
        ledger.connection.executemany(
            "INSERT INTO block_now VALUES (?, ?, ?)",
            _rows(_asked(ledger, run, policy, touched)),
        )


def _touched(ledger: Ledger, run: LastRun) -> frozenset[int] | None:
    """Who has to be asked about again; None where that is everybody, because the run has kept nothing."""
    kept = ledger.connection.execute("SELECT seq FROM worklist_run").fetchone()
    return accounts_touched(ledger.connection, run.seq) if kept == (run.seq,) else None


def _asked(
    ledger: Ledger, run: LastRun, policy: Policy, accounts: Collection[int] | None
) -> Blocks:
    beside = beside_on(ledger, run.as_of, accounts=accounts)
    return blocked_by_all(ledger.connection, policy, beside, CHANNELS, run.as_of, of=accounts)


def _kept(
    ledger: Ledger, accounts: Collection[int] | None
) -> list[tuple[int, Channel, str, str | None]]:
    some = (
        "account_id IN (SELECT value FROM json_each(:accounts))" if accounts is not None else "true"
    )
    return ledger.connection.execute(
        f"SELECT account_id, channel, rule, allowed_from FROM worklist_block WHERE {some}",
        {"accounts": json.dumps(sorted(accounts or ()))},
    ).fetchall()


def _rows(blocks: Blocks) -> Iterator[tuple[int, Channel, str | None]]:
    for channel, found in blocks.items():
        for account, block in found.items():
            day = block.allowed_from
            yield account, channel, day.isoformat() if day else None
