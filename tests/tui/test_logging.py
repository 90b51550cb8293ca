from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from collectrules.tui.screens import holding
from collectrules.tui.screens.log_contact import LogDialog
from collectrules.tui.widgets.account_list import AccountList
from tests.tui import ledgers
from tests.tui.driving import Driver, driving
from tests.tui.ledgers import LATER


def events(path: Path) -> int:
    """How many events there are, but for what the gate was asked, and attempts reserved and released."""
    ((count,),) = ledgers.rows(
        path,
        "SELECT count(*) FROM journal WHERE kind NOT IN ('gate_check', 'attempt', 'attempt_release')",
    )
    assert isinstance(count, int)
    return count


def dialog_is_open(screen: Driver) -> bool:
    return isinstance(screen.app.screen, LogDialog)


async def test_one_letter_logs_a_call_and_moves_on(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("c", "n")
        assert screen.status() == "logged: no answer - Harbour Bakery"
        assert screen.lines()[1].split()[:2] == ["NA", "Harbour"]
        assert screen.account == "C-02"
        assert screen.title().endswith("9 accounts, 1 done, 2 wait, 1 to ask ")
    at = "2026-06-30T08:30:00.000000Z"
    assert ledgers.contacts(path) == [("C-01", "2026-06-30", at, "call", "NA", "mara")]


async def test_on_a_past_days_list_a_contact_is_dated_when_it_is_made(path: Path) -> None:
    async with driving(path, now=LATER) as screen:
        await screen.press("c")
        assert "dated 2026-07-14 10:00" in screen.text("#dialog-hint")
        await screen.press("v")
    assert [contact[1:3] for contact in ledgers.contacts(path)] == [
        ("2026-07-14", "2026-07-14T09:00:00.000000Z")
    ]
    assert ledgers.rows(path, "SELECT recorded_at FROM journal ORDER BY seq DESC LIMIT 1") == [
        ("2026-07-14T09:00:00.000000Z",)
    ]


async def test_enter_logs_over_the_channel_of_the_next_action(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("end", "enter", "e")
        assert screen.status() == "logged: e-mailed - Forgetful Ltd"
    done = "SELECT stage, step FROM stage_step WHERE step = 'done'"
    assert ledgers.rows(path, done) == [("reminder", "done")]


@pytest.mark.parametrize(
    ("keys", "logged"),
    [
        (("e", "b"), ("email", "EMB")),
        (("l", "m"), ("letter", "ML")),
        (("enter", "n"), ("call", "NA")),
    ],
)
async def test_every_channel_has_a_key(
    path: Path, keys: tuple[str, ...], logged: tuple[str, str]
) -> None:
    async with driving(path) as screen:
        await screen.press(*keys)
    assert [contact[3:5] for contact in ledgers.contacts(path)] == [logged]


async def test_the_cursor_goes_to_the_next_row_that_is_not_done(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("j", "c", "n", "k", "k", "c", "n")
        assert screen.account == "C-03"
        await screen.press("end", "c", "n")
        assert screen.account == "C-03"


async def test_when_every_row_is_done_it_says_so(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("slash")
        await screen.type("harbour")
        await screen.press("enter", "c", "n")
        assert screen.status() == "logged: no answer - Harbour Bakery; every account shown is done"


async def test_esc_logs_nothing(path: Path) -> None:
    before = events(path)
    async with driving(path) as screen:
        await screen.press("c", "escape")
        assert screen.status() == "nothing was logged"
        assert not dialog_is_open(screen)
    assert events(path) == before


async def test_a_letter_that_is_no_result_does_nothing(path: Path) -> None:
    before = events(path)
    async with driving(path) as screen:
        await screen.press("c", "z", "N", "enter", "1")
        assert dialog_is_open(screen)
    assert events(path) == before


async def test_a_blocked_contact_says_why_and_writes_nothing(path: Path) -> None:
    before = events(path)
    async with driving(path) as screen:
        await screen.press("end", "k", "k", "k", "c")
        said = screen.text("#dialog-gate")
        assert said.splitlines() == [
            "blocked: no call now, free again from 2026-07-01",
            "`three-a-week` allows 3 attempts by call, e-mail or text in any 7 days",
            "  2026-06-24  call    no answer  edwin",
            "  2026-06-26  call    no answer  edwin",
            "  2026-06-29  call    no answer  edwin",
            "More than three messages a week collect nothing.",
            "nobody can step over a hard limit: no contact was written",
        ]
        await screen.press("n")
        assert (
            screen.text("#dialog-said")
            == "`no answer` was not logged: `three-a-week` is in the way"
        )
    assert events(path) == before
    checks = ledgers.rows(path, "SELECT channel, allowed, rule FROM gate_check")
    assert checks == [("call", 0, "three-a-week")]  # asked when the dialog opened


async def test_their_own_call_can_be_logged_while_ours_are_blocked(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("end", "k", "k", "k", "c")
        assert " i inbound call" in screen.text("#dialog-results")
        assert "no answer" not in screen.text("#dialog-results")
        await screen.press("i")
        assert screen.status() == "logged: inbound call - Left Alone Ltd"


async def test_a_soft_limit_asks_for_a_reason(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("end", "k", "k", "enter")
        assert "nobody can step over" not in screen.text("#dialog-gate")
        assert "mailed" not in screen.text("#dialog-results")
        await screen.press("enter")
        assert ledgers.rows(path, "SELECT seq FROM attempt") == []
        await screen.type("they moved")
        await screen.press("enter")
        assert len(ledgers.rows(path, "SELECT seq FROM attempt")) == 1
        await screen.press("m")
        assert screen.status() == "logged: mailed - Crème & Söhne"
    checks = "SELECT allowed, rule, override FROM gate_check ORDER BY seq LIMIT 2"
    assert ledgers.rows(path, checks) == [
        (0, "one-letter-a-month", ""),
        (1, "one-letter-a-month", "they moved"),
    ]


async def test_a_reason_that_is_not_given_reserves_nothing(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("end", "k", "k", "enter", "escape")
        assert "m mailed" in screen.text("#dialog-results")
        await screen.press("m")
        assert screen.app.screen.query_one("#answer-override", Input).has_focus
        await screen.press("escape", "escape")
        assert screen.status() == "nothing was logged"
    assert ledgers.rows(path, "SELECT seq FROM attempt") == []


async def test_what_is_reserved_keeps_its_place(path: Path) -> None:
    """Somebody else fills the limit past the gate while the dialog is open."""
    async with driving(path) as screen:
        await screen.press("c")
        with ledgers.Ledger.open(path) as ledger, ledger.writing(at=LATER, by="ben") as book:
            for _ in range(3):
                ledgers._contact(book, _account(path, "C-01"), ledgers.DAY, "email", "EM")
        await screen.press("n")
        assert screen.status() == "logged: no answer - Harbour Bakery"
        await screen.press("k", "c")
        assert screen.text("#dialog-gate").startswith(
            "blocked: no call now, free again from 2026-07-07"
        )
    assert [contact[4] for contact in ledgers.contacts(path)] == ["NA"]


def _account(path: Path, number: str) -> int:
    ((seq,),) = ledgers.rows(path, f"SELECT seq FROM account WHERE number = '{number}'")
    assert isinstance(seq, int)
    return seq


async def test_a_promise_asks_for_amount_and_day(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("c", "p")
        assert screen.app.screen.query_one("#answer-amount", Input).value == "1,024.50"
        await screen.type("2026-07-10")
        await screen.press("enter")
        assert screen.status() == "logged: promise to pay - Harbour Bakery"
    promises = ledgers.rows(path, "SELECT currency, amount, due_on FROM promise")
    assert promises == [("GBP", 102450, "2026-07-10")]


async def test_what_cannot_be_read_can_be_mended(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("c", "p")
        await screen.type("someday")
        await screen.press("enter")
        assert screen.text("#dialog-said").startswith("error: day: `someday` is not a day: write")
        screen.app.screen.query_one("#answer-day", Input).value = "2026-06-29"
        await screen.press("enter")
        assert "which had passed" in screen.text("#dialog-said")
        assert ledgers.contacts(path) == []
        screen.app.screen.query_one("#answer-day", Input).value = "+7"
        await screen.press("enter")
        assert not dialog_is_open(screen)
    assert ledgers.rows(path, "SELECT due_on FROM promise") == [("2026-07-07",)]


async def test_a_dispute_asks_for_the_invoices_and_what_is_wrong(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("c", "d")
        assert screen.app.screen.query_one("#answer-invoices", Input).value == "INV-011"
        screen.app.screen.query_one("#answer-invoices", Input).value = "INV-011, INV-012"
        await screen.type("short by a pallet")
        await screen.press("enter")
        assert screen.status() == "logged: disputes it - Harbour Bakery"
    assert ledgers.rows(path, "SELECT reason FROM dispute") == [("short by a pallet",)] * 2


async def test_esc_goes_from_the_questions_back_to_the_results(path: Path) -> None:
    before = events(path)
    async with driving(path) as screen:
        await screen.press("c", "p", "escape")
        assert "n no answer" in screen.text("#dialog-results")
        await screen.press("escape")
        assert not dialog_is_open(screen)
    assert events(path) == before


async def test_a_key_held_down_logs_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "REST_SECONDS", 60)
    async with driving(path) as screen:
        await screen.press("c", "c", "c", "c")
        assert "opened this" in screen.text("#dialog-said")
    assert ledgers.contacts(path) == []


async def test_the_key_that_opened_the_dialog_counts_after_a_rest(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "REST_SECONDS", 0.01)
    async with driving(path) as screen:
        await screen.press("e")
        dialog = screen.app.screen
        assert isinstance(dialog, LogDialog)
        while dialog.resting:
            await screen.pilot.pause(0.01)
        await screen.press("e")
        assert screen.status() == "logged: e-mailed - Harbour Bakery"


async def test_what_waits_for_the_owner_says_so(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("end", "k", "enter")
        assert not dialog_is_open(screen)
        assert screen.status() == (
            "place with northgate, if the owner approves: this waits for the owner; "
            "c, e, l and s log a contact"
        )


async def test_a_slip_can_be_taken_back(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("c", "n", "end", "u")
        assert screen.status() == "taken back: no answer - Harbour Bakery; it counts no more"
        assert screen.account == "C-01"
        assert screen.lines()[1].split()[:2] == [">", "Harbour"]
        await screen.press("u")
        assert screen.status() == "taken back: no answer - Harbour Bakery; it counts no more"
        await screen.press("c", "m")
        assert screen.status() == "logged: left message - Harbour Bakery"
    assert ledgers.rows(path, "SELECT reason FROM reversal") == [("logged by mistake",)]


async def test_a_slip_can_be_taken_back_after_the_list_was_read_again(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("c", "n", "R", "u")
        assert screen.status() == "taken back: no answer - Harbour Bakery; it counts no more"
        await screen.press("R")
        assert screen.lines()[1].split()[:2] == [">", "Harbour"]


async def test_the_detail_shows_what_was_just_logged(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("slash")
        await screen.type("harbour")
        await screen.press("enter", "c", "n")
        assert "2026-06-30  call    no answer" in screen.text("#detail-text")


async def test_a_second_u_in_haste_takes_back_the_one_before(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("c", "n", "c", "n")
        await screen.pilot.press("u", "u", "u")
        await screen.settle()
        assert screen.status() == "taken back: no answer - Harbour Bakery; it counts no more"
        assert screen.title().endswith("9 accounts, 2 wait, 1 to ask ")
    assert ledgers.rows(path, "SELECT count(*) FROM reversal") == [(2,)]


async def test_a_step_in_two_ways_stays_until_both_are_logged(tmp_path: Path) -> None:
    by_email = b'action = { channel = "email", template = "reminder" }'
    both = by_email.replace(b'channel = "email"', b'channels = ["email", "letter"]')
    path = ledgers.made(tmp_path / "both.db", ledgers.POLICY.replace(by_email, both))
    async with driving(path) as screen:
        await screen.press("end")
        assert (
            screen.app.screen.query_one(AccountList).row.next_action
            == "e-mail and letter (reminder)"
        )
        await screen.press("enter", "e")
        assert screen.status() == "logged: e-mailed - Forgetful Ltd; letter still to come"
        row = screen.app.screen.query_one(AccountList).row
        assert (row.name, row.next_action, row.result) == ("Forgetful Ltd", "letter (reminder)", "")
        await screen.press("u")
        assert (
            screen.app.screen.query_one(AccountList).row.next_action
            == "e-mail and letter (reminder)"
        )
        await screen.press("enter", "e", "enter", "m")
        assert screen.status() == "logged: mailed - Forgetful Ltd"
    done = "SELECT stage, step FROM stage_step WHERE step = 'done'"
    assert ledgers.rows(path, done) == [("reminder", "done")]
