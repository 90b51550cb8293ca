"""What living through a period under a version comes to: what is done, how soon, and what it costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final

from collectrules.review.day_of_work import PLACEMENT, RESULTS, TASK, TO_WRITE_OFF
from collectrules.review.impact import MINUTES as MINUTES_OF_CONTACTS
from collectrules.review.model import Version

MINUTES: Final[Mapping[str, Fraction]] = {
    **{str(channel): count for channel, count in MINUTES_OF_CONTACTS.items()},
    PLACEMENT: Fraction(15),
    TASK: Fraction(15),
    TO_WRITE_OFF: Fraction(5),
}
"""How long each thing takes, where nobody says otherwise: an estimate to be replaced by one's own."""
BY_THEMSELVES_WITHIN: Final = 7
"""Days, where nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Days:
    """How many days something took, each time it happened."""

    counts: Mapping[int, int]
    """How often it took so many days, in the order of the days."""

    @classmethod
    def of(cls, days: Iterable[int]) -> Days:
        """Those of some times."""
        return cls(dict(sorted(Counter(days).items())))

    @property
    def times(self) -> int:
        """How often it happened."""
        return sum(self.counts.values())

    @property
    def mean(self) -> Fraction | None:
        """The days it took on average; None where it never happened."""
        total = sum(days * times for days, times in self.counts.items())
        return Fraction(total, self.times) if self.times else None

    @property
    def median(self) -> Fraction | None:
        """The days that half of the times it took at most; None where it never happened."""
        if not self.times:
            return None
        low, high = self._nth((self.times - 1) // 2), self._nth(self.times // 2)
        return Fraction(low + high, 2)

    def _nth(self, number: int) -> int:
        for days, times in self.counts.items():
            if number < times:
                return days
            number -= times
        raise IndexError(number)


@dataclass(frozen=True, slots=True)
class Total:
    """How many, and how much in each currency, in minor units."""

    count: int
    amounts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Month:
    """What was done in a month, `2026-03`."""

    month: str
    done: Mapping[str, int]
    minutes: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a version would have come to from the first day to the last."""

    version: Version
    done: Mapping[str, int]
    """How often each thing was done: contacts by channel, placements, tasks, write-offs to approve."""
    by_rule: Mapping[str, int]
    """The same by the stage, or the rule of the write-off, that asked for it."""
    approved: int
    """How much of it the owner had to approve."""
    blocked: Mapping[str, int]
    """Rows that the gate let nobody work on their day, by its rule; the same row counts again each day."""
    minutes: Fraction
    months: tuple[Month, ...]
    fees: Total
    """Late fees charged, those let go among them."""
    fees_let_go: Total
    interest: Total
    written_off: Total
    """Principal let go without asking anybody, and what was left of settlements that were kept."""
    to_first_contact: Days
    """From the due date of an invoice to the first contact that carried out a stage for it."""
    to_payment: Days
    """From that contact to the next payment on the invoice, as it was in fact paid."""
    not_paid: int
    """Invoices contacted about of which no payment is known."""
    by_themselves: int
    """Contacts with customers who paid within the days that count, and had in fact not been contacted."""
    escalated: Mapping[tuple[int, str], date] = field(default_factory=dict)
    """The first day on which a stage was carried out for an account."""
    lost: Mapping[str, int] = field(default_factory=dict)
    """By stage, invoices that stood on one that the version neither has nor moves them from."""
    checked: Mapping[date, bool] = field(default_factory=dict)
    """Days on which everybody was judged as well, and whether that came to the same."""
    not_told: Mapping[str, int] = field(default_factory=dict)
    """Events that had nothing to say here, by kind: payments of a fee that was not charged, and the like."""

    @property
    def contacts(self) -> int:
        """Contacts over all channels."""
        return sum(self.done.get(channel, 0) for channel in RESULTS)
