"""Attempts that somebody is about to make: each takes its place among those that limits count.

It is reserved in the transaction that asks the gate, so that two who ask at once are never both let
through. A contact that names it says what came of it. It may be released for ten minutes; after those
it counts as made. One that stands in the place of a contact which was taken back counts as made from the
beginning.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, cast, get_args

from collectrules.clock import moment_text
from collectrules.compliance.gate import Verdict
from collectrules.compliance.history import OVERRIDE
from collectrules.compliance.limits import CHANNEL_NAMES
from collectrules.compliance.local import local_day
from collectrules.compliance.open_attempts import OPEN_ATTEMPT, OPEN_FOR, STANDS_FOR
from collectrules.compliance.results import RESERVED, Result
from collectrules.compliance.whom import ANYBODY, Purpose, Whom
from collectrules.errors import Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.damage import DamagedValue, stored_day, stored_moment
from collectrules.ledger.events import AttemptReleased, AttemptReserved
from collectrules.policy.model import Channel, Policy
from collectrules.worklist.asking import (
    Question,
    ask,
    asking,
    check_moment,
    check_version,
    let_through,
    not_written,
)
from collectrules.worklist.state import account_number
from collectrules.worklist.under import beside_on
from collectrules.worklist.whom import checked


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserved:
    """What reserving an attempt wrote, or would write in a dry run."""

    attempt_id: int
    check: int
    """The event that has the question to the gate and its answer."""
    on: date
    """The local day of the attempt, by the policy's time zone."""
    whom: Whom
    verdict: Verdict
    override: str
    """Which soft rules were stepped over, and why; empty where none was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """An attempt as the ledger has it."""

    id: int
    account_id: int
    channel: Channel
    at: datetime
    on: date
    whom: Whom
    recorded_at: datetime
    """When it took its place: when it was reserved, or the contact recorded that it stands in for."""
    override_reason: str
    """With which a soft rule was stepped over then."""
    confirmed: bool
    released: bool
    instead_of: int | None
    """The contact in whose place it stands, which was taken back; None where it was reserved."""


def reserve(
    ledger: Ledger,
    policy_seq: int,
    policy: Policy,
    *,
    account_id: int,
    channel: Channel,
    at: datetime,
    by: str,
    whom: Whom = ANYBODY,
    override_reason: str = "",
    recorded_at: datetime | None = None,
    dry_run: bool = False,
) -> Reserved:
    """Reserve an attempt at `at`: ask the gate, and take the place, in one transaction.

    `override_reason` steps over soft limits; `recorded_at` is now, where it is recorded later.

    Raises `Blocked` where a limit is in the way, `Refused` where `whom` is none of the account,
    `InputError` for a moment that has not come, and `LedgerError` where another version of the policy
    is in force on the day. No attempt is written then; that the gate refused is.
    """
    day = local_day(policy, at)
    check_moment(at, recorded_at, "reserve it when it is about to be made")
    with asking(ledger, at=recorded_at or at, by=by, dry_run=dry_run) as book:
        check_version(ledger, policy_seq, day)
        account_number(book.connection, account_id)
        named = checked(book.connection, account_id, channel, whom, day)
        question = Question(
            account_id=account_id,
            channel=channel,
            at=at,
            on=day,
            whom=named,
            result=RESERVED,
            override_reason=override_reason.strip(),
        )
        beside = beside_on(ledger, day, accounts=(account_id,)).of_account(account_id)
        answer = ask(book, policy_seq, policy, beside, question)
        unwritten = not_written("attempt", dry_run=dry_run)
        let_through(book, answer, question, unwritten=unwritten)
        attempt = AttemptReserved(
            account_id=account_id,
            channel=channel,
            at=moment_text(at),
            person_id=named.person_id,
            reach_id=named.reach_id,
            purpose=named.purpose,
            about=_text(named.about),
        )
        return Reserved(
            attempt_id=book.append(attempt, on=day),
            check=answer.check,
            on=day,
            whom=named,
            verdict=answer.verdict,
            override=answer.override,
        )


def release(
    ledger: Ledger,
    attempt_id: int,
    *,
    at: datetime,
    by: str,
    reason: str = "",
    dry_run: bool = False,
) -> int:
    """Give the place of an attempt back that was not made; returns the event that says so.

    Raises `Refused` where there is no such attempt, it was released or has a result, it was reserved
    more than ten minutes before `at`, or it stands in the place of a contact that was taken back.
    """
    begun = ledger.rehearsing if dry_run else ledger.writing
    with begun(at=at, by=by) as book:
        return enter_release(book, attempt_id, at=at, reason=reason)


def enter_release(book: Book, attempt_id: int, *, at: datetime, reason: str = "") -> int:
    """Release an attempt in an open transaction; returns what `release` does, and raises as it does."""
    attempt = attempt_of(book.connection, attempt_id)
    _check_open(attempt)
    if counts_as_made(attempt, at):
        why = (
            "was reserved more than ten minutes ago"
            if attempt.instead_of is None
            else f"stands in the place of contact {attempt.instead_of}"
        )
        raise Refused(
            f"attempt {attempt_id} {why} and counts as made",
            help="log what came of it with `collectrules log ... --attempt N`; nothing was written",
        )
    return book.append(AttemptReleased(attempt_id, reason.strip()), on=attempt.on)


def counts_as_made(attempt: Attempt, at: datetime) -> bool:
    """Whether an attempt can no longer be released at a moment."""
    return attempt.instead_of is not None or at - attempt.recorded_at > OPEN_FOR


def without_result(
    connection: sqlite3.Connection, account_id: int, channel: Channel, *, on: date, by: str
) -> tuple[Attempt, ...]:
    """The attempts that somebody reserved for a day and gave no result, nor released; the latest first."""
    rows = connection.execute(
        _WITHOUT_RESULT,
        {"account_id": account_id, "channel": channel, "on": on.isoformat(), "by": by},
    ).fetchall()
    return tuple(attempt_of(connection, id) for (id,) in rows)


_WITHOUT_RESULT: Final = f"""
    SELECT a.seq
    FROM attempt AS a JOIN journal AS j ON j.seq = a.seq
    WHERE a.account_id = :account_id AND a.effective_on = :on AND a.channel = :channel
      AND j.recorded_by = :by AND {OPEN_ATTEMPT}
    ORDER BY a.seq DESC
