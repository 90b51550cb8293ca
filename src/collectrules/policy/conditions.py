"""Reading conditions: each fact known, asked of its subject, decided by now, of its own kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pydantic_core import PydanticCustomError

from collectrules.policy.facts import FACTS, Fact, closest
from collectrules.policy.model import CONDITIONAL, Comparison, Condition, Scalar, SectionKind
from collectrules.policy.positions import KeyPath
from collectrules.policy.report import Report
from collectrules.policy.shape.base import amount_in, found, number, shortened
from collectrules.policy.shape.conditions import ORDERED

LARGEST_COUNT: Final = 1_000_000
LONGEST: Final = 36_500
"""Days: a hundred years. What is longer was meant otherwise."""
_LARGEST: Final = {"days": LONGEST, "number": 1_200}
"""Whole numbers that are no counts: days of the month, and months of a hundred years."""

_DECIDED_BY: Final = {"segment": "segment", "days_past_grace": "grace"}
"""Facts that the policy itself decides, and the section that decides them."""

_OF_THE_ACCOUNT: Final = {
    "days_past_due": "oldest_days_past_due",
    "balance": "outstanding_total",
    "invoice_amount": "outstanding_total",
    "disputed": "disputed_total",
}
"""What to ask of an account where a rule asked something of an invoice."""

_OTHER_SPELLINGS: Final[dict[str, str]] = {
    ">=": "at_least", "gte": "at_least", "ge": "at_least", "min": "at_least", "from": "at_least",
    "<=": "at_most", "lte": "at_most", "le": "at_most", "max": "at_most", "until": "at_most",
    ">": "above", "gt": "above", "more_than": "above", "over": "above",
    "<": "below", "lt": "below", "less_than": "below", "under": "below",
    "!=": "not", "ne": "not", "is_not": "not",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What words and amounts of this policy are checked against."""

    currencies: tuple[str, ...]
    amounts_in: str | None
    """The currency that says how many decimals amounts have; None while it is not known."""
    segments: tuple[str, ...]
    stages: tuple[str, ...]

    def words(self, fact: Fact) -> tuple[str, ...]:
        """Every word that `fact` may be compared with."""
        if fact.name == "currency":
            return self.currencies
        ids = {"segment": self.segments, "stage": self.stages}
        return fact.words + ids.get(fact.named_by, ())


def decided_before(fact: Fact, section: str) -> bool:
    """Whether a fact is known when the rules of a section are judged."""
    decider, order = _DECIDED_BY.get(fact.name), list(CONDITIONAL)
    return decider is None or order.index(decider) < order.index(section)


