"""How sure a figure of a sample is: intervals that hold the true value 95 times in a hundred.

Shares: Wilson's score interval (E. B. Wilson, "Probable inference, the law of succession, and statistical
inference", JASA 22, 1927, 209-212). Means: Student's t ("The probable error of a mean", Biometrika 6, 1908,
1-25). Differences of shares: Newcombe's hybrid score interval, his method 10 (R. G. Newcombe, "Interval
estimation for the difference between independent proportions", Statistics in Medicine 17, 1998, 873-890); of
means: Welch's (B. L. Welch, "The generalization of Student's problem when several different population
variances are involved", Biometrika 34, 1947, 28-35), with the degrees of freedom of F. E. Satterthwaite ("An
approximate distribution of estimates of variance components", Biometrics Bulletin 2, 1946, 110-114): those
that Welch gives in his paper are others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, lgamma, log, log1p, sqrt
from statistics import NormalDist, fmean, variance
from typing import Final

LEVEL: Final = 0.95
_Z: Final = NormalDist().inv_cdf((1 + LEVEL) / 2)
LEAST: Final = 30
"""Of fewer on either side nothing is told: the usual line for means of figures that are skewed."""
LEAST_OF_EACH: Final = 5
"""So many with and so many without have to be on each side for a share to be told: the five that W. G.
Cochran asks of what is to be expected in a cell ("Some methods for strengthening the common chi-square
tests", Biometrics 10, 1954, 417-451), asked here of what is counted. And of a mean, as many a side with any
of it at all, or it is the figure of a few accounts."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From its low end to its high one."""

    low: float
    high: float

    @property
    def has_zero(self) -> bool:
        """Whether no difference at all is within it."""
        return self.low <= 0 <= self.high


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some accounts."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """The share, from 0 to 1; None of nobody."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> Interval | None:
        """Wilson's interval; None of nobody."""
        return wilson(self.hits, self.of) if self.of else None

    @property
    def enough(self) -> bool:
        """Whether there are enough of both kinds to compare it with another."""
        return self.of >= LEAST and min(self.hits, self.of - self.hits) >= LEAST_OF_EACH


@dataclass(frozen=True, slots=True)
class Mean:
    """A figure of each of some accounts."""

    values: Sequence[float]

    @property
    def of(self) -> int:
        """How many accounts."""
        return len(self.values)

    @property
    def total(self) -> float:
        """All together."""
        return sum(self.values)

    @property
    def value(self) -> float | None:
        """The mean; None of nobody."""
        return fmean(self.values) if self.values else None

    @property
    def interval(self) -> Interval | None:
        """Student's interval; None of fewer than two, which tell nothing of how they differ."""
        if len(self.values) < 2:
            return None
        half = t_value(self.of - 1) * sqrt(self.spread)
        return Interval(fmean(self.values) - half, fmean(self.values) + half)

    @property
    def any(self) -> int:
        """Of how many accounts it is not 0."""
        return sum(value != 0 for value in self.values)

    @property
    def spread(self) -> float:
        """The square of the standard error of the mean, of two or more."""
        return variance(self.values) / self.of

    @property
    def enough(self) -> bool:
        """Whether there are enough to compare it with another."""
        return self.of >= LEAST


Estimate = Share | Mean


def enough(one: Estimate, other: Estimate) -> bool:
    """Whether there are enough accounts, and enough with any of it, to compare two groups."""
    if isinstance(one, Mean) and isinstance(other, Mean):
        return one.enough and other.enough and one.any + other.any >= 2 * LEAST_OF_EACH
    return one.enough and other.enough


def wilson(hits: int, of: int) -> Interval:
    """Wilson's score interval of a share, `of` being more than 0."""
    share, z2 = hits / of, _Z**2
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z * sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    # At the ends the formula gives 0 and 1, but for what is lost in floating point.
    return Interval(
        0.0 if hits == 0 else middle - half,
        1.0 if hits == of else middle + half,
    )


def difference(one: Estimate, other: Estimate) -> tuple[float, Interval] | None:
    """How much more the one is than the other, and the interval; None where either is not known."""
    if isinstance(one, Share) and isinstance(other, Share):
        return _of_shares(one, other) if one.of and other.of else None
    if isinstance(one, Mean) and isinstance(other, Mean):
        return _of_means(one, other) if min(one.of, other.of) > 1 else None
    raise TypeError("a share and a mean do not compare")


def _of_shares(one: Share, other: Share) -> tuple[float, Interval]:
    p, q = one.hits / one.of, other.hits / other.of
    mine, theirs = wilson(one.hits, one.of), wilson(other.hits, other.of)
    below = sqrt((p - mine.low) ** 2 + (theirs.high - q) ** 2)
    above = sqrt((mine.high - p) ** 2 + (q - theirs.low) ** 2)
    return p - q, Interval(p - q - below, p - q + above)


def _of_means(one: Mean, other: Mean) -> tuple[float, Interval]:
    by = fmean(one.values) - fmean(other.values)
    both = one.spread + other.spread
    if both == 0:
        return by, Interval(by, by)
    freedom = both**2 / (one.spread**2 / (one.of - 1) + other.spread**2 / (other.of - 1))
    half = t_value(freedom) * sqrt(both)
    return by, Interval(by - half, by + half)


@cache
def t_value(freedom: float) -> float:
    """How many standard errors Student's t with so many degrees of freedom leaves 2.5 % above.

    Found by halving: the part of t beyond a value is the incomplete beta function (DLMF 8.17).
    """
    low, high = 0.0, 1.0
    while _beyond(high, freedom) > 1 - LEVEL:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        if _beyond(middle, freedom) > 1 - LEVEL:
            low = middle
        else:
            high = middle
    return high


def _beyond(value: float, freedom: float) -> float:
    """How much of Student's t is farther from 0 than a value, on both sides."""
    x = freedom / (freedom + value * value)
    return _incomplete_beta(x, freedom / 2, 0.5)


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (DLMF 8.17.22)."""
    if x in (0.0, 1.0):
        return x
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    # From the far end of the fraction to the near one: so many terms are far more than it needs here.
    fraction = 1.0
    for m in range(200, 0, -1):
        fraction = 1 + _term(m, x, a, b) / fraction
    return front / fraction


def _term(number: int, x: float, a: float, b: float) -> float:
    m, odd = divmod(number, 2)
    if odd:
        return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
