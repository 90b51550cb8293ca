"""Two people on one ledger: who has an account open is seen, and nothing moves by it."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest
from textual import events

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import GateAsked
from collectrules.tui.app import WorklistApp
from collectrules.worklist.claims import claim, claims
from tests.tui import ledgers
from tests.tui.driving import Driver, driving
from tests.tui.ledgers import MORNING

_ASKED = {
    "person_id": None, "reach_id": None, "purpose": "", "allowed": 1, "level": "", "rule": "",
    "counted": "", "free_from": "", "override": "", "policy": 1,
}  # fmt: skip


def account_id(path: Path, number: str) -> int:
    ((account,),) = ledgers.rows(path, f"SELECT seq FROM account WHERE number = '{number}'")
    assert isinstance(account, int)
    return account


def taken(path: Path) -> dict[int, str]:
    with Ledger.open(path) as ledger:
        return dict(claims(ledger, at=MORNING))


async def look(screen: Driver) -> None:
    screen.worklist.look_for_changes()
    await screen.settle()


async def test_an_account_is_taken_while_its_dialog_is_open(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("c")
        assert taken(path) == {account_id(path, "C-01"): "mara"}
        await screen.press("escape")
        assert taken(path) == {}
        await screen.press("c", "n")
        assert taken(path) == {}


async def test_who_quits_in_the_middle_of_it_is_at_work_on_nothing(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("down")
        with Ledger.open(path) as ledger:
            claim(ledger, account_id(path, "C-03"), by="ben", at=MORNING)
        await screen.press("c")
        assert account_id(path, "C-02") in taken(path)
        await screen.press("ctrl+q")
    assert taken(path) == {account_id(path, "C-03"): "ben"}


async def test_who_else_is_at_work_is_shown_without_a_change_of_the_list(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("down")
        with Ledger.open(path) as ledger:
            claim(ledger, account_id(path, "C-02"), by="ben", at=MORNING)
        await look(screen)
        assert screen.lines()[2].split()[:2] == [">", "ben"]
        assert "taken by ben" in screen.text("#detail-text")
        assert screen.notice() == ""
        await screen.press("c")
        assert screen.status() == "[/foo] & [red]Sons[/red] is taken by ben"
        await screen.press("escape")
        assert taken(path) == {account_id(path, "C-02"): "ben"}


async def test_one_s_own_account_has_no_name_in_front(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("c")
        await look(screen)
        assert screen.lines()[1].split()[:2] == [">", "Harbour"]


async def test_a_claim_is_forgotten_by_the_clock(path: Path) -> None:
    watch = ledgers.Watch()
    with Ledger.open(path) as ledger:
        claim(ledger, account_id(path, "C-02"), by="ben", at=MORNING)
    async with driving(path, now=watch) as screen:
        assert screen.lines()[2].split()[0] == "ben"
        watch.forward(minutes=11)
        await look(screen)
        assert screen.lines()[2].split()[0] == "[/foo]"


async def test_a_question_to_the_gate_is_no_change_and_a_contact_is_one(path: Path) -> None:
    async with driving(path) as screen:
        account = account_id(path, "C-02")
        asked = GateAsked(account, "call", f"{MORNING:%Y-%m-%dT%H:%M:%S.%fZ}", **_ASKED)
        with Ledger.open(path) as ledger, ledger.writing(at=MORNING, by="ben") as book:
            book.append(asked, on=ledgers.DAY)
        await look(screen)
        assert screen.notice() == ""
        with Ledger.open(path) as ledger, ledger.writing(at=MORNING, by="ben") as book:
            ledgers._contact(book, account, ledgers.DAY, "call", "NA")
        await look(screen)
        assert screen.notice() == "list changed, R to refresh"


def hold_up(screen: Driver) -> threading.Event:
    """Keep the ledger busy with something else until the event is set."""
    assert isinstance(screen.app, WorklistApp)
    busy = threading.Event()
    screen.app.desk._thread.submit(busy.wait)
    return busy


def given_back(path: Path) -> list[tuple[object, ...]]:
    """Of each attempt, whether it was released."""
    return ledgers.rows(
        path,
        "SELECT EXISTS (SELECT 1 FROM attempt_release AS r WHERE r.attempt_id = a.seq)"
        " FROM attempt AS a ORDER BY a.seq",
    )


async def test_who_goes_back_and_quits_at_once_leaves_nothing_behind(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("c")
        assert taken(path) == {account_id(path, "C-01"): "mara"}
        dialog, busy = screen.app.screen, hold_up(screen)
        screen.app.post_message(events.Key("escape", "\x1b"))
        while not getattr(dialog, "_leaving", False):
            await asyncio.sleep(0)
        screen.app.exit()
        busy.set()
    assert taken(path) == {}
    assert given_back(path) == [(1,)]


@pytest.mark.parametrize("turns", range(0, 60, 4))
async def test_however_fast_one_quits_after_opening_nothing_stays_taken(
    path: Path, turns: int
) -> None:
    """The claim may be on its way when the screen is left."""
    async with driving(path) as screen:
        busy = hold_up(screen)
        screen.app.post_message(events.Key("c", "c"))
        for _ in range(turns):
            await asyncio.sleep(0)
        screen.app.exit()
        busy.set()
    assert taken(path) == {}
