"""Where one begins: `init` makes a ledger of one's own, `demo` one of a made-up firm."""

from __future__ import annotations

import os
import shlex
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from collectrules.cli import common
from collectrules.errors import InputError, LedgerError

if TYPE_CHECKING:
    from collectrules.policy.model import Policy

DEMO_FOLDER: Final = Path("collectrules-demo")


def init(
    context: typer.Context,
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", show_default="this folder", help="Where; made if need be."),
    ] = Path(),
    *,
    policy: Annotated[
        str, typer.Option("--policy", metavar="NAME", help="The policy to start from.")
    ] = "ready",
    currency: Annotated[
        list[str] | None,
        typer.Option(
            "--currency", metavar="CODE", help="What you invoice in; more than once for more."
        ),
    ] = None,
    dry_run: common.DryRunOption = False,
    by: common.ByOption = None,
    json: common.JsonOption = False,
) -> None:
    """Make a ledger and a policy to start from, and say what to type next."""
    from collectrules.policy.load import parse
    from collectrules.policy.shipped import (
        SCHEMA,
        in_currencies,
        shipped_policy,
        shipped_scenarios,
        shipped_schema,
    )

    _refuse_ledger_option(context, "init")
    data = shipped_policy(policy)
    if currency:
        data = in_currencies(data, [code.strip().upper() for code in currency])
    ledger, copy = folder / common.DEFAULT_LEDGER, folder / "policies" / f"{policy}.toml"
    read = parse(data, str(copy))
    copies = {copy: data}
    if scenarios := shipped_scenarios(policy, read.currencies[0]):
        copies[copy.with_suffix(".scenarios.toml")] = scenarios
    schema = copy.with_name(SCHEMA)
    if not schema.exists():
        copies[schema] = shipped_schema()
    _refuse_other(ledger, copies)
    if not dry_run:
        _make(ledger, copies, read, by=common.actor(by))
    if json:
        common.print_json(_made_json(ledger, list(copies), read, dry_run=dry_run))
    else:
        typer.echo("\n".join(_made(folder, ledger, list(copies), read, dry_run=dry_run)))


def _refuse_other(ledger: Path, copies: Mapping[Path, bytes]) -> None:
    """Refuse where something is in the way; nothing has been written yet."""
    if ledger.exists():
        raise LedgerError(
            f"`{ledger}` is already there",
            help="name another folder, or leave it as it is: nothing was changed",
        )
    for folder in {copy.parent for copy in copies} | {ledger.parent}:
        if folder.exists() and not folder.is_dir():
            raise InputError(f"`{folder}` is a file, not a folder", help="name another folder")
    for copy, data in copies.items():
        if copy.exists() and not (copy.is_file() and copy.read_bytes() == data):
            what = (
                "has other scenarios"
                if copy.name.endswith(".scenarios.toml")
                else "is another policy"
            )
            raise InputError(
                f"`{copy}` is already there, and {what}",
                help="move it away or name another folder: nothing was changed",
            )


def _make(ledger: Path, copies: Mapping[Path, bytes], read: Policy, *, by: str) -> None:
    """Make the ledger and copy the policy and its scenarios; where one fails none is left behind."""
    from collectrules.ledger.book import Ledger
    from collectrules.ledger.publishing import publish_checked

    copy, data = next(iter(copies.items()))
    missing = [each for each in (*copies, *copy.parents) if not each.exists()]
    try:
        with _may_write(ledger.parent):
            copy.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".init-", dir=ledger.parent) as beside:
                fresh = Path(beside) / ledger.name
                with Ledger.create(fresh) as made, made.writing(at=common.now(), by=by) as book:
                    publish_checked(book, data, read)
                for path, text in copies.items():
                    path.write_bytes(text)
                os.replace(fresh, ledger)
    except BaseException:
        with suppress(OSError):
            for each in missing:
                _remove(each)
        raise


def _remove(path: Path) -> None:
    """Remove a file, or a folder with nothing in it."""
    if path.is_dir():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)


