from __future__ import annotations

from pathlib import Path

import pytest

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
