"""What one contact brings a limit to, with those before it that the limit counts together with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from collectrules.compliance.consents import consented
from collectrules.compliance.history import Entry
from collectrules.compliance.people import NOBODY, People
from collectrules.compliance.recorded import Recorded
from collectrules.compliance.sieve import Counter, counter_of
from collectrules.compliance.together import Target, counted_together, target_of
from collectrules.compliance.whom import Whom
from collectrules.compliance.windows import PERIODS
from collectrules.policy.model import ContactLimit, ContactPause, ContactRule, CountedRule


@dataclass(frozen=True, slots=True)
class Together:
    """What is known of whom contacts were with."""

    reached: Mapping[int, tuple[int, str]]
    """The person and the place of numbers and addresses."""
    people: Mapping[int, People]
    """By account."""
    zone: ZoneInfo
    """By whose clock days are counted."""

    def recorded(self, entry: Entry) -> Recorded:
        """An entry as the gate counts it."""
        person, place = self._of(entry)
        return Recorded(
            seq=entry.seq,
            day=date.fromordinal(entry.day),
            channel=entry.channel,
            result=entry.code,
            direction=entry.direction,
            at=entry.moment,
            person_id=person,
            reach_id=entry.reach_id,
            place=place,
            about=entry.whom.about,
            purpose=entry.purpose,
        )

    def target(self, entry: Entry) -> Target:
        """Whom and what an entry was about; at no number in particular, at one that is known, if any are."""
        person, place = self._of(entry)
        if place:
            return Target(person, entry.whom.about, (place,))
        people = self.people.get(entry.account_id, NOBODY)
        return target_of(people, entry.whom, entry.channel)

    def with_consent(
        self, rule: CountedRule, entry: Entry, ended_at: datetime | None = None
    ) -> bool:
        """Whether a contact was made with consent to it, so that the rule does not count it.

        What was consented to before `ended_at` ended then.
        """
        people = self.people.get(entry.account_id, NOBODY)
        if not (rule.consent_days and people.consents):
            return False
        whom = Whom(entry.person_id, entry.reach_id)
        asked = (people, entry.channel, whom, rule.consent_days, self.zone)
        stretches = consented(*asked, ended_at=ended_at)
        return any(begins <= entry.moment < ends for begins, ends in stretches)

    def _of(self, entry: Entry) -> tuple[int | None, str]:
        person, place = self.reached.get(entry.reach_id or 0, (None, ""))
        return entry.person_id or person, place


def counted_with(
    rule: ContactRule, entry: Entry, before: Sequence[Entry], together: Together
) -> tuple[int, int] | None:
    """What an entry brings a rule to, and the first day that counts; None where it does not count for it.

    `before` are the other entries of its account, oldest first, up to its moment. Of a limit it is the most
    that are counted together, of a rest the days since what began it.
    """
    counter = counter_of(rule)
    if counter is None or not isinstance(rule, CountedRule):
        return None
    if not together.target(entry).may_be_at(rule.places):
        return None
    ends = isinstance(rule, ContactPause) and rule.consent_ends
    if not ends and together.with_consent(rule, entry):
        return None
    match rule:
        case ContactLimit():
            return _in_window(rule, entry, before, together, counter)
        case ContactPause():
            return _since_a_rest(rule, entry, before, together, counter)
        case _:
            return None


def _in_window(
    rule: ContactLimit,
    entry: Entry,
    before: Sequence[Entry],
    together: Together,
    counter: Counter,
) -> tuple[int, int] | None:
    if not counter.counts(entry):
        return None
    first = entry.day - rule.within_days + 1
    if rule.within != "days":
        first, _ = PERIODS[rule.within](entry.day)
    near = [
        each
        for each in _back_to(first, before)
        if counter.counts(each) and not together.with_consent(rule, each)
    ]
    return 1 + max(map(len, _groups(rule, entry, near, together)), default=0), first


def _since_a_rest(
    rule: ContactPause,
    entry: Entry,
    before: Sequence[Entry],
    together: Together,
    counter: Counter,
) -> tuple[int, int] | None:
    began = [
        each
        for each in before
        if counter.counts(each)
        and not (rule.consent_ends and together.with_consent(rule, entry, each.moment))
    ]
    days = [
        each.day.toordinal() for group in _groups(rule, entry, began, together) for each in group
    ]
    return (entry.day - max(days), max(days)) if days else None


def _back_to(first: int, before: Sequence[Entry]) -> Iterator[Entry]:
    for each in reversed(before):
        if each.day < first:
            return
        yield each


def _groups(
    rule: CountedRule, entry: Entry, others: Sequence[Entry], together: Together
) -> Iterator[Sequence[Recorded]]:
    """The others that are counted together with an entry, for each person, debt and place it may have."""
    return counted_together(
        rule, [together.recorded(each) for each in others], together.target(entry)
    )