"""


def open_at(
    connection: sqlite3.Connection, account_id: int, channel: Channel, at: datetime
) -> int | None:
    """The attempt at an account over a channel at a moment that has no result; None where there is none."""
    given = {"account_id": account_id, "channel": channel, "at": moment_text(at)}
    row = connection.execute(_OPEN_AT, given).fetchone()
    return row[0] if row else None


_OPEN_AT: Final = f"""
    SELECT a.seq FROM attempt AS a
    WHERE a.account_id = :account_id AND a.channel = :channel AND a.at = :at AND {OPEN_ATTEMPT}
    ORDER BY a.seq LIMIT 1
"""


def attempt_of(connection: sqlite3.Connection, attempt_id: int) -> Attempt:
    """An attempt by the event that reserved it; raises `Refused` where there is none."""
    row = connection.execute(_ATTEMPT, (attempt_id,)).fetchone()
    if row is None:
        raise Refused(
            f"the ledger has no attempt {attempt_id}",
            help="name it by the number that `collectrules reserve` gave; nothing was written",
        )
    id, day, account_id, channel, at, person_id, reach_id, purpose, about, *more = row
    recorded_at, override, note, instead_of, confirmed, released = more
    if channel not in get_args(Channel) or purpose not in get_args(Purpose):
        raise DamagedValue(f"it has an attempt by `{channel}` for `{purpose}`")
    return Attempt(
        id=id,
        account_id=account_id,
        channel=cast(Channel, channel),
        at=stored_moment(at),
        on=stored_day(day),
        whom=Whom(person_id, reach_id, tuple(map(int, about.split())), cast(Purpose, purpose)),
        recorded_at=stored_moment(recorded_at),
        override_reason=override or _reason_noted(note),
        confirmed=bool(confirmed),
        released=bool(released),
        instead_of=instead_of,
    )


def _reason_noted(note: str) -> str:
    """The reason in the note of a contact of before questions to the gate were written down."""
    said = OVERRIDE.search(note)
    return said[2].strip() if said else ""


_ATTEMPT: Final = f"""
    SELECT a.seq, a.effective_on, a.account_id, a.channel, a.at, a.person_id, a.reach_id, a.purpose, a.about,
           j.recorded_at,
           -- The question that let it through was written straight before what took the place.
           coalesce((SELECT g.override FROM gate_check AS g WHERE g.seq = coalesce(c.seq, a.seq) - 1), ''),
           coalesce(c.note, ''), c.seq,
           EXISTS (
               SELECT 1 FROM contact AS k
               WHERE k.attempt_id = a.seq AND k.seq NOT IN (SELECT reversed_seq FROM reversal)
           ),
           EXISTS (SELECT 1 FROM attempt_release AS r WHERE r.attempt_id = a.seq)
    FROM attempt AS a
    LEFT JOIN contact AS c ON {STANDS_FOR}
    JOIN journal AS j ON j.seq = coalesce(c.seq, a.seq)
    WHERE a.seq = ?
