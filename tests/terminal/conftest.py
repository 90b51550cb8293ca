from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal import tmux
from tests.tui import ledgers


@pytest.fixture(autouse=True)
def with_tmux() -> None:
    if not tmux.found():
        pytest.skip("no tmux on this machine: the screen is not worked with real keys")


@pytest.fixture(autouse=True)
def with_nothing_remembered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The view that one test leaves is not the one that the next begins with."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return ledgers.made(tmp_path / "books.db")
