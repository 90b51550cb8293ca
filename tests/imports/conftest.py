from __future__ import annotations

from pathlib import Path

import pytest

from tests.imports.desk import Desk


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLLECTRULES_LEDGER", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    return Desk(tmp_path, capsys)
