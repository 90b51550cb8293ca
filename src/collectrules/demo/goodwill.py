"""Late fees the owner lets go, because the invoice was paid in the end."""

from __future__ import annotations

from datetime import date
from typing import Final

from collectrules.demo.dice import Dice
from collectrules.ledger.book import Book
from collectrules.ledger.events import Reversed

_PAID_BUT_FOR_THE_FEE: Final = """
    SELECT c.seq
    FROM charge AS c JOIN invoice AS n ON n.seq = c.invoice_id
    WHERE c.seq NOT IN (SELECT reversed_seq FROM reversal)
      AND n.amount + (
          SELECT sum(p.amount) FROM posting AS p
          WHERE p.invoice_id = n.seq AND p.seq NOT IN (SELECT reversed_seq FROM reversal)
      ) = 0
    ORDER BY c.seq
"""


class Goodwill:
    """What the owner waives, looking through the fees once in a while."""

    def __init__(self) -> None:
        self._dice = Dice("goodwill")

    def day(self, book: Book, day: date) -> None:
        """Waive most of the late fees on invoices that have been paid since."""
        fees = [seq for (seq,) in book.connection.execute(_PAID_BUT_FOR_THE_FEE)]
        for seq in fees:
            if self._dice.chance(0.8):
                book.append(Reversed(seq, "late fee waived: the invoice is paid"), on=day)
