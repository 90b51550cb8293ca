"""What a filter looks in: names, numbers and rules, without case and accents."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from typing import Final

from collectrules.worklist.rows import NAME

_ACCENTS: Final = re.compile("[\u0300-\u036f]+")
_INVOICE_FROM: Final = 2
_PHONE_FROM: Final = 5
"""From so many letters or digits on, a word of the filter is looked for in invoices and telephone numbers."""


def text_sql(connection: sqlite3.Connection, rule: str) -> str:
    """SQL for what a filter looks in: the name, first, the number and the rule, without case and accents."""
    (renamed,) = connection.execute("SELECT EXISTS (SELECT 1 FROM account_change)").fetchone()
    text = f"{NAME if renamed else 'a.name'} || ' ' || a.number || ' ' || {rule}"
    # Python is asked only where a character has more than one byte: it would take three times as long.
    plain = f"length({text}) = length(CAST({text} AS BLOB))"
    return f"CASE WHEN {plain} THEN lower({text}) ELSE folded({text}) END"


def folded(text: str) -> str:
    """`text` as a filter compares it: without case and accents."""
    text = text.casefold()
    if text.isascii():
        return text
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text))


def holds_sql(words: str) -> tuple[str, dict[str, str]]:
    """SQL that narrows rows `r` of the index to those that hold every word, and what it asks for."""
    parts, given = [], {}
    for number, word in enumerate(folded(words).split()):
        given[f"w{number}"] = word
        if _is_phone(word):
            given[f"d{number}"] = "".join(filter(str.isdigit, word))
        parts.append(f" AND ({_holds(word, number)})")
    return "".join(parts), given


def _holds(word: str, number: int) -> str:
    """SQL for whether a row holds a word: in its text, in an invoice's number, in a telephone number."""
    ways = [f"instr(r.text, :w{number})"]
    if len(word) >= _INVOICE_FROM:
        found = f"SELECT n.account_id FROM invoice AS n WHERE instr(lower(n.number), :w{number})"
        ways.append(f"r.account_id IN ({found})")
    if _is_phone(word):
        plain = "replace(replace(replace(a.phone, ' ', ''), '-', ''), '+', '')"
        ways.append(
            f"r.account_id IN (SELECT a.seq FROM account AS a WHERE instr({plain}, :d{number}))"
        )
    return " OR ".join(ways)


def _is_phone(word: str) -> bool:
    return set(word) <= set("0123456789+-()/") and sum(map(str.isdigit, word)) >= _PHONE_FROM
