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
_AMOUNT: Final = 10
_BY: Final = 8
_LEAST: Final = 8
_ROOM_FOR_BY: Final = 84
_ROOM_FOR_AMOUNT: Final = 50


class Piece(NamedTuple):
    """A part of a line and the manner in which it is set: a component class of the timeline, or none."""

    text: str
    manner: str = ""


def heading(width: int) -> str:
    """The heading over the lines."""
    by = width >= _ROOM_FOR_BY
    amount = f"{'amount':>{_AMOUNT}}" if width >= _ROOM_FOR_AMOUNT else ""
    text = fit("", _text_width(width, amount, by=by))
    parts = [f"{'':{LEAD}}{'on':{_DAY}}", f"{'what':{_WHAT}}", text, amount]
    parts += [f"{'by':{_BY}}"] if by else []
    return fit(" ".join(parts), width)


def line(entry: Entry, width: int, currency: str, *, dated: bool, here: bool) -> list[Piece]:
    """An event in `width` cells; its day is left out where the line above has it, unless `dated`.

    An amount is never cut: what is said gives way to it, or where that were too little it is left out.
    """
    by = width >= _ROOM_FOR_BY
    amount = _money(entry, currency) if width >= _ROOM_FOR_AMOUNT else ""
    if _text_width(width, amount, by=by) < _LEAST:
        amount = ""
    manner = "struck" if entry.taken_back is not None else ""
    pieces = [
        Piece("> " if here else "  "),
        Piece(fit(entry.on.isoformat() if dated else "", _DAY) + " ", "muted"),
        Piece(fit(entry.what, _WHAT) + " ", manner or "what"),
        *_said(entry, _text_width(width, amount, by=by)),
    ]
    if amount:
        pieces.append(Piece(f" {amount}", manner))
    if by:
        pieces.append(Piece(" " + fit(entry.by, _BY), "muted"))
    return pieces


def _text_width(width: int, amount: str, *, by: bool) -> int:
    """The room for what is said, beside an amount and who."""
    beside = (len(amount) + 1 if amount else 0) + (_BY + 1 if by else 0)
    return max(0, width - LEAD - _DAY - 1 - _WHAT - 1 - beside)


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
    """The amount, with its currency where that is another than the screen's; empty of none."""
    if entry.amount is None:
        return ""
    code = f" {entry.currency}" if entry.currency not in {"", currency} else ""
    return f"{format_minor(entry.amount, entry.currency or currency) + code:>{_AMOUNT}}"
