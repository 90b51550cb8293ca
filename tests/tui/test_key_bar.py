"""The last line: which keys it shows, and that a click presses them."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectrules.tui.widgets.key_bar import KeyBar
from tests.tui.driving import Driver, driving


def bar(screen: Driver) -> KeyBar:
    return screen.app.screen.query_one(KeyBar)


def text(screen: Driver) -> str:
    return bar(screen).render_line(0).text


def place(screen: Driver, words: str) -> tuple[int, int]:
    """Where words stand in the line."""
    assert words in text(screen)
    return text(screen).index(words), 0


async def test_it_shows_the_keys_of_what_has_the_focus(path: Path) -> None:
    async with driving(path) as screen:
        assert "Enter log" in text(screen)
        assert "clear it" not in text(screen)
        await screen.press("slash")
        assert "Esc clear it" in text(screen)
        assert " / find" not in text(screen)


async def test_it_shows_undo_as_soon_as_there_is_something_to_undo(path: Path) -> None:
    async with driving(path) as screen:
        assert "u undo" not in text(screen)
        await screen.press("c", "n")
        assert "u undo" in text(screen)


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_a_click_presses_the_key(path: Path, size: tuple[int, int]) -> None:
    async with driving(path, size=size) as screen:
        await screen.pilot.click(KeyBar, offset=place(screen, "find"))
        await screen.settle()
        assert screen.app.focused is not screen.list


async def test_a_click_beside_the_keys_presses_none(path: Path) -> None:
    async with driving(path, size=(160, 36)) as screen:
        assert text(screen).endswith(" " * 20)
        await screen.pilot.click(KeyBar, offset=(150, 0))
        await screen.settle()
        assert screen.app.screen is screen.worklist
        assert screen.app.focused is screen.list


async def test_the_key_under_the_mouse_looks_otherwise(path: Path) -> None:
    async with driving(path) as screen:
        before = bar(screen).render_line(0)
        await screen.pilot.hover(KeyBar, offset=place(screen, "find"))
        under = bar(screen).render_line(0)
        assert under != before
        assert under.text == before.text
        await screen.pilot.hover("#list")
        assert bar(screen).render_line(0) == before


async def test_keys_without_room_are_scrolled_to_and_can_be_clicked(path: Path) -> None:
    async with driving(path, size=(40, 20)) as screen:
        assert "letter" not in text(screen)
        for _ in range(40):
            bar(screen).on_mouse_scroll_down()
        await screen.settle()
        assert "refresh" in text(screen)
        await screen.pilot.click(KeyBar, offset=place(screen, "refresh"))
        await screen.settle()
        assert screen.status() == "the list was read again"
        for _ in range(40):
            bar(screen).on_mouse_scroll_up()
        assert text(screen).startswith("Enter log")


@pytest.mark.parametrize("width", [*range(30, 130, 7), 60, 80])
async def test_no_key_is_cut_off(path: Path, width: int) -> None:
    async with driving(path, size=(250, 20)) as screen:
        keys = text(screen).strip().split("  ")
        await screen.resize(width, 20)
        seen = text(screen).split()
        assert seen in [" ".join(keys[:count]).split() for count in range(1, len(keys) + 1)]
        assert len(text(screen)) == width
