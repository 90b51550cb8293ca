"""`collectrules policy publish` and `list`: the versions a ledger is judged by."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import common
from collectrules.cli.policy import PathArgument

if TYPE_CHECKING:
    from collectrules.ledger.policies import StoredPolicy
    from collectrules.policy.model import Policy


def publish(
    context: typer.Context,
    path: PathArgument,
    *,
    beside: Annotated[
        bool,
        typer.Option("--beside", help="It counts only for those who are put under it."),
    ] = False,
    dry_run: common.DryRunOption = False,
    by: common.ByOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Freeze a version in the ledger; it is in force from the day its file says."""
    from collectrules.ledger.book import Ledger
    from collectrules.ledger.publishing import publish_checked
    from collectrules.policy.load import parse
    from collectrules.policy.source import read_bytes
    from collectrules.worklist.in_flight import refuse_lost_stages

    data = read_bytes(path)
    read = parse(data, str(path))
    new = False
    path_of_ledger = common.ledger_path(context, ledger)
    with (
        suppress(_DryRun),
        Ledger.open(path_of_ledger) as opened,
        opened.writing(at=common.now(), by=common.actor(by)) as book,
    ):
        new = publish_checked(book, data, read, beside=beside).new
        if new:
            refuse_lost_stages(book.connection, read, date.max, under=read.id if beside else "")
        if dry_run:
            raise _DryRun
    if json:
        common.print_json({**_policy_json(read), "beside": beside, "new": new, "dry_run": dry_run})
        return
    typer.echo(common.printable(_said(read, new=new, dry_run=dry_run, beside=beside)))


class _DryRun(Exception):
    """Undoes what a dry run has written."""


def _said(read: Policy, *, new: bool, dry_run: bool, beside: bool) -> str:
    what = f"`{read.id}` version {read.version} ({read.sha256[:12]})"
    if not new:
        return f"{what} was published before, word for word: nothing to do"
    verb = "would be" if dry_run else "is"
    how = "published beside the main policy" if beside else "published"
    return f"{what} {verb} {how}, in force from {read.effective_from}"


def _policy_json(read: Policy) -> dict[str, object]:
    return {
        "id": read.id,
        "version": read.version,
        "effective_from": read.effective_from,
        "sha256": read.sha256,
    }


def list_(
    context: typer.Context,
    *,
    as_of: common.AsOfOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """The versions published in the ledger, and which of them is in force."""
    from collectrules.ledger.book import Ledger
    from collectrules.ledger.policies import versions

    with Ledger.open(common.ledger_path(context, ledger)) as opened:
        published = versions(opened)
    in_force = _in_force(published, common.day_or_today(as_of))
    if json:
        common.print_json([_version_json(each, in_force) for each in published])
        return
    if not published:
        typer.echo("no policy has been published; `collectrules policy publish FILE` publishes one")
        return
    rows = [
        (
            each.id,
            each.version,
            each.effective_from,
            each.sha256[:12],
            ("beside" if each.beside else "yes") if each in in_force else "no",
        )
        for each in published
    ]
    typer.echo(common.table(("policy", "version", "from", "sha-256", "in force"), rows))


def _in_force(published: tuple[StoredPolicy, ...], on: date) -> list[StoredPolicy]:
    """The versions that judge a day, of versions in the order they take effect: of each id beside, one."""
    latest = {
        each.id if each.beside else "": each for each in published if each.effective_from <= on
    }
    return list(latest.values())


def _version_json(version: StoredPolicy, in_force: list[StoredPolicy]) -> dict[str, object]:
    return {
        "id": version.id,
        "version": version.version,
        "effective_from": version.effective_from,
        "sha256": version.sha256,
        "beside": version.beside,
        "in_force": version in in_force,
    }
