"""From any example to one that people can picture: one invoice, round amounts, as few days as can be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from collectrules.policy.proof.formula import (
    Formula,
    Sum,
    Values,
    exactly,
    implies,
    is_so,
    same,
)
from collectrules.policy.proof.prover import Prover
from collectrules.policy.proof.theory import Theory
from collectrules.policy.proof.usual import decided, usual_values

_WORDS: Final = (
    "currency", "promise", "plan", "settlement", "stage", "passed_over", "debtor_kind", "month", "weekday",
)  # fmt: skip
_EQUAL: Final = (
    ("outstanding_total", "balance"),
    ("oldest_days_past_due", "days_past_due"),
    ("invoice_amount", "balance"),
    ("late_last_12_months", "overdue_invoices"),
)
_PAYMENT_DAYS: Final = 30
_NUMBERS: Final = (
    "disputed", "placed", "late_when_first_seen", "broken_promises", "plans_broken", "plans_open",
    "settlements_lapsed", "charges_total", "interest_total", "days_disputed",
    "balance", "days_past_due", "whole_months_past_due", "day_of_month",
    "late_last_12_months", "days_since_stage", "paid_last_12_months",
    "invoices_paid", "average_days_late", "customer_age_days", "days_since_last_payment",
    "days_since_last_contact", "days_since_last_answer",
    "invoice_age_days", "open_invoices", "outstanding_total", "overdue_total", "invoice_amount",
)  # fmt: skip
"""In the order in which they matter to whoever reads the example."""


_MATTER_MOST: Final = frozenset({"balance", "days_past_due", "days_since_stage"})


def _as_climbed(theory: Theory) -> list[Formula]:
    """That the stages done are the last one, if any: others do not come into it."""
    done = theory.done.items()
    return [
        *(implies(theory.word("stage", id), exactly(name, 1)) for id, name in done),
        *(exactly(name, 0) for _, name in done),
    ]


def sensible(
    prover: Prover,
    theory: Theory,
    questions: Sequence[Formula],
    found: Values,
    wishes: Sequence[Formula] = (),
) -> Values:
    """Values that make the questions true as `found` does, and are as usual as they can be.

    The wishes come first of all that is wished for.
    """
    return _Sensible(prover, theory, questions, found, wishes).values


class _Sensible:
    """An example that becomes more usual with every wish that is granted."""

    def __init__(
        self,
        prover: Prover,
        theory: Theory,
        questions: Sequence[Formula],
        found: Values,
        wishes: Sequence[Formula],
    ) -> None:
        self._prover = prover
        self._theory = theory
        self._required = list(questions)
        self._usual = usual_values(theory)
        self.values = found
        words: list[Formula] = [theory.word(name, str(self._usual[name])) for name in _WORDS]
        equal: list[Formula] = [same(one, other) for one, other in _EQUAL]
        equal.append(Sum((("invoice_age_days", 1), ("days_past_due", -1)), *[_PAYMENT_DAYS] * 2))
        numbers: list[Formula] = [exactly(name, int(self._usual[name])) for name in _NUMBERS[:-4]]
        self._wish([*wishes, *words, *_as_climbed(theory), *equal, *numbers])
        for name in _NUMBERS:
            self._near(name, int(self._usual[name]))
        self.values = decided(theory, self.values)

    def _granted(self, wishes: Sequence[Formula]) -> bool:
        """Whether all wishes can come true together; if so they have to from now on."""
        if not all(is_so(wish, self.values) for wish in wishes):
            found = self._prover.example(*self._required, *wishes)
            if found is None:
                return False
            self.values = found
        self._required += wishes
        return True

    def _wish(self, wishes: Sequence[Formula]) -> None:
        """Grant as many as can be, the first ones rather than the last."""
        if not wishes or self._granted(wishes) or len(wishes) == 1:
            return
        half = len(wishes) // 2
        self._wish(wishes[:half])
        self._wish(wishes[half:])

    def _near(self, name: str, usual: int) -> None:
        """Bring a number as near to its usual value as can be, and keep it there.

        First it is moved alone; the prover is asked to move others with it where that matters to a reader.
        """
        ways = (self._moved, self._asked_for) if name in _MATTER_MOST else (self._moved,)
        for way in ways:
            near, far = -1, abs(int(self.values[name]) - usual)
            while far - near > 1:
                middle = (near + far) // 2
                if way(name, usual, middle):
                    far = abs(int(self.values[name]) - usual)
                else:
                    near = middle
        self._required.append(exactly(name, int(self.values[name])))

    def _asked_for(self, name: str, usual: int, away: int) -> bool:
        return self._granted([Sum(((name, 1),), usual - away, usual + away)])

    def _moved(self, name: str, usual: int, away: int) -> bool:
        """Whether a number may be so far from its usual value, all others left as they are."""
        value = min(max(int(self.values[name]), usual - away), usual + away)
        moved = decided(self._theory, {**self.values, name: value})
        if moved[name] != value:
            return False
        required = (*self._required, *(axiom.formula for axiom in self._theory.always))
        if not all(is_so(each, moved) for each in required):
            return False
        self.values = moved
        return True
