"""All that happened to an account, the latest first: an index of its events, and a window of them told.

The index is a few bytes an event and is read at once; what is told is read for those that are looked at.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from collectrules.compliance.results import results
from collectrules.ledger.book import Ledger
from collectrules.ledger.damage import stored_day, stored_moment
from collectrules.ledger.people import people_of
from collectrules.ledger.personal import known as kept
from collectrules.worklist.timeline_kinds import KINDS, REVERSAL, TELLINGS, events_sql
from collectrules.worklist.timeline_outcomes import outcomes
from collectrules.worklist.timeline_said import ABOUT, Names, Said

View = Literal["all", "money", "contacts", "people", "policy", "every event"]
VIEWS: Final[tuple[View, ...]] = ("all", "money", "contacts", "people", "policy", "every event")
"""What the timeline can be looked through for. Only `every event` has what is told with another event."""

UTC_ZONE: Final = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Index:
    """The events of an account, the latest first: each its number, its kind, whether told elsewhere."""

    events: tuple[tuple[int, int, bool], ...]

    def __len__(self) -> int:
        """How many events there are."""
        return len(self.events)

    @property
    def last(self) -> int:
        """The number of the event recorded last; 0 where there is none."""
        return max((seq for seq, _, _ in self.events), default=0)

    def seqs(self, view: View = "all") -> tuple[int, ...]:
        """The numbers of the events in a view, the latest first."""
        if view == "every event":
            return tuple(seq for seq, _, _ in self.events)
        within = [view == "all" or view in TELLINGS[kind].groups for kind in KINDS]
        return tuple(seq for seq, kind, elsewhere in self.events if within[kind] and not elsewhere)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """That an event counts no more: from when, by whom, why, and by which event."""

    seq: int
    on: date
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event as it is told."""

    seq: int
    kind: str
    on: date
    at: datetime
    """When it was recorded, in UTC."""
    by: str
    what: str
    text: str
    amount: int | None
    """What it moved of what is owed, in minor units; what is taken off is less than 0."""
    currency: str
    note: str
    """What somebody wrote with it."""
    outcome: str
    """What became of it, where something may: `kept`, `ended on 2026-03-01`."""
    taken_back: TakenBack | None

    @property
    def sentence(self) -> str:
        """All of it in a line."""
        parts = (self.text, self.outcome, f"“{self.note}”" if self.note else "")
        said = f"{self.what}: {'; '.join(part for part in parts if part)}"
        if self.taken_back is None:
            return said
        back = self.taken_back
        return f"{said}; taken back by {back.by} on {back.on}: {back.reason}"


def read_index(ledger: Ledger, account_id: int, *, after: int = 0) -> Index:
    """The events of an account, those recorded after event `after`: of all of them, where that is 0."""
    rows = ledger.connection.execute(events_sql(), {"account": account_id, "after": after})
    return Index(tuple((seq, kind, bool(elsewhere)) for seq, _, kind, elsewhere in rows))


def read_entries(
    ledger: Ledger,
    account_id: int,
    seqs: Sequence[int],
    *,
    as_of: date,
    zone: ZoneInfo = UTC_ZONE,
) -> list[Entry]:
    """Some events of an account as they are told, in the order given; what became of them, by a day.

    Hours are told by the clock of `zone`.
    """
    connection = ledger.connection
    found = _since_opened(connection, account_id, _said(connection, account_id, seqs, zone))
    reversals = _reversals(connection, seqs)
    by_kind: dict[str, list[int]] = {}
    for seq in seqs:
        if seq in found and seq not in reversals:
            by_kind.setdefault(found[seq].kind, []).append(seq)
    became = outcomes(connection, by_kind, as_of)
    return [
        _entry(found[seq], became.get(seq, ""), reversals.get(seq)) for seq in seqs if seq in found
    ]


