"""Which accounts of the worklist may not be contacted on a day, each by all the policies it is under."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Final

from collectrules.compliance.lists import Block, blocked_accounts
from collectrules.engine.scratch import fresh
from collectrules.policy.model import Channel, ContactAction, Policy
from collectrules.worklist.under import Beside, Judging

Blocks = dict[Channel, dict[int, Block]]
"""By channel, the accounts that may not be contacted, each with the reason."""


def blocked_by_all(
    connection: sqlite3.Connection,
    policy: Policy,
    beside: Beside,
    channels: Collection[Channel],
    on: date,
    *,
    of: Collection[int] | None = None,
) -> Blocks:
    """Who on the worklist may not be contacted: by the main policy, and by those beside it they are under.

    Of some accounts, whether they are on it or not, where these are given.
    """
    if of is not None:
        _name(connection, "asked_about", of)
    among = "worklist" if of is None else "asked_about"
    blocks = blocked_accounts(connection, policy, channels, on, among=among)
    together: dict[tuple[str, ...], list[int]] = {}
    for account, ids in beside.accounts.items():
        if of is None or account in of:
            together.setdefault(ids, []).append(account)
    for ids, accounts in together.items():
        _name(connection, "put_beside", accounts)
        others = [beside.versions[id][0] for id in ids]
        more = blocked_accounts(connection, policy, channels, on, among="put_beside", beside=others)
        for channel, found in more.items():
            blocks[channel] |= found
    return blocks


def _name(connection: sqlite3.Connection, table: str, accounts: Iterable[int]) -> None:
    fresh(connection, {table: "account_id INTEGER PRIMARY KEY"})
    connection.executemany(f"INSERT INTO {table} VALUES (?)", ((each,) for each in accounts))


def keep_blocked(
    connection: sqlite3.Connection, judging: Sequence[Judging], beside: Beside, as_of: date
) -> int:
    """Keep whom the gate lets nobody contact that day, for whoever reads the worklist.

    Returns how many of its rows ask for a contact that is not allowed in any of the ways they name.
    """
    channels: dict[tuple[int, str], tuple[Channel, ...]] = {
        (each.seq, stage.id): stage.action.channels
        for each in judging
        for stage in each.policy.stage
        if isinstance(stage.action, ContactAction)
    }
    used = {channel for ways in channels.values() for channel in ways}
    blocks = blocked_by_all(connection, judging[0].policy, beside, used, as_of)
    _write(connection, blocks)
    if not any(blocks.values()):
        return 0
    rows = connection.execute("SELECT account_id, policy, rule FROM worklist WHERE kind = 'stage'")
    return sum(
        (policy, rule) in channels
        and all(account in blocks[channel] for channel in channels[policy, rule])
        for account, policy, rule in rows
    )


def _write(connection: sqlite3.Connection, blocks: Blocks) -> None:
    connection.execute("DELETE FROM worklist_block")
    connection.executemany(
        "INSERT INTO worklist_block VALUES (?, ?, ?, ?)",
        (
            (account, channel, block.rule, block.allowed_from and block.allowed_from.isoformat())
            for channel, found in blocks.items()
            for account, block in sorted(found.items())
        ),
    )
    connection.execute("DELETE FROM worklist_run")
    connection.execute(
        f"INSERT INTO worklist_run SELECT max(seq), ({_MARK}) FROM run HAVING max(seq) IS NOT NULL"
    )


_MARK: Final = """
    SELECT coalesce(max(as_of), '') || ' ' || count(*)
           || ' ' || coalesce(sum(rank * account_id % 1000003), 0)
           || ' ' || coalesce(sum(rank * (to_collect % 1000003 + 7 * invoice_id + 31 * score) % 1000003), 0)
           || ' ' || coalesce(sum(rank * (oldest_days_past_due + 3 * length(rule || facts)) % 10007), 0)
    FROM worklist
"""
"""A mark of the list: one look over it, and as good as no other list has the same."""
