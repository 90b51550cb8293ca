"""What can be done with an account, by its keys, held against what the ledger has then."""

from __future__ import annotations

import asyncio
import os
import threading
from pathlib import Path

import pytest
from textual.widgets import Digits, Input

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import Disputed
from collectrules.ledger.verify import verify
from collectrules.tui.screens import act
from collectrules.tui.screens.act import ActDialog
from collectrules.tui.screens.log_contact import LogDialog
from collectrules.tui.widgets.key_bar import KeyBar
from collectrules.worklist.reversals import reverse
from tests.tui import ledgers
from tests.tui.driving import Driver, driving
from tests.tui.people import add_people

OFFERS = (
    ledgers.POLICY
    + b"""
[[offer]]
id = "thirds"
when.overdue_total = { at_least = 300.00 }
plan.instalments = 3
plan.every = "month"
plan.first_within_days = 10
[[offer]]
id = "most-of-it"
when.overdue_total = { at_least = 300.00 }
settlement = { percent = 80, valid_days = 14 }
"""
)


def standing(path: Path, table: str, columns: str) -> list[tuple[object, ...]]:
    return ledgers.rows(
        path,
        f"SELECT {columns} FROM {table} WHERE seq NOT IN (SELECT reversed_seq FROM reversal) ORDER BY seq",
    )


def events(path: Path) -> int:
    ((count,),) = ledgers.rows(path, "SELECT count(*) FROM journal")
    assert isinstance(count, int)
    return count


def field(screen: Driver, name: str) -> Input:
    return screen.app.screen.query_one(f"#answer-{name}", Input)


async def fill(screen: Driver, **answers: str) -> None:
    for name, said in answers.items():
        field(screen, name.replace("_", "-")).value = said
    await screen.settle()


