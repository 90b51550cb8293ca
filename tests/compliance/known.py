"""Persons of an account for tests of the gate: written into the books, and judged one moment at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import product
from zoneinfo import ZoneInfo

import holidays

from collectrules.clock import moment_text
from collectrules.compliance.results import Result, results
from collectrules.compliance.whom import Whom
from collectrules.policy.model import (
    PLACES,
    WEEKDAYS,
    Channel,
    ContactConsent,
    ContactHours,
    ContactLimit,
    ContactNotice,
    ContactPause,
    ContactRule,
)
from tests.compliance.contacts import Tried, books, day, moment

INVOICES = (501, 502, 503)
DIGEST = "0" * 64


@dataclass(frozen=True)
class Number:
    """A telephone number; one with no value was erased. `ended` is the first day it is theirs no more."""

    id: int
    place: str
    zones: tuple[str, ...] = ()
    value: str = ""
    ended: int | None = None


@dataclass(frozen=True)
class Yes:
    """Consent to calls or texts (`given`), or its end, at a minute of a day."""

    day: int
    minute: int = 0
    given: bool = True
    channel: Channel = "call"
    reach: int | None = None


@dataclass(frozen=True)
class Quiet:
    """Minutes of some days of the week that somebody called inconvenient."""

    days: tuple[str, ...]
    start: int
    until: int


@dataclass(frozen=True)
class Somebody:
    """A person."""

    id: int
    role: str = "debtor"
    numbers: tuple[Number, ...] = ()
    said: tuple[Yes, ...] = ()
    quiet: tuple[Quiet, ...] = ()
    account: int = 1


@dataclass(frozen=True)
class Stopped:
    """A stop; `until` is its last day, `ended` the day on which it was ended.

    That was recorded on a day, at a minute (`recorded`), or in one act with the consent of that number.
    """

    kind: str
    day: int
    minute: int = 0
    person: int | None = None
    channel: str = ""
    until: int | None = None
    ended: int | None = None
    recorded: tuple[int, int] | None = None
    consent: int | None = None
    how: str = "written"
    account: int = 1


@dataclass(frozen=True)
class Rung(Tried):
    """A contact with what is known of it."""

    person: int | None = None
    reach: int | None = None
    about: tuple[int, ...] = ()
    purpose: str = ""


def known_books(
    history: Sequence[Rung], people: Iterable[Somebody], stops: Iterable[Stopped], zone: str
) -> sqlite3.Connection:
    """The books with contacts of account 1, its persons and its stops, and those of another account."""
    connection = books(history, zone)
    stops = list(stops)
    first = "2026-01-01"
    for seq, each in enumerate(history, 1):
        connection.execute(
            "UPDATE contact SET person_id = ?, reach_id = ?, about = ?, purpose = ? WHERE seq = ?",
            (each.person, each.reach, " ".join(map(str, each.about)), each.purpose, seq),
        )
    for person in people:
        connection.execute(
            "INSERT INTO person VALUES (?, ?, ?, ?, ?, '')",
            (person.id, first, person.account, DIGEST, person.role),
        )
        for number in person.numbers:
            _write_number(connection, person, number)
        for n, yes in enumerate(person.said):
            connection.execute(
                "INSERT INTO consent VALUES (?, ?, ?, ?, ?, ?, ?, 'said so')",
                (
                    *(person.id * 100 + n, day(yes.day).isoformat(), person.id, yes.channel),
                    *(yes.given, yes.reach, moment_text(moment(yes.day, yes.minute, zone))),
                ),
            )
        for n, quiet in enumerate(person.quiet):
            connection.execute(
                "INSERT INTO quiet_time VALUES (?, ?, ?, ?, ?, ?, '')",
                (
                    *(person.id * 100 + n, first, person.id, " ".join(quiet.days)),
                    *(quiet.start, quiet.until),
                ),
            )
    for n, stop in enumerate(stops):
        on = day(stop.day).isoformat()
        until = None if stop.until is None else day(stop.until).isoformat()
        at = moment_text(moment(stop.day, stop.minute, zone))
        connection.execute(
            "INSERT INTO stop VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '')",
            (9000 + n, on, stop.account, stop.kind, stop.person, stop.channel, at, until, stop.how),
        )
        if stop.ended is not None:
            connection.execute(
                "INSERT INTO stop_end VALUES (?, ?, ?, 'over')",
                (9500 + n, day(stop.ended).isoformat(), 9000 + n),
            )
            _write_when(connection, stop, n, zone)
    return connection


def _write_number(connection: sqlite3.Connection, person: Somebody, number: Number) -> None:
    digest = f"{number.id:064}" if number.value else DIGEST
    connection.execute(
        "INSERT INTO reach VALUES (?, '2026-01-01', ?, 'phone', ?, ?, ?)",
        (number.id, person.id, digest, number.place, " ".join(number.zones)),
    )
    if number.value:
        connection.execute("INSERT INTO personal VALUES (?, ?, ?)", (digest, DIGEST, number.value))
    if number.ended is not None:
        connection.execute(
            "INSERT INTO reach_end VALUES (?, ?, ?, 'moved')",
            (20000 + number.id, day(number.ended).isoformat(), number.id),
        )


def _write_when(connection: sqlite3.Connection, stop: Stopped, n: int, zone: str) -> None:
    """When the end of a stop was recorded, and the consent in one act with it."""
    if stop.recorded is None:
        return
    at = moment_text(moment(*stop.recorded, zone))
    for seq in (9500 + n, *([stop.consent] if stop.consent else [])):
        connection.execute(
            "INSERT INTO journal VALUES (?, 'x', '2026-01-01', ?, ?, '{}', ?, ?)",
            (seq, at, f"act {n}", DIGEST, DIGEST),
        )


@dataclass
class Plain:
    """What the rules, stops and persons say of one moment, worked out the long way."""

    history: Sequence[Rung]
    everybody: Sequence[Somebody]
    """Persons of account 1, which is asked about, and of another."""
    stops: Sequence[Stopped]
    zone: str
    whom: Whom
    channel: Channel
    result: Result | None = None
    _in_worlds: dict[ContactRule, list[list[Rung]]] = field(default_factory=dict, init=False)
    """What a rule counts in each of its worlds: the same at every moment."""

    @property
    def people(self) -> list[Somebody]:
        """Those of account 1."""
        return [each for each in self.everybody if each.account == 1]

    def closed(self, rules: Iterable[ContactRule], at: datetime) -> set[str]:
        """The ids of all that closes a moment."""
        return set(self._closing(rules, at))

    def is_open(self, rules: Iterable[ContactRule], at: datetime) -> bool:
        """Whether nothing closes a moment."""
        return next(self._closing(rules, at), None) is None

    def _closing(self, rules: Iterable[ContactRule], at: datetime) -> Iterator[str]:
        yield from (
            f"stop:{stop.kind}" for stop, since in self._asked if self._stops(stop, since, at)
        )
        if self._quiet(at):
            yield "quiet-time"
        yield from (rule.id for rule in rules if not self._open(rule, at))

    # Whom it may be, and where.

    def _persons(self) -> list[Somebody]:
        named = self._named()
        return [each for each in self.people if named in (None, each.id)]

    def _named(self) -> int | None:
        return self.whom.person_id or next(
            (p.id for p in self.people for n in p.numbers if n.id == self.whom.reach_id), None
        )

    def _who(self, each: Rung) -> int | None:
        return each.person or next(
            (p.id for p in self.people for n in p.numbers if n.id == each.reach), None
        )

    def _places(self) -> set[str]:
        numbers = [n for p in self._persons() for n in p.numbers]
        if self.whom.reach_id is not None:
            numbers = [n for n in numbers if n.id == self.whom.reach_id]
        elif not all(each.numbers for each in self._persons()):
            return set(PLACES)
        places = {number.place for number in numbers}
        return places if places and "other" not in places else set(PLACES)

    def _worlds(self, rule: ContactRule) -> Iterator[dict[str, object]]:
        """Everything that the attempt may be at, as far as the rule tells it apart."""
        stranger = 0
        persons = [self._named()] if self._named() else [*(p.id for p in self.people), stranger]
        invoices = self.whom.about or (*INVOICES, 599)
        for person, invoice, place in product(persons, invoices, sorted(self._places())):
            yield {"person": person, "invoice": invoice, "place": place}

    def _counted(self, rule: ContactRule, world: dict[str, object]) -> list[Rung]:
        def place(each: Rung) -> str:
            numbers = [n for p in self.people for n in p.numbers]
            found = next((n.place for n in numbers if n.id == each.reach), "")
            return "" if found == "other" else found

        def may_be(each: Rung) -> bool:
            return all(
                (unit != "person" or self._who(each) in (None, world["person"]))
                and (unit != "invoice" or not each.about or world["invoice"] in each.about)
                and (unit != "place" or place(each) in ("", world["place"]))
                for unit in rule.per
            )

        return [
            each
            for each in self.history
            if not each.taken_back
            and (not rule.places or place(each) in ("", *rule.places))
            and may_be(each)
        ]

    # The rules.

    def _open(self, rule: ContactRule, at: datetime) -> bool:
        if isinstance(rule, ContactConsent):
            return self._consents(self.channel, self.whom, rule.lasts_days, at)
        if rule.places and not self._places() & set(rule.places):
            return True
        if isinstance(rule, ContactHours):
            zones = [ZoneInfo(self.zone)]
            if rule.clock == "debtor":
                zones = [
                    zone for person in self._persons() for zone in self._zones(person)
                ] or zones
            return all(_within(rule, at.astimezone(zone)) for zone in zones)
        ends = isinstance(rule, ContactPause) and rule.consent_ends
        days = 0 if ends else rule.consent_days
        if days and self._consents(self.channel, self.whom, days, at):
            return True
        if rule not in self._in_worlds:
            each = [self._counted(rule, world) for world in self._worlds(rule)]
            self._in_worlds[rule] = [list(one) for n, one in enumerate(each) if one not in each[:n]]
        return all(self._room(rule, counted, at) for counted in self._in_worlds[rule])

    def _room(self, rule: ContactRule, counted: Sequence[Rung], at: datetime) -> bool:
        on = at.astimezone(ZoneInfo(self.zone)).date()
        match rule:
            case ContactLimit():
                days = [
                    day(each.day)
                    for each in counted
                    if each.counts and each.channel in rule.channels
                    if results()[each.result].counts_as(rule.counts)
                    if not self._excluded(rule, each)
                ]
                firsts = [on - timedelta(days=n) for n in range(rule.within_days)]
                if self.result is None or not self.result.counts_as(rule.counts):
                    firsts = firsts[-1:]
                return all(
                    sum(0 <= (each - first).days < rule.within_days for each in days) < rule.at_most
                    for first in firsts
                )
            case ContactPause():
                return not any(
                    results()[each.result].is_a(rule.after)
                    and each.channel in rule.channels
                    and (rule.after != "attempt" or each.direction == "out")
                    and self._at(each) <= at
                    and (on - day(each.day)).days < rule.pause_days
                    and not self._lifted(rule, self._at(each), at)
                    for each in counted
                )
            case ContactNotice():
                told = [
                    day(each.day)
                    for each in counted
                    if each.counts and each.channel in rule.begun_by
                    if results()[each.result].counts_as("contacts")
                ]
                return bool(told) and (on - self._received(rule, min(told))).days >= rule.pause_days
        raise AssertionError(rule)

    def _lifted(self, rule: ContactPause, since: datetime, at: datetime) -> bool:
        """Whether a consent lifts a rest that does not end with what began it."""
        days = rule.consent_days
        return rule.consent_ends and self._consents(self.channel, self.whom, days, at, since)

    def _received(self, rule: ContactNotice, told: date) -> date:
        """The day with so many working days since another, counted one by one."""
        shut = holidays.country_holidays(rule.holidays) if rule.holidays else ()
        since, found = 0, told
        while since < rule.received_after_working_days:
            found += timedelta(days=1)
            since += found.weekday() < 5 and found not in shut
        return found

    def _at(self, each: Rung) -> datetime:
        return moment(each.day, each.minute, self.zone)

    def _excluded(self, rule: ContactRule, each: Rung) -> bool:
        whom = Whom(each.person, each.reach)
        days = rule.consent_days
        return bool(days) and replace_whom(self, whom)._consents(
            each.channel, whom, days, self._at(each)
        )

    # Persons.

    def _zones(self, person: Somebody) -> list[ZoneInfo]:
        named = [ZoneInfo(zone) for number in person.numbers for zone in number.zones]
        anybodys = [
            ZoneInfo(zone)
            for each in self.people
            for number in each.numbers
            for zone in number.zones
        ]
        return named or [ZoneInfo(self.zone), *anybodys]

    def _consents(
        self,
        channel: Channel,
        whom: Whom,
        days: int,
        at: datetime,
        since: datetime | None = None,
    ) -> bool:
        persons = self._persons()
        on = at.astimezone(ZoneInfo(self.zone)).date()

        def stands(person: Somebody, reach: int | None) -> bool:
            said = [
                (moment(yes.day, yes.minute, self.zone), n, yes)
                for n, yes in enumerate(person.said)
                if yes.channel == channel and yes.reach in (None, reach)
            ]
            told = [each for each in said if each[0] <= at]
            if not told:
                return False
            when, _, last = max(told)
            fresh = since is None or when >= since
            return fresh and last.given and (not days or (on - day(last.day)).days < days)

        return bool(persons) and all(
            stands(person, reach)
            for person in persons
            for reach in (
                [whom.reach_id] if whom.reach_id else [n.id for n in person.numbers] or [None]
            )
        )

    def _quiet(self, at: datetime) -> bool:
        return self.channel != "letter" and any(
            WEEKDAYS[local.weekday()] in quiet.days
            and quiet.start <= local.hour * 60 + local.minute < quiet.until
            for person in self._persons()
            for quiet in person.quiet
            for local in [at.astimezone(zone) for zone in self._zones(person)]
        )

    @cached_property
    def _asked(self) -> list[tuple[Stopped, datetime]]:
        """The stops that may close, each with the moment of the request it goes back to."""
        own = [stop for stop in self.stops if stop.account == 1]
        return [
            (stop, self._requested(stop, among))
            for among in (own, *self._elsewhere())
            for stop in among
        ]

    def _over(self, stop: Stopped, at: datetime) -> bool:
        on = at.astimezone(ZoneInfo(self.zone)).date()
        if stop.until is not None and on > day(stop.until):
            return True
        if stop.ended is None or on < day(stop.ended):
            return False
        if stop.consent is not None:
            said = {p.id * 100 + n: yes for p in self.everybody for n, yes in enumerate(p.said)}
            yes = said[stop.consent]
            return at >= moment(yes.day, yes.minute, self.zone)
        if stop.recorded is not None and stop.recorded[0] == stop.ended:
            return at >= moment(*stop.recorded, self.zone)
        return True

    def _begun(self, stop: Stopped) -> datetime:
        return moment(stop.day, stop.minute, self.zone)

    def _requested(self, stop: Stopped, among: Sequence[Stopped]) -> datetime:
        """When they asked for what a stop is about: it, or one of the same that it goes on from."""
        order = sorted(range(len(among)), key=lambda n: (self._begun(among[n]), n))
        place = next(n for n, each in enumerate(order) if among[each] is stop)
        before = [
            each
            for each in (among[n] for n in order[:place])
            if (each.kind, each.channel) == (stop.kind, stop.channel)
            if each.person == stop.person or not (each.person and stop.person)
        ]
        goes_on = [each for each in before if not self._over(each, self._begun(stop))]
        if stop.how in ("own", "court") and before:
            goes_on.append(before[-1])
        return min([self._begun(stop), *(self._requested(each, among) for each in goes_on)])

    def _elsewhere(self) -> Iterator[list[Stopped]]:
        """By each number that it may be at, the stops that it was told under others, as if of its person."""
        for person in self._persons():
            for number in person.numbers:
                if self.whom.reach_id in (None, number.id):
                    yield [
                        replace(stop, person=person.id)
                        for stop in self.stops
                        if stop.kind in ("cease", "opt-out")
                        if not (stop.account == 1 and stop.person in (None, person.id))
                        if number.value and number.value.lower() in self._told(stop)
                    ]

    def _told(self, stop: Stopped) -> set[str]:
        return {
            number.value.lower()
            for person in self.everybody
            for number in person.numbers
            if person.account == stop.account and stop.person in (None, person.id)
            if number.ended is None or number.ended > stop.day
        }

    def _stops(self, stop: Stopped, since: datetime, at: datetime) -> bool:
        begun, elsewhere = self._begun(stop), all(stop is not each for each in self.stops)
        if at < begun or self._over(stop, at) or stop.channel not in ("", self.channel):
            return False
        if stop.person is not None and self._named() not in (None, stop.person):
            return False
        said = [
            each
            for each in self.history
            if each.purpose == self.whom.purpose and each.counts and self._at(each) >= since
            if each.direction == "out" and stop.channel in ("", each.channel)
            if stop.person is None or self._who(each) in (None, stop.person)
        ]
        match stop.kind:
            case "cease":
                allowed = self.whom.purpose in ("end-of-efforts", "remedy")
                return self.channel == "call" or not allowed or bool(said)
            case "opt-out":
                if self.whom.purpose == "reply":
                    return not self._may_reply(stop, begun, at)
                return elsewhere or self.whom.purpose != "confirmation" or bool(said)
            case "attorney":
                named = [each for each in self.people if each.id == self._named()]
                return not (named and named[0].role == "attorney")
            case "workplace":
                if self.whom.reach_id is not None and len(self._places()) == 1:
                    return self._places() == {"work"}
                return any(
                    number.place == "work"
                    for person in self._persons()
                    for number in person.numbers
                    if stop.person in (None, person.id)
                )
            case "dispute":
                return self.channel == "call" or self.whom.purpose != "verification"
        return True

    def _may_reply(self, stop: Stopped, begun: datetime, at: datetime) -> bool:
        """Whether the last contact they began has no reply yet, nor any until the next that they began."""

        over = [each for each in self.history if each.channel == stop.channel]
        began = sorted(
            self._at(each)
            for each in over
            if each.result == "IN" and not each.taken_back and self._who(each) == self._named()
            if begun <= self._at(each)
        )
        replies = [
            self._at(each)
            for each in over
            if each.purpose == "reply" and each.counts and each.direction == "out"
            if self._named() is None or self._who(each) in (None, self._named())
        ]
        since = [each for each in began if each <= at]
        until = [each for each in began if each > at]
        return bool(since) and not any(
            since[-1] <= each and not (until and until[0] <= each) for each in replies
        )


def replace_whom(plain: Plain, whom: Whom) -> Plain:
    """The same asked about somebody else."""
    return replace(plain, whom=whom)


def _within(rule: ContactHours, local: datetime) -> bool:
    minute = local.hour * 60 + local.minute
    return any(
        WEEKDAYS[local.weekday()] in opening.days and opening.start <= minute < opening.until
        for opening in rule.open
    )


def utc(text: str) -> datetime:
    """A moment written in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local_date(at: datetime, zone: str) -> date:
    """The day of a moment by the clock of a zone."""
    return at.astimezone(ZoneInfo(zone)).date()
