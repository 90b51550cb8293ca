from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectrules.cli import common
from tests.docs.shell import Shell


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell in an empty folder, on a day after all that the pages tell of."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLLECTRULES_LEDGER", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(common, "now", lambda: datetime(2026, 12, 1, 9, tzinfo=UTC))
    return Shell()
