"""What the policy screen shows, read from the ledger and from files beside it, without the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from collectrules.errors import Diagnostic, Faults
from collectrules.ledger.book import Ledger
from collectrules.ledger.policies import StoredPolicy, versions
from collectrules.policy.checks import Known, check_policy
from collectrules.policy.files import find_policies
from collectrules.policy.load import policy_in
from collectrules.policy.model import Policy
from collectrules.policy.source import read_bytes, read_document
from collectrules.worklist.versions import read_policy

_MOST_FILES: Final = 20
_FOLDERS: Final = (".", "policies")
"""Where beside a ledger its policy files are looked for."""


@dataclass(frozen=True, slots=True)
class Version:
    """A published version, and the days on which it is in force."""

    stored: StoredPolicy
    until: date | None
    """The last of them; None where no later version ends it."""
    today: bool
    """Whether it is in force today."""

    @property
    def never(self) -> bool:
        """Whether another version took its place on its first day."""
        return self.until is not None and self.until < self.stored.effective_from

    @property
    def name(self) -> str:
        """How it is called: `ready 2`."""
        return f"{self.stored.id} {self.stored.version}"


def read_versions(ledger: Ledger, today: date) -> tuple[Version, ...]:
    """Every version that was published, of the main policy and of those beside it, the latest first."""
    published = versions(ledger)
    return tuple(_version(each, published, today) for each in reversed(published))


def _version(stored: StoredPolicy, published: Sequence[StoredPolicy], today: date) -> Version:
    """A version among all, which are in the order in which they take effect."""
    line = [each for each in published if _line_of(each) == _line_of(stored)]
    after = line[line.index(stored) + 1 :]
    until = after[0].effective_from - timedelta(days=1) if after else None
    now = stored.effective_from <= today and (until is None or today <= until)
    return Version(stored, until, now)


def _line_of(stored: StoredPolicy) -> str:
    """Whose versions take each other's place: those of the main policy, or of one id beside it."""
    return stored.id if stored.beside else ""


@dataclass(frozen=True, slots=True)
class ReadVersion:
    """A version with its text understood, as it reads on a day."""

    version: Version
    policy: Policy


def read_version(ledger: Ledger, version: Version, today: date) -> ReadVersion:
    """What a version says today, or on its first day where that is later."""
    day = max(today, version.stored.effective_from)
    return ReadVersion(version, read_policy(ledger, version.stored).on(day))


def in_force_now(found: Sequence[Version]) -> Version | None:
    """The version of the main policy that is in force today; None where none is."""
    return next((each for each in found if each.today and not each.stored.beside), None)


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks find in one text of a policy."""

    name: str
    """The version, or the file."""
    said: str
    """How the text stands to what is in force."""
    diagnostics: tuple[Diagnostic, ...]


def check_version(read: ReadVersion, today: date) -> Checked:
    """What `policy check` finds in the text of a version, but for scenarios, which are not in a ledger."""
    stored = read.version.stored
    source = read_document(stored.text.encode(), read.version.name)
    found = check_policy(read.policy, Known(day=today)).diagnostics(source)
    return Checked(read.version.name, "the text that was published", found)


def check_files(ledger: Path, read: ReadVersion, today: date) -> Iterator[Checked]:
    """The policy files beside a ledger that are of the same id, each with what is found in it."""
    folders = [ledger.parent / name for name in _FOLDERS]
    found = find_policies([folder for folder in folders if folder.is_dir()])
    for path in found.files[:_MOST_FILES]:
        checked = _check_file(path, read, today)
        if checked is not None:
            yield checked


def _check_file(path: Path, read: ReadVersion, today: date) -> Checked | None:
    name, stored = str(path), read.version.stored
    try:
        source = read_document(read_bytes(path), name)
        policy = policy_in(source)
    except Faults as faults:
        return Checked(name, "it cannot be read as a policy", faults.diagnostics)
    if policy.id != stored.id:
        return None
    if policy.sha256 == stored.sha256:
        return Checked(name, f"word for word {read.version.name}", ())
    found = check_policy(policy, Known(day=today, before=read.policy)).diagnostics(source)
    return Checked(name, f"version {policy.version}, another text than {read.version.name}", found)
