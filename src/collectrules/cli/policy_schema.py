"""`collectrules policy schema`: what editors need to complete and underline a policy as one types."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collectrules.cli import common


def schema(
    file: Annotated[
        Path | None,
        typer.Option("--write", metavar="FILE", help="Write it to a file.", show_default=False),
    ] = None,
    *,
    dry_run: common.DryRunOption = False,
) -> None:
    """Print the JSON Schema of policy files, by which editors complete and underline."""
    from collectrules.policy.schema import schema_text

    text = schema_text()
    if file is None:
        typer.echo(text, nl=False)
        return
    if not dry_run:
        common.write_text(file, text)
    said = f"{'would write' if dry_run else 'wrote'} {file}"
    help = f"let the first line of a policy beside it be `#:schema ./{file.name}`"
    typer.echo(common.printable(f"{said}; {help}"))
