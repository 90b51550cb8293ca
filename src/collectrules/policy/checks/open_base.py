"""open-base: a percentage is taken of a sum that has more in it than what is late, or of one that moves.

Every percentage says what it is taken of, and no base has earlier fees in it. What is looked for:

- a late fee on `outstanding_total`, which has invoices in it that are not due yet;
- a late fee on a total that has invoices in dispute in it, for which a hold stops fees;
- a late fee on `invoice_amount` that is charged again and again, also for what has been paid meanwhile;
- a limit that is a percentage of `balance`, and so falls below what has been charged as the customer pays.

Sums for each full or begun step grow with their base and are looked at like percentages. Where it makes no
difference for any account, because of the rule's conditions or the bounds of its charge, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from collectrules.charges.fees import fee_amount, fee_facts
from collectrules.money import decimals, format_minor
from collectrules.policy.checks.context import Context
from collectrules.policy.checks.finding import Finding, Witness
from collectrules.policy.meaning import Facts, Judgement
from collectrules.policy.model import Charge, Combined, Hold, LateFee, Percent, PerSum, Tiers
from collectrules.policy.positions import KeyPath
from collectrules.policy.proof.formula import (
    Formula,
    at_least,
    exactly,
    none_of,
    not_less,
    same,
)

_TRIED: Final = (100, 1, 10_000)
"""Invoices of so many of the currency's whole units, in the order in which they are tried as examples."""


@dataclass(frozen=True, slots=True)
class _Excess:
    """A base that has more in it than what is late: the fact that is the rest of it, and what to say."""

    base: str
    late: str
    """The fact that says how much of the base is late; with `less_disputed` once that is taken off."""
    has: str
    help: str
    asks: tuple[Formula, ...]
    """That there is such a rest."""
    wishes: tuple[tuple[str, int], ...]
    """Facts as multiples of the sum that is tried."""
    less_disputed: bool = False

    def rest(self, facts: Facts) -> int:
        """How much of the base is not late, or not to be charged for."""
        disputed = int(facts["disputed_total"]) if self.less_disputed else 0
        return int(facts[self.base]) - int(facts[self.late]) + disputed


_NOT_DUE: Final = _Excess(
    "outstanding_total",
    "overdue_total",
    "what is not due yet",
    'write of = "overdue_total"',
    (at_least("days_past_due", 1), not_less("outstanding_total", "overdue_total", by=1)),
    (("balance", 1), ("overdue_total", 1), ("outstanding_total", 2)),
)
_PAID: Final = _Excess(
    "invoice_amount",
    "balance",
    "what has been paid meanwhile",
    'write of = "balance", or repeat = "never"',
    (not_less("invoice_amount", "balance", by=1),),
    (("balance", 1), ("invoice_amount", 10)),
)


def _disputed(base: str) -> _Excess:
    return _Excess(
        base,
        base,
        "what is in dispute",
        'write of = "balance", or charge nothing meanwhile: unless.disputed_total = { above = 0.00 }',
        (
            exactly("disputed", 0),
            at_least("disputed_total", 1),
            at_least("overdue_invoices", 2),
            same("outstanding_total", "overdue_total"),
        ),
        (("balance", 1), ("disputed_total", 1), ("overdue_total", 2), ("outstanding_total", 2)),
        less_disputed=True,
    )


def open_base(context: Context) -> Iterator[Finding]:
    """Find each fee on more than what is late, and each limit that moves as the customer pays."""
    for number, rule in enumerate(context.policy.late_fee):
        at = ("late_fee", number)
        for of, path in _bases(rule.charge, (*at, "charge")):
            for excess in _excesses(context, rule, of):
                yield from _charged(context, rule, excess, path)
        if rule.repeat != "never" and rule.limit is not None:
            yield from _moving(rule.id, rule.limit, (*at, "limit"))
    for number, limit in enumerate(context.policy.fee_limit):
        yield from _moving(limit.id, limit.most, ("fee_limit", number, "most"))


def _bases(charge: Charge, path: KeyPath) -> Iterator[tuple[str, KeyPath]]:
    """What a charge is in proportion to, and where each base stands; bands only choose by theirs."""
    match charge:
        case Percent() | PerSum() | Tiers():
            yield charge.of, (*path, "of")
        case Combined(how=how, parts=parts):
            for number, part in enumerate(parts):
                yield from _bases(part, (*path, how, number))


def _excesses(context: Context, rule: LateFee, of: str) -> Iterator[_Excess]:
    if of == "outstanding_total":
        yield _NOT_DUE
    if of in {"outstanding_total", "overdue_total"} and any(map(_for_disputes, _holds(context))):
        yield _disputed(of)
    if of == "invoice_amount" and rule.repeat != "never":
        yield _PAID


def _holds(context: Context) -> Iterable[Hold]:
    return (hold for hold in context.policy.hold if "late_fee" in hold.stops)


def _for_disputes(hold: Hold) -> bool:
    return any(asked.fact == "disputed" and asked.value is True for asked in hold.when)


def _charged(context: Context, rule: LateFee, excess: _Excess, path: KeyPath) -> Iterator[Finding]:
    """A finding about a base, with the first of the sums that are tried for which it makes a difference."""
    theory = context.theory
    asked = (
        *excess.asks,
        theory.holds(rule),
        none_of(theory.holds(hold) for hold in _holds(context)),
    )
    unit = 10 ** decimals(context.policy.currencies[0])
    for units in _TRIED:
        wishes = [exactly(fact, times * units * unit) for fact, times in excess.wishes]
        values = context.sensible(asked, wishes)
        if values is None:
            return
        facts = context.facts(values)
        if _too_much(context, rule, excess, facts):
            yield _finding(context, rule, excess, path, facts)
            return


def _too_much(context: Context, rule: LateFee, excess: _Excess, facts: Facts) -> int:
    """How much of a fee is taken of what is not late."""
    less = {**facts, excess.base: int(facts[excess.base]) - excess.rest(facts)}
    return _fee(context, rule, facts) - _fee(context, rule, less)


def _fee(context: Context, rule: LateFee, facts: Facts) -> int:
    known = {name: int(facts[name]) for name in fee_facts(rule.charge)}
    return fee_amount(rule.charge, known, context.policy.rounding, context.reading.first)


def _finding(
    context: Context, rule: LateFee, excess: _Excess, path: KeyPath, facts: Facts
) -> Finding:
    currency = str(facts["currency"])
    whole, part = (
        format_minor(sum_, currency)
        for sum_ in (_fee(context, rule, facts), _too_much(context, rule, excess, facts))
    )
    named = (excess.base, *(["disputed_total"] if excess.less_disputed else [excess.late]))
    said = context.said(facts, (rule.as_written,), *named)

    def shows(judged: Judgement) -> bool:
        charged = rule in judged.late_fees and not judged.stopped("late_fee")
        return charged and _too_much(context, rule, excess, judged.facts) > 0

    return Finding(
        code="open-base",
        message=f"`{rule.id}` is charged on {excess.has} as well: that is part of `{excess.base}`",
        path=path,
        help=excess.help,
        notes=(f"for example: {said}; of the fee of {whole}, {part} is for {excess.has}",),
        witness=Witness(facts, shows),
    )


def _moving(id: str, limit: Charge, path: KeyPath) -> Iterator[Finding]:
    for of, where in _bases(limit, path):
        if of == "balance":
            yield Finding(
                code="open-base",
                message=f"the limit of `{id}` falls with each payment: it is taken of what is left to pay",
                path=where,
                help='write of = "invoice_amount", which stays what it is',
                notes=("once most of the invoice is paid, it is below what was charged before",),
            )
