from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from collectrules.demo.build import make_demo
from collectrules.ledger.book import Ledger
from collectrules.policy.shipped import shipped_policy


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    path: Path = tmp_path_factory.mktemp("demo") / "collectrules.db"
    make_demo(path, shipped_policy("ready"), "ready.toml")
    with Ledger.open(path) as ledger:
        yield ledger
