"""Playing scenarios: facts are judged at once, a timeline is lived through in a ledger of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from collectrules.errors import CollectrulesError
from collectrules.policy.model import Policy
from collectrules.policy.positions import KeyPath
from collectrules.scenarios.books import Books
from collectrules.scenarios.happenings import Entry, Happening, Look
from collectrules.scenarios.model import FactsScenario, Scenario, TimelineScenario
from collectrules.scenarios.seen import Seen, as_read, seen_with

Done = TypeVar("Done", bound=Happening)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a scenario looked at: on which day, where it has days, and what was there."""

    look: Look
    on: date | None
    seen: Seen


@dataclass(frozen=True, slots=True)
class Halt:
    """What could not happen, why, and where the file says that it does."""

    path: KeyPath
    on: date
    message: str


@dataclass(frozen=True, slots=True)
class Played:
    """A scenario after it was played."""

    scenario: Scenario
    moments: tuple[Moment, ...]
    halt: Halt | None = None
    """Where a timeline could not go on."""
    story: tuple[str, ...] = ()
    """What the runs and the staff of a timeline wrote, one line each."""


def play(policy: Policy, scenario: Scenario) -> Played:
    """Play a scenario under a policy."""
    if isinstance(scenario, FactsScenario):
        read = as_read(policy, scenario.on, scenario.currency)
        seen = seen_with(read, scenario.known, scenario.currency)
        return Played(scenario, (Moment(scenario.look, scenario.on, seen),))
    with Books.of(policy, scenario) as books:
        return _Timeline(books, scenario).played()


class _Halted(Exception):
    """Ends a timeline that cannot go on."""

    def __init__(self, halt: Halt) -> None:
        super().__init__(halt.message)
        self.halt = halt


class _Timeline:
    """A timeline as it is lived through."""

    def __init__(self, books: Books, scenario: TimelineScenario) -> None:
        self._books = books
        self._scenario = scenario
        self._moments: list[Moment] = []

    def played(self) -> Played:
        halt = None
        try:
            for day, entries in _days(self._scenario.entries):
                self._day(day, entries)
        except _Halted as halted:
            halt = halted.halt
        story = tuple(self._books.story())
        return Played(self._scenario, tuple(self._moments), halt, story)

    def _day(self, day: date, entries: Sequence[Entry]) -> None:
        for entry in entries:
            for happening in entry.before:
                self._try(self._books.enter, happening, entry)
            seen = self._run(entry)
            self._moments += [Moment(look, day, seen[look.of]) for look in entry.looks]
            for act in entry.after:
                self._try(self._books.do, act, entry)
        if not entries:
            self._books.run(day)
        if self._scenario.carry_out:
            self._books.carry_out_all(day)

    def _run(self, entry: Entry) -> Mapping[str, Seen]:
        """Run the day; what was seen of each invoice, of one that the run writes off its last state."""
        before = self._books.look(entry.on, entry.at) if entry.looks else {}
        self._books.run(entry.on)
        if not entry.looks:
            return {}
        return {
            number: seen
            if seen.known
            else replace(before[number], charges=seen.charges, waived=seen.waived)
            for number, seen in self._books.look(entry.on, entry.at).items()
        }

    def _try(self, act: Callable[[Done, Entry], None], what: Done, entry: Entry) -> None:
        try:
            act(what, entry)
        except CollectrulesError as error:
            raise _Halted(Halt(what.path, entry.on, error.message)) from None


def _days(entries: Sequence[Entry]) -> Iterator[tuple[date, Sequence[Entry]]]:
    """Every day from the first entry to the last, with its entries."""
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        by_day.setdefault(entry.on, []).append(entry)
    day, last = entries[0].on, entries[-1].on
    while day <= last:
        yield day, by_day.get(day, ())
        day += timedelta(days=1)
