from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.actions.office import LIMITS, Office
from tests.acts.books import POLICY, Firm


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    firm = Firm(tmp_path / "books.db", POLICY + LIMITS)
    firm.run("2026-02-01")
    yield Office(firm)
    firm.ledger.close()
