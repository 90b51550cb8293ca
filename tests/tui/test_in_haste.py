"""Keys that come faster than the screen can follow: none is lost, and none is taken for another."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual import events

from collectrules.ledger.book import Ledger
from tests.tui.driving import Driver, driving


def all_at_once(screen: Driver, *keys: str) -> None:
    """Keys as a terminal hands them over, without waiting for what any of them does."""
    for key in keys:
        character = {"enter": "\r", "escape": "\x1b", "ctrl+s": "\x13"}.get(key, key)
        screen.app.post_message(events.Key(key, character))


def logged(path: Path) -> list[tuple[str, str]]:
    with Ledger.open(path) as ledger:
        rows = ledger.connection.execute(
            "SELECT result, note FROM contact WHERE seq > (SELECT max(seq) FROM run) ORDER BY seq"
        )
        return [tuple(row) for row in rows.fetchall()]


@pytest.mark.parametrize("text", ["the office is shut", "x", ""])
async def test_a_note_is_no_result(path: Path, text: str) -> None:
    async with driving(path) as screen:
        all_at_once(screen, "c", ";", *text, "enter", "n")
        await screen.settle()
    assert logged(path) == [("NA", text)]


async def test_a_note_opened_first(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("c")
        all_at_once(screen, ";", *"nobody in", "enter", "n")
        await screen.settle()
    assert logged(path) == [("NA", "nobody in")]


async def test_two_calls_in_a_row(path: Path) -> None:
    async with driving(path) as screen:
        all_at_once(screen, "c", "n")
        await screen.settle()
        all_at_once(screen, "c", "n")
        await screen.settle()
    assert logged(path) == [("NA", ""), ("NA", "")]


@pytest.mark.parametrize(
    "keys", [("+", "7", "ctrl+s"), ("+", "7", "enter", "ctrl+s"), ("+", "7", "enter", "enter")]
)
async def test_an_act_is_done_with_what_was_typed_ahead(path: Path, keys: tuple[str, ...]) -> None:
    async with driving(path) as screen:
        all_at_once(screen, "p", *keys)
        await screen.settle()
        await screen.settle()
        assert screen.status() == "promise of 1,024.50 GBP by 2026-07-07 - Harbour Bakery"


@pytest.mark.parametrize("turns", [1, 2, 3, 5, 8, 13])
async def test_keys_stay_in_their_order_however_they_are_spread(path: Path, turns: int) -> None:
    """A key that comes while another is done with, and others wait, comes after those."""
    async with driving(path) as screen:
        for key in ("n", *"asks for a copy of the invoice", "enter", "ctrl+s"):
            all_at_once(screen, key)
            for _ in range(turns):
                await asyncio.sleep(0)
        await screen.settle()
        await screen.settle()
    with Ledger.open(path) as ledger:
        notes = ledger.connection.execute("SELECT text FROM note").fetchall()
    assert [text for (text,) in notes] == ["asks for a copy of the invoice"]
