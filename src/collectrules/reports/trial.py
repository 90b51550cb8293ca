"""A trial told: what came of those under the policy on trial, and of those under the policy in force.

Accounts were drawn, so accounts are counted: each once, however many invoices it has. Those put under a
policy by hand on any day of the trial are in neither group, because somebody chose them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from collectrules.errors import Refused
from collectrules.ledger.book import Ledger
from collectrules.ledger.overrides import Override, overrides
from collectrules.ledger.policies import versions
from collectrules.ledger.trials import Trial, trials
from collectrules.reports.intervals import (
    LEAST,
    LEAST_OF_EACH,
    Estimate,
    Interval,
    Mean,
    Share,
    difference,
    enough,
)
from collectrules.reports.period import Period
from collectrules.reports.spans import spans
from collectrules.reports.standing import Books
from collectrules.reports.trial_outcomes import Outcome, outcomes

Verdict = Literal["too few", "no difference", "more", "less"]
Unit = Literal["share", "days", "count", "money"]


@dataclass(frozen=True, slots=True)
class Group:
    """One of the two groups of a trial."""

    policies: tuple[str, ...]
    """The versions that judged it, in the order they came into force: `ready 2`."""
    accounts: int
    """All that were drawn for it."""
    by_hand: int
    """Of these, those left out because they were put under a policy by hand."""
    outcomes: Sequence[Outcome]
    """Of each of the others that had something to pay."""

    @property
    def compared(self) -> int:
        """How many accounts are compared."""
        return len(self.outcomes)

    @property
    def invoices(self) -> int:
        """How many invoices these had to pay."""
        return sum(each.invoices for each in self.outcomes)


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of both groups, and whether they can be told apart by it."""

    key: str
    name: str
    unit: Unit
    on_trial: Estimate
    in_force: Estimate
    currency: str = ""

    @property
    def difference(self) -> tuple[float, Interval] | None:
        """How much more it is under the policy on trial, and the interval; None where that is unknown."""
        return difference(self.on_trial, self.in_force)

    @property
    def verdict(self) -> Verdict:
        """What the numbers let one say."""
        found = self.difference
        if found is None or not enough(self.on_trial, self.in_force):
            return "too few"
        if found[1].has_zero:
            return "no difference"
        return "more" if found[0] > 0 else "less"

    @property
    def missing(self) -> str:
        """Why nothing can be told, in a few words; empty where something can."""
        if self.verdict != "too few":
            return ""
        smaller = min(self.on_trial.of, self.in_force.of)
        if smaller < LEAST:
            one = "1 account" if smaller == 1 else f"{smaller} accounts"
            return f"{one} in the smaller group, of {LEAST} that are needed"
        if isinstance(self.on_trial, Mean):
            return f"fewer than {2 * LEAST_OF_EACH} accounts with any of it"
        return f"fewer than {LEAST_OF_EACH} accounts with it, or without it, in a group"


@dataclass(frozen=True, slots=True)
class Compared:
    """A trial and what came of it so far."""

    trial: Trial
    period: Period
    on_trial: Group
    in_force: Group
    measures: tuple[Measure, ...]


_Count = tuple[str, str, Unit, Callable[[Sequence[Outcome]], Estimate]]
_COUNTS: Final[tuple[_Count, ...]] = (
    (
        "paid",
        "paid all that was due",
        "share",
        lambda group: _share([each.paid == each.invoices for each in group]),
    ),
    (
        "days_to_pay",
        "days until paid, so far",
        "days",
        lambda group: Mean([each.days / each.invoices for each in group]),
    ),
    (
        "contacts",
        "contacts made",
        "count",
        lambda group: Mean([each.contacts for each in group]),
    ),
    ("disputed", "disputed something", "share", lambda group: _share([e.disputed for e in group])),
    (
        "promises_kept",
        "kept all they promised",
        "share",
        lambda group: _share([all(each.promises) for each in group if each.promises]),
    ),
)


