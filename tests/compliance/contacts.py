"""Policies of nothing but rules about contacts, and books of nothing but contacts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from collectrules.clock import moment_text
from collectrules.compliance.results import results
from collectrules.ledger.migrations import read_sql, statements
from collectrules.policy.model import (
    WEEKDAYS,
    Channel,
    ContactHours,
    ContactLimit,
    ContactPause,
    ContactQuota,
    Opening,
    Policy,
    Segment,
)

CHANNELS: tuple[Channel, ...] = ("call", "email", "sms", "letter")
START = date(2026, 9, 1)


_SCHEMAS = [f"schema_{number:04}.sql" for number in range(1, 7)]


def day(number: int) -> date:
    """Day 1 is 1 September 2026."""
    return date.fromordinal(START.toordinal() + number - 1)


def moment(number: int, minute: int = 12 * 60, zone: str = "UTC") -> datetime:
    """A minute of a day by the clock of a zone, in UTC; the first where it comes twice; noon."""
    midnight = datetime.combine(day(number), datetime.min.time())
    wall = midnight + timedelta(minutes=minute)
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def limit(
    at_most: int = 3, within_days: int = 7, *, id: str = "few", **more: object
) -> ContactLimit:
    given: dict[str, object] = {"channels": ("call",), **more}
    return ContactLimit(id=id, at_most=at_most, within_days=within_days, **given)


def pause(pause_days: int = 7, *, id: str = "rest", **more: object) -> ContactPause:
    given: dict[str, object] = {"channels": ("call",), "after": "conversation", **more}
    return ContactPause(id=id, pause_days=pause_days, **given)


def hours(start: int = 8, until: int = 20, *, id: str = "hours", **more: object) -> ContactHours:
    """Hours from a full hour until another, on all days if no others are given."""
    days = more.pop("days", WEEKDAYS)
    opening = Opening(days, start * 60, until * 60)
    given: dict[str, object] = {"channels": ("call",), "open": (opening,), **more}
    return ContactHours(id=id, **{"clock": "business", **given})


def policy(
    *rules: ContactQuota | ContactHours, zone: str = "UTC", segment: tuple[Segment, ...] = ()
) -> Policy:
    return Policy(
        id="p",
        title="P",
        version="1",
        effective_from=START,
        currencies=("EUR",),
        sha256="0" * 64,
        time_zone=zone,
        segment=segment,
        contact_limit=tuple(rule for rule in rules if not isinstance(rule, ContactHours)),
        contact_hours=tuple(rule for rule in rules if isinstance(rule, ContactHours)),
    )


@dataclass(frozen=True, slots=True)
class Tried:
    """One contact of a history; `day` is a number, as `day()` takes it."""

    day: int
    result: str = "NA"
    channel: Channel = "call"
    account: int = 1
    taken_back: bool = False
    inbound: bool = False
    minute: int = 12 * 60

    @property
    def counts(self) -> bool:
        return not (self.inbound or self.taken_back)

    @property
    def direction(self) -> str:
        return "in" if self.inbound else results()[self.result].direction


class _Closing(sqlite3.Connection):
    """Closes itself when nobody looks at it any more."""

    def __del__(self) -> None:
        self.close()


@cache
def _no_contacts() -> bytes:
    """The ledger's tables as SQLite writes them, made once."""
    connection = sqlite3.connect(":memory:", factory=_Closing)
    for schema in _SCHEMAS:
        for statement in statements(read_sql(schema)):
            connection.execute(statement)
    connection.commit()
    return connection.serialize()


def books(history: Iterable[Tried], zone: str = "UTC") -> sqlite3.Connection:
    """A connection with the ledger's tables; contacts have the seqs 1, 2, 3 in the order given."""
    connection = sqlite3.connect(":memory:", factory=_Closing, check_same_thread=False)
    connection.deserialize(_no_contacts())
    for seq, tried in enumerate(history, 1):
        on = day(tried.day).isoformat()
        connection.execute(
            "INSERT INTO contact (seq, effective_on, account_id, at, channel, direction, result)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(seq, on, tried.account, moment_text(moment(tried.day, tried.minute, zone))),
                *(tried.channel, tried.direction, tried.result),
            ),
        )
        if tried.taken_back:
            connection.execute(
                "INSERT INTO reversal VALUES (?, ?, ?, 'wrong')", (1000 + seq, on, seq)
            )
    return connection


def list_accounts(connection: sqlite3.Connection, accounts: Iterable[int]) -> None:
    """Put accounts on the worklist."""
    connection.executemany(
        "INSERT INTO worklist VALUES (NULL, ?, 'EUR', '', 1, '', 0, 0, 0, 0, 1, '', 'stage', '', '{}')",
        [(account,) for account in accounts],
    )


def histories(accounts: int = 1) -> st.SearchStrategy[list[Tried]]:
    """Contacts close enough together that limits are met, most of them counted by most limits."""
    seldom = st.integers(0, 7).map(lambda number: number == 0)
    tried = st.builds(
        Tried,
        day=st.integers(1, 12),
        result=st.sampled_from(["NA", "LV", "PTP", "RPC-CB", "PTP", "LV", "EMB", "IN"]),
        channel=st.sampled_from(["call", "call", "call", "email"]),
        account=st.integers(1, accounts),
        taken_back=seldom,
        inbound=seldom,
    )
    return st.lists(tried, min_size=4 * accounts, max_size=8 * accounts)


def limits() -> st.SearchStrategy[tuple[ContactLimit, ...]]:
    """Some limits, with ids of their own."""
    each = st.fixed_dictionaries(
        {
            "at_most": st.sampled_from([1, 2, 3, 1, 2, 3, 4, 0]),
            "within_days": st.integers(1, 9),
            "channels": st.sampled_from([("call", "email"), ("call",), ("email", "call")]),
            "counts": st.sampled_from(["attempts", "attempts", "contacts", "conversations"]),
            "level": st.sampled_from(["hard", "hard", "soft", "hard", "advisory"]),
        }
    )
    return st.lists(each, min_size=1, max_size=3).map(
        lambda made: tuple(limit(id=f"limit-{number}", **one) for number, one in enumerate(made))
    )
