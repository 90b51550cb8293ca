"""What is offered in the place of a contact that a limit forbids: another channel, or a call-back."""

from __future__ import annotations

from dataclasses import dataclass

from collectrules.compliance.results import Result
from collectrules.policy.model import Channel
from collectrules.tui.dialog_text import call_back_key, instead_keys
from collectrules.tui.opened import Opened


@dataclass(frozen=True, slots=True)
class Instead:
    """What is to be done: a contact over another channel, or a call-back at a moment."""

    channel: Channel | None = None
    call_back_at: str = ""


def instead_of(opened: Opened, character: str, result: Result | None) -> Instead | None:
    """What a key asks for in the place of the contact; None where it asks for a result, or for nothing."""
    if result is not None and not result.passes_gate:
        return None
    channel = instead_keys(opened).get(character)
    if channel is not None:
        return Instead(channel=channel)
    if opened.free_at and character == call_back_key(opened):
        return Instead(call_back_at=opened.free_at)
    return None