def compare(ledger: Ledger, trial: Trial, as_of: date, known: int | None = None) -> Compared:
    """What came of a trial by the end of a day, or by its own last day where that was earlier.

    Raises `Refused` where it has not begun by then, or ended on the day it began.
    """
    trial = _as_known(ledger, trial, as_of, known)
    last = min(as_of, trial.last_on) if trial.last_on else as_of
    period = Period(trial.from_on, last)
    books = Books.of(ledger, last, known)
    by_account = outcomes(books, period)
    by_hand = _by_hand(ledger, period, known)
    drawn, others = _drawn(books, trial)
    mine = Group(
        _on_trial(ledger, trial, last, known),
        len(drawn),
        len(by_hand & drawn),
        _of(by_account, drawn - by_hand),
    )
    theirs = Group(
        tuple(dict.fromkeys(each.name for each in spans(ledger, period, known))),
        len(others),
        len(by_hand & others),
        _of(by_account, others - by_hand),
    )
    return Compared(trial, period, mine, theirs, _measures(mine.outcomes, theirs.outcomes))


def _as_known(ledger: Ledger, trial: Trial, as_of: date, known: int | None) -> Trial:
    """The trial as it was at the end of a day, as known up to an event."""
    begun = trials(ledger.connection, as_of=as_of, known=known)
    then = next((each for each in begun if each.seq == trial.seq), None)
    if then is None:
        raise Refused(
            f"trial `{trial.name}` begins on {trial.from_on}: nothing is known of it on {as_of}",
            help="name a later day with `--as-of`, or leave out `--known-on`",
        )
    if then.last_on is not None and then.last_on < then.from_on:
        raise Refused(
            f"trial `{trial.name}` ended on the day it began: it never counted",
            help="`collectrules trial list` shows all there are",
        )
    return then


def _of(found: Mapping[int, Outcome], accounts: set[int]) -> list[Outcome]:
    return [each for account, each in sorted(found.items()) if account in accounts]


def _drawn(books: Books, trial: Trial) -> tuple[set[int], set[int]]:
    """The accounts of each group that were known by the day."""
    rows = books.connection.execute(
        "SELECT seq, number FROM account WHERE effective_on <= :as_of AND seq <= :known",
        books.parameters,
    ).fetchall()
    drawn = {seq for seq, number in rows if trial.has(number)}
    return drawn, {seq for seq, _ in rows} - drawn


def _by_hand(ledger: Ledger, period: Period, known: int | None) -> set[int]:
    """The accounts of which anything was put under a policy by hand on a day of the period."""

    def counted(act: Override) -> bool:
        first = max(act.from_on, period.first)
        return act.counts_on(first) and first <= period.last

    acts = overrides(ledger.connection, as_of=period.last, known=known)
    return {each.account_id for each in acts if each.kind == "policy" and counted(each)}


def _on_trial(ledger: Ledger, trial: Trial, last: date, known: int | None) -> tuple[str, ...]:
    """The versions of the policy on trial that were in force on a day of it."""
    published = [
        each
        for each in versions(ledger)
        if each.beside
        and each.id == trial.policy_id
        and each.effective_from <= last
        and (known is None or each.seq <= known)
    ]
    began = [n for n, each in enumerate(published) if each.effective_from <= trial.from_on]
    names = tuple(f"{each.id} {each.version}" for each in published[max(began, default=0) :])
    return names or ("no policy in force",)


def _measures(mine: Sequence[Outcome], theirs: Sequence[Outcome]) -> tuple[Measure, ...]:
    counted = [Measure(key, name, unit, of(mine), of(theirs)) for key, name, unit, of in _COUNTS]
    currencies = sorted({code for each in (*mine, *theirs) for code in each.collected})
    in_money = [
        Measure(key, name, "money", _sums(mine, key, code), _sums(theirs, key, code), code)
        for code in currencies
        for key, name in (("collected", "collected"), ("fees", "late fees"))
    ]
    return (*counted, *in_money)


def _sums(group: Sequence[Outcome], key: str, currency: str) -> Mean:
    """What came to each account that had something to pay in the currency."""
    sums: list[dict[str, int]] = [getattr(each, key) for each in group]
    return Mean([each[currency] for each in sums if currency in each])


def _share(of: Sequence[bool]) -> Share:
    return Share(sum(of), len(of))
