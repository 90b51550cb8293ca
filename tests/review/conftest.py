from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def demo(demo_ledger: Path) -> Path:
    """The file of the demo's ledger, which nobody may write to."""
    return demo_ledger
