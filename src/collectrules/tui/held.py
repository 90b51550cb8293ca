"""The attempt that an open dialog holds: its place is taken before anybody dials, and given back by Esc.

What is said here of ten minutes is the time in which an attempt may be released; after it, it counts as made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from collectrules.compliance.gate import Verdict
from collectrules.compliance.local import local_day
from collectrules.compliance.results import Result
from collectrules.ledger.book import Ledger
from collectrules.policy.model import Channel
from collectrules.tui.outcome import Outcome
from collectrules.worklist.asking import Blocked
from collectrules.worklist.attempts import (
    Attempt,
    attempt_of,
    counts_as_made,
    release,
    reserve,
    without_result,
)
from collectrules.worklist.find import AccountNamed, find_invoice
from collectrules.worklist.listing import Listing, Row
from collectrules.worklist.outcomes import LoggedContact, log_contact
from collectrules.worklist.reversals import reverse


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What opening the dialog came to."""

    verdict: Verdict | None = None
    """What the gate says; None where it was not asked, the attempt being an earlier one."""
    attempt: Attempt | None = None
    """Whose result the dialog asks for; None where none could be reserved."""
    earlier: bool = False
    """Whether the attempt was reserved before this dialog opened, and was left without a result."""


def hold(
    ledger: Ledger,
    listing: Listing,
    row: Row,
    channel: Channel,
    *,
    at: datetime,
    by: str,
    left: int | None = None,
) -> Held:
    """Reserve an attempt, unless one of the same person and day, over this channel, has no result yet.

    `left` is an attempt that this person has just chosen to leave as it stands. What a limit refuses is
    reserved nowhere, and its verdict says why. Raises as `reserve` does otherwise.
    """
    day = local_day(listing.policy, at)
    for attempt in without_result(ledger.connection, row.account_id, channel, on=day, by=by):
        if attempt.id != left:
            return Held(attempt=attempt, earlier=True)
    try:
        reserved = reserve(
            ledger,
            listing.policy_seq,
            listing.policy,
            account_id=row.account_id,
            channel=channel,
            at=at,
            by=by,
        )
    except Blocked as blocked:
        return Held(verdict=blocked.verdict)
    attempt = attempt_of(ledger.connection, reserved.attempt_id)
    return Held(verdict=reserved.verdict, attempt=attempt)


def log_held(
    ledger: Ledger,
    listing: Listing,
    row: Row,
    channel: Channel,
    *,
    result: Result,
    outcome: Outcome,
    held: Held,
    at: datetime,
    by: str,
) -> LoggedContact:
    """Log a contact: the result of the attempt that is held, or one at `at` where that is none of it.

    What is no attempt of ours gives back the attempt that was reserved for this dialog, within ten minutes.
    Raises as `log_contact` does; the attempt stands then.
    """
    attempt = held.attempt if result.passes_gate else None
    account = AccountNamed(row.account_id, row.account, row.name)
    disputed = [find_invoice(ledger, account, number) for number in outcome.invoices]
    logged = log_contact(
        ledger,
        listing.policy_seq,
        listing.policy,
        account_id=row.account_id,
        channel=channel,
        result=result.code,
        at=attempt.at if attempt else at,
        by=by,
        attempt_id=attempt.id if attempt else None,
        promise=outcome.promise,
        dispute=(disputed, outcome.reason) if disputed else None,
        override_reason=outcome.override_reason,
        recorded_at=at,
    )
    if attempt is None:
        let_go(ledger, held, at=at, by=by)
    return logged


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


def take_back(ledger: Ledger, logged: LoggedContact, *, at: datetime, by: str) -> int | None:
    """Take a contact back that was logged by mistake, with all that it brought.

    Returns the attempt that goes on counting in its place; None where none does. Raises as `reverse` does.
    """
    reason = "logged by mistake"
    return reverse(ledger, seq=logged.seq, reason=reason, on=logged.on, at=at, by=by).attempt
