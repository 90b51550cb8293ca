from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from collectrules.ledger.book import Ledger
from collectrules.worklist.looking import folded
from collectrules.worklist.pages import Pages, Shown
from tests.tui.driving import Driver, driving
from tests.tui.ledgers import DAY


def chip(screen: Driver) -> str:
    return screen.text("#filter-count")


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
