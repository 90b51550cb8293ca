"""What the commands about plans and settlements share: their options, and how an agreement is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import common
from collectrules.errors import InputError
from collectrules.money import format_minor, to_decimal

if TYPE_CHECKING:
    from datetime import date

    from collectrules.charges.agreements import Agreement
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import AccountNamed

AccountArgument = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's number.")]
InvoicesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--invoice", metavar="N", help="An invoice it is about, may be repeated; else all overdue."
    ),
]
CurrencyOption = Annotated[
    str, typer.Option("--currency", metavar="CODE", help="Where they owe in several.")
]
ApprovedOption = Annotated[
    str,
    typer.Option("--approved-by", metavar="NAME", help="Who approved what the owner has to."),
]
NoteOption = Annotated[str, typer.Option("--note", metavar="TEXT", help="What else was said.")]
OnOption = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="The day of it (default: today).")
]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, in a few words.")]


def day_that_came(on: str | None, help: str = "record it once it is so") -> date:
    """The day given, or today; raises `InputError` for one that has not come yet."""
    day = common.day_or_today(on)
    if day > common.day_or_today(None):
        raise InputError(f"{day} has not come yet", help=help)
    return day


def invoices_named(
    book: Ledger, account: AccountNamed, numbers: list[str] | None
) -> tuple[int, ...]:
    """The ids of invoices named."""
    from collectrules.worklist.find import find_invoice

    return tuple(find_invoice(book, account, number) for number in numbers or ())


def money(minor: int, currency: str) -> str:
    """`1,200.00 GBP`."""
    return f"{format_minor(minor, currency)} {currency}"


def decimal(minor: int, currency: str) -> str:
    """An amount in JSON: an exact decimal as text."""
    return str(to_decimal(minor, currency))


def agreement_json(agreement: Agreement) -> dict[str, object]:
    """What plans and settlements have in common, as JSON."""
    ended = agreement.ended
    return {
        "event": agreement.seq,
        "account": agreement.account,
        "currency": agreement.currency,
        "invoices": [each.number for each in agreement.invoices],
        "amount": decimal(agreement.amount, agreement.currency),
        "received": decimal(agreement.received, agreement.currency),
        "state": agreement.state,
        "on": agreement.from_on,
        "offer": agreement.rule or None,
        "approved_by": agreement.approved_by or None,
        "note": agreement.note or None,
        "by": agreement.by,
        "ended_on": ended.on if ended else None,
        "ended_reason": (ended.reason or None) if ended else None,
    }
