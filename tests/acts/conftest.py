from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acts.books import Firm


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    made = Firm(tmp_path / "books.db")
    yield made
    made.ledger.close()
