"""Reading a whole ledger into memory without a search through it for cycles, again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unswept() -> Iterator[None]:
    """No search for cycles until it ends: what is read makes none, and lives as long as the review.

    On a large ledger the searches take as long as a tenth of all the rest.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
