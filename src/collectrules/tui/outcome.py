"""What a result asks before it can be logged, as the fields of actions have it."""

from __future__ import annotations

from typing import Final

from collectrules.actions.action import Field
from collectrules.actions.payment import FIRST_LOOK, PAID_FIELDS
from collectrules.actions.reading import DAY_HINT, MOMENT_HINT
from collectrules.compliance.gate import Verdict
from collectrules.compliance.results import Result
from collectrules.money import format_minor
from collectrules.tui.opened import Opened

REASON: Final = Field(
    name="override", label="why step over the limit", hint="kept with the contact"
)
_WHEN: Final = Field(name="at", label="when", kind="moment", hint=MOMENT_HINT)


def questions(result: Result, currency: str, verdict: Verdict | None) -> tuple[Field, ...]:
    """What has to be asked before `result` can be logged, in order; mostly nothing."""
    asked: list[Field] = []
    if result.needs == "promise":
        asked += [
            Field(name="amount", label=f"how much, in {currency}", kind="amount"),
            Field(name="day", label="by which day", kind="day", hint=DAY_HINT),
        ]
    if result.needs == "dispute":
        asked += [
            Field(name="invoices", label="which invoices", hint="numbers, with commas between"),
            Field(name="reason", label="what is wrong", hint="in their words"),
        ]
    if result.code == "RPC-CB":
        asked.append(_WHEN)
    if result.code == "PAID":
        asked += PAID_FIELDS
    if result.passes_gate and is_soft(verdict):
        asked.append(REASON)
    return tuple(asked)


def first_answers(result: Result, opened: Opened) -> dict[str, str]:
    """What stands in the fields of a result before anybody writes."""
    firsts = {"invoices": opened.step.invoice}
    if result.needs == "promise":
        firsts["amount"] = format_minor(opened.step.to_collect, opened.currency)
    if result.code == "PAID":
        firsts["look"] = FIRST_LOOK
    return firsts


def is_soft(verdict: Verdict | None) -> bool:
    """Whether a limit stands in the way that may be stepped over with a reason."""
    return verdict is not None and not verdict.allowed and verdict.level == "soft"


def is_hard(verdict: Verdict | None) -> bool:
    """Whether a limit stands in the way that nobody can step over."""
    return verdict is not None and not verdict.allowed and verdict.level == "hard"
