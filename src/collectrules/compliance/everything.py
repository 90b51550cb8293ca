"""All that may stand in the way of an attempt: the policy's rules, stops, and times called inconvenient."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from collectrules.compliance.clocks import clocks_of, quiet_times
from collectrules.compliance.closings import Closing
from collectrules.compliance.consents import consented, gaps_outside
from collectrules.compliance.limits import Attempt, closings_by
from collectrules.compliance.recorded import Recorded
from collectrules.compliance.stops import stops_closing
from collectrules.policy.model import ContactConsent, ContactHours, ContactRule, CountedRule


def closings_of(
    rules: Sequence[ContactRule], contacts: Sequence[Recorded], attempt: Attempt
) -> Iterator[Closing]:
    """What the rules, given contacts in the order of their days, and the persons' own wishes close."""
    for rule in rules:
        yield from closings_of_rule(rule, contacts, attempt)
    yield from closings_of_people(attempt)


def closings_of_rule(
    rule: ContactRule, contacts: Sequence[Recorded], attempt: Attempt
) -> Iterator[Closing]:
    """What one rule of a policy closes."""
    people, whom = attempt.people, attempt.whom
    match rule:
        case CountedRule():
            yield from closings_by(rule, contacts, attempt)
        case ContactConsent():
            days = rule.lasts_days
            allowed = consented(people, attempt.channel, whom, days, attempt.zone)
            yield Closing(rule, tuple(gaps_outside(allowed)))
        case ContactHours():
            if not attempt.target.may_be_at(rule.places):
                return
            if rule.clock == "business":
                yield Closing(rule, clocks=(attempt.zone,))
                return
            clocks = clocks_of(people, people.maybe(whom), attempt.zone)
            yield Closing(rule, clocks=clocks.zones, borrowed=clocks.borrowed)


def closings_of_people(attempt: Attempt) -> Iterator[Closing]:
    """What stops and inconvenient times close, whatever the policy says."""
    asked = (attempt.people, attempt.whom, attempt.channel, attempt.zone)
    yield from stops_closing(*asked)
    yield from quiet_times(*asked)
