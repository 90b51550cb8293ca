"""Which contacts a rule counts together: those of the account, or apart by person, invoice and place.

What is not known of a contact may be anything, so it counts for every person, every invoice and every
place. What is not known of an attempt may be anything too, so it has to be allowed at each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from collectrules.compliance.people import People, known_place
from collectrules.compliance.recorded import Recorded
from collectrules.compliance.whom import Whom
from collectrules.policy.model import Channel, CountedRule, Unit


@dataclass(frozen=True, slots=True)
class Target:
    """What is known of an attempt: with whom, about what, and where the number or address may be."""

    person_id: int | None = None
    about: tuple[int, ...] = ()
    """Empty where it may be about anything."""
    places: tuple[str, ...] = ()
    """Where it may be; empty where it may be anywhere."""

    def may_be_at(self, places: Collection[str]) -> bool:
        """Whether it may be at one of some places; of no places, at any."""
        return not (places and self.places) or any(place in places for place in self.places)


def target_of(people: People, whom: Whom, channel: Channel) -> Target:
    """What is known of an attempt; one at no number in particular is at one that is known, if any are."""
    return Target(people.person_of(whom), whom.about, _places(people, whom, channel))


def _places(people: People, whom: Whom, channel: Channel) -> tuple[str, ...]:
    if place := people.place_of(whom):
        return (place,)
    if whom.reach_id is not None:
        return ()
    known = [people.reached_by(person, channel) for person in people.maybe(whom)]
    if not (known and all(known)):
        return ()
    places = [known_place(reach.place) for reaches in known for reach in reaches]
    return tuple(dict.fromkeys(places)) if all(places) else ()


def counted_together(
    rule: CountedRule, contacts: Sequence[Recorded], target: Target
) -> Iterator[tuple[Recorded, ...]]:
    """The contacts that a rule counts for an attempt, once for each person, invoice and place it may have."""
    near = [
        each
        for each in contacts
        if not (rule.places and known_place(each.place)) or each.place in rule.places
    ]
    units = [unit for unit in rule.per if unit != "account"]
    if not units:
        yield tuple(near)
        return
    known = [_known(unit, target) or (*_seen(unit, near), None) for unit in units]
    groups = (
        tuple(each for each in near if all(map(_fits, units, [each] * len(units), values)))
        for values in product(*known)
    )
    yield from dict.fromkeys(groups)


def _known(unit: Unit, target: Target) -> tuple[int | str | None, ...]:
    match unit:
        case "person":
            return () if target.person_id is None else (target.person_id,)
        case "invoice":
            return target.about
        case _:
            return target.places


def _seen(unit: Unit, contacts: Iterable[Recorded]) -> Iterable[int | str]:
    """Every person, invoice or place that a contact names."""
    return dict.fromkeys(value for each in contacts for value in _of(unit, each))


def _of(unit: Unit, contact: Recorded) -> tuple[int | str, ...]:
    match unit:
        case "person":
            return () if contact.person_id is None else (contact.person_id,)
        case "invoice":
            return contact.about
        case _:
            place = known_place(contact.place)
            return (place,) if place else ()


def _fits(unit: Unit, contact: Recorded, value: int | str | None) -> bool:
    """Whether a contact may be of a person, an invoice or a place; of none, whether it names none."""
    named = _of(unit, contact)
    return not named or value in named
