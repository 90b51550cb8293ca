"""Chance that falls the same way on every machine and every Python.

Of the standard library only `random.Random.random` promises the same sequence for ever; everything
here is made from it with additions and multiplications alone, which round alike everywhere.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Chance of one's own: what one customer rolls changes nothing for the others."""

    def __init__(self, name: str) -> None:
        self._random = random.Random(name)

    def chance(self, probability: float) -> bool:
        """Whether something that happens with this probability happens."""
        return self._random.random() < probability

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included, each as likely."""
        return low + int(self._random.random() * (high - low + 1))

    def near(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included, the middle most likely."""
        middle = (self._random.random() + self._random.random()) * 0.5
        return low + int(middle * (high - low + 1))

    def low_end(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included, the small ones most likely."""
        return min(self.whole(low, high), self.whole(low, high))

    def pick(self, among: Sequence[T]) -> T:
        """One of them, each as likely."""
        return among[self.whole(0, len(among) - 1)]

    def weighed(self, among: Mapping[T, int]) -> T:
        """One of the keys, as likely as its weight."""
        point = self.whole(1, sum(among.values()))
        for each, weight in among.items():
            point -= weight
            if point <= 0:
                return each
        raise AssertionError("the weights add up to the highest point")
