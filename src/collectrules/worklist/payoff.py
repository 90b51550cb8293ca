"""The pay-off figure: what settles an account, or one invoice of it, on a day, in each currency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from collectrules.charges.conditions import Versions
from collectrules.charges.debts import Term, debts, recorded_terms
from collectrules.charges.interest import Clock, rounding_on
from collectrules.charges.interest_run import InterestRun, interest_run
from collectrules.charges.rates import Rate, RateUnknown
from collectrules.ledger.book import Ledger
from collectrules.ledger.owed import Owed, owed
from collectrules.money import round_fraction
from collectrules.worklist.interest import by_invoice, expected_terms
from collectrules.worklist.interest_terms import DueTerm


@dataclass(frozen=True, slots=True)
class Line:
    """One invoice or credit note, and the interest that has run on it, where any could."""

    owed: Owed
    run: InterestRun | None

    @property
    def interest(self) -> int:
        """Interest owed on the day, whether it is in the books or not, in minor units."""
        return self.owed.interest + (self.run.unbooked if self.run else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payoff:
    """What is owed in one currency on a day if nothing more is paid until then, in minor units."""

    account: str
    on: date
    currency: str
    lines: tuple[Line, ...]
    per_day: Fraction | None
    """Interest of the day after, not rounded; None where its rate is not known."""
    not_known: str
    """Why not, where it is not."""

    @property
    def principal(self) -> int:
        """What is left of the invoices, less credit notes and what was paid too much."""
        return sum(line.owed.principal for line in self.lines)

    @property
    def fees(self) -> int:
        """Late fees in the books, less what was paid of them and waived."""
        return sum(line.owed.costs for line in self.lines)

    @property
    def interest(self) -> int:
        """Interest through the day, each invoice's rounded once, less what was paid of it and waived."""
        return sum(line.interest for line in self.lines)

    @property
    def total(self) -> int:
        """All of it together."""
        return self.principal + self.fees + self.interest

    @property
    def owes(self) -> bool:
        """Whether anything is owed, or was paid too much."""
        return any(line.owed.total or line.interest for line in self.lines)

    @property
    def per_day_rounded(self) -> int | None:
        """The interest of the day after, rounded as the policy says."""
        if self.per_day is None:
            return None
        day = self.on.toordinal() + 1
        ways = [rounding_on(line.run.debt, day) for line in self.lines if line.run]
        return round_fraction(self.per_day, ways[0] if ways else "half-up")

    @property
    def unconfirmed(self) -> tuple[Rate, ...]:
        """The reference rates in it that have to be checked before use."""
        rates = (rate for line in self.lines if line.run for rate in line.run.unconfirmed)
        return tuple(dict.fromkeys(rates))


def payoffs(
    ledger: Ledger, on: date, *, accounts: Sequence[int], invoices: Sequence[int] | None = None
) -> list[Payoff]:
    """What settles some accounts, or of them only the invoices named, on a day: one figure for each currency.

    Late fees are those in the books on the day; a run yet to be made may charge more. Interest is worked out
    through the day by the terms that are recorded and those that a run on the day would write.

    Raises `RateUnknown` where interest needs a reference rate that nobody has told.
    """
    versions, connection = Versions(ledger.connection), ledger.connection
    found = owed(connection, on, accounts=accounts, invoices=invoices)
    ids = [each.invoice_id for each in found]
    terms = by_invoice(expected_terms(ledger, accounts, on, versions))
    runs = interest_run(connection, on, invoices=ids, expected=terms, versions=versions)
    tomorrow = expected_terms(ledger, accounts, date.fromordinal(on.toordinal() + 1), versions)
    daily, not_known = _daily(versions, on, runs, terms, tomorrow)
    grouped: dict[tuple[int, str], list[Line]] = defaultdict(list)
    for each in found:
        grouped[each.account_id, each.currency].append(Line(each, runs.get(each.invoice_id)))
    return [
        Payoff(
            account=lines[0].owed.account,
            on=on,
            currency=currency,
            lines=tuple(lines),
            per_day=None
            if not_known
            else sum((daily.get(line.owed.invoice_id, Fraction(0)) for line in lines), Fraction(0)),
            not_known=not_known,
        )
        for (_, currency), lines in sorted(grouped.items())
    ]


def _daily(
    versions: Versions,
    on: date,
    runs: Mapping[int, InterestRun],
    terms: Mapping[int, Sequence[Term]],
    tomorrow: Sequence[DueTerm],
) -> tuple[dict[int, Fraction], str]:
    """The interest of the day after by invoice, or why it is not known.

    What begins or ends on that day alone is recorded, or what a run for it would write: `tomorrow`.
    """
    after = on.toordinal() + 1
    changed: dict[int, list[Term]] = defaultdict(list)
    begun = recorded_terms(versions.connection, date.fromordinal(after), runs)
    for id, term in [*begun, *tomorrow]:
        if term.from_day == after:
            changed[id] = [*(changed.get(id) or terms.get(id, ())), term]
    known = {id: run.debt for id, run in runs.items()}
    known |= {
        debt.invoice_id: debt
        for debt in debts(versions, on, invoices=[*changed], expected=changed)
        if debt.invoice_id in runs
    }
    clock = Clock(versions.tables())
    try:
        return {id: clock.daily(debt, after) for id, debt in known.items()}, ""
    except RateUnknown as unknown:
        return {}, unknown.message
