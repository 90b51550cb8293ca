"""`override`: an account or an invoice left out, given days of grace, or put under another policy."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import common
from collectrules.clock import parse_day
from collectrules.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collectrules.ledger.book import Ledger
    from collectrules.ledger.overrides import Override, OverrideKind
    from collectrules.worklist.find import AccountNamed

app = typer.Typer(
    help="Exceptions, recorded: who is left out, has other days of grace, or another policy.",
    no_args_is_help=True,
)

AccountArgument = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's number.")]
InvoiceOption = Annotated[
    str | None,
    typer.Option("--invoice", metavar="N", help="One invoice (default: the whole account)."),
]
LeaveOutOption = Annotated[
    bool, typer.Option("--leave-out", help="Nothing is decided, charged or asked while it lasts.")
]


@app.command(name="set")
def set_(
    context: typer.Context,
    account: AccountArgument,
    *,
    invoice: InvoiceOption = None,
    leave_out: LeaveOutOption = False,
    grace: Annotated[
        int | None,
        typer.Option("--grace", metavar="DAYS", help="Days of grace instead of the policy's."),
    ] = None,
    policy: Annotated[
        str | None,
        typer.Option("--policy", metavar="ID", help="A policy published with `--beside`."),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept.")],
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="The first day it counts (default: today)."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="The last day (default: until it is ended)."),
    ] = None,
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Set an override of an account or an invoice; it counts from the next run on."""
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account, find_invoice
    from collectrules.worklist.overrides import OverrideWanted, set_override

    kind = _one_kind(leave_out=leave_out, grace=grace is not None, policy=policy is not None)
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        named = find_account(book, account)
        wanted = OverrideWanted(
            account_id=named.id,
            invoice_id=find_invoice(book, named, invoice) if invoice is not None else None,
            kind=kind,
            days=grace,
            policy_id=policy,
            reason=reason,
            from_on=common.day_or_today(from_),
            until_on=parse_day(until) if until is not None else None,
        )
        who = common.actor(by)
        made = set_override(book, wanted, at=common.now(), by=who, dry_run=dry_run)
    if json:
        common.print_json({**override_json(made), "dry_run": dry_run})
        return
    verb = "would be " if dry_run else "is "
    typer.echo(common.printable(f"{made.about} {verb}{_said(made)}"))
    typer.echo("nothing was written" if dry_run else f"event {made.seq} of the journal")


