"""Sentences about money: interest, offers, terms of credit, what is expected to be lost, terms of sale."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from collectrules.money import format_minor
from collectrules.policy.model import (
    ContractRate,
    Credit,
    Discount,
    Interest,
    Offer,
    Plan,
    Provision,
    ReferenceRate,
    Settlement,
    Terms,
)
from collectrules.policy.words import where_text

REFERENCES: Final = {
    "bank-of-england": "the Bank of England's Bank Rate",
    "ecb": "the European Central Bank's main refinancing rate",
    "basiszinssatz": "the German Basiszinssatz",
}
_EVERY: Final = {"week": "a week", "fortnight": "a fortnight", "month": "a month"}
_FIRST: Final = {
    "oldest-first": "the oldest invoice first",
    "largest-first": "what is due first, of that to the largest invoice",
    "smallest-first": "what is due first, of that to the smallest invoice",
}
_ON: Final = {"next-invoice": "the next invoice", "what-is-overdue": "what is overdue"}


def interest_text(rule: Interest, currency: str) -> str:
    """At what rate, counted how, and when."""
    said = rate_text(rule.rate)
    more = "; interest bears interest after each year" if rule.compounding == "yearly" else ""
    return f"interest of {said}, by {rule.day_count}{where_text(rule, currency)}{more}"


def rate_text(rate: ContractRate | ReferenceRate) -> str:
    """A rate in words: `8 % a year`, `8 percentage points above ..., fixed on the first day`."""
    if isinstance(rate, ContractRate):
        return f"{per_cent(rate.percent)} a {rate.per}"
    points = f"{rate.margin.normalize():f} percentage points above {REFERENCES[rate.reference]}"
    stays = "fixed on the first day" if rate.fixed == "when-interest-starts" else "as it changes"
    return f"{points}, {stays}"


def offer_text(rule: Offer, currency: str) -> str:
    """What may be offered, and when."""
    terms, after = rule.terms, ""
    match terms:
        case Plan():
            said = (
                f"{terms.instalments} instalments, one {_EVERY[terms.every].removeprefix('a ')} apart, "
                f"the first within {_days(terms.first_within_days)}"
            )
            if terms.at_least:
                said += f", none below {format_minor(terms.at_least, currency)}"
            if terms.skip_holidays:
                said += ", each on a working day"
            after = f"; broken once one is more than {_days(terms.broken_after_days)} late"
        case Settlement():
            said = (
                f"{per_cent(terms.percent)} of what is owed settles all of it, when it arrives within "
                f"{_days(terms.valid_days)}"
            )
        case Discount():
            said = f"{per_cent(terms.percent)} off {_ON[terms.on]}"
    agreed = "; the owner must agree first" if rule.approval == "owner" else ""
    return f"{said}{where_text(rule, currency)}{after}{agreed}"


def credit_text(rule: Credit, currency: str) -> str:
    """On what terms an account is sold to, and when."""
    match rule.decision:
        case "hold-orders":
            said = "orders are held and nothing more is supplied"
        case "deposit":
            said = f"{per_cent(rule.percent)} of an order is paid in advance"
        case "limit":
            said = f"no more than {format_minor(rule.amount, currency)} may be open"
    return f"{said}{where_text(rule, currency)}"


def provision_text(rule: Provision) -> str:
    """What share of which invoices is expected to be lost."""
    return f"{lost_text(rule.percent)} of what is left to pay is expected to be lost"


def lost_text(percent: Fraction) -> str:
    """A share in per cent, or as the fraction it is where that is no decimal: `2 %`, `2/23`."""
    millionths = percent * 1_000_000
    if millionths.denominator == 1:
        return per_cent(Decimal(millionths.numerator).scaleb(-6))
    return str(percent / 100)


def bucket_text(rule: Provision) -> str:
    """The days past due of a bucket, as the file writes it: `current`, `1-30`, `over 90`."""
    if rule.first_day is None:
        return "current"
    return (
        f"over {rule.first_day - 1}"
        if rule.last_day is None
        else f"{rule.first_day}-{rule.last_day}"
    )


def terms_texts(terms: Terms) -> Iterator[tuple[str, str]]:
    """What the terms say, each part by its key."""
    if terms.payment_days is not None:
        after = (
            f"{_days(terms.payment_days)} after their date" if terms.payment_days else "on receipt"
        )
        yield "payment_days", f"invoices are due {after}"
    if terms.early_payment:
        tiers = [early_payment_text(e.percent, e.within_days) for e in terms.early_payment]
        first = tiers[0].replace(" within", " off for paying within")
        yield "early_payment_discount", f"{', '.join([first, *tiers[1:]])} of the invoice date"
    parts = ", then ".join(terms.allocation.within_invoice)
    first = _FIRST[terms.allocation.between_invoices]
    yield (
        "allocation",
        f"where the customer does not say, a payment goes to {first}, and there to {parts}",
    )


def early_payment_text(percent: Decimal, within_days: int) -> str:
    """`2 % within 10 days`."""
    return f"{per_cent(percent)} within {_days(within_days)}"


def per_cent(percent: Decimal) -> str:
    """`12.5 %`."""
    return f"{percent.normalize():f} %"


def _days(days: int) -> str:
    return f"{days} day{'s' if days != 1 else ''}"
