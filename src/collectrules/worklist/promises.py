"""A customer's promise to pay an amount by a day."""

from __future__ import annotations

from datetime import date, datetime

from collectrules.errors import Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import Promised
from collectrules.money import format_minor
from collectrules.worklist.state import account_number, open_total


def record_promise(
    ledger: Ledger,
    *,
    account_id: int,
    amount: int,
    currency: str,
    due_on: date,
    on: date,
    at: datetime,
    by: str,
) -> int:
    """Record a promise made on a day, in minor units, to be kept by `due_on`; returns its seq.

    Raises `Refused` as `enter_promise` does.
    """
    with ledger.writing(at=at, by=by) as book:
        return enter_promise(
            book, account_id=account_id, amount=amount, currency=currency, due_on=due_on, on=on
        )


def enter_promise(
    book: Book, *, account_id: int, amount: int, currency: str, due_on: date, on: date
) -> int:
    """Write a promise into an open transaction; returns its seq.

    Raises `Refused` where the account is unknown or owes nothing in the currency, or where the
    promise is of nothing or for a day that had passed.
    """
    number = account_number(book.connection, account_id)
    if amount <= 0:
        raise Refused(
            f"a promise of {format_minor(amount, currency)} {currency} is no promise",
            help="name the amount they said they will pay",
        )
    if due_on < on:
        raise Refused(
            f"a promise made on {on} cannot be for {due_on}, which had passed",
            help="name the day by which they said they will pay",
        )
    if open_total(book.connection, account_id, currency) <= 0:
        raise Refused(
            f"account `{number}` owes nothing in {currency}",
            help="a promise is about an open item: check the account and the currency",
        )
    return book.append(Promised(account_id, currency, amount, due_on.isoformat()), on=on)
