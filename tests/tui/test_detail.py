"""The pane beside the list: when and why somebody is to be called back."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import CallBackAsked
from collectrules.worklist.find import find_account
from tests.tui import ledgers
from tests.tui.desk_ledgers import desk_ledger
from tests.tui.driving import Driver, driving
from tests.tui.people import add_people


def ask_call_back(
    path: Path, number: str, at: str, person: int | None = None, note: str = ""
) -> None:
    """Somebody of an account asks to be called at a moment."""
    with Ledger.open(path) as ledger, ledger.writing(at=ledgers.MORNING, by="ben") as book:
        account = find_account(ledger, number)
        book.append(CallBackAsked(account.id, at, person, None, note), on=ledgers.DAY)


async def go_to(screen: Driver, number: str) -> None:
    """Put the cursor on an account."""
    await screen.press("home")
    while screen.account != number:
        await screen.press("down")


async def test_who_wants_to_be_called_when_and_what_about(path: Path) -> None:
    add_people(path, "C-01")
    ((person,),) = ledgers.rows(path, "SELECT min(seq) FROM person")
    assert isinstance(person, int)
    ask_call_back(path, "C-01", "2026-06-30T13:30:00.000000Z", person, "the [b]second[/b] pallet")
    async with driving(path) as screen:
        await go_to(screen, "C-01")
        assert (
            "why call back 14:30\n"
            "Ben [b]Fraser[/b] asked to be called today at 14:30\n"
            "“the [b]second[/b] pallet”\n"
            "written down by ben on 2026-06-30\n\n"
            "why call (first-call)\n"
        ) in screen.text("#detail-text")


@pytest.mark.parametrize(
    ("at", "heading", "said"),
    [
        (
            "2026-07-01T07:15:00.000000Z",
            "a call-back is asked for",
            "they asked to be called on Wednesday 2026-07-01 at 08:15",
        ),
        (
            "2026-06-29T07:15:00.000000Z",
            "why call back 06-29",
            "they asked to be called on Monday 2026-06-29 at 08:15",
        ),
    ],
)
async def test_a_call_back_of_another_day_is_told_with_its_day(
    path: Path, at: str, heading: str, said: str
) -> None:
    ask_call_back(path, "C-02", at)
    async with driving(path) as screen:
        await go_to(screen, "C-02")
        assert f"{heading}\n{said}\n" in screen.text("#detail-text")


async def test_where_the_policy_asks_for_nothing_the_call_back_comes_first(tmp_path: Path) -> None:
    async with driving(desk_ledger(tmp_path / "books.db")) as screen:
        told = screen.text("#detail-text")
        assert "why nothing is to be done" not in told
        assert told.index("they asked to be called today at 14:30") < told.index(
            "else nothing is to be done: held: not overdue before 2026-07-04"
        )


async def test_a_number_of_the_books_that_is_not_theirs_is_told_of_wherever_it_is_shown(
    path: Path,
) -> None:
    said = "not theirs, by a call on 2026-06-30"
    async with driving(path, now=ledgers.Watch()) as screen:
        await go_to(screen, "C-02")
        assert "not theirs" not in screen.text("#detail-text")
        await screen.press("w")
        stays = "+44 1632 960001 stays as the books have it, and is told of as not theirs"
        assert stays in screen.text("#act-preview")
        await screen.press("ctrl+s")
        await go_to(screen, "C-02")
        assert f"+44 1632 960001 ({said})" in screen.text("#detail-text")
        await screen.press("c")
        assert said in screen.text("#dialog-number")
        await screen.press("escape", "o")
        assert said in screen.text("#account-people")
        await screen.press("escape", "u")
        assert "not theirs" not in screen.text("#detail-text")


async def test_what_waits_to_be_sent_is_marked_and_told(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("end", "Q", "ctrl+s")
        await go_to(screen, "C-09")
        assert screen.lines()[9].split()[:2] == [">", "queue"]
        assert "\nwaits to be sent: e-mail\n" in screen.text("#detail-text")
        await screen.press("S", "ctrl+s")
        await go_to(screen, "C-09")
        assert screen.lines()[9].split()[:2] == [">", "EM"]
        assert "waits to be sent" not in screen.text("#detail-text")
        await screen.press("u", "u")
        assert screen.lines()[9].split()[:2] == [">", "Forgetful"]
