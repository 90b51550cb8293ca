"""Stages that are no contact: a placement or a task was carried out, and somebody says so."""

from __future__ import annotations

from datetime import date, datetime

from collectrules.errors import InputError, Refused
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import StageStepped
from collectrules.policy.facts import closest
from collectrules.policy.model import ContactAction, PlacementAction, Policy, Stage
from collectrules.policy.words import joined
from collectrules.worklist.approved import approved_stages
from collectrules.worklist.carried import Waiting, not_approved, waiting_at
from collectrules.worklist.placing import place
from collectrules.worklist.under import beside_on


def carry_out(
    ledger: Ledger,
    policy: Policy,
    policy_seq: int,
    *,
    account_id: int,
    stage: str,
    invoice_id: int | None = None,
    on: date,
    at: datetime,
    by: str,
    approved_by: str = "",
) -> tuple[Waiting, ...]:
    """Record that a stage was carried out for each invoice of an account that waits at it, or for one.

    Where it places them with somebody, the placement is written too. Who approved it stands beside who
    recorded it in the journal.

    Raises `InputError` where no invoice waits at the stage, and `Refused` where it is a contact, which has
    to be logged, the owner has to approve it and did not and nobody says who did, or an invoice to be placed
    is part of a plan or settlement that stands.
    """
    who = f"{by}, approved by {approved_by}" if approved_by else by
    with ledger.writing(at=at, by=who) as book:
        beside = beside_on(ledger, on, accounts=(account_id,))
        versions = {"": (policy, policy_seq), **beside.versions}
        all_waiting = waiting_at(book.connection, account_id, on)
        waiting = [
            each
            for each in all_waiting
            if each.stage == stage and invoice_id in (None, each.invoice_id)
        ]
        if not waiting:
            raise _nobody_waits(stage, sorted({each.stage for each in all_waiting}))
        approved = approved_stages(book.connection, account_id, on)
        placed: dict[str, list[int]] = {}
        for each in waiting:
            under = beside.of_invoice(account_id, each.invoice_id)
            read, seq = versions[under]
            rung = next(rung for rung in read.stage if rung.id == stage)
            _check(rung, approved=bool(approved_by) or each in approved)
            book.append(StageStepped(each.invoice_id, stage, "done", seq), on=on)
            if isinstance(rung.action, PlacementAction):
                placed.setdefault(under, []).append(each.invoice_id)
        for under, invoices in placed.items():
            place(
                book,
                *versions[under],
                account_id=account_id,
                stage=stage,
                invoices=invoices,
                on=on,
            )
    return tuple(waiting)


def _check(rung: Stage, *, approved: bool) -> None:
    if isinstance(rung.action, ContactAction):
        raise Refused(
            f"`{rung.id}` is a contact by {joined(rung.action.channels, 'and')}",
            help=f"`collectrules log ACCOUNT {rung.action.channels[0]}` logs it, and carries it out",
        )
    if rung.approval == "owner" and not approved:
        raise not_approved(rung.id)


def _nobody_waits(stage: str, waited_at: list[str]) -> InputError:
    near = closest(stage, waited_at)
    listed = ", ".join(f"`{each}`" for each in waited_at)
    return InputError(
        f"no invoice of the account waits at a stage `{stage}`",
        help=f"did you mean `{near}`?"
        if near
        else f"its invoices wait at {listed}"
        if listed
        else "none of its invoices waits at any stage: `collectrules worklist` shows those that do",
    )
