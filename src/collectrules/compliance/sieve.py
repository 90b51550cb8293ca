"""A quick look at a contact: whether no rule can have stood in its way, whatever it was about.

It supposes the strictest: every rule of the policy applies, and every contact counts for every person, place
and debt. What passes would pass the gate, since knowing more only ever allows more. What does not pass has to
be put to the gate itself.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from collectrules.compliance.elsewhere import recorded_among, told
from collectrules.compliance.history import Entry
from collectrules.compliance.hours import openings
from collectrules.compliance.limits import told_enough_on
from collectrules.compliance.results import codes_counted, codes_that_are
from collectrules.compliance.windows import PERIODS
from collectrules.policy.model import (
    ContactHours,
    ContactLimit,
    ContactNotice,
    ContactPause,
    ContactRule,
    Opening,
)


class Counter(NamedTuple):
    """What is counted: entries on channels with results."""

    channels: frozenset[str]
    codes: frozenset[str]
    ours: bool

    def counts(self, entry: Entry) -> bool:
        """Whether an entry is one of those, as what it counts by now."""
        return self._may_count(entry) and entry.counts_as in self.codes

    def ever_counts(self, entry: Entry) -> bool:
        """Whether an entry was one of those at any time, with all that was taken back of an attempt."""
        return self._may_count(entry) and not self.codes.isdisjoint(entry.codes)

    def _may_count(self, entry: Entry) -> bool:
        return entry.channel in self.channels and (entry.ours or not self.ours)


@lru_cache(maxsize=1024)
def counter_of(rule: ContactRule) -> Counter | None:
    """What a rule counts at the most; None where that is not known here."""
    channels = frozenset(rule.channels)
    match rule:
        case ContactLimit(counts=counts):
            codes = frozenset(codes_counted(counts, rule.recounted))
            return Counter(channels, codes, ours=True)
        case ContactPause(after="attempt" | "contact" | "conversation" as after):
            codes = frozenset(codes_that_are(after, rule.recounted))
            return Counter(channels, codes, ours=after == "attempt")
        case _:
            return None


def counts_for(rule: ContactRule, entry: Entry) -> bool:
    """Whether a rule counts an entry."""
    counter = counter_of(rule)
    return counter is not None and counter.counts(entry)


@lru_cache(maxsize=1024)
def _tried(rule: ContactRule) -> Counter:
    """The attempts that a rest forbids."""
    codes = frozenset(codes_that_are("attempt", rule.recounted))
    return Counter(frozenset(rule.channels), codes, ours=True)


@lru_cache(maxsize=8192)
def _open_on(rule: ContactHours, day: int) -> tuple[Opening, ...]:
    return openings(rule, date.fromordinal(day))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of people, by the accounts they speak for."""

    stopped: dict[int, int]
    """The first event that stopped contact with an account, or with a number that it has as well."""
    told: dict[int, tuple[tuple[int, str], ...]]
    """Those stops, and consents taken back, by the events that recorded them and their moments."""
    quiet: frozenset[int]
    """Accounts of which somebody called hours inconvenient."""
    zones: dict[int, tuple[ZoneInfo, ...]]
    """Every time zone that any number or address lets us suppose, those no longer used too."""


def known_of(connection: sqlite3.Connection) -> Known:
    """What the ledger knows of people that can close a moment."""
    said: dict[int, tuple[tuple[int, str], ...]] = {}
    stopped: dict[int, int] = {}
    for account, seq, at in (*connection.execute(_STOPS), *_elsewhere(connection)):
        said[account] = (*said.get(account, ()), (seq, at))
        stopped[account] = min(seq, stopped.get(account, seq))
    for account, seq, at in connection.execute(_WITHDRAWN):
        said[account] = (*said.get(account, ()), (seq, at))
    quiet = frozenset(
        account
        for (account,) in connection.execute(
            "SELECT p.account_id FROM quiet_time AS q JOIN person AS p ON p.seq = q.person_id"
        )
    )
    zones: dict[int, dict[str, None]] = {}
    for account, named in connection.execute(
        "SELECT p.account_id, r.zones FROM reach AS r JOIN person AS p ON p.seq = r.person_id"
        " WHERE r.zones <> ''"
    ):
        zones.setdefault(account, {}).update(dict.fromkeys(named.split()))
    return Known(
        stopped, said, quiet, {account: tuple(map(ZoneInfo, own)) for account, own in zones.items()}
    )


