"""`collectrules policy check`: everything that is wrong with some policies, in the form that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from collectrules.cli import common
from collectrules.errors import Diagnostic, Faults, InputError

if TYPE_CHECKING:
    from collectrules.cli.earlier import Earlier
    from collectrules.policy.checks import Checked
    from collectrules.policy.model import Policy

Output = Literal["concise", "full", "json", "github"]

PathsArgument = Annotated[
    list[Path],
    typer.Argument(metavar="PATH...", help="Policy files, or folders of them.", show_default=False),
]
OutputOption = Annotated[
    Output | None,
    typer.Option(
        "--output",
        metavar="FORM",
        help="full: with the line (default); concise: a line each; json; github: for GitHub Actions.",
    ),
]
AgainstOption = Annotated[
    Path | None,
    typer.Option(
        "--against",
        metavar="FILE",
        help="The version before, to say what was changed without a reason (default: the one in force in "
        "the ledger, where it has the same id).",
    ),
]


@dataclass(slots=True)
class _Found:
    """What checking some files has found."""

    policies: dict[str, Policy] = field(default_factory=dict)
    """Those that can be read, by their file."""
    checked: dict[str, Checked] = field(default_factory=dict)
    """What the checks of each came to."""
    diagnostics: list[Diagnostic] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    passed_over: dict[str, str] = field(default_factory=dict)
    """Files that are no policies, each with why."""
    unread: bool = False

    def count(self, severity: str) -> int:
        return sum(each.severity == severity for each in self.diagnostics)

    @property
    def exit_code(self) -> int:
        """2 where a policy cannot be read, 1 where a check fails, else 0."""
        return 2 if self.unread else 1 if self.count("error") else 0


def check(
    context: typer.Context,
    paths: PathsArgument,
    *,
    against: AgainstOption = None,
    as_of: common.AsOfOption = None,
    output: OutputOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> int:
    """Show all that is wrong with the policies and what is doubtful, each with its line; exits with 2 where
    one cannot be read, with 1 where a check fails."""
    from collectrules.cli.earlier import Earlier

    form, day = _form(output, json=json), common.day_or_today(as_of)
    earlier = Earlier(against, common.ledger_path(context, ledger), day)
    found = _check(paths, day, earlier)
    _PRINT[form](found)
    return found.exit_code


def _form(output: Output | None, *, json: bool) -> Output:
    if json and output not in {None, "json"}:
        raise InputError(
            f"`--json` and `--output {output}` cannot both be", help="leave one of the two out"
        )
    return "json" if json else output or "full"


def _check(paths: list[Path], day: date, earlier: Earlier) -> _Found:
    from collectrules.policy.files import find_policies

    files = find_policies(paths)
    found = _Found(
        diagnostics=files.faults, passed_over=files.passed_over, unread=bool(files.faults)
    )
    for path in files.files:
        _check_one(path, day, earlier, found)
    if found.policies:
        earlier.was_of_use()
    return found


def _check_one(path: Path, day: date, earlier: Earlier, found: _Found) -> None:
    from collectrules.policy.checks import Known, check_policy
    from collectrules.policy.load import policy_in
    from collectrules.policy.source import read_bytes, read_document

    file = str(path)
    try:
        source = read_document(read_bytes(path), file)
        policy = policy_in(source)
    except Faults as faults:
        found.diagnostics += faults.diagnostics
        found.sources[file] = faults.source
        found.unread = True
        return
    known = Known(day=day, before=earlier.version_of(policy), tried=_tried(policy, path))
    checked = check_policy(policy, known)
    found.policies[file], found.checked[file] = policy, checked
    found.diagnostics += checked.diagnostics(source)
    found.sources[file] = source.text


def _tried(policy: Policy, path: Path) -> frozenset[tuple[str, str]]:
    """The rules that some scenario beside the file decides."""
    if not any(path.parent.glob("*.scenarios.toml")):
        return frozenset()
    from collectrules.scenarios.session import decided_rules

    return decided_rules(policy, path)


def _print_full(found: _Found) -> None:
    from collectrules.policy.render import render_full

    if found.diagnostics:
        typer.echo(render_full(found.diagnostics, found.sources) + "\n")
    for file, why in found.passed_over.items():
        typer.echo(common.printable(f"{file}: passed over: {why}"))
    for file, policy in found.policies.items():
        what = f"`{policy.id}` version {policy.version}, from {policy.effective_from}"
        typer.echo(common.printable(f"{file}: {_grade(file, found)}: {what}"))
    counts = [
        f"{number:,} {severity}{'s' if number != 1 else ''}"
        for severity in ("error", "warning", "note")
        if (number := found.count(severity))
    ]
    if counts:
        typer.echo(" and ".join(counts) + " found")
        typer.echo(_where_to_read_more(found))


def _where_to_read_more(found: _Found) -> str:
    codes = sorted({each.code for each in found.diagnostics})
    if len(codes) > 3:
        return "`collectrules policy rule CODE` says more about a code in brackets"
    return f"`collectrules policy rule {' '.join(codes)}` says more"


def _grade(file: str, found: _Found) -> str:
    failed = any(each.severity == "error" for each in found.diagnostics if each.place.file == file)
    if failed:
        return "can be read, but a check fails"
    return "not checked in full" if found.checked[file].undecided else "fine"


def _print_concise(found: _Found) -> None:
    from collectrules.policy.render import render_concise

    if found.diagnostics:
        typer.echo(render_concise(found.diagnostics))


def _print_github(found: _Found) -> None:
    from collectrules.policy.render import render_github

    if found.diagnostics:
        typer.echo(render_github(found.diagnostics))


def _print_json(found: _Found) -> None:
    from collectrules.policy.render import flat

    policies = [
        {
            "file": file,
            "id": policy.id,
            "version": policy.version,
            "effective_from": policy.effective_from,
            "sha256": policy.sha256,
            "proved_by": found.checked[file].prover,
            "not_checked": found.checked[file].undecided,
        }
        for file, policy in found.policies.items()
    ]
    passed_over = [{"file": file, "why": why} for file, why in found.passed_over.items()]
    common.print_json(
        {
            "policies": policies,
            "passed_over": passed_over,
            "diagnostics": flat(found.diagnostics),
        }
    )


_PRINT: Final[dict[Output, Callable[[_Found], None]]] = {
    "concise": _print_concise,
    "full": _print_full,
    "json": _print_json,
    "github": _print_github,
}
