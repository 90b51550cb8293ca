"""An account opened: what it shows, how one moves in it, what can be taken back from its timeline."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Input, Static

from collectrules.acts.plans import PlanWanted, agree_plan
from collectrules.acts.settling import SettlementWanted, agree_settlement
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened, InvoiceIssued, Noted
from collectrules.ledger.verify import verify
from collectrules.money import format_minor
from collectrules.tui.account_people_text import dial_string, number_link
from collectrules.tui.screens.account import AccountScreen
from collectrules.tui.screens.take_back import TakeBackDialog
from collectrules.tui.widgets.timeline import Timeline
from collectrules.worklist.find import find_account
from tests.tui import account_ledgers, ledgers
from tests.tui.account_ledgers import BAKERY
from tests.tui.driving import Driver, driving


@pytest.fixture(scope="session")
def rich_once(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = account_ledgers.made(tmp_path_factory.mktemp("account") / "books.db")
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path, rich_once: bytes) -> Path:
    path = tmp_path / "books.db"
    path.write_bytes(rich_once)
    return path


async def open_it(driver: Driver, path: Path, number: str = BAKERY) -> AccountScreen:
    with Ledger.open(path) as ledger:
        account = find_account(ledger, number)
    screen = AccountScreen(driver.app.desk, account.id, "GBP")
    driver.app.push_screen(screen)
    for _ in range(3):
        await driver.settle()
    return screen


def timeline(driver: Driver) -> Timeline:
    return driver.app.screen.query_one(Timeline)


def lines(driver: Driver) -> list[str]:
    shown = timeline(driver)
    return [shown.render_line(y).text.rstrip() for y in range(shown.size.height)]


def said(driver: Driver) -> str:
    return str(driver.app.screen.query_one("#said", Static).content)


async def go_to(driver: Driver, what: str) -> None:
    """Put the cursor on the latest event that says something."""
    shown = timeline(driver)
    for place in range(int(shown.virtual_size.height)):
        shown.cursor = place
        if shown.entry is not None and what in shown.entry.sentence:
            await driver.settle()
            return
    raise AssertionError(f"nothing says {what}")


async def test_it_opens_from_the_list_and_goes_back(path: Path) -> None:
    async with driving(path) as driver:
        await driver.press("o")
        await driver.settle()
        assert isinstance(driver.app.screen, AccountScreen)
        assert "Harbour Bakery" in driver.text("#account-head")
        await driver.press("escape")
        assert driver.app.screen is driver.worklist
        assert driver.account == BAKERY


async def test_it_says_who_owes_what(path: Path) -> None:
    async with driving(path) as driver:
        await open_it(driver, path)
        head, sums = driver.text("#account-head"), driver.text("#account-sums")
        assert "Harbour Bakery  C-01  business  everyone" in head
        # 904.00 less 100.00 paid, and 120.50 in dispute; 50.00 of the cheque is not used.
        assert "owed 924.50" in sums
        assert "in dispute 120.50" in sums
        assert "unapplied 50.00" in sums
        assert "to collect 754.00 GBP" in sums


async def test_the_timeline_has_the_latest_first_and_what_became_of_it(path: Path) -> None:
    async with driving(path) as driver:
        await open_it(driver, path)
        shown = "\n".join(lines(driver))
        assert shown.index("dispute") < shown.index("hardship") < shown.index("promise")
        assert "broken" in next(line for line in lines(driver) if "promise" in line)
        assert "taken back by ben" in next(line for line in lines(driver) if "-80.00" in line)
        assert all(len(line) <= timeline(driver).size.width for line in lines(driver))


async def test_v_looks_through_it(path: Path) -> None:
    async with driving(path) as driver:
        await open_it(driver, path)
        whats = []
        for _ in range(6):
            await driver.press("v")
            whats.append({line[13:24].strip() for line in lines(driver)[1:] if line.strip()})
        money, contacts, people, policy, every, all_again = whats
        assert "payment" in money
        assert "call" not in money
        assert "call" in contacts
        assert "invoice" not in contacts
        assert {"person", "consent", "hours"} <= people
        assert policy == {"stage"}
        assert every >= all_again
        assert "every event" not in driver.text("#account-tabs")


async def test_people_are_told_with_their_time_and_whether_we_may(path: Path) -> None:
    async with driving(path) as driver:
        await open_it(driver, path)
        text = driver.text("#account-people")
        # It is 08:30 in UTC on 30 June: summer time everywhere.
        assert "it is 09:30 there, Tue" in text
        assert "it is 03:30 to 04:30 there, Tue" in text
        assert "+442079460958  work  call now" in text
        assert "[b]Joe[/b]" in text
        assert "allows e-mail: on the form" in text
        assert "inconvenient: mon tue 12:00 to 13:00" in text


async def test_offers_come_with_their_conditions_and_what_they_come_to(path: Path) -> None:
    with Ledger.open(path) as ledger:
        bakery = find_account(ledger, BAKERY)
        plan = agree_plan(
            ledger,
            PlanWanted(account=bakery, on=ledgers.DAY),
            at=ledgers.MORNING,
            by="ana",
            dry_run=True,
        )
        wanted = SettlementWanted(account=bakery, approved_by="edwin", on=ledgers.DAY)
        settled = agree_settlement(ledger, wanted, at=ledgers.MORNING, by="ana", dry_run=True)
    first, part = plan.instalments[0], format_minor(plan.instalments[0].amount, "GBP")
    amount, owed = (format_minor(each, "GBP") for each in (settled.amount, settled.owed))
    async with driving(path) as driver:
        await open_it(driver, path)
        text = " ".join(driver.text("#account-next").split())
        assert "3 instalments, one month apart" in text
        assert f"comes to 3 times {part} of {owed} GBP, the first by {first.due_on}" in text
        assert f"comes to {amount} of {owed} GBP until {settled.until_on}" in text
        assert "waits for the owner" in text
        assert "no text is stored for it" in text


async def test_what_is_to_be_done_and_what_stops_us_stands_with_what_is_next(path: Path) -> None:
    async with driving(path) as driver:
        await open_it(driver, path)
        text = driver.text("#account-next")
        # By the clock of the policy, London's in summer.
        assert "call-back: asked for 2026-07-01 14:00, “ask for Ana”" in text
        assert "stop: opt-out of text" in text


async def test_each_currency_is_opened_by_itself(path: Path) -> None:
    with Ledger.open(path) as ledger, ledger.writing(at=ledgers.MORNING, by="ben") as book:
        bakery = find_account(ledger, BAKERY)
        issued = InvoiceIssued(bakery.id, "E-1", "EUR", 70_00, "2026-06-01", "2026-06-30", "x")
        book.append(issued, on="2026-05-01")
    async with driving(path) as driver:
        await open_it(driver, path)
        assert "they owe in EUR too" in driver.text("#account-sums")
        assert "70.00 EUR" in "\n".join(lines(driver))
        assert "E-1" not in driver.text("#account-money")
        await driver.press("escape")
        driver.app.push_screen(AccountScreen(driver.app.desk, bakery.id, "EUR"))
        await driver.settle()
        await driver.settle()
        assert "owed 70.00" in driver.text("#account-sums")
        assert "E-1" in driver.text("#account-money")


async def test_the_score_is_told_in_its_parts(path: Path) -> None:
    async with driving(path) as driver:
        await open_it(driver, path)
        text = driver.text("#account-why")
        assert "55 points" in text
        assert "40  large" in text
        assert "15  broke-a-promise" in text


async def test_the_day_of_the_payoff_moves(path: Path) -> None:
    async with driving(path) as driver:
        await open_it(driver, path)
        assert "payoff on Tue 2026-06-30" in driver.text("#account-money")
        await driver.press("plus")
        await driver.settle()
        assert "payoff on Wed 2026-07-01" in driver.text("#account-money")
        await driver.press("minus", "minus")
        await driver.settle()
        assert "payoff on Mon 2026-06-29" in driver.text("#account-money")
        await driver.press("g")
        await driver.type("+10")
        await driver.press("enter")
        await driver.settle()
        assert "payoff on Fri 2026-07-10" in driver.text("#account-money")


async def test_a_day_that_is_none_is_said_and_asked_again(path: Path) -> None:
    async with driving(path) as driver:
        await open_it(driver, path)
        await driver.press("g")
        await driver.type("soon")
        await driver.press("enter")
        assert "`soon`" in driver.text("#day-said")
        await driver.press("escape")
        assert "payoff on Tue 2026-06-30" in driver.text("#account-money")


def reversals(path: Path) -> list[tuple[object, ...]]:
    return ledgers.rows(
        path,
        "SELECT k.kind, r.reason, j.recorded_by FROM reversal AS r JOIN journal AS j ON j.seq = r.seq"
        " JOIN journal AS k ON k.seq = r.reversed_seq WHERE j.recorded_by = 'mara' ORDER BY r.seq",
    )


async def test_a_payment_is_taken_back_with_what_was_paid_by_it(path: Path) -> None:
    async with driving(path) as driver:
        await open_it(driver, path)
        await go_to(driver, "cheque 7")
        await driver.press("u")
        assert isinstance(driver.app.screen, TakeBackDialog)
        assert "payment: INV-011" in driver.text("#take-back-about")
        await driver.press("y")
        await driver.settle()
        assert said(driver).startswith("taken back: payment of 2026-06-22, and 1 with it")
        assert "owed 1,024.50" in driver.text("#account-sums")
        entry = timeline(driver).entry
        assert entry is not None
        assert entry.taken_back is not None
    assert reversals(path) == [
        ("receipt", "recorded by mistake", "mara"),
        ("posting", "recorded by mistake", "mara"),
    ]
    with Ledger.open(path) as ledger:
        assert verify(ledger) == []


async def test_only_y_takes_back(path: Path) -> None:
    async with driving(path) as driver:
        await open_it(driver, path)
        await go_to(driver, "cheque 7")
        for keys in (("u", "enter"), ("u", "escape"), ("u", "n"), ("u", "u", "escape")):
            await driver.press(*keys)
            assert isinstance(driver.app.screen, AccountScreen)
            assert said(driver) == "nothing was taken back"
    assert reversals(path) == []


async def test_a_y_in_the_reason_is_a_letter(path: Path) -> None:
    async with driving(path) as driver:
        await open_it(driver, path)
        await go_to(driver, "cheque 7")
        await driver.press("u", "r")
        driver.app.screen.query_one(Input).value = ""
        await driver.type("why")
        assert isinstance(driver.app.screen, TakeBackDialog)
        await driver.press("enter")
        assert isinstance(driver.app.screen, TakeBackDialog)
        await driver.press("y")
        await driver.settle()
    assert [reason for _, reason, _ in reversals(path)] == ["why", "why"]


async def test_what_cannot_be_taken_back_says_what_to_do_instead(path: Path) -> None:
    async with driving(path) as driver:
        await open_it(driver, path)
        await go_to(driver, "opened as C-01")
        await driver.press("u")
        assert isinstance(driver.app.screen, AccountScreen)
        assert "record how the account really is as a change to it" in said(driver)
    assert reversals(path) == []


async def test_the_list_is_read_again_after_something_was_taken_back(path: Path) -> None:
    async with driving(path) as driver:
        await driver.press("o")
        await driver.settle()
        await go_to(driver, "cheque 7")
        await driver.press("u", "y")
        await driver.settle()
        await driver.press("escape")
        await driver.settle()
        assert driver.app.screen is driver.worklist
        assert driver.account == BAKERY


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 20)])
async def test_the_parts_are_one_key_away(path: Path, size: tuple[int, int]) -> None:
    async with driving(path, size=size) as driver:
        await open_it(driver, path)
        for key, part in (("2", "next"), ("3", "money"), ("4", "people"), ("5", "why")):
            await driver.press(key)
            await driver.settle()
            shown = driver.app.screen.query_one(f"#account-{part}", Static)
            assert shown.display
            assert shown.region.height > 0
        await driver.press("tab")
        assert driver.app.screen.focused is timeline(driver)
        await driver.press("shift+tab")
        assert driver.app.screen.query_one("#account-why", Static).display


async def test_the_number_is_copied(path: Path) -> None:
    async with driving(path) as driver:
        await open_it(driver, path)
        await driver.press("y")
        assert driver.app.clipboard == "+442079460958"
        assert "copied: +442079460958" in said(driver)


def test_a_number_is_a_link_to_dial_it() -> None:
    link = number_link("+44 (1632) 960001")
    assert isinstance(link, Content)
    assert link.plain == "+44 (1632) 960001"
    assert [span.style.link for span in link.spans] == ["tel:+441632960001"]
    assert dial_string("ring the shop") == ""
    assert number_link("ring the shop").spans == []


async def test_what_somebody_else_writes_is_noticed_and_nothing_moves(path: Path) -> None:
    async with driving(path) as driver:
        screen = await open_it(driver, path)
        await driver.press("j", "j")
        before = timeline(driver).entry
        with Ledger.open(path) as ledger, ledger.writing(at=ledgers.MORNING, by="ben") as book:
            other = find_account(ledger, "C-02")
            book.append(Noted(other.id, "general", "of another account"), on=ledgers.DAY)
        screen.look_for_changes()
        await driver.settle()
        notice = driver.app.screen.query_one("#notice", Static)
        assert str(notice.content) == ""
        with Ledger.open(path) as ledger, ledger.writing(at=ledgers.MORNING, by="ben") as book:
            bakery = find_account(ledger, BAKERY)
            book.append(Noted(bakery.id, "general", "they rang"), on=ledgers.DAY)
        screen.look_for_changes()
        await driver.settle()
        assert str(notice.content) == "account changed, R to refresh"
        assert timeline(driver).entry == before
        await driver.press("R")
        await driver.settle()
        assert "they rang" in "\n".join(lines(driver))
        assert timeline(driver).entry == before
        assert str(notice.content) == ""


NASTY = ["[/foo] [red]Sons[/red]", "مخبز الميناء", "🥐👩‍🍳" * 60, "x" * 300, "a\x1b[31mb\tc\u202ed"]


@pytest.mark.parametrize("size", [(120, 36), (60, 20)])
async def test_any_name_and_note_can_be_shown(path: Path, size: tuple[int, int]) -> None:
    with Ledger.open(path) as ledger, ledger.writing(at=ledgers.MORNING, by="ben") as book:
        for place, name in enumerate(NASTY):
            opened = AccountOpened(f"C-9{place}", name, "business", name, name)
            account = book.append(opened, on="2026-01-01")
            book.append(Noted(account, "general", name), on="2026-06-29")
    async with driving(path, size=size) as driver:
        for place in range(len(NASTY)):
            await open_it(driver, path, f"C-9{place}")
            assert "\x1b" not in "\n".join(lines(driver))
            assert cell_len(lines(driver)[2]) <= size[0]
            assert "nothing is open in GBP" in driver.text("#account-next")
            await driver.press("escape")


async def test_an_account_that_is_not_there_is_said(path: Path) -> None:
    async with driving(path) as driver:
        driver.app.push_screen(AccountScreen(driver.app.desk, 10**9, "GBP"))
        await driver.settle()
        assert "the ledger has no account of event" in said(driver)
        await driver.press("j", "v", "u", "y", "plus", "g", "3", "tab", "R")
        await driver.press("escape")
        assert driver.app.screen is driver.worklist


async def test_a_ledger_that_is_gone_is_said_and_nothing_is_lost(path: Path) -> None:
    async with driving(path) as driver:
        await open_it(driver, path)
        path.unlink()
        await driver.press("R")
        await driver.settle()
        assert "was removed or replaced" in said(driver)
        await go_to(driver, "cheque 7")
        await driver.press("u")
        await driver.settle()
        assert "was removed or replaced" in said(driver)


async def test_a_locked_ledger_is_said_when_something_is_taken_back(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collectrules.ledger.book.BUSY_SECONDS", 0.05)
    async with driving(path) as driver:
        await open_it(driver, path)
        await go_to(driver, "cheque 7")
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await driver.press("u")
        await driver.settle()
        other.rollback()
        other.close()
        assert "is locked by another program" in said(driver)
    assert reversals(path) == []


async def test_an_account_that_somebody_has_open_says_who(path: Path) -> None:
    with Ledger.open(path) as ledger:
        bakery = find_account(ledger, BAKERY)
        ledger.connection.execute(
            "INSERT INTO claim VALUES (?, 'ben', '2026-06-30T08:28:00.000000Z')", (bakery.id,)
        )
    async with driving(path) as driver:
        await open_it(driver, path)
        assert "ben has it open" in driver.text("#account-head")


async def test_what_is_done_here_is_on_top_of_the_timeline(path: Path) -> None:
    async with driving(path) as driver:
        await open_it(driver, path)
        await driver.press("n")
        await driver.type("asks for a copy")
        await driver.press("ctrl+s")
        await driver.settle()
        assert said(driver).startswith("note - ")
        assert "asks for a copy" in lines(driver)[1]
        assert "note" in lines(driver)[1]


async def test_who_has_it_open_shows_elsewhere_and_no_longer_than_that(path: Path) -> None:
    def claimed() -> list[tuple[str]]:
        with Ledger.open(path) as ledger:
            return [tuple(row) for row in ledger.connection.execute('SELECT "by" FROM claim')]

    async with driving(path) as driver:
        await open_it(driver, path)
        await driver.settle()
        assert claimed() == [("mara",)]
        await driver.press("escape")
        await driver.settle()
        assert claimed() == []
