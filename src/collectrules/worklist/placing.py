"""Placing debts with an agency or a lawyer: the stage that asks for it was carried out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from collectrules.charges.agreements import called, command, in_agreements
from collectrules.charges.booking import book_interest
from collectrules.charges.conditions import Versions
from collectrules.charges.placements import expected_net_of
from collectrules.errors import Refused
from collectrules.ledger.book import Book
from collectrules.ledger.events import Placed, PlacementCovers
from collectrules.ledger.owed import Owed, owed
from collectrules.policy.meaning import provision_of
from collectrules.policy.model import PlacementAction, Policy


def place(
    book: Book,
    policy: Policy,
    policy_seq: int,
    *,
    account_id: int,
    stage: str,
    invoices: Sequence[int],
    on: date,
    versions: Versions | None = None,
) -> tuple[int, ...]:
    """Write one placement for each currency of the invoices that a placing stage was carried out for.

    Returns their seqs. Raises `Refused` where an invoice is part of a plan or settlement that stands.
    """
    book_interest(book, invoices, on, versions=versions)
    taken = in_agreements(book.connection, account_id, on)
    by_currency: dict[str, list[Owed]] = {}
    for each in owed(book.connection, on, invoices=invoices):
        if each.invoice_id in taken:
            agreement = taken[each.invoice_id]
            raise Refused(
                f"invoice `{each.number}` is part of {called(agreement)}",
                help=f"cancel that first with `collectrules {command(agreement)} cancel`, or leave it "
                "out: `--invoice N`",
            )
        by_currency.setdefault(each.currency, []).append(each)
    found = []
    for code, debts in by_currency.items():
        event = _placed(policy.in_currency(code), policy_seq, stage, debts, on)
        found.append(seq := book.append(event, on=on))
        covers = [(seq, each.invoice_id, each.total) for each in debts]
        book.extend(PlacementCovers, covers, on=on)
    return tuple(found)


def _placed(policy: Policy, policy_seq: int, stage: str, debts: Sequence[Owed], on: date) -> Placed:
    action = next(rung.action for rung in policy.stage if rung.id == stage)
    assert isinstance(action, PlacementAction)
    ages = [(each.total, _lost(policy, (on - each.due_on).days)) for each in debts]
    return Placed(
        debts[0].account_id,
        debts[0].currency,
        action.place_with,
        f"{action.contingency_percent:f}",
        sum(each.total for each in debts),
        expected_net_of(ages, action.contingency_percent),
        stage,
        policy_seq,
    )


def _lost(policy: Policy, days_past_due: int) -> Fraction:
    """What share of a debt of an age is expected to be lost, in per cent."""
    found = provision_of(policy, days_past_due)
    return found.percent if found else Fraction(0)
