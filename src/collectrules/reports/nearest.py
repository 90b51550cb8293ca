"""How near each account came to each limit on contacts in a period."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from collectrules.compliance.history import Entry
from collectrules.compliance.people import everybody
from collectrules.compliance.reach import rules_by_account, tells_accounts_apart
from collectrules.compliance.versions import Versions
from collectrules.policy.model import ContactLimit, ContactPause, ContactRule, Policy
from collectrules.reports.counted_with import Together, counted_with
from collectrules.reports.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """How near an account came to one rule of one version of the policy."""

    rule: str
    policy: str
    """The id and version it is of."""
    account: str
    kind: Literal["limit", "rest"]
    counted: int
    """The most counted in any window; of a rest, the fewest days from its first to a next attempt."""
    of: int
    """How many the rule allows; of a rest, how many days it lasts."""
    first: date
    """The first day of that window; of a rest, its first."""
    last: date
    """The last day of that window; of a rest, the day of the next attempt."""

    @property
    def reached(self) -> bool:
        """Whether no room was left; of a rest, whether it was not kept."""
        return self.counted >= self.of if self.kind == "limit" else self.counted < self.of

    @property
    def beyond(self) -> bool:
        """Whether it was more than is allowed, by what is known now."""
        return self.counted > self.of if self.kind == "limit" else self.counted < self.of


def by_rule(near: Nearest) -> tuple[object, ...]:
    """In which order they are told: by rule, those that came nearest first."""
    nearness = near.counted / near.of if near.kind == "rest" and near.of else 0.0
    if near.kind == "limit":
        nearness = -near.counted / near.of if near.of else -float(near.counted)
    return near.policy, near.kind, near.rule, nearness, near.account


@dataclass(frozen=True, slots=True)
class _Count:
    """What one entry brought a rule to."""

    version: int
    rule: ContactRule
    account_id: int
    day: int
    """The day whose facts say whether the rule applies."""
    counted: int
    first: int


class Counting:
    """The histories of accounts as they are counted, one after the other."""

    def __init__(self, connection: sqlite3.Connection, published: Versions, period: Period) -> None:
        self.tried = 0
        self._connection = connection
        self._published = published
        self._period = range(period.first.toordinal(), period.last.toordinal() + 1)
        self._counts: list[_Count] = []
        self._people = everybody(connection, period.last)
        self._reached = {
            reach: (person, place)
            for reach, person, place in connection.execute(
                "SELECT seq, person_id, place FROM reach"
            )
        }

    def count(self, entries: Sequence[Entry]) -> None:
        """Count the entries of one account."""
        ordered = sorted(entries, key=lambda each: (each.day, each.at, each.seq))
        for number, entry in enumerate(ordered):
            if entry.day not in self._period or not entry.passes_gate:
                continue
            self.tried += 1
            stored = self._published.in_force(entry)
            if stored is None:
                continue
            together = Together(self._reached, self._people, self._published.zone(stored))
            for rule in self._published.rules_for(entry, stored):
                found = counted_with(rule, entry, ordered[:number], together)
                if found is not None:
                    self._counts.append(
                        _Count(stored.seq, rule, entry.account_id, entry.day, *found)
                    )

    def nearest(self, numbers: dict[int, str]) -> Iterator[Nearest]:
        """For each rule and account, the count that came nearest, where the rule applied on its day."""
        best: dict[tuple[int, ContactRule, int], _Count] = {}
        applying = self._applying()
        for each in self._counts:
            rules = applying.get((each.version, each.day))
            if rules is not None and each.rule not in rules.get(each.account_id, frozenset()):
                continue
            key = (each.version, each.rule, each.account_id)
            if key not in best or _nearer(each, best[key]):
                best[key] = each
        names = {each.seq: f"{each.id} {each.version}" for each in self._published.stored}
        for (version, rule, account_id), each in best.items():
            assert isinstance(rule, ContactLimit | ContactPause)
            is_limit = isinstance(rule, ContactLimit)
            yield Nearest(
                rule=rule.id,
                policy=names[version],
                account=numbers[account_id],
                kind="limit" if is_limit else "rest",
                counted=each.counted,
                of=rule.at_most if isinstance(rule, ContactLimit) else rule.pause_days,
                first=date.fromordinal(each.first),
                last=date.fromordinal(each.day),
            )

    def _applying(self) -> dict[tuple[int, int], dict[int, frozenset[ContactRule]]]:
        """By version and day, the rules that applied to accounts, where not all of them do."""
        asked: dict[tuple[int, int], set[int]] = {}
        apart: dict[tuple[int, ContactRule], bool] = {}
        for each in self._counts:
            policy = self._policy(each.version, each.day)
            key = (each.version, each.rule)
            if key not in apart:
                apart[key] = tells_accounts_apart(policy, (each.rule,))
            if apart[key]:
                asked.setdefault((each.version, each.day), set()).add(each.account_id)
        return {
            (version, day): rules_by_account(
                self._connection, self._policy(version, day), accounts, date.fromordinal(day)
            )
            for (version, day), accounts in asked.items()
        }

    def _policy(self, version: int, day: int) -> Policy:
        return self._published.policies[version].on(date.fromordinal(day))


def _nearer(one: _Count, other: _Count) -> bool:
    """Whether one of two counts of a rule came nearer to what it allows."""
    if isinstance(one.rule, ContactPause):
        return one.counted < other.counted
    return one.counted > other.counted
