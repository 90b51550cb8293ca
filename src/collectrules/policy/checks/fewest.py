"""As few as it takes of those that together leave nothing over: which rules hide another one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
Case = TypeVar("Case")


def fewest(
    candidates: Sequence[T],
    escaping: Callable[[Sequence[T]], Case | None],
    takes: Callable[[T, Case], bool],
) -> list[T]:
    """One of the candidates that takes every case alone, else few of them that do together, in their order.

    `escaping` gives a case that none of some candidates takes, and None where they leave none.
    """
    needed: list[T] = []
    cases: list[Case] = []
    while (case := escaping(needed)) is not None:
        cases.append(case)
        taker = next((each for each in candidates if takes(each, case)), None)
        if taker is None:
            return list(candidates)
        needed.append(taker)
    alone = [each for each in candidates if all(takes(each, case) for case in cases)]
    while alone:
        case = escaping(alone[:1])
        if case is None:
            return alone[:1]
        alone = [each for each in alone[1:] if takes(each, case)]
    for each in tuple(needed):
        fewer = [other for other in needed if other is not each]
        if escaping(fewer) is None:
            needed = fewer
    return sorted(needed, key=candidates.index)
