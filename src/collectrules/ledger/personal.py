"""What is personal and may have to be erased: names, numbers, addresses. The journal holds digests only.

A digest is SHA-256 of a random salt and the value. Without the salt nothing can be tried against it, so once
both are erased nobody can find out what it stood for, and the chain of the journal is as it was.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Final

ERASED: Final = "(erased)"
"""What is shown in the place of a value that was erased."""
_AT_ONCE: Final = 500


def keep(connection: sqlite3.Connection, value: str) -> str:
    """Keep a personal value in the open transaction; returns the digest that stands for it in the journal."""
    salt = secrets.token_hex(16)
    digest = digest_of(salt, value)
    connection.execute("INSERT INTO personal VALUES (?, ?, ?)", (digest, salt, value))
    return digest


def digest_of(salt: str, value: str) -> str:
    """The digest of a value and its salt, in hexadecimal."""
    return hashlib.sha256(f"{salt}\n{value}".encode()).hexdigest()


def known(connection: sqlite3.Connection, digests: Iterable[str]) -> dict[str, str]:
    """The values that digests stand for, `ERASED` for those that were erased."""
    asked = list(dict.fromkeys(digests))
    found = dict.fromkeys(asked, ERASED)
    for first in range(0, len(asked), _AT_ONCE):
        part = asked[first : first + _AT_ONCE]
        rows = connection.execute(
            f"SELECT digest, value FROM personal WHERE digest IN ({', '.join('?' * len(part))})",
            part,
        )
        found.update(dict(rows.fetchall()))
    return found


def erase(connection: sqlite3.Connection, digests: Iterable[str]) -> int:
    """Erase values and their salts in the open transaction; returns how many there were."""
    return sum(
        connection.execute("DELETE FROM personal WHERE digest = ?", (digest,)).rowcount
        for digest in dict.fromkeys(digests)
    )


_MISSING: Final = """
    SELECT said.seq FROM (
        SELECT seq, seq AS person_id, name AS digest FROM person
        UNION ALL SELECT seq, person_id, name FROM person_change
        UNION ALL SELECT seq, person_id, value FROM reach
    ) AS said
    WHERE said.digest NOT IN (SELECT digest FROM personal)
      AND NOT EXISTS (SELECT 1 FROM erasure AS e WHERE e.person_id = said.person_id AND e.seq > said.seq)
    ORDER BY said.seq
"""


def faults(connection: sqlite3.Connection) -> Iterator[str]:
    """What is kept otherwise than the journal says, or is gone without having been erased, in sentences."""
    for digest, salt, value in connection.execute("SELECT digest, salt, value FROM personal"):
        if digest_of(salt, value) != digest:
            yield f"a personal value kept under {digest[:12]} is not what was written"
    for (seq,) in connection.execute(_MISSING):
        yield f"what event {seq} calls personal is gone, and nothing says that it was erased"
