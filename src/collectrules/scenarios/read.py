"""From a file of scenarios to scenarios, or to every fault of the file at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from collectrules.compliance.telephone import country_of_business
from collectrules.policy.facts import FACTS
from collectrules.policy.model import Policy
from collectrules.policy.positions import KeyPath
from collectrules.policy.report import Report
from collectrules.policy.shape.base import shortened
from collectrules.policy.source import Source
from collectrules.scenarios.expectations import ExpectationReader
from collectrules.scenarios.given_reader import GivenReader
from collectrules.scenarios.happened_people import PeopleReader
from collectrules.scenarios.happenings import Entry, Look
from collectrules.scenarios.happenings_people import Person
from collectrules.scenarios.leaves import Leaves
from collectrules.scenarios.model import (
    Customer,
    FactsScenario,
    Scenario,
    ScenarioFile,
    TimelineScenario,
)
from collectrules.scenarios.seen import as_read
from collectrules.scenarios.timeline import TimelineReader
from collectrules.scenarios.wanted import Wanted

_OF_BOTH: Final = ("name", "currency")
_OF_FACTS: Final = ("on", "given", "expect")
_OF_TIMELINES: Final = ("customer", "carry_out", "timeline")
_KNOWN_BEFORE: Final = timedelta(days=365)
"""How long a customer has been one on the first day of a timeline, where it does not say."""


def scenarios_in(source: Source, policy: Policy, policy_file: Path) -> ScenarioFile:
    """The scenarios of a TOML document; raises `Faults` with everything wrong in it."""
    report = Report(source.file, source.text)
    read = _Reader(policy, report).document(source.document)
    report.close()
    return ScenarioFile(
        file=source.file,
        policy_file=policy_file,
        policy=policy,
        line=report.line,
        scenarios=read,
    )


class _Reader:
    """Reads the scenarios of one file, keeping their faults in a report."""

    def __init__(self, policy: Policy, report: Report) -> None:
        self._policy = policy
        self._report = report
        self._leaves = Leaves(report)
        self._names: dict[str, KeyPath] = {}

    def document(self, document: Mapping[str, object]) -> tuple[Scenario, ...]:
        self._leaves.only(document, (), ("policy", "scenario"))
        listed = document.get("scenario")
        if not isinstance(listed, list) or not listed:
            self._report.add(
                "no-scenarios",
                "the file has no scenarios",
                ("scenario",),
                help="write `[[scenario]]` in double brackets, once for each",
            )
            return ()
        return tuple(self._scenarios(listed))

    def _scenarios(self, listed: list[object]) -> Iterator[Scenario]:
        for number, each in enumerate(listed):
            path: KeyPath = ("scenario", number)
            keys = (*_OF_BOTH, *_OF_FACTS, *_OF_TIMELINES)
            table = self._leaves.table(each, path, keys, needed=("name",))
            if table is None:
                continue
            read = self._timeline if "timeline" in table else self._facts
            name = self._name(table, path)
            scenario = read(name, table, path, self._currency(table, path))
            if scenario is not None:
                yield scenario

    def _name(self, table: Mapping[str, object], path: KeyPath) -> str:
        where = (*path, "name")
        name = self._leaves.line(table["name"], where) if "name" in table else None
        if name is not None and name in self._names:
            self._report.add(
                "duplicate-name",
                f"two scenarios are called `{shortened(name)}`",
                where,
                help=f"line {self._report.line(self._names[name])} has it first; "
                "say in the name what is special about this one",
            )
        self._names.setdefault(name or "", where)
        return name or ""

    def _currency(self, table: Mapping[str, object], path: KeyPath) -> str:
        own = self._policy.currencies
        if "currency" not in table:
            return own[0]
        return self._leaves.word(table["currency"], (*path, "currency"), own) or own[0]

    def _facts(
        self, name: str, table: Mapping[str, object], path: KeyPath, currency: str
    ) -> FactsScenario | None:
        self._refuse(table, path, _OF_TIMELINES, "a scenario without a timeline")
        on = self._leaves.day(table["on"], (*path, "on")) if "on" in table else None
        policy = as_read(self._policy, on, currency)
        expected = ExpectationReader(policy, currency, self._leaves)
        wanted: tuple[Wanted, ...] = ()
        where = (*path, "expect")
        if "expect" in table:
            expect = self._leaves.table(table["expect"], where, expected.keys)
            wanted = expected.table(expect, where, in_timeline=False) if expect else ()
        if not table.get("expect"):
            self._nothing_expected(path)
        reader = GivenReader(policy, currency, expected.facts, self._leaves)
        read = reader.case(table.get("given", {}), (*path, "given"))
        if read is None:
            return None
        return FactsScenario(
            name=name,
            path=path,
            currency=currency,
            on=on,
            given=read.given,
            known=read.known,
            look=Look(of="", wanted=wanted, path=where),
        )

    def _timeline(
        self, name: str, table: Mapping[str, object], path: KeyPath, currency: str
    ) -> TimelineScenario | None:
        self._refuse(table, path, _OF_FACTS, "a scenario with a timeline")
        expected = ExpectationReader(self._policy, currency, self._leaves)
        people = PeopleReader(self._leaves, country_of_business(self._policy))
        customer = table.get("customer", {})
        persons: tuple[Person, ...] = ()
        if isinstance(customer, dict) and "person" in customer:
            persons = people.of_customer(customer["person"], (*path, "customer", "person"))
        reader = TimelineReader(expected, currency, self._leaves, people)
        entries = reader.entries(table["timeline"], (*path, "timeline"))
        if not _expects(table["timeline"]):
            self._nothing_expected(path)
        carry_out = table.get("carry_out", False)
        carried = self._leaves.flag(carry_out, (*path, "carry_out"))
        read = self._customer(customer, (*path, "customer"), entries)
        if read is None or not entries:
            return None
        return TimelineScenario(
            name=name,
            path=path,
            currency=currency,
            customer=replace(read, persons=persons),
            carry_out=bool(carried),
            entries=entries,
        )

    def _customer(
        self, value: object, path: KeyPath, entries: tuple[Entry, ...]
    ) -> Customer | None:
        table = self._leaves.table(value, path, ("debtor_kind", "since", "person"))
        if table is None or not entries:
            return None
        first = entries[0].on
        kinds = FACTS["debtor_kind"].words
        kind = self._leaves.word(table.get("debtor_kind", kinds[0]), (*path, "debtor_kind"), kinds)
        since = self._leaves.day(table.get("since", first - _KNOWN_BEFORE), (*path, "since"))
        if kind is None or since is None:
            return None
        if since > first:
            said = f"the timeline begins on {first}, before they became a customer"
            self._report.add("out-of-order", said, (*path, "since"), help="check the two days")
        return Customer(kind, since)

    def _refuse(
        self, table: Mapping[str, object], path: KeyPath, keys: tuple[str, ...], what: str
    ) -> None:
        for key in keys:
            if key in table:
                self._report.add(
                    "scenario-form",
                    f"`{key}` does not go with {what}",
                    (*path, key),
                    help="a scenario has either `given` and `expect`, or a timeline that expects",
                    part="key",
                )

    def _nothing_expected(self, path: KeyPath) -> None:
        self._report.add(
            "nothing-expected",
            "the scenario expects nothing, so it cannot fail",
            path,
            help='say what should come of it, such as `expect.stage = "reminder"`',
            part="key",
        )


def _expects(timeline: object) -> bool:
    """Whether a timeline, as it is written, expects anything."""
    days = timeline if isinstance(timeline, list) else [timeline]
    return not days or any(not isinstance(day, dict) or day.get("expect") for day in days)
