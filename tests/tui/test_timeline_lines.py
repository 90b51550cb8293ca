"""A line of the timeline is as wide as it is asked to be, and never cuts an amount."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from rich.cells import cell_len

from collectrules.tui.timeline_lines import heading, line
from collectrules.worklist.timeline import Entry, TakenBack

ENTRY = Entry(
    seq=12,
    kind="receipt",
    on=date(2026, 6, 22),
    at=datetime(2026, 6, 22, 9, tzinfo=UTC),
    by="ben",
    what="payment",
    text="cheque 7",
    amount=-150_00,
    currency="GBP",
    note="",
    outcome="used for INV-011 100.00, 50.00 not applied",
    taken_back=None,
)
BACK = TakenBack(seq=13, on=date(2026, 6, 24), by="ben", reason="another's")
ENTRIES = [
    ENTRY,
    replace(ENTRY, amount=None, outcome="", note="they rang"),
    replace(ENTRY, amount=-(10**13)),
    replace(ENTRY, taken_back=BACK),
    replace(
        ENTRY, text="مخبز 🥐👩‍🍳 " * 20, note="[red]x[/red]\x1b[31m", by="x" * 60, what="w" * 40
    ),
    replace(ENTRY, text="", outcome="", note=""),
    replace(ENTRY, currency="EUR"),
]


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("width", [50, 57, 59, 83, 84, 120, 200])
def test_it_is_as_wide_as_it_may_be(entry: Entry, width: int) -> None:
    text = "".join(piece.text for piece in line(entry, width, "GBP", dated=True, here=True))
    assert cell_len(text) == width
    assert "\x1b" not in text
    assert cell_len(heading(width)) == width


@pytest.mark.parametrize("width", [57, 84, 120])
def test_an_amount_is_never_cut(width: int) -> None:
    large = replace(ENTRY, amount=-(10**13))
    text = "".join(piece.text for piece in line(large, width, "GBP", dated=True, here=False))
    assert "-100,000,000,000.00" in text
    other = replace(ENTRY, currency="EUR")
    text = "".join(piece.text for piece in line(other, width, "GBP", dated=True, here=False))
    assert "-150.00 EUR" in text


def test_the_day_is_told_once() -> None:
    first = "".join(piece.text for piece in line(ENTRY, 80, "GBP", dated=True, here=False))
    again = "".join(piece.text for piece in line(ENTRY, 80, "GBP", dated=False, here=False))
    assert "2026-06-22" in first
    assert "2026-06-22" not in again
