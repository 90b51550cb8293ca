"""Which files a check is about: those that are named, and in a folder those that are policies.

A folder of policies has other TOML in it too: scenarios, mappings, a tool's settings. What is passed over
is said, never silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from os.path import isdir
from pathlib import Path
from typing import Final

from collectrules.errors import Diagnostic, Faults, Place
from collectrules.policy.source import read_bytes, read_document

SCENARIOS: Final = ".scenarios.toml"
"""How the name of a file of scenarios ends."""


@dataclass(slots=True)
class Found:
    """What some paths stand for."""

    files: list[Path] = field(default_factory=list)
    """Policies, each once, in the order of the paths and then of their names."""
    passed_over: dict[str, str] = field(default_factory=dict)
    """Files that are no policies, each with why."""
    faults: list[Diagnostic] = field(default_factory=list)
    """Folders that cannot be read or have no policy in them."""


def find_policies(paths: Iterable[Path]) -> Found:
    """The policies that `paths` stand for; a folder stands for those in it, not in folders below it."""
    found = Found()
    for path in dict.fromkeys(paths):
        if isdir(path):
            _add_folder(path, found)
        else:
            _add(path, _SCENARIOS if _has_scenarios(path) else "", found)
    found.files = list(dict.fromkeys(found.files))
    if not (found.files or found.faults):
        found.faults += [
            _fault(Path(file), "this is no policy, and no other file is named")
            for file in found.passed_over
        ]
    return found


_SCENARIOS: Final = "it has scenarios"
_HELP: Final = "a policy is a .toml file with `language` and `[policy]` in it"


def _add_folder(folder: Path, found: Found) -> None:
    before = len(found.files)
    try:
        for path in _toml_files(folder):
            _add(path, _why_not(path), found)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        found.faults.append(_fault(folder, f"the folder cannot be read: {reason}"))
        return
    if len(found.files) == before:
        found.faults.append(_fault(folder, "there is no policy in this folder"))


def _toml_files(folder: Path) -> Iterator[Path]:
    yield from sorted(
        path for path in folder.iterdir() if path.suffix == ".toml" and path.is_file()
    )


def _add(path: Path, why_not: str, found: Found) -> None:
    if why_not:
        found.passed_over[str(path)] = why_not
    else:
        found.files.append(path)


def _why_not(path: Path) -> str:
    """Why a file of a folder is no policy; empty where it is one, or too broken to tell."""
    if _has_scenarios(path):
        return _SCENARIOS
    try:
        document = read_document(read_bytes(path), str(path)).document
    except Faults:
        return ""
    said = {"language", "policy"} & document.keys()
    return "" if said else "it has neither `language` nor `[policy]`"


def _has_scenarios(path: Path) -> bool:
    return path.name.endswith(SCENARIOS)


def _fault(path: Path, message: str) -> Diagnostic:
    return Diagnostic("unreadable", message, Place(str(path), 1, 1), _HELP)
