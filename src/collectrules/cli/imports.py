"""`collectrules import`: what is owed, from a file of the accounting system."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from collectrules.cli import common
from collectrules.errors import InputError

if TYPE_CHECKING:
    from collectrules.imports.choose import Said
    from collectrules.imports.mapping import DebtorKind
    from collectrules.imports.open_items import Prepared
    from collectrules.ledger.book import Ledger

app = typer.Typer(
    help="Import what is owed from a file of your accounting system.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="A CSV or other delimited text.")
]
MappingOption = Annotated[
    str | None,
    typer.Option("--mapping", metavar="NAME|FILE", help="How to read it: a name, or a TOML file."),
]
ProposeOption = Annotated[
    bool, typer.Option("--propose", help="Print a mapping for this file, and do nothing else.")
]
DatesOption = Annotated[
    Literal["dmy", "mdy", "ymd"] | None,
    typer.Option(
        "--dates", help="The order of day, month and year, where the file does not show it."
    ),
]
DecimalOption = Annotated[
    Literal["point", "comma"] | None,
    typer.Option("--decimal", help="The decimal sign, where the file does not show it."),
]
CurrencyOption = Annotated[
    str | None, typer.Option("--currency", metavar="CODE", help="Where the file names none.")
]
EncodingOption = Annotated[
    str | None,
    typer.Option("--encoding", metavar="NAME", help="Where it is not UTF-8, such as cp1252."),
]
TermsOption = Annotated[
    int | None,
    typer.Option("--terms", metavar="DAYS", min=0, max=3650, help="Where a due date is missing."),
]
KindOption = Annotated[
    Literal["business", "consumer"] | None,
    typer.Option(
        "--kind", help="What customers are of whom the file does not say; the mapping remembers it."
    ),
]
PartialOption = Annotated[
    bool, typer.Option("--partial", help="Not everything that is open: nothing counts as gone.")
]
RejectedOption = Annotated[
    Path | None,
    typer.Option("--rejected", metavar="FILE", help="Write the rejected rows there, to mend them."),
]


@app.callback()
def _imports() -> None:
    """Import what is owed from a file of your accounting system."""


@app.command("open-items")
def open_items(
    context: typer.Context,
    file: FileArgument,
    *,
    ledger: common.LedgerOption = None,
    as_of: common.AsOfOption = None,
    mapping: MappingOption = None,
    propose: ProposeOption = False,
    dates: DatesOption = None,
    decimal: DecimalOption = None,
    currency: CurrencyOption = None,
    encoding: EncodingOption = None,
    terms: TermsOption = None,
    kind: KindOption = None,
    partial: PartialOption = False,
    rejected: RejectedOption = None,
    dry_run: common.DryRunOption = False,
    yes: common.YesOption = False,
    by: common.ByOption = None,
    json: common.JsonOption = False,
) -> None:
    """A snapshot of what is open: shows what is new, changed and gone, then writes it."""
    from collectrules.imports.choose import Said
    from collectrules.imports.open_items import Request, prepare
    from collectrules.imports.rejects import write_rejected
    from collectrules.ledger.book import Ledger

    said = Said(
        dates=dates, decimal=decimal, currency=_code(currency), payment_days=terms, kind=kind
    )
    if propose:
        _propose(file, encoding, said, json=json)
        return
    request = Request(
        path=file,
        as_of=common.day_or_today(as_of),
        today=common.day_or_today(None),
        mapping=mapping,
        encoding=encoding,
        said=said,
        partial=partial,
    )
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        prepared = prepare(book, request)
        if not (json or dry_run) and prepared.plan.without_kind and common.asks(yes=yes):
            said = replace(said, kind=_asked_kind(prepared.plan.without_kind))
            prepared = prepare(book, replace(request, said=said))
        if rejected is not None and prepared.plan.rejected:
            write_rejected(rejected, file, prepared.table, prepared.plan)
        act = Act(by=common.actor(by), dry_run=dry_run, yes=yes, json=json, rejected=rejected)
        _finish(book, prepared, act)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """How the import is to end: shown only, asked about, or written; as JSON or for people."""

    by: str
    dry_run: bool
    yes: bool
    json: bool
    rejected: Path | None


def _finish(ledger: Ledger, prepared: Prepared, act: Act) -> None:
    from collectrules.cli import import_plan
    from collectrules.imports.open_items import write

    plan = prepared.plan
    nothing_taken = len(plan.rejected) == plan.rows
    writes = prepared.writes and not act.dry_run and not nothing_taken
    if not act.json:
        typer.echo(import_plan.text(prepared, act.rejected))
        if writes and plan.changes and not common.confirmed("\nWrite this?", yes=act.yes):
            typer.echo("nothing was written")
            raise typer.Exit(1)
    if writes:
        write(ledger, prepared, at=common.now(), by=act.by)
    if act.json:
        common.print_json(import_plan.as_json(prepared, written=writes))
    if nothing_taken:
        raise InputError(
            f"no row of `{prepared.table.file}` could be taken: {plan.rows:,} rejected",
            help="nothing was written; mend what the reasons say, or read it by another mapping",
        )
    if not act.json:
        typer.echo(import_plan.outcome(prepared, written=writes, dry_run=act.dry_run))


def _propose(file: Path, encoding: str | None, said: Said, *, json: bool) -> None:
    from collectrules.imports.open_items import propose

    proposal = propose(file, encoding, said)
    mapping = proposal.mapping
    if json:
        columns = dict(mapping.columns)
        common.print_json({"name": mapping.name, "columns": columns, "toml": proposal.text})
    else:
        typer.echo(proposal.text, nl=False)
    if proposal.doubt is not None:
        common.print_error(proposal.doubt)


def _asked_kind(count: int) -> DebtorKind:
    """What a person says that customers are of whom nothing else says it."""
    from collectrules.imports.mapping import DEBTOR_KINDS, TAKEN_KIND
    from collectrules.imports.warnings import counted

    typer.echo(
        f"nothing says of {counted(count, 'new account')} whether it is a business or a consumer"
    )
    while True:
        answer = typer.prompt("Which are they: business or consumer?", default=TAKEN_KIND)
        kind = next((each for each in DEBTOR_KINDS if each == answer.strip().casefold()), None)
        if kind is not None:
            return kind


def _code(currency: str | None) -> str:
    """A currency code as given, in capitals; raises `InputError` where it is none."""
    from collectrules.money import decimals

    if currency is None:
        return ""
    code = currency.strip().upper()
    decimals(code)
    return code
