"""What the timeline tells from: an event as the journal has it, those that it names, and words for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, Literal, NamedTuple, Self
from zoneinfo import ZoneInfo

from collectrules.ledger.damage import stored_day, stored_moment
from collectrules.ledger.events import Scalar
from collectrules.money import format_minor

Group = Literal["money", "contacts", "people", "policy"]
"""What an event is about, by which the timeline can be looked through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What stands behind the numbers that an event names."""

    persons: Mapping[int, str]
    reaches: Mapping[int, str]
    """Numbers and addresses by the event that recorded them."""
    personal: Mapping[str, str]
    """Names, numbers and addresses by their digests."""
    policies: Mapping[int, str]
    """`ready 2` by the event that published the version."""
    results: Mapping[str, str]
    """What each result code of a contact is called."""
    zone: ZoneInfo
    """By whose clock hours are told."""
    account: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An event, with what it says under the names of its fields."""

    seq: int
    kind: str
    on: date
    at: datetime
    """When it was recorded, in UTC."""
    by: str
    payload: Mapping[str, Scalar]
    others: Mapping[int, Self]
    """The events that it names, by their numbers."""
    names: Names

    def text(self, field: str) -> str:
        """What a field says; empty where it says nothing."""
        value = self.payload.get(field)
        return "" if value is None else str(value)

    def number(self, field: str) -> int:
        """The number in a field; 0 where there is none."""
        return int(self.payload.get(field) or 0)

    def day(self, field: str) -> date:
        """The day in a field."""
        return stored_day(self.payload.get(field))

    def moment(self, field: str) -> datetime:
        """The moment in a field, by the clock that hours are told by."""
        return stored_moment(self.payload.get(field)).astimezone(self.names.zone)

    def named(self, field: str) -> Said | None:
        """The event that a field names, where it is known."""
        return self.others.get(self.number(field))

    @property
    def invoice(self) -> str:
        """The number of the invoice it is about, however it comes to it."""
        found = self._owner("invoice")
        return found.text("number") if found else ""

    @property
    def currency(self) -> str:
        """Of the money it is about."""
        if said := self.text("currency"):
            return said
        found = self._owner("invoice") or self._owner("plan") or self._owner("settlement")
        return found.text("currency") if found else ""

    def _owner(self, kind: str) -> Said | None:
        if self.kind == kind:
            return self
        for field in ABOUT:
            above = self.named(field) if self.payload.get(field) else None
            found = above._owner(kind) if above is not None else None
            if found is not None:
                return found
        return None

    @property
    def policy(self) -> str:
        """The version that decided: `ready 2`."""
        return self.names.policies.get(self.number("policy"), f"event {self.number('policy')}")

    @property
    def person(self) -> str:
        """Whom it is about: their name, or empty where nobody is named."""
        id = self.number("person_id")
        return self.names.persons.get(id, f"person {id}") if id else ""

    @property
    def reach(self) -> str:
        """The number or address that it names; empty where it names none."""
        id = self.number("reach_id")
        return self.names.reaches.get(id, f"number or address {id}") if id else ""

    def money(self, field: str = "amount", currency: str = "") -> str:
        """An amount with its currency."""
        code = currency or self.currency
        if not code:
            return str(self.number(field))
        return f"{format_minor(self.number(field), code)} {code}"


class Words(NamedTuple):
    """How an event is told."""

    what: str
    """In a word or two: `payment`, `call`."""
    text: str
    amount: int | None = None
    """What it moved of what is owed, in minor units; what is taken off is less than 0."""
    note: str = ""
    """What somebody wrote with it."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How a kind of event is told, and where it belongs."""

    about: str
    """The field by which it is an account's: `account_id`, or one that names an event of the account."""
    groups: tuple[Group, ...]
    words: Callable[[Said], Words]
    told_elsewhere: str = "0"
    """SQL for whether the event `x` is told together with another and shown by itself only when asked for."""


ABOUT: Final = {
    "invoice_id": "invoice",
    "dispute_id": "dispute",
    "plan_id": "plan",
    "settlement_id": "settlement",
    "placement_id": "placement",
    "stop_id": "stop",
    "attempt_id": "attempt",
    "call_back_id": "call_back",
    "queued_id": "queued",
    "override_id": "override",
    "person_id": "person",
    "reach_id": "reach",
    "quiet_time_id": "quiet_time",
    "trial_id": "trial",
    "reversed_seq": "",
}
"""The fields that name another event of the account, and its kind; empty of any kind."""


def listed(*parts: str) -> str:
    """The parts that say something, with commas between them."""
    return ", ".join(part for part in parts if part)


def days_text(count: int) -> str:
    """`1 day`, `14 days`."""
    return f"{count:,} day{'' if count == 1 else 's'}"


def in_utc(text: str) -> datetime:
    """A moment as the journal keeps it."""
    return stored_moment(text).astimezone(UTC)
