"""Where each key and each value of a TOML file stands, so that an error can point at it.

The scanner reads text that `tomllib` has already accepted and therefore checks nothing again. A
path is the way from the top of the file to a key, list positions as numbers:
`("grace", 0, "days")` is the `days` of the first `[[grace]]`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Final

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` up to but not including `end` of the text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a key and its value are written; a header has no value, an item of a list no key."""

    key: Span | None = None
    value: Span | None = None


def locate(text: str) -> dict[KeyPath, Spot]:
    """Every path of `text` with its spot; `text` is valid TOML whose lines end in a line feed.

    Where a table is written in several places, as dotted keys are, its spot is the first of them.
    """
    return _Scanner(text).document()


_SPACES: Final = re.compile(r"[ \t]*")
_BETWEEN: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN_VALUE: Final = re.compile(r"[^,\]}\n#]+")
_STRING: Final = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\])*"'
    r"|'[^']*'",
    re.DOTALL,
)


class _Scanner:
    """One pass over the text, keeping the spot of everything it passes."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._spots: dict[KeyPath, Spot] = {}
        self._last_item: dict[KeyPath, int] = {}

    def document(self) -> dict[KeyPath, Spot]:
        """Read everything: headers, each setting the table that the pairs below it belong to."""
        table: KeyPath = ()
        self._pass(_BETWEEN)
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._pass(_BETWEEN)
        return self._spots

    def _pass(self, pattern: re.Pattern[str]) -> int:
        """Go on behind what the pattern finds; returns where that begins."""
        match = pattern.match(self._text, self._at)
        start, self._at = self._at, match.end() if match else self._at + 1
        return start

    def _key(self) -> list[tuple[str, Span]]:
        """A key with the dots in it taken apart: each part and where it stands."""
        parts = []
        while True:
            self._pass(_SPACES)
            quoted = self._text[self._at] in "\"'"
            span = Span(self._pass(_STRING if quoted else _BARE_KEY), self._at)
            written = self._text[span.start : span.end]
            parts.append((_unquoted(written) if quoted else written, span))
            self._pass(_SPACES)
            if not self._text.startswith(".", self._at):
                return parts
            self._at += 1

    def _header(self) -> KeyPath:
        """A `[table]` or `[[table]]` line; returns the path of what stands below it."""
        brackets = 2 if self._text.startswith("[[", self._at) else 1
        self._at += brackets
        path: KeyPath = ()
        parts = self._key()
        for number, (name, span) in enumerate(parts, start=1):
            path += (name,)
            self._spots.setdefault(path, Spot(key=span))
            if brackets == 2 and number == len(parts):
                path = self._next_item(path, span)
            elif path in self._last_item:
                path += (self._last_item[path],)
        self._at += brackets
        return path

    def _next_item(self, path: KeyPath, span: Span) -> KeyPath:
        self._last_item[path] = self._last_item.get(path, -1) + 1
        item = (*path, self._last_item[path])
        self._spots[item] = Spot(key=span)
        return item

    def _pair(self, table: KeyPath) -> None:
        """A `key = value`, the key possibly dotted."""
        path = table
        parts = self._key()
        for name, span in parts:
            path += (name,)
            self._spots.setdefault(path, Spot(key=span))
        self._at += 1
        self._pass(_SPACES)
        self._spots[path] = Spot(key=parts[-1][1], value=self._value(path))

    def _value(self, path: KeyPath) -> Span:
        start = self._at
        opening = self._text[start]
        if opening in "\"'":
            return Span(self._pass(_STRING), self._at)
        if opening == "[":
            return self._list(path)
        if opening == "{":
            return self._inline_table(path)
        self._pass(_PLAIN_VALUE)
        self._at = start + len(self._text[start : self._at].rstrip())
        return Span(start, self._at)

    def _list(self, path: KeyPath) -> Span:
        start, number = self._at, 0
        self._at += 1
        while not self._closed("]"):
            item = (*path, number)
            self._spots[item] = Spot(value=self._value(item))
            number += 1
        return Span(start, self._at)

    def _inline_table(self, path: KeyPath) -> Span:
        start = self._at
        self._at += 1
        while not self._closed("}"):
            self._pair(path)
        return Span(start, self._at)

    def _closed(self, bracket: str) -> bool:
        """Go on to the next item, or past the closing bracket; whether it was the bracket."""
        self._pass(_BETWEEN)
        if self._text[self._at] == ",":
            self._at += 1
            self._pass(_BETWEEN)
        if self._text[self._at] != bracket:
            return False
        self._at += 1
        return True


def _unquoted(written: str) -> str:
    """A quoted key as it is meant, its escapes resolved."""
    key = tomllib.loads(f"key = {written}")["key"]
    return str(key)
