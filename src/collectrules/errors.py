"""What can go wrong in front of a user: one sentence, a place, and what to do.

CollectrulesError        anything a user can mend; the command line prints it and exits with 2
├── InputError           a file or an argument that cannot be read or understood
│   └── Faults           many faults of one file, each a `Diagnostic`
├── LedgerError          the ledger is missing, locked, corrupt, newer, or refuses the act
└── Refused              understood, and the answer is no; the command line exits with 1
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file: 1-based line and column, `length` characters long."""

    file: str
    line: int
    column: int
    length: int = 1


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault in what a user wrote: a stable code, one sentence, its place, and what to do."""

    code: str
    message: str
    place: Place
    help: str = ""
    severity: Severity = "error"
    notes: tuple[str, ...] = ()
    """What else there is to know, a sentence each, such as an example of it."""

    def as_json(self) -> dict[str, object]:
        """The flat form of `--json`: file, line, column, code, severity, message, help, notes."""
        return {
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "help": self.help,
            "notes": list(self.notes),
        }


class CollectrulesError(Exception):
    """Something a user can mend: `message` is one sentence, `help` says what to do."""

    def __init__(self, message: str, *, help: str = "", place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.help = help
        self.place = place


class InputError(CollectrulesError, ValueError):
    """A file or an argument that cannot be read or understood."""


class LedgerError(CollectrulesError, RuntimeError):
    """The ledger is missing, locked, corrupt, newer than this program, or refuses the act."""


class Refused(CollectrulesError):
    """Understood, and the answer is no; nothing was written."""


class Faults(InputError):
    """A file with faults: all of them, in the order they stand in the text of the file."""

    def __init__(self, diagnostics: Sequence[Diagnostic], source: str) -> None:
        count = len(diagnostics)
        super().__init__(f"{count} fault{'s' if count != 1 else ''} found")
        self.diagnostics = tuple(diagnostics)
        self.source = source
