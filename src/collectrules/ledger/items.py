"""Open items as the ledger holds them on a day: what an import compares a file with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from collectrules.ledger.book import Ledger

MARKED_DISPUTED: Final = "marked as disputed in the imported file"
"""The reason of a dispute that an import opened; only such a one does an import end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerItem:
    """An invoice or credit note with its balance, in minor units."""

    id: int
    account_id: int
    account: str
    number: str
    currency: str
    source: str
    issued_on: str
    due_on: str
    amount: int
    balance: int
    """What is open: the amount and everything posted to it."""
    written_off: int
    """The part of the balance that was written off, negative: their books may still show it."""
    disputed: bool
    marked_dispute: int | None
    """The open dispute that an import opened."""
    reversed: bool
    """Taken back: it counts no more, and its number stays used."""

    @property
    def booked(self) -> int:
        """The balance that their books should show: a write-off is ours until they book it too."""
        return self.balance - self.written_off

    @property
    def left_alone(self) -> bool:
        """Whether all of it is written off: their books show it until they write it off too."""
        return self.written_off != 0 and self.balance == 0


_ITEMS: Final = """
WITH undone AS (
    SELECT reversed_seq AS seq FROM reversal WHERE effective_on <= :as_of
),
moved AS (
    SELECT invoice_id,
           sum(amount) AS total,
           sum(CASE WHEN kind = 'write_off' THEN amount ELSE 0 END) AS written_off
    FROM posting
    WHERE effective_on <= :as_of AND seq NOT IN (SELECT seq FROM undone)
    GROUP BY invoice_id
),
due_changed AS (
    SELECT invoice_id,
           due_on,
           row_number() OVER (PARTITION BY invoice_id ORDER BY effective_on DESC, seq DESC) AS age
    FROM due_change
    WHERE effective_on <= :as_of AND seq NOT IN (SELECT seq FROM undone)
),
in_dispute AS (
    SELECT invoice_id, max(CASE WHEN reason = :marked THEN seq END) AS marked
    FROM dispute
    WHERE effective_on <= :as_of
      AND seq NOT IN (SELECT seq FROM undone)
      AND seq NOT IN (
          SELECT dispute_id FROM dispute_end
          WHERE effective_on <= :as_of AND seq NOT IN (SELECT seq FROM undone)
      )
    GROUP BY invoice_id
)
SELECT invoice.seq AS id,
       invoice.account_id,
       account.number AS account,
       invoice.number,
       invoice.currency,
       invoice.source,
       invoice.effective_on AS issued_on,
       coalesce(due_changed.due_on, invoice.due_on) AS due_on,
       invoice.amount,
       invoice.amount + coalesce(moved.total, 0) AS balance,
       coalesce(moved.written_off, 0) AS written_off,
       in_dispute.invoice_id IS NOT NULL AS disputed,
       in_dispute.marked AS marked_dispute,
       invoice.seq IN (SELECT seq FROM undone) AS reversed
FROM invoice
JOIN account ON account.seq = invoice.account_id
LEFT JOIN moved ON moved.invoice_id = invoice.seq
LEFT JOIN due_changed ON due_changed.invoice_id = invoice.seq AND due_changed.age = 1
LEFT JOIN in_dispute ON in_dispute.invoice_id = invoice.seq
ORDER BY invoice.seq
"""


def items(ledger: Ledger, as_of: date) -> list[LedgerItem]:
    """Every invoice of the ledger with its balance at the end of a day, later ones among them."""
    parameters: dict[str, object] = {"as_of": as_of.isoformat(), "marked": MARKED_DISPUTED}
    return [
        LedgerItem(
            id=row["id"],
            account_id=row["account_id"],
            account=row["account"],
            number=row["number"],
            currency=row["currency"],
            source=row["source"],
            issued_on=row["issued_on"],
            due_on=row["due_on"],
            amount=row["amount"],
            balance=row["balance"],
            written_off=row["written_off"],
            disputed=bool(row["disputed"]),
            marked_dispute=row["marked_dispute"],
            reversed=bool(row["reversed"]),
        )
        for row in ledger.query(_ITEMS, parameters)
    ]


def account_ids(ledger: Ledger) -> dict[str, int]:
    """The id of every account by its number."""
    return {row["number"]: row["seq"] for row in ledger.query("SELECT number, seq FROM account")}