async def test_a_promise_from_its_key_to_the_ledger_and_back(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("p")
        assert isinstance(screen.app.screen, ActDialog)
        assert field(screen, "amount").value == "1,024.50"  # what is overdue
        assert field(screen, "day").has_focus
        await screen.type("+7")
        assert (
            screen.text("#act-preview") == "promise of 1,024.50 GBP by 2026-07-07 - Harbour Bakery"
        )
        assert standing(path, "promise", "seq") == []
        await screen.press("enter", "enter")
        assert screen.status() == "promise of 1,024.50 GBP by 2026-07-07 - Harbour Bakery"
        assert standing(path, "promise", "amount, due_on") == [(102450, "2026-07-07")]
        assert screen.account == "C-01"
        await screen.press("u")
        assert screen.status().startswith("taken back: promise of 1,024.50 GBP")
    assert standing(path, "promise", "seq") == []
    with Ledger.open(path) as ledger:
        assert verify(ledger) == []


async def test_what_cannot_be_read_is_named_and_the_cursor_is_put_there(path: Path) -> None:
    before = events(path)
    async with driving(path) as screen:
        await screen.press("p")
        await fill(screen, amount="lots", day="+7")
        assert screen.text("#act-preview") == "not as it stands: amount: `lots` is not an amount"
        await screen.press("ctrl+s")
        assert screen.text("#act-said").startswith("error: amount: `lots` is not an amount")
        assert screen.text("#act-preview") == ""
        assert field(screen, "amount").has_focus
        await fill(screen, amount="heaps")
        assert screen.text("#act-said") == ""
        assert screen.text("#act-preview") == "not as it stands: amount: `heaps` is not an amount"
        await screen.press("escape")
        assert screen.status() == "nothing was written"
    assert events(path) == before


async def test_a_wrong_answer_in_haste_is_told_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(act, "PREVIEW_DELAY", 0.3)
    async with driving(path) as screen:
        await screen.press("b")
        await screen.pilot.press("1", "ctrl+s")
        await screen.settle()
        assert screen.text("#act-said").startswith("error: ")
        assert screen.text("#act-preview") == ""


async def test_an_empty_field_is_gone_to_before_anything_is_done(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("p", "ctrl+s")
        assert field(screen, "day").has_focus
        assert isinstance(screen.app.screen, ActDialog)


async def test_arrows_go_through_the_words_of_a_choice(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("x")
        assert field(screen, "kind").value == "cease"
        await screen.press("down")
        assert field(screen, "kind").value == "opt-out"
        await screen.press("up", "up")
        assert field(screen, "kind").value == "hardship"
        assert "cease: asks us to stop" in screen.text("#act-hint")


@pytest.mark.parametrize(
    ("key", "answers", "where", "rows"),
    [
        ("d", {"reason": "short"}, ("dispute", "reason"), [("short",)]),
        (
            "m",
            {"amount": "100", "reference": "TX1"},
            ("receipt", "amount, reference"),
            [(10000, "TX1")],
        ),
        (
            "b",
            {"at": "tomorrow 10:00", "note": "ask for Ann"},
            ("call_back", "at, note"),
            [("2026-07-01T09:00:00.000000Z", "ask for Ann")],
        ),
        ("w", {}, ("contact", "result"), [("NA",), ("NA",), ("NA",), ("ML",), ("WN",)]),
        ("x", {"kind": "attorney"}, ("stop", "kind, how"), [("attorney", "oral")]),
        (
            "h",
            {"text": "ill", "until": "+30"},
            ("stop", "kind, until_on"),
            [("hardship", "2026-07-30")],
        ),
        ("n", {"text": "rings late"}, ("note", "topic, text"), [("general", "rings late")]),
        ("f", {"reference": "X9"}, ("note", "topic"), [("payment",)]),
        ("Q", {}, ("queued", "channel, stage"), [("email", "")]),
    ],
)
async def test_each_act_is_written_and_taken_back(
    path: Path,
    key: str,
    answers: dict[str, str],
    where: tuple[str, str],
    rows: list[tuple[object, ...]],
) -> None:
    table, columns = where
    async with driving(path) as screen:
        before = standing(path, table, columns)
        ends = len(ledgers.rows(path, "SELECT seq FROM queued_end"))
        await screen.press(key)
        await fill(screen, **answers)
        assert standing(path, table, columns) == before  # a preview writes nothing
        await screen.press("ctrl+s")
        assert standing(path, table, columns) == rows
        await screen.press("u")
        assert screen.status().startswith(("taken back: ", "cancelled: "))
        if key == "Q":
            assert len(ledgers.rows(path, "SELECT seq FROM queued_end")) == ends + 1
        else:
            assert standing(path, table, columns) == before


async def test_a_plan_is_what_was_shown_of_it(tmp_path: Path) -> None:
    path = ledgers.made(tmp_path / "offers.db", OFFERS)
    async with driving(path) as screen:
        await screen.press("i")
        shown = screen.text("#act-preview").splitlines()
        await screen.press("ctrl+s")
        assert screen.status() == "plan of 3 instalments for 1,024.50 GBP - Harbour Bakery"
        parts = ledgers.rows(path, "SELECT due_on, amount FROM instalment ORDER BY number")
        assert parts == [("2026-07-10", 34150), ("2026-08-10", 34150), ("2026-09-10", 34150)]
        assert shown[-3:] == [
            "  1  Fri 2026-07-10  341.50 GBP",
            "  2  Mon 2026-08-10  341.50 GBP",
            "  3  Thu 2026-09-10  341.50 GBP",
        ]
        await screen.press("u")
        assert screen.status().startswith("cancelled: plan of 3 instalments")
        await screen.press("t", "ctrl+s")
        assert screen.status() == "settlement at 819.60 GBP of 1,024.50 GBP - Harbour Bakery"
    assert ledgers.rows(path, "SELECT amount, owed, until_on FROM settlement") == [
        (81960, 102450, "2026-07-14")
    ]
    assert ledgers.rows(path, "SELECT outcome FROM plan_end") == [("cancelled",)]


async def test_the_owner_is_asked_and_only_y_is_a_yes(path: Path) -> None:
    async with driving(path, by="olga") as screen:
        await screen.press("end", "k", "a")
        assert field(screen, "rule").value == "agency"
        await fill(screen, reason="they had their time")
        for key in ("enter", "n", "a", "escape"):
            await screen.press("ctrl+s")
            assert screen.text("#act-said").startswith("approve it as the owner? y to do it")
            await screen.press(key)
            assert isinstance(screen.app.screen, ActDialog)
            assert standing(path, "approval", "rule") == []
        await screen.press("ctrl+s", "y")
        assert screen.status() == "approved: stage agency - Long Gone Ltd"
        assert standing(path, "approval", "rule") == [("agency",)]
        await screen.press("u")
    assert standing(path, "approval", "rule") == []


async def test_u_takes_back_the_last_act_of_any_kind_and_then_the_one_before(path: Path) -> None:
    watch = ledgers.Watch()
    async with driving(path, now=watch) as screen:
        await screen.press("n")
        await fill(screen, text="first")
        await screen.press("ctrl+s")
        watch.forward(seconds=5)
        await screen.press("c", "n")
        watch.forward(seconds=5)
        await screen.press("b")
        await fill(screen, at="14:30")
        await screen.press("ctrl+s")
        watch.forward(seconds=5)
        said = []
        for _ in range(4):
            await screen.press("u")
            said.append(screen.status())
    assert said == [
        "taken back: call-back Tue 2026-06-30 14:30 - [/foo] & [red]Sons[/red]",
        "taken back: no answer - Harbour Bakery; it counts no more",
        "taken back: note - Harbour Bakery",
        "taken back: note - Harbour Bakery",
    ]
    for table in ("note", "call_back"):
        assert standing(path, table, "seq") == []


async def test_a_queued_letter_is_sent_through_the_gate(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("end", "Q")
        assert field(screen, "stage").value == "reminder"
        await screen.press("ctrl+s")
        assert screen.status() == "queued: e-mail of reminder - Forgetful Ltd"
        await screen.press("end", "S", "ctrl+s")
        assert screen.status().startswith("sent: e-mail of reminder - Forgetful Ltd")
    ((contact,),) = ledgers.rows(path, "SELECT max(seq) FROM contact WHERE result = 'EM'")
    assert standing(path, "queued_end", "outcome, contact_id") == [("sent", contact)]


async def test_blocked_offers_what_is_allowed_instead(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("end", "k", "k", "k", "c")
        said = screen.text("#dialog-results").splitlines()
        assert said[:3] == [
            "instead",
            " l letter, which is open now",
            " b call back when it is free: 2026-07-01 09:00",
        ]
        await screen.press("l")
        assert isinstance(screen.app.screen, LogDialog)
        await screen.press("m")
        assert screen.status() == "logged: mailed - Left Alone Ltd"


async def test_blocked_can_be_called_back_when_it_is_free(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("end", "k", "k", "k", "c", "b")
        assert isinstance(screen.app.screen, ActDialog)
        assert field(screen, "at").value == "2026-07-01 09:00"
        await screen.press("ctrl+s")
        assert screen.status() == "call-back Wed 2026-07-01 09:00 - Left Alone Ltd"
    assert standing(path, "call_back", "at") == [("2026-07-01T08:00:00.000000Z",)]


async def test_a_call_back_asked_on_a_call(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("c")
        screen.app.screen.resting = ""
        await screen.press("c")
        await screen.type("14:30")
        await screen.press("enter")
        assert screen.status() == "logged: call back later - Harbour Bakery"
    assert standing(path, "call_back", "at") == [("2026-06-30T13:30:00.000000Z",)]


async def test_a_call_ends_the_call_back_that_was_due(path: Path) -> None:
    watch = ledgers.Watch()
    async with driving(path, now=watch) as screen:
        await screen.press("b")
        await fill(screen, at="14:30")
        await screen.press("ctrl+s")
        watch.forward(hours=5)
        await screen.press("c", "n")
        assert standing(path, "call_back_end", "outcome") == [("done",)]
        await screen.press("u")
    assert standing(path, "call_back_end", "outcome") == []


async def test_says_paid_as_the_result_of_a_call(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("c", "y")
        await fill(screen, day="today", reference="X9")
        await screen.press("ctrl+s")
        assert screen.status() == "logged: says it is paid - Harbour Bakery"
    told = "says it was paid on 2026-06-30 with the reference X9"
    assert standing(path, "note", "topic, text") == [("payment", told)]
    assert standing(path, "call_back", "at") == [("2026-07-03T09:00:00.000000Z",)]


async def test_a_note_goes_with_the_result(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("c", ";")
        await screen.type("rang twice, n o p")
        await screen.press("enter")
        assert "with the note: rang twice" in screen.text("#dialog-hint")
        await screen.press("n")
    note = "SELECT note FROM contact ORDER BY seq DESC LIMIT 1"
    assert ledgers.rows(path, note) == [("rang twice, n o p",)]


async def test_the_number_is_shown_with_a_link_and_a_digit_takes_another(path: Path) -> None:
    add_people(path)
    async with driving(path) as screen:
        await screen.press("c")
        lines = screen.text("#dialog-number").splitlines()
        assert lines == [
            "> 1  +1 212-555-0123   Ben [b]Fraser[/b], work  04:30 in New York",
            "  2  +44 20 7946 0958   Ann O'Hara, work  09:30 in London",
            "  3  +44 1632 960001 ",
        ]
        links = [
            span.style.link
            for span in screen.app.screen.query_one("#dialog-number").content.spans
            if getattr(span.style, "link", None)
        ]
        assert links == ["tel:+12125550123", "tel:+442079460958", "tel:+441632960001"]
        await screen.press("2", "w")
        assert screen.status() == "logged: wrong number - Harbour Bakery"
    released = ledgers.rows(
        path,
        "SELECT p.seq - (SELECT min(seq) FROM person) > 0, EXISTS (SELECT 1 FROM attempt_release AS r"
        " WHERE r.attempt_id = a.seq)"
        " FROM attempt AS a JOIN person AS p ON p.seq = a.person_id ORDER BY a.seq",
    )
    assert released == [(0, 1), (1, 0)]
    ((value,),) = ledgers.rows(
        path, "SELECT r.person_id FROM reach_end AS e JOIN reach AS r ON r.seq = e.reach_id"
    )
    assert value == ledgers.rows(path, "SELECT max(seq) FROM person")[0][0]


async def test_the_number_is_large_where_there_is_room_and_something_is_held(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("c")
        digits = screen.app.screen.query_one(Digits)
        assert (digits.display, digits.value) == (True, "+44 1632 960001")
        await screen.press("escape", "end", "k", "k", "k", "c")
        assert not screen.app.screen.query_one(Digits).display  # blocked: nothing to dial
    async with driving(path, size=(80, 24)) as screen:
        await screen.press("c")
        assert not screen.app.screen.query_one(Digits).display


async def test_two_people_at_once(path: Path) -> None:
    """Ben disputes what mara's dialog is about to dispute."""
    async with driving(path) as screen:
        await screen.press("d")
        await fill(screen, reason="short")
        with Ledger.open(path) as ledger, ledger.writing(at=ledgers.LATER, by="ben") as book:
            ((invoice,),) = ledger.connection.execute(
                "SELECT seq FROM invoice WHERE number = 'INV-011'"
            )
            book.append(Disputed(invoice, "ben was first"), on=ledgers.DAY)
        await screen.press("ctrl+s")
        assert "is in dispute already" in screen.text("#act-said")
        await screen.press("escape")
    assert standing(path, "dispute", "reason") == [("ben was first",)]


async def test_the_clock_jumps_between_opening_and_logging(path: Path) -> None:
    watch = ledgers.Watch()
    async with driving(path, now=watch) as screen:
        await screen.press("b")
        await fill(screen, at="14:30")
        watch.forward(hours=8)
        await screen.press("ctrl+s")
        assert "2026-06-30 14:30 has passed" in screen.text("#act-said")
        watch.forward(hours=-32)
        await screen.press("ctrl+s")
        assert screen.status() == "call-back Mon 2026-06-29 14:30 - Harbour Bakery"
    assert len(standing(path, "call_back", "seq")) == 1


async def test_the_ledger_is_gone_in_the_middle(path: Path) -> None:
    away = path.with_suffix(".away")
    async with driving(path) as screen:
        await screen.press("n")
        await fill(screen, text="rings late")
        os.rename(path, away)
        await screen.press("ctrl+s")
        assert "was removed or replaced" in screen.text("#act-said")
        assert field(screen, "text").value == "rings late"
        os.rename(away, path)
        await screen.press("ctrl+s")
        assert screen.status() == "note - Harbour Bakery"
    assert standing(path, "note", "text") == [("rings late",)]


async def test_closing_the_program_in_a_dialog_writes_nothing(path: Path) -> None:
    before = events(path)
    async with driving(path) as screen:
        await screen.press("p")
        await fill(screen, day="+7")
    assert events(path) == before


async def test_what_is_typed_before_the_fields_are_there_is_not_lost(path: Path) -> None:
    async with driving(path) as screen:
        held = threading.Event()
        slow = asyncio.ensure_future(screen.app.desk.ask(lambda _: held.wait(30)))
        await screen.pilot.press("p", "plus", "7")
        held.set()
        await slow
        await screen.settle()
        assert (field(screen, "amount").value, field(screen, "day").value) == ("1,024.50", "+7")
        await screen.press("escape")
        held.clear()
        slow = asyncio.ensure_future(screen.app.desk.ask(lambda _: held.wait(30)))
        await screen.pilot.press("c", "p", "plus", "8")
        held.set()
        await slow
        await screen.settle()
        assert (field(screen, "amount").value, field(screen, "day").value) == ("1,024.50", "+8")
        await screen.press("1")
        assert field(screen, "day").value == "+81"


async def test_an_answer_that_comes_when_the_dialog_is_being_taken_apart(path: Path) -> None:
    """Esc while the ledger is asked for the preview: the parts go before the dialog does."""
    async with driving(path) as screen:
        await screen.press("d")
        dialog = screen.app.screen
        assert isinstance(dialog, ActDialog)
        await dialog.query_one("#act").remove()
        dialog._show("late")
        dialog._say("late", error=True)
        await screen.press("escape")
        assert screen.status() == "nothing was written"


async def test_the_pane_tells_of_what_was_just_done(path: Path) -> None:
    async with driving(path) as screen:
        assert "no limit stands in the way" in screen.text("#detail-text")
        await screen.press("h")
        await fill(screen, text="the lease is lost", until="+30")
        await screen.press("ctrl+s")
        assert screen.account == "C-01"
        assert "`stop:hardship` allows no contact at all" in screen.text("#detail-text")
        assert screen.lines()[1].split()[:2] == [">", "wait"]
        await screen.press("u")
        assert "no limit stands in the way" in screen.text("#detail-text")
        assert screen.lines()[1].split()[:2] == [">", "Harbour"]


async def test_undo_is_not_offered_any_more_where_there_is_nothing_left_to_take_back(
    path: Path,
) -> None:
    async with driving(path) as screen:
        await screen.press("n")
        await fill(screen, text="a note")
        await screen.press("ctrl+s")
        ((note,),) = ledgers.rows(path, "SELECT max(seq) FROM note")
        with Ledger.open(path) as ledger:
            reverse(ledger, seq=note, reason="?", on=ledgers.DAY, at=ledgers.MORNING, by="ben")
        await screen.press("u")
        assert screen.status().startswith(f"error: event {note} (note) was taken back before")
        assert "u undo" not in screen.worklist.query_one(KeyBar).render_line(0).text
