"""One act with many accounts: each by itself through the gate, an honest sum, one undo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from collectrules.actions.action import Done
from collectrules.ledger.book import Ledger
from collectrules.tui import bulk
from collectrules.tui.screens.act import ActDialog
from collectrules.tui.screens.worklist import WorklistScreen
from collectrules.worklist.reversals import reverse
from tests.tui import ledgers
from tests.tui.driving import Driver, driving
from tests.tui.test_acting import fill, standing


async def all_called(screen: Driver) -> None:
    await screen.press("asterisk", "c")
    assert isinstance(screen.app.screen, ActDialog)
    await fill(screen, result="na")
    await screen.press("ctrl+s")
    assert "y to do it" in screen.text("#act-said")
    await screen.press("y")


async def test_the_sum_is_honest_and_u_takes_all_of_it_back(path: Path) -> None:
    async with driving(path) as screen:
        await all_called(screen)
        assert screen.status() == "8 logged, 1 blocked: three-a-week"
        called = (
            "SELECT count(*) FROM contact AS c JOIN journal AS j ON j.seq = c.seq"
            " WHERE j.recorded_by = 'mara'"
        )
        assert ledgers.rows(path, called) == [(8,)]
        await screen.press("u")
        assert screen.status() == ("taken back: 8 of 8, 8 logged, 1 blocked: three-a-week")
    assert ledgers.rows(path, "SELECT count(*) FROM reversal") == [(8,)]


async def test_a_failure_of_one_is_counted_and_the_rest_is_done(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("asterisk", "c")
        await fill(screen, result="ptp")
        await screen.press("ctrl+s", "y")
        assert screen.status().startswith(
            "0 logged, 9 failed: `PTP` (promise to pay) needs the amount"
        )


async def test_esc_stops_between_two_accounts(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screens: list[WorklistScreen] = []
    perform: Callable[..., object] = bulk.perform
    count = 0

    async def third_is_the_last(*given: object, **more: object) -> Done:
        nonlocal count
        if not more.get("dry_run"):
            count += 1
            if count == 3:
                screens[0].action_clear()
        return await perform(*given, **more)

    monkeypatch.setattr(bulk, "perform", third_is_the_last)
    async with driving(path) as screen:
        screens.append(screen.worklist)
        await screen.press("asterisk", "n")
        await fill(screen, text="holiday on Friday")
        await screen.press("ctrl+s", "y")
        assert screen.status() == "3 recorded, 6 not tried"
        assert len(standing(path, "note", "seq")) == 3
        await screen.press("u")
        assert screen.status() == "taken back: 3 of 3, 3 recorded, 6 not tried"
    assert standing(path, "note", "seq") == []


async def test_any_other_key_is_a_no(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("asterisk", "n")
        await fill(screen, text="x")
        await screen.press("ctrl+s", "n", "escape")
        assert screen.status() == "nothing was written"
    assert standing(path, "note", "seq") == []


async def test_what_is_of_one_account_says_so(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("asterisk", "p")
        assert screen.status() == "`promise` is done with one account at a time"


async def test_what_can_be_taken_back_no_more_is_counted_too(path: Path) -> None:
    """Somebody takes two of the notes back before the undo of them all."""
    async with driving(path) as screen:
        await screen.press("asterisk", "n")
        await fill(screen, text="holiday")
        await screen.press("ctrl+s", "y")
        notes = standing(path, "note", "seq")
        with Ledger.open(path) as ledger:
            for (seq,) in notes[:2]:
                assert isinstance(seq, int)
                reverse(ledger, seq=seq, reason="no", on=ledgers.DAY, at=ledgers.MORNING, by="ben")
        await screen.press("u")
        assert screen.status().startswith("taken back: 7 of 9, 9 recorded, the rest not: event ")
    assert standing(path, "note", "seq") == []


async def test_a_ledger_that_fails_ends_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    away = path.with_suffix(".away")
    perform: Callable[..., object] = bulk.perform
    count = 0

    async def gone_at_the_third(*given: object, **more: object) -> Done:
        nonlocal count
        count += 1
        if count == 3:
            path.rename(away)
        return await perform(*given, **more)

    monkeypatch.setattr(bulk, "perform", gone_at_the_third)
    async with driving(path) as screen:
        await screen.press("asterisk", "n")
        await fill(screen, text="holiday")
        await screen.press("ctrl+s", "y")
        said = screen.status()
        away.rename(path)
    assert len(standing(path, "note", "seq")) == 2
    assert said.startswith("error: ")
    assert "was removed or replaced" in said


async def test_what_is_each_account_s_own_may_stay_empty(path: Path) -> None:
    """One waits for an e-mail and one for a letter: each is queued as its stage asks."""
    async with driving(path) as screen:
        await screen.press("down", "down", "down", "down", "down", "down", "space", "down", "space")
        await screen.press("Q", "ctrl+s")
        assert "queue with 2 accounts?" in screen.text("#act-said")
        await screen.press("y")
        assert screen.status() == "2 queued"
        queued = (
            "SELECT a.number, q.channel, q.stage"
            " FROM queued AS q JOIN account AS a ON a.seq = q.account_id"
        )
        assert ledgers.rows(path, queued) == [
            ("C-07", "letter", "formal-letter"),
            ("C-09", "email", "reminder"),
        ]
        await screen.press("u")
        assert screen.status() == "taken back: 2 of 2, 2 queued"


async def test_the_result_of_contacts_with_many_is_asked_for(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("asterisk", "c", "ctrl+s")
        assert screen.text("#act-said") == ""
        assert isinstance(screen.app.screen, ActDialog)
