"""The right column of the review: what the line under the cursor does, set to a width."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from collectrules.policy.change import Change
from collectrules.reports.page import Section, Terms
from collectrules.review.tell_effect import effect_sections
from collectrules.review.tell_parts import in_flight_sections
from collectrules.tui.page_content import sections_content
from collectrules.tui.reviewed import Line, Reviewed
from collectrules.tui.widgets.text_pane import Told

_WAITS: Final = "This is still being worked out."
_WORDS: Final = "Only words are different: it decides the same."
_TOGETHER: Final = (
    "The whole, less what each change does alone: the lines on the left add up to all changes together. It is"
    " below 0 where several changes do the same to an account."
)
_UNDONE: Final = "{} would move by one change alone, and by all of them together not."


def line_text(reviewed: Reviewed, line: Line) -> Told:
    """What is told of a line."""
    return partial(sections_content, tuple(_sections(reviewed, line)))


def _sections(reviewed: Reviewed, line: Line) -> Iterator[Section]:
    match line.kind:
        case "all":
            yield from reviewed.told or (Section("", (_WAITS,)),)
        case "in_flight":
            yield from _in_flight(reviewed)
        case "week":
            yield from reviewed.week or (Section("", (_WAITS,)),)
        case "words":
            yield Section(line.text, (_WORDS, *map(_texts, line.changes)))
        case "together":
            yield Section(line.text, tuple(_together(reviewed)))
            yield from _effect(line)
        case "change":
            yield Section("alone, all else as it was", (f"{line.text}.",))
            yield from _effect(line)


def _in_flight(reviewed: Reviewed) -> Iterator[Section]:
    found = reviewed.in_flight
    yield from (Section("", (_WAITS,)),) if found is None else in_flight_sections(found)


def _together(reviewed: Reviewed) -> Iterator[str]:
    yield _TOGETHER
    found = reviewed.attribution
    if found is not None and found.undone:
        number = len(found.undone)
        yield _UNDONE.format(f"{number:,} account{'' if number == 1 else 's'}")


def _effect(line: Line) -> Iterator[Section]:
    if line.effect is None:
        yield Section("", (_WAITS,))
    else:
        yield from effect_sections(line.effect)


def _texts(change: Change) -> Terms:
    """The words as they were and as they are."""
    said = (("was", change.before), ("now", change.after))
    return Terms(tuple((label, (text,)) for label, text in said if text))
