"""A plan written into the journal: one event for each thing that happened."""

from __future__ import annotations

from collections.abc import Mapping

from collectrules.imports.plan import Changed, Gone, Move, New, Plan
from collectrules.ledger.book import Book
from collectrules.ledger.events import (
    AccountChanged,
    AccountOpened,
    Disputed,
    DisputeEnded,
    DueDateChanged,
    InvoiceIssued,
    Posted,
)
from collectrules.ledger.items import MARKED_DISPUTED


def apply_plan(book: Book, plan: Plan, accounts: Mapping[str, int]) -> None:
    """Append a plan's events; `accounts` are the ids of the accounts the ledger already has."""
    ids = dict(accounts)
    for account in plan.accounts:
        opened = AccountOpened(
            account.number, account.name, account.kind, account.email, account.phone
        )
        ids[account.number] = book.append(opened, on=account.since)
    for said in plan.kinds:
        now = AccountChanged(said.account_id, said.name, said.kind, said.email, said.phone)
        book.append(now, on=plan.as_of)
    for new in plan.new:
        _issue(book, plan, new, ids[new.row.account])
    for changed in plan.changed:
        _change(book, plan, changed)
    for gone in plan.gone:
        _settle(book, plan, gone)


def _issue(book: Book, plan: Plan, new: New, account_id: int) -> None:
    row = new.row
    issued = InvoiceIssued(
        account_id=account_id,
        number=row.invoice,
        currency=row.currency,
        amount=row.amount,
        due_on=row.due.isoformat(),
        seen_on=plan.as_of.isoformat(),
        source=plan.source,
    )
    invoice_id = book.append(issued, on=row.issued)
    if new.move is not None:
        _post(book, invoice_id, new.move)
    if row.disputed:
        book.append(Disputed(invoice_id, MARKED_DISPUTED), on=plan.as_of)


def _change(book: Book, plan: Plan, changed: Changed) -> None:
    item = changed.item
    if changed.move is not None:
        _post(book, item.id, changed.move)
    if changed.due is not None:
        book.append(DueDateChanged(item.id, changed.due.isoformat()), on=plan.as_of)
    if changed.disputed:
        book.append(Disputed(item.id, MARKED_DISPUTED), on=plan.as_of)
    elif changed.disputed is False and item.marked_dispute is not None:
        _end_dispute(book, plan, item.marked_dispute, "no longer marked")


def _settle(book: Book, plan: Plan, gone: Gone) -> None:
    _post(book, gone.item.id, gone.move)
    if gone.item.marked_dispute is not None:
        _end_dispute(book, plan, gone.item.marked_dispute, "no longer open")


def _post(book: Book, invoice_id: int, move: Move) -> None:
    book.append(Posted(invoice_id, move.why, move.amount, int(move.inferred)), on=move.on)


def _end_dispute(book: Book, plan: Plan, dispute: int, outcome: str) -> None:
    """End a dispute on the day of the snapshot, unless an end is recorded already, of a later day perhaps."""
    ended = book.connection.execute(
        "SELECT 1 FROM dispute_end WHERE dispute_id = ?", (dispute,)
    ).fetchone()
    if ended is None:
        book.append(DisputeEnded(dispute, outcome), on=plan.as_of)
