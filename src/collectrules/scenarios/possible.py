"""What no ledger can have: facts of a scenario that contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import Facts
from collectrules.policy.model import Scalar
from collectrules.policy.proof.months import nearest_months
from collectrules.policy.words import bare_text


@dataclass(frozen=True, slots=True)
class _Law:
    """What always holds between facts, and what to say where it does not."""

    facts: tuple[str, ...]
    holds: Callable[[Callable[[str], int]], bool]
    says: str


def _at_most(less: str, more: str) -> _Law:
    return _Law(
        (less, more), lambda of: of(less) <= of(more), f"`{less}` is never more than `{more}`"
    )


_LAWS: Final = (
    _Law(("balance",), lambda of: of("balance") > 0, "an invoice that is paid is judged no more"),
    _at_most("balance", "outstanding_total"),
    _at_most("overdue_total", "outstanding_total"),
    _at_most("disputed_total", "outstanding_total"),
    _at_most("days_past_due", "oldest_days_past_due"),
    _Law(
        ("overdue_total", "balance", "days_past_due"),
        lambda of: of("days_past_due") <= 0 or of("balance") <= of("overdue_total"),
        "what is left to pay on an invoice past due is overdue",
    ),
    _Law(
        ("oldest_days_past_due", "overdue_total"),
        lambda of: (of("oldest_days_past_due") > 0) == (of("overdue_total") > 0),
        "something is overdue just when the oldest invoice is past due",
    ),
    _Law(
        ("overdue_invoices", "overdue_total"),
        lambda of: (of("overdue_invoices") > 0) == (of("overdue_total") > 0),
        "something is overdue just when an invoice is",
    ),
    _Law(
        ("late_last_12_months", "overdue_invoices", "oldest_days_past_due"),
        lambda of: (
            of("oldest_days_past_due") >= 365 or of("late_last_12_months") >= of("overdue_invoices")
        ),
        "what is overdue for less than a year is late in it",
    ),
    _Law(
        ("whole_months_past_due", "days_past_due"),
        lambda of: (
            nearest_months(of("whole_months_past_due"), of("days_past_due"))
            == of("whole_months_past_due")
        ),
        "a month has 28 to 31 days",
    ),
    _Law(
        ("day_of_month",),
        lambda of: 1 <= of("day_of_month") <= 31,
        "a month has the days 1 to 31",
    ),
    _Law(
        ("disputed_total", "disputed", "balance"),
        lambda of: not of("disputed") or of("disputed_total") > 0,
        "of an invoice in dispute, all or a part is in the sum",
    ),
    _Law(
        ("days_disputed", "days_past_due"),
        lambda of: 0 <= of("days_disputed") <= max(0, of("days_past_due")),
        "only days after the due date count as days in dispute",
    ),
)
"""Laws between numbers and flags; a flag is 0 or 1."""

_WORDS: Final = (
    ("stage", "days_since_stage", "no days have passed since a stage where none was carried out"),
    ("promise", "broken_promises", "no promise is broken where none was made"),
)
"""Facts that are `none`, and those that are 0 with them."""


def impossible(known: Facts, given: Mapping[str, Scalar], currency: str) -> tuple[str, str] | None:
    """A given fact that contradicts another fact, and a sentence about it; None where all fit."""
    broken = [law for law in _LAWS if not law.holds(lambda name: int(known[name]))]
    broken += [
        _Law((count, word), lambda _: False, says)
        for word, count, says in _WORDS
        if known[word] == "none" and known[count]
    ]
    if known["promise"] == "broken" and not known["broken_promises"]:
        says = "a broken promise counts among the broken ones"
        broken.append(_Law(("broken_promises", "promise"), lambda _: False, says))
    for law in broken:
        to_blame = next((name for name in law.facts if name in given), None)
        if to_blame is not None:
            values = ", ".join(f"`{name}` is {_value(name, known, currency)}" for name in law.facts)
            return to_blame, f"{values}, but {law.says}"
    return None


def _value(name: str, known: Facts, currency: str) -> str:
    value = known[name]
    return (
        str(value).lower() if isinstance(value, bool) else bare_text(FACTS[name], value, currency)
    )
