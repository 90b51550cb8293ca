"""What is drawn from again and again, made once: making it takes longer than drawing from it."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from hypothesis import strategies as st


@lru_cache(maxsize=None, typed=True)
def of(*some: Any) -> st.SearchStrategy[Any]:
    """One of these, which are told apart also where they are equal, as 0 and False are."""
    return st.sampled_from(some)


@cache
def whole(low: int, high: int) -> st.SearchStrategy[int]:
    """A whole number from `low` to `high`."""
    return st.integers(low, high)
