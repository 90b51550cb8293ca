"""In how many days time alone can change what a policy decides of an account, as SQL over the facts of a run.

The day is reckoned too early rather than too late: judging too many costs time, and one too few is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from collectrules.engine.classes import quoted
from collectrules.engine.outlook import BY_THE_DAY, of_the_day
from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import condition_holds
from collectrules.policy.model import SECTIONS, Condition, Policy, Rule, Scalar, Stage

_ASKED: Final = tuple(name for name in SECTIONS if name not in ("offer", "credit", "priority"))
"""Sections that decide what a run writes and whom it lists. Scores are of the list, which is judged daily."""
_CALENDAR: Final = frozenset({"month", "day_of_month", "weekday"})
_A_YEAR: Final = 366
NEVER: Final = 1_000_000
"""Days: further ahead than anything."""


@dataclass(slots=True)
class Moving:
    """When time alone can change what a policy decides."""

    policy: Policy
    values: dict[str, list[int]] = field(init=False)
    """By fact, the values at which a class of it begins, in order."""
    read: frozenset[str] = field(init=False)
    _calendar: tuple[tuple[int, Rule, str], ...] = field(init=False)
    """Rules that ask for the calendar: the group of currencies, the rule, where else it holds as SQL."""

    def __post_init__(self) -> None:
        """Look up what the rules compare facts with."""
        found: defaultdict[str, set[int]] = defaultdict(set)
        read: set[str] = set()
        for _, group in self.policy.groups:
            for rule in (rule for name in _ASKED for rule in group.section(name)):
                for condition in rule.conditions:
                    read.add(condition.fact)
                    if condition.fact in BY_THE_DAY:
                        found[condition.fact] |= set(_begins(condition.value))
            if "expected_net" in read:
                for each in group.provision:
                    ends = (each.first_day, each.last_day)
                    found["days_past_due"] |= set(_begins([n for n in ends if n is not None]))
        found["days_past_due"].add(1)
        self.values = {name: sorted(values) for name, values in found.items()}
        self.read = frozenset(read)
        self._calendar = tuple(self._by_the_calendar())

    @property
    def working_days(self) -> bool:
        """Whether a calendar decides when a stage may be taken."""
        return any(
            stage.wait_working_days or stage.working_days_only
            for _, group in self.policy.groups
            for stage in group.stage
        )

    @property
    def interest(self) -> bool:
        """Whether it knows of interest."""
        return any(group.interest for _, group in self.policy.groups)

    def ahead_sql(self, day: date) -> str:
        """SQL for each account that was judged on a day, and in how many days it has to be judged again."""
        ahead = [self._until(name) for name in self.values]
        if "whole_months_past_due" in self.read:
            # No month is shorter than 28 days.
            ahead.append("28 * (max(0, j.whole_months_past_due) + 1) - j.days_past_due")
        ahead += [f"CASE WHEN {what} THEN 1 END" for what in self._at_once()]
        ahead += self._turns(day)
        ahead.append("CASE WHEN j.stage <> 'none' THEN d.wait_days - j.days_since_stage END")
        sooner = ", ".join(f"CASE WHEN ({each}) > 0 THEN {each} ELSE {NEVER} END" for each in ahead)
        return f"""
            SELECT j.account_id, min(min({sooner}, {NEVER}))
            FROM invoice_fact AS j
            JOIN decision AS d ON d.number = j.decision
            JOIN account_fact AS a ON a.rowid = j.account_row
            GROUP BY j.account_id
        """

    def _until(self, fact: str) -> str:
        """SQL for the days until a fact comes to the next of its values; NULL where there is none."""
        column = _column(fact)
        cases = " ".join(f"WHEN {column} < {n} THEN {n} - {column}" for n in self.values[fact])
        return f"CASE {cases} END"

    def _at_once(self) -> Iterator[str]:
        """SQL for what is so that the very next day may bring more: working days, fees not charged yet."""
        for number, (_, group) in enumerate(self.policy.groups):
            own = f"d.currencies = {number}"
            waits = [
                str(n)
                for n, stage in enumerate(group.stage)
                if stage.wait_working_days or stage.working_days_only
            ]
            if waits:
                yield f"{own} AND d.stage IN ({', '.join(waits)})"
            for n, fee in enumerate(group.late_fee):
                applies = (
                    f"{own} AND NOT d.stops_late_fee AND EXISTS (SELECT 1 FROM late_fee_of AS l"
                    f" WHERE l.decision = d.number AND l.rule = {n})"
                )
                if fee.repeat == "never":
                    applies += (
                        " AND NOT EXISTS (SELECT 1 FROM charge AS c WHERE c.invoice_id = j.invoice_id"
                        f" AND c.rule = '{fee.id}' AND c.period = 0)"
                    )
                yield applies

    def _by_the_calendar(self) -> Iterator[tuple[int, Rule, str]]:
        for number, (_, group) in enumerate(self.policy.groups):
            for name in _ASKED:
                for rule in group.section(name):
                    if any(condition.fact in _CALENDAR for condition in rule.conditions):
                        yield number, rule, self._else_holds(group, rule)

    def _else_holds(self, group: Policy, rule: Rule) -> str:
        """SQL for where a rule may hold by all that it asks for besides the calendar.

        Where it does not today, it does not before its other facts change, and then they are judged again.
        """
        known = [c for c in rule.when if c.fact not in _CALENDAR and FACTS[c.fact].type != "ids"]
        holds = [_true(condition) for condition in known]
        if isinstance(rule, Stage):
            ids = group.stage_ids
            above = ", ".join(quoted(each) for each in ids[ids.index(rule.id) :])
            # A stage that was taken, or passed over, is never taken again.
            holds.append(f"j.stage NOT IN ({above}) AND j.passed_over NOT IN ({above})")
        return " AND ".join(holds) or "true"

    def _turns(self, day: date) -> Iterator[str]:
        """SQL for the days until what a rule asks of the calendar turns out otherwise."""
        for number, rule, where in self._calendar:
            days = _turns_in(rule, day)
            if days is not None:
                yield f"CASE WHEN d.currencies = {number} AND {where} THEN {days} END"


def _column(fact: str) -> str:
    return f"{'j' if FACTS[fact].subject == 'invoice' else 'a'}.{fact}"


def _begins(value: object) -> Iterator[int]:
    """The values at which a comparison with one, or with several, may turn out otherwise."""
    for each in value if isinstance(value, (tuple, list)) else (value,):
        if isinstance(each, int) and not isinstance(each, bool):
            yield from (each, each + 1)


_COMPARED: Final = {
    "equals": "=", "not": "<>", "at_least": ">=", "at_most": "<=", "above": ">", "below": "<",
}  # fmt: skip


def _true(condition: Condition) -> str:
    """SQL for whether a comparison is true of the facts."""
    column, value = _column(condition.fact), condition.value
    if isinstance(value, tuple):
        return f"{column} IN ({', '.join(map(_literal, value))})"
    return f"{column} {_COMPARED[condition.comparison]} {_literal(value)}"


def _literal(value: Scalar) -> str:
    return quoted(value) if isinstance(value, str) else str(int(value))


def _turns_in(rule: Rule, day: date) -> int | None:
    """In how many days any of a rule's conditions about the calendar first turns out otherwise."""
    asked = [condition for condition in rule.conditions if condition.fact in _CALENDAR]
    now = [condition_holds(condition, of_the_day(day)) for condition in asked]
    for days in range(1, _A_YEAR + 1):
        later = of_the_day(day + timedelta(days=days))
        if [condition_holds(condition, later) for condition in asked] != now:
            return days
    return None
