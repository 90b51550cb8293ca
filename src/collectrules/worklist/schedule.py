"""By which rule interest runs on each day after an invoice is due, as far as the days themselves decide it.

A rule's conditions on days past due, days past grace and the age of the invoice come to hold on days that
can be told, before and after today. All else is taken to be as it is today.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from collectrules.policy.meaning import holding
from collectrules.policy.model import Policy, Scalar

CALENDAR: Final = ("days_past_due", "days_past_grace", "invoice_age_days")
"""Facts that grow by one each day; those past grace only on days on which the clock runs."""

NONE: Final = ("", "")
"""No rule, and no limits of its rate."""

Choice = tuple[str, str]
"""The id of a rule, and those of the limits of its rate with spaces between them."""


class Known(NamedTuple):
    """What is known of an invoice today that decides about interest."""

    past_due: int
    past_grace: int
    age: int
    others: tuple[Scalar, ...]
    """The facts of `facts_asked` that are not of the calendar, in its order."""


def facts_asked(policy: Policy) -> tuple[str, ...]:
    """The facts that the rules about interest of a policy read, those of the calendar left out."""
    read = {
        condition.fact
        for _, group in policy.groups
        for rule in (*group.interest, *group.interest_limit)
        for condition in rule.conditions
    }
    return tuple(sorted(read - set(CALENDAR)))


@dataclass(slots=True)
class Schedule:
    """The rules about interest of a policy as it reads for some currencies; answers are kept."""

    policy: Policy
    names: tuple[str, ...]
    """The names of `Known.others`."""
    _found: dict[tuple[int, int, tuple[Scalar, ...]], tuple[list[int], list[Choice]]] = field(
        default_factory=dict
    )

    def on(self, known: Known, past_due: int) -> Choice:
        """The choice on the day so many days past due, where the clock has never stopped."""
        starts, choices = self._steps(known)
        return choices[max(0, bisect_right(starts, past_due) - 1)]

    def steps(self, known: Known, first: int, last: int) -> Iterator[tuple[int, Choice]]:
        """The choice of the first of some days past due, then each that follows and from which day on."""
        starts, choices = self._steps(known)
        yield first, self.on(known, first)
        for start, choice in zip(starts, choices, strict=True):
            if first < start <= last:
                yield start, choice

    def with_clock(self, known: Known, past_due: int, past_grace: int) -> Choice:
        """The choice on a day so many days past due and past grace."""
        return self._choice(known, past_due, past_grace)

    @property
    def reads_the_clock(self) -> bool:
        """Whether a rule asks for the days past grace, which a clock that stops makes fewer."""
        return any(
            condition.fact == "days_past_grace"
            for rule in (*self.policy.interest, *self.policy.interest_limit)
            for condition in rule.conditions
        )

    def _steps(self, known: Known) -> tuple[list[int], list[Choice]]:
        """The days past due on which the choice may change, with the choices; the first is of all before."""
        grace, age = known.past_due - known.past_grace, known.age - known.past_due
        key = grace, age, known.others
        if key not in self._found:
            turns = sorted(set(self._turns(grace, age)))
            days = [turns[0] - 1, *turns] if turns else [0]
            self._found[key] = days, [self._choice(known, day, day - grace) for day in days]
        return self._found[key]

    def _turns(self, grace: int, age: int) -> Iterator[int]:
        """The days past due on which any condition on the calendar may come to hold, or cease to."""
        ahead = {"days_past_due": 0, "days_past_grace": grace, "invoice_age_days": -age}
        for rule in (*self.policy.interest, *self.policy.interest_limit):
            for condition in rule.conditions:
                if condition.fact in ahead:
                    value = condition.value
                    for bound in value if isinstance(value, tuple) else (value,):
                        yield int(bound) + ahead[condition.fact]
                        yield int(bound) + ahead[condition.fact] + 1

    def _choice(self, known: Known, past_due: int, past_grace: int) -> Choice:
        facts: dict[str, Scalar] = dict(zip(self.names, known.others, strict=True))
        facts["days_past_due"] = past_due
        facts["days_past_grace"] = past_grace
        facts["invoice_age_days"] = known.age - known.past_due + past_due
        return choice_by(self.policy, facts)


def choice_by(policy: Policy, facts: Mapping[str, Scalar]) -> Choice:
    """The rule that decides and the limits that hold; none where no rule holds."""
    rules = holding(policy.interest, facts)
    if not rules:
        return NONE
    return policy.interest[rules[0]].id, named(policy, holding(policy.interest_limit, facts))


def named(policy: Policy, limits: Sequence[int]) -> str:
    """The ids of limits, by their positions."""
    return " ".join(policy.interest_limit[index].id for index in limits)
