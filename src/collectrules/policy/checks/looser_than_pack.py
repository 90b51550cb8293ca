"""looser-than-pack: a rule of one's own allows more than a pack that the policy names.

What the pack says counts, so nothing is allowed that should not be. But the policy reads as if it were, and
whoever works by the file is surprised by the gate, or promises a customer what is then cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from collectrules.charges.fees import fee_amount, fee_facts
from collectrules.money import format_minor
from collectrules.policy.checks.allowance import AT_HOME
from collectrules.policy.checks.context import Context
from collectrules.policy.checks.finding import Finding, Witness
from collectrules.policy.checks.never_open import minutes_open
from collectrules.policy.contact_words import days_text, hours_text
from collectrules.policy.meaning import Facts, judge
from collectrules.policy.model import (
    WEEKDAYS,
    Bands,
    Charge,
    Combined,
    ContactHours,
    ContactLimit,
    ContactPause,
    ContactRule,
    ContractRate,
    DisputePeriod,
    FeeLimit,
    InterestLimit,
    LateFee,
    ReferenceRate,
    Rule,
    Tiers,
)
from collectrules.policy.sentences_of_money import rate_text

_SUMS = (1_00, 100_00, 1_000_00, 10_000_00, 100_000_00)
"""Invoices that are tried where the limits name no sums, in minor units."""


_LONGER = "write a period that is as long or longer, or leave it to the pack"


def looser_than_pack(context: Context) -> Iterator[Finding]:
    """Find each rule of one's own that a rule of a pack makes idle in part, for those whom both are about."""
    for rule in context.pack_rules:
        match rule:
            case ContactLimit() | ContactPause():
                yield from _contacts(context, rule)
            case ContactHours():
                yield from _hours(context, rule)
            case FeeLimit():
                yield from _fees(context, rule)
            case InterestLimit():
                yield from _interest(context, rule)
    yield from _periods(context)


def _periods(context: Context) -> Iterator[Finding]:
    """Find each period that always ends before one of a pack that is about the same debts."""
    for number, own in enumerate(context.policy.dispute_period):
        for pack in context.pack_periods:
            if _ends_before(own, pack):
                path = ("dispute_period", number, "days_after_receipt")
                yield _found(own, pack, path, "ends before", help=_LONGER)


def _ends_before(own: DisputePeriod, pack: DisputePeriod) -> bool:
    """Whether it begins no later, ends sooner, and some debts are in both."""
    working, days = own.received_after_working_days, own.days_after_receipt
    theirs, their_days = pack.received_after_working_days, pack.days_after_receipt
    comparable = not working or own.holidays == pack.holidays
    sooner = (working, days) != (theirs, their_days) and working <= theirs and days <= their_days
    same = "any" in (own.debtor, pack.debtor) or own.debtor == pack.debtor
    return same and comparable and sooner and set(pack.begun_by) <= set(own.begun_by)


def _found(
    own: Rule,
    pack: Rule,
    path: tuple[str, int, str],
    says: str,
    *notes: str,
    witness: Witness | None = None,
    help: str = "write what the pack says or less, or leave the rule to the pack",
) -> Finding:
    return Finding(
        code="looser-than-pack",
        message=f"`{own.id}` {says} `{pack.id}`, which counts",
        path=path,
        help=help,
        notes=notes,
        witness=witness,
    )


def _both(context: Context, own: Rule, pack: Rule) -> bool:
    """Whether there is an account that both rules are about."""
    return context.example(context.theory.holds(own), context.theory.holds(pack)) is not None


def _contacts(context: Context, pack: ContactLimit | ContactPause) -> Iterator[Finding]:
    for number, own in enumerate(context.policy.contact_limit):
        key = _looser(own, pack)
        within = set(own.channels) <= set(pack.channels)
        if key and within and _about_the_same(own, pack) and _both(context, own, pack):
            yield _found(own, pack, ("contact_limit", number, key), "allows more than")


def _about_the_same(own: ContactRule, pack: ContactRule) -> bool:
    """Whether both are about the same places: where nothing is said, at home or on a mobile."""
    if own.places and pack.places:
        return bool(set(own.places) & set(pack.places))
    return not pack.places or bool(set(pack.places) & AT_HOME)


