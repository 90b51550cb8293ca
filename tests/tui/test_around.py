from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from collectrules.ledger import book as ledger_book
from collectrules.ledger import turns
from collectrules.ledger.published import policy_in_force
from collectrules.tui.screens import worklist
from collectrules.tui.screens.help import HelpScreen
from collectrules.worklist.asking import ask_gate
from collectrules.worklist.run import run_day
from tests.tui import ledgers
from tests.tui.driving import Driver, driving


@pytest.mark.parametrize(
    ("keys", "title"),
    [
        ((), "help: the list"),
        (("tab",), "help: the account"),
        (("c",), "help: logging a contact"),
    ],
)
async def test_help_is_about_what_is_in_focus(
    path: Path, keys: tuple[str, ...], title: str
) -> None:
    async with driving(path) as screen:
        await screen.press(*keys, "question_mark")
        assert isinstance(screen.app.screen, HelpScreen)
        assert str(screen.app.screen.query_one("#help").border_title) == title
        await screen.press("escape")
        assert not isinstance(screen.app.screen, HelpScreen)


async def test_q_quits(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("q")
        assert screen.app.return_code == 0
        assert not screen.app.is_running


async def test_q_is_a_letter_in_the_filter(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("slash", "q")
        assert screen.app.is_running


async def test_ctrl_c_says_how_to_quit(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("ctrl+c")
        assert screen.status() == "q quits; what was logged is written"


def footer(screen: Driver) -> set[str]:
    return {
        active.binding.description
        for active in screen.worklist.active_bindings.values()
        if active.binding.show
    }


async def test_the_footer_offers_what_can_be_done_now(path: Path) -> None:
    async with driving(path) as screen:
        assert {"log", "call", "find", "help", "quit"} <= footer(screen)
        assert "undo" not in footer(screen)
        await screen.press("c", "n")
        assert "undo" in footer(screen)
        await screen.press("slash")
        assert "find" not in footer(screen)
        assert {"to the list", "clear it"} <= footer(screen)


async def test_what_somebody_else_wrote_is_shown_when_asked_for(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worklist, "POLL_SECONDS", 0.05)
    async with driving(path) as screen:
        await screen.press("c", "n")
        screen.worklist.look_for_changes()
        await screen.settle()
        assert screen.notice() == ""
        with (
            ledgers.Ledger.open(path) as ledger,
            ledger.writing(at=ledgers.LATER, by="ben") as book,
        ):
            ((account,),) = ledger.connection.execute(
                "SELECT seq FROM account WHERE number = 'C-02'"
            )
            ledgers._contact(book, account, ledgers.DAY, "call", "LB")
        while not screen.notice():
            await screen.pilot.pause(0.01)
        assert screen.notice() == "list changed, R to refresh"
        assert screen.lines()[2].split()[1].startswith("[/foo]")
        await screen.press("R")
        assert screen.notice() == ""
        assert screen.status() == "the list was read again"
        assert screen.lines()[2].split()[1:3] == ["LB", "[/foo]"]
        assert screen.account == "C-02"


async def look(screen: Driver) -> str:
    """What the list says of others after it has looked for what they wrote."""
    screen.worklist.look_for_changes()
    await screen.settle()
    return screen.notice()


async def test_who_merely_asked_the_gate_changed_nothing(path: Path) -> None:
    async with driving(path) as screen:
        with ledgers.Ledger.open(path) as ledger:
            policy, seq = policy_in_force(ledger, ledgers.DAY)
            ((account,),) = ledger.connection.execute(
                "SELECT seq FROM account WHERE number = 'C-02'"
            )

            def ask() -> None:
                ask_gate(
                    ledger,
                    seq,
                    policy,
                    account_id=account,
                    channel="call",
                    at=ledgers.MORNING,
                    by="ben",
                )

            ask()
            assert await look(screen) == ""
            await screen.press("c", "n")
            ask()
            run_day(ledger, policy, seq, as_of=ledgers.DAY, at=ledgers.MORNING, by="ben")
            assert await look(screen) == ""
            with ledger.writing(at=ledgers.LATER, by="ben") as book:
                ledgers._contact(book, account, ledgers.DAY, "call", "LB")
            assert await look(screen) == "list changed, R to refresh"
            ask()
            assert await look(screen) == "list changed, R to refresh"
        await screen.press("R")
        assert await look(screen) == ""


async def test_a_locked_ledger_is_said_and_can_be_tried_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_book, "BUSY_SECONDS", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    async with driving(path) as screen:
        other.execute("BEGIN IMMEDIATE")
        await screen.press("c", "n")
        said = screen.text("#dialog-said")
        assert "is locked by another program: wait until it has finished and try again" in said
        other.execute("ROLLBACK")
        await screen.press("n")
        assert screen.status() == "logged: no answer - Harbour Bakery"
    other.close()


async def test_a_ledger_that_is_waited_for_is_said_in_the_status_line_and_nowhere_else(
    path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(turns, "TOLD_AFTER", 0)
    other = sqlite3.connect(path, isolation_level=None)
    async with driving(path) as screen:
        other.execute("BEGIN IMMEDIATE")
        await screen.pilot.press("c")
        while not screen.notice():
            await screen.pilot.pause(0.01)
        assert screen.notice() == "waiting for another program ..."
        other.execute("ROLLBACK")
        await screen.settle()
        screen.worklist.look_for_changes()
        await screen.settle()
        assert screen.notice() == ""
    other.close()
    assert "waiting" not in capfd.readouterr().err


async def test_a_ledger_that_was_removed_is_said_and_nothing_is_written_beside_it(
    path: Path,
) -> None:
    async with driving(path) as screen:
        path.rename(path.with_suffix(".moved"))
        await screen.press("c", "n")
        assert "was removed or replaced while it was open" in screen.text("#dialog-said")
        await screen.press("escape", "R")
        assert "was removed or replaced" in screen.status()
    assert not path.exists()


async def test_a_ledger_that_is_not_there_is_said(path: Path) -> None:
    async with driving(path.with_name("none.db")) as screen:
        assert screen.status().startswith("error: there is no ledger at `")
        await screen.press("c", "enter", "R", "question_mark", "escape", "slash", "x", "escape")


async def test_nothing_to_do(path: Path) -> None:
    with ledgers.Ledger.open(path) as ledger:
        ledger.connection.execute("DELETE FROM worklist")
    async with driving(path) as screen:
        assert "nobody owes anything" in screen.lines()[2]
        await screen.press("enter", "j", "end", "pagedown", "u")
        assert screen.status() == "no account is under the cursor"
