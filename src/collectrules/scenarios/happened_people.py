"""Reading what happens to persons in a timeline: consents, stops, and hours that they call inconvenient."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time
from functools import partial
from typing import Final, get_args

from collectrules.compliance.stop_kinds import KindOfStop, kinds_of_stop
from collectrules.ledger.events.gate import How
from collectrules.policy.model import WEEKDAYS, Channel
from collectrules.policy.positions import KeyPath
from collectrules.scenarios.happened_reach import PersonReader
from collectrules.scenarios.happenings import Happening
from collectrules.scenarios.happenings_people import (
    Consent,
    Person,
    QuietHours,
    QuietHoursOver,
    ReachOver,
    Stop,
    StopOver,
)
from collectrules.scenarios.known_persons import KnownPersons
from collectrules.scenarios.leaves import Leaves

_CHANNELS: Final[tuple[Channel, ...]] = get_args(Channel)
_HOWS: Final[tuple[How, ...]] = get_args(How)
_DAYS: Final[tuple[str, ...]] = tuple(WEEKDAYS)


class PeopleReader:
    """Reads what is said of a customer's persons, keeping its faults; knows those there are so far."""

    def __init__(self, leaves: Leaves, country: str) -> None:
        self._leaves = leaves
        self._persons = PersonReader(leaves, country)
        self.known = KnownPersons(leaves)
        self.kinds: dict[str, Callable[[object, KeyPath, date], Happening | None]] = {
            "person": self._person,
            "reach_ended": self._reach_ended,
            "consent_given": partial(self._consent, given=True),
            "consent_withdrawn": partial(self._consent, given=False),
            "stop": self._stop,
            "stop_ended": self._stop_ended,
            "quiet_hours": self._quiet_hours,
            "quiet_hours_ended": self._quiet_hours_ended,
        }

    def of_customer(self, value: object, path: KeyPath) -> tuple[Person, ...]:
        """The persons that a customer has from the first day on."""
        each = self._leaves.each(value, path)
        read = [self.one(person, where) for person, where in each]
        return tuple(person for person in read if person is not None)

    def one(self, value: object, path: KeyPath) -> Person | None:
        """A person, known from now on."""
        person = self._persons.person(value, path)
        if person is not None:
            self.known.know(person)
        return person

    def _person(self, value: object, path: KeyPath, on: date) -> Person | None:
        return self.one(value, path)

    def _reach_ended(self, value: object, path: KeyPath, on: date) -> ReachOver | None:
        table = self._leaves.table(value, path, ("person", "to"), needed=("to",))
        person = self.known.one_of(table, path) if table is not None else None
        if table is None or person is None or "to" not in table:
            return None
        to = self.known.reach_of(person, table["to"], (*path, "to"))
        return None if to is None else ReachOver(path=path, person=person, to=to)

    def _consent(self, value: object, path: KeyPath, on: date, *, given: bool) -> Consent | None:
        keys = ("person", "channel", "to", "at")
        table = self._leaves.table(value, path, keys, needed=("channel",))
        if table is None or "channel" not in table:
            return None
        channel = self._channel(table, path)
        person = self.known.one_of(table, path)
        if channel is None or person is None:
            return None
        to: str | None = ""
        if "to" in table:
            to = self.known.reach_of(person, table["to"], (*path, "to"), [channel])
        at = self._at(table, path)
        if to is None:
            return None
        return Consent(path=path, person=person, channel=channel, to=to, given=given, at=at)

    def _stop(self, value: object, path: KeyPath, on: date) -> Stop | None:
        keys = ("kind", "person", "channel", "how", "until", "at")
        table = self._leaves.table(value, path, keys, needed=("kind",))
        kind = self._kind(table["kind"], (*path, "kind")) if table and "kind" in table else None
        if table is None or kind is None:
            return None
        person = self.known.named(table["person"], (*path, "person")) if "person" in table else ""
        channel = self._channel_of(kind, table, path)
        how = self._leaves.word(table.get("how", _HOWS[0]), (*path, "how"), _HOWS)
        until = self._until(kind, table, path, on)
        at = self._at(table, path)
        if person is None or channel is None or how is None:
            return None
        return Stop(
            path=path,
            kind=kind.kind,
            person=person,
            channel=channel,
            how=next(each for each in _HOWS if each == how),
            until=until,
            at=at,
        )

    def _stop_ended(self, value: object, path: KeyPath, on: date) -> StopOver | None:
        """The end of a stop, written as its kind or as a table with `kind`."""
        if isinstance(value, str):
            kind = self._kind(value, path)
            if kind is None:
                return None
            return StopOver(path=path, kind=kind.kind, person="", channel="")
        table = self._leaves.table(value, path, ("kind", "person", "channel"), needed=("kind",))
        if table is None or "kind" not in table:
            return None
        kind = self._kind(table["kind"], (*path, "kind"))
        person = self.known.named(table["person"], (*path, "person")) if "person" in table else ""
        channel = self._channel(table, path) if "channel" in table else ""
        if kind is None or person is None or channel is None:
            return None
        return StopOver(path=path, kind=kind.kind, person=person, channel=channel)

    def _quiet_hours(self, value: object, path: KeyPath, on: date) -> QuietHours | None:
        needed = ("from", "until")
        table = self._leaves.table(value, path, ("person", "days", *needed), needed=needed)
        if table is None or not all(key in table for key in needed):
            return None
        person = self.known.one_of(table, path)
        start, end = (self._leaves.minute(table[key], (*path, key)) for key in needed)
        days = self._days(table.get("days", list(_DAYS)), (*path, "days"))
        if person is None or start is None or end is None or not days:
            return None
        return QuietHours(path=path, person=person, days=days, from_minute=start, until_minute=end)

    def _quiet_hours_ended(self, value: object, path: KeyPath, on: date) -> QuietHoursOver | None:
        """The end of all hours of a person, written as their name or as a table with `person`."""
        if isinstance(value, str):
            person = self.known.named(value, path)
        else:
            table = self._leaves.table(value, path, ("person",))
            person = None if table is None else self.known.one_of(table, path)
        return None if person is None else QuietHoursOver(path=path, person=person)

    def _days(self, value: object, path: KeyPath) -> tuple[str, ...]:
        """Days of the week in their order; none where one has a fault or none is named."""
        if value == []:
            help = f"name some of {', '.join(_DAYS)}, or leave it out for all of them"
            self._leaves.report.add(
                "out-of-range", "`days` names no day of the week", path, help=help
            )
        each = list(self._leaves.each(value, path))
        read = [self._leaves.word(day, where, _DAYS) for day, where in each]
        return () if None in read else tuple(day for day in _DAYS if day in read)

    def _kind(self, value: object, path: KeyPath) -> KindOfStop | None:
        kinds = kinds_of_stop()
        word = self._leaves.word(value, path, list(kinds))
        return next((each for kind, each in kinds.items() if kind == word), None)

    def _channel(self, table: Mapping[str, object], path: KeyPath) -> Channel | None:
        word = self._leaves.word(table["channel"], (*path, "channel"), _CHANNELS)
        return next((each for each in _CHANNELS if each == word), None)

    def _channel_of(
        self, kind: KindOfStop, table: Mapping[str, object], path: KeyPath
    ) -> str | None:
        """The channel of an opt-out; other stops have none."""
        add = self._leaves.report.add
        if kind.kind == "opt-out" and "channel" not in table:
            help = f"add `channel`: {', '.join(_CHANNELS)}"
            add("missing-key", "an opt-out is of one channel", path, help=help, part="key")
            return None
        if kind.kind != "opt-out" and "channel" in table:
            said, help = f"`{kind.kind}` is about every channel", "leave `channel` out"
            add("useless-key", said, (*path, "channel"), help=help, part="key")
            return None
        return self._channel(table, path) if "channel" in table else ""

    def _until(
        self, kind: KindOfStop, table: Mapping[str, object], path: KeyPath, on: date
    ) -> date | None:
        """The last day of a stop, where it has one that is named."""
        add = self._leaves.report.add
        where = (*path, "until")
        if "until" not in table:
            if kind.last_day == "must":
                said = f"`{kind.kind}` has a last day"
                add("missing-key", said, path, help="name it with `until`", part="key")
            return None
        if kind.last_day == "never":
            said = f"`{kind.kind}` has no last day: it holds {kind.ends}"
            add("useless-key", said, where, help="write `stop_ended` on that day", part="key")
            return None
        until = self._leaves.day(table["until"], where)
        if until is not None and until < on:
            said = f"a stop from {on} cannot last until {until}"
            add("out-of-order", said, where, help="check the two days")
        return until

    def _at(self, table: Mapping[str, object], path: KeyPath) -> time | None:
        return self._leaves.clock(table["at"], (*path, "at")) if "at" in table else None
