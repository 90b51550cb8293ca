"""Finding scenarios: from the paths that were named to files of scenarios, each with its policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from collectrules.errors import Diagnostic, Faults, Place
from collectrules.policy.load import parse
from collectrules.policy.model import Policy
from collectrules.policy.report import Report
from collectrules.policy.source import Source, read_bytes, read_document
from collectrules.scenarios.leaves import Leaves
from collectrules.scenarios.model import ScenarioFile
from collectrules.scenarios.read import scenarios_in

ENDING: Final = ".scenarios.toml"


@dataclass(slots=True)
class Found:
    """The files of scenarios that can be played, and what is wrong with the others."""

    files: list[ScenarioFile] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    """The text of each file with faults, by its name."""

    def keep(self, faults: Faults) -> None:
        """Keep the faults of one file; those kept before are not kept twice."""
        new = [each for each in faults.diagnostics if each not in self.diagnostics]
        self.diagnostics += new
        self.sources |= {each.place.file: faults.source for each in new}


def find(paths: Iterable[Path]) -> Found:
    """The scenarios that policy files, files of scenarios and folders stand for."""
    found = Found()
    policies: dict[Path, Policy | None] = {}
    for path in dict.fromkeys(paths):
        try:
            files = list(_files(path))
        except Faults as faults:
            found.keep(faults)
            continue
        for file in files:
            if all(file != Path(each.file) for each in found.files):
                _read(file, policies, found)
    return found


def of_policy(path: Path) -> Iterator[Path]:
    """The files of scenarios beside a policy that are about it."""
    for file in sorted(path.parent.glob(f"*{ENDING}")):
        if _about(file).resolve() == path.resolve():
            yield file


def _files(path: Path) -> Iterator[Path]:
    """The files of scenarios that a path stands for; raises `Faults` where there is none."""
    if path.is_dir():
        files = sorted(path.rglob(f"*{ENDING}"))
        if not files:
            raise _nothing(path, "the folder has no scenarios")
    elif path.name.endswith(ENDING):
        files = [path]
    else:
        read_bytes(path)
        files = list(of_policy(path))
        if not files:
            raise _nothing(path, "the policy has no scenarios")
    yield from files


def _nothing(path: Path, message: str) -> Faults:
    name = f"{path.stem}{ENDING}" if path.suffix else f"ready{ENDING}"
    return Faults(
        [
            Diagnostic(
                "no-scenarios",
                message,
                Place(str(path), 1, 1),
                f"write them into a file whose name ends in `{ENDING}`, such as `{name}`",
            )
        ],
        "",
    )


def _about(file: Path) -> Path:
    """The policy that a file of scenarios is about, as far as the file can be read."""
    try:
        named = read_document(read_bytes(file), str(file)).document.get("policy")
    except Faults:
        named = None
    return file.parent / (named if isinstance(named, str) else _default(file))


def _default(file: Path) -> str:
    return file.name.removesuffix(ENDING) + ".toml"


def _read(file: Path, policies: dict[Path, Policy | None], found: Found) -> None:
    try:
        source = _source(file)
        path = _policy_file(file, source)
        if path not in policies:
            policies[path] = None
            policies[path] = parse(read_bytes(path), str(path))
        if (policy := policies[path]) is not None:
            found.files.append(scenarios_in(source, policy, path))
    except Faults as faults:
        found.keep(faults)


def _source(file: Path) -> Source:
    data = read_bytes(file)
    if not data.strip():
        raise _nothing(file, "the file is empty")
    return read_document(data, str(file))


def _policy_file(file: Path, source: Source) -> Path:
    """The policy a file is about; raises `Faults` where it is not there."""
    report = Report(source.file, source.text)
    named = source.document.get("policy", _default(file))
    name = Leaves(report).line(named, ("policy",))
    report.close()
    assert name is not None
    path = file.parent / name
    if "\0" in name or not path.is_file():
        said = f"there is no policy `{name}` beside the file"
        help = 'name the policy at the top of the file: `policy = "my-policy.toml"`'
        report.add("policy-not-found", said, ("policy",), help=help)
        report.close()
    return path
