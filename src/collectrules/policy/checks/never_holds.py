"""never-holds: no account and no invoice there can be meets the conditions of a rule.

A rule that never holds looks like a safeguard and is none: a bound written the wrong way round, two
segments asked for at once, an overdue sum of an invoice that is not due yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from collectrules.policy.checks.context import Context
from collectrules.policy.checks.finding import Finding
from collectrules.policy.model import CONDITIONAL, Rule
from collectrules.policy.positions import KeyPath
from collectrules.policy.proof.search import sentences_against
from collectrules.policy.words import conditions_text


def never_holds(context: Context) -> Iterator[Finding]:
    """Find every rule whose conditions are proved never to hold together."""
    for section in CONDITIONAL:
        for number, rule in enumerate(context.policy.section(section)):
            if rule.conditions and context.impossible(context.theory.holds(rule)):
                yield _finding(context, section, number, rule)


def _finding(context: Context, section: str, number: int, rule: Rule) -> Finding:
    core = _core(context, rule)
    lead = "these are never so together" if len(core.conditions) > 1 else "this is never so"
    because = sentences_against(context.theory, context.theory.holds(core))
    return Finding(
        code="never-holds",
        message=f"`{rule.id}` can never hold",
        path=_place(core, section, number),
        help="change what it asks for, or remove the rule",
        notes=(
            f"{lead}: {conditions_text(core, context.policy.currencies[0])}",
            *(f"because {sentence}" for sentence in because),
        ),
    )


def _core(context: Context, rule: Rule) -> Rule:
    """The rule with only as many of its conditions as it takes never to hold."""
    core = rule
    for group in rule.unless:
        core = _less(context, core, unless=tuple(each for each in core.unless if each != group))
    if rule.any:
        core = _less(context, core, any=())
    for condition in rule.when:
        core = _less(context, core, when=tuple(each for each in core.when if each != condition))
    return core


def _less(context: Context, core: Rule, **fewer: tuple[object, ...]) -> Rule:
    less = replace(core, **fewer)  # type: ignore[arg-type]  # by the names of its fields
    still = less.conditions and context.impossible(context.theory.holds(less))
    return less if still else core


def _place(core: Rule, section: str, number: int) -> KeyPath:
    if core.when:
        return section, number, "when", core.when[-1].fact
    return section, number, "any" if core.any else "unless"
