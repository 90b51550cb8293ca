"""The screen as the command opens it."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from collectrules.cli.worklist import open_screen
from collectrules.tui.app import WorklistApp
from tests.tui.driving import Driver
from tests.tui.ledgers import MORNING


@pytest.fixture
def as_a_command_begins() -> Iterator[None]:
    """Garbage is looked for as seldom as where a command runs to its end at once."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 20)
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.mark.usefixtures("as_a_command_begins")
def test_no_key_waits_until_much_was_gone_through_for_garbage(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    shown: list[str] = []

    async def used(app: WorklistApp) -> None:
        async with app.run_test(size=(120, 36)) as pilot:
            driver = Driver(pilot)
            await driver.settle()
            shown.extend(driver.shown())

    monkeypatch.setattr(WorklistApp, "run", lambda app: asyncio.run(used(app)))
    open_screen(path, by="mara", now=lambda: MORNING)
    assert len(shown) == 9
    assert gc.get_threshold()[0] <= 5_000
    assert gc.get_freeze_count() > 0
