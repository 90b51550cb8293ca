"""Amounts as exports write them: signs of currency, grouping, and ways to say minus."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Final, Literal

from collectrules.imports.decide import Kind
from collectrules.money import is_currency

DecimalSign = Literal["point", "comma"]
DECIMAL_SIGNS: Final[tuple[DecimalSign, ...]] = ("point", "comma")

CURRENCY_OF_SIGN: Final = {"€": "EUR", "£": "GBP"}
"""Signs that mean one currency; a dollar sign and a yen sign mean several."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as written: its value, and the currency where the cell itself names one."""

    value: Decimal
    currency: str = ""


_AROUND: Final = re.compile(
    r"(?P<before>(?:[A-Za-z]+\.|[^0-9.,])*)(?P<number>[0-9.,][0-9.,'’\s]*)(?P<after>[^0-9]*)"
)
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?:[\s'’][0-9]{3})+(?:[.,][0-9]*)?")
_POINT: Final = re.compile(r"(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{2,3})*,[0-9]{3})?(?:\.[0-9]*)?")
_WORD: Final = re.compile(r"[A-Za-z]+\.?")
_HARMLESS: Final = frozenset({"DR", "US", "CA", "AU", "NZ", "C", "A", "R", "RS", "KR", "FR"})
"""Debit, and what stands before a sign that several currencies share, as in `US$`."""
_DASHES: Final = frozenset("-−–")
_SWAPPED: Final = str.maketrans(",.", ".,")


def read_amount(text: str, sign: DecimalSign) -> Amount | None:
    """The amount a text says with a decimal point or comma, or None.

    Negative is `-12.00`, `12.00-`, `(12.00)`, `CR 12.00` and `12.00 CR`; two of them at once is no
    amount. A dash alone is nothing, as spreadsheets show it.
    """
    text = text.strip()
    match = _AROUND.fullmatch(text)
    if match is None:
        return Amount(Decimal(0)) if text in _DASHES else None
    value = _number(match["number"].strip(), sign)
    marks = _marks(match["before"], match["after"])
    if value is None or marks is None:
        return None
    negative, currency = marks
    return Amount(-value if negative and value else value, currency)


def _number(text: str, sign: DecimalSign) -> Decimal | None:
    if re.search(r"[\s'’]", text):
        if not _GROUPED.fullmatch(text):
            return None
        text = re.sub(r"[\s'’]", "", text)
        # The groups are spaced, so a point or comma can only stand before the decimals.
        own = "comma" if "," in text else "point"
        if own != sign and ("," in text or "." in text):
            return None
    if sign == "comma":
        text = text.translate(_SWAPPED)
    if not _POINT.fullmatch(text) or not any(character.isdigit() for character in text):
        return None
    return Decimal(text.replace(",", ""))


def _marks(before: str, after: str) -> tuple[bool, str] | None:
    """Whether what stands around a number makes it negative, and the currency it names."""
    around = f"{before} {after}"
    negatives, currency = 0, ""
    if "(" in before and ")" in after:
        negatives, around = 1, around.replace("(", " ", 1).replace(")", " ", 1)
    for word in _WORD.findall(around):
        name = word.rstrip(".").upper()
        if name == "CR":
            negatives += 1
        elif is_currency(name) and not currency:
            currency = name
        elif name not in _HARMLESS:
            return None
    for character in _WORD.sub("", around):
        if character in _DASHES:
            negatives += 1
        elif character in CURRENCY_OF_SIGN:
            currency = currency or CURRENCY_OF_SIGN[character]
        elif not (
            character.isspace() or character == "+" or unicodedata.category(character) == "Sc"
        ):
            return None
    return None if negatives > 1 else (negatives == 1, currency)


def _shown(amount: Amount) -> str:
    return f"{amount.value:f}"


AMOUNTS: Final[Kind[Amount]] = Kind(
    plural="amounts",
    option="--decimal",
    readings={sign: partial(read_amount, sign=sign) for sign in DECIMAL_SIGNS},
    shown=_shown,
)
"""A column of amounts."""