@app.command()
def end(
    context: typer.Context,
    account: AccountArgument,
    *,
    invoice: InvoiceOption = None,
    leave_out: Annotated[bool, typer.Option("--leave-out", help="The leaving out.")] = False,
    grace: Annotated[bool, typer.Option("--grace", help="The days of grace.")] = False,
    policy: Annotated[bool, typer.Option("--policy", help="The other policy.")] = False,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept.")],
    on: Annotated[
        str | None,
        typer.Option(
            "--on", metavar="DATE", help="The first day it counts no more (default: today)."
        ),
    ] = None,
    by: common.ByOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """End an override; from that day the policy counts again."""
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account, find_invoice
    from collectrules.worklist.overrides import end_override

    some = leave_out or grace or policy
    wanted = _one_kind(leave_out=leave_out, grace=grace, policy=policy) if some else None
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        named = find_account(book, account)
        invoice_id = find_invoice(book, named, invoice) if invoice is not None else None
        day = parse_day(on) if on is not None else None
        meant = _meant(book, named, invoice_id, wanted, day or common.day_or_today(None))
        day = day or max(common.day_or_today(None), meant.from_on)
        _refuse_future(day, meant)
        who = common.actor(by)
        ended = end_override(book, meant, reason=reason, on=day, at=common.now(), by=who)
    if json:
        common.print_json(override_json(ended))
        return
    typer.echo(common.printable(f"{ended.about}: {_what(ended)} ended, from {day} on"))


@app.command(name="list")
def list_(
    context: typer.Context,
    account: Annotated[
        str | None, typer.Argument(metavar="ACCOUNT", help="Only this account's.")
    ] = None,
    *,
    as_of: common.AsOfOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """The overrides of the ledger, those over and those to come too, and which count on a day."""
    from collectrules.ledger.book import Ledger
    from collectrules.ledger.overrides import overrides
    from collectrules.worklist.find import find_account

    day = common.day_or_today(as_of)
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        chosen = None if account is None else (find_account(book, account).id,)
        found = overrides(book.connection, accounts=chosen)
    if json:
        common.print_json(
            [{**override_json(each), "counts": each.counts_on(day)} for each in found]
        )
        return
    if not found:
        typer.echo("there are no overrides; `collectrules override set` sets one")
        return
    header = ("account", "invoice", "what", "from", "until", f"on {day}", "reason", "by")
    rows = [
        (
            each.account,
            each.invoice or "all",
            _what(each),
            each.from_on,
            each.last_on or "open",
            "counts" if each.counts_on(day) else "is over" if each.from_on <= day else "to come",
            each.reason,
            each.by,
        )
        for each in found
    ]
    typer.echo(common.table(header, rows))


def _one_kind(*, leave_out: bool, grace: bool, policy: bool) -> OverrideKind:
    kinds: dict[OverrideKind, bool] = {"leave_out": leave_out, "grace": grace, "policy": policy}
    given = [kind for kind, wanted in kinds.items() if wanted]
    if len(given) == 1:
        return given[0]
    raise InputError(
        "an override does one thing" if given else "it does not say what the override does",
        help="give one of `--leave-out`, `--grace` and `--policy`; a further override can do another",
    )


def _meant(
    book: Ledger,
    account: AccountNamed,
    invoice_id: int | None,
    kind: OverrideKind | None,
    day: date,
) -> Override:
    """The one override that is to be ended; raises `InputError` where there is none, or several are."""
    from collectrules.worklist.overrides import standing

    found = standing(book.connection, account.id, invoice_id, kind, day)
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(
            f"{found[0].about} has {len(found)} overrides: {_listed(found)}",
            help="say which with `--leave-out`, `--grace` or `--policy`, or give with `--on` a day on which "
            "only one counts",
        )
    whose = f"account `{account.number}`" if invoice_id is None else "that invoice"
    raise InputError(
        f"{whose} has no such override that counts on {day} or later",
        help=f"`collectrules override list {account.number}` shows those it has or had",
    )


def _listed(found: Sequence[Override]) -> str:
    return ", ".join(f"{_what(each)} from {each.from_on}" for each in found)


def _refuse_future(day: date, override: Override) -> None:
    if day > common.day_or_today(None) and day != override.from_on:
        raise InputError(
            f"{day} has not come yet",
            help="an override ends today, without `--on`, or on a day before; "
            "one set with `--until` ends by itself",
        )


def _what(override: Override) -> str:
    from collectrules.engine.override_text import days_of_grace

    match override.kind:
        case "leave_out":
            return "left out"
        case "grace":
            return days_of_grace(override)
        case "policy":
            return f"under policy `{override.policy_id}`"


def _said(override: Override) -> str:
    """What is so from when on, after `is` or `would be`."""
    verb = {"grace": "given ", "policy": "put "}.get(override.kind, "")
    what = f"{verb}{_what(override)}"
    last = f"until {override.until_on}" if override.until_on else "until it is ended"
    return f"{what} from {override.from_on} {last}: {override.reason}"


def override_json(override: Override) -> dict[str, object]:
    """An override as JSON: `until` is its last day, however that came about."""
    return {
        "event": override.seq,
        "account": override.account,
        "invoice": override.invoice,
        "kind": override.kind,
        "days": override.days,
        "policy": override.policy_id,
        "from": override.from_on,
        "until": override.last_on,
        "reason": override.reason,
        "by": override.by,
        "ended_reason": override.ended_reason or None,
    }
