"""The versions of the main policy by which contacts are judged, each read once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from collectrules.compliance.history import Entry
from collectrules.compliance.reach import rules_on
from collectrules.ledger.book import Ledger
from collectrules.ledger.policies import StoredPolicy, versions
from collectrules.ledger.published import read_policy
from collectrules.policy.model import Channel, ContactRule, Policy


@dataclass(slots=True)
class Versions:
    """Those published in a ledger, in the order in which they take effect."""

    stored: Sequence[StoredPolicy]
    policies: dict[int, Policy]
    """By the event that published each."""
    _in_force: dict[tuple[int, int], StoredPolicy | None] = field(default_factory=dict)
    _rules: dict[tuple[int, int, Channel], tuple[ContactRule, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, ledger: Ledger) -> Versions:
        """All there are now."""
        main = [each for each in versions(ledger) if not each.beside]
        return cls(main, {each.seq: read_policy(ledger, each) for each in main})

    def in_force(self, entry: Entry) -> StoredPolicy | None:
        """The version in force on the day of an entry, as published when it was recorded; None of none."""
        published = sum(each.seq < entry.seq for each in self.stored)
        key = (published, entry.day)
        if key not in self._in_force:
            day = date.fromordinal(entry.day)
            begun = [e for e in self.stored if e.seq < entry.seq and e.effective_from <= day]
            self._in_force[key] = begun[-1] if begun else None
        return self._in_force[key]

    def zone(self, stored: StoredPolicy) -> ZoneInfo:
        """The zone by whose clock a version counts."""
        return ZoneInfo(self.policies[stored.seq].time_zone)

    def rules_for(self, entry: Entry, stored: StoredPolicy) -> tuple[ContactRule, ...]:
        """The rules of a version on the channel of an entry, on its day, whomever they are for."""
        day = entry.moment.astimezone(self.zone(stored)).date()
        key = (stored.seq, day.toordinal(), entry.channel)
        if key not in self._rules:
            self._rules[key] = rules_on(self.policies[stored.seq].on(day), entry.channel)
        return self._rules[key]
