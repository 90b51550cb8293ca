"""What a rule asks for, in words, and why it was asked."""

from __future__ import annotations

from collections.abc import Sequence

from collectrules.compliance.limits import CHANNEL_NAMES
from collectrules.policy.meaning import Facts, group_holds
from collectrules.policy.model import (
    Channel,
    ContactAction,
    PlacementAction,
    Rule,
    Stage,
    TaskAction,
)
from collectrules.policy.words import joined, readings_text


def needs_approval(rule: Rule) -> bool:
    """Whether the owner has to approve what a rule asks for."""
    return getattr(rule, "approval", "none") == "owner"


def action_text(rule: Rule, left: Sequence[Channel] | None = None) -> str:
    """What is to be done: `call (first-call)`, `place with northgate, if the owner approves`.

    Of a stage of several channels that was begun, what is `left`.
    """
    match rule:
        case Stage(action=ContactAction() as action):
            ways = action.channels if left is None else left
            named = [action.script] if "call" in ways else []
            named += [action.template] if any(way != "call" for way in ways) else []
            text = joined(
                [CHANNEL_NAMES[way] for way in ways], "and" if action.enough == "all" else "or"
            )
            text += f" ({joined([each for each in named if each], 'and')})" if any(named) else ""
        case Stage(action=PlacementAction(place_with=whom)):
            text = f"place with {whom}"
        case Stage(action=TaskAction(words=words)):
            text = words
        case _:
            text = "write off"
    return f"{text}, if the owner approves" if needs_approval(rule) else text


def why_text(rule: Rule, facts: Facts, invoice: str, currency: str) -> str:
    """One sentence: the invoice that decided, and each value the rule read beside what it asks for."""
    group = next((group for group in rule.any if group_holds(group, facts)), ())
    readings = readings_text(rule.when + group, facts, currency)
    return (
        f"{invoice}: {joined(readings, 'and')}"
        if readings
        else f"{invoice}: asked of every invoice"
    )
