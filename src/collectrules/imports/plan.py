"""What an import would write, worked out before it is: a value that can be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from collectrules.imports.accounts import NewAccount
from collectrules.imports.item_row import ItemRow, Rejected
from collectrules.imports.mapping import DebtorKind
from collectrules.ledger.items import LedgerItem

Why = Literal["payment", "credit", "correction"]


@dataclass(frozen=True, slots=True)
class Move:
    """What moves a balance: less owed is negative. `inferred`: nobody told us of it."""

    why: Why
    amount: int
    on: date
    inferred: bool


@dataclass(frozen=True, slots=True)
class New:
    """An item the ledger does not know, with the part of it already paid, if its file shows one."""

    row: ItemRow
    move: Move | None


@dataclass(frozen=True, slots=True)
class Changed:
    """An item that another balance, due date or dispute is shown for."""

    row: ItemRow
    item: LedgerItem
    move: Move | None
    due: date | None
    """Its new due date, where that is what changed."""
    disputed: bool | None
    """Whether a dispute begins or ends, where one does."""


@dataclass(frozen=True, slots=True)
class Gone:
    """An item that was open and is no more."""

    item: LedgerItem
    move: Move


@dataclass(frozen=True, slots=True)
class KindSaid:
    """A known customer whose kind nothing had said, and now something does: another than was taken."""

    account_id: int
    name: str
    kind: DebtorKind
    email: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import would do. rows = new + changed + unchanged + not_open + rejected."""

    source: str
    as_of: date
    partial: bool
    rows: int
    new: tuple[New, ...]
    changed: tuple[Changed, ...]
    unchanged: int
    not_open: int
    rejected: tuple[Rejected, ...]
    gone: tuple[Gone, ...]
    accounts: tuple[NewAccount, ...]
    open: tuple[ItemRow, ...]
    """Every row of the file that is open on the day."""
    kinds: tuple[KindSaid, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether the ledger differs from the file."""
        return bool(self.new or self.changed or self.gone or self.kinds)

    @property
    def without_kind(self) -> int:
        """How many of the new accounts are taken as businesses, as nothing says what they are."""
        return sum(not account.kind_said for account in self.accounts)

    def counts(self) -> dict[str, int]:
        """How the rows are accounted for, and how many items are gone."""
        return {
            "rows": self.rows,
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "not_open": self.not_open,
            "rejected": len(self.rejected),
            "gone": len(self.gone),
        }
