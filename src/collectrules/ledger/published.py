"""Published versions of the policy, read back as policies."""

from __future__ import annotations

import sqlite3
from datetime import date
from functools import lru_cache

from collectrules.ledger.book import Ledger
from collectrules.ledger.damage import DamagedValue
from collectrules.ledger.policies import StoredPolicy, in_force, packs_in, version_in
from collectrules.policy.load import parse
from collectrules.policy.model import Policy


@lru_cache(maxsize=32)
def _parsed(text: str, name: str, packs: tuple[tuple[str, str], ...]) -> Policy:
    frozen = dict(packs)

    def pack(id: str) -> bytes:
        if id not in frozen:
            raise DamagedValue(f"the pack {id} of policy {name} is gone")
        return frozen[id].encode()

    return parse(text.encode(), name, pack)


def read_policy(ledger: Ledger, stored: StoredPolicy) -> Policy:
    """The policy that a version says, with the packs that were frozen with it."""
    return _read(ledger.connection, stored)


def _read(connection: sqlite3.Connection, stored: StoredPolicy) -> Policy:
    packs = packs_in(connection, stored.seq)
    return _parsed(stored.text, f"{stored.id} {stored.version}", tuple(packs.items()))


def policy_in_force(ledger: Ledger, on: date, known: int | None = None) -> tuple[Policy, int]:
    """The policy in force on a day, as it reads on that day, and the event that published it.

    `known` is the event up to which the books are known; None for all of them.

    Raises `LedgerError` where none is.
    """
    stored = in_force(ledger, on, known)
    return read_policy(ledger, stored).on(on), stored.seq


def published_policy(ledger: Ledger, seq: int) -> Policy:
    """The policy that an event of the journal published, as it reads on its first day."""
    return policy_published_by(ledger.connection, seq)


def policy_published_by(connection: sqlite3.Connection, seq: int) -> Policy:
    """As `published_policy`, where only the connection is at hand."""
    return _read(connection, version_in(connection, seq))


def beside_in_force(
    ledger: Ledger, policy_id: str, on: date, known: int | None = None
) -> tuple[Policy, int]:
    """The version in force of a policy that was published beside the main one, as `policy_in_force`.

    Raises `NoneInForce` where none is.
    """
    stored = in_force(ledger, on, known, beside=policy_id)
    return read_policy(ledger, stored).on(on), stored.seq
