"""What becomes of one invoice day by day, if only time passes: how a finding about days is tried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from collectrules.clock import add_months
from collectrules.policy.meaning import Facts, Judgement, judge
from collectrules.policy.model import Condition, Policy
from collectrules.policy.proof.expected import days_of_other_shares
from collectrules.policy.proof.months import due_date
from collectrules.policy.proof.time import RISING, later
from collectrules.policy.proof.usual import known_facts


@dataclass(frozen=True, slots=True)
class Course:
    """The days from one on, of an invoice of which the facts on that day are given."""

    policy: Policy
    facts: Facts

    def judged(self, day: int) -> Judgement:
        """What the policy decides so many days later, or earlier where it is negative."""
        return judge(self.policy, later(known_facts(self.facts), day))

    def next_stage(self, day: int) -> int | None:
        """The position of the next stage on a day, its wait aside."""
        step = self.judged(day).step
        return step.stage if step else None

    def days_of_change(self) -> tuple[int, ...]:
        """Day 0, and all later days that some condition may tell from the day before or after."""
        days = {0, *(max(0, day + more) for day in self._thresholds() for more in (-1, 0, 1))}
        return tuple(sorted(days))

    def last_day_of_a_stage(self) -> int | None:
        """The last day, from day 0 on, on which there is a next stage; None where no day is the last."""
        days = self.days_of_change()
        staged = [day for day in days if self.next_stage(day) is not None]
        return staged[-1] if staged and staged[-1] != days[-1] else None

    def _whole_months(self, asked: Condition) -> Iterator[int]:
        """The days past due on which the number of whole months is one that is asked for."""
        values = asked.value if isinstance(asked.value, tuple) else (asked.value,)
        months, past_due = self.facts["whole_months_past_due"], self.facts["days_past_due"]
        due = due_date(int(months), int(past_due))
        for value in map(int, values):
            yield from ((add_months(due, more) - due).days for more in (value, value + 1))

    def _thresholds(self) -> Iterator[int]:
        """The days on which a number reaches what some condition compares it with."""
        past_due = int(self.facts["days_past_due"])
        graces = {0, *(rule.days for rule in self.policy.grace)}
        for section in ("segment", "grace", "stage", "late_fee"):
            for rule in self.policy.section(section):
                for asked in rule.conditions:
                    if asked.fact == "expected_net":
                        yield from (day - past_due for day in days_of_other_shares(self.policy))
                    if asked.fact == "whole_months_past_due":
                        yield from (day - past_due for day in self._whole_months(asked))
                    if asked.fact not in RISING:
                        continue
                    values = asked.value if isinstance(asked.value, tuple) else (asked.value,)
                    past_grace = asked.fact == "days_past_grace"
                    name = "days_past_due" if past_grace else asked.fact
                    for value in values:
                        for grace in graces if past_grace else (0,):
                            yield int(value) + grace - int(self.facts[name])
