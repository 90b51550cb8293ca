"""`collectrules policy test`: the scenarios of a policy, played and compared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import common

if TYPE_CHECKING:
    from collectrules.scenarios.session import Session


def play(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...",
            help="Policy files, files of scenarios, or folders with some.",
            show_default=False,
        ),
    ],
    *,
    named: Annotated[
        str, typer.Option("-k", metavar="TEXT", help="Only scenarios with this in their name.")
    ] = "",
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Show which rules and thresholds were not tried.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="With --coverage: exit with 1 if something was not.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Show every fact, value and step.")
    ] = False,
    json: common.JsonOption = False,
) -> int:
    """Play the scenarios of policies and show what is not as expected; exits with 1 if one fails."""
    from collectrules.errors import InputError
    from collectrules.scenarios.session import session
    from collectrules.scenarios.show import as_json

    if strict and not coverage:
        raise InputError("`--strict` is about coverage", help="add `--coverage`")
    tried = session(paths, named=named, covered=coverage)
    if not (tried.outcomes or tried.diagnostics):
        raise InputError(
            f"no scenario has `{named}` in its name", help="leave `-k` out to play all of them"
        )
    if json:
        common.print_json(as_json(tried))
    else:
        _print(tried, verbose=verbose)
    return _code(tried, strict=strict)


def _print(tried: Session, *, verbose: bool) -> None:
    from collectrules.policy.render import render_full
    from collectrules.scenarios.show import coverage_lines, lines, summary

    if tried.diagnostics:
        typer.echo(render_full(tried.diagnostics, tried.sources) + "\n")
    if tried.outcomes:
        said = [*lines(tried, verbose=verbose), "", summary(tried)]
        said += coverage_lines(tried, verbose=verbose)
        typer.echo("\n".join(map(common.printable, said)))
    count = len(tried.diagnostics)
    if count:
        typer.echo(f"{count} error{'s' if count != 1 else ''} found")


def _code(tried: Session, *, strict: bool) -> int:
    if tried.diagnostics:
        return 2
    untried = strict and not all(covered.complete for _, covered in tried.coverage)
    return 1 if tried.failed or untried else 0
