from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def new_ledgers_are_copies() -> None:
    """Here a new ledger is what is tested: each is made as the program makes it."""
