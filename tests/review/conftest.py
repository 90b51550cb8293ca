from __future__ import annotations

from pathlib import Path

import pytest

from collectrules.demo.build import make_demo
from collectrules.policy.shipped import shipped_policy


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the demo's ledger, which nobody may write to."""
    path: Path = tmp_path_factory.mktemp("review") / "collectrules.db"
    make_demo(path, shipped_policy("ready"), "ready.toml")
    return path
