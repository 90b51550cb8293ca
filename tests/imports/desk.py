"""A desk to import at: a ledger in an empty folder, and the command as a user types it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from collectrules.cli.app import run
from collectrules.clock import parse_day
from collectrules.ledger.book import Ledger
from collectrules.ledger.items import LedgerItem, items

HEADER = "account,name,invoice,date,due date,amount,currency"
"""Columns every one of which is recognised."""


def sheet(*rows: str, header: str = HEADER) -> str:
    """A file of these rows under a header."""
    return "\n".join([header, *rows]) + "\n"


@dataclass(frozen=True, slots=True)
class Said:
    """What a command came to: its exit code, and what it printed where."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, object]:
        """What it printed, read as JSON."""
        document: dict[str, object] = json.loads(self.out)
        return document

    @property
    def counts(self) -> dict[str, object]:
        """The counts that are not nought."""
        names = ("rows", "new", "changed", "unchanged", "not_open", "rejected", "gone")
        document = self.json
        return {name: document[name] for name in names if document[name]}


class Desk:
    """A folder with a ledger, and what is typed in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        Ledger.create(folder / "collectrules.db").close()

    def file(self, text: str, name: str = "books.csv") -> Path:
        """A file with this text in the folder."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8", newline="")
        return path

    def type(self, *arguments: str) -> Said:
        """Type a command."""
        self._capsys.readouterr()
        code = run(list(arguments))
        shown = self._capsys.readouterr()
        return Said(code, shown.out, shown.err)

    def take(self, text: str | Path, as_of: str, *options: str, name: str = "books.csv") -> Said:
        """Import a file, or a text as a file, and read what is said of it."""
        path = text if isinstance(text, Path) else self.file(text, name)
        return self.type("import", "open-items", str(path), "--as-of", as_of, "--json", *options)

    def items(self, as_of: str) -> dict[str, LedgerItem]:
        """Every item issued by a day as it stood then, by its number."""
        with Ledger.open(self.folder / "collectrules.db") as ledger:
            found = items(ledger, parse_day(as_of))
            return {item.number: item for item in found if item.issued_on <= as_of}

    def balances(self, as_of: str) -> dict[str, int]:
        """What is open on a day, in minor units, by the item's number."""
        found = self.items(as_of)
        return {number: item.balance for number, item in found.items() if item.balance}

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """The rows of a query on the ledger."""
        with Ledger.open(self.folder / "collectrules.db") as ledger:
            return [tuple(row) for row in ledger.query(sql)]

    def journal(self) -> int:
        """How many events the ledger has."""
        ((count,),) = self.rows("SELECT count(*) FROM journal")
        assert isinstance(count, int)
        return count