class ConditionReader:
    """Reads the conditions of one section's rules, keeping their faults in a report."""

    def __init__(self, section: SectionKind, vocabulary: Vocabulary, report: Report) -> None:
        self._section = section
        self._vocabulary = vocabulary
        self._report = report

    def table(self, conditions: Mapping[str, object], path: KeyPath) -> tuple[Condition, ...]:
        """The conditions of a table such as `when`, or of a group of `any`, those without a fault."""
        read: list[Condition] = []
        for name, value in conditions.items():
            fact = self._fact(name, (*path, name))
            if fact is not None:
                read += self._of_fact(fact, value, (*path, name))
        return tuple(read)

    def groups(self, groups: object, path: KeyPath) -> tuple[tuple[Condition, ...], ...]:
        """The groups of conditions in a list, as far as it is one."""
        return tuple(
            self.table(group, (*path, number))
            for number, group in enumerate(groups if isinstance(groups, list) else ())
            if isinstance(group, dict)
        )

    def _fact(self, name: str, path: KeyPath) -> Fact | None:
        """The fact called `name`, if a rule of this section may ask for it."""
        fact = FACTS.get(name)
        if fact is None:
            near = closest(name, list(FACTS))
            lists = "`collectrules policy facts` lists them all"
            self._report.add(
                "unknown-fact",
                f"unknown fact `{shortened(name)}`",
                path,
                help=f"did you mean `{near}`? {lists}" if near else lists,
                part="key",
            )
            return None
        return fact if self._may_ask(fact, path) else None

    def _may_ask(self, fact: Fact, path: KeyPath) -> bool:
        section = self._section.name
        if fact.subject == "invoice" and self._section.subject == "account":
            instead = _OF_THE_ACCOUNT.get(fact.name)
            self._report.add(
                "wrong-subject",
                f"`{fact.name}` is known of an invoice, but `[[{section}]]` judges an account",
                path,
                help=f"ask for `{instead}`" if instead else "ask for a fact of the account",
                part="key",
            )
            return False
        if not decided_before(fact, section):
            self._report.add(
                "not-decided-yet",
                f"`{fact.name}` is not decided yet when `[[{section}]]` is judged",
                path,
                help=f"`[[{_DECIDED_BY[fact.name]}]]` decides it; ask for something the ledger knows",
                part="key",
            )
            return False
        return True

    def _of_fact(self, fact: Fact, value: object, path: KeyPath) -> list[Condition]:
        if isinstance(value, dict):
            return self._comparisons(fact, value, path)
        if isinstance(value, list):
            return self._one_of(fact, value, path)
        read = self._value(fact, value, path)
        return [] if read is None else [Condition(fact.name, "equals", read)]

    def _one_of(self, fact: Fact, values: list[object], path: KeyPath) -> list[Condition]:
        read = self._values(fact, values, path)
        return [Condition(fact.name, "one_of", read)] if read else []

    def _values(self, fact: Fact, values: list[object], path: KeyPath) -> tuple[Scalar, ...]:
        if not values:
            self._report.add(
                "empty", f"`{fact.name}` has an empty list", path, help="list what it may be"
            )
        if fact.type == "flag" and values:
            self._report.add(
                "wrong-type", f"`{fact.name}` is true or false, never a list", path,
                help=f"write `{fact.name} = true` or `{fact.name} = false`",
            )  # fmt: skip
            return ()
        read = [self._value(fact, value, (*path, n)) for n, value in enumerate(values)]
        return tuple(dict.fromkeys(value for value in read if value is not None))

    def _comparisons(self, fact: Fact, table: dict[str, object], path: KeyPath) -> list[Condition]:
        if not table:
            self._report.add(
                "empty", f"`{fact.name}` is compared with nothing", path,
                help="write a comparison, such as { at_least = 10 }",
            )  # fmt: skip
        read: list[Condition] = []
        for word, value in table.items():
            if word == "not" and isinstance(value, list):
                unwanted = self._values(fact, value, (*path, word))
                read += [Condition(fact.name, "not", each) for each in unwanted]
                continue
            comparison = self._comparison(fact, word, (*path, word))
            one = self._value(fact, value, (*path, word)) if comparison else None
            if comparison and one is not None:
                read.append(Condition(fact.name, comparison, one))
        return read

    def _comparison(self, fact: Fact, word: str, path: KeyPath) -> Comparison | None:
        ordered = () if fact.type in {"word", "ids", "flag"} else ORDERED
        known: dict[str, Comparison] = {each: each for each in (*ordered, "not")}
        if word in known:
            return known[word]
        if word in ORDERED:
            self._report.add(
                "wrong-comparison",
                f"`{fact.name}` is not a number, so it is never `{word}` something",
                path,
                help="compare it with `=`, a list, or { not = ... }",
                part="key",
            )
            return None
        near = _OTHER_SPELLINGS.get(word) or closest(word, list(known))
        self._report.add(
            "unknown-comparison",
            f"unknown comparison `{shortened(word)}`",
            path,
            help=f"did you mean `{near}`?" if near else f"it is one of {', '.join(known)}",
            part="key",
        )
        return None

    def _value(self, fact: Fact, value: object, path: KeyPath) -> Scalar | None:
        """The value as the engine compares it, money in minor units; None after a fault."""
        try:
            match fact.type:
                case "money":
                    return amount_in(self._vocabulary.amounts_in, value)
                case "days" | "count" | "number":
                    return self._whole(fact, value, path)
                case "flag":
                    return self._flag(fact, value, path)
                case "word" | "ids":
                    return self._word(fact, value, path)
        except PydanticCustomError as error:
            told = error.context or {}
            self._report.add(
                error.type, f"`{fact.name}` {told['said']}", path, help=str(told["help"])
            )
            return None

    def _whole(self, fact: Fact, value: object, path: KeyPath) -> int | None:
        exact = number(value)
        limit = _LARGEST.get(fact.type, LARGEST_COUNT)
        counts = "whole days" if fact.type == "days" else "whole numbers"
        if not isinstance(value, int):
            self._report.add(
                "unit", f"`{fact.name}` counts {counts}, but is compared with {found(value)}",
                path, help="leave the decimals out",
            )  # fmt: skip
            return None
        if abs(exact) > limit:
            self._report.add(
                "out-of-range", f"`{fact.name}` is never as much as {found(value)}", path,
                help=f"{counts} up to {limit:,} make sense here",
            )  # fmt: skip
            return None
        return value

    def _flag(self, fact: Fact, value: object, path: KeyPath) -> bool | None:
        if isinstance(value, bool):
            return value
        self._report.add(
            "wrong-type", f"`{fact.name}` is true or false, but is compared with {found(value)}",
            path, help="write true or false without quotes",
        )  # fmt: skip
        return None

    def _word(self, fact: Fact, value: object, path: KeyPath) -> str | None:
        words = self._vocabulary.words(fact)
        if not isinstance(value, str):
            self._report.add(
                "wrong-type", f"`{fact.name}` is a word, but is compared with {found(value)}",
                path, help="write the word in quotes",
            )  # fmt: skip
            return None
        if value in words or not words:
            return value
        near = closest(value, list(words))
        self._report.add(
            f"unknown-{fact.named_by}" if fact.named_by else "unknown-word",
            f"`{fact.name}` is never `{shortened(value)}`",
            path,
            help=f"did you mean `{near}`?" if near else f"it is one of {', '.join(words)}",
        )
        return None
