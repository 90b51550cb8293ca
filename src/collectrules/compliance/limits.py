"""The contact limits of a policy: what they speak of, which close a day, and how to say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from collectrules.compliance.windows import LAST_DAY, Span, first_open
from collectrules.policy.model import Channel, ContactLimit, Policy

CHANNEL_NAMES: Final[Mapping[Channel, str]] = {
    "call": "call",
    "email": "e-mail",
    "sms": "text",
    "letter": "letter",
}


class CountedContact(NamedTuple):
    """A contact that a limit counted."""

    seq: int
    day: date
    channel: str
    result: str


def limits_on(policy: Policy, channel: Channel) -> tuple[ContactLimit, ...]:
    """The contact limits of the policy that speak of a channel, in the order of the file."""
    return tuple(limit for limit in policy.contact_limit if channel in limit.channels)


def closing(
    limits: Sequence[ContactLimit], spans: Mapping[str, Sequence[Span]], on: date
) -> list[ContactLimit]:
    """The limits that close the day, the one that closes it longest first."""
    day = on.toordinal()
    opens = {limit.id: first_open(spans[limit.id], day) for limit in limits}
    closed = [limit for limit in limits if opens[limit.id] != day]
    return sorted(closed, key=lambda limit: -(opens[limit.id] or LAST_DAY + 1))


def first_free(
    limits: Sequence[ContactLimit], spans: Mapping[str, Sequence[Span]], on: date
) -> date | None:
    """The first day from `on` that none of the limits closes; None when there is none."""
    together = sorted(span for limit in limits for span in spans[limit.id])
    day = first_open(together, on.toordinal())
    return None if day is None else date.fromordinal(day)


def in_words(limit: ContactLimit, counted: Sequence[CountedContact], free: date | None) -> str:
    """What a limit that closes a day allows, what it counted, and from when there is room."""
    if free is None:
        return f"`{limit.id}` allows no {_over(limit)} at all"
    what = limit.counts if limit.at_most != 1 else limit.counts.removesuffix("s")
    days = "on any day" if limit.within_days == 1 else f"in any {limit.within_days} days"
    recorded = ", ".join(f"{contact.day} {contact.channel} {contact.result}" for contact in counted)
    return (
        f"`{limit.id}` allows {limit.at_most} {what} by {_over(limit)} {days}; "
        f"recorded: {recorded}; free from {free}"
    )


def _over(limit: ContactLimit) -> str:
    names = [CHANNEL_NAMES[channel] for channel in limit.channels]
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def nothing_closes(limits: Sequence[ContactLimit], channel: Channel) -> str:
    """That none of the limits on a channel stands in the way."""
    if not limits:
        return f"the policy has no limit on contacts by {CHANNEL_NAMES[channel]}"
    return f"no limit stands in the way: {', '.join(f'`{limit.id}`' for limit in limits)}"
