"""The gate: whether an account may be contacted over a channel on a day, by the policy's limits.

A limit is asked about an attempt, whatever may come of it: there must be room for one more of what
the limit counts. Only our own contacts count (direction out), and none that was reversed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from collectrules.compliance.limits import (
    CountedContact,
    closing,
    first_free,
    in_words,
    limits_on,
    nothing_closes,
)
from collectrules.compliance.results import Result, codes_counted
from collectrules.compliance.windows import Span, closed_spans
from collectrules.ledger.damage import stored_day
from collectrules.policy.model import Channel, ContactLimit, Level, Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a contact is allowed, by which limit, and from when."""

    allowed: bool
    level: Level | None = None
    """Of the limit that decided: hard or soft where blocked, advisory for a remark, else None."""
    rule: str = ""
    """The limit that decided; empty where none stands in the way."""
    blocking: tuple[str, ...] = ()
    """Every limit of that level that stands in the way on the day, `rule` among them."""
    counted: tuple[CountedContact, ...] = ()
    """What that limit counted, in the order of the days."""
    allowed_from: date | None
    """The first day, from the one asked about, that no limit of its level closes; None is never."""
    sentence: str


class Block(NamedTuple):
    """Why an account may not be contacted on a day, and from when it may; None is never."""

    rule: str
    allowed_from: date | None


def may(
    connection: sqlite3.Connection,
    policy: Policy,
    account_id: int,
    channel: Channel,
    on: date,
    *,
    result: Result | None = None,
) -> Verdict:
    """Whether one more attempt over `channel` is allowed on the local day `on`, as recorded so far.

    An attempt is allowed when fewer than `at_most` counted contacts lie in the `within_days` days
    that end on `on`. With `result`, that of a contact about to be recorded, days after it must not
    become too full by it either: an entry made late cannot step over a limit.
    """
    limits = limits_on(policy, channel)
    contacts = _contacts(connection, account_id, limits, on)
    spans = {limit.id: _spans_of(limit, contacts, result) for limit in limits}
    levels: tuple[Level, ...] = ("hard", "soft", "advisory")
    for level in levels:
        alike = [limit for limit in limits if limit.level == level]
        if closed_by := closing(alike, spans, on):
            counted = _in_the_way(closed_by[0], contacts, on)
            free = first_free(alike, spans, on)
            return Verdict(
                allowed=level == "advisory",
                level=level,
                rule=closed_by[0].id,
                blocking=tuple(limit.id for limit in closed_by),
                counted=counted,
                allowed_from=on if level == "advisory" else free,
                sentence=in_words(closed_by[0], counted, free),
            )
    return Verdict(allowed=True, allowed_from=on, sentence=nothing_closes(limits, channel))


def blocked_accounts(
    connection: sqlite3.Connection,
    policy: Policy,
    channels: Collection[Channel],
    on: date,
    *,
    among: str = "worklist",
) -> dict[Channel, dict[int, Block]]:
    """By channel, the accounts of a table that may not be contacted on `on`, each with the reason.

    Says of each account what `may` says, hard limits before soft ones, with one statement a limit.
    """
    speaking = {channel: _enforced(policy, channel) for channel in channels}
    spans: dict[str, dict[int, list[Span]]] = {}
    for limit in dict.fromkeys(limit for limits in speaking.values() for limit in limits):
        closed = spans.setdefault(limit.id, {})
        for account_id, first, last in _closed_in_bulk(connection, limit, on, among):
            closed.setdefault(account_id, []).append((first, last))
    return {channel: _blocks(limits, spans, on) for channel, limits in speaking.items()}


def _enforced(policy: Policy, channel: Channel) -> list[ContactLimit]:
    return [limit for limit in limits_on(policy, channel) if limit.level != "advisory"]


def _blocks(
    limits: Sequence[ContactLimit], spans: Mapping[str, Mapping[int, Sequence[Span]]], on: date
) -> dict[int, Block]:
    blocks: dict[int, Block] = {}
    for account_id in {account for limit in limits for account in spans[limit.id]}:
        closed = {limit.id: spans[limit.id].get(account_id, ()) for limit in limits}
        if block := _block(limits, closed, on):
            blocks[account_id] = block
    return blocks


