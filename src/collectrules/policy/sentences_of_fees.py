"""What a late fee charges, in plain words: `5 % of the invoice (at least 5.00), charged once`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from collectrules.money import format_minor
from collectrules.policy.model import (
    Bands,
    Bounds,
    Charge,
    Combined,
    EveryDays,
    Flat,
    ForEach,
    LateFee,
    Percent,
    PerSum,
    Tiers,
)
from collectrules.policy.words import joined

_BASES: Final = {
    "invoice_amount": "the invoice",
    "balance": "what is left to pay",
    "overdue_total": "all that is overdue on the account",
    "outstanding_total": "all that is left to pay on the account",
}
_COUNTED: Final = {
    "overdue_invoices": "overdue invoice of the account",
    "open_invoices": "open invoice of the account",
    "broken_promises": "broken promise",
    "days_past_due": "day past due",
    "days_past_grace": "day past grace",
    "months_past_due": "month begun past due",
    "months_past_grace": "month begun past grace",
}
_TIMES: Final = {
    "never": "once",
    "monthly": "again for each month begun",
    "daily": "again for each day",
}


def fee_text(rule: LateFee, when: str, currency: str) -> str:
    """What a rule charges, how often, how much in all; `when` is its conditions, amounts in `currency`."""
    parts = [charge_text(rule.charge, currency)]
    if rule.less:
        parts.append(f"less what {joined(rule.less, 'and')} charged")
    account = " for the account, on its oldest overdue invoice," if rule.per == "account" else ""
    parts.append(f"charged {times_text(rule)}{account if when else account.rstrip(',')}{when}")
    return ", ".join(parts) + limit_text(rule, currency) + forgiven_text(rule)


def times_text(rule: LateFee) -> str:
    """How often a rule charges: `once`, `again for each month begun`, `again every 30 days`."""
    if isinstance(rule.repeat, EveryDays):
        return f"again every {rule.repeat.days} days"
    return _TIMES[rule.repeat]


def limit_text(rule: LateFee, currency: str) -> str:
    """`, in all at most 30.00`; empty where a rule has no limit."""
    return f", in all at most {charge_text(rule.limit, currency)}" if rule.limit else ""


def forgiven_text(rule: LateFee) -> str:
    """`; a customer's first in 12 months is let go`; empty where none is."""
    if rule.forgive is None:
        return ""
    months = rule.forgive.first_within_months
    return f"; a customer's first in {'a month' if months == 1 else f'{months} months'} is let go"


def charge_text(charge: Charge, currency: str) -> str:
    """What a charge comes to: `5 % of the invoice (at least 5.00)`; amounts in `currency`."""
    match charge:
        case Flat(amount):
            return format_minor(amount, currency)
        case Bands():
            limits = f" by the size of {_BASES[charge.of]}" if len(charge.bands) > 1 else ""
            return joined(list(_bands(charge, currency)), "and") + limits
        case Percent(percent, of):
            said = f"{_plain(percent)} % of {_BASES[of]}"
        case Tiers(tiers, of):
            said = f"{joined(list(_tiers(tiers, currency)), 'and')} of {_BASES[of]}"
        case PerSum(amount, step, of, begun):
            each = f"{'' if begun else 'full '}{format_minor(step, currency)}"
            part = ", or part of it, of" if begun else " of"
            said = f"{format_minor(amount, currency)} for each {each}{part} {_BASES[of]}"
        case ForEach(amount, count):
            said = f"{format_minor(amount, currency)} for each {_COUNTED[count]}"
        case Combined():
            said = _combined(charge, currency)
    return said + _bounds(charge, currency)


def _combined(charge: Combined, currency: str) -> str:
    parts = [
        f"({said})" if isinstance(part, Combined) else said
        for part in charge.parts
        for said in [charge_text(part, currency)]
    ]
    if charge.how == "sum_of":
        return " plus ".join(parts)
    few, many = {"greater_of": ("greater", "greatest"), "lesser_of": ("lesser", "least")}[
        charge.how
    ]
    return f"the {few if len(parts) == 2 else many} of {joined(parts, 'and')}"


def _bounds(charge: Bounds, currency: str) -> str:
    """` (at least 5.00, rounded to steps of 10.00)`; empty where nothing is done to the sum."""
    said = []
    if charge.at_least:
        said.append(f"at least {format_minor(charge.at_least, currency)}")
    if charge.at_most is not None:
        said.append(f"at most {format_minor(charge.at_most, currency)}")
    if charge.round_to:
        above = max(charge.at_least, charge.round_above)
        when = f" above {format_minor(above, currency)}" if above else ""
        said.append(f"rounded to steps of {format_minor(charge.round_to, currency)}{when}")
    of_all = "together " if isinstance(charge, Combined) else ""
    return f" ({of_all}{', '.join(said)})" if said else ""


def _bands(charge: Bands, currency: str) -> Iterator[str]:
    for below, amount in charge.bands:
        limit = f" below {format_minor(below, currency)}" if below is not None else " from there on"
        yield format_minor(amount, currency) + (limit if len(charge.bands) > 1 else "")


def _tiers(tiers: Sequence[tuple[int | None, Decimal]], currency: str) -> Iterator[str]:
    start = 0
    for up_to, percent in tiers:
        said = f"{_plain(percent)} %"
        if up_to is None:
            yield f"{said} of the rest" if start else said
        else:
            yield f"{said} of the {'next' if start else 'first'} {format_minor(up_to - start, currency)}"
        start = up_to or start


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
