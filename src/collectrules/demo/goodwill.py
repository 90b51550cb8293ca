"""Late fees the owner lets go, because the invoice was paid in the end."""

from __future__ import annotations

from datetime import date
from typing import Final

from collectrules.acts.waivers import Waiver, waive
from collectrules.demo.days import Sitting
from collectrules.demo.dice import Dice
from collectrules.demo.people import OWNER
from collectrules.ledger.book import Ledger
from collectrules.ledger.owed import owed

_CHARGED: Final = """
    SELECT DISTINCT invoice_id FROM charge
    WHERE seq NOT IN (SELECT reversed_seq FROM reversal)
"""
_REASONS: Final = {
    "the invoice is paid": 8,
    "paid, and a good customer for years": 2,
    "paid, and our own invoice was late": 1,
}


class Goodwill:
    """What the owner waives, looking through the fees once in a while."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._dice = Dice("goodwill")

    def day(self, day: date) -> None:
        """Waive most of the late fees on invoices that have been paid since."""
        sitting = Sitting(day, 17, 11)
        connection = self._ledger.connection
        charged = [invoice_id for (invoice_id,) in connection.execute(_CHARGED)]
        for each in owed(connection, day, invoices=charged):
            if each.costs > 0 and each.principal <= 0 and self._dice.chance(0.8):
                reason = self._dice.weighed(_REASONS)
                waiver = Waiver(invoice_id=each.invoice_id, on=day, reason=reason, part="costs")
                waive(self._ledger, waiver, at=sitting.moment(), by=OWNER)
