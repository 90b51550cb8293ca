from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual import app, pilot, screen

from collectrules.tui.screens import act, worklist
from tests.tui import ledgers


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever this terminal likes, the screens are drawn in the same colours."""
    for name in (
        "NO_COLOR",
        "TEXTUAL_THEME",
        "TEXTUAL_FILTERS",
        "COLORTERM",
        "TEXTUAL_COLOR_SYSTEM",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests do not scroll past an account: its detail need not wait for the cursor to rest."""
    monkeypatch.setattr(worklist, "DETAIL_DELAY", 0)
    monkeypatch.setattr(act, "PREVIEW_DELAY", 0)


@pytest.fixture(autouse=True)
def waits_for_no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The driver waits until everything is done with: neither it nor the screen waits for a clock."""

    async def turn(*_: float) -> None:
        await asyncio.sleep(0)

    for each in (app, pilot):
        monkeypatch.setattr(each, "wait_for_idle", turn)
    monkeypatch.setattr(screen, "UPDATE_PERIOD", 3600)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = ledgers.made(tmp_path_factory.mktemp("ledger") / "books.db")
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path, made_once: bytes) -> Path:
    """A ledger of one's own, run for the day."""
    path = tmp_path / "books.db"
    path.write_bytes(made_once)
    return path
