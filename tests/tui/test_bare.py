"""What is drawn with nearly every key looks as Textual would draw it, and its scrollbar as Textual's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.color import Color
from textual.geometry import Region
from textual.messages import Layout
from textual.screen import Screen
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.widget import Widget

from collectrules.tui.themes import DARK, LIGHT
from collectrules.tui.widgets.bare import Bare
from collectrules.tui.widgets.detail_pane import DetailPane
from collectrules.tui.widgets.scroll_bar import QuickScrollBar
from tests.tui.driving import Driver, driving

_OTHER_CURSOR = {"block-cursor-background": "#ff0000"}
_KEYS = ("down", "slash", "z", "escape", "space", "5", "tab", "end")


def bare(driver: Driver) -> list[Widget]:
    """The widgets that are drawn without looking for what is around them."""
    parts = driver.worklist.walk_children(Widget)
    return [each for each in (*parts, driver.list.vertical_scrollbar) if isinstance(each, Bare)]


def as_textual_draws(widget: Widget, crop: Region) -> list[Strip]:
    """Some of its lines, with its styles looked up anew."""
    for kept in ("_looks", "_look", "_grounds"):
        vars(widget).pop(kept, None)
    widget.notify_style_update()
    widget._styles_cache.clear()
    widget._dirty_regions.add(widget.size.region)
    if isinstance(widget, QuickScrollBar):
        widget.render_line = lambda y: ScrollBar.render_line(widget, y)
    return Widget.render_lines(widget, crop)


def plain(lines: list[Strip]) -> list[Strip]:
    return [line.simplify() for line in lines]


def same(driver: Driver) -> None:
    for widget in bare(driver):
        if isinstance(widget, QuickScrollBar) and not widget.needed:
            continue
        for crop in (widget.size.region, Region(3, 1, 20, 2), Region(0, 0, 1, 1)):
            seen = crop.intersection(widget.size.region)
            drawn = widget.render_lines(seen)
            assert plain(drawn) == plain(as_textual_draws(widget, seen)), widget


@pytest.mark.parametrize("size", [(120, 36), (60, 9)])
async def test_it_is_drawn_as_textual_would(path: Path, size: tuple[int, int]) -> None:
    async with driving(path, size=size) as screen:
        assert len(bare(screen)) == 8
        for key in _KEYS:
            await screen.press(key)
            same(screen)


async def test_another_theme_is_seen_at_once(path: Path) -> None:
    async with driving(path) as screen:
        same(screen)
        before = [each.rich_style for each in bare(screen)]
        screen.app.theme = LIGHT.name
        await screen.settle()
        same(screen)
        after = [each.rich_style for each in bare(screen)]
        assert all(was != now for was, now in zip(before, after, strict=True))


async def test_a_theme_that_differs_in_what_one_part_looks_like_is_seen_at_once(path: Path) -> None:
    """Of a widget whose own style stays Textual does not tell that those of its parts have changed."""
    async with driving(path) as screen:
        cursor = screen.list.render_lines(Region(0, 1, 9, 1))
        other = replace(DARK, name="other", variables=DARK.variables | _OTHER_CURSOR)
        screen.app.register_theme(other)
        screen.app.theme = other.name
        await screen.settle()
        assert screen.list.render_lines(Region(0, 1, 9, 1)) != cursor
        same(screen)


async def test_another_ground_behind_it_is_seen_at_once(path: Path) -> None:
    async with driving(path) as screen:
        bar = screen.list.vertical_scrollbar
        bar.render_lines(bar.size.region)
        screen.list.styles.background = "red"
        (line,) = bar.render_lines(Region(0, 3, 1, 1))
        assert [each.style.bgcolor for each in line] == [Color.parse("red").rich_color]


async def test_the_scrollbar_is_drawn_only_where_there_is_something_to_scroll(path: Path) -> None:
    async with driving(path, size=(120, 36)) as screen:
        bar = screen.list.vertical_scrollbar
        assert isinstance(bar, QuickScrollBar)
        assert not bar.needed
        ground = Color.parse(screen.app.theme_variables["background"]).rich_color
        for line in bar.render_lines(bar.size.region):
            assert line.text == " "
            assert all(each.style and each.style.bgcolor == ground for each in line)
        await screen.resize(120, 9)
        assert bar.needed
        (colours,) = {
            tuple(each.style.color for each in line if each.style and each.style.reverse)
            for line in bar.render_lines(Region(0, 0, 1, 1))
        }
        assert colours


async def test_a_click_where_no_scrollbar_is_drawn_is_one_beside_a_row(path: Path) -> None:
    async with driving(path) as screen:
        await screen.pilot.click("#list", offset=(screen.list.size.width - 1, 4))
        await screen.settle()
        assert screen.list.cursor == 3


async def test_a_click_on_the_scrollbar_leaves_the_cursor_where_it_is(path: Path) -> None:
    async with driving(path, size=(120, 9)) as screen:
        await screen.press("down")
        await screen.pilot.click("#list", offset=(screen.list.size.width - 1, 1))
        await screen.settle()
        assert screen.list.cursor == 1


async def test_nothing_is_laid_out_anew_where_a_view_needs_no_scrollbar(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(path, size=(120, 12)) as screen:
        bar = screen.list.vertical_scrollbar
        laid_out: list[Widget] = []

        async def lay_out(_: Screen[object], asked: Layout) -> None:
            laid_out.append(asked.widget)

        monkeypatch.setattr(DetailPane, "tell", lambda *_, **__: None)
        monkeypatch.setattr(Screen, "_on_layout", lay_out)
        needed = []
        for key in ("8", "2", "8"):
            await screen.press(key)
            needed.append(bar.needed)
        assert set(needed) == {True, False}
        assert laid_out == []
