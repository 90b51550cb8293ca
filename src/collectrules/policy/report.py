"""The faults of one policy file, gathered by path and placed in its text at the end."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from collectrules.errors import Diagnostic, Faults, Place, Severity
from collectrules.policy.positions import KeyPath, Span, Spot, locate

Part = Literal["key", "value"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a path of the file: at its key or at its value."""

    code: str
    message: str
    path: KeyPath
    help: str = ""
    part: Part = "value"
    severity: Severity = "error"
    notes: tuple[str, ...] = ()


class Report:
    """Faults of the file named `file`, whose text is `text` with plain line ends."""

    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._text = text
        self._faults: dict[Fault, None] = {}
        self.origins: Mapping[KeyPath, KeyPath] = {}
        """Where values stand in the text that are reported at another path; see `variants`."""

    def add(
        self, code: str, message: str, path: KeyPath, *, help: str = "", part: Part = "value"
    ) -> None:
        """Keep a fault of the key or value at `path`."""
        self.keep(Fault(code, message, path, help, part))

    def keep(self, fault: Fault) -> None:
        """Keep a fault; the same one said twice is kept once."""
        self._faults[replace(fault, path=self._in_text(fault.path))] = None

    def _in_text(self, path: KeyPath) -> KeyPath:
        for length in range(len(path), 0, -1) if self.origins else ():
            if path[:length] in self.origins:
                return (*self.origins[path[:length]], *path[length:])
        return path

    def line(self, path: KeyPath, part: Part = "value") -> int:
        """The line on which the key or value at `path` begins."""
        return self._place(self._in_text(path), part).line

    def close(self) -> None:
        """Raise `Faults` with all that was kept, in the order of the text; nothing if none."""
        if self._faults:
            raise Faults(self.diagnostics(), self._text)

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything kept so far, placed, in the order of the text."""
        found = [
            Diagnostic(
                fault.code,
                fault.message,
                self._place(fault.path, fault.part),
                fault.help,
                fault.severity,
                fault.notes,
            )
            for fault in self._faults
        ]
        return tuple(sorted(found, key=lambda each: (each.place.line, each.place.column)))

    @cached_property
    def _spots(self) -> dict[KeyPath, Spot]:
        return locate(self._text)

    def _place(self, path: KeyPath, part: Part) -> Place:
        span = self._span(path, part)
        line = bisect_right(self._line_starts, span.start)
        column = span.start - self._line_starts[line - 1] + 1
        on_its_line = self._text[span.start : span.end].partition("\n")[0]
        return Place(self._file, line, column, length=max(1, len(on_its_line)))

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self._text))]

    def _span(self, path: KeyPath, part: Part) -> Span:
        """The span at `path`, or at the nearest thing around it that stands in the text."""
        for length in range(len(path), 0, -1):
            spot = self._spots.get(path[:length])
            if spot is None:
                continue
            inside = path[length:]
            wanted = part if all(isinstance(step, int) for step in inside) else "key"
            span = (spot.key or spot.value) if wanted == "key" else (spot.value or spot.key)
            if span is not None:
                return span
        return Span(0, 1)
