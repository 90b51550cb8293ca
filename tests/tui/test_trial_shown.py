"""An account that is in a trial says so, in the pane beside the list and on its own screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import TrialStarted
from collectrules.ledger.publishing import publish_checked
from collectrules.ledger.trials import trials
from collectrules.policy.load import parse
from tests.tui import ledgers
from tests.tui.driving import driving

OTHER = ledgers.POLICY.replace(b'"harbour"', b'"sooner"')


@pytest.fixture
def on_trial(path: Path) -> bool:
    """A trial of half the accounts; returns whether the account on top is under the policy on trial."""
    with Ledger.open(path) as ledger, ledger.writing(at=ledgers.MORNING, by="edwin") as book:
        publish_checked(book, OTHER, parse(OTHER, "sooner.toml"), beside=True)
        event = TrialStarted("half", "sooner", 5_000, "which is better")
        book.append(event, on=ledgers.DAY)
        (trial,) = trials(book.connection)
        return trial.has("C-01")


SIDES = {
    True: "on trial `half`: under policy `sooner` since 2026-06-30",
    False: "in trial `half` among those that stay under the policy in force, since 2026-06-30",
}


async def test_the_pane_says_on_which_side_each_account_is(path: Path, on_trial: bool) -> None:
    async with driving(path, size=(160, 40)) as screen:
        seen = {}
        for _ in range(8):
            seen[screen.account] = next(
                side for side, said in SIDES.items() if said in screen.text("#detail-text")
            )
            await screen.press("down")
    assert seen["C-01"] == on_trial
    assert set(seen.values()) == {True, False}


async def test_the_account_says_it_and_its_timeline_has_it(path: Path, on_trial: bool) -> None:
    async with driving(path, size=(160, 40)) as screen:
        while SIDES[True] not in screen.text("#detail-text"):
            await screen.press("down")
        await screen.press("o")
        assert SIDES[True] in screen.text("#account-next")
        timeline = screen.app.screen.query_one("#timeline")
        lines = [timeline.render_line(y).text for y in range(timeline.size.height)]
        assert any("drawn for `half`: under policy `sooner`" in line for line in lines)
