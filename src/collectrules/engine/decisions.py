"""What a policy decides for rows that its conditions cannot tell apart, worked out once a class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Generic, TypeVar

from collectrules.charges.conditions import rests_in_dispute
from collectrules.engine.classes import Classifier
from collectrules.engine.sections import Section, sections_of
from collectrules.policy.facts import Subject
from collectrules.policy.meaning import (
    DEFAULT_SEGMENT,
    Facts,
    expected_net,
    furthest,
    next_step,
    stopped_by_itself,
)
from collectrules.policy.model import SECTIONS, STOPPABLE, Hold, Policy, Scalar
from collectrules.policy.waits import closed, days_to_wait

Class = int | str
Answer = TypeVar("Answer", int, str)

INVOICE_SECTIONS: Final = (
    "hold", "late_fee", "fee_limit", "interest", "interest_limit", "stage", "write_off"
)  # fmt: skip
"""The sections that decide about invoices once days past grace are known."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided for an invoice: what holds stop, and what is due where they do not.

    Rules are named by their position in their section.
    """

    group: int
    """Which of the policy's groups of currencies decided."""
    stops: frozenset[str]
    late_fees: tuple[int, ...]
    fee_limits: tuple[int, ...]
    interest: int | None
    """The rule that holds, whether or not anything stops it."""
    interest_limits: tuple[int, ...]
    interest_held: bool
    """Whether a hold stops interest of which the books do not know the days, as they do of disputes."""
    write_off: int | None
    stage: int | None
    """The next stage, before its wait."""
    passes_over: bool
    wait_days: int
    """How long before the day the stage before it must have been carried out."""
    closed: bool
    """Whether the next stage is for working days only, and the day is none."""
    holds: tuple[int, ...] = ()
    """Every hold that stands."""


def _holds_interest(hold: Hold) -> bool:
    return "interest" in hold.stops and not rests_in_dispute(hold)


class Answers(dict[Class, Answer], Generic[Answer]):
    """What was decided for each class so far; a class not met before is decided when it is looked up."""

    _decide: Callable[[Class], Answer]

    def __init__(self, decide: Callable[[Class], Answer]) -> None:
        super().__init__()
        self._decide = decide

    def __missing__(self, class_: Class) -> Answer:
        answer = self[class_] = self._decide(class_)
        return answer


@dataclass(frozen=True, slots=True)
class _Group:
    """A policy as it reads for some currencies, ready to judge."""

    number: int
    currencies: tuple[str, ...]
    policy: Policy
    sections: dict[str, Section]

    def holding(self, name: str, facts: Facts) -> tuple[int, ...]:
        """The positions of the rules of a section that hold."""
        section = self.sections[name]
        return section.holding(section.classifier.class_of(facts))


