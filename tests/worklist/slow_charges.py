"""The late fees of a day again: day by day, in fractions, from the journal, to disagree with the SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

from collectrules.clock import add_months
from collectrules.engine.known import KnownInvoice
from collectrules.ledger.events import Charged, InvoiceIssued, StageStepped
from collectrules.policy.meaning import Facts, judge
from collectrules.policy.model import (
    Bands,
    Charge,
    Combined,
    Condition,
    EveryDays,
    Flat,
    ForEach,
    LateFee,
    Percent,
    PerSum,
    Policy,
    Tiers,
)
from tests.engine.slow_facts import History, SlowBooks

Due = tuple[int, str, int, int]
"""An invoice, a rule, a period and an amount."""
ONE_DAY = timedelta(days=1)


def slow_charges(
    history: History, policy: Policy, as_of: date, known: Sequence[KnownInvoice]
) -> set[Due]:
    """What a run charges on a day, where nothing is written off by it."""
    found: list[Due] = []
    for one in known:
        read = policy.in_currency(one.currency)
        judged = judge(policy, one.facts, one.overridden)
        for rule in judged.late_fees:
            slow = _Slow(
                history=history,
                policy=policy,
                rule=rule,
                as_of=as_of,
                invoice=one.invoice_id,
                facts=judged.facts,
            )
            taken = sum(e.amount for _, e, _ in slow.books if slow.by(e, rule.less)) + sum(
                amount for invoice, id_, _, amount in found
                if invoice == one.invoice_id and id_ in rule.less
            )  # fmt: skip
            left = None
            if rule.limit is not None:
                had = sum(e.amount for _, e, _ in slow.books if slow.by(e, (rule.id,)))
                left = slow_amount(rule.limit, judged.facts, read.rounding, as_of) - had
            each = slow_amount(rule.charge, judged.facts, read.rounding, as_of)
            for period, times in slow.periods():
                amount = times * each - taken
                amount = amount if left is None else min(amount, left)
                charged = sum(e.amount for _, e, _ in slow.books if slow.by(e)) + sum(
                    due for invoice, _, _, due in found if invoice == one.invoice_id
                )
                for most in judged.fee_limits:
                    room = slow_amount(most.most, judged.facts, read.rounding, as_of) - charged
                    amount = min(amount, room)
                if amount > 0:
                    found.append((one.invoice_id, rule.id, period, amount))
                    left = None if left is None else left - amount
    return set(found)


class _Slow:
    """One rule on one invoice."""

    def __init__(
        self,
        *,
        history: History,
        policy: Policy,
        rule: LateFee,
        as_of: date,
        invoice: int,
        facts: Facts,
    ) -> None:
        self.books = [(n, e, date.fromisoformat(day)) for n, (e, day) in enumerate(history, 1)]
        self.policy, self.rule, self.as_of = policy, rule, as_of
        self.invoice, self.facts = invoice, facts
        self.standing = SlowBooks(history, as_of)
        self.had = [(e, day) for _, e, day in self.books if self.by(e, (rule.id,))]

    def by(self, event: object, rules: Sequence[str] | None = None) -> bool:
        """Whether an event is a late fee on the invoice, by some rules or by any; a bank's fee is none."""
        return (
            isinstance(event, Charged)
            and event.invoice_id == self.invoice
            and (event.rule in rules if rules is not None else event.rule != "bank-fee")
        )

    def periods(self) -> list[tuple[int, int]]:
        """The number of each period to charge, and how many times the sum."""
        charged = {e.period for e, _ in self.had}
        covered = self.account_charged()
        if self.rule.repeat == "never":
            due = self.standing.due(self.invoice)
            free = 0 not in charged and (covered is None or due >= covered)
            return [(0, 1)] if free else []
        begins = self.begins()
        numbers = {day: n for n, day in enumerate(begins, 1)}
        first = max([1, *(n for day, n in numbers.items() if day <= self.looked_at())])
        if covered is not None:
            first = max([first, *(n + 1 for day, n in numbers.items() if day <= covered)])
        open_ = [(day, n) for day, n in numbers.items() if n >= first]
        if self.rule.repeat != "daily":
            return [(n, 1) for _, n in open_ if n not in charged]
        last = max((day for _, day in self.had), default=date.min)
        days = [n for day, n in open_ if n > max(charged, default=0) and day > last]
        return [(len(begins), len(days))] if days else []

    def begins(self) -> list[date]:
        """The first day of each period that has begun, walked to day by day."""
        start, day, days = self.start(), self.start(), []
        while day <= self.as_of:
            if self.is_begin(start, day):
                days.append(day)
            day += ONE_DAY
        return days

    def is_begin(self, start: date, day: date) -> bool:
        match self.rule.repeat:
            case "monthly":
                ends = (day + ONE_DAY).month != day.month
                return day.day == start.day or (ends and day.day < start.day)
            case EveryDays(days):
                return (day - start).days % days == 0
            case _:
                return True

    def start(self) -> date:
        """The day the last of the conditions on the calendar and on stages came to hold."""
        days = [day for condition in self.rule.when for day in self.held_since(condition)]
        if days:
            return max(days)
        return min((day for _, day in self.had), default=self.as_of)

    def held_since(self, condition: Condition) -> list[date]:
        calendar = ("days_past_due", "days_past_grace", "invoice_age_days")
        if condition.fact in calendar and condition.comparison in ("at_least", "above"):
            bound = int(condition.value) + (condition.comparison == "above")
            return [self.as_of - timedelta(days=int(self.facts[condition.fact]) - bound)]
        if condition.fact == "whole_months_past_due" and condition.comparison in (
            "at_least",
            "above",
        ):
            months = int(condition.value) + (condition.comparison == "above")
            due = self.as_of - timedelta(days=int(self.facts["days_past_due"]))
            return [add_months(due, months)] if months > 0 else []
        if condition.fact == "stages_done" and condition.comparison in ("equals", "one_of"):
            named = condition.value if isinstance(condition.value, tuple) else (condition.value,)
            done = [
                day
                for _, e, day in self.standing.of(StageStepped)
                if (e.invoice_id, e.step) == (self.invoice, "done") and e.stage in named
            ]
            return [min(done)]
        return []

    def looked_at(self) -> date:
        seen = next(e.seen_on for n, e, _ in self.books if n == self.invoice)
        left_out = self.standing.left_out_on(self.invoice)
        back = max(left_out) + ONE_DAY if left_out else date.min
        first = max(date.fromisoformat(seen), back)
        started = self.policy.effective_from
        if self.had or started > self.as_of:
            return first
        return max(first, started)

    def account_charged(self) -> date | None:
        """When the rule last charged another invoice of the account, of a rule that charges accounts."""
        if self.rule.per == "invoice":
            return None
        issued = {n: e for n, e, _ in self.books if isinstance(e, InvoiceIssued)}
        own = issued[self.invoice]
        others = {
            n
            for n, e in issued.items()
            if (e.account_id, e.currency) == (own.account_id, own.currency) and n != self.invoice
        }
        days = [
            day
            for _, e, day in self.books
            if isinstance(e, Charged) and e.rule == self.rule.id and e.invoice_id in others
        ]
        return max(days, default=None)


