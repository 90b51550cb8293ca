"""How a command names whom an attempt is meant for, over which channel, and what the gate says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, get_args

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
    int | None,
    typer.Option("--person", metavar="N", help="The person, by number (default: anybody of it)."),
]
ReachOption = Annotated[
    int | None,
    typer.Option("--reach", metavar="N", help="Their number or address used (default: any)."),
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
        help="What for, if not to collect: confirmation, end-of-efforts, remedy or verification.",
    ),
]


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
    person: int | None,
    reach: int | None,
    about: Sequence[str] | None,
    purpose: str,
) -> Whom:
    """Whom the options name; raises `InputError` for an invoice or a purpose that is none."""
    from collectrules.compliance.whom import Whom
    from collectrules.worklist.find import find_invoice

    invoices = tuple(find_invoice(book, account, number) for number in about or ())
    return Whom(person, reach, invoices, _purpose(purpose))


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
        "counted": [contact._asdict() for contact in verdict.counted],
        "allowed_from": verdict.allowed_from,
        "allowed_from_time": verdict.allowed_from_time and verdict.allowed_from_time.isoformat(),
        "sentence": verdict.sentence,
    }
