"""What the policy offers an account now, what it would come to, and what has been agreed on already."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from collectrules.charges.agreements import PlanMade, SettlementMade, plans, settlements
from collectrules.ledger.book import Ledger
from collectrules.money import Rounding, format_minor, percent_of
from collectrules.policy.model import Discount, Offer, Plan, Settlement
from collectrules.policy.sentences_of_money import offer_text
from collectrules.worklist.account_next import NextStep
from collectrules.worklist.approved import offer_approved
from collectrules.worklist.payoff import Payoff, payoffs


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """An offer of the policy that holds for an account."""

    id: str
    kind: str
    """`plan`, `settlement` or `discount`."""
    text: str
    """Its terms and its conditions, in a sentence."""
    waits: bool
    """Whether the owner has to approve it first, and has not."""
    offer: Offer
    rounding: Rounding
    """How the policy rounds."""


def offers_now(
    connection: sqlite3.Connection, account_id: int, step: NextStep, on: date
) -> tuple[Offered, ...]:
    """The offers that hold, in the order of the policy."""
    explanation = step.explanation
    currency = explanation.invoice.currency
    return tuple(
        Offered(
            id=offer.id,
            kind=type(offer.terms).__name__.lower(),
            text=offer_text(offer, currency),
            waits=offer.approval == "owner"
            and not offer_approved(connection, account_id, offer.id),
            offer=offer,
            rounding=step.policy.rounding,
        )
        for offer in explanation.judgement.offers
    )


def comes_to(offered: Offered, payoff: Payoff, free: Collection[str]) -> str:
    """What an offer comes to on the day of a pay-off figure, of what is overdue and `free`; or nothing.

    `free` are the numbers of the invoices that an agreement can be made about. As the acts that agree on it
    work it out, where no invoice is named.
    """
    total = sum(
        line.owed.total + (line.run.unbooked if line.run else 0)
        for line in payoff.lines
        if line.owed.number in free and line.owed.due_on < payoff.on and line.owed.principal > 0
    )
    code, terms = payoff.currency, offered.offer.terms
    if total <= 0:
        return ""
    of = f"of {format_minor(total, code)} {code}"
    match terms:
        case Plan():
            first = payoff.on + timedelta(days=terms.first_within_days)
            each = format_minor(total // terms.instalments, code)
            return f"{terms.instalments} times {each} {of}, the first by {first}"
        case Settlement():
            amount = percent_of(total, terms.percent, offered.rounding)
            until = payoff.on + timedelta(days=terms.valid_days)
            return f"{format_minor(amount, code)} {of} until {until}"
        case Discount():
            return ""


def standing_agreements(
    connection: sqlite3.Connection, account_id: int, currency: str, on: date
) -> tuple[PlanMade | SettlementMade, ...]:
    """The plans and settlements of an account in a currency that stand on a day."""
    found: Sequence[PlanMade | SettlementMade] = [
        *plans(connection, on, accounts=(account_id,)),
        *settlements(connection, on, accounts=(account_id,)),
    ]
    return tuple(each for each in found if each.currency == currency and each.ended is None)


def payoff_on(ledger: Ledger, account_id: int, currency: str, on: date) -> Payoff | None:
    """What settles an account in a currency on a day; None where it has no invoice in it by then.

    Raises `RateUnknown` where interest needs a reference rate that nobody has told.
    """
    with ledger.reading():
        found = payoffs(ledger, on, accounts=[account_id])
    return next((each for each in found if each.currency == currency), None)
