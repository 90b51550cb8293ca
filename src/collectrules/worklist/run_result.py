"""What a run found: of each policy that judged, and all of it together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce

from collectrules.charges.rates import Rate
from collectrules.engine.evaluate import Evaluation
from collectrules.policy.model import Policy
from collectrules.worklist.under import Judging


@dataclass(frozen=True, slots=True)
class Sum:
    """How many, and how much in each currency, in minor units."""

    count: int
    amounts: dict[str, int]

    def plus(self, more: Sum) -> Sum:
        """Both together."""
        amounts = dict(self.amounts)
        for currency, amount in more.amounts.items():
            amounts[currency] = amounts.get(currency, 0) + amount
        return Sum(self.count + more.count, amounts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Interest of days booked before that was corrected, because something was recorded late."""

    account: str
    invoice: str
    currency: str
    from_on: date
    through: date
    amount: int
    """In minor units; negative where the books held too much."""


@dataclass(frozen=True, slots=True)
class JudgedBeside:
    """A policy beside the main one, and how many accounts and invoices it judged."""

    policy: Policy
    seq: int
    accounts: int
    invoices: int


@dataclass(frozen=True, slots=True)
class Decided:
    """What one policy decided, and wrote."""

    evaluation: Evaluation
    charges: Sum
    forgiven: Sum
    """Of the charges, those that were let go at once."""
    stages: dict[str, int]
    entered: dict[str, int]
    worklist: dict[str, int]
    interest: Sum = Sum(0, {})
    corrections: tuple[Correction, ...] = ()
    unconfirmed: tuple[Rate, ...] = ()


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a day's run found and, unless it was a dry run, wrote."""

    as_of: date
    moved: int
    """Invoices on the ladder that were moved, because this policy version came into force."""
    evaluation: Evaluation
    charges: Sum
    forgiven: Sum
    """Of the charges, those that were let go at once: a customer's first."""
    write_offs: Sum
    stages: dict[str, int]
    """Invoices that newly reached a stage, by stage."""
    entered: dict[str, int]
    """Of those, invoices already late when first seen that entered over the heads of earlier stages."""
    worklist: dict[str, int]
    """Accounts on the worklist, by the rule that put them there."""
    blocked: int = 0
    """Of these, accounts whose next contact the gate does not allow on the day."""
    beside: tuple[JudgedBeside, ...] = ()
    """The policies beside the main one that judged, in the order of their ids."""
    agreements: Mapping[str, int] = field(default_factory=dict)
    """How many plans and settlements ended, by which and how: `plans kept`."""
    interest: Sum = Sum(0, {})
    """Invoices on which interest was booked of days not booked before, and how much."""
    corrections: tuple[Correction, ...] = ()
    unconfirmed: tuple[Rate, ...] = ()
    """Reference rates that were used and have to be checked before use."""

    @property
    def corrected(self) -> Sum:
        """How many invoices were corrected, and by how much on balance."""
        amounts: dict[str, int] = {}
        for each in self.corrections:
            amounts[each.currency] = amounts.get(each.currency, 0) + each.amount
        return Sum(len(self.corrections), dict(sorted(amounts.items())))


def result_of(
    as_of: date,
    moved: int,
    write_offs: Sum,
    judging: Sequence[Judging],
    decided: Sequence[Decided],
) -> RunResult:
    """What a run found, from what the main policy decided, which is first, and those beside it."""
    main, evaluations = decided[0], [each.evaluation for each in decided]
    evaluation = replace(
        main.evaluation,
        accounts=sum(each.accounts for each in evaluations),
        invoices=sum(each.invoices for each in evaluations),
        unjudged=_added(each.unjudged for each in evaluations),
    )
    return RunResult(
        as_of=as_of,
        moved=moved,
        evaluation=evaluation,
        charges=reduce(Sum.plus, (each.charges for each in decided)),
        forgiven=reduce(Sum.plus, (each.forgiven for each in decided)),
        write_offs=write_offs,
        stages=_added(each.stages for each in decided),
        entered=_added(each.entered for each in decided),
        worklist=_added(each.worklist for each in decided),
        beside=tuple(
            JudgedBeside(each.policy, each.seq, by.evaluation.accounts, by.evaluation.invoices)
            for each, by in zip(judging[1:], decided[1:], strict=True)
        ),
        interest=reduce(Sum.plus, (each.interest for each in decided)),
        corrections=tuple(one for each in decided for one in each.corrections),
        unconfirmed=tuple(dict.fromkeys(rate for each in decided for rate in each.unconfirmed)),
    )


def _added(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return dict(total)
