"""What a customer should have been told: when to pay, what lateness costs, what happens next.

It is made from the policy itself, so that what is told and what is done cannot drift apart. What the
policy asks of the books, such as how much somebody paid last year, is not a customer's business: a rule
that asks for it "may" apply.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from collectrules.policy.contact_words import lasting_text
from collectrules.policy.customer_words import count, day, sentence, step_text
from collectrules.policy.documents import Document, Part
from collectrules.policy.meaning import Facts, condition_holds
from collectrules.policy.model import (
    Condition,
    ContactAction,
    Credit,
    LateFee,
    Policy,
    Rule,
    Stage,
    Terms,
)
from collectrules.policy.sentences_of_fees import charge_text, forgiven_text, limit_text, times_text
from collectrules.policy.sentences_of_money import rate_text, terms_texts
from collectrules.policy.words import joined, where_text

R = TypeVar("R", bound=Rule)

TOLD: Final = frozenset(
    {
        "days_past_due", "days_past_grace", "oldest_days_past_due", "invoice_age_days", "balance",
        "invoice_amount", "overdue_total", "outstanding_total", "disputed", "late_last_12_months",
        "whole_months_past_due", "month", "day_of_month", "weekday",
    }
)  # fmt: skip
"""The facts that are a customer's business too."""

_CALENDAR: Final = ("days_past_due", "days_past_grace", "oldest_days_past_due", "invoice_age_days")
_STAGES: Final = ("stages_done", "stage")
_STOPPED: Final = {
    "stage": "we take no further step",
    "late_fee": "no late fees are charged",
    "interest": "no interest is charged",
    "write_off": "",
}


def customer_terms(policy: Policy, kind: str, segment: str, currency: str) -> Document:
    """The terms for customers of one kind and segment, as the policy reads for a currency.

    `kind` is `business` or `consumer`; the policy is that of the day it is asked about.
    """
    known: Facts = {"debtor_kind": kind, "segment": segment, "late_when_first_seen": False}
    reader = _Reader(policy.in_currency(currency), known, currency)
    parts = (Part(heading, tuple(points)) for heading, points in reader.parts())
    return Document(
        title=policy.title,
        below=f"For {'businesses' if kind == 'business' else 'consumers'}, amounts in {currency}.",
        parts=tuple(part for part in parts if part.points),
        foot=f"Policy {policy.id}, version {policy.version}, from {policy.effective_from}.",
    )


