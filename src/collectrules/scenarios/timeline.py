"""Reading a timeline: on which day what happens, is expected and is done, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from collectrules.policy.positions import KeyPath
from collectrules.scenarios.expectations import ExpectationReader
from collectrules.scenarios.happened import HappeningReader
from collectrules.scenarios.happened_people import PeopleReader
from collectrules.scenarios.happenings import NOON, CarriedOut, Contact, Entry, Look
from collectrules.scenarios.known_persons import MEANT
from collectrules.scenarios.leaves import Leaves
from collectrules.scenarios.wanted import Wanted
from collectrules.scenarios.wanted_books import GateWanted

LONGEST: Final = timedelta(days=1_100)
"""Three years: each of their days is run."""


class TimelineReader:
    """Reads the entries of one timeline, keeping their faults."""

    def __init__(
        self,
        expected: ExpectationReader,
        currency: str,
        leaves: Leaves,
        people: PeopleReader,
    ) -> None:
        self._expected = expected
        self._leaves = leaves
        self._happened = HappeningReader(currency, leaves, people)
        self._first: date | None = None
        self._last: date | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of an entry."""
        return ("on", *self._happened.kinds, "expect", "at", "contact", "carried_out")

    def entries(self, value: object, path: KeyPath) -> tuple[Entry, ...]:
        """The entries of a timeline, those left out that have no day."""
        if not isinstance(value, list) or not value:
            help = "write `[[scenario.timeline]]` once for each day on which something happens"
            self._leaves.wrong(value, path, "a list of days", help)
            return ()
        read = [self._entry(each, (*path, number)) for number, each in enumerate(value)]
        return tuple(entry for entry in read if entry is not None)

    def _entry(self, value: object, path: KeyPath) -> Entry | None:
        table = self._leaves.table(value, path, self.keys, needed=("on",))
        on = self._on(table["on"], (*path, "on")) if table and "on" in table else None
        if table is None or on is None:
            return None
        before = [
            self._happened.kinds[key](each, where, on)
            for key, listed in table.items()
            if key in self._happened.kinds
            for each, where in self._leaves.each(listed, (*path, key))
        ]
        at = self._leaves.clock(table["at"], (*path, "at")) if "at" in table else None
        return Entry(
            on=on,
            at=at or NOON,
            before=[each for each in before if each is not None],
            looks=list(self._looks(table, path)),
            after=list(self._after(table, path, on)),
            path=path,
        )

    def _on(self, value: object, path: KeyPath) -> date | None:
        on = self._leaves.day(value, path)
        if on is None:
            return None
        add = self._leaves.report.add
        if self._last is not None and on < self._last:
            said = f"{on} comes before {self._last}, the day above it"
            add("out-of-order", said, path, help="put the days of a timeline in order")
            return on
        self._first, self._last = self._first or on, on
        if on - self._first > LONGEST:
            said = f"{on} is {(on - self._first).days:,} days after the first day of the timeline"
            help = f"each day in between is run: {LONGEST.days:,} are enough for a scenario"
            add("out-of-range", said, path, help=help)
        return on

    def _looks(self, table: Mapping[str, object], path: KeyPath) -> Iterator[Look]:
        if "expect" not in table:
            return
        for value, where in self._leaves.each(table["expect"], (*path, "expect")):
            keys = ("of", *MEANT, *self._expected.keys)
            expect = self._leaves.table(value, where, keys)
            if expect is not None:
                wanted = self._expected.table(expect, where, in_timeline=True)
                of = self._happened.invoice_of(expect, where)
                wanted = self._to_whom(wanted, expect, where)
                yield Look(of=of or "", wanted=wanted, path=where)

    def _to_whom(
        self, wanted: tuple[Wanted, ...], expect: Mapping[str, object], path: KeyPath
    ) -> tuple[Wanted, ...]:
        """What is expected of the gate is asked of the person that an expectation names."""
        gate = [each for each in wanted if isinstance(each, GateWanted)]
        said = [key for key in MEANT if key in expect]
        if said and not gate:
            self._leaves.report.add(
                "useless-key",
                f"`{said[0]}` says nothing where no contact is expected to be allowed or not",
                (*path, said[0]),
                help="expect `allowed`, `blocked_by` or `allowed_from` as well, or leave it out",
                part="key",
            )
        channels = list(dict.fromkeys(channel for each in gate for channel in each.channels))
        whom = self._happened.persons.meant(expect, path, channels)
        if whom is None:
            return wanted
        return tuple(
            replace(each, whom=whom) if isinstance(each, GateWanted) else each for each in wanted
        )

    def _after(
        self, table: Mapping[str, object], path: KeyPath, on: date
    ) -> Iterator[Contact | CarriedOut]:
        for key in (key for key in table if key in ("contact", "carried_out")):
            for value, where in self._leaves.each(table[key], (*path, key)):
                read = (
                    self._happened.contact(value, where, on)
                    if key == "contact"
                    else self._carried_out(value, where)
                )
                if read is not None:
                    yield read

    def _carried_out(self, value: object, path: KeyPath) -> CarriedOut | None:
        stage = self._expected.rule("stage", value, path)
        return None if stage is None else CarriedOut(path=path, stage=stage)
