"""The dialog takes the place of an attempt when it opens: held against what the ledger has then."""

from __future__ import annotations

from pathlib import Path

from collectrules.ledger.book import Ledger
from collectrules.ledger.verify import verify
from collectrules.tui.screens.log_contact import LogDialog
from tests.tui import ledgers
from tests.tui.driving import Driver, driving

ONE_CALL = ledgers.POLICY.replace(b"at_most     = 3", b"at_most     = 1")
ONE_TALK = ledgers.POLICY + (
    b'\n[[contact_limit]]\nid = "one-talk"\nchannels = ["call"]\nat_most = 1\nwithin_days = 7\n'
    b'counts = "conversations"\nper = "account"\nlevel = "hard"\nreason = "Once is enough."\n'
)


def attempts(path: Path) -> list[tuple[object, ...]]:
    """Each attempt: channel, by whom, the result that stands, whether it was released."""
    return ledgers.rows(
        path,
        "SELECT a.channel, j.recorded_by,"
        " (SELECT c.result FROM contact AS c WHERE c.attempt_id = a.seq"
        "   AND c.seq NOT IN (SELECT reversed_seq FROM reversal)),"
        " EXISTS (SELECT 1 FROM attempt_release AS r WHERE r.attempt_id = a.seq)"
        " FROM attempt AS a JOIN journal AS j ON j.seq = a.seq ORDER BY a.seq",
    )


def gate(screen: Driver) -> list[str]:
    return screen.text("#dialog-gate").splitlines()


def sound(path: Path) -> bool:
    with Ledger.open(path) as ledger:
        return verify(ledger) == []


async def test_opening_reserves_and_the_result_confirms(path: Path) -> None:
    watch = ledgers.Watch()
    async with driving(path, now=watch) as screen:
        await screen.press("c")
        assert attempts(path) == [("call", "mara", None, 0)]
        assert gate(screen)[-1] == "reserved: it counts as an attempt, until Esc gives it back"
        watch.forward(minutes=4)
        await screen.press("n")
    assert attempts(path) == [("call", "mara", "NA", 0)]
    at = "2026-06-30T08:30:00.000000Z"  # when it was reserved, and not four minutes later
    assert [contact[2] for contact in ledgers.contacts(path)] == [at]
    assert sound(path)


async def test_esc_gives_it_back(path: Path) -> None:
    watch = ledgers.Watch()
    async with driving(path, now=watch) as screen:
        await screen.press("c")
        watch.forward(minutes=10)
        await screen.press("escape")
        assert screen.status() == "nothing was logged"
    assert attempts(path) == [("call", "mara", None, 1)]
    assert sound(path)


async def test_esc_in_haste_gives_it_back_as_well(path: Path) -> None:
    async with driving(path) as screen:
        await screen.pilot.press("c", "escape")
        await screen.settle()
        assert not isinstance(screen.app.screen, LogDialog)
    assert [released for *_, released in attempts(path)] in ([], [1])


async def test_a_letter_in_haste_is_the_result_of_what_is_being_reserved(path: Path) -> None:
    async with driving(path) as screen:
        await screen.pilot.press("c", "n")
        await screen.settle()
    assert attempts(path) == [("call", "mara", "NA", 0)]


async def test_after_ten_minutes_it_counts_as_made_and_can_be_given_its_result(path: Path) -> None:
    watch = ledgers.Watch()
    async with driving(path, now=watch) as screen:
        await screen.press("c")
        watch.forward(minutes=10, seconds=1)
        dialog = screen.app.screen
        assert isinstance(dialog, LogDialog)
        dialog.look_at_the_clock()
        assert gate(screen)[-1] == (
            "reserved more than ten minutes ago: it counts as made, and can still be given its result"
        )
        await screen.press("escape")
        assert screen.status() == (
            "nothing was logged; the attempt counts, and can still be given its result"
        )
        assert attempts(path) == [("call", "mara", None, 0)]
        await screen.press("c")
        assert gate(screen)[0] == (
            "your attempt of 09:30 counts and has no result: one key gives it its result"
        )
        await screen.press("v")
    assert attempts(path) == [("call", "mara", "LV", 0)]
    assert sound(path)


