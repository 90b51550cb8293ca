"""How a command names whom an attempt is meant for, over which channel, and what the gate says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, get_args

import typer

from collectrules.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collectrules.compliance.gate import Verdict
    from collectrules.compliance.whom import Purpose, Whom
    from collectrules.ledger.book import Ledger
    from collectrules.policy.model import Channel
    from collectrules.worklist.find import AccountNamed

AccountArgument = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's number.")]
ChannelOption = Annotated[
    str, typer.Option("--channel", metavar="CHANNEL", help="call, email, sms or letter.")
]
PersonOption = Annotated[
    str | None,
    typer.Option(
        "--person", metavar="PERSON", help="The person, by name or event (default: anybody of it)."
    ),
]
ReachOption = Annotated[
    str | None,
    typer.Option(
        "--reach", metavar="WHAT", help="Their number or address used, or its event (default: any)."
    ),
]
AboutOption = Annotated[
    list[str] | None,
    typer.Option(
        "--about",
        metavar="INVOICE",
        help="An invoice it is about; once for each (default: all that is owed).",
    ),
]
PurposeOption = Annotated[
    str,
    typer.Option(
        "--purpose",
        metavar="WHAT",
        help="What for, if not to collect: confirmation, end-of-efforts, remedy, reply or verification.",
    ),
]

_DIGITS: Final = 15
"""More than any event of a ledger has."""


def channel_named(text: str) -> Channel:
    """The channel that is meant, in capitals or not; raises `InputError` for what is none."""
    from collectrules.compliance.limits import CHANNEL_NAMES
    from collectrules.policy.facts import closest

    wanted = text.strip().lower()
    for channel in CHANNEL_NAMES:
        if channel == wanted:
            return channel
    near = closest(wanted, list(CHANNEL_NAMES))
    raise InputError(
        f"unknown channel `{text}`",
        help=f"did you mean `{near}`?" if near else f"use one of {', '.join(CHANNEL_NAMES)}",
    )


def whom_given(
    book: Ledger,
    account: AccountNamed,
    *,
    person: str | None,
    reach: str | None,
    about: Sequence[str] | None,
    purpose: str,
) -> Whom:
    """Whom the options name; raises `InputError` for what is none of theirs, and for no purpose."""
    from collectrules.compliance.whom import Whom
    from collectrules.worklist.find import find_invoice

    invoices = tuple(find_invoice(book, account, number) for number in about or ())
    person_id = _person(book, account, person) if person is not None else None
    reach_id = _reach(book, account, person_id, reach) if reach is not None else None
    return Whom(person_id, reach_id, invoices, _purpose(purpose))


def _person(book: Ledger, account: AccountNamed, text: str) -> int:
    """A person by name or event; an event that is none of theirs is refused where it is used."""
    from collectrules.worklist.find_people import find_person

    event = _event(text)
    return event if event is not None else find_person(book, account, text).seq


def _event(text: str) -> int | None:
    """The number of an event, where it is one."""
    number = text.strip()
    return int(number) if number.isdecimal() and len(number) <= _DIGITS else None


def _reach(book: Ledger, account: AccountNamed, person_id: int | None, text: str) -> int:
    """A number or an address by what it is or its event; such an event is refused where it is used."""
    from collectrules.ledger.people import people_of
    from collectrules.worklist.find_people import matching

    people = people_of(book.connection, account.id)
    theirs = [each for each in people if person_id in (None, each.seq)]
    found = matching([reach for each in theirs for reach in each.reached_at], text)
    if len(found) == 1:
        return found[0].seq
    event = _event(text)
    if not found and event is not None:
        return event
    events = " or ".join(f"{each.seq} ({each.value})" for each in found)
    raise InputError(
        f"`{text}` may be several numbers or addresses of account `{account.number}`"
        if found
        else f"nobody of account `{account.number}` is reached at `{text}`",
        help=f"name one by its event: {events}"
        if found
        else "`collectrules person list` shows who is where",
    )


def _purpose(text: str) -> Purpose:
    from collectrules.compliance.whom import Purpose
    from collectrules.policy.facts import closest

    wanted = text.strip().lower()
    known: tuple[Purpose, ...] = get_args(Purpose)
    for purpose in known:
        if purpose == wanted:
            return purpose
    named: list[str] = [purpose for purpose in known if purpose]
    near = closest(wanted, named)
    raise InputError(
        f"unknown purpose `{text}`",
        help=f"did you mean `{near}`?" if near else f"use one of {', '.join(named)}",
    )


def whom_json(book: Ledger, whom: Whom) -> dict[str, object]:
    """Whom an attempt is meant for, invoices by their numbers."""
    from collectrules.worklist.state import invoice_state

    return {
        "person": whom.person_id,
        "reach": whom.reach_id,
        "about": [invoice_state(book.connection, each).number for each in whom.about],
        "purpose": whom.purpose,
    }


def verdict_json(channel: Channel, verdict: Verdict) -> dict[str, object]:
    """What the gate says of a channel."""
    return {
        "channel": channel,
        "allowed": verdict.allowed,
        "level": verdict.level,
        "rule": verdict.rule or None,
        "presumed": verdict.presumption,
        "counted": [contact._asdict() for contact in verdict.counted],
        "allowed_from": verdict.allowed_from,
        "allowed_from_time": verdict.allowed_from_time and verdict.allowed_from_time.isoformat(),
        "sentence": verdict.sentence,
    }
