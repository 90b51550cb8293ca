from __future__ import annotations

from pathlib import Path

import pytest
from textual.strip import Strip
from textual.widgets import Input

from collectrules.ledger.book import Ledger
from collectrules.tui.widgets.filter_bar import FilterBar
from collectrules.worklist.looking import folded
from collectrules.worklist.pages import Pages, Shown
from tests.tui.driving import Driver, driving
from tests.tui.ledgers import DAY


def chip(screen: Driver) -> str:
    return screen.worklist.query_one(FilterBar).said


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("harbour", ["C-01"]),
        ("HARBOUR bak", ["C-01"]),
        ("c-07", ["C-07"]),
        ("inv-081", ["C-08"]),
        ("agency", ["C-08"]),
        ("creme", ["C-07"]),
        ("[red]", ["C-02"]),
        ("مخبز", ["C-04"]),
        ("ltd", ["C-06", "C-08", "C-09"]),
        ("ltd first-call", ["C-06"]),
        ("nobody", []),
    ],
)
def test_every_word_is_looked_for_in_name_account_invoice_and_rule(
    path: Path, typed: str, found: list[str]
) -> None:
    with Ledger.open(path) as ledger:
        pages = Pages.read(ledger, DAY)
        page = pages.show(ledger, Shown(words=typed), keep=None, otherwise=0, size=20)
    assert [row.account for row in page.rows] == found


async def test_the_list_narrows_while_one_types(path: Path) -> None:
    async with driving(path) as screen:
        seen = []
        for key in ("slash", "l", "t", "d", "space", "c", "-", "0", "9", "backspace", "backspace"):
            await screen.press(key)
            seen.append(len(screen.shown()))
        assert seen == [9, 9, 3, 3, 3, 3, 3, 3, 1, 3, 3]
        assert chip(screen) == "3 of 9 shown, Esc clears"


async def test_a_filter_is_typed_where_letters_are_keys_elsewhere(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("slash", "c", "q")
        assert screen.app.screen.query_one(Input).value == "cq"
        assert screen.app.is_running


async def test_no_account_matches(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("slash", "z", "z", "enter", "c")
        assert "no account matches" in screen.lines()[2]
        assert screen.text("#detail-text") == ""
        assert screen.status() == "no account is under the cursor"


async def test_a_filter_stays_in_view_until_it_is_cleared(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("slash", "l", "t", "d", "enter")
        assert screen.app.focused is screen.list
        assert screen.shown() == ["C-06", "C-08", "C-09"]
        assert chip(screen) == "3 of 9 shown, Esc clears"
        await screen.press("j", "escape")
        assert (len(screen.shown()), chip(screen), screen.account) == (9, "", "C-08")


async def test_esc_in_the_filter_clears_it_and_goes_back(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("slash", "l", "escape")
        assert screen.app.focused is screen.list
        assert len(screen.shown()) == 9


async def test_esc_shows_every_row_again_with_the_cursor_where_it_was(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("end")
        before = screen.lines()
        await screen.press("slash", "l", "t", "d")
        assert screen.lines() != before
        await screen.press("escape")
        assert screen.lines() == before
        assert (screen.account, screen.list.cursor) == ("C-09", 8)
        assert (screen.app.screen.query_one(Input).value, chip(screen)) == ("", "")


async def test_where_the_keys_go_is_seen_and_no_style_is_looked_up_for_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(path) as screen:
        looked_up: list[object] = []
        monkeypatch.setattr(
            screen.app.stylesheet, "update_nodes", lambda nodes, **_: looked_up.extend(nodes)
        )
        bar = screen.worklist.query_one(FilterBar)
        seen = []
        for key in ("slash", "l", "backspace", "escape", "slash", "l", "escape"):
            seen.append((list_lines(screen), bar.render_line(0)))
            await screen.press(key)
        (list_has, bar_waits), (list_waits, bar_has), armed, _, after, *_ = seen
        assert list_has[1] != list_waits[1]
        assert (list_has[0], list_has[2:]) == (list_waits[0], list_waits[2:])
        assert bar_waits.text == bar_has.text
        assert bar_waits != bar_has != armed[1]
        assert after == seen[0] == (list_lines(screen), bar.render_line(0))
        assert looked_up == []


def list_lines(screen: Driver) -> list[Strip]:
    return [screen.list.render_line(y) for y in range(10)]


async def test_beside_the_field_is_room_for_the_count_at_any_width(path: Path) -> None:
    async with driving(path, size=(60, 20)) as screen:
        field = screen.app.screen.query_one(Input)
        await screen.press("slash")
        assert field.outer_size.width == 60 - 6
        await screen.press("l", "t", "d")
        narrow = 60 - 6 - len("3 of 9 shown, Esc clears")
        assert field.outer_size.width == narrow
        for width, wanted in ((120, 120 - 6 - 40), (60, narrow)):
            await screen.resize(width, 20)
            assert field.outer_size.width == wanted
        await screen.press("escape")
        assert field.outer_size.width == 60 - 6


async def test_the_cursor_keeps_its_account_while_it_is_shown(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("end", "slash", "l", "t")
        assert screen.account == "C-09"
        await screen.press("d", "space", "c", "-", "0", "6")
        assert screen.account == "C-06"


@pytest.mark.parametrize(
    ("text", "plain"),
    [("Ä", "a"), ("STRASSE straße", "strasse strasse"), ("Crème", "creme"), ("ﬁn", "fin")],
)
def test_case_and_accents_do_not_matter(text: str, plain: str) -> None:
    assert folded(text) == plain
