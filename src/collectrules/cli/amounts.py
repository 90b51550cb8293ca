"""Amounts as typed on the command line, in which currency, and for which invoices and parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Final

import typer

from collectrules.errors import InputError
from collectrules.money import to_minor

if TYPE_CHECKING:
    from collectrules.charges.allocation import Named
    from collectrules.ledger.book import Ledger
    from collectrules.policy.model import Part
    from collectrules.worklist.find import AccountNamed

InvoicesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--invoice",
        metavar="N[=AMOUNT]",
        help="An invoice it is for, and how much of it; once for each.",
    ),
]
PartsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--part",
        metavar="PART",
        help="Only costs (late fees), interest or principal; once for each, in order.",
    ),
]
CurrencyOption = Annotated[
    str | None,
    typer.Option("--currency", metavar="CODE", help="If they owe in several currencies."),
]

_NUMBER: Final = re.compile(r"[0-9]+(\.[0-9]+)?|[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?")


def amount_given(text: str, currency: str) -> int:
    """An amount such as `1250.00` or `1,250.00`, in minor units; raises `InputError` for anything else."""
    if not _NUMBER.fullmatch(text.strip()):
        raise InputError(f"`{text}` is not an amount", help="write a number such as 1250.00")
    return to_minor(Decimal(text.strip().replace(",", "")), currency)


def named_given(
    book: Ledger, account: AccountNamed, texts: Sequence[str], currency: str = ""
) -> tuple[Named, ...]:
    """The invoices named as `N` or `N=AMOUNT`; raises `InputError` for one that the account has not.

    Without a currency an amount is in that of its invoice.
    """
    from collectrules.charges.allocation import Named
    from collectrules.worklist.find import find_invoice
    from collectrules.worklist.state import invoice_state

    named = []
    for text in texts:
        number, equals, amount = text.rpartition("=")
        if equals and _NUMBER.fullmatch(amount.strip()):
            invoice = find_invoice(book, account, number)
            code = currency or invoice_state(book.connection, invoice).currency
            named.append(Named(invoice, amount_given(amount, code)))
        else:
            named.append(Named(find_invoice(book, account, text)))
    return tuple(named)


def parts_given(texts: Sequence[str]) -> tuple[Part, ...]:
    """The parts named, in order; raises `InputError` for what is none or stands twice."""
    from collectrules.charges.allocation import PARTS

    known: dict[str, Part] = {part: part for part in PARTS} | {"fees": "costs"}
    wrong = [text for text in texts if text.strip().lower() not in known]
    if wrong:
        raise InputError(f"unknown part `{wrong[0]}`", help=f"name one of {', '.join(PARTS)}")
    parts = tuple(known[text.strip().lower()] for text in texts)
    if len(set(parts)) < len(parts):
        raise InputError("a part is named twice", help="name each once, in the order they are paid")
    return parts


def currency_meant(book: Ledger, account: AccountNamed, given: str | None) -> str:
    """The currency given, else the only one the account owes in, else the only one it was billed in.

    Raises `InputError` where there are several, or none.
    """
    from collectrules.money import decimals

    if given is not None:
        code = given.strip().upper()
        decimals(code)
        return code
    codes = _currencies(book, account.id)
    if len(codes) == 1:
        return codes[0]
    raise InputError(
        f"account `{account.number}` has invoices in {' and '.join(codes)}"
        if codes
        else f"account `{account.number}` has no invoices",
        help="name the currency of the money with `--currency`",
    )


def currency_option(book: Ledger, account_id: int, currency: str) -> str:
    """What a command has to be given so that it means a currency: nothing where it would anyhow."""
    return "" if _currencies(book, account_id) == [currency] else f" --currency {currency}"


def _currencies(book: Ledger, account_id: int) -> list[str]:
    """Those an account owes in; where it owes nothing, those it was billed in."""
    from collectrules.worklist.state import currencies_billed, currencies_owed

    return currencies_owed(book.connection, account_id) or currencies_billed(
        book.connection, account_id
    )
