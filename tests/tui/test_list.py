from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import Contacted
from collectrules.tui import desk
from collectrules.tui.app import WorklistApp
from collectrules.tui.screens import worklist
from collectrules.worklist.account_brief import read_dossier
from collectrules.worklist.find import find_account
from tests.tui import ledgers
from tests.tui.driving import Driver, driving
from tests.tui.ledgers import DAY, LATER, MORNING

IN_ORDER = ["C-01", "C-02", "C-03", "C-04", "C-05", "C-06", "C-07", "C-08", "C-09"]


async def test_rows_are_shown_in_the_order_of_the_policy(path: Path) -> None:
    async with driving(path) as screen:
        assert screen.shown() == IN_ORDER


async def test_it_is_told_once_that_all_of_the_list_is_there(path: Path) -> None:
    told: list[list[str]] = []
    app = WorklistApp(
        path,
        by="mara",
        now=lambda: ledgers.MORNING,
        once_read=lambda: told.append(driver.shown()),
    )
    async with app.run_test(size=(120, 36)) as pilot:
        driver = Driver(pilot)
        await driver.settle()
        await driver.press("R")
        assert driver.status() == "the list was read again"
        assert told == [IN_ORDER]


async def test_a_row_says_who_how_much_how_late_and_what_is_next(path: Path) -> None:
    async with driving(path) as screen:
        words = " ".join(screen.lines()[1].split())
        assert words == "> Harbour Bakery C-01 1,024.50 GBP 25 call (first-call)"


async def test_marks_are_words(path: Path) -> None:
    async with driving(path) as screen:
        assert [line.split()[0] for line in screen.lines()[6:9]] == ["wait", "wait", "ask"]


async def test_no_name_breaks_the_columns(path: Path) -> None:
    async with driving(path) as screen:
        for size in ((160, 40), (120, 36), (100, 30), (80, 24), (60, 20), (44, 12)):
            await screen.resize(*size)
            width = screen.list.scrollable_content_region.width
            lines = screen.lines()
            assert {cell_len(line) for line in lines} == {width}
            amounts = [line[: line.index(" GBP") + 4] for line in lines[1:] if " GBP" in line]
            assert len({cell_len(amount) for amount in amounts}) == 1


async def test_names_are_not_markup(path: Path) -> None:
    async with driving(path, size=(160, 40)) as screen:
        await screen.press("down")
        assert "[/foo] & [red]Sons[/" in screen.lines()[2]
        assert screen.text("#detail-text").startswith("[/foo] & [red]Sons[/red]  C-02, everyone")
        await screen.press("c", "n")
        assert screen.status() == "logged: no answer - [/foo] & [red]Sons[/red]"


async def test_narrow_terminals_lose_columns_from_the_right(path: Path) -> None:
    headings = {}
    async with driving(path) as screen:
        for width in (160, 120, 60, 50, 30):
            await screen.resize(width, 24)
            headings[width] = screen.lines()[0].split()
    assert headings == {
        160: ["name", "account", "to", "collect", "late", "next", "allowed"],
        120: ["name", "account", "to", "collect", "late", "next"],
        60: ["name", "account", "to", "collect", "late"],
        50: ["name", "account", "to", "collect", "late"],
        30: ["name", "account"],
    }


async def test_the_cursor_moves_by_keys(path: Path) -> None:
    async with driving(path) as screen:
        seen = []
        for key in ("down", "j", "k", "up", "up", "end", "down", "home", "pagedown", "pageup"):
            await screen.press(key)
            seen.append(screen.account)
        assert seen == [
            "C-02",
            "C-03",
            "C-02",
            "C-01",
            "C-01",
            "C-09",
            "C-09",
            "C-01",
            "C-09",
            "C-01",
        ]


async def test_the_cursor_stays_in_view(path: Path) -> None:
    async with driving(path, size=(60, 14)) as screen:
        for key in ("end", "home", *["j"] * 8, *["k"] * 4):
            await screen.press(key)
            assert any(line.startswith(">") and screen.account in line for line in screen.lines())


