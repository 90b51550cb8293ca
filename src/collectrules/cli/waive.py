"""`waive`: late fees or interest on an invoice are let go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import common
from collectrules.cli.amounts import amount_given, parts_given
from collectrules.errors import InputError
from collectrules.money import format_minor, to_decimal

if TYPE_CHECKING:
    from collectrules.acts.waivers import WaivedPart


def waive(
    context: typer.Context,
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's number.")],
    invoice: Annotated[str, typer.Argument(metavar="INVOICE", help="The invoice's number.")],
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept.")],
    rule: Annotated[
        str, typer.Option("--rule", metavar="ID", help="Only what this rule of the policy charged.")
    ] = "",
    part: Annotated[
        str | None,
        typer.Option(
            "--part", metavar="PART", help="Only costs (late fees) or interest (default: both)."
        ),
    ] = None,
    amount: Annotated[
        str | None,
        typer.Option("--amount", metavar="AMOUNT", help="How much (default: all that is owed)."),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The day it is waived (default: today)."),
    ] = None,
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Let late fees or interest go, in part or whole; they are not charged again."""
    from collectrules.acts.waivers import Waiver
    from collectrules.acts.waivers import waive as waived
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account, find_invoice
    from collectrules.worklist.state import invoice_state

    with Ledger.open(common.ledger_path(context, ledger)) as book:
        named = find_account(book, account)
        state = invoice_state(book.connection, find_invoice(book, named, invoice))
        waiver = Waiver(
            invoice_id=state.id,
            on=common.day_or_today(on),
            reason=reason,
            part=_part(part),
            rule=rule.strip(),
            amount=None if amount is None else amount_given(amount, state.currency),
        )
        who = common.actor(by)
        done = waived(book, waiver, at=common.now(), by=who, dry_run=dry_run)
    code = done.currency
    if json:
        common.print_json(
            {
                "account": named.number,
                "invoice": done.invoice,
                "currency": code,
                "on": waiver.on,
                "reason": reason.strip(),
                "waived": [
                    {
                        "event": each.seq,
                        "part": each.part,
                        "rule": each.rule or None,
                        "amount": str(to_decimal(each.amount, code)),
                    }
                    for each in done.waived
                ],
                "costs_left": str(to_decimal(done.costs_left, code)),
                "interest_left": str(to_decimal(done.interest_left, code)),
                "dry_run": dry_run,
            }
        )
        return
    verb = "would be waived" if dry_run else "waived"
    lines = [
        f"{format_minor(each.amount, code)} {code} of {each.rule or 'interest'} {verb} on {done.invoice}"
        for each in done.waived
    ]
    lines.append(
        f"left on it: late fees {format_minor(done.costs_left, code)}, "
        f"interest {format_minor(done.interest_left, code)}"
    )
    lines.append("nothing was written" if dry_run else f"event {done.waived[0].seq} of the journal")
    typer.echo("\n".join(map(common.printable, lines)))


def _part(text: str | None) -> WaivedPart | None:
    if text is None:
        return None
    (part,) = parts_given([text])
    if part == "principal":
        raise InputError(
            "principal is not waived, only late fees and interest",
            help="a credit note takes off what was billed too much, a write-off what cannot be collected",
        )
    return part
