"""The ledger of a desk with something in every view."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.worklist.desk_books import made

ACCOUNTS: Final = (
    (25, "GBP", (), ()),
    (9, "GBP", (), ("queued",)),
    (25, "EUR", ("promise today",), ()),
    (50, "GBP", ("promise broken",), ()),
    (25, "GBP", ("dispute",), ()),
    (120, "EUR", (), ()),
    (26, "GBP", ("call", "call"), ()),
    (-3, "GBP", (), ("call-back today",)),
    (27, "GBP", (), ("call-back tomorrow",)),
    (28, "GBP", (), ("call",)),
    (30, "GBP", ("promise ahead", "renamed"), ()),
)


def desk_ledger(path: Path) -> Path:
    """The ledger, run for its day."""
    made(path, ACCOUNTS)
    return path
