"""What a column of an export can mean, and the names accounting systems give it.

The names are those of the exports of QuickBooks, Xero, Zoho Books, FreshBooks, Sage and SAP, and of
the open-item lists people make from them. A name matches whole, after `canonical`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its key in a mapping, its meaning, and names of columns, the surest first."""

    key: str
    meaning: str
    names: tuple[str, ...]


def _role(key: str, meaning: str, names: str) -> Role:
    return Role(key, meaning, tuple(name.strip() for name in names.split(",")))


ROLES: Final = (
    _role(
        "account",
        "the customer's number, or name where there are no numbers",
        "customer number, customer id, customer code, customer account, customer account number,"
        "customer reference, client number, client id, client code, account number,"
        "account reference, account ref, account id, debtor number, debtor id, debtor code,"
        "contact id, contact number, a c, a c ref, a c number, sold to, payer, account, customer,"
        "debtor, client, contact",
    ),
    _role(
        "name",
        "the customer's name",
        "customer name, name customer, customer full name, client name, contact name, account name,"
        "debtor name, company name, organization name, name 1, name, customer, client, contact,"
        "company, organization, organisation, bill to",
    ),
    _role(
        "invoice",
        "the invoice's number",
        "invoice number, invoice, invoice reference, invoice ref, document number, document id,"
        "document reference, bill number, transaction number, reference number, invoice id, number,"
        "reference, ref, document, bill, transaction id, item number",
    ),
    _role(
        "issued",
        "the invoice's date",
        "invoice date, date issued, issue date, issued, issued on, date of invoice, bill date,"
        "document date, posting date, transaction date, created date, date, tax date",
    ),
    _role(
        "due",
        "the day it is due",
        "due date, date due, due, due on, due in date, net due date, net due, payment due date,"
        "payment due, invoice due date, due by, maturity date, maturity",
    ),
    _role(
        "amount",
        "the amount of the invoice",
        "invoice amount, invoice total, total amount, original amount, gross amount, amount gross,"
        "total gross, gross, amount, total, invoice value, total value, value, document amount,"
        "amount in document currency, amount in local currency",
    ),
    _role(
        "balance",
        "what is still open of it",
        "open balance, balance due, amount due, invoice amount due, balance, open amount,"
        "total open amount, amount open, outstanding, outstanding amount, amount outstanding,"
        "outstanding balance, balance outstanding, remaining, remaining amount, remaining balance,"
        "amount remaining, unpaid, unpaid amount, total due, total outstanding",
    ),
    _role(
        "currency",
        "its currency",
        "currency code, currency, document currency, invoice currency, local currency",
    ),
    _role(
        "settled",
        "the day it was paid in full, where it was",
        "settled date, date settled, settled, settled on, settlement date, paid date, date paid,"
        "paid on, paid in full date, fully paid on, fully paid on date, clearing date, clearing",
    ),
    _role(
        "disputed", "whether the customer disputes it: yes or no", "disputed, in dispute, dispute"
    ),
    _role("kind", "business or consumer", "debtor kind, customer kind, account kind"),
    _role(
        "email",
        "the customer's email address",
        "email, email address, customer email, client email, contact email, billing email, e mail",
    ),
    _role(
        "phone",
        "the customer's telephone number",
        "phone, phone number, telephone, telephone number, customer phone, contact phone, mobile",
    ),
)
"""Every role; what a mapping's `[columns]` may say."""

REQUIRED: Final = ("account", "invoice", "issued")
"""Without these, and one of `amount` and `balance`, no row can be read."""

_TOKENS: Final = {
    "no": "number", "nr": "number", "num": "number", "nbr": "number", "cust": "customer",
    "inv": "invoice", "acct": "account", "acc": "account", "doc": "document", "amt": "amount",
    "bal": "balance", "curr": "currency", "ccy": "currency", "cur": "currency", "dt": "date",
    "tel": "telephone", "trans": "transaction",
}  # fmt: skip
_LINE_ITEM_NAMES: Final = frozenset(
    {"item name", "item description", "item price", "item total", "quantity", "unit amount"}
)


def canonical(header: str) -> str:
    """A column's name in small words: `customerID`, `CUST_ID` and `Customer ID` are all alike."""
    plain = unicodedata.normalize("NFKD", header).encode("ascii", "ignore").decode()
    plain = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", plain).replace("#", " number ")
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", plain).lower().replace("e-mail", "email")
    words = re.findall(r"[a-z0-9]+", plain)
    return " ".join(_TOKENS.get(word, word) for word in words)


def recognised(header: Sequence[str]) -> dict[str, str]:
    """The columns of a header whose meaning is known: role to name, in the order of `ROLES`."""
    spelled: dict[str, str] = {}
    for name in header:
        spelled.setdefault(canonical(name), name.strip())
    # In a list of line items, `Account` is where the sale is booked, not who owes it.
    ambiguous = {"account"} if _LINE_ITEM_NAMES & spelled.keys() else set[str]()
    found: dict[str, str] = {}
    for role in ROLES:
        free = (name for name in role.names if name in spelled and name not in ambiguous)
        taken = {canonical(name) for name in found.values()}
        best = next((name for name in free if name not in taken), None)
        if best is not None:
            found[role.key] = spelled[best]
    if "account" not in found and "name" in found:
        found = {"account": found.pop("name"), **found}
    return found


MEANINGS: Final = {role.key: role.meaning for role in ROLES}
"""What each role means, in words."""


def alternatives(keys: Sequence[str]) -> str:
    """Roles as a sentence lists them: `account`, `amount` or `balance`."""
    *most, last = [f"`{key}`" for key in keys]
    return f"{', '.join(most)} or {last}" if most else last


def lacking(columns: Collection[str]) -> list[str]:
    """The roles that a mapping with these still needs; of `amount` and `balance`, one will do."""
    missing = [key for key in REQUIRED if key not in columns]
    return missing if {"amount", "balance"} & set(columns) else [*missing, "amount", "balance"]
