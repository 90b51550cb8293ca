"""A line of the timeline: how an event is set into the width there is."""

from __future__ import annotations

from typing import Final, NamedTuple

from rich.cells import cell_len

from collectrules.money import format_minor
from collectrules.tui.cells import fit, harmless
from collectrules.worklist.timeline import Entry

LEAD: Final = 2
"""Cells for the pointer in front of a line."""
_DAY: Final = 10
_WHAT: Final = 11
_AMOUNT: Final = 12
_BY: Final = 8
_ROOM_FOR_BY: Final = 84
_ROOM_FOR_AMOUNT: Final = 50


class Piece(NamedTuple):
    """A part of a line and the manner in which it is set: a component class of the timeline, or none."""

    text: str
    manner: str = ""


def heading(width: int) -> str:
    """The heading over the lines."""
    by, amount = _columns(width)
    text = _text_width(width, by=by, amount=amount)
    parts = [f"{'':{LEAD}}{'on':{_DAY}}", f"{'what':{_WHAT}}", fit("", text)]
    parts += [f"{'amount':>{_AMOUNT}}"] if amount else []
    parts += [f"{'by':{_BY}}"] if by else []
    return fit(" ".join(parts), width)


def line(entry: Entry, width: int, currency: str, *, dated: bool, here: bool) -> list[Piece]:
    """An event in `width` cells; its day is left out where the line above has it, unless `dated`."""
    by, amount = _columns(width)
    back = entry.taken_back is not None
    text = _text_width(width, by=by, amount=amount and entry.amount is not None)
    pieces = [
        Piece("> " if here else "  "),
        Piece(fit(entry.on.isoformat() if dated else "", _DAY) + " ", "muted"),
        Piece(fit(entry.what, _WHAT) + " ", "struck" if back else "what"),
        *_said(entry, text),
    ]
    if amount and entry.amount is not None:
        pieces.append(Piece(" " + _money(entry, currency), "struck" if back else ""))
    if by:
        pieces.append(Piece(" " + fit(entry.by, _BY), "muted"))
    return pieces


def _columns(width: int) -> tuple[bool, bool]:
    """Whether there is room for who, and for the amount."""
    return width >= _ROOM_FOR_BY, width >= _ROOM_FOR_AMOUNT


def _text_width(width: int, *, by: bool, amount: bool) -> int:
    taken = LEAD + _DAY + 1 + _WHAT + 1 + (_AMOUNT + 1 if amount else 0) + (_BY + 1 if by else 0)
    return max(8, width - taken)


def _said(entry: Entry, width: int) -> list[Piece]:
    if entry.taken_back is not None:
        words = f"taken back by {entry.taken_back.by}: "
        first = fit(words, min(len(words), width))
        return [Piece(first, "warn"), Piece(fit(entry.text, width - len(first)), "struck")]
    note = f"“{entry.note}”" if entry.note else ""
    plain = "; ".join(part for part in (entry.text, note) if part)
    if not entry.outcome:
        return [Piece(fit(plain, width))]
    manner = _manner_of(entry.outcome)
    outcome = f"  {entry.outcome}"
    room = max(width - len(outcome), width // 2)
    said = fit(plain, min(room, _cells(plain)))
    return [Piece(said), Piece(fit(outcome, width - _cells(said)), manner)]


def _manner_of(outcome: str) -> str:
    if outcome.startswith(("broken", "lapsed")):
        return "warn"
    return "good" if outcome.startswith("kept") else "muted"


def _cells(text: str) -> int:
    return cell_len(harmless(text))


def _money(entry: Entry, currency: str) -> str:
    code = f" {entry.currency}" if entry.currency not in {"", currency} else ""
    return fit(
        format_minor(entry.amount or 0, entry.currency or currency) + code, _AMOUNT, right=True
    )
