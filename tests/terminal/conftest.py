from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal import tmux
from tests.tui import ledgers


@pytest.fixture(autouse=True)
def with_tmux() -> None:
    if not tmux.found():
        pytest.skip("no tmux on this machine: the screen is not worked with real keys")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return ledgers.made(tmp_path / "books.db")
