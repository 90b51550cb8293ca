"""`collectrules doctor`: what this installation and this ledger are, and what is wrong with them."""

from __future__ import annotations

import os
import platform
import sqlite3
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from collectrules import __version__
from collectrules.cli import common
from collectrules.errors import CollectrulesError

if TYPE_CHECKING:
    from collectrules.ledger.book import Ledger
    from collectrules.ledger.health import Health


def doctor(
    context: typer.Context,
    *,
    as_of: common.AsOfOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> int:
    """Say what is installed and how the ledger is; exits with 1 where something is wrong."""
    path = common.ledger_path(context, ledger)
    named = [ledger, context.find_root().obj, os.environ.get("COLLECTRULES_LEDGER")]
    found = _Found()
    _look_at_program(found)
    if path.exists() or any(named):
        _look_at_ledger(found, path, common.day_or_today(as_of))
    else:
        found.notes.append(f"there is no `{path}` in this folder; `collectrules init` makes one")
    if json:
        common.print_json(asdict(found))
    else:
        _print(found)
    return 1 if found.faults else 0


@dataclass(slots=True)
class _Found:
    """What was found, in the form of `--json`."""

    program: dict[str, object] = field(default_factory=dict)
    ledger: dict[str, object] = field(default_factory=dict)
    """Empty where there is none to look at."""
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def _look_at_program(found: _Found) -> None:
    """The versions of what runs, and which engine judges."""
    from collectrules.engine.judge import durable_fault, engine_name

    fault, engine = durable_fault(), engine_name()
    found.program = {
        "collectrules": __version__,
        "python": platform.python_version(),
        "system": platform.system(),
        "sqlite": sqlite3.sqlite_version,
        "engine": f"{engine} {_installed('durable-rules')}" if fault is None else engine,
    }
    if fault is not None:
        found.notes.append(
            f"{fault}; the specification of the language judges in its place, with the same answers"
        )


def _installed(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return "of an unknown version"


def _look_at_ledger(found: _Found, path: Path, day: date) -> None:
    """How the ledger is, the policy in force on a day, and what is wrong with them."""
    from collectrules.ledger.health import examine, looking_at
    from collectrules.ledger.policies import NoneInForce, in_force

    found.ledger = {"path": str(path)}
    try:
        with looking_at(path) as opened:
            health = examine(opened)
            found.ledger = _of_ledger(health)
            found.faults += health.faults
            if not health.last_run:
                found.notes.append("no run yet: `collectrules run` makes the worklist")
            stored = in_force(opened, day)
            if not health.faults:
                found.faults += _rates_out_of_date(opened, day)
                found.notes += _consumers_not_reached(opened, day)
    except CollectrulesError as error:
        said = found.notes if isinstance(error, NoneInForce) else found.faults
        said.append(f"{error.message}; {error.help}")
        return
    found.ledger["policy"] = {
        "id": stored.id,
        "version": stored.version,
        "sha256": stored.sha256,
        "effective_from": stored.effective_from.isoformat(),
    }


def _rates_out_of_date(opened: Ledger, day: date) -> list[str]:
    """What is missing by a day of the reference rates that the policy in force follows."""
    from collectrules.charges.rates import rate_tables, references_of
    from collectrules.ledger.published import policy_in_force

    policy, _ = policy_in_force(opened, day)
    asked = references_of(policy)
    tables = rate_tables(opened.connection) if asked else {}
    said = (tables[each].out_of_date(day) for each in asked)
    return [each for each in said if each]


def _consumers_not_reached(opened: Ledger, day: date) -> list[str]:
    """Packs in force for debts of consumers, where accounts were taken as businesses for want of a word."""
    from collectrules.imports.kinds import silent_sources, taken_as_businesses
    from collectrules.imports.warnings import counted
    from collectrules.ledger.policies import packs_in
    from collectrules.ledger.published import policy_in_force
    from collectrules.policy.packs import read_pack

    policy, seq = policy_in_force(opened, day)
    frozen = packs_in(opened.connection, seq)
    for_consumers = [
        f"`{id}`"
        for id in sorted(frozen.keys() - set(policy.packs_not_reaching))
        if read_pack(frozen[id].encode(), f"pack {id}").debtor == "consumer"
    ]
    taken = taken_as_businesses(opened, silent_sources(opened)) if for_consumers else {}
    if not taken:
        return []
    return [
        f"without a kind, taken as businesses: {counted(len(taken), 'account')}; what is for consumers only "
        f"does not reach them, {', '.join(for_consumers)}; if they are consumers, import their file again "
        "with `--kind consumer`"
    ]


def _of_ledger(health: Health) -> dict[str, object]:
    return {
        "path": str(health.path.resolve()),
        "bytes": health.size,
        "format": health.format,
        "journal_mode": health.journal_mode,
        "network_file_system": health.network,
        "events": health.events,
        "chain_end": health.chain_end,
        "last_recorded_at": health.last_recorded_at or None,
        "last_run": health.last_run or None,
        "last_engine": health.last_engine or None,
        "policy": None,
    }


def _print(found: _Found) -> None:
    said = {**found.program, **{f"ledger {key}": value for key, value in found.ledger.items()}}
    typer.echo(
        common.plain({name.replace("_", " "): _shown(value) for name, value in said.items()})
    )
    typer.echo()
    for text in found.notes:
        typer.echo(common.printable(f"note: {text}"))
    for text in found.faults:
        typer.echo(common.printable(f"wrong: {text}"))
    if not found.faults:
        typer.echo("nothing is wrong")


def _shown(value: object) -> str:
    match value:
        case None:
            return "none"
        case int():
            return f"{value:,}"
        case {"id": id_, "version": number, "sha256": str(sha256), "effective_from": day}:
            return f"{id_} {number} ({sha256[:12]}), in force from {day}"
        case _:
            return str(value)