class Decider:
    """Answers for one policy on a day; the rules engine is asked once for each class of a section.

    Where the policy reads differently by currency, classes tell its currencies apart.
    """

    def __init__(self, policy: Policy, on: date) -> None:
        self._policy = policy
        self._on = on
        self._groups = [
            _Group(number, currencies, read, sections_of(read))
            for number, (currencies, read) in enumerate(policy.groups)
        ]
        self.segment_classes = self._classifier(("segment",))
        self.segments = Answers(self._segment)
        self.score_classes = self._classifier(("priority",))
        self.scores = Answers(self._score)
        self.grace_classes = self._classifier(("grace",))
        self.graces = Answers(self._grace)
        self.account_classes = self._classifier(INVOICE_SECTIONS, "account")
        self.nets = Answers(self._net)
        """The fact `expected_net`, for a currency, what is overdue and days past due as one text."""
        self.kinds = Answers(self._kind)
        """A small number for the class of an account in `account_classes`."""
        self._kinds: list[Class] = []
        self.invoice_classes = self._classifier(INVOICE_SECTIONS, "invoice")
        self.numbers = Answers(self._number)
        """The number of the decision for invoices in a joint class, see `joint_sql`."""
        self.decisions: dict[Decision, int] = {}
        """Every decision met so far about an invoice, and its number."""

    @property
    def all_classes(self) -> tuple[Classifier, ...]:
        """Every way in which rows are put into classes here."""
        return (
            self.segment_classes,
            self.score_classes,
            self.grace_classes,
            self.account_classes,
            self.invoice_classes,
        )

    @property
    def classes(self) -> dict[str, int]:
        """In how many classes each section that is judged here has met its rows so far."""
        return {
            name: sum(len(group.sections[name].classes) for group in self._groups)
            for name in SECTIONS
            if name in ("segment", "grace", "priority", *INVOICE_SECTIONS)
        }

    def joint_sql(self, column: Callable[[str], str], kind: str, left_out: str = "") -> str:
        """SQL for the joint class of an invoice and of its account, whose kind is in a column.

        A joint class lies in one class of every section about invoices, at one point of the ladder; with
        a column that says whether an invoice is `left_out`, none holds both such as are and such as are not.
        """
        class_ = f"{kind} || '/' || ({self.invoice_classes.sql(column)})"
        return f"{class_} || CASE WHEN {left_out} THEN '/' ELSE '' END" if left_out else class_

    def _classifier(self, sections: Sequence[str], subject: Subject | None = None) -> Classifier:
        """The classes of some sections together, of all that they read or of what is known of a subject."""
        rules = [
            rule
            for group in self._groups
            for name in sections
            for rule in group.policy.section(name)
        ]
        apart: dict[str, Sequence[Scalar]] = {}
        if len(self._groups) > 1:
            apart["currency"] = self._policy.currencies
        if "stage" in sections:
            points = ("none", *self._policy.stage_ids)
            apart |= {"stage": points, "passed_over": points}
            apart |= {"late_when_first_seen": (True,), "placed": (True,)}
        if "write_off" in sections and any(group.policy.write_off for group in self._groups):
            apart |= {"plan": ("open",), "settlement": ("open",)}
        return Classifier(rules, apart, subject)

    def _group(self, facts: Facts) -> _Group:
        currency = facts.get("currency")
        return next((g for g in self._groups if currency in g.currencies), self._groups[0])

    def _segment(self, class_: Class) -> str:
        facts = self.segment_classes.representative(class_)
        group = self._group(facts)
        found = group.holding("segment", facts)
        return group.policy.segment[found[0]].id if found else DEFAULT_SEGMENT

    def _score(self, class_: Class) -> int:
        facts = self.score_classes.representative(class_)
        group = self._group(facts)
        return sum(group.policy.priority[n].score for n in group.holding("priority", facts))

    def _grace(self, class_: Class) -> int:
        facts = self.grace_classes.representative(class_)
        group = self._group(facts)
        found = group.holding("grace", facts)
        return group.policy.grace[found[0]].days if found else 0

    def _net(self, given: Class) -> int:
        currency, overdue, days_past_due = str(given).split()
        policy = self._policy.in_currency(currency)
        return expected_net(policy, int(overdue), int(days_past_due))

    def _kind(self, class_: Class) -> int:
        self._kinds.append(class_)
        return len(self._kinds) - 1

    def _number(self, class_: Class) -> int:
        decision = self._decide(class_)
        return self.decisions.setdefault(decision, len(self.decisions) + 1)

    def _decide(self, class_: Class) -> Decision:
        kind, of_invoice, *left_out = str(class_).split("/")
        facts = self.account_classes.representative(self._kinds[int(kind)])
        facts |= self.invoice_classes.representative(of_invoice)
        group = self._group(facts)
        policy, found = group.policy, {n: group.holding(n, facts) for n in INVOICE_SECTIONS}
        after = furthest(policy, str(facts["stage"]), str(facts["passed_over"]))
        step = next_step(policy, found["stage"], after, bool(facts["late_when_first_seen"]))
        stage = policy.stage[step.stage] if step else None
        held = {what for index in found["hold"] for what in policy.hold[index].stops}
        held |= stopped_by_itself(facts)
        return Decision(
            group.number,
            frozenset(STOPPABLE if left_out else held),
            found["late_fee"],
            found["fee_limit"],
            next(iter(found["interest"]), None),
            found["interest_limit"],
            any(_holds_interest(policy.hold[index]) for index in found["hold"]),
            next(iter(found["write_off"]), None),
            step.stage if step else None,
            bool(step and step.passes_over),
            days_to_wait(stage, self._on, policy.holidays) if stage else 0,
            closed(stage, self._on, policy.holidays) if stage else False,
            found["hold"],
        )
