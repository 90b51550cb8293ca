"""The policy's versions in a ledger: each frozen, each in force from its effective day."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Final

from collectrules.errors import InputError, LedgerError
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.damage import DamagedValue, stored_day
from collectrules.ledger.events import PolicyApproved, PolicyPublished


@dataclass(frozen=True, slots=True)
class Approval:
    """That somebody approved a version of the policy before it was published, and why."""

    by: str
    reason: str


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
    approval: Approval | None = None
    """Who approved it; None where nobody said so when it was published."""


class NoneInForce(LedgerError):
    """No version of the policy has taken effect by a day."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing came to: the version as stored, and whether it is new to the ledger."""

    policy: StoredPolicy
    new: bool


_COLUMNS: Final = (
    "v.seq, v.policy_id, v.version, v.sha256, v.text, v.effective_on, a.approved_by, a.reason"
)
_JOINED: Final = "policy_version AS v LEFT JOIN {} AS a ON a.policy_seq = v.seq"
_VERSIONS: Final = _JOINED.format("policy_approval")
_WITHOUT: Final = _JOINED.format("(SELECT NULL AS policy_seq, NULL AS approved_by, NULL AS reason)")
_BESIDE: Final = "v.policy_id IN (SELECT policy_id FROM policy_beside)"


def publish(
    book: Book,
    text: bytes | str,
    *,
    policy_id: str,
    version: str,
    language: int,
    effective_from: date,
    approval: Approval | None = None,
) -> Publication:
    """Freeze a version of a policy from its effective day, and who approved it.

    The same text again changes nothing: it stays approved as it was, or by nobody.

    Raises `LedgerError` where another text has been published under the same id and version, `InputError`
    for an approval that leaves out the name or the reason.
    """
    said = None if approval is None else _said(approval)
    data = text.encode() if isinstance(text, str) else text
    sha256 = hashlib.sha256(data).hexdigest()
    row = book.connection.execute(
        f"SELECT {_COLUMNS} FROM {_VERSIONS} WHERE v.policy_id = ? AND v.version = ?",
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
    if said is not None:
        book.append(PolicyApproved(seq, said.by, said.reason), on=effective_from)
    stored = StoredPolicy(seq, policy_id, version, sha256, written, effective_from, approval=said)
    return Publication(stored, new=True)


def _said(approval: Approval) -> Approval:
    by, reason = approval.by.strip(), approval.reason.strip()
    if not by:
        raise InputError("who approved it is missing", help="say who, and why")
    if not by.isprintable():
        raise InputError("who approved it is not a name", help="write it on one line")
    if not reason:
        raise InputError("why it was approved is missing", help="say in a few words why")
    return Approval(by, reason)


def in_force(
    ledger: Ledger, on: date, known: int | None = None, *, beside: str | None = None
) -> StoredPolicy:
    """The version in force on a day: the latest to take effect by then, of two the later published.

    `known` is the last event that was recorded when it is asked, None for all of them. With the id of a
    policy that was published `beside`, its version in force; without, those never are.

    Raises `NoneInForce` where none has taken effect by that day.
    """
    which = _main(ledger) if beside is None else f"v.policy_id = :beside AND {_BESIDE}"
    row = ledger.connection.execute(
        f"SELECT {_COLUMNS} FROM {_from(ledger)}"
        f" WHERE v.effective_on <= :on AND v.seq <= ifnull(:known, v.seq) AND {which}"
        " ORDER BY v.effective_on DESC, v.seq DESC LIMIT 1",
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
    return f"NOT {_BESIDE}" if _has(ledger, "policy_beside") else "true"


def _from(ledger: Ledger) -> str:
    """SQL for the versions and their approvals; in a ledger of an early format, looked at, none has one."""
    return _VERSIONS if _has(ledger, "policy_approval") else _WITHOUT


def _has(ledger: Ledger, table: str) -> bool:
    found = ledger.connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,))
    return found.fetchone() is not None


def versions(ledger: Ledger) -> tuple[StoredPolicy, ...]:
    """Every published version, in the order they take effect."""
    rows = ledger.connection.execute(
        f"SELECT NOT {_main(ledger)}, {_COLUMNS} FROM {_from(ledger)} ORDER BY v.effective_on, v.seq"
    )
    return tuple(_stored(row[1:], beside=bool(row[0])) for row in rows)


_Row = tuple[int, str, str, str, str, str, str | None, str | None]


def _stored(row: _Row, *, beside: bool = False) -> StoredPolicy:
    seq, policy_id, version, sha256, text, effective_on, approved_by, reason = row
    approval = None if approved_by is None or reason is None else Approval(approved_by, reason)
    day = stored_day(effective_on)
    return StoredPolicy(seq, policy_id, version, sha256, text, day, beside, approval)


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
        f"SELECT {_COLUMNS} FROM {_VERSIONS} WHERE v.seq = ?", (seq,)
    ).fetchone()
    return _whole(_stored(row))
