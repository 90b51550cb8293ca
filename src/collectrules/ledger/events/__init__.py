"""The kinds of event: what each says is its fields, and its fields are the columns of its table.

An event's `seq` in the journal is also the id of what it brings into being: an account's id is the
seq of the event that opened it. Amounts are minor units; days are ISO text.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from json.encoder import encode_basestring
from typing import Final

from collectrules.ledger.events.accounts import (
    AccountChanged,
    AccountOpened,
    OverrideEnded,
    OverrideSet,
)
from collectrules.ledger.events.agreements import (
    InstalmentSet,
    PlanAgreed,
    PlanCovers,
    PlanEnded,
    SettlementAgreed,
    SettlementCovers,
    SettlementEnded,
)
from collectrules.ledger.events.contacts import Contacted, Promised
from collectrules.ledger.events.desk import (
    CallBackAsked,
    CallBackEnded,
    Noted,
    Queued,
    QueuedEnded,
)
from collectrules.ledger.events.event import Event, Scalar
from collectrules.ledger.events.gate import (
    AttemptReleased,
    AttemptReserved,
    GateAsked,
    StopEnded,
    StopSet,
)
from collectrules.ledger.events.items import (
    Disputed,
    DisputeEnded,
    DueDateChanged,
    InvoiceIssued,
    Posted,
)
from collectrules.ledger.events.ladder import StageMoved, StageStepped
from collectrules.ledger.events.lateness import Charged, InterestBooked, InterestSet, RateAdded
from collectrules.ledger.events.letting_go import (
    Approved,
    Placed,
    PlacementCovers,
    PlacementEnded,
)
from collectrules.ledger.events.money_in import PartPosted, Received
from collectrules.ledger.events.people import (
    ConsentTold,
    PersonAdded,
    PersonChanged,
    PersonErased,
    QuietTimeEnded,
    QuietTimeSet,
    ReachAdded,
    ReachEnded,
)
from collectrules.ledger.events.program import (
    MappingRemembered,
    PackFrozen,
    PolicyApproved,
    PolicyBeside,
    PolicyPublished,
    Reversed,
    RunMade,
    SnapshotTaken,
)
from collectrules.ledger.events.trials import TrialEnded, TrialStarted

KINDS: Final[dict[str, type[Event]]] = {
    kind.table: kind
    for kind in (
        AccountOpened, AccountChanged, InvoiceIssued, DueDateChanged, Received, Posted, PartPosted,
        Charged, InterestSet, InterestBooked, RateAdded, StageStepped, StageMoved, PersonAdded,
        PersonChanged, ReachAdded, ReachEnded, PersonErased, ConsentTold, QuietTimeSet, QuietTimeEnded,
        StopSet, StopEnded,
        GateAsked, AttemptReserved, AttemptReleased, Contacted, Promised, Noted, CallBackAsked,
        CallBackEnded, Queued, QueuedEnded,
        Disputed, DisputeEnded, PlanAgreed, InstalmentSet, PlanCovers, PlanEnded, SettlementAgreed,
        SettlementCovers, SettlementEnded, Placed, PlacementCovers, PlacementEnded, Approved, Reversed,
        OverrideSet, OverrideEnded, TrialStarted, TrialEnded, PolicyBeside, PolicyPublished,
        PolicyApproved, PackFrozen, MappingRemembered, SnapshotTaken, RunMade,
    )
}  # fmt: skip
"""Every kind of event by the name of its table."""

_COLUMNS: Final = {
    table: tuple(field.name for field in fields(kind)) for table, kind in KINDS.items()
}
_KEYS: Final = {
    table: tuple(f"{json.dumps(name)}:" for name in names) for table, names in _COLUMNS.items()
}
_LATER: Final = {
    table: tuple(name in kind.later for name in _COLUMNS[table])
    for table, kind in KINDS.items()
    if kind.later
}


def columns(kind: type[Event]) -> tuple[str, ...]:
    """The names of the fields of a kind of event, which are the columns of its table."""
    return _COLUMNS[kind.table]


def payload(kind: type[Event], values: Sequence[Scalar]) -> str:
    """The canonical JSON of what an event says: keys in the order of the fields, no spaces.

    A field that a later format added is left out where it is None.
    """
    said = [key + _json(value) for key, value in zip(_KEYS[kind.table], values, strict=True)]
    if later := _LATER.get(kind.table):
        pairs = zip(said, later, values, strict=True)
        said = [each for each, added, value in pairs if not (added and value is None)]
    return "{" + ",".join(said) + "}"


def _json(value: Scalar) -> str:
    if value is None:
        return "null"
    return encode_basestring(value) if isinstance(value, str) else str(value)


__all__ = [
    "KINDS",
    "AccountChanged",
    "AccountOpened",
    "Approved",
    "AttemptReleased",
    "AttemptReserved",
    "CallBackAsked",
    "CallBackEnded",
    "Charged",
    "ConsentTold",
    "Contacted",
    "DisputeEnded",
    "Disputed",
    "DueDateChanged",
    "Event",
    "GateAsked",
    "InstalmentSet",
    "InterestBooked",
    "InterestSet",
    "InvoiceIssued",
    "MappingRemembered",
    "Noted",
    "OverrideEnded",
    "OverrideSet",
    "PackFrozen",
    "PartPosted",
    "PersonAdded",
    "PersonChanged",
    "PersonErased",
    "Placed",
    "PlacementCovers",
    "PlacementEnded",
    "PlanAgreed",
    "PlanCovers",
    "PlanEnded",
    "PolicyApproved",
    "PolicyBeside",
    "PolicyPublished",
    "Posted",
    "Promised",
    "Queued",
    "QueuedEnded",
    "QuietTimeEnded",
    "QuietTimeSet",
    "RateAdded",
    "ReachAdded",
    "ReachEnded",
    "Received",
    "Reversed",
    "RunMade",
    "Scalar",
    "SettlementAgreed",
    "SettlementCovers",
    "SettlementEnded",
    "SnapshotTaken",
    "StageMoved",
    "StageStepped",
    "StopEnded",
    "StopSet",
    "TrialEnded",
    "TrialStarted",
    "columns",
    "payload",
]  # fmt: skip
