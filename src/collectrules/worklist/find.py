"""Finding what a person names: an account by its number, an invoice by its number."""

from __future__ import annotations

import difflib
import unicodedata
from typing import Final, NamedTuple

from collectrules.errors import InputError
from collectrules.ledger.book import Ledger

_CALLED: Final = 36
"""So many cells of a terminal tell one account from another in a sentence."""


class AccountNamed(NamedTuple):
    """An account as it is named."""

    id: int
    number: str
    name: str

    @property
    def called(self) -> str:
        """Its name as a sentence has it."""
        return called(self.name)


def called(name: str) -> str:
    """A name as a sentence has it: whole, or where it is very long, what it begins with, ended with `…`."""
    cells = 0
    for place, character in enumerate(name):
        cells += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if cells > _CALLED:
            return f"{name[: place - 1].rstrip()}…"
    return name


def find_account(ledger: Ledger, number: str) -> AccountNamed:
    """The account with this number, in capitals or not.

    Raises `InputError`, with the nearest number or name, where there is none.
    """
    wanted = number.strip()
    row = ledger.connection.execute(
        "SELECT seq, number, name FROM account WHERE number = :number COLLATE NOCASE"
        " ORDER BY number = :number DESC, seq LIMIT 1",
        {"number": wanted},
    ).fetchone()
    if row is None:
        raise InputError(f"unknown account `{number}`", help=_near_account(ledger, wanted))
    return AccountNamed(*row)


def find_invoice(ledger: Ledger, account: AccountNamed, number: str) -> int:
    """The id of an account's invoice by its number; raises `InputError` where there is none."""
    rows = ledger.connection.execute(
        "SELECT number, seq FROM invoice WHERE account_id = ?"
        " AND seq NOT IN (SELECT reversed_seq FROM reversal) ORDER BY seq DESC",
        (account.id,),
    )
    invoices: dict[str, int] = dict(rows)
    if number.strip() in invoices:
        return invoices[number.strip()]
    near = difflib.get_close_matches(number, invoices, n=1) or list(invoices)[:1]
    raise InputError(
        f"account `{account.number}` has no invoice `{number}`",
        help=f"did you mean `{near[0]}`?" if near else "it has no invoices at all",
    )


def _near_account(ledger: Ledger, wanted: str) -> str:
    rows = ledger.connection.execute("SELECT number, name FROM account ORDER BY seq").fetchall()
    if not rows:
        return "the ledger has no accounts yet: `collectrules import open-items FILE` brings some"
    names = {name.casefold(): number for number, name in rows}
    numbers = {number.casefold(): number for number, _ in rows}
    known = names | numbers
    near = difflib.get_close_matches(wanted.casefold(), known, n=1)
    return f"did you mean `{known[near[0]]}`?" if near else "`collectrules worklist` shows numbers"


def account_by_id(ledger: Ledger, account_id: int) -> AccountNamed:
    """An account by its id, by the name it goes by now; raises `InputError` where there is none."""
    row = ledger.connection.execute(
        "SELECT a.seq, a.number, coalesce((SELECT k.name FROM account_change AS k"
        " WHERE k.account_id = a.seq ORDER BY k.effective_on DESC, k.seq DESC LIMIT 1), a.name)"
        " FROM account AS a WHERE a.seq = ?",
        (account_id,),
    ).fetchone()
    if row is None:
        raise InputError(
            f"the ledger has no account with the id {account_id}", help="read the list again"
        )
    return AccountNamed(*row)