async def test_a_click_moves_the_cursor_and_a_second_one_opens_the_dialog(path: Path) -> None:
    async with driving(path) as screen:
        await screen.pilot.click("#list", offset=(12, 4))
        await screen.settle()
        assert screen.account == "C-04"
        await screen.pilot.click("#list", offset=(12, 2), times=2)
        await screen.settle()
        assert screen.text("#dialog-about").startswith("[/foo]")


async def test_a_click_on_the_heading_or_below_the_rows_does_nothing(path: Path) -> None:
    async with driving(path) as screen:
        for y in (0, 20):
            await screen.pilot.click("#list", offset=(12, y))
        await screen.settle()
        assert screen.account == "C-01"


async def test_the_detail_follows_the_cursor(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("end", "k", "k", "k")
        said = screen.text("#detail-text")
        assert said.startswith("Left Alone Ltd\nC-06, everyone, 0 points\n+44 1632 960001\n")
        for part in (
            "400.00 GBP to collect, 28 days late",
            "first-call: INV-061: 23 days past grace (at least 15)",
            "`three-a-week` allows 3 attempts by call, e-mail or text in any 7 days",
            "free from 2026-07-01",
            "INV-061      2026-06-02    28      400.00",
            "decision: stage `first-call` is due",
            "2026-06-29  call    no answer",
        ):
            assert part in said


async def test_the_ledger_is_asked_about_the_account_where_the_cursor_rests(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    rested = asyncio.Event()
    rested.set()
    monkeypatch.setattr(worklist, "rest", rested.wait)
    monkeypatch.setattr(
        desk, "read_dossier", lambda *about: asked.append(about[2].account) or read_dossier(*about)
    )
    async with driving(path) as screen:
        rested.clear()
        for _ in range(6):
            screen.list.cursor += 1
            await screen.pilot.pause()
        rested.set()
        await screen.settle()
        assert asked == ["C-01", "C-07"]
        assert screen.text("#detail-text").startswith("Crème & Söhne")


async def test_the_title_says_which_day_the_list_is_of(path: Path) -> None:
    async with driving(path) as screen:
        assert screen.title().startswith(
            " list of 2026-06-30, today  ·  policy harbour 7  ·  mara "
        )
    async with driving(path, now=LATER) as screen:
        assert screen.title().startswith(
            " list of 2026-06-30, not of today  ·  policy harbour 7  ·  mara "
        )


async def test_channels_have_the_same_names_in_the_list_and_in_the_pane(path: Path) -> None:
    with Ledger.open(path) as ledger, ledger.writing(at=MORNING, by="ben") as book:
        account = find_account(ledger, "C-09").id
        at = "2026-06-10T09:00:00.000000Z"
        book.append(Contacted(account, at, "email", "out", "EM"), on=date(2026, 6, 10))
    async with driving(path, size=(160, 36)) as screen:
        await screen.press("end")
        assert "e-mail (reminder)" in screen.lines()[9]
        assert "why e-mail (reminder)" in screen.text("#detail-text")
        assert "  e-mail  e-mailed" in screen.text("#detail-text")


async def test_what_the_gate_counted_has_the_names_of_the_list_too(path: Path) -> None:
    with Ledger.open(path) as ledger, ledger.writing(at=MORNING, by="ben") as book:
        account = find_account(ledger, "C-01").id
        for result, channel in (("SMS", "sms"), ("EM", "email"), ("NA", "call")):
            book.append(
                Contacted(account, "2026-06-29T09:00:00.000000Z", channel, "out", result),
                on=DAY - timedelta(days=1),
            )
    async with driving(path) as screen:
        await screen.press("c")
        gate = screen.text("#dialog-gate")
        assert "  2026-06-29  text    " in gate
        assert "  2026-06-29  e-mail  " in gate
        await screen.press("escape")
        said = "2026-06-29 text SMS, 2026-06-29 e-mail EM, 2026-06-29 call NA"
        assert said in screen.text("#detail-text")
