"""Which versions of a policy can be compared on the screen: files near the ledger, and the published ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from collectrules.errors import Faults
from collectrules.policy.files import find_policies
from collectrules.policy.load import policy_in
from collectrules.policy.source import read_bytes, read_document
from collectrules.tui.figures_text import several
from collectrules.tui.policy_reading import Version

_FOLDERS: Final = (".", "policies")
"""Where policy files are looked for, beside the ledger and in the folder that one is in."""
_MOST_FILES: Final = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    """One version that can be named."""

    name: str
    """As the command `review` takes it: a file, or `ready@2`."""
    version: str = ""
    """Its id and its version; empty of a file that cannot be read."""
    first: date | None = None
    """The day from which on it is in force, or would be."""
    said: str = ""
    """How it stands to what is published."""
    published: bool = False
    faulty: bool = False


def candidates(
    published: Sequence[Version], ledger: Path, here: Path
) -> tuple[tuple[Candidate, ...], int]:
    """Files that were not published, those read without a fault first, then what was published, latest first.

    With how many more files there are than are looked at.
    """
    paths = _files(ledger, here)
    files = sorted(_of_files(paths[:_MOST_FILES], published), key=lambda each: each.faulty)
    return (*files, *map(_of_version, published)), len(paths[_MOST_FILES:])


def _files(ledger: Path, here: Path) -> list[Path]:
    places = [folder / name for folder in (ledger.parent, here) for name in _FOLDERS]
    folders = {place.resolve(): place for place in reversed(places) if place.is_dir()}
    found = find_policies(sorted(folders.values())).files
    return [_short(path, here) for path in found]


def _short(path: Path, here: Path) -> Path:
    """The path as one would type it here."""
    whole, root = path.resolve(), here.resolve()
    return whole.relative_to(root) if whole.is_relative_to(root) else whole


def _of_files(paths: Sequence[Path], published: Sequence[Version]) -> Iterator[Candidate]:
    known = {each.stored.sha256: each for each in published}
    for path in paths:
        try:
            policy = policy_in(read_document(read_bytes(path), str(path)))
        except Faults as faults:
            number = several(len(faults.diagnostics), "fault")
            yield Candidate(str(path), said=f"{number}: `policy check` shows them", faulty=True)
            continue
        if policy.sha256 not in known:
            name = f"{policy.id} {policy.version}"
            yield Candidate(str(path), name, policy.effective_from, "not published")


def _of_version(version: Version) -> Candidate:
    stored = version.stored
    said = "in force today" if version.today else "published"
    if stored.beside:
        said = "beside the main one"
    return Candidate(
        f"{stored.id}@{stored.version}", version.name, stored.effective_from, said, published=True
    )