"""


def confirming(
    connection: sqlite3.Connection,
    attempt: Attempt,
    *,
    account_id: int,
    channel: Channel,
    at: datetime,
    whom: Whom,
    result: Result,
    now: datetime,
) -> Whom:
    """Whom a contact that confirms an attempt was with: what it names, else what the attempt named.

    Raises `Refused` where the attempt was released or has a result, is another account's, over another
    channel, at another moment or for somebody else, and where the result cannot be one of it.
    """
    _check_open(attempt)
    if attempt.account_id != account_id:
        number = account_number(connection, attempt.account_id)
        raise _not_of_it(attempt, f"is of account `{number}`")
    if attempt.channel != channel:
        raise _not_of_it(attempt, f"is one by {CHANNEL_NAMES[attempt.channel]}")
    if moment_text(attempt.at) != moment_text(at):
        raise _not_of_it(attempt, f"is of {moment_text(attempt.at)}")
    if result.direction != "out":
        raise _not_of_it(attempt, f"was ours, and `{result.code}` ({result.label}) is theirs")
    if not result.passes_gate and counts_as_made(attempt, now):
        raise _not_of_it(
            attempt,
            f"counts as made after ten minutes, and `{result.code}` ({result.label}) is no attempt",
        )
    return _narrower(connection, attempt, channel, whom)


def _narrower(
    connection: sqlite3.Connection, attempt: Attempt, channel: Channel, whom: Whom
) -> Whom:
    """What the contact names beside what the attempt named; never something else than that."""
    reserved = attempt.whom
    given = checked(connection, attempt.account_id, channel, whom, attempt.on)
    named = (
        ("a person", reserved.person_id, given.person_id),
        ("a number or address", reserved.reach_id, given.reach_id),
        ("a purpose", reserved.purpose or None, given.purpose or None),
    )
    for what, before, now in named:
        if before is not None and now is not None and before != now:
            raise _not_of_it(attempt, f"named {what}, and it was another")
    if reserved.purpose == "" and given.purpose:
        raise _not_of_it(attempt, "was reserved for no special purpose")
    if reserved.about and not set(given.about) <= set(reserved.about):
        raise _not_of_it(attempt, "was reserved for other invoices")
    return Whom(
        given.person_id if reserved.person_id is None else reserved.person_id,
        given.reach_id if reserved.reach_id is None else reserved.reach_id,
        given.about or reserved.about,
        reserved.purpose,
    )


def _check_open(attempt: Attempt) -> None:
    if attempt.confirmed or attempt.released:
        raise Refused(
            f"attempt {attempt.id} {'has its result already' if attempt.confirmed else 'was released'}",
            help="an attempt is given its result or released, once; nothing was written",
        )


def _not_of_it(attempt: Attempt, why: str) -> Refused:
    return Refused(
        f"attempt {attempt.id} {why}",
        help="log a contact that is none of an attempt without naming one; nothing was written",
    )


def _text(ids: tuple[int, ...]) -> str:
    return " ".join(map(str, ids))
