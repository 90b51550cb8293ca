"""How a fact may be used: in which sections, by which comparisons, and in a condition as an example."""

from __future__ import annotations

from typing import Final

from collectrules.errors import InputError
from collectrules.policy.conditions import decided_before
from collectrules.policy.facts import FACTS, Fact, FactType, closest
from collectrules.policy.model import CONDITIONAL
from collectrules.policy.shape.conditions import ORDERED

_EXAMPLES: Final[dict[FactType, str]] = {
    "money": "{ at_least = 100.00 }",
    "days": "{ at_least = 10 }",
    "count": "{ at_least = 1 }",
    "number": "{ at_least = 1 }",
    "flag": "true",
}


def find_fact(wanted: str) -> Fact:
    """The fact of this name; raises `InputError` where there is none."""
    fact = FACTS.get(wanted)
    if fact is not None:
        return fact
    near = closest(wanted, list(FACTS))
    raise InputError(
        f"unknown fact `{wanted}`",
        help=f"did you mean `{near}`?" if near else "`collectrules policy facts` lists them all",
    )


def sections_asking(fact: Fact) -> tuple[str, ...]:
    """The sections whose rules may ask for the fact: those that judge its subject after it is decided."""
    return tuple(
        kind.name
        for kind in CONDITIONAL.values()
        if not (fact.subject == "invoice" and kind.subject == "account")
        and decided_before(fact, kind.name)
    )


def comparisons_of(fact: Fact) -> tuple[str, ...]:
    """What a condition on the fact may say, as it is written."""
    if fact.type == "flag":
        return ("= true", "= false", "not")
    ordered = () if fact.type == "word" else ORDERED
    return ("=", "= [...]", "not", *ordered)


def example_of(fact: Fact) -> str:
    """A condition on the fact: `when.days_past_due = { at_least = 10 }`."""
    word = fact.words[-1] if fact.words else _WORDS.get(fact.name, "standard")
    return f"when.{fact.name} = {_EXAMPLES.get(fact.type, _quoted(word))}"


_WORDS: Final = {"currency": "GBP", "segment": "standard"}


def _quoted(word: str) -> str:
    return f'"{word}"'
