"""The kinds of event: what each says is its fields, and its fields are the columns of its table.

An event's `seq` in the journal is also the id of what it brings into being: an account's id is the
seq of the event that opened it. Amounts are minor units; days are ISO text.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from json.encoder import encode_basestring
from typing import ClassVar, Final, Literal

Scalar = int | str | None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; a subclass names its table."""

    table: ClassVar[str]

    def values(self) -> tuple[Scalar, ...]:
        """What the event says, in the order of `columns(type(self))`."""
        return tuple(getattr(self, name) for name in columns(type(self)))


def columns(kind: type[Event]) -> tuple[str, ...]:
    """The names of the fields of a kind of event, which are the columns of its table."""
    return _COLUMNS[kind.table]


def payload(kind: type[Event], values: Sequence[Scalar]) -> str:
    """The canonical JSON of what an event says: keys in the order of the fields, no spaces."""
    said = [key + _json(value) for key, value in zip(_KEYS[kind.table], values, strict=True)]
    return "{" + ",".join(said) + "}"


def _json(value: Scalar) -> str:
    if value is None:
        return "null"
    return encode_basestring(value) if isinstance(value, str) else str(value)


@dataclass(frozen=True, slots=True)
class AccountOpened(Event):
    """A customer is known from this day."""

    table: ClassVar[str] = "account"
    number: str
    name: str
    debtor_kind: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class AccountChanged(Event):
    """What is known of a customer changed: the whole of it as it is now."""

    table: ClassVar[str] = "account_change"
    account_id: int
    name: str
    debtor_kind: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceIssued(Event):
    """An invoice, or a credit note where the amount is negative; effective on its date."""

    table: ClassVar[str] = "invoice"
    account_id: int
    number: str
    currency: str
    amount: int
    due_on: str
    seen_on: str
    """The day the ledger first saw it: the as-of day of the import that brought it."""
    source: str
    """What it was imported from, so that a later snapshot of the same source can miss it."""


@dataclass(frozen=True, slots=True)
class DueDateChanged(Event):
    """An invoice has another due date."""

    table: ClassVar[str] = "due_change"
    invoice_id: int
    due_on: str


@dataclass(frozen=True, slots=True)
class Posted(Event):
    """Something moved an open item's balance: negative is less owed. `kind` is why."""

    table: ClassVar[str] = "posting"
    invoice_id: int
    kind: Literal["payment", "credit", "correction", "write_off"]
    amount: int
    inferred: int = 0
    """1 where nobody told us and two snapshots only differ by it."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Charged(Event):
    """A late fee on an invoice by a rule for a period; the ledger refuses a second for the same three."""

    table: ClassVar[str] = "charge"
    invoice_id: int
    rule: str
    period: int
    amount: int
    policy: int


@dataclass(frozen=True, slots=True)
class StageStepped(Event):
    """A stage of an invoice fell due, was done, or was passed over on entering; once each."""

    table: ClassVar[str] = "stage_step"
    invoice_id: int
    stage: str
    step: Literal["due", "done", "passed"]
    policy: int


@dataclass(frozen=True, slots=True)
class StageMoved(Event):
    """An invoice on the ladder was moved, because the policy that came into force has other stages."""

    table: ClassVar[str] = "stage_move"
    invoice_id: int
    stage_from: str
    stage_to: str
    """A stage of the new policy, or `none` to begin the ladder anew."""
    policy: int


@dataclass(frozen=True, slots=True)
class Contacted(Event):
    """An attempt to reach a customer, or their reaching us (`direction` in), with its result code."""

    table: ClassVar[str] = "contact"
    account_id: int
    at: str
    channel: str
    direction: Literal["out", "in"]
    result: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Promised(Event):
    """A promise to pay an amount by a day."""

    table: ClassVar[str] = "promise"
    account_id: int
    currency: str
    amount: int
    due_on: str


@dataclass(frozen=True, slots=True)
class Disputed(Event):
    """The customer disputes an invoice."""

    table: ClassVar[str] = "dispute"
    invoice_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class DisputeEnded(Event):
    """A dispute is settled; its day is the first that is no longer in dispute."""

    table: ClassVar[str] = "dispute_end"
    dispute_id: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Reversed(Event):
    """An earlier event was a mistake and counts no more from this day."""

    table: ClassVar[str] = "reversal"
    reversed_seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class OverrideSet(Event):
    """For an account, or one invoice of it, something else counts from this day than the policy says."""

    table: ClassVar[str] = "override"
    account_id: int
    invoice_id: int | None
    """None for all the account's invoices, later ones too."""
    kind: Literal["leave_out", "grace", "policy"]
    days: int | None
    """The days of grace; None of the other kinds."""
    policy_id: str | None
    """The policy it is put under; None of the other kinds."""
    until_on: str | None
    """The last day it counts; None until it is ended."""
    reason: str


@dataclass(frozen=True, slots=True)
class OverrideEnded(Event):
    """An override is ended; its day is the first on which it counts no more."""

    table: ClassVar[str] = "override_end"
    override_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class PolicyBeside(Event):
    """The versions of a policy id count only for those who are put under it."""

    table: ClassVar[str] = "policy_beside"
    policy_id: str


@dataclass(frozen=True, slots=True)
class PolicyPublished(Event):
    """A version of the policy, frozen: in force from its effective day."""

    table: ClassVar[str] = "policy_version"
    policy_id: str
    version: str
    language: int
    sha256: str
    text: str


@dataclass(frozen=True, slots=True)
class PackFrozen(Event):
    """A compliance pack that a version of the policy is never looser than, word for word."""

    table: ClassVar[str] = "policy_pack"
    policy: int
    pack: str
    version: str
    sha256: str
    text: str


@dataclass(frozen=True, slots=True)
class MappingRemembered(Event):
    """How the columns of an export are read, by name."""

    table: ClassVar[str] = "import_mapping"
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class SnapshotTaken(Event):
    """A file of open items was imported as of a day; `counts` is JSON."""

    table: ClassVar[str] = "snapshot"
    source: str
    file: str
    sha256: str
    counts: str


@dataclass(frozen=True, slots=True)
class RunMade(Event):
    """The policy was run for a day; `summary` is JSON."""

    table: ClassVar[str] = "run"
    policy: int
    engine: str
    summary: str


KINDS: Final[dict[str, type[Event]]] = {
    kind.table: kind
    for kind in (
        AccountOpened, AccountChanged, InvoiceIssued, DueDateChanged, Posted, Charged, StageStepped,
        StageMoved, Contacted, Promised, Disputed, DisputeEnded, Reversed, OverrideSet, OverrideEnded,
        PolicyBeside, PolicyPublished, PackFrozen, MappingRemembered, SnapshotTaken, RunMade,
    )
}  # fmt: skip
"""Every kind of event by the name of its table."""

_COLUMNS: Final = {
    table: tuple(field.name for field in fields(kind)) for table, kind in KINDS.items()
}
_KEYS: Final = {
    table: tuple(f"{json.dumps(name)}:" for name in names) for table, names in _COLUMNS.items()
}
