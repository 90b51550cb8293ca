"""How many accounts each view has and how much that is; amounts in different currencies are never added."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from collectrules.worklist.views import VIEWS, ViewId


class Tally(NamedTuple):
    """How many rows, and how much by currency, in minor units; the largest sum first."""

    rows: int
    sums: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Tallies:
    """That of each view, and how far the worklist has been worked."""

    views: Mapping[ViewId, Tally]
    done: int
    wait: int
    """May not be contacted that day."""
    ask: int
    """Wait for the owner."""


Counts = dict[str, tuple[int, ...]]
"""By currency: done, waiting, asking, and of each view how many and how much."""


def count(connection: sqlite3.Connection, accounts: Collection[int] | None = None) -> Counts:
    """What is counted in the index as it is: of all of it, or of some accounts."""
    of = "true" if accounts is None else f"r.account_id IN ({', '.join(map(str, accounts))})"
    return {
        currency: tuple(counted)
        for currency, *counted in connection.execute(_COUNTED.format(of=of))
    }


def moved(counts: Counts, before: Counts, after: Counts) -> Counts:
    """The counts when some accounts, which counted as they did before, count otherwise."""
    nothing = (0,) * (3 + 2 * len(VIEWS))
    return {
        currency: tuple(
            a - b + c
            for a, b, c in zip(
                *(each.get(currency, nothing) for each in (counts, before, after)), strict=True
            )
        )
        for currency in sorted({*counts, *after})
    }


def tallies(counts: Counts) -> Tallies:
    """What was counted, view by view."""
    views = {
        view.id: _tally(
            [(currency, row[3 + 2 * n], row[4 + 2 * n]) for currency, row in counts.items()]
        )
        for n, view in enumerate(VIEWS)
    }
    done, wait, ask = (sum(row[place] for row in counts.values()) for place in range(3))
    return Tallies(views, done, wait, ask)


_OF_VIEWS: Final = ", ".join(
    f"sum({view.where}), sum(CASE WHEN {view.where} THEN r.{view.amount} ELSE 0 END)"
    for view in VIEWS
)
_COUNTED: Final = f"""
    SELECT r.currency, sum(r.listed AND r.done),
           sum(r.listed AND NOT r.done AND NOT r.allowed AND r.way <> '' AND NOT r.asks),
           sum(r.listed AND NOT r.done AND (r.asks OR r.way = '')),
           {_OF_VIEWS}
    FROM desk_row AS r WHERE {{of}} GROUP BY r.currency ORDER BY r.currency
"""


def _tally(counted: list[tuple[str, int, int]]) -> Tally:
    sums = [(currency, amount) for currency, rows, amount in counted if rows]
    return Tally(
        sum(rows for _, rows, _ in counted),
        tuple(sorted(sums, key=lambda each: (-each[1], each[0]))),
    )
