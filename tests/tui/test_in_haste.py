"""Keys that come faster than the screen can follow: none is lost, and none is taken for another."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from textual import events

from collectrules.errors import LedgerError
from collectrules.ledger.book import Ledger
from collectrules.tui import key_order
from collectrules.tui.app import WorklistApp
from collectrules.tui.desk import Desk
from collectrules.tui.making import Making
from collectrules.tui.widgets.field_form import FieldForm
from collectrules.worklist.claims import claims
from collectrules.worklist.outcomes import LoggedContact
from collectrules.worklist.pages import Page, Pages
from tests.tui import ledgers
from tests.tui.desk_ledgers import desk_ledger
from tests.tui.driving import Driver, driving

CHARACTERS: Final = {
    "enter": "\r", "escape": "\x1b", "ctrl+s": "\x13", "space": " ", "asterisk": "*", "slash": "/",
    "down": None, "end": None,
}  # fmt: skip


def all_at_once(screen: Driver, *keys: str) -> None:
    """Keys as a terminal hands them over, without waiting for what any of them does."""
    for key in keys:
        character = CHARACTERS.get(key, key)
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


async def test_four_calls_typed_without_a_look_at_the_screen(path: Path) -> None:
    async with driving(path) as screen:
        all_at_once(screen, *("c", "n", "c", "v", "c", ";", *"gone", "enter", "n", "c", "b"))
        for _ in range(6):
            await screen.settle()
        assert screen.account == "C-05"
    assert logged(path) == [("NA", ""), ("LV", ""), ("NA", "gone"), ("LB", "")]


async def test_what_follows_a_note_and_a_result_typed_ahead_is_not_lost(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger is slow to say what the dialog needs: all of it is typed before."""
    asked = Desk.ask

    async def slowly(self: Desk, request: Callable[[Ledger], object]) -> object:
        for _ in range(200):
            await asyncio.sleep(0)
        return await asked(self, request)

    async with driving(path) as screen:
        monkeypatch.setattr(Desk, "ask", slowly)
        all_at_once(screen, "c", ";", *"gone", "enter", "n", "c", "b")
        all_at_once(screen, "c", ";", *"later", "enter", "p", "+", "7")
        await screen.settle()
        await screen.press("ctrl+s")
    assert logged(path) == [("NA", "gone"), ("LB", ""), ("PTP", "later")]


async def test_back_and_quit_in_one_breath(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("c")
        all_at_once(screen, "escape", "q")
        while screen.app.is_running:
            await asyncio.sleep(0)
    with Ledger.open(path) as ledger:
        assert dict(claims(ledger, at=ledgers.MORNING)) == {}
        released = ledger.connection.execute("SELECT count(*) FROM attempt_release").fetchall()
        assert released == [(1,)]


async def test_what_was_pressed_for_the_next_account_is_not_done_with_this_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A result that could not be written leaves its dialog open, and the keys after it were not for that."""

    async def locked(*_: object) -> LoggedContact:
        raise LedgerError("the ledger is locked", help="try again")

    async with driving(path) as screen:
        await screen.press("c")
        monkeypatch.setattr(Making, "log", locked)
        all_at_once(screen, "n", "c", "v")
        await screen.settle()
        assert screen.text("#dialog-said").startswith("error: the ledger is locked")
        assert not screen.app.screen.query(FieldForm)
    assert logged(path) == []


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


@pytest.fixture(scope="session")
def desk_once(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return desk_ledger(tmp_path_factory.mktemp("desk") / "books.db").read_bytes()


@pytest.fixture
def desk(tmp_path: Path, desk_once: bytes) -> Path:
    path = tmp_path / "desk.db"
    path.write_bytes(desk_once)
    return path


def chosen(screen: Driver) -> set[str]:
    """The numbers of the accounts that are selected, as the list marks them."""
    return {line.split("C-")[1].split()[0] for line in screen.lines()[1:] if line[1] == "*"}


@pytest.mark.parametrize(
    ("keys", "numbers"),
    [
        (("2", "space"), {"3"}),
        (("2", "space", "space"), {"1", "3"}),
        (("2", "down", "space"), {"1"}),
        (("2", "end", "space"), {"1"}),
        (("4", "2", "1", "end", "space"), {"0"}),
        (("2", "asterisk"), {"1", "3"}),
        (("slash", *"inv-5", "enter", "space"), {"5"}),
        (("slash", *"inv-5", "enter", "8", "escape", "2", "space"), {"3"}),
    ],
)
async def test_a_key_is_about_the_rows_that_were_asked_for(
    desk: Path, keys: tuple[str, ...], numbers: set[str]
) -> None:
    """Right after a view's digit the rows of the view before are still shown."""
    async with driving(desk) as screen:
        all_at_once(screen, *keys)
        await screen.settle()
        await screen.settle()
        assert chosen(screen) == numbers


async def test_what_is_typed_into_a_dialog_comes_after_it_opened(desk: Path) -> None:
    async with driving(desk) as screen:
        all_at_once(screen, "2", "c", "n")
        await screen.settle()
        await screen.settle()
        assert screen.status().startswith("logged: no answer - Nåme 3")


async def test_a_list_that_cannot_be_read_keeps_no_key_waiting(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> Page:
        raise LedgerError("the ledger is locked", help="try again")

    async with driving(desk) as screen:
        monkeypatch.setattr(Pages, "show", locked)
        all_at_once(screen, "2", "down")
        await screen.settle()
        assert isinstance(screen.app, WorklistApp)
        assert not screen.app.keys_wait
        assert screen.list.cursor == 1


@pytest.mark.parametrize("seconds", [0.0, 0.005, 0.02])
async def test_a_key_that_takes_long_is_waited_for(
    path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    """On a busy machine it is looked after the keys while one is still on its way."""
    monkeypatch.setattr(key_order, "LOOK_SECONDS", seconds)
    async with driving(path) as screen:
        all_at_once(screen, "c", ";", *"nobody in", "enter", "n")
        await screen.settle()
        await screen.settle()
    assert logged(path) == [("NA", "nobody in")]


async def test_who_wants_to_leave_does_not_wait_for_the_ledger(path: Path) -> None:
    """Another program keeps the ledger; what was asked for is written before the program ends."""
    async with driving(path) as screen:
        await screen.press("c")
        assert isinstance(screen.app, WorklistApp)
        busy = threading.Event()
        screen.app.desk._thread.submit(busy.wait)
        all_at_once(screen, "n", "down")
        screen.app.post_message(events.Key("ctrl+q", "\x11"))
        while screen.app.return_code is None:
            await asyncio.sleep(0)
        busy.set()
    assert logged(path) == [("NA", "")]
