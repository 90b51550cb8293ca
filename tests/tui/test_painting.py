"""What is painted is what Textual itself would paint, though less is asked of the widgets for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual._compositor import Compositor
from textual.geometry import Region, Spacing
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from collectrules.tui.painting import NarrowCompositor, _cover, _hidden, _runs
from tests.tui.driving import Driver, driving

_KEYS = ("down", "end", "slash", "l", "t", "escape", "space", "5", "8", "full_stop", "tab", "o")
"""Each leaves the screen another one: scrolled, filtered, selected, empty, with the focus elsewhere."""
_APART = ("#title", "#views", "#list")
_TO_NOWHERE = re.compile(r"\x1b\[\d+;\d+H(?=\x1b\[\d+;\d+H|\n|$)")
"""The cursor put somewhere where nothing is written then."""


def painted(screen: Screen[object], crop: Region) -> list[list[Strip | None]]:
    """The pieces of the lines of `crop` as they are handed to the terminal."""
    lines = screen._compositor._render_chops(crop, lambda y: crop.y <= y < crop.bottom)
    return [list(line.values()) for line in lines[crop.y : crop.bottom]]


def as_textual_paints(screen: Screen[object], crop: Region) -> list[list[Strip | None]]:
    own = screen._compositor
    assert type(own) is NarrowCompositor
    own.__class__ = Compositor
    try:
        return painted(screen, crop)
    finally:
        own.__class__ = NarrowCompositor


def crops(width: int, height: int) -> list[Region]:
    """The whole screen, each line of it alone, and its body."""
    lines = [Region(0, y, width, 1) for y in range(height)]
    return [Region(0, 0, width, height), *lines, Region(0, 3, width, height - 5)]


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 14)])
async def test_it_is_what_textual_paints(path: Path, size: tuple[int, int]) -> None:
    async with driving(path, size=size) as screen:
        await same(screen, size)
        for key in _KEYS:
            await screen.press(key)
            await same(screen, size)


async def same(driver: Driver, size: tuple[int, int]) -> None:
    screen = driver.app.screen
    for crop in crops(*size):
        assert painted(screen, crop) == as_textual_paints(screen, crop)


async def test_of_what_has_changed_the_terminal_is_told_what_textual_tells_it(path: Path) -> None:
    async with driving(path) as screen:
        for key in _KEYS:
            await screen.press(key)
            for region in {each.region for each in screen.app.screen.walk_children(Widget)}:
                changed = {region.intersection(screen.app.size.region)}
                assert told(screen, changed) == as_textual_tells(screen, changed)
            title, view, shown = (screen.worklist.query_one(each).region for each in _APART)
            apart = {title, view, shown.shrink(Spacing(2, 40, 3, 1)), Region(118, 9, 2, 4)}
            assert told(screen, apart) == as_textual_tells(screen, apart)


def told(driver: Driver, changed: set[Region]) -> str:
    """What is written to the terminal where some regions have changed."""
    own = driver.app.screen._compositor
    own._dirty_regions = set(filter(None, changed))
    update = own.render_partial_update()
    return _TO_NOWHERE.sub("", update.render_segments(driver.app.console)) if update else ""


def as_textual_tells(driver: Driver, changed: set[Region]) -> str:
    own = driver.app.screen._compositor
    own.__class__ = Compositor
    try:
        return told(driver, changed)
    finally:
        own.__class__ = NarrowCompositor


async def test_beside_what_has_changed_on_a_line_nothing_is_drawn(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(path) as screen:
        drawn: list[Region] = []
        monkeypatch.setattr(screen.list, "render_lines", lambda crop: drawn.append(crop) or [])
        for beside in ("#detail", screen.list.vertical_scrollbar):
            other = screen.worklist.query_one(beside) if isinstance(beside, str) else beside
            told(screen, {other.region, screen.worklist.query_one("#title").region})
        assert drawn == []


async def test_of_lines_that_are_apart_those_between_are_not_drawn(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(path) as screen:
        drawn: list[Region] = []
        own = screen.list.render_lines
        monkeypatch.setattr(
            screen.list, "render_lines", lambda crop: drawn.append(crop) or own(crop)
        )
        top = screen.list.region.y
        screen.app.screen._compositor._render_chops(
            Region(0, 0, 120, 36), {0, top, top + 1, top + 7, 35}.__contains__
        )
        assert [(crop.y, crop.height) for crop in drawn] == [(0, 2), (7, 1)]


@pytest.mark.parametrize(
    ("lines", "runs"),
    [([], []), ([4], [(4, 4)]), ([0, 1, 2], [(0, 2)]), ([0, 2, 3, 9], [(0, 0), (2, 3), (9, 9)])],
)
def test_lines_that_follow_each_other_are_asked_for_together(
    lines: list[int], runs: list[tuple[int, int]]
) -> None:
    assert list(_runs(lines)) == runs


async def test_of_what_did_not_change_nothing_is_drawn(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(path) as screen:
        drawn: list[int] = []
        monkeypatch.setattr(screen.list, "render_lines", lambda crop: drawn.append(crop) or [])
        painted(screen.app.screen, Region(0, 0, 120, 1))
        assert drawn == []


def test_what_is_covered_by_others_is_hidden_and_by_one_twice_is_not() -> None:
    whole, left, right = Region(0, 0, 4, 2), Region(0, 0, 2, 2), Region(2, 0, 2, 2)
    covered: list[Region] = []
    _cover(covered, left)
    assert not _hidden(whole, covered)
    _cover(covered, Region(1, 0, 2, 2))
    assert covered == [left]
    _cover(covered, right)
    assert _hidden(whole, covered)
    _cover(covered, whole)
    assert covered == [whole]
