"""What a logged contact does to the ledger: the gate, the contact, and what came of it, in one act.

Whether the contact is allowed is decided in the transaction that writes it, so that nobody, in
whatever screen or script, can step over a hard limit. Where it is not allowed no contact is written; that
it was asked and refused is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from collectrules.clock import moment_text
from collectrules.compliance.gate import Verdict
from collectrules.compliance.local import local_day
from collectrules.compliance.results import Result, result_named
from collectrules.compliance.whom import ANYBODY, Whom
from collectrules.errors import InputError
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import Contacted, StageStepped
from collectrules.policy.model import Channel, Policy
from collectrules.worklist.asking import (
    Answer,
    Blocked,
    Question,
    ask,
    asking,
    check_moment,
    check_version,
    let_through,
    not_written,
)
from collectrules.worklist.attempts import attempt_of, confirming, open_at
from collectrules.worklist.brought import NOTHING, Brings, Brought, enter_brought
from collectrules.worklist.carried import Unfinished, Waiting, carried_out, waiting_for_the_owner
from collectrules.worklist.disputes import enter_dispute
from collectrules.worklist.needs import Dispute, Promise, check_needs
from collectrules.worklist.promises import enter_promise
from collectrules.worklist.state import account_number
from collectrules.worklist.stops import CameOfIt, enter_what_came_of
from collectrules.worklist.under import Beside, beside_on
from collectrules.worklist.whom import checked

__all__ = ["Blocked", "Brings", "Dispute", "LoggedContact", "Promise", "log_contact"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedContact:
    """What logging a contact wrote, or would write in a dry run."""

    seq: int
    account_id: int
    on: date
    """The local day of the contact, by the policy's time zone."""
    channel: Channel
    result: Result
    verdict: Verdict | None
    """What the gate said; None for what is no attempt of ours, such as a call from them."""
    check: int | None
    """The event that has what the gate was asked and said."""
    beyond: str
    """The rule that the result of an attempt went beyond, and no reason stepped over; empty of all else."""
    attempt_id: int | None
    """The attempt that it is the result of."""
    whom: Whom
    note: str
    promise: int | None
    """The seq of the promise."""
    disputes: tuple[int, ...]
    """The seqs of the disputes."""
    came_of_it: CameOfIt
    """The stops that it set or ended, and the number or address that it ended."""
    brought: Brought
    """The call-back and the note that came of it, the call-backs it ended, what was queued and is sent."""
    carried_out: tuple[Waiting, ...]
    unfinished: tuple[Unfinished, ...]
    """Stages of several channels that it was a part of, with the channels that are left."""
    waiting_for_the_owner: tuple[str, ...]
    """Stages of the channel that were not carried out, because the owner has not approved them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Contact:
    """A contact as it is about to be written."""

    account_id: int
    channel: Channel
    result: Result
    at: datetime
    on: date
    whom: Whom
    attempt_id: int | None
    recorded_at: datetime
    note: str
    promise: Promise | None
    dispute: Dispute | None
    override_reason: str
    stage: str
    approved_by: str
    brings: Brings


def log_contact(
    ledger: Ledger,
    policy_seq: int,
    policy: Policy,
    *,
    account_id: int,
    channel: Channel,
    result: str,
    at: datetime,
    by: str,
    whom: Whom = ANYBODY,
    attempt_id: int | None = None,
    note: str = "",
    promise: Promise | None = None,
    dispute: Dispute | None = None,
    override_reason: str = "",
    stage: str = "",
    approved_by: str = "",
    brings: Brings = NOTHING,
    recorded_at: datetime | None = None,
    dry_run: bool = False,
) -> LoggedContact:
    """Log a contact that took place at `at`, and what came of it, in one transaction.

    `attempt_id` names the attempt that was reserved for it, at `at`: it has its place, and its result is
    written whatever it is. Only what it is besides an attempt is asked about, and the verdict has the rule
    that it went beyond; the reason it was reserved with goes on counting.

    `override_reason` steps over soft limits and goes into the note; `stage` is as in `carried_out`;
    `approved_by` says who approved a stage that the owner has to, and goes into the note too;
    `brings` is what else is written with it; `recorded_at` is now, where it is logged later than it was.

    Raises `Blocked` where a limit is in the way: no contact is written then, but that it was refused is.
    Raises `Refused` where the promise or the dispute cannot be recorded, or the attempt is not one for
    this contact, `InputError` for a result that does not fit, and `LedgerError` where another version
    of the policy is in force on the day: nothing is written then.
    """
    if not (approved_by or "x").isprintable():
        raise InputError("who approved it is not a name", help="write it on one line")
    contact = _Contact(
        account_id=account_id,
        channel=channel,
        result=result_named(channel, result),
        at=at,
        on=local_day(policy, at),
        whom=whom,
        attempt_id=attempt_id,
        recorded_at=recorded_at or at,
        note="; ".join(
            said for said in (note.strip(), approved_by and f"approved by {approved_by}") if said
        ),
        promise=promise,
        dispute=dispute,
        override_reason=override_reason.strip(),
        stage=stage,
        approved_by=approved_by,
        brings=brings,
    )
    check_needs(contact.result, contact.promise, contact.dispute, contact.stage)
    check_moment(at, recorded_at, "a contact is logged once it has taken place")
    with asking(ledger, at=contact.recorded_at, by=by, dry_run=dry_run) as book:
        check_version(ledger, policy_seq, contact.on)
        beside = beside_on(ledger, contact.on, accounts=(account_id,))
        return _enter(book, policy_seq, policy, beside, contact, dry_run=dry_run)


def _enter(
    book: Book,
    policy_seq: int,
    policy: Policy,
    beside: Beside,
    contact: _Contact,
    *,
    dry_run: bool,
) -> LoggedContact:
    result, note = contact.result, contact.note
    account_number(book.connection, contact.account_id)
    contact = _with_whom(book, contact)
    answer = _asked(book, policy_seq, policy, beside, contact, dry_run=dry_run)
    if answer and answer.override:
        note = f"{note}; {answer.override}" if note else answer.override
    waiting, unfinished = (
        _carried_out(book, {"": (policy, policy_seq), **beside.versions}, beside, contact)
        if result.carries_out
        else ({}, ())
    )
    event = Contacted(
        contact.account_id,
        moment_text(contact.at),
        contact.channel,
        result.direction,
        result.code,
        note,
        person_id=contact.whom.person_id,
        reach_id=contact.whom.reach_id,
        attempt_id=contact.attempt_id,
        purpose=contact.whom.purpose or None,
        about=" ".join(map(str, contact.whom.about)) or None,
    )
    seq = book.append(event, on=contact.on)
    promise, disputes = _promised(book, contact), _disputed(book, contact)
    for each, version in waiting.items():
        book.append(StageStepped(each.invoice_id, each.stage, "done", version), on=contact.on)
    who = (contact.account_id, result, contact.whom)
    came_of_it = enter_what_came_of(book, policy, *who, at=contact.at, on=contact.on)
    brought = enter_brought(
        book,
        contact.brings,
        seq,
        account_id=contact.account_id,
        channel=contact.channel,
        result=result,
        whom=contact.whom,
        at=contact.at,
        on=contact.on,
        now=contact.recorded_at,
    )
    return LoggedContact(
        seq=seq,
        account_id=contact.account_id,
        on=contact.on,
        channel=contact.channel,
        result=result,
        verdict=answer.verdict if answer else None,
        check=answer.check if answer else None,
        beyond=answer.beyond if answer else "",
        attempt_id=contact.attempt_id,
        whom=contact.whom,
        note=note,
        promise=promise,
        disputes=disputes,
        came_of_it=came_of_it,
        brought=brought,
        carried_out=tuple(waiting),
        unfinished=unfinished,
        waiting_for_the_owner=_waiting_for_the_owner(book, policy, beside, contact),
    )


def _with_whom(book: Book, contact: _Contact) -> _Contact:
    """The contact with whom it was with held against the ledger, and what its attempt says of it."""
    about = (contact.account_id, contact.channel)
    if contact.attempt_id is None:
        whom = checked(book.connection, *about, contact.whom, contact.on)
        return replace(contact, whom=whom)
    attempt = attempt_of(book.connection, contact.attempt_id)
    whom = confirming(
        book.connection,
        attempt,
        account_id=contact.account_id,
        channel=contact.channel,
        at=contact.at,
        whom=contact.whom,
        result=contact.result,
        now=contact.recorded_at,
    )
    reason = contact.override_reason or attempt.override_reason
    return replace(contact, whom=whom, override_reason=reason)


def _asked(
    book: Book,
    policy_seq: int,
    policy: Policy,
    beside: Beside,
    contact: _Contact,
    *,
    dry_run: bool,
) -> Answer | None:
    """What the gate says; None of what is no attempt of ours. Raises `Blocked` where it is no."""
    if not contact.result.passes_gate:
        return None
    question = Question(
        account_id=contact.account_id,
        channel=contact.channel,
        at=contact.at,
        on=contact.on,
        whom=contact.whom,
        result=contact.result,
        confirms=contact.attempt_id,
        override_reason=contact.override_reason,
    )
    answer = ask(book, policy_seq, policy, beside.of_account(contact.account_id), question)
    let_through(
        book,
        answer,
        question,
        unwritten=not_written("contact", dry_run=dry_run),
        instead=_meant(book, contact),
    )
    return answer


def _meant(book: Book, contact: _Contact) -> str:
    """How to give its result to an attempt of the very same moment, where there is one that has none."""
    if contact.attempt_id is not None:
        return ""
    attempt = open_at(book.connection, contact.account_id, contact.channel, contact.at)
    if attempt is None:
        return ""
    return (
        f"attempt {attempt} of that moment has no result: `--attempt {attempt}` gives it this one"
    )


def _waiting_for_the_owner(
    book: Book, policy: Policy, beside: Beside, contact: _Contact
) -> tuple[str, ...]:
    """The stages of the channel that go on waiting, by any of the policies that the account is under."""
    if contact.approved_by or not contact.result.carries_out:
        return ()
    whom = (contact.account_id, contact.channel, contact.on)
    found = (
        stage
        for read in (policy, *beside.of_account(contact.account_id))
        for stage in waiting_for_the_owner(book.connection, read, *whom)
    )
    return tuple(dict.fromkeys(found))


def _carried_out(
    book: Book, versions: Mapping[str, tuple[Policy, int]], beside: Beside, contact: _Contact
) -> tuple[dict[Waiting, int], tuple[Unfinished, ...]]:
    """What a contact carries out on the ladder of each policy, with the version that asked for it.

    With it, what it is a part of.

    A stage that is named need wait on one of the ladders only.
    """
    found: dict[Waiting, int] = {}
    unfinished: dict[Unfinished, None] = {}
    refused: list[InputError] = []
    for id, (policy, seq) in versions.items():

        def ours(invoice_id: int, id: str = id) -> bool:
            return beside.of_invoice(contact.account_id, invoice_id) == id

        try:
            done = carried_out(
                book.connection,
                policy,
                contact.account_id,
                contact.channel,
                contact.on,
                stage=contact.stage,
                approved=bool(contact.approved_by),
                ours=ours,
            )
        except InputError as error:
            refused.append(error)
            continue
        found |= dict.fromkeys(done.done, seq)
        unfinished |= dict.fromkeys(done.unfinished)
    if len(refused) == len(versions):
        raise refused[0]
    return found, tuple(unfinished)


def _promised(book: Book, contact: _Contact) -> int | None:
    if contact.promise is None:
        return None
    amount, currency, due_on = contact.promise
    return enter_promise(
        book,
        account_id=contact.account_id,
        amount=amount,
        currency=currency,
        due_on=due_on,
        on=contact.on,
    )


def _disputed(book: Book, contact: _Contact) -> tuple[int, ...]:
    if contact.dispute is None:
        return ()
    invoices, reason = contact.dispute
    return tuple(
        enter_dispute(
            book,
            invoice_id=each.invoice_id,
            amount=each.amount,
            reason=reason,
            on=contact.on,
            account_id=contact.account_id,
        )
        for each in dict.fromkeys(invoices)
    )
