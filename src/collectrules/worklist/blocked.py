"""Which accounts of the worklist may not be contacted on a day, each by all the policies it is under."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from collectrules.compliance.lists import Block, blocked_accounts
from collectrules.engine.gather import drop
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
) -> Blocks:
    """Who on the worklist may not be contacted: by the main policy, and by those beside it they are under."""
    blocks = blocked_accounts(connection, policy, channels, on)
    together: dict[tuple[str, ...], list[int]] = {}
    for account, ids in beside.accounts.items():
        together.setdefault(ids, []).append(account)
    for ids, accounts in together.items():
        _put_beside(connection, accounts)
        others = [beside.versions[id][0] for id in ids]
        more = blocked_accounts(connection, policy, channels, on, among="put_beside", beside=others)
        for channel, found in more.items():
            blocks[channel] |= found
    return blocks


def _put_beside(connection: sqlite3.Connection, accounts: Iterable[int]) -> None:
    drop(connection, ("put_beside",))
    connection.execute("CREATE TEMP TABLE put_beside (account_id INTEGER PRIMARY KEY)")
    connection.executemany("INSERT INTO put_beside VALUES (?)", ((each,) for each in accounts))


def blocked_on_list(
    connection: sqlite3.Connection, judging: Sequence[Judging], beside: Beside, as_of: date
) -> int:
    """How many rows of the worklist ask for a contact that the gate does not allow that day, in no way."""
    channels: dict[tuple[int, str], tuple[Channel, ...]] = {
        (each.seq, stage.id): stage.action.channels
        for each in judging
        for stage in each.policy.stage
        if isinstance(stage.action, ContactAction)
    }
    used = {channel for ways in channels.values() for channel in ways}
    blocks = blocked_by_all(connection, judging[0].policy, beside, used, as_of)
    if not any(blocks.values()):
        return 0
    rows = connection.execute("SELECT account_id, policy, rule FROM worklist WHERE kind = 'stage'")
    return sum(
        (policy, rule) in channels
        and all(account in blocks[channel] for channel in channels[policy, rule])
        for account, policy, rule in rows
    )
