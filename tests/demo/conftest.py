from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from collectrules.ledger.book import Ledger


@pytest.fixture(scope="session")
def demo(demo_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with Ledger.open(Path(shutil.copy(demo_ledger, tmp_path_factory.mktemp("demo")))) as ledger:
        yield ledger
