"""The parts of the policy screen that are text, set to a width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from textual.content import Content

from collectrules.errors import Diagnostic
from collectrules.tui.cells import harmless
from collectrules.tui.figures_text import several
from collectrules.tui.policy_entries import Chapter
from collectrules.tui.policy_reading import Checked

_HEADING: Final = "bold $text-primary"
_NAME: Final = "bold $text-accent"
_BEHIND: Final = "$foreground-muted"
_SEVERITY: Final = {
    "error": "bold $text-error",
    "warning": "bold $text-warning",
    "note": "bold $text-accent",
}
_INDENT: Final = "    "
_WIDEST: Final = 108
"""Longer lines are hard to read."""
_SCENARIOS: Final = (
    "No scenario is looked at here: `collectrules policy check FILE` does that beside a file."
)


def chapters_text(chapters: Sequence[Chapter], width: int) -> Content:
    """Chapters below each other."""
    if not chapters:
        return Content("nothing in the policy has these words")
    return Content("\n\n").join([_chapter(each, width) for each in chapters])


def _chapter(chapter: Chapter, width: int) -> Content:
    lines = [Content.styled(harmless(chapter.heading), _HEADING)]
    for entry in chapter.entries:
        lines.append(_named(f"  {entry.name}", entry.text, _NAME, width))
        for sentence in entry.behind:
            lines += [Content.styled(line, _BEHIND) for line in _wrapped(sentence, width)]
    return Content("\n").join(lines)


def _named(name: str, text: str, style: str, width: int) -> Content:
    """A name, and behind it a text that goes on below."""
    name = harmless(name)
    lead = "\0" * (len(name) + 2)
    first, *others = _wrapped(text, width, first=lead)
    told = Content.assemble((name, style), "  ", first.removeprefix(lead))
    return Content("\n").join([told, *map(Content, others)])


def _wrapped(text: str, width: int, *, first: str = _INDENT) -> list[str]:
    return textwrap.wrap(
        harmless(text),
        max(20, min(width, _WIDEST)),
        initial_indent=first,
        subsequent_indent=_INDENT,
        break_on_hyphens=False,
    ) or [first]


def findings_text(checked: Sequence[Checked], width: int) -> Content:
    """What was found in each text, with the line it is in."""
    told = [_one_text(each, width) for each in checked]
    more = [Content.styled(line, _BEHIND) for line in _wrapped(_SCENARIOS, width, first="")]
    return Content("\n\n").join([*told, Content("\n").join(more)])


def _one_text(checked: Checked, width: int) -> Content:
    lines = [Content.styled(harmless(checked.name), _HEADING)]
    lines += map(Content, _wrapped(f"{checked.said}; {_counted(checked.diagnostics)}", width))
    for each in checked.diagnostics:
        lines += _finding(each, width)
    return Content("\n").join(lines)


def _counted(found: Sequence[Diagnostic]) -> str:
    parts = [
        several(number, severity)
        for severity in ("error", "warning", "note")
        if (number := sum(each.severity == severity for each in found))
    ]
    return f"{', '.join(parts)} found" if parts else "nothing is doubtful"


def _finding(found: Diagnostic, width: int) -> Iterator[Content]:
    name = f"  {found.severity} {found.code}, line {found.place.line}"
    yield _named(name, found.message, _SEVERITY[found.severity], width)
    for sentence in (*found.notes, *([f"help: {found.help}"] if found.help else [])):
        yield from (Content.styled(line, _BEHIND) for line in _wrapped(sentence, width))