def _block(
    limits: Sequence[ContactLimit], spans: Mapping[str, Sequence[Span]], on: date
) -> Block | None:
    for level in ("hard", "soft"):
        alike = [limit for limit in limits if limit.level == level]
        if closed_by := closing(alike, spans, on):
            return Block(closed_by[0].id, first_free(alike, spans, on))
    return None


def _contacts(
    connection: sqlite3.Connection, account_id: int, limits: Sequence[ContactLimit], on: date
) -> list[CountedContact]:
    """Our contacts that any of the limits may still count on `on` or later, oldest first."""
    if not limits:
        return []
    longest = max(limit.within_days for limit in limits)
    rows = connection.execute(
        """
        SELECT seq, effective_on, channel, result
        FROM contact
        WHERE account_id = :account_id AND direction = 'out' AND effective_on > :after
          AND seq NOT IN (SELECT reversed_seq FROM reversal)
        ORDER BY effective_on, seq
        """,
        {"account_id": account_id, "after": _days_before(on, longest)},
    )
    return [
        CountedContact(seq, stored_day(day), channel, result) for seq, day, channel, result in rows
    ]


def _days_before(on: date, days: int) -> str:
    return date.fromordinal(max(1, on.toordinal() - days)).isoformat()


def _spans_of(
    limit: ContactLimit, contacts: Iterable[CountedContact], result: Result | None
) -> list[Span]:
    days = [contact.day.toordinal() for contact in contacts if _counts(limit, contact)]
    looks_ahead = result is not None and result.counts_as(limit.counts)
    return closed_spans(days, limit.at_most, limit.within_days, looks_ahead=looks_ahead)


def _counts(limit: ContactLimit, contact: CountedContact) -> bool:
    return contact.channel in limit.channels and contact.result in codes_counted(limit.counts)


def _in_the_way(
    limit: ContactLimit, contacts: Iterable[CountedContact], on: date
) -> tuple[CountedContact, ...]:
    """What a limit that closes the day counted: up to the day, or after it where that is full."""
    near = [
        contact
        for contact in contacts
        if _counts(limit, contact) and abs((contact.day - on).days) < limit.within_days
    ]
    before = [contact for contact in near if contact.day <= on]
    return tuple(before if len(before) >= limit.at_most else near)


_CLOSED_IN_BULK: Final = """
    WITH counted AS (
        SELECT account_id, CAST(julianday(effective_on) - 1721424.5 AS INTEGER) AS day
        FROM contact
        WHERE direction = 'out' AND effective_on > :after
          AND channel IN ({channels}) AND result IN ({results})
          AND +account_id IN (SELECT account_id FROM {among})
          AND seq NOT IN (SELECT reversed_seq FROM reversal)
    ),
    grouped AS (
        SELECT
            account_id,
            day AS first_day,
            lead(day, {at_most} - 1) OVER (PARTITION BY account_id ORDER BY day) AS last_day
        FROM counted
    )
    SELECT account_id, max(last_day, :day), max(first_day) + :within_days - 1
    FROM grouped
    WHERE last_day - first_day < :within_days
    GROUP BY account_id, max(last_day, :day)
"""
"""The spans a limit closes from `:day` on, as `closed_spans` finds them; those that have begun by
then are one. Day 0 began on Julian day 1721424.5."""


def _closed_in_bulk(
    connection: sqlite3.Connection, limit: ContactLimit, on: date, among: str
) -> Iterable[tuple[int, int, int]]:
    if limit.at_most == 0:
        ((first, last),) = closed_spans((), 0, limit.within_days)
        return connection.execute(f"SELECT DISTINCT account_id, ?, ? FROM {among}", (first, last))
    # These names are channels and codes of our own tables, never a user's text.
    statement = _CLOSED_IN_BULK.format(
        channels=_quoted(limit.channels),
        results=_quoted(codes_counted(limit.counts)),
        at_most=limit.at_most,
        among=among,
    )
    return connection.execute(
        statement,
        {
            "after": _days_before(on, limit.within_days),
            "within_days": limit.within_days,
            "day": on.toordinal(),
        },
    )


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)
