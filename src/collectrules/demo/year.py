"""The year of the demo's firm, day by day, as the ledger comes to know it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from collectrules.demo.agency import Agency
from collectrules.demo.agreements import Agreements
from collectrules.demo.changes import Changes
from collectrules.demo.cheques import Cheques
from collectrules.demo.complaints import Complaints
from collectrules.demo.credits import Credits
from collectrules.demo.customers import roster
from collectrules.demo.days import (
    FIRST_DAY,
    LAST_DAY,
    days_between,
    is_working_day,
    moment_of,
    working_day_from,
)
from collectrules.demo.debtor import Debtor
from collectrules.demo.desk import Desk, calls, everything, what_cannot_wait
from collectrules.demo.goodwill import Goodwill
from collectrules.demo.money_desk import MoneyDesk
from collectrules.demo.office import Office
from collectrules.demo.people import CLERK
from collectrules.demo.sales import sales_of_the_year
from collectrules.ledger.book import Ledger
from collectrules.policy.model import Policy
from collectrules.worklist.listing import Row

_TWICE_A_WEEK_FROM: Final = date(2026, 5, 1)
_MARA_IS_AWAY_FROM: Final = date(2026, 6, 12)
_DAILY_FROM: Final = date(2026, 6, 24)
"""While Mara was away Edwin did what could not wait. Back since the 24th, she catches up on the calls."""


def _list_is_made_on(day: date) -> bool:
    """On the first working day of a week; of late more often."""
    if day >= _DAILY_FROM:
        return True
    if day >= _TWICE_A_WEEK_FROM and day.weekday() == 3:
        return True
    return day == working_day_from(day - timedelta(days=day.weekday()))


def _hours(day: date) -> tuple[int, Callable[[Row], bool]]:
    """How many minutes there are for the day's list, and for which part of it."""
    if day >= _DAILY_FROM:
        return 50, calls
    if day >= _MARA_IS_AWAY_FROM:
        return 60, what_cannot_wait
    return 420, everything


class Year:
    """Everybody of the demo, and the days they live through."""

    def __init__(self, ledger: Ledger, policy: Policy, policy_seq: int) -> None:
        customers = roster()
        sales = sales_of_the_year(customers)
        debtors = [Debtor.of(customer) for customer in customers]
        self._ledger = ledger
        self._cheques = Cheques(ledger, debtors)
        self._office = Office(ledger, debtors, sales, self._cheques)
        self._credits = Credits(debtors)
        self._complaints = Complaints(debtors, self._credits)
        self._changes = Changes(debtors)
        self._goodwill = Goodwill(ledger)
        self._agreements = Agreements(ledger, debtors)
        agency = Agency(ledger)
        self._desk = Desk(
            ledger, policy, policy_seq, debtors, complaints=self._complaints, agency=agency
        )
        self._money_desk = MoneyDesk(ledger, debtors, self._cheques, self._agreements, agency)
        self._before = sales[0].on

    def live(self) -> None:
        """Every day up to the last, whose afternoon has not come yet."""
        for day in days_between(self._before, FIRST_DAY - timedelta(days=1)):
            self._office.before_the_ledger(day)
        self._office.open(FIRST_DAY)
        for day in days_between(FIRST_DAY, LAST_DAY):
            if is_working_day(day):
                self._working_day(day)
            else:
                self._office.closed(day)

    def _working_day(self, day: date) -> None:
        self._office.morning(day)
        self._cheques.morning(day)
        if day == LAST_DAY:
            self._desk.run(day)
            return
        if _list_is_made_on(day):
            self._desk.run(day)
            self._desk.work(day, *_hours(day))
        self._desk.pick_up(day)
        with self._ledger.writing(at=moment_of(day, 17, 10), by=CLERK) as book:
            self._complaints.day(book, day)
            self._credits.day(book, day)
            self._changes.day(book, day)
        if day == working_day_from(day.replace(day=1)):
            self._goodwill.day(day)
        self._money_desk.day(day, mara_is_in=day < _MARA_IS_AWAY_FROM)
        self._agreements.pay(day)
        self._office.afternoon(day)
