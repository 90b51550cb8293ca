"""`collectrules policy edit`: a further version of a policy, written in your editor and checked on close."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from collectrules.cli import common
from collectrules.cli.named import IN_FORCE, PolicyArgument, is_file, named_policy
from collectrules.errors import Faults, InputError, LedgerError, Refused

if TYPE_CHECKING:
    from collectrules.policy.model import Policy

_EDITORS: Final = ("sensible-editor", "nano", "vi", "notepad")
"""Tried in this order where neither VISUAL nor EDITOR is set."""


def edit(
    context: typer.Context,
    policy: PolicyArgument = IN_FORCE,
    *,
    version: Annotated[
        str | None,
        typer.Option("--version", metavar="TEXT", help="What the new version is called."),
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="What changes, and why.")
    ] = None,
    effective: Annotated[
        str | None,
        typer.Option("--effective-from", metavar="DATE", help="The day it takes effect."),
    ] = None,
    write: Annotated[
        Path | None,
        typer.Option(
            "--write", metavar="FILE", help="Where it is written.", show_default="the file named"
        ),
    ] = None,
    ledger: common.LedgerOption = None,
) -> None:
    """Open a new version of a policy in your editor ($VISUAL, $EDITOR), and check it when you close it."""
    path, today = common.ledger_path(context, ledger), common.day_or_today(None)
    start = _start(policy, path, today, write)
    head = _Head(version, reason, effective)
    draft = start.target.with_suffix(".draft.toml")
    if draft.exists():
        typer.echo(common.printable(f"going on with {draft}, which was left from before"))
        _edit_until_fine(draft, start.target)
    else:
        opened = _further(start.data, _asked(head, start, path, today))
        _write(draft, opened)
        try:
            _edit_until_fine(draft, start.target)
        finally:
            untouched = draft.read_bytes() == opened
            if untouched:
                draft.unlink()
        if untouched:
            raise Refused("nothing was changed", help=f"`{start.target}` is as it was")
    _replace(draft, start)
    typer.echo("\n".join(map(common.printable, _next(start.target, policy))))


@dataclass(frozen=True, slots=True)
class _Head:
    """What the command line says of the new version."""

    version: str | None
    reason: str | None
    effective: str | None


@dataclass(frozen=True, slots=True)
class _Start:
    """What is edited, and the file it is for."""

    data: bytes
    target: Path
    before: bytes | None
    """What the target held when the editor was opened; None where there was no such file."""


def _start(policy: str, ledger: Path, today: date, write: Path | None) -> _Start:
    if is_file(policy):
        from collectrules.policy.source import read_bytes

        data, target = read_bytes(Path(policy)), write or Path(policy)
    else:
        named = named_policy(policy, ledger, today)
        data, target = named.data, write or Path("policies") / f"{named.policy.id}.toml"
        if target.exists() and target.read_bytes() != data and write is None:
            raise InputError(
                f"`{target}` is not {named.name} as it was published",
                help=f"edit that file: `collectrules policy edit {target}`; or name another with `--write`",
            )
    return _Start(data, target, target.read_bytes() if target.exists() else None)


def _further(data: bytes, values: dict[str, str | date]) -> bytes:
    from collectrules.policy.editing import with_head

    return with_head(data, values) if values else data


def _asked(head: _Head, start: _Start, ledger: Path, today: date) -> dict[str, str | date]:
    """What is to stand in the head: asked for where the version was published, as that never changes."""
    from collectrules.clock import parse_day

    read = _readable(start.data)
    published = read is not None and _is_published(read, ledger)
    version, reason, effective = head.version, head.reason, head.effective
    if read is not None and published:
        _refuse_to_guess(head)
        typer.echo(f"`{read.id}` {read.version} was published, so this will be a further version")
        version = version or _ask("what the new version is called", _next_version(read.version))
        reason = reason or _ask("what changes, and why")
        effective = effective or _ask("in force from", today.isoformat())
        if version == read.version:
            raise InputError(
                f"version {version} was published and never changes",
                help="call the new one otherwise",
            )
    values: dict[str, str | date] = {}
    if version:
        values["version"] = version
    if effective:
        values["effective_from"] = parse_day(effective)
    if reason:
        values["reason"] = reason
    return values


def _refuse_to_guess(head: _Head) -> None:
    if not common.asks(yes=False) and not (head.version and head.reason and head.effective):
        raise InputError(
            "a further version has a name, a reason and a day, and there is nobody to ask",
            help="give `--version`, `--reason` and `--effective-from`",
        )


def _ask(what: str, default: str = "") -> str:
    said = ""
    while not said:
        said = str(typer.prompt(what, default=default or None)).strip()
    return said


def _next_version(version: str) -> str:
    from collectrules.policy.editing import next_version

    return next_version(version)


def _readable(data: bytes) -> Policy | None:
    from collectrules.policy.load import parse

    try:
        return parse(data, "policy")
    except Faults:
        return None


def _is_published(read: Policy, ledger: Path) -> bool:
    """Whether a ledger has this version; where there is no ledger nothing was published."""
    from collectrules.ledger.book import Ledger
    from collectrules.ledger.policies import versions

    if not ledger.exists():
        return False
    with Ledger.open(ledger) as opened:
        return (read.id, read.version) in {(each.id, each.version) for each in versions(opened)}


def _edit_until_fine(draft: Path, target: Path) -> None:
    """Open the editor until the draft has no faults or its owner leaves it for later."""
    while True:
        _open(draft)
        faults = _faults(draft)
        if faults is None:
            return
        common.print_error(faults)
        if not common.asks(yes=False) or not typer.confirm("Edit it again?", default=True):
            raise InputError(
                f"the draft has faults and is kept as `{draft}`; `{target}` is as it was",
                help="`collectrules policy edit` goes on with the draft; remove it to begin anew",
            )


def _open(draft: Path) -> None:
    words = _editor()
    try:
        code = subprocess.run([*words, str(draft)], check=False).returncode
    except OSError as error:
        raise InputError(
            f"the editor `{words[0]}` cannot be started ({(error.strerror or str(error)).lower()})",
            help="set EDITOR to one you have; nothing was changed",
        ) from None
    if code:
        raise InputError(
            f"the editor ended with {code}, as if you gave up",
            help=f"what you wrote, if anything, is kept as `{draft}`",
        )


def _editor() -> list[str]:
    for name in ("VISUAL", "EDITOR"):
        words = shlex.split(os.environ.get(name, ""))
        if words:
            return words
    for editor in _EDITORS:
        if shutil.which(editor):
            return [editor]
    raise InputError("no editor was found", help="set EDITOR to yours, such as EDITOR=nano")


def _faults(draft: Path) -> Faults | None:
    from collectrules.policy.load import load

    try:
        load(draft)
    except Faults as faults:
        return faults
    return None


def _replace(draft: Path, start: _Start) -> None:
    target = start.target
    if (target.read_bytes() if target.exists() else None) != start.before:
        raise LedgerError(
            f"`{target}` was changed by someone else while you edited",
            help=f"yours is kept as `{draft}`: bring the two together by hand",
        )
    os.replace(draft, target)


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise InputError(
            f"`{path}` cannot be written: {(error.strerror or str(error)).lower()}",
            help="name another file with `--write`",
        ) from error


def _next(target: Path, policy: str) -> list[str]:
    from collectrules.policy.load import load

    read = load(target)
    against = IN_FORCE if is_file(policy) else policy
    return [
        f"wrote {target}: `{read.id}` version {read.version}, from {read.effective_from}",
        "what to type next:",
        f"  collectrules policy diff {against} {target}",
        "                        what it changes",
        f"  collectrules policy check {target}",
        f"  collectrules policy test {target.parent}",
        "                        what is doubtful in it, and whether it does what its examples say",
        f"  collectrules policy publish {target}",
        f"                        from {read.effective_from} on it decides",
    ]
