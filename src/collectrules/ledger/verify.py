"""Whether the books are as they were written: the chain, and the tables that are read from the journal."""

from __future__ import annotations

import json
from collections.abc import Iterator

from collectrules.ledger.book import Ledger
from collectrules.ledger.chain import GENESIS, link
from collectrules.ledger.events import KINDS, columns
from collectrules.ledger.events import payload as payload_of
from collectrules.ledger.personal import faults


def verify(ledger: Ledger) -> list[str]:
    """Everything that is wrong, each in a sentence; empty where the journal is whole and the tables agree."""
    return [*_chain_faults(ledger), *_table_faults(ledger), *faults(ledger.connection)]


def _chain_faults(ledger: Ledger) -> Iterator[str]:
    previous = GENESIS
    rows = ledger.connection.execute(
        "SELECT seq, kind, effective_on, recorded_at, recorded_by, payload, previous, hash"
        " FROM journal ORDER BY seq"
    )
    for expected, (seq, kind, day, at, by, payload, named, hashed) in enumerate(rows, 1):
        if seq != expected:
            yield f"event {expected} is missing from the journal"
            return
        if named != previous:
            yield f"event {seq} does not follow the event before it"
            return
        if hashed != link(previous, str(seq), kind, day, at, by, payload):
            yield f"event {seq} is not what was written: its hash differs"
            return
        previous = hashed


def _said(payload: str) -> object:
    """What a payload says, or None where it is no longer JSON."""
    try:
        return json.loads(payload)
    except ValueError:
        return None


def _table_faults(ledger: Ledger) -> Iterator[str]:
    for table, kind in KINDS.items():
        names = columns(kind)
        listed = ", ".join(f"t.{name}" for name in names)
        rows = ledger.connection.execute(
            f"SELECT j.seq, j.effective_on, j.payload, t.seq, t.effective_on, {listed}"
            f" FROM journal AS j LEFT JOIN {table} AS t ON t.seq = j.seq WHERE j.kind = ?",
            (table,),
        )
        count = 0
        for seq, day, payload, found, found_day, *values in rows:
            count += 1
            if (
                found is None
                or found_day != day
                or _said(payload) != _said(payload_of(kind, values))
            ):
                yield f"event {seq} and its row in `{table}` do not agree"
        (held,) = ledger.connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        if held > count:
            yield f"`{table}` has {held - count} rows that no event of the journal wrote"
