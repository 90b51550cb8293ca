"""What a policy decides for rows that its conditions cannot tell apart, worked out once a class."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Generic, TypeVar

from collectrules.engine.classes import Classifier
from collectrules.engine.sections import Section
from collectrules.policy.facts import Subject
from collectrules.policy.meaning import DEFAULT_SEGMENT, furthest, next_step
from collectrules.policy.model import Policy, Scalar

Class = int | str
Answer = TypeVar("Answer", int, str)

INVOICE_SECTIONS: Final = ("hold", "late_fee", "stage", "write_off")
"""The sections that decide about invoices once days past grace are known."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided for an invoice: what holds stop, and what is due where they do not.

    Rules are named by their position in their section.
    """

    stops: frozenset[str]
    late_fees: tuple[int, ...]
    write_off: int | None
    stage: int | None
    """The next stage, before its wait."""
    passes_over: bool
    wait_days: int
    """How long after the stage before it the next stage may be taken."""


class Answers(dict[Class, Answer], Generic[Answer]):
    """What was decided for each class so far; a class not met before is decided when it is looked up."""

    _decide: Callable[[Class], Answer]

    def __init__(self, decide: Callable[[Class], Answer]) -> None:
        super().__init__()
        self._decide = decide

    def __missing__(self, class_: Class) -> Answer:
        answer = self[class_] = self._decide(class_)
        return answer


class Decider:
    """Answers for one policy, class by class; the rules engine is asked once for each class of a section."""

    def __init__(self, policy: Policy, sections: Mapping[str, Section]) -> None:
        self._policy = policy
        self._sections = sections
        self.segments = Answers(self._segment)
        self.scores = Answers(self._score)
        self.graces = Answers(self._grace)
        self.kinds = Answers(self._kind)
        """A small number for the joint class of an account, see `joint`."""
        self._kinds: list[Class] = []
        self.numbers = Answers(self._number)
        """The number of the decision for invoices in a joint class, see `joint_sql`."""
        self.decisions: dict[Decision, int] = {}
        """Every decision met so far about an invoice, and its number."""

    @cached_property
    def joint(self) -> dict[Subject, Classifier]:
        """The classes of all sections about invoices together, at each point of the ladder.

        One of the account with one of the invoice lies in one class of every section.
        """
        rules = [rule for name in INVOICE_SECTIONS for rule in self._policy.section(name)]
        points = ("none", *self._policy.stage_ids)
        apart: dict[str, Sequence[Scalar]] = {
            "stage": points,
            "passed_over": points,
            "late_when_first_seen": (True,),
        }
        return {
            "account": Classifier(rules, subject="account"),
            "invoice": Classifier(rules, apart, subject="invoice"),
        }

    def joint_sql(self, column: Callable[[str], str], kind: str) -> str:
        """SQL for the joint class of an invoice and of its account, whose kind is in a column."""
        return f"{kind} || '/' || ({self.joint['invoice'].sql(column)})"

    def _kind(self, class_: Class) -> int:
        self._kinds.append(class_)
        return len(self._kinds) - 1

    def _segment(self, class_: Class) -> str:
        found = self._sections["segment"].holding(class_)
        return self._policy.segment[found[0]].id if found else DEFAULT_SEGMENT

    def _score(self, class_: Class) -> int:
        found = self._sections["priority"].holding(class_)
        return sum(self._policy.priority[index].score for index in found)

    def _grace(self, class_: Class) -> int:
        found = self._sections["grace"].holding(class_)
        return self._policy.grace[found[0]].days if found else 0

    def _number(self, class_: Class) -> int:
        decision = self._decide(class_)
        return self.decisions.setdefault(decision, len(self.decisions) + 1)

    def _decide(self, class_: Class) -> Decision:
        policy = self._policy
        kind, of_invoice = str(class_).split("/")
        facts = self.joint["account"].representative(self._kinds[int(kind)])
        facts |= self.joint["invoice"].representative(of_invoice)
        found = {}
        for name in INVOICE_SECTIONS:
            section = self._sections[name]
            found[name] = section.holding(section.classifier.class_of(facts))
        after = furthest(policy, str(facts["stage"]), str(facts["passed_over"]))
        step = next_step(policy, found["stage"], after, bool(facts["late_when_first_seen"]))
        return Decision(
            frozenset(what for index in found["hold"] for what in policy.hold[index].stops),
            found["late_fee"],
            next(iter(found["write_off"]), None),
            step.stage if step else None,
            bool(step and step.passes_over),
            policy.stage[step.stage].wait_days if step else 0,
        )
