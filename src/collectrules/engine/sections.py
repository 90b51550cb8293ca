"""The sections of a policy made ready to judge classes of rows; a judge is compiled once a policy."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from collectrules.engine.classes import Classifier
from collectrules.engine.judge import Judge, engine_name, judge_for
from collectrules.policy.model import SECTIONS, Policy, Rule


@dataclass(slots=True)
class Compiled:
    """The rules of one section, their classes, their judge and what it has answered so far."""

    classifier: Classifier
    judge: Judge
    answers: dict[int | str, tuple[int, ...]] = field(default_factory=dict)


@lru_cache(maxsize=64)
def _compiled(rules: tuple[Rule, ...], _engine: str) -> Compiled:
    return Compiled(Classifier(rules), judge_for(rules))


@dataclass(slots=True)
class Section:
    """One section at work on one ledger: it asks the judge once for each class, and counts them."""

    name: str
    compiled: Compiled
    classes: set[int | str] = field(default_factory=set)

    @property
    def classifier(self) -> Classifier:
        """The classes of the section's rules."""
        return self.compiled.classifier

    def holding(self, class_: int | str) -> tuple[int, ...]:
        """The positions of the rules that hold for a class of rows."""
        self.classes.add(class_)
        answers = self.compiled.answers
        if class_ not in answers:
            answers[class_] = self.compiled.judge.holding(self.classifier.representative(class_))
        return answers[class_]


def sections_of(policy: Policy) -> dict[str, Section]:
    """The sections that the engine judges, by name, in the order they depend on each other."""
    return {
        name: Section(name, _compiled(tuple(policy.section(name)), engine_name()))
        for name in SECTIONS
    }