class _Reader:
    """Reads a policy to a customer of whom a few facts are known."""

    def __init__(self, policy: Policy, known: Facts, currency: str) -> None:
        self._policy = policy
        self._known = known
        self._currency = currency

    def parts(self) -> Iterator[tuple[str, Iterator[str]]]:
        """Every part in the order a customer meets it."""
        yield "Paying", self._paying()
        yield "Days of grace", self._grace()
        yield "What paying late costs", self._costs()
        yield "What happens when an invoice is not paid", self._ladder()
        yield "If something is wrong, or you cannot pay", self._care()
        yield "Further orders", self._credit()

    @property
    def _days(self) -> int:
        """The days of grace the customer has."""
        rule = next(self._applying(self._policy.grace), None)
        return rule.days if rule else 0

    def _paying(self) -> Iterator[str]:
        terms, segment = self._policy.terms, self._known["segment"]
        own = next((each for each in self._policy.segment if each.id == segment), None)
        if own is not None and own.payment_days is not None:
            terms = replace(terms, payment_days=own.payment_days)
        if terms.payment_days is None:
            yield "An invoice is due on the day that is written on it."
        if terms != Terms():
            for _, text in terms_texts(terms):
                yield sentence(text.replace("the customer does not say", "you do not say"))

    def _grace(self) -> Iterator[str]:
        if self._days:
            yield f"A payment that arrives within {count(self._days)} after the due date is in time."

    def _costs(self) -> Iterator[str]:
        for fee in self._applying(self._policy.late_fee):
            yield self._fee(fee.as_written)
        for most in self._applying(self._policy.fee_limit):
            sum_ = charge_text(most.most, self._currency)
            yield self._whole(
                most, f"all late fees on an invoice together are never more than {sum_}"
            )
        interest = next(self._applying(self._policy.interest), None)
        if interest is not None:
            yield self._whole(
                interest, f"{self._we(interest)} charge interest of {rate_text(interest.rate)}"
            )
            for ceiling in self._applying(self._policy.interest_limit):
                if ceiling.rate != interest.rate:
                    said = f"interest is never more than {rate_text(ceiling.rate)}"
                    yield self._whole(ceiling, said)

    def _fee(self, fee: LateFee) -> str:
        said = f"{self._we(fee)} charge {charge_text(fee.charge, self._currency)}"
        if fee.less:
            said += ", less the late fees that were charged before"
        if fee.per == "account":
            said += ", for all your overdue invoices together"
        again = f", {times_text(fee)}" if fee.repeat != "never" else ""
        first = forgiven_text(fee).replace("a customer's first", "your first")
        return self._whole(fee, said + again + limit_text(fee, self._currency) + first)

    def _ladder(self) -> Iterator[str]:
        for stage in self._applying(self._policy.stage):
            yield self._whole(stage, self._step(stage))

    def _step(self, stage: Stage) -> str:
        sure = isinstance(stage.action, ContactAction) and not self._private(stage)
        may = "" if sure else "may "
        wait = count(stage.wait_days) if stage.wait_days else ""
        if stage.wait_working_days:
            wait = count(stage.wait_working_days, "working day")
        earliest = f", at the earliest {wait} after the step before" if wait else ""
        return f"we {may}{step_text(stage)}{earliest}"

    def _care(self) -> Iterator[str]:
        for hold in self._applying(self._policy.hold):
            state = next((c.fact for c in hold.conditions if c.fact in ("disputed", "promise")), "")
            effects = joined([_STOPPED[each] for each in hold.stops if _STOPPED[each]], "and")
            if not effects or not state:
                continue
            if state == "disputed":
                clock = "; those days do not count as days late" if hold.clock == "stopped" else ""
                yield f"Tell us what is wrong with an invoice: until it is settled {effects}{clock}."
            else:
                yield f"Agree with us on a day to pay: until then {effects}."
        yield from self._disputing()
        if any(self._applying(self._policy.offer)):
            yield "Talk to us if you cannot pay all at once: there may be a plan that suits both of us."

    def _disputing(self) -> Iterator[str]:
        """Until when this customer may dispute, where the policy or a law says so."""
        kinds = {"any", self._known["debtor_kind"]}
        periods = (each for each in self._policy.dispute_period if each.debtor in kinds)
        until = tuple(dict.fromkeys(map(lasting_text, periods)))
        if until:
            later = ", whichever is later" if len(until) > 1 else ""
            yield sentence(f"you may dispute what we ask for {', or '.join(until)}{later}")

    def _credit(self) -> Iterator[str]:
        for rule in self._applying(self._policy.credit):
            yield self._whole(rule, self._decision(rule))

    def _decision(self, rule: Credit) -> str:
        match rule.decision:
            case "hold-orders":
                return "we may hold your orders and supply nothing more"
            case "deposit":
                return f"we may ask for {rule.percent.normalize():f} % of an order in advance"
            case "limit":
                return "we may limit what can be open at a time"

    def _applying(self, rules: Sequence[R]) -> Iterator[R]:
        """The rules that may apply to the customer, with what is left open of their conditions."""
        for rule in rules:
            left = self._left(rule)
            if left is not None:
                yield left

    def _left(self, rule: R) -> R | None:
        """The rule without the conditions that are known to hold; None where it cannot apply."""
        when = self._open(rule.when)
        groups = [self._open(group) for group in rule.any]
        exceptions = [self._open(group) for group in rule.unless]
        if when is None or (groups and not any(group is not None for group in groups)):
            return None
        if any(group == () for group in exceptions):
            return None
        return replace(
            rule,
            when=when,
            any=() if () in groups else tuple(group for group in groups if group is not None),
            unless=tuple(group for group in exceptions if group is not None),
        )

    def _open(self, group: Sequence[Condition]) -> tuple[Condition, ...] | None:
        """The conditions of a group that are not known to hold; None where one is known not to."""
        known = [c for c in group if c.fact in self._known]
        if not all(condition_holds(condition, self._known) for condition in known):
            return None
        return tuple(condition for condition in group if condition.fact not in self._known)

    def _private(self, rule: Rule) -> bool:
        after = {condition.fact for condition in self._after(rule)}
        return any(condition.fact not in TOLD | after for condition in rule.conditions)

    def _we(self, rule: Rule) -> str:
        return "we may" if self._private(rule) else "we"

    def _whole(self, rule: Rule, said: str) -> str:
        """From when on it happens and what, as far as it is the customer's business, and on what ground."""
        begin, public = self._begin(self._public(rule))
        begin += self._afterwards(rule)
        asked = where_text(public, self._currency, "if")
        text = sentence(f"{begin}{said}" + (f",{asked}" if asked else ""))
        ground = f" ({rule.cite})" if rule.cite and not isinstance(rule, Stage) else ""
        return text.removesuffix(".") + f"{ground}." + (f" {rule.say}" if rule.say else "")

    def _begin(self, rule: Rule) -> tuple[str, Rule]:
        """From which day on a rule can hold, in words, and the rule without what says so."""
        due: list[int] = []
        issued: list[int] = []
        months: list[int] = []
        left: list[Condition] = []
        for condition in rule.when:
            value = condition.value
            begins = condition.comparison in ("at_least", "above")
            if condition.fact == "whole_months_past_due" and begins:
                months.append(int(str(value)) + (condition.comparison == "above"))
            elif condition.fact not in _CALENDAR or isinstance(value, tuple):
                left.append(condition)
            elif begins:
                later = condition.comparison == "above"
                grace = self._days if condition.fact == "days_past_grace" else 0
                starts = issued if condition.fact == "invoice_age_days" else due
                starts.append(int(value) + later + grace)
            elif condition.comparison not in ("at_most", "below"):
                left.append(condition)
        days = [day(max(due))] if due else []
        days += [day(max(issued), "invoice date")] if issued else []
        days += [f"{count(max(months), 'month')} after the due date"] if months else []
        begin = f"from {joined(days, 'and from')} on, " if days else ""
        return begin, replace(rule, when=tuple(left))

    def _after(self, rule: Rule) -> tuple[Condition, ...]:
        """Which of a rule's conditions say after which stage it holds, the stage's first."""
        stage = next((each for each in rule.when if each.fact in _STAGES), None)
        if stage is None or stage.comparison not in ("equals", "one_of") or stage.value == "none":
            return ()
        days = (each for each in rule.when if each.fact == "days_since_stage")
        return (stage, *(each for each in days if each.comparison == "at_least"))

    def _afterwards(self, rule: Rule) -> str:
        """After which step a rule holds, and how many days: `once we have had to call you, `."""
        after = self._after(rule)
        if not after:
            return ""
        named = after[0].value if isinstance(after[0].value, tuple) else (after[0].value,)
        steps = [self._done(stage) for stage in self._policy.stage if stage.id in named]
        step = joined(steps, "or")
        days = max((int(str(each.value)) for each in after[1:]), default=0)
        return (
            f"from {count(days)} after we had to {step} on, "
            if days
            else f"once we have had to {step}, "
        )

    def _done(self, stage: Stage) -> str:
        """What is done at a stage, and where a stage before it is the same, that it is done again."""
        before = self._policy.stage[: self._policy.stage_ids.index(stage.id)]
        text = step_text(stage)
        return f"{text} again" if text in map(step_text, before) else text

    def _public(self, rule: Rule) -> Rule:
        """What a rule asks, as far as it is the customer's business."""

        def told(group: Sequence[Condition]) -> tuple[Condition, ...]:
            return tuple(condition for condition in group if condition.fact in TOLD)

        whole = all(told(group) == group for group in rule.any)
        return Rule(
            id=rule.id,
            when=told(rule.when),
            any=rule.any if whole else (),
            unless=tuple(group for group in rule.unless if told(group) == group),
        )
