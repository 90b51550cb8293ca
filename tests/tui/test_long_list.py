"""A list that is longer than what is read at once: every key finds its row, wherever that is."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectrules.ledger.book import Ledger
from collectrules.tui.listed import CHUNK
from collectrules.worklist.head import read_head
from collectrules.worklist.opening import first_rows
from collectrules.worklist.pages import Pages, Shown
from collectrules.worklist.views import VIEWS, View
from tests.tui.driving import driving
from tests.worklist.desk_books import DAY, made

_COUNT = 700


@pytest.fixture(scope="module")
def long_once(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("long") / "books.db"
    late = [25 + place % 5 for place in range(_COUNT)]
    since = {3: ("call-back today",), _COUNT - 1: ("call",)}
    made(path, [(days, "GBP", (), since.get(n, ())) for n, days in enumerate(late)])
    return path.read_bytes()


@pytest.fixture
def long(tmp_path: Path, long_once: bytes) -> Path:
    path = tmp_path / "books.db"
    path.write_bytes(long_once)
    return path


def in_order(path: Path) -> list[str]:
    with Ledger.open(path) as ledger:
        pages = Pages.read(ledger, DAY)
        page = pages.show(ledger, Shown(), keep=None, otherwise=0, size=2 * _COUNT)
        return [row.account for row in page.rows]


async def test_the_cursor_goes_anywhere_and_rows_are_read_where_it_is(long: Path) -> None:
    wanted = in_order(long)
    assert len(wanted) == _COUNT > 2 * CHUNK
    async with driving(long, size=(80, 24)) as screen:
        for key in ("end", "pageup", "home", "pagedown", "pagedown", "end", "up"):
            await screen.press(key)
            assert screen.account == wanted[screen.list.cursor]
            assert not any("..." in line for line in screen.lines())
        assert screen.list.cursor == _COUNT - 2


async def test_a_key_is_not_lost_where_its_row_has_not_been_read_yet(long: Path) -> None:
    wanted = in_order(long)
    async with driving(long, size=(80, 24)) as screen:
        screen.list.cursor = _COUNT - 1
        assert screen.list.row is None
        screen.worklist.action_log("call")
        await screen.settle()
        about = screen.text("#dialog-about")
        assert wanted[-1] in about


async def test_after_the_last_row_the_next_to_do_is_looked_for_from_the_top(long: Path) -> None:
    wanted = in_order(long)
    async with driving(long, size=(80, 24)) as screen:
        await screen.press("end", "c", "n")
        assert screen.account == wanted[0]
        await screen.press("u")
        assert screen.account == wanted[-1]


async def test_the_mouse_scrolls_to_rows_that_are_read_then(long: Path) -> None:
    async with driving(long, size=(80, 24)) as screen:
        screen.list.scroll_to(y=500, animate=False, force=True)
        await screen.settle()
        assert not any("..." in line for line in screen.lines())
        assert screen.list.cursor == 0


@pytest.mark.parametrize(
    "view", [view for view in VIEWS if view.order == "r.rank"], ids=lambda view: view.id
)
def test_what_is_shown_first_is_what_the_list_begins_with(long: Path, view: View) -> None:
    with Ledger.open(long) as ledger:
        head = read_head(ledger)
        first = first_rows(ledger, head, view, DAY, 50)
        page = Pages.read(ledger, DAY).show(ledger, Shown(view), keep=None, otherwise=0, size=100)
    assert [row.rank for row in first] == [row.rank for row in page.rows[:50]]
