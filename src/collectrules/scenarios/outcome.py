"""What came of a scenario: what it wanted, what there was, and the conditions that made the difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from collectrules.engine.explain import Considered, Reading, consider
from collectrules.policy.facts import FACTS
from collectrules.policy.words import bare_text
from collectrules.scenarios.play import Moment, Played
from collectrules.scenarios.seen import Seen
from collectrules.scenarios.wanted import FactWanted, Wanted, asked_text
from collectrules.scenarios.wanted_books import GateWanted


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was expected, and what there was; both as text."""

    wanted: Wanted
    asked: str
    got: str
    passed: bool
    because: tuple[str, ...]
    """Why it is not as wanted, one line each; empty where it is."""


@dataclass(frozen=True, slots=True)
class CheckedMoment:
    """Everything that was expected at once."""

    on: date | None
    of: str
    checks: tuple[Checked, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A scenario, played and checked."""

    played: Played
    moments: tuple[CheckedMoment, ...]

    @property
    def passed(self) -> bool:
        """Whether it could be played to its end and everything was as expected."""
        return self.played.halt is None and all(
            check.passed for moment in self.moments for check in moment.checks
        )


def check(played: Played) -> Outcome:
    """Hold what was seen against what was expected."""
    moments = (
        CheckedMoment(moment.on, moment.look.of, tuple(_checks(moment)))
        for moment in played.moments
    )
    return Outcome(played, tuple(moments))


def _checks(moment: Moment) -> Iterator[Checked]:
    seen = moment.seen
    for wanted in moment.look.wanted:
        passed = wanted.agrees(seen)
        because = () if passed else tuple(_because(wanted, seen))
        yield Checked(wanted, wanted.asked(seen), wanted.got(seen), passed, because)


def _because(wanted: Wanted, seen: Seen) -> Iterator[str]:
    if isinstance(wanted, GateWanted):
        said = (verdict.sentence for verdict in wanted.verdicts(seen).values())
        yield from dict.fromkeys(said)
    if seen.judgement is None:
        yield "nothing is left to pay, so no rule looks at it"
        return
    if isinstance(wanted, FactWanted) and wanted.key == "days_past_grace":
        grace = seen.judgement.grace
        of = f"{grace.days} days of grace by `{grace.id}`" if grace else "no grace"
        yield f"{seen.judgement.facts['days_past_due']} days past due, {of}"
    concerned = set(wanted.concerned(seen))
    for one in consider(seen.policy, seen.judgement, seen.currency):
        if one.section in wanted.sections and one.rule in concerned:
            yield f"`{one.rule}` {one.outcome}{_readings(one, seen.currency)}"


def _readings(one: Considered, currency: str) -> str:
    """What kept a rule from holding, or what one that decides has read."""
    readings: Iterable[Reading] = () if one.holds else one.failed
    if one.decided:
        readings = (
            *one.when,
            *(reading for group in one.any for reading in group if reading.holds),
        )
    said = [reading_text(reading, currency) for reading in readings]
    return ": " + "; ".join(said) if said else ""


def reading_text(reading: Reading, currency: str) -> str:
    """What a condition read and what it asks: `` `days_past_grace` is 3, asked: at least 5 ``."""
    condition, value = reading.condition, reading.value
    if isinstance(value, bool):
        read = str(value).lower()
    else:
        read = bare_text(FACTS[condition.fact], value, currency)
    return f"`{condition.fact}` is {read}, asked: {asked_text(condition, currency)}"
