"""How the benchmarks measure time: seconds of CPU, the middle one of several."""

from __future__ import annotations

import resource
from collections.abc import Callable
from statistics import median
from typing import TypeVar

T = TypeVar("T")


def cpu() -> float:
    """Seconds of CPU used so far by this process and by those it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def measured(work: Callable[[], T], times: int = 3) -> tuple[float, T]:
    """The median seconds of CPU that some work takes, and what it came to the last time."""
    taken = []
    for _ in range(times):
        started = cpu()
        result = work()
        taken.append(cpu() - started)
    return median(taken), result


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The median seconds of CPU that some work takes."""
    return measured(work, times)[0]
