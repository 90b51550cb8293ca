"""A row of a file as an open item, or rejected with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from collectrules.imports.amounts import DecimalSign
from collectrules.imports.dates import Order
from collectrules.imports.mapping import DebtorKind
from collectrules.imports.sheet import Row

Key = tuple[str, str]
"""An item by its account's number and its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """A row read: an invoice or credit note as the file shows it, amounts in minor units."""

    line: int
    account: str
    invoice: str
    currency: str
    amount: int
    """What it was issued over."""
    balance: int
    """What the file says is still open, a settled date aside."""
    issued: date
    due: date
    settled: date | None
    disputed: bool | None
    """None where the file does not say."""
    name: str
    kind: DebtorKind | None
    """None where neither the row nor its mapping says."""
    email: str
    phone: str

    @property
    def key(self) -> Key:
        """What the row is compared by."""
        return self.account, self.invoice

    def is_open(self, day: date) -> bool:
        """Whether it was open at the end of a day: issued by then, and not settled by then."""
        settled = self.settled is not None and self.settled <= day
        return self.issued <= day and not settled and self.balance != 0


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be taken, why, and the item it names where it does name one."""

    row: Row
    reason: str
    key: Key = ("", "")


@dataclass(frozen=True, slots=True)
class Reading:
    """All rows of a table: each is an item or rejected."""

    rows: Mapping[int, Row]
    """Every row by its line."""
    items: tuple[ItemRow, ...]
    rejected: tuple[Rejected, ...]
    warnings: tuple[str, ...]
    order: Order | None
    decimal: DecimalSign | None
    float_ids: frozenset[str]
