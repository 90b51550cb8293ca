"""What the help says, by what is in focus."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from textual.content import Content

from collectrules.tui.account_keys import ACCOUNT, TIMELINE, WORKING
from collectrules.tui.help_owner import EXPLAINED, FIGURES, NAMES, PARTS, PUBLISHING, REVIEWED, SAME
from collectrules.tui.keymap import moved, shown_as
from collectrules.tui.keys import (
    ACTS,
    BROWSING,
    DASHBOARD,
    EVERYWHERE,
    MOVEMENT,
    POLICY,
    REVIEW,
    REVIEW_ACCOUNT,
    REVIEW_VERSIONS,
    WORKLIST,
    Key,
)

_Part = str | Sequence[Key | tuple[str, str]]
"""A paragraph, or rows of keys and what each does."""
_HEADING: Final = "bold $text-primary"
_INDENT: Final = 14

_MARKS: Final = (
    ("NA PTP ...", "contacted since the list was made, with the code of the result"),
    ("wait", "a limit on contacts is in the way; `allowed` says until when"),
    ("ask", "the owner has to approve the next action first"),
    ("queue", "a letter, an e-mail or a text waits to be sent"),
    ("held", "nothing is to be done: it is promised, in dispute, placed or not due"),
    ("10:30", "they asked to be called at that time today; `07-03` on an earlier day"),
    ("a name", "whoever has the account open at the moment"),
    ("*", "selected"),
)
_FILTER: Final = (
    ("letters", "every word has to be in the name, the account, an invoice, the rule or a number"),
    ("Enter ↓", "to the list, with the filter as it is"),
    ("Esc", "clear the filter and go back to the list"),
)
_DETAIL: Final = (
    ("↓ ↑", "scroll"),
    ("PgDn PgUp", "scroll by a page"),
    ("Tab", "to the next part of the screen"),
)
_DIALOG: Final = (
    ("a letter", "logs the contact with that result and goes on to the next account"),
    (";", "a note, which goes with whatever is logged"),
    ("a digit", "another number or address of theirs: the attempt is held for that one"),
    ("Enter", "from one question to the next, and after the last one logs the contact"),
    ("Ctrl+S F10", "logs it with the answers as they stand"),
    ("Esc", "back; nothing is logged, and within ten minutes the attempt is given back"),
)
_ACT: Final = (
    ("Enter", "from one field to the next, and after the last one does it"),
    ("↓ ↑", "where there are words to choose from, the next and the one before"),
    ("Ctrl+S F10", "do it with the fields as they stand"),
    ("Esc", "back; nothing is written"),
)
_FORMS: Final = (
    ("a day", "2026-07-10, today, tomorrow, friday, +7"),
    ("a moment", "14:30, tomorrow 10:00, +2d 9:00, +30m; by the policy's clock"),
    ("an amount", "1250.00 or 1,250.00"),
    ("invoices", "numbers with commas between; of a payment 4101=250.00 as well"),
)
_GATE: Final = (
    "Opening this reserves an attempt where the policy's limits allow one: it counts for everybody from then "
    "on. After ten minutes it counts as made, and can still be given its result. "
    "A hard limit cannot be stepped over, a soft one with a reason that is kept with the contact. "
    "What they did themselves, such as calling us, can always be logged."
)
_OTHER: Final = (("Tab", "to the next part of the screen"),)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of the help: its title, and its parts, each with a heading."""

    title: str
    parts: tuple[tuple[str, _Part], ...]


_PAGES: Final[Mapping[str, _Page]] = {
    "list": _Page(
        "help: the list",
        (
            ("doing", (*WORKLIST, *ACTS, *EVERYWHERE)),
            ("what is shown", BROWSING),
            ("moving", (*MOVEMENT, *_OTHER)),
            ("marks in front of an account", _MARKS),
        ),
    ),
    "filter": _Page("help: the filter", (("as you type", _FILTER),)),
    "detail": _Page("help: the account", (("moving", _DETAIL), ("doing", WORKLIST))),
    "dialog": _Page("help: logging a contact", (("keys", _DIALOG), ("the gate", _GATE))),
    "act": _Page(
        "help: doing something with an account", (("keys", _ACT), ("how to write", _FORMS))
    ),
    "account": _Page(
        "help: the account opened",
        (
            ("on this screen", ACCOUNT),
            ("with the account", WORKING),
            ("in the timeline", TIMELINE),
            ("from everywhere", EVERYWHERE),
        ),
    ),
    "dashboard": _Page(
        "help: the dashboard",
        (
            ("doing", (*DASHBOARD, *EVERYWHERE)),
            ("what the figures are", FIGURES),
            ("where they are from", SAME),
        ),
    ),
    "policy": _Page("help: the policy", (("doing", (*POLICY, *EVERYWHERE)), ("the parts", PARTS))),
    "review": _Page(
        "help: the review", (("doing", (*REVIEW, *EVERYWHERE)), ("what it shows", REVIEWED))
    ),
    "versions": _Page(
        "help: the versions to review",
        (("doing", (*REVIEW_VERSIONS, *EVERYWHERE)), ("how a version is named", NAMES)),
    ),
    "explained": _Page(
        "help: an account under both versions",
        (("doing", (*REVIEW_ACCOUNT, *EVERYWHERE)), ("what it shows", EXPLAINED)),
    ),
    "publish": _Page("help: publishing a version", (("keys", _ACT), ("what it does", PUBLISHING))),
}


def help_title(topic: str) -> str:
    """What stands over the page of a topic."""
    return _PAGES[topic].title


def help_text(topic: str, width: int, keymap: Mapping[str, str]) -> Content:
    """The page of a topic, set to a width, with the keys as a keymap leaves them."""
    parts = [
        _paragraph(heading, part)
        if isinstance(part, str)
        else _table(heading, _rows(part, keymap), width)
        for heading, part in _PAGES[topic].parts
    ]
    return Content("\n\n").join(parts)


def _rows(
    part: Sequence[Key | tuple[str, str]], keymap: Mapping[str, str]
) -> list[tuple[str, str]]:
    rows = []
    for each in part:
        if isinstance(each, Key):
            (key,) = moved((each,), keymap)
            rows.append((key.shown or " ".join(map(shown_as, key.keys.split(","))), key.help))
        else:
            rows.append(each)
    return rows


def _table(heading: str, rows: Sequence[tuple[str, str]], width: int) -> Content:
    lines = [Content.styled(heading, _HEADING)]
    for key, said in rows:
        first, *others = textwrap.wrap(said, max(20, width - _INDENT))
        lines.append(Content.assemble((f"  {key}".ljust(_INDENT), "bold $text-accent"), first))
        lines += [Content(" " * _INDENT + other) for other in others]
    return Content("\n").join(lines)


def _paragraph(heading: str, text: str) -> Content:
    return Content("\n").join((Content.styled(heading, _HEADING), Content(text)))
