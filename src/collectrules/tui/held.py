"""The attempt that an open dialog holds: its place is taken before anybody dials, and given back by Esc.

What is said here of ten minutes is the time in which an attempt may be released; after it, it counts as made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from collectrules.actions.action import Context
from collectrules.compliance.gate import Verdict
from collectrules.compliance.whom import Whom
from collectrules.ledger.book import Ledger
from collectrules.policy.model import Channel
from collectrules.worklist.asking import Blocked
from collectrules.worklist.attempts import (
    Attempt,
    attempt_of,
    counts_as_made,
    release,
    reserve,
    without_result,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What opening the dialog came to."""

    verdict: Verdict | None = None
    """What the gate says; None where it was not asked, the attempt being an earlier one."""
    attempt: Attempt | None = None
    """Whose result the dialog asks for; None where none could be reserved."""
    earlier: bool = False
    """Whether the attempt was reserved before this dialog opened, and was left without a result."""


def left_over(context: Context, channel: Channel, left: int | None) -> Held | None:
    """The attempt of this person and day over a channel that has no result yet, but for `left`.

    `left` is one that this person has just chosen to leave as it stands.
    """
    found = without_result(
        context.ledger.connection, context.account.id, channel, on=context.on, by=context.by
    )
    attempt = next((each for each in found if each.id != left), None)
    return Held(attempt=attempt, earlier=True) if attempt is not None else None


def hold(context: Context, channel: Channel, whom: Whom, *, reason: str = "") -> Held:
    """Reserve an attempt at somebody; what a limit refuses is reserved nowhere, and its verdict says why.

    `reason` steps over soft limits. Raises as `reserve` does otherwise.
    """
    try:
        reserved = reserve(
            context.ledger,
            context.policy_seq,
            context.policy,
            account_id=context.account.id,
            channel=channel,
            at=context.at,
            by=context.by,
            whom=whom,
            override_reason=reason,
        )
    except Blocked as blocked:
        return Held(verdict=blocked.verdict)
    attempt = attempt_of(context.ledger.connection, reserved.attempt_id)
    return Held(verdict=reserved.verdict, attempt=attempt)


def let_go(ledger: Ledger, held: Held, *, at: datetime, by: str) -> bool:
    """Give back what was reserved for a dialog; returns whether an attempt goes on counting.

    One that was left without a result before stays as it is: it may have been made.
    """
    if held.attempt is None:
        return False
    attempt = attempt_of(ledger.connection, held.attempt.id)
    if attempt.released:
        return False
    if held.earlier or attempt.confirmed or counts_as_made(attempt, at):
        return True
    release(ledger, attempt.id, at=at, by=by)
    return False
