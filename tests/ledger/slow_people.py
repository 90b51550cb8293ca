"""The persons of an account, read slowly from the journal alone: each event in turn, by its payload."""

from __future__ import annotations

import json
import sqlite3
from datetime import date, datetime
from typing import Any

from collectrules.ledger.people import Consent, Person, QuietTime, Reach


def slow_people(
    connection: sqlite3.Connection, account_id: int, as_of: date, known: int
) -> tuple[Person, ...]:
    """What `people_of` should return, worked out event by event."""
    events: list[tuple[int, str, str, dict[str, Any]]] = [
        (seq, kind, day, json.loads(payload))
        for seq, kind, day, payload in connection.execute(
            "SELECT seq, kind, effective_on, payload FROM journal ORDER BY seq"
        )
        if seq <= known and day <= as_of.isoformat()
    ]
    gone = {said["reversed_seq"] for _, kind, _, said in events if kind == "reversal"}
    standing = [event for event in events if event[0] not in gone]
    values = dict(connection.execute("SELECT digest, value FROM personal"))
    return tuple(
        _person(event, standing, values)
        for event in standing
        if event[1] == "person" and event[3]["account_id"] == account_id
    )


def _person(event: Any, standing: list[Any], values: dict[str, str]) -> Person:
    seq, _, day, said = event

    def of(kind: str) -> list[Any]:
        return [each for each in standing if each[1] == kind and each[3].get("person_id") == seq]

    now = said
    for _, _, _, change in sorted(of("person_change"), key=lambda each: (each[2], each[0])):
        now = change
    erased = sorted(each[2] for each in of("erasure"))
    return Person(
        seq=seq,
        account_id=said["account_id"],
        name=values.get(now["name"], "(erased)"),
        role=now["role"],
        language=now["language"],
        from_on=date.fromisoformat(day),
        erased_on=date.fromisoformat(erased[0]) if erased else None,
        reaches=tuple(_reach(each, standing, values) for each in of("reach")),
        consents=tuple(sorted(map(_consent, of("consent")), key=lambda each: (each.at, each.seq))),
        quiet_times=tuple(_quiet(each, standing) for each in of("quiet_time")),
    )


def _reach(event: Any, standing: list[Any], values: dict[str, str]) -> Reach:
    seq, _, day, said = event
    ends = sorted(
        (each[2], each[0], each[3]["reason"])
        for each in standing
        if each[1] == "reach_end" and each[3]["reach_id"] == seq
    )
    return Reach(
        seq=seq,
        kind=said["kind"],
        value=values.get(said["value"], "(erased)"),
        place=said["place"],
        zones=tuple(said["zones"].split()),
        from_on=date.fromisoformat(day),
        ended_on=date.fromisoformat(ends[0][0]) if ends else None,
        ended_reason=ends[0][2] if ends else "",
    )


def _consent(event: Any) -> Consent:
    seq, _, _, said = event
    return Consent(
        seq=seq,
        channel=said["channel"],
        given=said["given"] == 1,
        reach_id=said["reach_id"],
        at=datetime.fromisoformat(said["at"]),
        how=said["how"],
    )


def _quiet(event: Any, standing: list[Any]) -> QuietTime:
    seq, _, day, said = event
    ends = [
        each[2]
        for each in standing
        if each[1] == "quiet_time_end" and each[3]["quiet_time_id"] == seq
    ]
    return QuietTime(
        seq=seq,
        days=tuple(said["days"].split()),
        from_minute=said["from_minute"],
        until_minute=said["until_minute"],
        note=said["note"],
        from_on=date.fromisoformat(day),
        ended_on=date.fromisoformat(ends[0]) if ends else None,
    )
