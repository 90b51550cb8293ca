"""The policy's versions in a ledger: each frozen, each in force from its effective day."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Final

from collectrules.errors import LedgerError
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.damage import DamagedValue, stored_day
from collectrules.ledger.events import PolicyPublished


@dataclass(frozen=True, slots=True)
class StoredPolicy:
    """A published version, word for word: `text.encode()` are the bytes that were published."""

    seq: int
    id: str
    version: str
    sha256: str
    text: str
    effective_from: date
    beside: bool = False
    """Whether it counts only for those who are put under it."""


class NoneInForce(LedgerError):
    """No version of the policy has taken effect by a day."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing came to: the version as stored, and whether it is new to the ledger."""

    policy: StoredPolicy
    new: bool


_COLUMNS: Final = "seq, policy_id, version, sha256, text, effective_on"
_BESIDE: Final = "policy_id IN (SELECT policy_id FROM policy_beside)"


def publish(
    book: Book,
    text: bytes | str,
    *,
    policy_id: str,
    version: str,
    language: int,
    effective_from: date,
) -> Publication:
    """Freeze a version of a policy from its effective day; the same text again changes nothing.

    Raises `LedgerError` where another text has been published under the same id and version.
    """
    data = text.encode() if isinstance(text, str) else text
    sha256 = hashlib.sha256(data).hexdigest()
    row = book.connection.execute(
        f"SELECT {_COLUMNS} FROM policy_version WHERE policy_id = ? AND version = ?",
        (policy_id, version),
    ).fetchone()
    if row is not None:
        stored = _stored(row)
        if stored.sha256 != sha256:
            raise LedgerError(
                f"version `{version}` of policy `{policy_id}` was published with another text "
                f"(SHA-256 {stored.sha256[:12]}, this one {sha256[:12]})",
                help="a published version never changes: give the new text a `version` of its own",
            )
        return Publication(stored, new=False)
    written = data.decode("utf-8")
    event = PolicyPublished(policy_id, version, language, sha256, written)
    seq = book.append(event, on=effective_from)
    stored = StoredPolicy(seq, policy_id, version, sha256, written, effective_from)
    return Publication(stored, new=True)


def in_force(
    ledger: Ledger, on: date, known: int | None = None, *, beside: str | None = None
) -> StoredPolicy:
    """The version in force on a day: the latest to take effect by then, of two the later published.

    `known` is the last event that was recorded when it is asked, None for all of them. With the id of a
    policy that was published `beside`, its version in force; without, those never are.

    Raises `NoneInForce` where none has taken effect by that day.
    """
    which = _main(ledger) if beside is None else f"policy_id = :beside AND {_BESIDE}"
    row = ledger.connection.execute(
        f"SELECT {_COLUMNS} FROM policy_version"
        f" WHERE effective_on <= :on AND seq <= ifnull(:known, seq) AND {which}"
        " ORDER BY effective_on DESC, seq DESC LIMIT 1",
        {"on": on.isoformat(), "known": known, "beside": beside},
    ).fetchone()
    if row is None:
        raise _none_in_force(ledger, on, beside)
    return _whole(_stored(row, beside=beside is not None))


def is_beside(connection: sqlite3.Connection, policy_id: str) -> bool:
    """Whether a policy counts only for those who are put under it."""
    found = connection.execute("SELECT 1 FROM policy_beside WHERE policy_id = ?", (policy_id,))
    return found.fetchone() is not None


def _main(ledger: Ledger) -> str:
    """SQL for a version of the main policy; in a ledger of an early format, looked at, all are."""
    tables = ledger.connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'policy_beside'")
    return f"NOT {_BESIDE}" if tables.fetchone() else "true"


def versions(ledger: Ledger) -> tuple[StoredPolicy, ...]:
    """Every published version, in the order they take effect."""
    rows = ledger.connection.execute(
        f"SELECT NOT {_main(ledger)}, {_COLUMNS} FROM policy_version ORDER BY effective_on, seq"
    )
    return tuple(_stored(row[1:], beside=bool(row[0])) for row in rows)


def _stored(row: tuple[int, str, str, str, str, str], *, beside: bool = False) -> StoredPolicy:
    seq, policy_id, version, sha256, text, effective_on = row
    day = stored_day(effective_on)
    return StoredPolicy(seq, policy_id, version, sha256, text, day, beside)


def _whole(stored: StoredPolicy) -> StoredPolicy:
    """The version itself; raises `DamagedValue` where its text is not what its hash was made of."""
    if hashlib.sha256(stored.text.encode()).hexdigest() != stored.sha256:
        raise DamagedValue(
            f"the text of policy {stored.id} {stored.version} is not what was published"
        )
    return stored


def packs_with(ledger: Ledger, seq: int) -> dict[str, str]:
    """The packs that were frozen with a version, as `packs_in`."""
    return packs_in(ledger.connection, seq)


def packs_in(connection: sqlite3.Connection, seq: int) -> dict[str, str]:
    """The packs that were frozen with the version published by an event: the text of each, by its id.

    Raises `DamagedValue` where a text is not what its hash was made of.
    """
    rows = connection.execute(
        "SELECT pack, sha256, text FROM policy_pack WHERE policy = ? ORDER BY seq", (seq,)
    ).fetchall()
    for pack, sha256, text in rows:
        if hashlib.sha256(text.encode()).hexdigest() != sha256:
            raise DamagedValue(f"the text of the pack {pack} is not what was published")
    return {pack: text for pack, _, text in rows}


def _none_in_force(ledger: Ledger, on: date, beside: str | None) -> NoneInForce:
    alike = [each for each in versions(ledger) if each.beside == (beside is not None)]
    published = [each for each in alike if beside in (None, each.id)]
    if not published and beside is not None:
        return NoneInForce(
            f"no policy `{beside}` has been published beside the main one",
            help="`collectrules policy publish FILE --beside` publishes one",
        )
    if not published:
        return NoneInForce(
            "no policy has been published in this ledger",
            help="`collectrules policy publish FILE` publishes one",
        )
    first = published[0]
    return NoneInForce(
        f"{'no policy' if beside is None else f'no version of `{beside}`'} is in force on {on}",
        help=f"the first is version `{first.version}` of `{first.id}`, from "
        f"{first.effective_from}; name a later day, or publish one that takes effect earlier",
    )


def version(ledger: Ledger, seq: int) -> StoredPolicy:
    """The version published by an event of the journal."""
    return version_in(ledger.connection, seq)


def version_in(connection: sqlite3.Connection, seq: int) -> StoredPolicy:
    """As `version`, where only the connection is at hand."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM policy_version WHERE seq = ?", (seq,)
    ).fetchone()
    return _whole(_stored(row))
