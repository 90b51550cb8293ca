"""`approve`, `approvals` and `write-off`: what the owner agrees to, and debts that are let go."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import agreed, common
from collectrules.money import format_minor

if TYPE_CHECKING:
    from collectrules.acts.write_offs import WrittenOff
    from collectrules.worklist.waiting_approvals import Waits


class SectionChoice(StrEnum):
    """The sections of a policy whose rules may ask for approval."""

    stage = "stage"
    write_off = "write_off"
    offer = "offer"


InvoiceOption = Annotated[
    str | None, typer.Option("--invoice", metavar="N", help="For one invoice; else for all.")
]


def approve(
    context: typer.Context,
    account: agreed.AccountArgument,
    rule: Annotated[
        str, typer.Argument(metavar="RULE", help="The stage, write-off or offer, by its id.")
    ],
    *,
    reason: agreed.ReasonOption,
    by: Annotated[str, typer.Option("--by", metavar="OWNER", help="Who approves it.")],
    invoice: InvoiceOption = None,
    section: Annotated[
        SectionChoice | None,
        typer.Option("--section", help="Where rules of several sections are called so."),
    ] = None,
    on: agreed.OnOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Record that the owner approves what a rule asks for; a write-off is carried out with it."""
    from collectrules.acts.approvals import NAMES
    from collectrules.acts.approvals import approve as approved
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account, find_invoice

    day = agreed.day_that_came(on)
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        named = find_account(book, account)
        given = approved(
            book,
            named,
            rule,
            section=section.value if section else None,
            invoice_id=find_invoice(book, named, invoice) if invoice is not None else None,
            reason=reason,
            on=day,
            at=common.now(),
            by=by,
            dry_run=dry_run,
        )
    if json:
        common.print_json(
            {
                "event": given.seq,
                "account": named.number,
                "section": given.section,
                "rule": given.rule,
                "invoices": list(given.invoices),
                "written_off": [_written_json(each) for each in given.written_off],
                "on": day,
                "by": by.strip(),
                "dry_run": dry_run,
            }
        )
        return
    for_which = f" for {', '.join(given.invoices)}" if given.invoices else ""
    would = "would be approved" if dry_run else "approved"
    said = f"{would} by {by.strip()}: {NAMES[given.section]} {given.rule} of account {named.number}"
    typer.echo(common.printable(said + for_which))
    for each in given.written_off:
        typer.echo(common.printable(_written_text(each, dry_run=dry_run)))


def approvals(
    context: typer.Context,
    *,
    as_of: common.AsOfOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """What waits until the owner approves it: stages that are due, and write-offs."""
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.versions import policy_in_force
    from collectrules.worklist.waiting_approvals import waiting_approvals

    day = common.day_or_today(as_of)
    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        policy, seq = policy_in_force(book, day)
        found = waiting_approvals(book, policy, seq, day)
    if json:
        common.print_json([_waits_json(each) for each in found])
        return
    if not found:
        typer.echo(f"nothing waits for the owner on {day}")
        return
    header = ("account", "invoice", "what", "rule", "owed", "due")
    rows = [
        (
            each.invoice.account,
            each.invoice.number,
            each.section.replace("_", "-"),
            each.rule,
            agreed.money(each.invoice.total, each.invoice.currency),
            each.invoice.due_on,
        )
        for each in found
    ]
    typer.echo(common.table(header, rows, right=frozenset({4})))
    typer.echo('\n`collectrules approve ACCOUNT RULE --by OWNER --reason "..."` approves one')


def _waits_json(waits: Waits) -> dict[str, object]:
    invoice = waits.invoice
    return {
        "account": invoice.account,
        "invoice": invoice.number,
        "section": waits.section,
        "rule": waits.rule,
        "owed": agreed.decimal(invoice.total, invoice.currency),
        "currency": invoice.currency,
        "due": invoice.due_on,
    }


def write_off(
    context: typer.Context,
    account: agreed.AccountArgument,
    invoice: Annotated[str, typer.Argument(metavar="INVOICE", help="The invoice's number.")],
    *,
    reason: agreed.ReasonOption,
    approved_by: agreed.ApprovedOption = "",
    on: agreed.OnOption = None,
    dry_run: common.DryRunOption = False,
    by: common.ByOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Let an invoice go: principal, late fees and interest; by a rule, or as the owner approves."""
    from collectrules.acts.write_offs import write_off as written_off
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account, find_invoice

    day = agreed.day_that_came(on)
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        named = find_account(book, account)
        written = written_off(
            book,
            named,
            find_invoice(book, named, invoice),
            reason=reason,
            approved_by=approved_by,
            on=day,
            at=common.now(),
            by=common.actor(by),
            dry_run=dry_run,
        )
    if json:
        common.print_json({**_written_json(written), "on": day, "dry_run": dry_run})
        return
    typer.echo(common.printable(_written_text(written, dry_run=dry_run)))


def _written_json(written: WrittenOff) -> dict[str, object]:
    was, code = written.invoice, written.invoice.currency
    return {
        "account": was.account,
        "invoice": was.number,
        "currency": code,
        "principal": agreed.decimal(max(0, was.principal), code),
        "fees": agreed.decimal(max(0, was.costs), code),
        "interest": agreed.decimal(max(0, was.interest), code),
        "rule": written.rule or None,
        "approved_by": written.approved_by or None,
    }


def _written_text(written: WrittenOff, *, dry_run: bool) -> str:
    was, code = written.invoice, written.invoice.currency
    parts = [
        f"{format_minor(amount, code)} {what}"
        for what, amount in (
            ("principal", was.principal),
            ("late fees", was.costs),
            ("interest", was.interest),
        )
        if amount > 0
    ]
    how = f"by {written.rule}" if written.rule else "by no rule of the policy"
    approved = f", approved by {written.approved_by}" if written.approved_by else ""
    would = "would be written off" if dry_run else "written off"
    return f"{would}: {was.number} of account {was.account}, {', '.join(parts)} {code}, {how}{approved}"
