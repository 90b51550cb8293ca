"""What is to be sent: queued after the gate was asked, sent through the gate again, or cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from collectrules.compliance.gate import Verdict
from collectrules.compliance.limits import CHANNEL_NAMES
from collectrules.compliance.local import local_day
from collectrules.compliance.whom import ANYBODY, Whom
from collectrules.errors import Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import Queued, QueuedEnded
from collectrules.policy.model import Channel, Policy
from collectrules.worklist.asking import Question, ask, asking, let_through, not_written
from collectrules.worklist.brought import Brings
from collectrules.worklist.carried import waiting_at
from collectrules.worklist.outcomes import LoggedContact, log_contact
from collectrules.worklist.queued import QueuedMessage, queued_messages, queued_of
from collectrules.worklist.state import account_number
from collectrules.worklist.under import beside_on
from collectrules.worklist.whom import checked

SENT_AS: Final[dict[Channel, str]] = {"email": "EM", "letter": "ML", "sms": "SMS"}
"""The result with which a message that was sent is logged, by its channel: what can be queued."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What was queued, and what the gate said of sending it at that moment."""

    seq: int
    verdict: Verdict


def queue_message(
    ledger: Ledger,
    policy_seq: int,
    policy: Policy,
    *,
    account_id: int,
    channel: Channel,
    stage: str = "",
    template: str = "",
    whom: Whom = ANYBODY,
    at: datetime,
    by: str,
    dry_run: bool = False,
) -> Waiting:
    """Queue a message; the gate is asked at once, and again when it is sent.

    What only time stands in the way of is queued all the same, and the verdict says until when. Raises
    `Blocked` where it will never be free, and `Refused` where the same waits already, and as `checked` does.
    """
    day = local_day(policy, at)
    with asking(ledger, at=at, by=by, dry_run=dry_run) as book:
        account_number(book.connection, account_id)
        _refuse_twice(book, account_id, channel, stage)
        named = checked(book.connection, account_id, channel, whom, day)
        question = Question(account_id=account_id, channel=channel, at=at, on=day, whom=named)
        beside = beside_on(ledger, day, accounts=(account_id,)).of_account(account_id)
        answer = ask(book, policy_seq, policy, beside, question)
        if answer.verdict.allowed_from is None:
            unwritten = not_written("message", dry_run=dry_run)
            let_through(book, answer, question, unwritten=unwritten)
        about = " ".join(map(str, named.about))
        event = Queued(
            account_id,
            channel,
            stage,
            template,
            named.person_id,
            named.reach_id,
            named.purpose,
            about,
        )
        return Waiting(book.append(event, on=day), answer.verdict)


def _refuse_twice(book: Book, account_id: int, channel: Channel, stage: str) -> None:
    for each in queued_messages(book.connection, account_id):
        if (each.channel, each.stage) == (channel, stage):
            raise Refused(
                f"{_what(each)} waits to be sent already, since {each.on}",
                help=f"send or cancel event {each.seq} first; nothing was written",
            )


def _what(message: QueuedMessage) -> str:
    of_stage = f" of `{message.stage}`" if message.stage else ""
    name = CHANNEL_NAMES[message.channel]
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}{of_stage}"


def send_queued(
    ledger: Ledger,
    policy_seq: int,
    policy: Policy,
    message: QueuedMessage,
    *,
    at: datetime,
    by: str,
    override_reason: str = "",
    dry_run: bool = False,
) -> LoggedContact:
    """Log that what was queued was sent, with its end, in one transaction through the gate.

    Raises as `log_contact` does, and `Refused` where it was sent or cancelled meanwhile.
    """
    return log_contact(
        ledger,
        policy_seq,
        policy,
        account_id=message.account_id,
        channel=message.channel,
        result=SENT_AS[message.channel],
        at=at,
        by=by,
        whom=message.whom,
        stage=_stage(ledger, message, local_day(policy, at)),
        override_reason=override_reason,
        brings=Brings(sent=message.seq),
        dry_run=dry_run,
    )


def _stage(ledger: Ledger, message: QueuedMessage, on: date) -> str:
    """The stage to carry out: none is named where no invoice waits at it any more."""
    waiting = waiting_at(ledger.connection, message.account_id, on)
    return message.stage if any(each.stage == message.stage for each in waiting) else ""


def cancel_queued(
    ledger: Ledger, seq: int, *, on: date, at: datetime, by: str, dry_run: bool = False
) -> int:
    """Say that what was queued will not be sent; returns the event. Raises as `queued_of` does."""
    writing = ledger.rehearsing if dry_run else ledger.writing
    with writing(at=at, by=by) as book:
        return book.append(QueuedEnded(queued_of(book.connection, seq).seq, "cancelled"), on=on)
