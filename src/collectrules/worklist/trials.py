"""Trials: a share of the accounts is put under a policy beside the main one, and in one act back again."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime

from collectrules.errors import InputError, Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.damage import stored_day
from collectrules.ledger.events import TrialEnded, TrialStarted
from collectrules.ledger.policies import NoneInForce, in_force
from collectrules.ledger.trials import WHOLE, Trial, trials
from collectrules.policy.facts import closest


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialWanted:
    """What is to be tried, on whom, and why."""

    name: str
    """Who is in the trial comes of it: another name is another draw."""
    policy_id: str
    share: int
    """How many of ten thousand accounts."""
    from_on: date
    reason: str


def start_trial(
    ledger: Ledger, wanted: TrialWanted, *, at: datetime, by: str, dry_run: bool = False
) -> Trial:
    """Begin a trial; returns it as it stands in the ledger, or in a dry run as it would.

    Raises `Refused` where the name is empty or taken, no reason is given, the share is none or all, no
    version of the policy is in force beside the main one on the first day, a run has judged a later day, or
    another trial is not over by the first day.
    """
    writing = ledger.rehearsing if dry_run else ledger.writing
    with writing(at=at, by=by) as book:
        _refuse(ledger, book, wanted)
        event = TrialStarted(
            wanted.name.strip(), wanted.policy_id, wanted.share, _said(wanted.reason)
        )
        return _read(book.connection, book.append(event, on=wanted.from_on))


def end_trial(
    ledger: Ledger,
    name: str,
    *,
    reason: str,
    on: date,
    at: datetime,
    by: str,
    dry_run: bool = False,
) -> Trial:
    """End a trial: from the day `on`, everybody is under the main policy again. Returns it as it is then.

    Raises `InputError` where there is no trial of that name, and `Refused` where no reason is given, it is
    over, it began after that day, or a run has judged a later day.
    """
    writing = ledger.rehearsing if dry_run else ledger.writing
    with writing(at=at, by=by) as book:
        now = find_trial(book.connection, name)
        if now.ended_on is not None:
            raise Refused(
                f"trial `{now.name}` is over: its last day was {now.last_on}",
                help="nothing was written",
            )
        if on < now.from_on:
            raise Refused(
                f"trial `{now.name}` begins on {now.from_on}, after {on}",
                help=f"end it on {now.from_on}: then it never counts",
            )
        _refuse_judged(book, on, "end")
        book.append(TrialEnded(now.seq, _said(reason)), on=on)
        return _read(book.connection, now.seq)


def find_trial(connection: sqlite3.Connection, name: str) -> Trial:
    """The trial of a name; raises `InputError` where there is none."""
    found = {each.name: each for each in trials(connection)}
    if name in found:
        return found[name]
    near = closest(name, list(found))
    raise InputError(
        f"there is no trial `{name}`",
        help=f"did you mean `{near}`?"
        if near
        else "`collectrules trial list` shows those there are",
    )


def _read(connection: sqlite3.Connection, seq: int) -> Trial:
    return next(each for each in trials(connection) if each.seq == seq)


def _refuse(ledger: Ledger, book: Book, wanted: TrialWanted) -> None:
    name = wanted.name.strip()
    if not name or not name.isprintable():
        raise Refused("the trial has no name", help="give a short one, such as `call-earlier`")
    _said(wanted.reason)
    if not 0 < wanted.share < WHOLE:
        raise Refused(
            "a trial needs accounts on both sides",
            help="give a share of more than 0 and less than 100 per cent, to two places at most",
        )
    try:
        in_force(ledger, wanted.from_on, beside=wanted.policy_id)
    except NoneInForce as none:
        raise Refused(none.message, help=none.help) from None
    _refuse_judged(book, wanted.from_on, "begin")
    for other in trials(book.connection):
        _refuse_other(wanted, name, other)


def _refuse_other(wanted: TrialWanted, name: str, other: Trial) -> None:
    if other.name == name:
        raise Refused(
            f"there was a trial `{name}` before, from {other.from_on}",
            help="give it another name: the same one would choose the same accounts again",
        )
    if other.ended_on is None or other.ended_on > max(wanted.from_on, other.from_on):
        raise Refused(
            f"trial `{other.name}` goes on {_until(other)}",
            help="one trial at a time, or nobody could tell what came of which: "
            "`collectrules trial end` ends it",
        )


def _until(trial: Trial) -> str:
    return f"until {trial.last_on}" if trial.last_on else "until it is ended"


def _refuse_judged(book: Book, day: date, act: str) -> None:
    """A later day was decided without it: what came of it would be told of the wrong policy."""
    (last,) = book.connection.execute("SELECT max(effective_on) FROM run").fetchone()
    if last is not None and day < stored_day(last):
        raise Refused(
            f"a trial cannot {act} on {day}: {last} was judged already",
            help=f"let it {act} on {last} or later; nothing was written",
        )


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refused("the reason is missing", help="say in a few words why, with `--reason`")
    return reason.strip()
