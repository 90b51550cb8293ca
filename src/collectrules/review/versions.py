"""The versions that are compared: a file, one of a git repository, one published in the ledger."""

from __future__ import annotations

import difflib
from datetime import date
from pathlib import Path
from typing import Final

from collectrules.errors import InputError
from collectrules.ledger.book import Ledger
from collectrules.ledger.policies import StoredPolicy, in_force, version, versions
from collectrules.ledger.published import read_policy
from collectrules.policy.git import GIT, read_revision
from collectrules.policy.load import parse
from collectrules.policy.source import read_bytes
from collectrules.review.model import Version

IN_FORCE: Final = "published"
"""The word for the version in force."""


def needs_ledger(text: str) -> bool:
    """Whether a version published in the ledger is meant, not a file here or in a git repository."""
    return not text.startswith(GIT) and not is_file(text)


def is_file(text: str) -> bool:
    """Whether a file is meant, not a version in the ledger."""
    if text.startswith(GIT):
        return False
    path = Path(text)
    return path.suffix == ".toml" or path.is_file()


def version_named(text: str, ledger: Path, day: date) -> Version:
    """The version meant by `text`; the ledger is opened only where one published in it is.

    Raises `Faults` for a text with faults, `InputError` where no version is meant, or several are, and
    `LedgerError` where the ledger cannot be read.
    """
    if not needs_ledger(text):
        return version_of_text(text)
    with Ledger.open(ledger) as opened:
        return version_in(opened, text, day)


def version_of_text(text: str) -> Version:
    """The version in a file, or in a revision of a file: `git:HEAD:policies/ready.toml`."""
    data = read_revision(text) if text.startswith(GIT) else read_bytes(Path(text))
    return Version(text, parse(data, text), data)


def version_in(ledger: Ledger, text: str, day: date) -> Version:
    """A version published in a ledger: `2`, `ready@2`, or `published`, the one in force on a day."""
    stored = _published(text, ledger, day)
    name = f"{stored.id}@{stored.version}"
    policy = read_policy(ledger, stored)
    return Version(name, policy, stored.text.encode(), stored.seq, stored.approval)


def _published(text: str, ledger: Ledger, day: date) -> StoredPolicy:
    if text == IN_FORCE:
        return in_force(ledger, day)
    meant = _meant(text, versions(ledger), ledger)
    return version(ledger, meant.seq)


def _meant(text: str, published: tuple[StoredPolicy, ...], ledger: Ledger) -> StoredPolicy:
    by_name = {f"{each.id}@{each.version}": each for each in published}
    if text in by_name:
        return by_name[text]
    found = [name for name, each in by_name.items() if text in {each.version, each.id}]
    if len(found) == 1:
        return by_name[found[0]]
    if found:
        raise InputError(
            f"`{text}` may be {', '.join(f'`{name}`' for name in found)}", help="name one of them"
        )
    near = difflib.get_close_matches(text, by_name, 1)
    raise InputError(
        f"`{text}` is neither a file nor a version published in `{ledger.path}`",
        help=f"did you mean `{near[0]}`?"
        if near
        else "`collectrules policy list` shows the versions",
    )