async def test_what_the_program_was_closed_over_stands_and_is_offered(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("c")
    assert attempts(path) == [("call", "mara", None, 0)]
    async with driving(path) as screen:
        await screen.press("c")
        assert gate(screen)[0].startswith("your attempt of 09:30 counts and has no result")
        await screen.press("escape", "c")
        assert gate(screen)[-1].startswith("reserved: ")
        await screen.press("n")
    assert attempts(path) == [("call", "mara", None, 0), ("call", "mara", "NA", 0)]


async def test_what_was_left_is_offered_again_where_it_stands_in_its_own_way(
    tmp_path: Path,
) -> None:
    path = ledgers.made(tmp_path / "one.db", ONE_CALL)
    async with driving(path) as screen:
        await screen.press("c")
    async with driving(path) as screen:
        await screen.press("c", "escape")
        assert screen.status() == (
            "nothing was logged; the attempt counts, and can still be given its result"
        )
        await screen.press("c")
        assert gate(screen)[0] == "blocked: no call now, free again from 2026-07-07"
        await screen.press("escape", "c")
        assert gate(screen)[0].startswith("your attempt of 09:30 counts and has no result")
        await screen.press("n")
    assert attempts(path) == [("call", "mara", "NA", 0)]


async def test_it_is_offered_on_its_day_over_its_channel_and_to_nobody_else(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("c")
    async with driving(path) as screen:
        await screen.press("e")
        assert gate(screen)[-1].startswith("reserved: ")
        await screen.press("escape")
    async with driving(path, by="ben") as screen:
        await screen.press("c")
        assert gate(screen)[-1].startswith("reserved: ")
        await screen.press("escape")
    async with driving(path, now=ledgers.LATER) as screen:
        await screen.press("c")
        assert gate(screen)[-1].startswith("reserved: ")


async def test_another_terminal_is_refused_while_it_is_held(tmp_path: Path) -> None:
    path = ledgers.made(tmp_path / "one.db", ONE_CALL)
    async with driving(path) as mara, driving(path, by="ben") as ben:
        await mara.press("c")
        await ben.press("c")
        assert gate(ben)[0] == "blocked: no call now, free again from 2026-07-07"
        assert "  2026-06-30  call    reserved  mara" in gate(ben)
        await ben.press("n")
        assert (
            ben.text("#dialog-said") == "`no answer` was not logged: `three-a-week` is in the way"
        )
        await mara.press("n")
        assert mara.status() == "logged: no answer - Harbour Bakery"
    assert attempts(path) == [("call", "mara", "NA", 0)]


async def test_what_is_refused_reserves_nothing(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("end", "k", "k", "k", "c", "escape")
        assert screen.status() == "nothing was logged"
    assert attempts(path) == []


async def test_their_own_call_gives_the_attempt_back(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("c", "i")
        assert screen.status() == "logged: inbound call - Harbour Bakery"
    assert attempts(path) == [("call", "mara", None, 1)]


async def test_nobody_else_tries_while_a_call_may_become_a_conversation(tmp_path: Path) -> None:
    path = ledgers.made(tmp_path / "talk.db", ONE_TALK)
    async with driving(path) as mara, driving(path, by="ben") as ben:
        await mara.press("c")
        await ben.press("c")
        assert any("under way" in line for line in gate(ben))
        await ben.press("escape")
        await mara.press("n")
        await ben.press("c", "r")
        assert ben.status() == "logged: refused to pay - Harbour Bakery"
    assert attempts(path) == [("call", "mara", "NA", 0), ("call", "ben", "RPC-REF", 0)]


async def test_two_talks_that_took_place_are_both_written(tmp_path: Path) -> None:
    """Mara's call lasts longer than ten minutes, and Ben rings in the meantime."""
    path, watch = ledgers.made(tmp_path / "talk.db", ONE_TALK), ledgers.Watch()
    async with driving(path, now=watch) as mara, driving(path, by="ben", now=watch) as ben:
        await mara.press("c")
        watch.forward(minutes=11)
        await ben.press("c", "r")
        await mara.press("r")
        assert mara.status() == (
            "logged: refused to pay - Harbour Bakery; beyond `one-talk`, and written as it was"
        )
    assert [said[2] for said in attempts(path)] == ["RPC-REF", "RPC-REF"]
    assert sound(path)


async def test_a_slip_gives_its_attempt_back_within_ten_minutes(path: Path) -> None:
    watch = ledgers.Watch()
    async with driving(path, now=watch) as screen:
        await screen.press("c", "n")
        watch.forward(minutes=10)
        await screen.press("u")
        assert screen.status() == "taken back: no answer - Harbour Bakery; it counts no more"
    assert attempts(path) == [("call", "mara", None, 1)]
    assert sound(path)


async def test_what_is_taken_back_later_counts_as_made_and_is_offered(path: Path) -> None:
    watch = ledgers.Watch()
    async with driving(path, now=watch) as screen:
        await screen.press("c", "n")
        watch.forward(minutes=11)
        await screen.press("u")
        ((attempt,),) = ledgers.rows(path, "SELECT seq FROM attempt")
        assert screen.status() == (
            f"taken back: no answer - Harbour Bakery; attempt {attempt} goes on counting as made, "
            "log what came of it"
        )
        assert attempts(path) == [("call", "mara", None, 0)]
        await screen.press("c", "m")
    assert attempts(path) == [("call", "mara", "LM", 0)]
    assert sound(path)
