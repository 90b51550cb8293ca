"""How persons, their consents and the stops of an account are shown, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from collectrules.cli import common
from collectrules.cli.hours_text import hours_shown

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from collectrules.ledger.people import Consent, Person, QuietTime, Reach
    from collectrules.ledger.stops import Stop
    from collectrules.worklist.dispute_periods import Told


def person_json(person: Person, account: str) -> dict[str, object]:
    """A person as JSON, with all that was recorded of them."""
    return {
        "person": person.seq,
        "account": account,
        "name": person.name,
        "role": person.role,
        "language": person.language or None,
        "from": person.from_on,
        "erased_on": person.erased_on,
        "reaches": [_reach_json(each) for each in person.reaches],
        "consents": [consent_json(each, person) for each in person.consents],
        "quiet_times": [_quiet_json(each) for each in person.quiet_times],
    }


def _reach_json(reach: Reach) -> dict[str, object]:
    return {
        "event": reach.seq,
        "kind": reach.kind,
        "value": reach.value,
        "place": reach.place,
        "time_zones": list(reach.zones),
        "from": reach.from_on,
        "ended_on": reach.ended_on,
        "ended_reason": reach.ended_reason or None,
    }


def consent_json(consent: Consent, person: Person) -> dict[str, object]:
    """A consent as JSON, with the number or address it is about."""
    return {
        "event": consent.seq,
        "channel": consent.channel,
        "given": consent.given,
        "reach": consent.reach_id,
        "to": _value(person, consent.reach_id),
        "at": consent.at.isoformat(),
        "how": consent.how,
    }


def _value(person: Person, reach_id: int | None) -> str | None:
    return next((each.value for each in person.reaches if each.seq == reach_id), None)


def _quiet_json(quiet: QuietTime) -> dict[str, object]:
    return {
        "event": quiet.seq,
        "days": list(quiet.days),
        "from_minute": quiet.from_minute,
        "until_minute": quiet.until_minute,
        "note": quiet.note or None,
        "from": quiet.from_on,
        "ended_on": quiet.ended_on,
    }


def stop_json(stop: Stop, people: Iterable[Person], clock: ZoneInfo) -> dict[str, object]:
    """A stop as JSON: `until` is its last day, however that came about; days are those of a clock."""
    from collectrules.compliance.stop_ends import ended_at

    return {
        "event": stop.seq,
        "account": stop.account,
        "kind": stop.kind,
        "person": stop.person_id,
        "name": _name(stop.person_id, people),
        "channel": stop.channel or None,
        "at": stop.at.isoformat(),
        "from": stop.from_on,
        "until": stop.last_on,
        "how": stop.how,
        "note": stop.note or None,
        "by": stop.by,
        "ended_on": stop.ended_on,
        "ended_at": ended_at(stop.end, clock).isoformat() if stop.end else None,
        "ended_reason": stop.ended_reason or None,
    }


def period_json(told: Told | None) -> dict[str, object] | None:
    """The period in which a dispute may have come as JSON; None of what no letter began."""
    if told is None:
        return None
    return {
        "rule": told.rule,
        "letter": told.letter,
        "begun_on": told.begun_on,
        "received_on": told.received_on,
        "until": told.last_on,
        "within": told.within,
        "cite": told.cite,
        "confidence": told.confidence,
    }


def _name(person_id: int | None, people: Iterable[Person]) -> str | None:
    return next((each.name for each in people if each.seq == person_id), None)


def person_line(person: Person) -> str:
    """`Ana Bramble (person 57), debtor, speaks de`."""
    speaks = f", speaks {person.language}" if person.language else ""
    return f"{person.name} (person {person.seq}), {person.role}{speaks}"


def person_text(person: Person, account: str) -> str:
    """All that is recorded of a person, for a terminal."""
    erased = f", erased on {person.erased_on}" if person.erased_on else ""
    lines = [f"{person_line(person)}, of account {account} since {person.from_on}{erased}"]
    return "\n\n".join(["\n".join(map(common.printable, lines)), *_parts(person)])


def _parts(person: Person) -> Iterator[str]:
    if person.reaches:
        header = ("event", "", "number or address", "place", "time zones", "from", "until")
        rows = [
            (
                each.seq,
                each.kind,
                each.value,
                each.place,
                zones_text(each.zones),
                each.from_on,
                f"{each.ended_on}: {each.ended_reason}" if each.ended_on else "",
            )
            for each in person.reaches
        ]
        yield common.table(header, rows, right=frozenset({0}))
    if person.consents:
        told = [
            (
                each.seq,
                f"{each.channel} {'given' if each.given else 'withdrawn'}",
                _value(person, each.reach_id) or "all",
                moment_shown(each.at),
                each.how,
            )
            for each in person.consents
        ]
        yield common.table(("event", "consent", "to", "told", "how"), told, right=frozenset({0}))
    if person.quiet_times:
        quiet = [
            (
                each.seq,
                hours_shown(each.days, each.from_minute, each.until_minute),
                each.from_on,
                each.ended_on or "",
                each.note,
            )
            for each in person.quiet_times
        ]
        hours = ("event", "inconvenient, by their clock", "from", "until", "note")
        yield common.table(hours, quiet, right=frozenset({0}))


def zones_text(zones: tuple[str, ...]) -> str:
    """The names of time zones, or how many there are where that is long; `not known` of none."""
    if len(zones) > 3:
        return f"{len(zones)} possible"
    return ", ".join(zones) or "not known"


def moment_shown(moment: datetime) -> str:
    """A moment in UTC, to the minute."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"
