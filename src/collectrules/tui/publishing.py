"""What is looked at before a version is published from the screen, and the publishing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from collectrules.acts.publishing import publish_version
from collectrules.errors import Diagnostic, InputError
from collectrules.ledger.book import Ledger
from collectrules.ledger.policies import Approval
from collectrules.policy.checks import Known, check_policy
from collectrules.policy.source import read_bytes, read_document
from collectrules.policy.words import joined
from collectrules.review.model import Version
from collectrules.review.versions import is_file
from collectrules.scenarios.find import of_policy
from collectrules.scenarios.session import session
from collectrules.tui.figures_text import several
from collectrules.tui.reviewed import Reviewed


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in a version by the checks and the scenarios beside its file."""

    findings: tuple[Diagnostic, ...]
    failed: tuple[str, ...] = ()
    """The scenarios that fail, by name."""
    played: int = 0
    unread: tuple[str, ...] = ()
    """The files of scenarios that cannot be read."""

    @property
    def in_doubt(self) -> str:
        """What one should have looked at first, in a few words; empty for nothing."""
        errors = sum(each.severity == "error" for each in self.findings)
        said = [several(errors, "error")] * bool(errors)
        said += [f"{several(len(self.failed), 'scenario')} not as expected"] * bool(self.failed)
        said += [f"{several(len(self.unread), 'file')} of scenarios not read"] * bool(self.unread)
        return joined(said, "and")

    def lines(self) -> Iterator[str]:
        """All of it, a sentence each."""
        if not self.findings:
            yield "the checks find nothing doubtful"
        for each in self.findings:
            yield f"{each.severity} in line {each.place.line}: {each.message}"
        if self.played:
            passed = self.played - len(self.failed)
            yield f"{passed:,} of {several(self.played, 'scenario')} pass"
        elif not self.unread:
            yield "no scenario beside the file"
        yield from (f"not as expected: {name}" for name in self.failed)
        yield from (f"scenarios that cannot be read: {name}" for name in self.unread)


def look_before(read: Reviewed, today: date) -> Looked:
    """Check a version, and play the scenarios beside its file.

    Raises `InputError` where the file is another by now than the one that was reviewed.
    """
    version = read.after
    refuse_another(version)
    source = read_document(version.text, version.name)
    known = Known(day=today, before=read.before.policy)
    findings = check_policy(version.policy, known).diagnostics(source)
    files = list(of_policy(Path(version.name))) if is_file(version.name) else []
    if not files:
        return Looked(findings)
    tried = session(files)
    failed = (each.played.scenario.name for each in tried.outcomes if not each.passed)
    unread = sorted({each.place.file for each in tried.diagnostics})
    return Looked(findings, tuple(failed), len(tried.outcomes), tuple(unread))


def refuse_another(version: Version) -> None:
    """Raise `InputError` where the file of a version is another by now."""
    if is_file(version.name) and read_bytes(Path(version.name)) != version.text:
        raise InputError(
            f"`{version.name}` was changed since it was reviewed",
            help="press R in the review to look at it as it is now",
        )


def publish_reviewed(
    ledger: Ledger, *, version: Version, approval: Approval, at: datetime, by: str
) -> str:
    """Publish the very text that was reviewed; returns what was done, in a sentence.

    Raises `LedgerError` and `InputError` as the command `policy publish` does, and where the file is another
    by now.
    """
    refuse_another(version)
    policy = version.policy
    with ledger.writing(at=at, by=by) as book:
        publication = publish_version(book, version.text, policy, approval=approval)
    name = f"{policy.id} {policy.version}"
    if not publication.new:
        return f"{name} was published before, word for word: nothing to do"
    return f"{name} is published, in force from {policy.effective_from}, approved by {approval.by}"