def _entry(said: Said, outcome: str, taken_back: TakenBack | None) -> Entry:
    words = TELLINGS[said.kind].words(said)
    about = said.named("reversed_seq") if said.kind == REVERSAL else said
    return Entry(
        seq=said.seq,
        kind=said.kind,
        on=said.on,
        at=said.at,
        by=said.by,
        what=words.what,
        text=words.text,
        amount=words.amount,
        currency=about.currency if about else "",
        note=words.note,
        outcome=outcome,
        taken_back=taken_back,
    )


_EVENTS: Final = """
    SELECT seq, kind, effective_on, recorded_at, recorded_by, payload FROM journal
    WHERE seq IN (SELECT value FROM json_each(:seqs))
"""
_POLICIES: Final = "SELECT seq, policy_id || ' ' || version FROM policy_version"


def _said(
    connection: sqlite3.Connection, account_id: int, seqs: Sequence[int], zone: ZoneInfo
) -> dict[int, Said]:
    """Events with all those that they name, and those that these name."""
    rows: dict[int, tuple[Any, ...]] = {}
    wanted = set(seqs)
    while wanted:
        read = connection.execute(_EVENTS, {"seqs": json.dumps(sorted(wanted))}).fetchall()
        payloads = {seq: json.loads(payload) for seq, *_, payload in read}
        rows |= {row[0]: (*row[1:5], payloads[row[0]]) for row in read}
        named = {
            int(said[field])
            for said in payloads.values()
            for field in ABOUT
            if said.get(field) is not None
        }
        wanted = named - rows.keys()
        # What an event names was recorded before it: this comes to an end.
        wanted = {seq for seq in wanted if seq > 0} if read else set()
    names = _names(connection, account_id, [row[4] for row in rows.values()], zone)
    found: dict[int, Said] = {}
    for seq, (kind, on, at, by, payload) in rows.items():
        if kind in TELLINGS:
            found[seq] = Said(
                seq=seq,
                kind=kind,
                on=stored_day(on),
                at=stored_moment(at).astimezone(UTC),
                by=by,
                payload=payload,
                others=found,
                names=names,
            )
    return found


def _since_opened(
    connection: sqlite3.Connection, account_id: int, found: dict[int, Said]
) -> dict[int, Said]:
    """The events, the beginning of a trial as of the day on which the account was there for it."""
    if all(said.kind != "trial" for said in found.values()):
        return found
    ((opened,),) = connection.execute(
        "SELECT effective_on FROM account WHERE seq = ?", (account_id,)
    )
    day = stored_day(opened)
    return {
        seq: replace(said, on=max(said.on, day)) if said.kind == "trial" else said
        for seq, said in found.items()
    }


def _names(
    connection: sqlite3.Connection,
    account_id: int,
    payloads: Iterable[Mapping[str, Any]],
    zone: ZoneInfo,
) -> Names:
    people = people_of(connection, account_id)
    digests = {
        str(said[field])
        for said in payloads
        for field in ("name", "value")
        if len(str(said.get(field, ""))) == _DIGEST
    }
    return Names(
        persons={each.seq: each.name for each in people},
        reaches={reach.seq: reach.value for each in people for reach in each.reaches},
        personal=kept(connection, digests),
        policies=dict(connection.execute(_POLICIES).fetchall()),
        results={code: result.label for code, result in results().items()},
        zone=zone,
        account=account_id,
    )


_DIGEST: Final = 64
_REVERSALS: Final = """
    SELECT r.reversed_seq, r.seq, r.effective_on, j.recorded_by, r.reason
    FROM reversal AS r JOIN journal AS j ON j.seq = r.seq
    WHERE r.reversed_seq IN (SELECT value FROM json_each(:seqs))
"""


def _reversals(connection: sqlite3.Connection, seqs: Sequence[int]) -> dict[int, TakenBack]:
    rows = connection.execute(_REVERSALS, {"seqs": json.dumps(list(seqs))})
    return {
        of: TakenBack(seq=seq, on=stored_day(on), by=by, reason=reason)
        for of, seq, on, by, reason in rows
    }