@contextmanager
def _may_write(folder: Path) -> Iterator[None]:
    """Say in a sentence what the system says when it refuses to write."""
    try:
        yield
    except OSError as error:
        raise LedgerError(
            f"nothing can be made in `{folder}`: {(error.strerror or str(error)).lower()}",
            help="check that you may write there, or name another folder",
        ) from error


def _refuse_ledger_option(context: typer.Context, command: str) -> None:
    if context.find_root().obj is not None:
        raise InputError(
            "`--ledger` does not say where a new ledger goes",
            help=f"name the folder: `collectrules {command} DIR` makes DIR/{common.DEFAULT_LEDGER}",
        )


def _made(
    folder: Path, ledger: Path, copies: Sequence[Path], read: Policy, *, dry_run: bool
) -> list[str]:
    verb = "would make" if dry_run else "made"
    copy, *others = copies
    scenarios = [path for path in others if path.name.endswith(".scenarios.toml")]
    schemas = [path for path in others if path not in scenarios]
    lines = [
        f"{verb} {ledger}, an empty ledger",
        f"{verb} {copy}, the policy to start from: `{read.id}` version {read.version},",
        f"in force from {read.effective_from}, for {', '.join(read.currencies)}",
        *(f"{verb} {path}, what the policy means, by example" for path in scenarios),
        *(f"{verb} {path}, for editors that complete as you type" for path in schemas),
        "",
        "what to type next:",
        *([] if folder == Path() else [f"  cd {shlex.quote(str(folder))}"]),
        "  collectrules import open-items FILE    what is open, as your accounting system exports it",
        "  collectrules run                       judge it by the policy",
        "  collectrules worklist                  whom to contact today, how, and why",
        f"  collectrules policy show policies/{copy.name}",
        "                                         what the policy says; change the file to make it yours",
        *(
            ["  collectrules policy test policies      whether it still does what its examples say"]
            * len(scenarios)
        ),
    ]
    named = os.environ.get("COLLECTRULES_LEDGER")
    if named and Path(named).resolve() != ledger.resolve():
        lines += [
            "",
            f"but COLLECTRULES_LEDGER names another ledger, which these would use: {named}",
        ]
    return [common.printable(line) for line in lines]


def _made_json(
    ledger: Path, copies: Sequence[Path], read: Policy, *, dry_run: bool
) -> dict[str, object]:
    copy, *others = map(str, copies)
    scenarios = [path for path in others if path.endswith(".scenarios.toml")]
    schemas = [path for path in others if path not in scenarios]
    return {
        "ledger": str(ledger),
        "policy_file": copy,
        "scenarios_file": next(iter(scenarios), None),
        "schema_file": next(iter(schemas), None),
        "policy": {
            "id": read.id,
            "version": read.version,
            "effective_from": read.effective_from,
            "currencies": read.currencies,
            "sha256": read.sha256,
        },
        "dry_run": dry_run,
    }


def demo(
    context: typer.Context,
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="Where; made anew each time."),
    ] = DEMO_FOLDER,
    *,
    plain: Annotated[bool, typer.Option("--plain", help="Print the list; open no screen.")] = False,
    by: common.ByOption = None,
    json: common.JsonOption = False,
) -> None:
    """Show the worklist of a made-up firm with a year of history."""
    from collectrules.cli.worklist import open_screen, worklist
    from collectrules.demo.build import make_demo
    from collectrules.demo.days import LAST_DAY, moment_of
    from collectrules.policy.shipped import shipped_policy

    _refuse_ledger_option(context, "demo")
    ledger, copy = folder / common.DEFAULT_LEDGER, folder / "policies" / "ready.toml"
    data = shipped_policy("ready")
    with _may_write(folder):
        folder.mkdir(parents=True, exist_ok=True)
        make_demo(ledger, data, str(copy))
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(data)
    if not (plain or json) and common.asks(yes=False):
        open_screen(ledger, by=common.actor(by), now=lambda: moment_of(LAST_DAY, 12))
    else:
        worklist(context, plain=True, by=by, json=json, ledger=ledger)
    if not json:
        again = f"collectrules --ledger {shlex.quote(str(ledger))} worklist"
        typer.echo("\na made-up firm: in a terminal, this opens its list as a screen to work in")
        typer.echo(f"  {common.printable(again)}")
