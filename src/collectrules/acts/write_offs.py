"""Letting go of an invoice, all parts of it: by the policy's criteria, or by the owner against them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from collectrules.acts.agreeing import refuse_name
from collectrules.charges.agreements import called, command, in_agreements
from collectrules.engine.gather import Moment
from collectrules.engine.known import known_invoices
from collectrules.errors import Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.owed import Owed, owed
from collectrules.policy.meaning import judge
from collectrules.policy.model import WriteOff
from collectrules.worklist.find import AccountNamed
from collectrules.worklist.interest import bring_up_to
from collectrules.worklist.letting_go import write_off_all
from collectrules.worklist.under import beside_on
from collectrules.worklist.versions import policy_in_force


@dataclass(frozen=True, slots=True)
class WrittenOff:
    """What was written off an invoice, part by part, and by which rule: none where the owner alone did."""

    invoice: Owed
    """As it was before."""
    rule: str
    approved_by: str


def write_off(
    ledger: Ledger,
    account: AccountNamed,
    invoice_id: int,
    *,
    reason: str,
    approved_by: str = "",
    on: date,
    at: datetime,
    by: str,
    dry_run: bool = False,
) -> WrittenOff:
    """Write off all that is owed on an invoice; returns what that was.

    Raises `Refused` where no reason is given, nothing is owed, the invoice is part of a plan or settlement
    that stands, or no rule lets staff do so and nobody says that the owner approved it.
    """
    approver = refuse_name(approved_by)
    if not reason.strip():
        raise Refused("the reason is missing", help="say in a few words why, with `--reason`")
    who = f"{by}, approved by {approver}" if approver else by
    writing = ledger.rehearsing if dry_run else ledger.writing
    with writing(at=at, by=who) as book:
        return enter_write_off(
            ledger, book, account, invoice_id, reason.strip(), approved_by=approver, on=on
        )


def enter_write_off(
    ledger: Ledger,
    book: Book,
    account: AccountNamed,
    invoice_id: int,
    reason: str,
    *,
    approved_by: str,
    on: date,
) -> WrittenOff:
    """Write a write-off into an open transaction; returns what it was. Raises as `write_off` does."""
    bring_up_to(ledger, book, (account.id,), on)
    found = owed(book.connection, on, invoices=(invoice_id,))
    if not found or found[0].total <= 0:
        number = found[0].number if found else "that invoice"
        raise Refused(f"nothing is owed on `{number}` on {on}", help="nothing was written")
    invoice = found[0]
    agreement = in_agreements(book.connection, account.id, on).get(invoice_id)
    if agreement is not None:
        raise Refused(
            f"invoice `{invoice.number}` is part of {called(agreement)}",
            help=f"cancel that first with `collectrules {command(agreement)} cancel`",
        )
    rule = write_off_rule(ledger, account.id, invoice_id, on)
    _refuse_alone(invoice, rule, approved_by, on)
    note = f"{rule.id}: {reason}" if rule else reason
    left = write_off_all(book, invoice_id, note, on=on)
    return WrittenOff(left, rule.id if rule else "", approved_by)


def _refuse_alone(invoice: Owed, rule: WriteOff | None, approved_by: str, on: date) -> None:
    if approved_by:
        return
    if rule is None:
        raise Refused(
            f"no rule of the policy lets `{invoice.number}` go on {on}",
            help="the owner may all the same: say who did with `--approved-by NAME`",
        )
    if rule.approval == "owner":
        raise Refused(
            f"the owner has to approve the write-off of `{invoice.number}` by `{rule.id}` first",
            help="`collectrules approve` does, and carries it out; or say who did with "
            "`--approved-by NAME`",
        )


def write_off_rule(ledger: Ledger, account_id: int, invoice_id: int, on: date) -> WriteOff | None:
    """The rule by which an invoice may be let go on a day: that of the policy it is under."""
    known = known_invoices(ledger.connection, Moment.on(on, accounts=(account_id,)))
    facts = next((each for each in known if each.invoice_id == invoice_id), None)
    if facts is None:
        return None
    beside = beside_on(ledger, on, accounts=(account_id,))
    under = beside.of_invoice(account_id, invoice_id)
    policy, _ = beside.versions[under] if under else policy_in_force(ledger, on)
    return judge(policy, facts.facts, facts.overridden).write_off
