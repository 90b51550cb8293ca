"""Public sample receivables to try the whole way on; they are not part of the project."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest

_BESIDE: Final = Path(__file__).parents[2] / "shared" / "data" / "receivables"

IBM: Final = "ibm-accounts-receivable.csv"
CUSTOMERS_694: Final = "open-invoices-694-customers.csv"


def sample(name: str) -> Path:
    """The file of that name; skips the test, by name, where it is not there."""
    path = Path(os.environ.get("COLLECTRULES_SAMPLE_DATA", _BESIDE)) / name
    if not path.is_file():
        pytest.skip(f"{name} is not there; COLLECTRULES_SAMPLE_DATA names its folder")
    return path