def slow_amount(charge: Charge, facts: Facts, rounding: str, as_of: date) -> int:
    """A fee in fractions, rounded once at the end."""
    return max(0, _rounded(_fraction(charge, facts, rounding, as_of), rounding))


def _fraction(charge: Charge, facts: Facts, rounding: str, as_of: date) -> Fraction:
    match charge:
        case Flat(amount):
            return Fraction(amount)
        case Bands(bands, of):
            return Fraction(next(a for below, a in bands if below is None or facts[of] < below))
        case Percent(percent, of):
            sum_ = Fraction(percent) / 100 * facts[of]
        case Tiers(tiers, of):
            ends = [facts[of] if up_to is None else min(up_to, facts[of]) for up_to, _ in tiers]
            shares = zip([0, *ends], ends, tiers, strict=False)
            sum_ = sum(
                (Fraction(p) / 100 * max(0, end - start) for start, end, (_, p) in shares),
                Fraction(0),
            )
        case PerSum(amount, step, of, begun):
            steps = Fraction(facts[of], step)
            sum_ = Fraction(amount * max(0, ceil(steps) if begun else floor(steps)))
        case ForEach(amount, count):
            sum_ = Fraction(amount * _counted(count, facts, as_of))
        case Combined(how, parts):
            sums = [_fraction(part, facts, rounding, as_of) for part in parts]
            ordered = sorted(sums)
            sum_ = {"greater_of": ordered[-1], "lesser_of": ordered[0]}.get(how, sum(sums))
    if charge.round_to and sum_ > charge.at_least and sum_ > charge.round_above:
        sum_ = Fraction(_rounded(sum_ / charge.round_to, rounding) * charge.round_to)
    if sum_ < charge.at_least:
        sum_ = Fraction(charge.at_least)
    if charge.at_most is not None and sum_ > charge.at_most:
        sum_ = Fraction(charge.at_most)
    return sum_


def _counted(count: str, facts: Facts, as_of: date) -> int:
    if not count.startswith("months"):
        return max(0, facts[count])
    days = facts[count.replace("months", "days")]
    first = as_of - timedelta(days=days - 1)
    walked = [first + timedelta(days=n) for n in range(days)]
    return sum(
        day.day == first.day or ((day + ONE_DAY).month != day.month and day.day < first.day)
        for day in walked
    )


def _rounded(exact: Fraction, rounding: str) -> int:
    down = floor(exact)
    match rounding:
        case "up":
            return ceil(exact)
        case "down":
            return down
        case "half-even" if exact - down == Fraction(1, 2):
            return down + down % 2
        case _:
            return down + (exact - down >= Fraction(1, 2))
