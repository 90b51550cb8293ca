"""Asking the gate in the transaction that acts on its answer, and writing down what was asked and said."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from collectrules.clock import moment_text
from collectrules.compliance.came_to import came_to
from collectrules.compliance.gate import Verdict, may
from collectrules.compliance.limits import CHANNEL_NAMES
from collectrules.compliance.local import local_day
from collectrules.compliance.open_attempts import under_way
from collectrules.compliance.results import Result
from collectrules.compliance.whom import ANYBODY, Whom
from collectrules.errors import InputError, LedgerError, Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.damage import stored_moment
from collectrules.ledger.events import GateAsked
from collectrules.ledger.policies import versions
from collectrules.policy.model import Channel, Policy
from collectrules.worklist.state import account_number
from collectrules.worklist.under import beside_on
from collectrules.worklist.whom import checked

_ON_RECORD: Final = "that it was refused is on record"


class Blocked(Refused):
    """What the gate does not allow; `verdict` says by which rule and until when."""

    def __init__(
        self,
        message: str,
        *,
        help: str,
        verdict: Verdict,
        check: int,
        whom: Whom,
        channel: Channel,
    ) -> None:
        super().__init__(message, help=help)
        self.verdict = verdict
        self.check = check
        """The event that has the question and the answer; of a dry run, what it would have been."""
        self.whom = whom
        self.channel = channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the gate is asked about."""

    account_id: int
    channel: Channel
    at: datetime
    on: date
    """The local day, by the policy's time zone."""
    whom: Whom = ANYBODY
    result: Result | None = None
    """Of a contact about to be recorded, or of an attempt about to be reserved."""
    confirms: int | None = None
    """The attempt that the result is of."""
    override_reason: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gate said, and where that is written."""

    verdict: Verdict
    check: int
    """The event that has the question and the answer."""
    whom: Whom
    through: bool
    """Whether the way is free, a reason steps over what is in it, or what is asked about has taken place."""
    override: str = ""
    """Which soft rules were stepped over, and why; empty where none was."""

    @property
    def beyond(self) -> str:
        """The rule that what has taken place went beyond; empty where no rule was, or a reason steps over."""
        return (
            "" if self.verdict.allowed or self.override or not self.through else self.verdict.rule
        )


@contextmanager
def asking(ledger: Ledger, *, at: datetime, by: str, dry_run: bool = False) -> Iterator[Book]:
    """A write transaction in which the gate is asked before anything else is written.

    Where it refuses, by `Blocked`, the question is kept and the refusal raised afterwards. Of a dry run
    nothing is kept.
    """
    refusal: Blocked | None = None
    begun = ledger.rehearsing if dry_run else ledger.writing
    with begun(at=at, by=by) as book:
        try:
            yield book
        except Blocked as blocked:
            refusal = blocked
    if refusal is not None:
        raise refusal


def ask(
    book: Book, policy_seq: int, policy: Policy, beside: Sequence[Policy], question: Question
) -> Answer:
    """Ask the gate in an open transaction, by a policy and those beside it, and write the question down.

    The result of an attempt is let through where what is in the way was not known when the attempt took its
    place: it cannot be undone. The answer has the rule that it goes beyond.
    """
    verdict, has_taken_place = _said(book.connection, policy, beside, question, book.recorded_at)
    reason = question.override_reason
    stepped_over = not verdict.allowed and verdict.level == "soft" and bool(reason)
    through = verdict.allowed or stepped_over or has_taken_place
    check = book.append(
        GateAsked(
            account_id=question.account_id,
            channel=question.channel,
            at=moment_text(question.at),
            person_id=question.whom.person_id,
            reach_id=question.whom.reach_id,
            purpose=question.whom.purpose,
            allowed=int(through),
            level=verdict.level or "",
            rule=verdict.rule,
            counted=" ".join(str(each.seq) for each in verdict.counted),
            free_from="" if verdict.allowed else _free_from(verdict),
            override=reason if stepped_over else "",
            policy=policy_seq,
        ),
        on=question.on,
    )
    override = f"override {', '.join(verdict.blocking)}: {reason}" if stepped_over else ""
    return Answer(verdict, check, question.whom, through, override)


def _said(
    connection: sqlite3.Connection,
    policy: Policy,
    beside: Sequence[Policy],
    question: Question,
    now: str,
) -> tuple[Verdict, bool]:
    """What the gate says, and whether it is of something that has taken place and cannot be undone."""
    about = (question.account_id, question.channel, question.at)
    if question.confirms is None or question.result is None:
        others = under_way(connection, question.account_id, stored_moment(now))
        said = may(
            connection,
            policy,
            *about,
            whom=question.whom,
            result=question.result,
            beside=beside,
            under_way=others,
        )
        return said, False
    came = came_to(
        connection,
        policy,
        *about,
        attempt_id=question.confirms,
        result=question.result,
        whom=question.whom,
        beside=beside,
    )
    return came.verdict, not came.known


def _free_from(verdict: Verdict) -> str:
    if verdict.allowed_from_time is not None:
        return moment_text(verdict.allowed_from_time)
    return verdict.allowed_from.isoformat() if verdict.allowed_from else ""


def let_through(
    book: Book, answer: Answer, question: Question, *, unwritten: str, instead: str = ""
) -> None:
    """Raise `Blocked` where a rule, or a missing reason, is in the way.

    `unwritten` says what is not written then; `instead` is what may have been meant.
    """
    if answer.through:
        return
    number = account_number(book.connection, question.account_id)
    by_rule = (
        "a reason steps over this soft limit"
        if answer.verdict.level == "soft"
        else "nobody can step over a hard limit"
    )
    raise Blocked(
        f"account `{number}` may not be contacted by {CHANNEL_NAMES[question.channel]} "
        f"on {question.on}: {answer.verdict.sentence}",
        help="; ".join(said for said in (instead, by_rule, unwritten) if said),
        verdict=answer.verdict,
        check=answer.check,
        whom=question.whom,
        channel=question.channel,
    )


def not_written(what: str, *, dry_run: bool) -> str:
    """What is true of a refusal: nothing was written of it but that there was one."""
    return "nothing was written" if dry_run else f"no {what} was written, {_ON_RECORD}"


def ask_gate(
    ledger: Ledger,
    policy_seq: int,
    policy: Policy,
    *,
    account_id: int,
    channel: Channel,
    at: datetime,
    by: str,
    whom: Whom = ANYBODY,
    recorded_at: datetime | None = None,
) -> Answer:
    """Ask whether an account may be contacted at a moment, and write that down.

    Goes by the policy, by those beside it that the account is under, and by what is recorded so far.
    `recorded_at` is now, where another moment is asked about. Raises `Refused` where there is no such
    account, or where `whom` is none of it.
    """
    day = local_day(policy, at)
    with ledger.writing(at=recorded_at or at, by=by) as book:
        account_number(book.connection, account_id)
        named = checked(book.connection, account_id, channel, whom, day)
        beside = beside_on(ledger, day, accounts=(account_id,)).of_account(account_id)
        question = Question(account_id=account_id, channel=channel, at=at, on=day, whom=named)
        return ask(book, policy_seq, policy, beside, question)


def check_moment(at: datetime, recorded_at: datetime | None, instead: str) -> None:
    """Raise `InputError` for a moment after the one at which it is recorded; `instead` is what to do then."""
    if recorded_at is not None and at > recorded_at:
        raise InputError(
            f"{at.isoformat(sep=' ', timespec='minutes')} has not come yet",
            help=instead,
        )


def check_version(ledger: Ledger, policy_seq: int, day: date) -> None:
    """Refuse to judge by another version than the one in force, as a screen left open would."""
    in_force = [
        stored for stored in versions(ledger) if stored.effective_from <= day and not stored.beside
    ]
    if in_force and in_force[-1].seq != policy_seq:
        raise LedgerError(
            f"version `{in_force[-1].version}` of the policy is in force on {day}, and this list "
            "was made by another",
            help="`collectrules run` makes the list anew; nothing was written",
        )