def _looser(own: Rule, pack: Rule) -> str:
    """The key by which a limit is looser than one of the same form; empty where it is not."""
    match own, pack:
        case ContactLimit(), ContactLimit():
            same = own.counts == pack.counts and own.within == pack.within == "days"
            more = own.at_most > pack.at_most and own.within_days <= pack.within_days
            return "at_most" if same and more else ""
        case ContactPause(), ContactPause():
            less = own.after == pack.after and own.pause_days < pack.pause_days
            return "pause_days" if less else ""
        case _:
            return ""


def _hours(context: Context, pack: ContactHours) -> Iterator[Finding]:
    for number, own in enumerate(context.policy.contact_hours):
        if pack.places and not (own.places and set(own.places) <= set(pack.places)):
            continue
        beyond = set(minutes_open(own)) - set(minutes_open(pack))
        if beyond and set(own.channels) & set(pack.channels) and _both(context, own, pack):
            day, minute = divmod(min(beyond), 24 * 60)
            moment = f"{minute // 60:02}:{minute % 60:02} on {days_text([WEEKDAYS[day]])}"
            note = f"at {moment} it is open by `{own.id}`, and the pack opens {hours_text(pack)}"
            path = ("contact_hours", number, "channels")
            yield _found(own, pack, path, "opens more than", note)


def _fees(context: Context, pack: FeeLimit) -> Iterator[Finding]:
    for number, own in enumerate(context.policy.late_fee):
        theory = context.theory
        facts = context.picture(theory.holds(own), theory.holds(pack))
        tried = facts and next(_dearer(context, own, pack, facts), None)
        if tried:
            note, witness = tried
            path = ("late_fee", number, "charge")
            yield _found(own, pack, path, "charges more than", note, witness=witness)


def _dearer(
    context: Context, own: LateFee, pack: FeeLimit, facts: Facts
) -> Iterator[tuple[str, Witness]]:
    """For each sum at which the fee is more than the limit lets it be, what shows it."""
    currency = str(facts["currency"])
    for amount in sorted({*_SUMS, *_edges(own.charge), *_edges(pack.most)}):
        owed = dict.fromkeys(
            ("invoice_amount", "balance", "overdue_total", "outstanding_total"), amount
        )
        judged = judge(context.policy, {**facts, **owed}).facts
        fee, most = (_amount(context, charge, judged) for charge in (own.charge, pack.most))
        if fee > most:
            sums = [format_minor(each, currency) for each in (amount, fee, most)]
            yield (
                f"for example an invoice of {sums[0]}: the fee is {sums[1]}, and is cut to {sums[2]}",
                Witness(
                    {**facts, **owed},
                    lambda then: own in then.late_fees or then.stopped("late_fee"),
                ),
            )


def _amount(context: Context, charge: Charge, facts: Facts) -> int:
    known = {name: int(facts[name]) for name in fee_facts(charge)}
    return fee_amount(charge, known, context.policy.rounding, context.reading.first)


def _edges(charge: Charge) -> Iterator[int]:
    """The sums at which a charge begins to be reckoned otherwise, and those just below."""
    match charge:
        case Bands(bands=parts) | Tiers(tiers=parts):
            ends = [end for end, _ in parts if end is not None]
            yield from (each for end in ends for each in (end - 1, end) if each > 0)
        case Combined(parts=parts):
            for part in parts:
                yield from _edges(part)


def _interest(context: Context, pack: InterestLimit) -> Iterator[Finding]:
    for number, own in enumerate(context.policy.interest):
        if _dearer_rate(own.rate, pack.rate) and _both(context, own, pack):
            note = f"it is {rate_text(own.rate)}, and the pack's {rate_text(pack.rate)}"
            path = ("interest", number, "rate")
            yield _found(own, pack, path, "is at a higher rate than", note)


def _dearer_rate(own: ContractRate | ReferenceRate, pack: ContractRate | ReferenceRate) -> bool:
    """Whether a rate is surely the higher of two; of an agreed and a published one nobody knows."""
    match own, pack:
        case ReferenceRate(), ReferenceRate():
            return own.reference == pack.reference and own.margin > pack.margin
        case ContractRate(), ContractRate():
            return _a_year(own) > _a_year(pack)
        case _:
            return False


def _a_year(rate: ContractRate) -> Decimal:
    return rate.percent * (12 if rate.per == "month" else 1)
