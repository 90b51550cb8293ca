"""The timeline of decisions: stages, what the gate refused, what the owner approved, exceptions."""

from __future__ import annotations

from typing import Final

from collectrules.compliance.limits import channel_name
from collectrules.worklist.timeline_said import (
    Said,
    Telling,
    Words,
    days_text,
    listed,
)

_STEPS: Final = {"due": "due", "done": "carried out", "passed": "passed over"}


def _stage_step(said: Said) -> Words:
    step = _STEPS.get(said.text("step"), said.text("step"))
    return Words("stage", f"{said.text('stage')} {step}: {said.invoice} ({said.policy})")


def _stage_move(said: Said) -> Words:
    way = f"from {said.text('stage_from')} to {said.text('stage_to')}"
    return Words("stage", f"{said.invoice}: moved {way} ({said.policy})")


def _gate_check(said: Said) -> Words:
    channel = channel_name(said.text("channel"))
    rule, over = said.text("rule"), said.text("override")
    free = f", free from {_free_from(said)}" if said.text("free_from") else ""
    if not said.number("allowed"):
        text = f"{channel} refused by {rule}{free} ({said.policy})"
    elif over:
        text = f"{channel} let through over {rule} ({said.policy})"
    elif said.text("level") in {"hard", "soft"}:
        text = f"result of {channel} beyond {rule}, written as it was ({said.policy})"
    else:
        text = f"{channel} let through ({said.policy})"
    return Words("gate", text, None, over)


def _free_from(said: Said) -> str:
    """A day as it is kept, or a moment by the clock of the business."""
    kept = said.text("free_from")
    return f"{said.moment('free_from'):%Y-%m-%d %H:%M}" if "T" in kept else kept


def _approval(said: Said) -> Words:
    section = said.text("section").replace("_", "-")
    of = f" of {said.invoice}" if said.invoice else ""
    return Words(
        "approval", f"{section} {said.text('rule')}{of} ({said.policy})", None, said.text("reason")
    )


def _override(said: Said) -> Words:
    about = said.invoice or "whole account"
    until = f"until {said.day('until_on')}" if said.text("until_on") else ""
    return Words("override", listed(f"{about}: {_instead(said)}", until), None, said.text("reason"))


def _override_end(said: Said) -> Words:
    override = said.named("override_id")
    what = f"{override.invoice or 'whole account'}: {_instead(override)}" if override else ""
    return Words("override", f"ended, {what}", None, said.text("reason"))


def _trial(said: Said) -> Words:
    text = f"drawn for `{said.text('name')}`: under policy `{said.text('policy_id')}`"
    return Words("trial", text, None, said.text("reason"))


def _trial_end(said: Said) -> Words:
    trial = said.named("trial_id")
    name = f"`{trial.text('name')}` " if trial else ""
    return Words(
        "trial", f"{name}is over: under the policy in force again", None, said.text("reason")
    )


def _instead(said: Said) -> str:
    match said.text("kind"):
        case "grace":
            return f"{days_text(said.number('days'))} of grace"
        case "policy":
            return f"under policy {said.text('policy_id')}"
        case _:
            return "left out"


_LET_THROUGH: Final = "x.allowed = 1 AND x.override = '' AND x.level NOT IN ('hard', 'soft')"

POLICY: Final = {
    "stage_step": Telling("invoice_id", ("policy",), _stage_step),
    "stage_move": Telling("invoice_id", ("policy",), _stage_move),
    "gate_check": Telling("account_id", ("policy", "contacts"), _gate_check, _LET_THROUGH),
    "approval": Telling("account_id", ("policy",), _approval),
    "override": Telling("account_id", ("policy",), _override),
    "override_end": Telling("override_id", ("policy",), _override_end),
    "trial": Telling("", ("policy",), _trial),
    "trial_end": Telling("trial_id", ("policy",), _trial_end),
}
