"""The moment a command is about, as typed by a person, and the policy that counts on its day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.clock import parse_day
from collectrules.errors import InputError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from collectrules.ledger.book import Ledger
    from collectrules.policy.model import Policy

AtOption = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="TIME",
        help="When, such as 2026-01-31T14:30, in the policy's time zone (default: now).",
    ),
]

_DAY_LENGTH = len("2026-01-31")
_A_DAY = timedelta(days=1)


def moment_meant(book: Ledger, text: str | None, now: datetime) -> tuple[datetime, Policy, int]:
    """The moment meant, the policy in force on its local day, and that policy's seq.

    A time without a zone is in the policy's. A day alone is noon on it, or now if it is today.
    Raises `InputError` for what is no moment, and `LedgerError` where no policy is in force.
    """
    from zoneinfo import ZoneInfo

    from collectrules.compliance.local import local_day
    from collectrules.worklist.versions import policy_in_force

    moment = now if text is None else _parsed(text.strip())
    policy, _ = policy_in_force(book, moment.date())
    if moment.tzinfo is None:
        moment = _within_time(moment.replace(tzinfo=ZoneInfo(policy.time_zone)), text)
    day = local_day(policy, moment)
    if text is not None and len(text.strip()) == _DAY_LENGTH and day == local_day(policy, now):
        moment = now
    return moment, *policy_in_force(book, day)


def _parsed(text: str) -> datetime:
    if len(text) == _DAY_LENGTH:
        return datetime.combine(parse_day(text, what="time"), time(12))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _no_time(text) from None
    return _within_time(moment, text)


def _within_time(moment: datetime, text: str | None) -> datetime:
    """The moment, where the calendar has room for it in every time zone."""
    try:
        utc = moment.astimezone(UTC).replace(tzinfo=None)
        utc + _A_DAY, utc - _A_DAY
    except OverflowError:
        raise _no_time(text) from None
    return moment


def _no_time(text: str | None) -> InputError:
    return InputError(
        f"`{text}` is not a time",
        help="write it as 2026-01-31T14:30, or as a day alone: 2026-01-31",
    )


def moment_that_came(book: Ledger, text: str | None, now: datetime) -> tuple[datetime, date]:
    """The moment meant and its day: by the clock of the policy in force, or UTC where none is.

    A time without a zone is in that clock's. Raises `InputError` for what is no moment, and for one that has
    not come yet.
    """
    from collectrules.ledger.policies import NoneInForce

    try:
        moment, policy, _ = moment_meant(book, text, now)
    except NoneInForce:
        moment = now if text is None else _parsed(text.strip())
        zone: tzinfo = UTC
    else:
        zone = _zone(policy.time_zone)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if moment > now:
        raise InputError(
            f"{moment.isoformat(sep=' ', timespec='minutes')} has not come yet",
            help="record it once it is so",
        )
    return moment, moment.astimezone(zone).date()


def clock_on(book: Ledger, day: date) -> ZoneInfo:
    """The clock of the policy in force on a day, or UTC where none is."""
    from zoneinfo import ZoneInfo

    from collectrules.ledger.policies import NoneInForce
    from collectrules.worklist.versions import policy_in_force

    try:
        policy, _ = policy_in_force(book, day)
    except NoneInForce:
        return ZoneInfo("UTC")
    return ZoneInfo(policy.time_zone)


def _zone(name: str) -> tzinfo:
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)
