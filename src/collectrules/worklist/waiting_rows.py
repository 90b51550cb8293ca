"""The rows of a list that cannot be worked as they stand: a limit blocks them, or the owner decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from collectrules.worklist.listing import Row


@dataclass(frozen=True, slots=True)
class BlockedBy:
    """The rows that one rule about contacts, or one kind of stop, blocks."""

    rule: str
    rows: int
    free: Mapping[date | None, int]
    """How many of them are free from which day, the earliest first; None is never."""


@dataclass(frozen=True, slots=True)
class Waits:
    """How far a list can be worked on its day."""

    rows: int = 0
    blocked: tuple[BlockedBy, ...] = ()
    """The rule that blocks most comes first."""
    amounts: Mapping[str, int] = field(default_factory=dict)
    """What is to be collected on the rows that are blocked, by currency, in minor units."""
    for_the_owner: int = 0
    """Rows whose next action the owner has to approve first."""

    @property
    def blocked_rows(self) -> int:
        """How many rows are blocked."""
        return sum(each.rows for each in self.blocked)


def waits(rows: Iterable[Row]) -> Waits:
    """How many of some rows are blocked, by which rule and until when, and how many wait for the owner."""
    free: dict[str, Counter[date | None]] = {}
    amounts: Counter[str] = Counter()
    listed = asked = 0
    for row in rows:
        listed += 1
        asked += row.approval
        if not row.allowed:
            free.setdefault(row.blocked_by, Counter())[row.allowed_from] += 1
            amounts[row.currency] += row.to_collect
    found = [BlockedBy(rule, each.total(), _in_order(each)) for rule, each in free.items()]
    return Waits(
        rows=listed,
        blocked=tuple(sorted(found, key=lambda each: (-each.rows, each.rule))),
        amounts=dict(sorted(amounts.items())),
        for_the_owner=asked,
    )


def _in_order(free: Counter[date | None]) -> dict[date | None, int]:
    return dict(sorted(free.items(), key=lambda pair: pair[0] or date.max))
