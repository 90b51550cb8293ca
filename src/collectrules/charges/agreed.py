"""What was agreed and what has arrived: which instalments are covered, what is kept, broken or lapsed.

What counts is money received since the agreement. What was credited, waived or written off since comes off
the end: the last instalments are the smaller for it, and of a settlement the sum that has to arrive.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from collectrules.charges.instalments import Instalment

PlanState = Literal["open", "kept", "broken"]
SettlementState = Literal["open", "kept", "lapsed"]


@dataclass(frozen=True, slots=True)
class Money:
    """What came off a debt on a day, negative where it was added to it."""

    on: date
    amount: int
    inferred: bool = False
    """Whether only a balance in an imported file told of it, so that it may have arrived before."""


@dataclass(frozen=True, slots=True)
class Since:
    """What has happened since an agreement to what it is about."""

    money: Sequence[Money] = ()
    """What was received."""
    taken_off: Sequence[Money] = ()
    """What was credited, waived or written off."""
    snapshots: Sequence[date] = ()
    """The days of which files were imported, in their order."""

    @property
    def forgone(self) -> int:
        """What was taken off in all."""
        return sum(each.amount for each in self.taken_off)

    def received(self, by: date | None = None) -> int:
        """What has arrived, by a day or in all.

        What was inferred counts as in time in the first snapshot from that day on.
        """
        if by is None:
            return sum(each.amount for each in self.money)
        place = bisect_left(self.snapshots, by)
        shown = self.snapshots[place] if place < len(self.snapshots) else by
        return sum(
            each.amount for each in self.money if each.on <= (shown if each.inferred else by)
        )

    def until(self, day: date) -> Since:
        """The same as it was at the end of a day."""
        return replace(
            self,
            money=[each for each in self.money if each.on <= day],
            taken_off=[each for each in self.taken_off if each.on <= day],
        )


@dataclass(frozen=True, slots=True)
class InstalmentState:
    """An instalment, and what has arrived for it."""

    instalment: Instalment
    to_pay: int
    """Less than its amount where the rest is owed no more."""
    paid: int

    @property
    def covered(self) -> bool:
        """Whether nothing of it is left to pay."""
        return self.paid >= self.to_pay

    def missed(self, as_of: date) -> bool:
        """Whether its day has passed without the money."""
        return not self.covered and self.instalment.due_on < as_of


def instalment_states(agreed: Sequence[Instalment], since: Since) -> tuple[InstalmentState, ...]:
    """Every instalment with what has arrived for it: money covers the first one first."""
    received, whole = max(0, since.received()), _whole(agreed, since)
    states, before = [], 0
    for each in agreed:
        to_pay = max(0, min(before + each.amount, whole) - before)
        paid = max(0, min(received - before, to_pay))
        states.append(InstalmentState(each, to_pay, paid))
        before += each.amount
    return tuple(states)


def _whole(agreed: Sequence[Instalment], since: Since) -> int:
    """What is to arrive in all: what was agreed, and no more than is left of it."""
    agreed_on = sum(each.amount for each in agreed)
    return max(0, min(agreed_on, agreed_on - since.forgone))


def plan_state(
    agreed: Sequence[Instalment], since: Since, broken_after_days: int, as_of: date
) -> PlanState:
    """Whether a plan is kept, broken or neither yet.

    Broken is one of which an instalment had not arrived so many days after its day; it does not matter on
    which days somebody looked. Kept is one of which all has arrived.
    """
    whole, sum_ = _whole(agreed, since), 0
    for each in agreed:
        sum_ += each.amount
        last = each.due_on + timedelta(days=broken_after_days)
        if last < as_of and since.received(last) < min(sum_, whole):
            return "broken"
    return "kept" if since.received() >= whole else "open"


def settlement_state(
    amount: int, owed: int, until: date, since: Since, as_of: date
) -> SettlementState:
    """Whether what settles a debt has arrived by its last day, can still arrive, or is too late.

    Where less than the amount is owed by now, that is enough.
    """
    if since.received(until) >= min(amount, max(0, owed - since.forgone)):
        return "kept"
    return "lapsed" if until < as_of else "open"
