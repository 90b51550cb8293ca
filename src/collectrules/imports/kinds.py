"""Who was taken as a business because nothing said of what kind customers are, and what says it now."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from collectrules.imports.item_row import ItemRow
from collectrules.imports.mapping import TAKEN_KIND, ColumnMapping, parse
from collectrules.imports.plan import KindSaid
from collectrules.ledger.book import Ledger
from collectrules.ledger.sources import mappings

_TAKEN: Final = """
SELECT a.seq, a.number, a.name, a.email, a.phone
FROM account AS a
WHERE a.debtor_kind = :kind
  AND NOT EXISTS (SELECT 1 FROM account_change AS k WHERE k.account_id = a.seq)
  AND a.seq NOT IN (SELECT reversed_seq FROM reversal)
  AND (
      SELECT i.source FROM invoice AS i WHERE i.account_id = a.seq ORDER BY i.seq LIMIT 1
  ) IN (SELECT value FROM json_each(:sources))
ORDER BY a.seq
"""


def silent_sources(ledger: Ledger) -> tuple[str, ...]:
    """The sources whose remembered mapping does not say of what kind customers are."""
    kept = mappings(ledger).items()
    return tuple(name for name, text in kept if not parse(text, f"mapping {name}").says_kind)


def taken_as_businesses(ledger: Ledger, sources: Iterable[str]) -> dict[str, KindSaid]:
    """By number, the accounts that came from these sources and still count as what was taken."""
    given: dict[str, object] = {"kind": TAKEN_KIND, "sources": json.dumps(list(sources))}
    return {
        row["number"]: KindSaid(row["seq"], row["name"], TAKEN_KIND, row["email"], row["phone"])
        for row in ledger.query(_TAKEN, given)
    }


def kinds_said(
    ledger: Ledger, mapping: ColumnMapping, rows: Iterable[ItemRow]
) -> tuple[KindSaid, ...]:
    """The known accounts of a source that nothing had said the kind of, and that are no businesses.

    By the rows of the file that say so, else by the mapping.
    """
    if not mapping.says_kind or mapping.name not in silent_sources(ledger):
        return ()
    said = {row.account: row.kind for row in rows if row.kind}
    return tuple(
        KindSaid(was.account_id, was.name, kind, was.email, was.phone)
        for number, was in taken_as_businesses(ledger, [mapping.name]).items()
        if (kind := said.get(number) or mapping.debtor_kind) and kind != was.kind
    )
