from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.worklist.books import Books, made


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    books = made(tmp_path / "books.db")
    yield books
    books.ledger.close()
