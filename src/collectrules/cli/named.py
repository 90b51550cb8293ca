"""A policy named on the command line: a file, one in git, a published version, or the one in force."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from datetime import date

    from collectrules.ledger.policies import Approval
    from collectrules.policy.model import Policy
    from collectrules.review.model import Version

IN_FORCE: Final = "published"
"""The word for the version in force."""

PolicyArgument = Annotated[
    str,
    typer.Argument(
        metavar="POLICY",
        help="A policy file, one of a git revision (git:HEAD:policies/ready.toml), a published version "
        "(2, or ready@2), or `published`: the one in force.",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True)
class NamedPolicy:
    """A policy as it was named, with the bytes it was read from."""

    name: str
    data: bytes
    policy: Policy
    published: int | None = None
    """The event that published it; None of a text that was not."""
    approval: Approval | None = None
    """Who approved it when it was published; None where nobody said so."""

    @property
    def version(self) -> Version:
        """The same, as one of two that are compared."""
        from collectrules.review.model import Version

        return Version(self.name, self.policy, self.data, self.published, self.approval)


def is_file(text: str) -> bool:
    """Whether a file is meant, not a version in the ledger."""
    from collectrules.review.versions import is_file

    return is_file(text)


def named_policy(text: str, ledger: Path, day: date) -> NamedPolicy:
    """The policy meant by `text`; the ledger is opened only where a version published in it is meant.

    Raises `Faults` for a text with faults, `InputError` where no version is meant, or several are, and
    `LedgerError` where the ledger cannot be read.
    """
    from collectrules.review.versions import version_named

    found = version_named(text, ledger, day)
    return NamedPolicy(found.name, found.text, found.policy, found.published, found.approval)
