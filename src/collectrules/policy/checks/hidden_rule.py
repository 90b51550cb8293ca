"""hidden-rule: a rule that decides nothing, because others take all that it asks for.

In a section where the first rule that holds decides, one above may ask for less, or several may share
between them all that a rule below asks for. On the ladder a stage is hidden where, whenever it holds,
a stage before it that is still to be taken holds too. A contact limit is hidden by a stricter one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from collectrules.policy.checks.allowance import allowance, is_stricter
from collectrules.policy.checks.context import Context
from collectrules.policy.checks.fewest import fewest
from collectrules.policy.checks.finding import Finding, Witness
from collectrules.policy.checks.ladder import Ladder, Position
from collectrules.policy.meaning import Facts, Judgement, holding, rule_holds
from collectrules.policy.model import SECTIONS, ContactNotice, ContactQuota, Rule
from collectrules.policy.proof.formula import some_of
from collectrules.policy.words import joined

_Case = tuple[Position, Facts]


def hidden_rule(context: Context) -> Iterator[Finding]:
    """Find every rule that is proved never to decide although it can hold, with those that hide it."""
    for kind in SECTIONS.values():
        rules = context.policy.section(kind.name) if kind.hits == "first" else ()
        for number in range(1, len(rules)):
            if context.impossible(context.theory.first(rules, number)):
                yield from _hidden(context, kind.name, rules, number)
    ladder = Ladder(context)
    for number in range(len(ladder.stages)):
        if not ladder.reached(number):
            yield from _hidden_stage(ladder, number)
    yield from _hidden_limits(context.policy.contact_limit)


def _hidden(
    context: Context, section: str, rules: Sequence[Rule], number: int
) -> Iterator[Finding]:
    rule, theory = rules[number], context.theory
    facts = context.picture(theory.holds(rule))
    if facts is None:
        return

    def escaping(above: Sequence[Rule]) -> Facts | None:
        return context.example(theory.holds(rule), *map(theory.fails, above))

    hiding = fewest(rules[:number], escaping, rule_holds)
    decides = rules[holding(rules, facts)[0]]
    verb = "takes" if len(hiding) == 1 else "take"
    yield Finding(
        code="hidden-rule",
        message=f"`{rule.id}` never decides: {_named(hiding)} above it {verb} all it asks for",
        path=(section, number, "id"),
        help="put it further up, or let those above it ask for more",
        notes=(f"for example: {context.said(facts, (rule, *hiding))}; `{decides.id}` decides",),
        witness=Witness(facts, lambda judged: _decided_above(rules, number, judged)),
    )


def _decided_above(rules: Sequence[Rule], number: int, judged: Judgement) -> bool:
    found = holding(rules, judged.facts)
    return number in found and found[0] < number


def _hidden_stage(ladder: Ladder, number: int) -> Iterator[Finding]:
    """A finding about a stage that holds for some invoice on its way, and yet is never the next one."""
    context, stage = ladder.context, ladder.stages[number]
    below = some_of(*map(ladder.at, ladder.positions(number)))
    facts = context.picture(below, ladder.holds(number))
    if facts is None:
        return

    def escaping(before: Sequence[int]) -> _Case | None:
        for at in ladder.positions(number):
            ahead = (ladder.fails(each) for each in before if each > at.stage)
            found = context.example(ladder.at(at), ladder.holds(number), *ahead)
            if found is not None:
                return at, found
        return None

    def takes(other: int, case: _Case) -> bool:
        return other > case[0].stage and rule_holds(ladder.stages[other], case[1])

    hiding = [ladder.stages[each] for each in fewest(range(number), escaping, takes)]
    verb = "is" if len(hiding) == 1 else "are"
    yield Finding(
        code="hidden-rule",
        message=f"`{stage.id}` is never the next stage: {_named(hiding)} before it {verb} always taken first",
        path=("stage", number, "id"),
        help="put it further up, or let those before it hold less often",
        notes=(f"for example: {context.said(facts, (stage, *hiding), 'stage')}",),
        witness=Witness(facts, lambda judged: _another_is_next(number, judged)),
    )


def _another_is_next(number: int, judged: Judgement) -> bool:
    return judged.step is not None and judged.step.stage != number


def _hidden_limits(rules: Sequence[ContactQuota]) -> Iterator[Finding]:
    limits = {
        number: allowance(rule)
        for number, rule in enumerate(rules)
        if not isinstance(rule, ContactNotice)
    }
    for number, limit in limits.items():
        above = [each for place, each in limits.items() if place < number]
        for other in limits.values():
            alike = is_stricter(limit, other) and other not in above
            if other is not limit and is_stricter(other, limit) and not alike:
                yield Finding(
                    code="hidden-rule",
                    message=f"`{limit.rule.id}` never decides: `{other.rule.id}` never allows more than "
                    "it does",
                    path=("contact_limit", number, "id"),
                    help="let it allow less than the other, or remove it",
                )
                break


def _named(rules: Sequence[Rule]) -> str:
    return joined([f"`{rule.id}`" for rule in rules], "and")
