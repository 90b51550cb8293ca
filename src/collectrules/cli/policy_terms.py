"""`collectrules policy terms`: what customers should have been told, from the policy itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from collectrules.cli import common
from collectrules.cli.policy import PathArgument
from collectrules.errors import InputError

if TYPE_CHECKING:
    from collectrules.policy.model import Policy


def terms(
    path: PathArgument,
    *,
    form: Annotated[
        Literal["text", "markdown", "html"], typer.Option("--format", help="How it is written.")
    ] = "text",
    kind: Annotated[
        Literal["business", "consumer"], typer.Option("--for", help="Whom it is for.")
    ] = "business",
    segment: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Their segment.", show_default="the last of the policy"),
    ] = None,
    currency: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="What they are invoiced in.", show_default="the first"),
    ] = None,
    as_of: common.AsOfOption = None,
    file: Annotated[
        Path | None,
        typer.Option("--write", metavar="FILE", help="Write it to a file.", show_default=False),
    ] = None,
) -> None:
    """Print what customers should have been told: due dates, grace, fees, interest, what happens next."""
    from collectrules.policy.customer_terms import customer_terms
    from collectrules.policy.documents import rendered
    from collectrules.policy.load import load

    policy = load(path)
    day = max(common.day_or_today(as_of), policy.effective_from)
    read = policy.on(day)
    document = customer_terms(read, kind, _segment(read, segment), _currency(read, currency))
    text = rendered(document, form)
    if file is None:
        typer.echo("\n".join(map(common.printable, text.splitlines())))
        return
    common.write_text(file, text)
    typer.echo(common.printable(f"wrote {file}"))


def _segment(policy: Policy, given: str | None) -> str:
    from collectrules.policy.meaning import DEFAULT_SEGMENT

    known = [rule.id for rule in policy.segment] or [DEFAULT_SEGMENT]
    if given is not None and given not in known:
        raise InputError(
            f"the policy has no segment `{given}`", help=f"it is one of {', '.join(known)}"
        )
    return given or known[-1]


def _currency(policy: Policy, given: str | None) -> str:
    code = given.upper() if given else policy.currencies[0]
    if code not in policy.currencies:
        raise InputError(
            f"the policy does not serve {code}",
            help=f"it serves {', '.join(policy.currencies)}",
        )
    return code
