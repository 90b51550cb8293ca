"""`collectrules policy publish` and `list`: the versions a ledger is judged by."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import common
from collectrules.cli.policy import PathArgument
from collectrules.errors import InputError

if TYPE_CHECKING:
    from collectrules.ledger.policies import Approval, Publication, StoredPolicy


def publish(
    context: typer.Context,
    path: PathArgument,
    *,
    beside: Annotated[
        bool,
        typer.Option("--beside", help="It counts only for those who are put under it."),
    ] = False,
    approved_by: Annotated[
        str | None,
        typer.Option("--approved-by", metavar="NAME", help="Who approved it; needs `--reason`."),
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option("--reason", metavar="TEXT", help="Why it was approved; it is kept."),
    ] = None,
    dry_run: common.DryRunOption = False,
    by: common.ByOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Freeze a version in the ledger; it is in force from the day its file says."""
    from collectrules.acts.publishing import publish_version
    from collectrules.ledger.book import Ledger
    from collectrules.policy.load import parse
    from collectrules.policy.source import read_bytes

    approval = _approval(approved_by, reason)
    data = read_bytes(path)
    read = parse(data, str(path))
    path_of_ledger = common.ledger_path(context, ledger)
    with (
        suppress(_DryRun),
        Ledger.open(path_of_ledger) as opened,
        opened.writing(at=common.now(), by=common.actor(by)) as book,
    ):
        done = publish_version(book, data, read, beside=beside, approval=approval)
        if dry_run:
            raise _DryRun
    if json:
        common.print_json({**_published_json(done, beside=beside), "dry_run": dry_run})
        return
    said = _said(done, dry_run=dry_run, beside=beside, asked=approval is not None)
    typer.echo(common.printable(said))


class _DryRun(Exception):
    """Undoes what a dry run has written."""


def _approval(by: str | None, reason: str | None) -> Approval | None:
    from collectrules.ledger.policies import Approval

    if by is None and reason is None:
        return None
    if by is None or reason is None:
        raise InputError(
            "an approval needs both who gave it and why",
            help="give `--approved-by` and `--reason` together, or neither",
        )
    return Approval(by, reason)


def _said(done: Publication, *, dry_run: bool, beside: bool, asked: bool) -> str:
    stored = done.policy
    what = f"`{stored.id}` version {stored.version} ({stored.sha256[:12]})"
    approved = f"approved by {stored.approval.by}" if stored.approval else ""
    if not done.new:
        stays = f"; it stays {approved or 'without an approval'}" if asked else ""
        return f"{what} was published before, word for word: nothing to do{stays}"
    verb = "would be" if dry_run else "is"
    how = "published beside the main policy" if beside else "published"
    said = f"{what} {verb} {how}, in force from {stored.effective_from}"
    return f"{said}, {approved}" if approved else said


def _published_json(done: Publication, *, beside: bool) -> dict[str, object]:
    stored = done.policy
    return {
        "id": stored.id,
        "version": stored.version,
        "effective_from": stored.effective_from,
        "sha256": stored.sha256,
        "beside": beside,
        **_approval_json(stored),
        "new": done.new,
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
            each.approval.by if each.approval else "",
        )
        for each in published
    ]
    header = ("policy", "version", "from", "sha-256", "in force", "approved by")
    typer.echo(common.table(header, rows))


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
        **_approval_json(version),
    }


def _approval_json(version: StoredPolicy) -> dict[str, object]:
    approval = version.approval
    return {
        "approved_by": approval.by if approval else None,
        "reason": approval.reason if approval else None,
    }