def _elsewhere(connection: sqlite3.Connection) -> Iterator[tuple[int, int, str]]:
    """Stops with each account that has a number or an address at which they were told, whoever said so."""
    if not (said := told(connection)):
        return
    moments = {seq: at for _, seq, at in connection.execute(_STOPS)}
    for each in recorded_among(connection, said):
        for seq in said[each.key]:
            yield each.account_id, seq, moments[seq]


_STOPS: Final = "SELECT account_id, seq, at FROM stop ORDER BY seq"
_WITHDRAWN: Final = """
    SELECT p.account_id, c.seq, c.at FROM consent AS c JOIN person AS p ON p.seq = c.person_id
    WHERE c.given = 0
"""


@dataclass(slots=True)
class Sieve:
    """The entries of one account as they go by."""

    known: Known
    account_id: int
    _seen: list[Entry] = field(default_factory=list)
    _days: dict[Counter, list[int]] = field(default_factory=dict)
    _undone: list[tuple[int, Entry]] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        """Let an entry count for those after it, until what undoes it."""
        self._seen.append(entry)
        if entry.undone_by is not None:
            insort(self._undone, (entry.undone_by, entry), key=lambda pair: pair[0])
        for counter, days in self._days.items():
            if counter.ever_counts(entry):
                insort(days, entry.day)

    def forget_until(self, seq: int) -> None:
        """Let what was undone by an event, or before it, count no more."""
        while self._undone and self._undone[0][0] <= seq:
            _, entry = self._undone.pop(0)
            self._seen.remove(entry)
            for counter, days in self._days.items():
                if counter.ever_counts(entry):
                    days.remove(entry.day)

    def passes(self, entry: Entry, rules: Iterable[ContactRule], zone: ZoneInfo) -> bool:
        """Whether none of the rules on its channel can have been in the way of an entry."""
        if self.account_id in self.known.quiet:
            return False
        if self.known.stopped.get(self.account_id, entry.seq) < entry.seq:
            return False
        local = entry.moment.astimezone(zone)
        day = local.toordinal()
        zones = (zone, *self.known.zones.get(self.account_id, ()))
        for rule in rules:
            match rule:
                case ContactLimit():
                    fine = self._has_room(rule, entry, day)
                case ContactPause():
                    fine = self._rested(rule, entry, day)
                case ContactHours():
                    fine = self._open(rule, entry, zones)
                case ContactNotice():
                    fine = self._told(rule, day)
                case _:
                    fine = False
            if not fine:
                return False
        return True

    def _counted(self, counter: Counter) -> list[int]:
        if counter not in self._days:
            self._days[counter] = sorted(
                each.day for each in self._seen if counter.ever_counts(each)
            )
        return self._days[counter]

    def _has_room(self, rule: ContactLimit, entry: Entry, day: int) -> bool:
        counter = counter_of(rule)
        assert counter is not None
        days = self._counted(counter)
        if rule.within != "days":
            first, last = PERIODS[rule.within](day)
            return _between(days, first, last) < rule.at_most
        last = day + rule.within_days - 1 if counter.ever_counts(entry) else day
        return _between(days, day - rule.within_days + 1, last) < rule.at_most

    def _rested(self, rule: ContactPause, entry: Entry, day: int) -> bool:
        counter = counter_of(rule)
        if counter is None:
            return False
        if _between(self._counted(counter), day - rule.pause_days + 1, day):
            return False
        begins = counter.ever_counts(entry)
        return not begins or not _between(
            self._counted(_tried(rule)), day, day + rule.pause_days - 1
        )

    def _told(self, rule: ContactNotice, day: int) -> bool:
        """Whether anybody was told long enough before; where not everybody is alike the gate has to say."""
        if rule.per != ("account",) or rule.places:
            return False
        codes = frozenset(codes_counted("contacts", rule.recounted))
        counter = Counter(frozenset(rule.begun_by), codes, ours=True)
        told = [
            each.day for each in self._seen if each.kind == "contact" and counter.ever_counts(each)
        ]
        return bool(told) and told_enough_on(rule, date.fromordinal(min(told))).toordinal() <= day

    def _open(self, rule: ContactHours, entry: Entry, zones: Sequence[ZoneInfo]) -> bool:
        for zone in zones:
            local = entry.moment.astimezone(zone)
            minute = local.hour * 60 + local.minute
            if not any(
                opening.start <= minute < opening.until
                for opening in _open_on(rule, local.toordinal())
            ):
                return False
        return True


def _between(days: Sequence[int], first: int, last: int) -> int:
    return bisect_right(days, last) - bisect_left(days, first)
