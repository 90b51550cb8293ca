"""What a person allows us: contact over a channel, or over one number or address; given and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from collectrules.acts.people import Act, read_person, standing_person
from collectrules.clock import moment_text
from collectrules.errors import InputError, Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import ConsentTold
from collectrules.ledger.events.people import ReachKind
from collectrules.ledger.people import Person
from collectrules.ledger.stops import Stop, stops
from collectrules.policy.model import Channel
from collectrules.worklist.stops import enter_stop_end

CHANNELS_OF: Final[dict[ReachKind, tuple[Channel, ...]]] = {
    "phone": ("call", "sms"),
    "email": ("email",),
    "address": ("letter",),
}
"""The channels for which each kind of number or address serves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWanted:
    """That a person allows contact over a channel from a moment on, or takes that back."""

    channel: Channel
    given: bool
    reach_id: int | None = None
    """The number or address it is about; None for all of the channel."""
    told_at: datetime
    how: str


@dataclass(frozen=True, slots=True)
class Told:
    """A person with the consent that they told, and the opt-outs that were over with it."""

    person: Person
    ended_stops: tuple[int, ...]


def tell_consent(ledger: Ledger, person: Person, act: Act, wanted: ConsentWanted) -> Told:
    """Record that a person gave or took back a consent; returns them with it.

    Who allows a whole channel wants it again: their own opt-out of it is over from the moment they said so.
    Taking back is recorded whether or not anything was given: it is what they want. What was told before they
    were recorded takes effect on the day they were. Raises `InputError` where nothing says how they told it,
    and `Refused` where the number or address is none of theirs, or none of the channel, and where they were
    erased.
    """
    how = " ".join(wanted.how.split())
    if not how:
        raise InputError(
            "how they said so is missing",
            help="say it in a few words with `--how`: it is the proof",
        )
    with act.writing(ledger) as book:
        day = max(act.on, person.from_on)
        now = standing_person(book, person, day)
        if wanted.reach_id is not None:
            _refuse_reach(now, wanted.reach_id, wanted.channel)
        event = ConsentTold(
            now.seq,
            wanted.channel,
            int(wanted.given),
            wanted.reach_id,
            moment_text(wanted.told_at),
            how,
        )
        book.append(event, on=day)
        allowed = wanted.given and wanted.reach_id is None
        over = _opt_outs(book, now, wanted) if allowed else []
        for each in over:
            enter_stop_end(book, each, reason="they allow it again", on=max(day, each.from_on))
        return Told(read_person(book, now.account_id, now.seq), tuple(each.seq for each in over))


def _opt_outs(book: Book, person: Person, wanted: ConsentWanted) -> list[Stop]:
    """The opt-outs of a person from a channel that stand and were told before."""
    return [
        each
        for each in stops(book.connection, person.account_id)
        if each.same_as("opt-out", person.seq, wanted.channel)
        and each.ended_on is None
        and each.at <= wanted.told_at
    ]


def _refuse_reach(person: Person, reach_id: int, channel: Channel) -> None:
    found = [each for each in person.reached_at if each.seq == reach_id]
    if not found:
        raise Refused(
            f"`{person.name}` is not reached there any more",
            help="`collectrules person show` lists what they have; nothing was written",
        )
    if channel not in CHANNELS_OF[found[0].kind]:
        over = " or ".join(f"`{each}`" for each in CHANNELS_OF[found[0].kind])
        raise Refused(
            f"`{found[0].value}` serves for {over}, not for `{channel}`",
            help="name the channel that the consent is about; nothing was written",
        )
