"""What the program itself does: versions published, files imported, days run, mistakes taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from collectrules.ledger.events.event import Event


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
class PolicyApproved(Event):
    """Who approved a version of the policy, and why; it follows the version's own event."""

    table: ClassVar[str] = "policy_approval"
    policy_seq: int
    approved_by: str
    reason: str


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


@dataclass(frozen=True, slots=True)
class Reversed(Event):
    """An earlier event was a mistake and counts no more from this day."""

    table: ClassVar[str] = "reversal"
    reversed_seq: int
    reason: str
