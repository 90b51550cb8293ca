"""Finding accounts and invoices by what people type."""

from __future__ import annotations

import pytest

from collectrules.errors import InputError
from collectrules.worklist.find import find_account, find_invoice
from collectrules.worklist.reversals import reverse
from tests.worklist.books import NOON, TODAY, Books


def test_an_account_by_its_number_in_any_case(books: Books) -> None:
    for typed in ("C-1", "c-1", " C-1 "):
        assert find_account(books.ledger, typed) == (books.account, "C-1", "Ärger & Söhne")


@pytest.mark.parametrize(
    ("typed", "help"),
    [
        ("C1", "did you mean `C-1`?"),
        ("ärger und söhne", "did you mean `C-1`?"),
        ("zzzzzz", "`collectrules worklist` shows numbers"),
    ],
)
def test_an_account_that_is_not_there(books: Books, typed: str, help: str) -> None:
    with pytest.raises(InputError, match=f"unknown account `{typed}`") as refused:
        find_account(books.ledger, typed)
    assert refused.value.help == help


def test_an_invoice_of_the_account(books: Books) -> None:
    account = find_account(books.ledger, "C-1")
    assert find_invoice(books.ledger, account, " B ") == books.invoices[1]
    reverse(books.ledger, seq=books.invoices[1], reason="twice", on=TODAY, at=NOON, by="ana")
    with pytest.raises(InputError, match="account `C-1` has no invoice `B`") as refused:
        find_invoice(books.ledger, account, "B")
    assert refused.value.help == "did you mean `C`?"
