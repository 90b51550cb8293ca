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


@dataclass(slots=True)
class _Checked:
    """What checking some files has found."""

    policies: dict[str, Policy] = field(default_factory=dict)
    """Those that can be read, by their file."""
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
    paths: PathsArgument,
    as_of: common.AsOfOption = None,
    output: OutputOption = None,
    json: common.JsonOption = False,
) -> int:
    """Show all that is wrong with the policies at once, each with its line; exits with 2 where one cannot
    be read, with 1 where a check fails."""
    form = _form(output, json=json)
    checked = _check(paths, common.day_or_today(as_of))
    _PRINT[form](checked)
    return checked.exit_code


def _form(output: Output | None, *, json: bool) -> Output:
    if json and output not in {None, "json"}:
        raise InputError(
            f"`--json` and `--output {output}` cannot both be", help="leave one of the two out"
        )
    return "json" if json else output or "full"


def _check(paths: list[Path], day: date) -> _Checked:
    from collectrules.policy.files import find_policies

    found = find_policies(paths)
    checked = _Checked(
        diagnostics=found.faults, passed_over=found.passed_over, unread=bool(found.faults)
    )
    for path in found.files:
        _check_one(path, day, checked)
    return checked


def _check_one(path: Path, day: date, checked: _Checked) -> None:
    from collectrules.policy.checks import findings
    from collectrules.policy.load import policy_in
    from collectrules.policy.source import read_bytes, read_document

    file = str(path)
    try:
        source = read_document(read_bytes(path), file)
        policy = policy_in(source)
    except Faults as faults:
        checked.diagnostics += faults.diagnostics
        checked.sources[file] = faults.source
        checked.unread = True
        return
    checked.policies[file] = policy
    checked.diagnostics += findings(policy, source, day)
    checked.sources[file] = source.text


def _print_full(checked: _Checked) -> None:
    from collectrules.policy.render import render_full

    if checked.diagnostics:
        typer.echo(render_full(checked.diagnostics, checked.sources) + "\n")
    for file, why in checked.passed_over.items():
        typer.echo(common.printable(f"{file}: passed over: {why}"))
    for file, policy in checked.policies.items():
        what = f"`{policy.id}` version {policy.version}, from {policy.effective_from}"
        typer.echo(common.printable(f"{file}: {_grade(file, checked)}: {what}"))
    counts = [
        f"{number:,} {severity}{'s' if number != 1 else ''}"
        for severity in ("error", "warning", "note")
        if (number := checked.count(severity))
    ]
    if counts:
        typer.echo(" and ".join(counts) + " found")
        typer.echo(_where_to_read_more(checked))


def _where_to_read_more(checked: _Checked) -> str:
    codes = sorted({each.code for each in checked.diagnostics})
    if len(codes) > 3:
        return "`collectrules policy rule CODE` says more about a code in brackets"
    return f"`collectrules policy rule {' '.join(codes)}` says more"


def _grade(file: str, checked: _Checked) -> str:
    failed = any(
        each.severity == "error" for each in checked.diagnostics if each.place.file == file
    )
    return "can be read, but a check fails" if failed else "fine"


def _print_concise(checked: _Checked) -> None:
    from collectrules.policy.render import render_concise

    if checked.diagnostics:
        typer.echo(render_concise(checked.diagnostics))


def _print_github(checked: _Checked) -> None:
    from collectrules.policy.render import render_github

    if checked.diagnostics:
        typer.echo(render_github(checked.diagnostics))


def _print_json(checked: _Checked) -> None:
    from collectrules.policy.render import flat

    policies = [
        {
            "file": file,
            "id": policy.id,
            "version": policy.version,
            "effective_from": policy.effective_from,
            "sha256": policy.sha256,
        }
        for file, policy in checked.policies.items()
    ]
    passed_over = [{"file": file, "why": why} for file, why in checked.passed_over.items()]
    common.print_json(
        {
            "policies": policies,
            "passed_over": passed_over,
            "diagnostics": flat(checked.diagnostics),
        }
    )


_PRINT: Final[dict[Output, Callable[[_Checked], None]]] = {
    "concise": _print_concise,
    "full": _print_full,
    "json": _print_json,
    "github": _print_github,
}
