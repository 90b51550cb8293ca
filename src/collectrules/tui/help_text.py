"""What the help says, by what is in focus."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Final

from textual.content import Content

from collectrules.tui.account_keys import ACCOUNT, TIMELINE
from collectrules.tui.help_owner import FIGURES, PARTS, SAME
from collectrules.tui.keys import (
    ACTS,
    BROWSING,
    DASHBOARD,
    EVERYWHERE,
    MOVEMENT,
    POLICY,
    WORKLIST,
    Key,
)

TITLES: Final = {
    "list": "help: the list",
    "filter": "help: the filter",
    "detail": "help: the account",
    "dialog": "help: logging a contact",
    "dashboard": "help: the dashboard",
    "policy": "help: the policy",
    "account": "help: the account opened",
    "act": "help: doing something with an account",
}

_HEADING: Final = "bold $text-primary"
_INDENT: Final = 14
_SCROLLBAR: Final = 2
"""Cells kept free on a page that is longer than most screens."""

_MARKS: Final = (
    ("NA PTP ...", "contacted since the list was made, with the code of the result"),
    ("wait", "a limit on contacts is in the way; `allowed` says until when"),
    ("ask", "the owner has to approve the next action first"),
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


def help_text(topic: str, width: int) -> Content:
    """The page of a topic, set to a width."""
    match topic:
        case "filter":
            parts = [_table("as you type", _FILTER, width)]
        case "detail":
            parts = [_table("moving", _DETAIL, width), _table("doing", _words(WORKLIST), width)]
        case "act":
            parts = [_table("keys", _ACT, width), _table("how to write", _FORMS, width)]
        case "dialog":
            parts = [_table("keys", _DIALOG, width), _paragraph("the gate", _GATE)]
        case "dashboard":
            parts = [
                _table("doing", _words((*DASHBOARD, *EVERYWHERE)), width - _SCROLLBAR),
                _table("what the figures are", FIGURES, width - _SCROLLBAR),
                _paragraph("where they are from", SAME),
            ]
        case "policy":
            parts = [
                _table("doing", _words((*POLICY, *EVERYWHERE)), width - _SCROLLBAR),
                _table("the parts", PARTS, width - _SCROLLBAR),
            ]
        case "account":
            parts = [
                _table("doing", _words(ACCOUNT), width),
                _table("in the timeline", _words(TIMELINE), width),
            ]
        case _:
            parts = [
                _table("doing", _words((*WORKLIST, *ACTS, *EVERYWHERE)), width),
                _table("what is shown", _words(BROWSING), width),
                _table("moving", (*_words(MOVEMENT), *_OTHER), width),
                _table("marks in front of an account", _MARKS, width),
            ]
    return Content("\n\n").join(parts)


def _words(keys: Iterable[Key]) -> list[tuple[str, str]]:
    return [(key.shown or key.keys, key.help) for key in keys]


def _table(heading: str, rows: Sequence[tuple[str, str]], width: int) -> Content:
    lines = [Content.styled(heading, _HEADING)]
    for key, said in rows:
        first, *others = textwrap.wrap(said, max(20, width - _INDENT))
        lines.append(Content.assemble((f"  {key}".ljust(_INDENT), "bold $text-accent"), first))
        lines += [Content(" " * _INDENT + other) for other in others]
    return Content("\n").join(lines)


def _paragraph(heading: str, text: str) -> Content:
    return Content("\n").join((Content.styled(heading, _HEADING), Content(text)))
