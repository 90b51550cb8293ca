"""impossible-wait: by the time a stage's wait is over, it can no longer hold.

A stage may be taken only when its wait since the one before was carried out is over, and that one has
its own days and its own wait. Where a stage also holds up to a day only, the waits before it may use up
all of its days. Days are counted as long as the due date stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from collectrules.policy.checks.context import Context
from collectrules.policy.checks.finding import Finding, Witness
from collectrules.policy.checks.ladder import START, Ladder, Position
from collectrules.policy.model import Stage
from collectrules.policy.proof.time import closes
from collectrules.policy.words import conditions_text


def impossible_wait(context: Context) -> Iterator[Finding]:
    """Find every stage that is proved to be over before it may be taken, from wherever it may be next."""
    ladder = Ladder(context)
    for number in range(len(ladder.stages)):
        if not closes(ladder.holds(number)) or not ladder.taken(number):
            continue
        ways = list(ladder.ways(number))
        if all(_too_late(ladder, way, number) for way in ways):
            yield from _finding(ladder, ways[0], number)


def _too_late(ladder: Ladder, way: Position, number: int) -> bool:
    """Whether a stage cannot be taken in time from a position."""
    if way == START:
        return False
    return ladder.context.impossible(
        ladder.at(way), ladder.next(way, number), ladder.in_time(way, number)
    )


def _finding(ladder: Ladder, way: Position, number: int) -> Iterator[Finding]:
    context, stage = ladder.context, ladder.stages[number]
    facts = context.picture(ladder.at(way), ladder.next(way, number))
    if facts is None:
        return
    before = f"`{ladder.stages[way.stage].id}`"
    over = (
        f"when its wait of {_wait_text(stage)} after {before} is over"
        if ladder.least_wait(number)
        else f"when {before} has been carried out"
    )
    yield Finding(
        code="impossible-wait",
        message=f"`{stage.id}` can never be taken: {over}, it no longer holds",
        path=("stage", number, _key(stage)),
        help="shorten this wait or one before it, or let the stage hold for longer",
        notes=(
            *_earliest(ladder, way, number),
            f"it holds while {conditions_text(stage, context.policy.currencies[0])}",
        ),
        witness=Witness(facts, lambda judged: bool(judged.step and judged.step.stage == number)),
    )


def _earliest(ladder: Ladder, way: Position, number: int) -> Iterator[str]:
    """When the stage before is carried out at the earliest, and when its wait is over then."""
    earliest, stage = ladder.earliest(way.stage), ladder.stages[number]
    if earliest is not None:
        yield (
            f"`{ladder.stages[way.stage].id}` is carried out {_day(earliest)} at the earliest, so "
            f"`{stage.id}` may be taken {_day(earliest + ladder.least_wait(number))} at the earliest"
        )


def _wait_text(stage: Stage) -> str:
    working = stage.wait_working_days
    return (
        f"{working} working day{'s' if working != 1 else ''}" if working else _days(stage.wait_days)
    )


def _key(stage: Stage) -> str:
    return (
        "wait_working_days" if stage.wait_working_days else "wait_days" if stage.wait_days else "id"
    )


def _days(number: int) -> str:
    return f"{number} day{'s' if number != 1 else ''}"


def _day(days_past_due: int) -> str:
    if days_past_due == 0:
        return "on the due date"
    side = "before the due date" if days_past_due < 0 else "past due"
    return f"{_days(abs(days_past_due))} {side}"
