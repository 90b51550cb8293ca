"""unreachable-stage: a stage that no invoice can come to, or that no invoice can go on from.

A stage is taken only from further down the ladder. One that asks for `stage` to be itself, or one that comes
after it, waits for what can never be; and a stage after which no other one ever holds is the last
one, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from collectrules.policy.checks.context import Context
from collectrules.policy.checks.finding import Finding, Witness
from collectrules.policy.checks.ladder import Ladder
from collectrules.policy.meaning import rule_holds
from collectrules.policy.proof.formula import some_of
from collectrules.policy.words import joined


def unreachable_stage(context: Context) -> Iterator[Finding]:
    """Find every stage that is proved to have no way in, or no way on."""
    ladder = Ladder(context)
    for number in range(len(ladder.stages)):
        if ladder.reached(number):
            yield from _no_way_on(ladder, number)
        else:
            yield from _no_way_in(ladder, number)


def _no_way_in(ladder: Ladder, number: int) -> Iterator[Finding]:
    context, stage, holds = ladder.context, ladder.stages[number], ladder.holds(number)
    below = some_of(*map(ladder.at, ladder.positions(number)))
    if not context.impossible(below, holds):
        return
    facts = context.picture(holds)
    if facts is None:
        return
    yield Finding(
        code="unreachable-stage",
        message=f"no invoice can come to `{stage.id}`: it holds only past it, or where nothing leads to",
        path=("stage", number, "id"),
        help="look at what it asks of `stage` and `passed_over`; a stage follows those before it by itself",
        notes=(f"it holds, for example, for: {context.said(facts, (stage,), 'stage')}",),
        witness=Witness(facts, lambda judged: rule_holds(stage, judged.facts)),
    )


def _no_way_on(ladder: Ladder, number: int) -> Iterator[Finding]:
    context, stage = ladder.context, ladder.stages[number]
    after = [n for n in range(number + 1, len(ladder.stages)) if ladder.reached(n)]
    here = context.theory.word("stage", stage.id)
    if not after or not context.impossible(here, some_of(*map(ladder.holds, after))):
        return
    facts = context.picture(here, ladder.holds(number)) or context.picture(here)
    if facts is None:
        return
    named = joined([f"`{ladder.stages[n].id}`" for n in after], "or")
    yield Finding(
        code="unreachable-stage",
        message=f"no invoice can go on from `{stage.id}`: {named} never follows it",
        path=("stage", number, "id"),
        help="put it last, or let a stage after it hold once it is carried out",
        notes=(f"for example: {context.said(facts, (stage,), 'stage')}",),
        witness=Witness(facts, lambda judged: judged.step is None),
    )
