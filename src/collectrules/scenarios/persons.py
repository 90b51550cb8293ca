"""The persons of a timeline in its ledger: what is said of them is recorded as staff would record it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from collectrules.acts.consents import ConsentWanted, tell_consent
from collectrules.acts.people import (
    Act,
    QuietTimeWanted,
    ReachWanted,
    add_person,
    add_reach,
    end_quiet_times,
    end_reach,
    set_quiet_time,
)
from collectrules.acts.stops import end_stop, set_stop, standing_stops
from collectrules.errors import Refused
from collectrules.ledger.book import Ledger
from collectrules.ledger.people import Person as Known
from collectrules.ledger.people import people_of
from collectrules.policy.model import Policy
from collectrules.scenarios.happenings_people import (
    Consent,
    PeopleHappening,
    Person,
    QuietHours,
    QuietHoursOver,
    ReachOver,
    Stop,
    StopOver,
)
from collectrules.scenarios.meant import Ids
from collectrules.scenarios.office import BY, SAID
from collectrules.worklist.find import AccountNamed
from collectrules.worklist.stops import StopWanted

When = Callable[[date, time | None], datetime]
"""The moment of a day at which something is told, at a time or, where none is said, before all else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Persons:
    """Everybody of the one account of a timeline."""

    ledger: Ledger
    policy: Policy
    account: AccountNamed
    when: When
    _persons: dict[str, int] = field(default_factory=dict)
    _reaches: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def ids(self) -> Ids:
        """How the ledger numbers everybody there is so far."""
        return Ids(self._persons, self._reaches)

    def enter(self, happening: PeopleHappening, on: date) -> None:
        """Record what happened on a day; raises `Refused` where it cannot be."""
        match happening:
            case Person():
                self.add(happening, on)
            case ReachOver(person=person, to=to):
                reach = self._reaches[person, to]
                end_reach(self.ledger, self._known(person), reach, self._act(on), reason=SAID)
            case Consent():
                self._consent(happening, on)
            case Stop():
                self._stop(happening, on)
            case StopOver():
                self._end_stop(happening, on)
            case QuietHours():
                wanted = QuietTimeWanted(
                    days=happening.days,
                    from_minute=happening.from_minute,
                    until_minute=happening.until_minute,
                )
                set_quiet_time(self.ledger, self._known(happening.person), self._act(on), wanted)
            case QuietHoursOver(person=person):
                self._end_quiet_hours(person, on)

    def add(self, person: Person, on: date) -> None:
        """Record a person with all that reaches them, from a day on."""
        act = self._act(on)
        known = add_person(self.ledger, self.account, act, name=person.name, role=person.role)
        self._persons[person.name] = known.seq
        for reach in person.reaches:
            wanted = ReachWanted(
                kind=reach.kind, value=reach.value, place=reach.place, zones=reach.zones
            )
            known = add_reach(self.ledger, known, act, wanted)
            self._reaches[person.name, reach.value] = max(each.seq for each in known.reached_at)

    def _act(self, on: date, at: time | None = None) -> Act:
        return Act(on, self.when(on, at), BY)

    def _known(self, name: str) -> Known:
        seq = self._persons[name]
        people = people_of(self.ledger.connection, self.account.id)
        return next(each for each in people if each.seq == seq)

    def _consent(self, told: Consent, on: date) -> None:
        wanted = ConsentWanted(
            channel=told.channel,
            given=told.given,
            reach_id=self._reaches[told.person, told.to] if told.to else None,
            told_at=self.when(on, told.at),
            how=SAID,
        )
        tell_consent(self.ledger, self._known(told.person), self._act(on, told.at), wanted)

    def _stop(self, stop: Stop, on: date) -> None:
        wanted = StopWanted(
            account_id=self.account.id,
            kind=stop.kind,
            person_id=self._persons[stop.person] if stop.person else None,
            channel=stop.channel,
            at=self.when(on, stop.at),
            on=on,
            until_on=stop.until,
            how=stop.how,
        )
        set_stop(self.ledger, wanted, self._act(on, stop.at), policy=self.policy.on(on))

    def _end_stop(self, over: StopOver, on: date) -> None:
        person = self._persons[over.person] if over.person else None
        found = [
            each
            for each in standing_stops(self.ledger, self.account.id, on)
            if each.kind == over.kind
            and person in (None, each.person_id)
            and over.channel in ("", each.channel)
        ]
        if len(found) != 1:
            raise Refused(
                f"{len(found)} stops `{over.kind}` could be ended"
                if found
                else f"no stop `{over.kind}` counts that day"
            )
        end_stop(self.ledger, found[0], self._act(on), reason=SAID)

    def _end_quiet_hours(self, name: str, on: date) -> None:
        person = self._known(name)
        ids = [each.seq for each in person.quiet_times if each.ended_on is None]
        if not ids:
            raise Refused(f"`{name}` has called no hours inconvenient that day")
        end_quiet_times(self.ledger, person, ids, self._act(on))
