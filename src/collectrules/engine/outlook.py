"""Facts of a later day, if nothing happens until then: what time alone will bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from collectrules.clock import whole_months
from collectrules.policy.facts import DATED_STATES, MONTHS, WEEKDAYS
from collectrules.policy.meaning import Facts
from collectrules.policy.model import Scalar

BY_THE_DAY: Final = frozenset(
    {
        "customer_age_days", "oldest_days_past_due", "days_since_last_payment", "days_since_last_contact",
        "days_since_last_answer", "days_past_due", "days_past_grace", "invoice_age_days", "days_since_stage",
        "days_disputed",
    }
)  # fmt: skip
"""Facts that move by themselves from day to day; those of money and promises only jump."""

BY_TIME: Final = BY_THE_DAY | {"whole_months_past_due", "month", "day_of_month", "weekday"}
"""Those, and what the calendar says."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known today of an account in one currency that will move its facts on later days."""

    as_of: date
    open_invoices: tuple[tuple[int, int], ...]
    """Days past due and balance of each open invoice."""
    payments: tuple[tuple[date, int], ...]
    """Payments of the last twelve months: the day and the amount."""
    paid_late: tuple[date, ...]
    """Due dates of the last twelve months that invoices paid by now were paid after."""
    promises_due: tuple[date, ...]
    """The days by which promises that are open today have to be kept."""
    latest_promise_due: date | None
    """That of the latest promise, where it is open."""

    def facts(self, now: Facts, days: int) -> dict[str, Scalar]:
        """The facts of one of its invoices `days` from today, given those of today."""
        day = self.as_of + timedelta(days=days)
        later = dict(now)
        for name in BY_THE_DAY & later.keys():
            later[name] = int(later[name]) + days
        later |= of_the_day(day)
        due_on = self.as_of - timedelta(days=int(now["days_past_due"]))
        later["whole_months_past_due"] = whole_months(due_on, day)
        if now["stage"] == "none":
            later["days_since_stage"] = 0
        for state, count in DATED_STATES.items():
            more = days_past_due_among(days, int(now["days_past_due"])) if now[state] else 0
            later[count] = int(now[count]) + more
        overdue = [balance for past_due, balance in self.open_invoices if past_due + days > 0]
        broken = sum(due < day for due in self.promises_due)
        later["overdue_total"] = sum(overdue)
        later["overdue_invoices"] = len(overdue)
        year = _a_year_before(day)
        later["paid_last_12_months"] = sum(amount for paid, amount in self.payments if paid > year)
        due = [self.as_of - timedelta(days=past_due) for past_due, _ in self.open_invoices]
        late = [*self.paid_late, *(each for each in due if each < day)]
        later["late_last_12_months"] = sum(each > year for each in late)
        later["broken_promises"] = int(now["broken_promises"]) + broken
        if self.latest_promise_due is not None and self.latest_promise_due < day:
            later["promise"] = "broken"
        return later


def of_the_day(day: date) -> dict[str, Scalar]:
    """What is known of any day: its month, its number in it, and the day of the week."""
    return {
        "month": MONTHS[day.month - 1],
        "day_of_month": day.day,
        "weekday": WEEKDAYS[day.weekday()],
    }


def days_past_due_among(days: int, past_due: int) -> int:
    """Of the `days` after today, how many are after the due date, which was `past_due` days ago today."""
    return max(0, min(days, past_due + days))


def _a_year_before(day: date) -> date:
    """The same day a year before; 1 March for a leap day, as SQLite counts."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return date(day.year - 1, 3, 1)
