"""The list as it is shown: what a filter leaves of it, and what has been done since it was read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal

from collectrules.worklist.listing import Row

State = Literal["open", "done", "wait", "ask"]
"""Of a row: to do, contacted, not to be contacted that day, or waiting for the owner."""

_ACCENTS: Final = re.compile("[\u0300-\u036f]+")


class Listed:
    """The rows of a list, and the positions of those that are shown."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = list(rows)
        self._keys = [_key(row) for row in rows]
        self._shown: Sequence[int] = range(len(self._rows))

    def __len__(self) -> int:
        """How many rows are shown."""
        return len(self._shown)

    def __getitem__(self, position: int) -> Row:
        """The row at a position of what is shown."""
        return self._rows[self._shown[position]]

    @property
    def rows(self) -> Sequence[Row]:
        """Every row, shown or not."""
        return self._rows

    def filter(self, text: str) -> None:
        """Show the rows that hold every word of `text` in name, account, invoice or rule; all for none."""
        shown: Sequence[int] = range(len(self._rows))
        for word in folded(text).split():
            keys = self._keys
            shown = [index for index in shown if word in keys[index]]
        self._shown = shown

    def position(self, wanted: Row) -> int | None:
        """Where a row, or the one that took its place, is shown: of the account, the currency, the policy."""
        found = [
            (self._rows[index].policy_seq != wanted.policy_seq, position)
            for position, index in enumerate(self._shown)
            if self._rows[index].account_id == wanted.account_id
            and self._rows[index].currency == wanted.currency
        ]
        return min(found)[1] if found else None

    def place_of(self, account_id: int, currency: str, otherwise: int) -> int:
        """Where the row of an account in a currency is shown; `otherwise` where it is not."""
        for position, index in enumerate(self._shown):
            row = self._rows[index]
            if (row.account_id, row.currency) == (account_id, currency):
                return position
        return otherwise

    def mark(self, account_id: int, result: str) -> None:
        """Note the result of a contact on every row of an account; empty where it was taken back."""
        for index, row in enumerate(self._rows):
            if row.account_id == account_id:
                self._rows[index] = replace(row, result=result)

    def next_to_do(self, position: int) -> int | None:
        """The next shown row that is not done, from the top again after the end; None where all are."""
        count = len(self)
        for step in range(1, count + 1):
            place = (position + step) % count
            if not self[place].result:
                return place
        return None


def state(row: Row) -> State:
    """How a row stands; what was done says more than what stands in the way."""
    if row.result:
        return "done"
    if row.approval or row.channel is None:
        return "ask"
    return "open" if row.allowed else "wait"


def mark(row: Row) -> str:
    """The state in at most four letters: a result code, `wait`, `ask`, or nothing."""
    now = state(row)
    if now == "done":
        return row.result.rpartition("-")[2][:4]
    return "" if now == "open" else now


def folded(text: str) -> str:
    """`text` as a filter compares it: without case and accents."""
    text = text.casefold()
    if text.isascii():
        return text
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text))


def _key(row: Row) -> str:
    return folded(f"{row.name}\n{row.account}\n{row.invoice}\n{row.rule}")
