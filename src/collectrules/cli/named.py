"""A policy named on the command line: a file, a version published in the ledger, or the one in force."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from collectrules.errors import InputError

if TYPE_CHECKING:
    from datetime import date

    from collectrules.ledger.book import Ledger
    from collectrules.ledger.policies import StoredPolicy
    from collectrules.policy.model import Policy

IN_FORCE: Final = "published"
"""The word for the version in force."""

PolicyArgument = Annotated[
    str,
    typer.Argument(
        metavar="POLICY",
        help="A policy file, a published version (2, or ready@2), or `published`: the one in force.",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True)
class NamedPolicy:
    """A policy as it was named, with the bytes it was read from."""

    name: str
    data: bytes
    policy: Policy


def is_file(text: str) -> bool:
    """Whether a file is meant, not a version in the ledger."""
    return Path(text).suffix == ".toml" or Path(text).is_file()


def named_policy(text: str, ledger: Path, day: date) -> NamedPolicy:
    """The policy meant by `text`; the ledger is opened only where no file is meant.

    Raises `Faults` for a file with faults, `InputError` where no version is meant, or several are, and
    `LedgerError` where the ledger cannot be read.
    """
    if is_file(text):
        from collectrules.policy.load import parse
        from collectrules.policy.source import read_bytes

        data = read_bytes(Path(text))
        return NamedPolicy(text, data, parse(data, text))
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.versions import read_policy

    with Ledger.open(ledger) as opened:
        stored = _published(text, opened, day)
        policy = read_policy(opened, stored)
    return NamedPolicy(f"{stored.id}@{stored.version}", stored.text.encode(), policy)


def _published(text: str, ledger: Ledger, day: date) -> StoredPolicy:
    from collectrules.ledger.policies import in_force, version, versions

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
