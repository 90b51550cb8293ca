"""gap: an age of an invoice at which a section that should decide has nothing to say.

On the ladder: a stage holds up to a day only, and no stage after it holds later on. An invoice that is not
taken in time, because of a hold, an import or a holiday, is then on no stage for ever, or for days, where
another stage begins later on. Stages that end before the days of grace do are left alone: a friendly word
before the due date is meant to. So is what a write-off lets go of.

In late fees: one rule ends on a day, another begins days later, and in between none holds.

Segments and grace have no gaps: their last rule is without conditions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from collectrules.policy.checks.context import Context
from collectrules.policy.checks.courses import Course
from collectrules.policy.checks.finding import Finding, Witness
from collectrules.policy.checks.ladder import START, Ladder, Position
from collectrules.policy.meaning import Facts, holding
from collectrules.policy.proof.formula import (
    Formula,
    Sum,
    all_of,
    at_least,
    negated,
    some_of,
)
from collectrules.policy.proof.time import RISING, Later, alone, closes, outgrown

_BEFORE: Final = Later("days until then, negative")
_AFTER: Final = Later("days from then")
_LONGEST: Final = 3650


def gap(context: Context) -> Iterator[Finding]:
    """Find ages on no stage, and ages without a fee between two that have one."""
    yield from _after_the_stages(Ladder(context))
    for section in ("stage", "late_fee"):
        said: set[str] = set()
        for number, rule in enumerate(context.policy.section(section)):
            if closes(context.theory.holds(rule)):
                facts = context.picture(*_between(context, section, number))
                if facts is not None:
                    found = _between_two(context, section, facts)
                    if found is not None and found.message not in said:
                        said.add(found.message)
                        yield found


def _after_the_stages(ladder: Ladder) -> Iterator[Finding]:
    count = len(ladder.stages)
    if not any(closes(ladder.holds(number)) for number in range(count)):
        return
    said: set[int] = set()
    for number in range(-1, count - 1):
        if number >= 0 and not ladder.reached(number):
            continue
        position = Position(number)
        facts = ladder.context.picture(*_left_behind(ladder, position))
        if facts is not None:
            end = _End(ladder, position, Course(ladder.context.policy, facts))
            if end.closing not in said:
                said.add(end.closing)
                yield end.finding()


def _left_behind(ladder: Ladder, position: Position) -> tuple[Formula, ...]:
    """That some stage after a position holds, past grace, and in the end neither one nor a write-off does."""
    theory, ahead = ladder.context.theory, range(position.stage + 1, len(ladder.stages))
    return (
        alone(theory),
        at_least("days_past_grace", 1),
        theory.word("passed_over", "none"),
        theory.word("stage", _name(ladder, position)),
        some_of(*map(ladder.holds, ahead)),
        *(negated(_in_the_end(ladder, ladder.holds(each), position)) for each in ahead),
        *(negated(_in_the_end(ladder, each, position)) for each in _write_offs(ladder.context)),
    )


def _name(ladder: Ladder, position: Position) -> str:
    return "none" if position == START else ladder.stages[position.stage].id


def _write_offs(context: Context) -> Iterator[Formula]:
    return map(context.theory.holds, context.policy.write_off)


def _in_the_end(ladder: Ladder, holds: Formula, position: Position) -> Formula:
    """When conditions may still hold of an invoice however old."""
    segments = ladder.context.policy.segment
    moving = any(asked.fact in RISING for rule in segments for asked in rule.conditions)
    return outgrown(
        holds,
        still=frozenset({"days_since_stage"} if position == START else ()),
        open_words=frozenset({"segment"} if moving else ()),
    )


@dataclass(frozen=True, slots=True)
class _End:
    """An invoice at a position of the ladder that runs out of stages."""

    ladder: Ladder
    position: Position
    course: Course

    @property
    def last_day(self) -> int:
        """The last day on which there is a next stage."""
        return self.course.last_day_of_a_stage() or 0

    @property
    def closing(self) -> int:
        """The position of that stage."""
        return self.course.next_stage(self.last_day) or 0

    def finding(self) -> Finding:
        """What there is to say about the day after."""
        stage, after = self.ladder.stages[self.closing], self.course.judged(self.last_day + 1)
        days = int(after.facts["days_past_grace"]) - 1
        carried_out = (
            "no stage was carried out"
            if self.position == START
            else f"the last stage was `{_name(self.ladder, self.position)}`"
        )
        said = self.ladder.context.said(after.facts, (stage,), "days_past_grace", "stage")
        return Finding(
            code="gap",
            message=f"no stage takes up an invoice more than {days} day{'s' if days != 1 else ''} past "
            f"grace for which {carried_out}",
            path=("stage", self.closing, "id"),
            help=f"let `{stage.id}` hold without a last day, or add a stage for what is older",
            notes=(f"for example: {said}; `{stage.id}` held until the day before",),
            witness=Witness(self.course.facts, lambda _: self._confirmed()),
        )

    def _confirmed(self) -> bool:
        last = self.course.last_day_of_a_stage()
        return last is not None and self.course.next_stage(last) is not None


def _between(context: Context, section: str, number: int) -> tuple[Formula, ...]:
    """That a rule held on an earlier day, some rule holds on a later one, and on the day itself none does.

    All of it past grace, and before the first stage.
    """
    theory, rules = context.theory, context.policy.section(section)
    since = ("customer_age_days", "days_since_last_payment", "days_since_last_contact")
    past_grace = at_least("days_past_grace", 1)
    return (
        alone(theory),
        past_grace,
        theory.word("stage", "none"),
        theory.word("passed_over", "none"),
        *map(theory.fails, rules),
        *(map(theory.fails, context.policy.write_off) if section == "stage" else ()),
        Sum(((_BEFORE.days, 1),), -_LONGEST, -1),
        _BEFORE.holds(all_of(past_grace, theory.holds(rules[number]))),
        *(Sum(((name, 1), (_BEFORE.days, 1)), low=0) for name in (*since, "invoice_age_days")),
        Sum(((_AFTER.days, 1),), 1, _LONGEST),
        some_of(*(_AFTER.holds(theory.holds(other)) for other in rules)),
        *_BEFORE.as_decided(theory),
        *_AFTER.as_decided(theory),
    )


def _between_two(context: Context, section: str, facts: Facts) -> Finding | None:
    rules, course = context.policy.section(section), Course(context.policy, facts)

    def held(day: int) -> tuple[int, ...]:
        return holding(rules, course.judged(day).facts)

    first = next((day for day in range(0, -_LONGEST, -1) if held(day - 1)), None)
    last = next((day for day in range(_LONGEST) if held(day + 1)), None)
    if first is None or last is None:
        return None
    ends, begins = rules[held(first - 1)[0]], held(last + 1)[0]
    on_the_first, on_the_last = (course.judged(day).facts for day in (first, last))
    days = f"{on_the_first['days_past_grace']} to {on_the_last['days_past_grace']} days past grace"
    said = context.said(on_the_first, (ends, rules[begins]))
    none, unless = _WORDS[section]
    return Finding(
        code="gap",
        message=f"{none.format(days)}: `{ends.id}` ends before, `{rules[begins].id}` begins after",
        path=(section, begins, "id"),
        help=f"let `{ends.id}` hold until `{rules[begins].id}` begins, unless {unless}",
        notes=(f"for example: {said}",),
        witness=Witness(
            facts,
            lambda judged: (
                not holding(rules, judged.facts) and bool(held(first - 1) and held(last + 1))
            ),
        ),
    )


_WORDS: Final = {
    "stage": (
        "no stage takes up an invoice {} for which none was carried out",
        "it is to be left alone then",
    ),
    "late_fee": ("no late fee holds from {}", "nothing is to be charged then"),
}
"""Of a section: that none of it holds on some days, and in which case that is right."""
