"""Interest is put into the books through the day on which something is done with what is owed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from collectrules.ledger.book import Book


def book_interest(book: Book, invoices: Collection[int], through: date) -> None:
    """Book the interest of some invoices through a day, before money is allocated to it or it is waived."""
