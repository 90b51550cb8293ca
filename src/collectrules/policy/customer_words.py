"""What a customer is told, in its smallest parts: what is done at a step, and when."""

from __future__ import annotations

from typing import Final

from collectrules.policy.model import ContactAction, Stage, TaskAction
from collectrules.policy.words import joined

_STEPS: Final = {
    "email": "write to you by e-mail",
    "sms": "send you a text message",
    "call": "call you",
    "letter": "write you a letter",
}


def step_text(stage: Stage) -> str:
    """What is done at a stage: `call you`."""
    match stage.action:
        case ContactAction(channels=channels, enough=enough):
            return joined([_STEPS[each] for each in channels], "and" if enough == "all" else "or")
        case TaskAction(words=words):
            return words
        case _:
            return "hand the matter over to a collection agency or a lawyer"


def count(number: int, unit: str = "day") -> str:
    """`1 day`, `14 days`."""
    return f"{number} {unit}{'s' if number != 1 else ''}"


def day(days: int, of: str = "due date") -> str:
    """A day by its distance from another, such as the due date."""
    if days == 0:
        return f"the {of}"
    if days == 1:
        return f"the day after the {of}"
    return f"{count(abs(days))} {'after' if days > 0 else 'before'} the {of}"


def sentence(text: str) -> str:
    """A text as a sentence of its own."""
    return text[:1].upper() + text[1:] + "."
