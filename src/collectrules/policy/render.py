"""How findings are shown: in full with the line and a caret, on one line each, as JSON, or for GitHub."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from collectrules.errors import Diagnostic, Severity
from collectrules.policy.codes import number_of

_TAB: Final = " " * 4
_WIDEST: Final = 100
"""A longer line is cut around the fault, so that the caret stays on the screen."""
_LOOKED_AT: Final = 2 * _WIDEST
"""Characters on each side of a fault that are looked at: an endless line may have endless faults."""


def render_full(diagnostics: Iterable[Diagnostic], sources: Mapping[str, str]) -> str:
    """Each fault with its line and a caret under it, in the order of file and text.

    `sources` has the text of each file by the name its faults carry.
    """
    lines = {file: text.split("\n") for file, text in sources.items()}
    return "\n\n".join(
        "\n".join(_full(each, lines.get(each.place.file, []))) for each in in_order(diagnostics)
    )


def render_concise(diagnostics: Iterable[Diagnostic]) -> str:
    """One line for each fault, as editors and scripts read them: `file:line:column: ...`."""
    return "\n".join(_heading(each) for each in in_order(diagnostics))


def render_json(diagnostics: Iterable[Diagnostic]) -> str:
    """A JSON list of the faults in their flat form."""
    return json.dumps(flat(diagnostics), indent=2)


def flat(diagnostics: Iterable[Diagnostic]) -> list[dict[str, object]]:
    """The faults as `--json` has them: `code` is the name, `rule` the number, which may be looked up."""
    return [{**each.as_json(), "rule": number_of(each.code)} for each in in_order(diagnostics)]


def render_github(diagnostics: Iterable[Diagnostic]) -> str:
    """One workflow command of GitHub Actions for each fault, which marks its line in a pull request.

    The commands and what is escaped in them: docs.github.com, "Workflow commands for GitHub Actions".
    """
    return "\n".join(_command(each) for each in in_order(diagnostics))


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The faults by file, then by where they stand in it."""
    return sorted(
        diagnostics, key=lambda each: (each.place.file, each.place.line, each.place.column)
    )


def _full(diagnostic: Diagnostic, source: Sequence[str]) -> list[str]:
    lines = [_heading(diagnostic)]
    number = str(diagnostic.place.line)
    margin = " " * len(number)
    shown = _line_and_caret(diagnostic, source)
    if shown is not None:
        text, caret = shown
        lines += [f"{margin} |", f"{number} | {text}".rstrip(), f"{margin} | {caret}"]
    if diagnostic.help:
        lines.append(f"{margin} = help: {_harmless(diagnostic.help)}")
    lines += [f"{margin} = note: {_harmless(note)}" for note in diagnostic.notes]
    return lines


def _heading(diagnostic: Diagnostic) -> str:
    place = diagnostic.place
    where = f"{place.file}:{place.line}:{place.column}"
    return _harmless(f"{where}: {diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}")


_LEVELS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "note": "notice"}


def _command(diagnostic: Diagnostic) -> str:
    place = diagnostic.place
    title = f"{number_of(diagnostic.code)} {diagnostic.code}".strip()
    about = {"file": place.file, "line": place.line, "col": place.column, "title": title}
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in about.items())
    said = filter(None, (diagnostic.message, diagnostic.help, *diagnostic.notes))
    message = "%0A".join(_data(_harmless(text)) for text in said)
    return f"::{_LEVELS[diagnostic.severity]} {properties}::{message}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(_harmless(text)).replace(":", "%3A").replace(",", "%2C")


def _line_and_caret(diagnostic: Diagnostic, source: Sequence[str]) -> tuple[str, str] | None:
    """The line as shown and the caret under its fault; None where there is no line to show."""
    from rich.cells import cell_len

    place = diagnostic.place
    line = source[place.line - 1] if place.line <= len(source) else ""
    if not line.strip():
        return None
    before, under, after = _around(line, place.column - 1, place.length)
    caret = " " * cell_len(before) + "^" * max(1, cell_len(under))
    return before + under + after, caret


def _around(line: str, start: int, length: int) -> tuple[str, str, str]:
    """What stands before, under and after the caret, cut where the line is too long to show."""
    end = start + length
    before, under, after = (
        _harmless(part)
        for part in (
            line[max(0, start - _LOOKED_AT) : start],
            line[start : min(end, start + _LOOKED_AT)],
            line[end : end + _LOOKED_AT],
        )
    )
    if len(before) + len(under) + len(after) <= _WIDEST:
        return before, under, after
    under = _cut_end(under, _WIDEST * 2 // 3)
    room = _WIDEST - len(under)
    room_after = min(len(after), max(room // 4, room - len(before)))
    return _cut_start(before, room - room_after), under, _cut_end(after, room_after)


def _cut_start(text: str, longest: int) -> str:
    return text if len(text) <= longest else "…" + text[len(text) - longest + 1 :]


def _cut_end(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: max(0, longest - 1)] + "…"


def _harmless(text: str) -> str:
    """`text` as a terminal may have it: tabs as spaces, control and direction characters as `?`."""
    return "".join(
        _TAB if character == "\t" else "?" if _controls(character) else character
        for character in text
    )


def _controls(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
