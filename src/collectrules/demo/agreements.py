"""Plans and settlements: who is given time, or let off a part, and whether they keep to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from collectrules.acts.payments import Payment, record_payment
from collectrules.acts.plans import PlanWanted, agree_plan
from collectrules.acts.settling import SettlementWanted, agree_settlement
from collectrules.acts.terms import terms_of
from collectrules.charges.agreements import Agreement, PlanMade, plans, settlements
from collectrules.charges.allocation import Named
from collectrules.demo.days import Sitting, working_day_from
from collectrules.demo.debtor import Debt, Debtor
from collectrules.demo.dice import Dice
from collectrules.demo.people import CLERK, OWNER
from collectrules.ledger.book import Ledger
from collectrules.ledger.owed import owed

_WORTH_IT: Final = 40_000
"""What is late has to come to so much, in minor units."""
_INSTALMENT: Final = 25_000
"""About what one comes to, in minor units."""
_ASKS: Final = 0.06
"""How likely somebody asks in a week, and is not refused."""
_GIVEN_TIME_AFTER: Final = timedelta(days=25)
_LET_OFF_AFTER: Final = timedelta(days=100)


@dataclass(frozen=True, slots=True)
class _Agreed:
    """A plan or settlement that stands, by its event, with what it is about."""

    debtor: Debtor
    seq: int
    debts: tuple[Debt, ...]


class Agreements:
    """What is agreed with customers who cannot pay as they should."""

    def __init__(self, ledger: Ledger, debtors: Sequence[Debtor]) -> None:
        self._ledger = ledger
        self._hard_up = [each for each in debtors if each.customer.habit.keeps <= 0.5]
        self._dice = Dice("agreements")
        self._standing: list[_Agreed] = []
        self._pays: defaultdict[date, list[_Agreed]] = defaultdict(list)
        self._given_time: set[str] = set()
        self._let_off: set[str] = set()

    def look_over(self, day: date) -> None:
        """See which are over: kept, or broken, so that the debts are asked for again."""
        for each in tuple(self._standing):
            made = self._read(each, day)
            if made.ended is None:
                continue
            self._standing.remove(each)
            for debt in each.debts:
                debt.agreed = False
                if made.state == "kept":
                    debt.left = 0
                else:
                    later = day + timedelta(days=self._dice.whole(25, 90))
                    each.debtor.mean_to_pay(debt, later, day)

    def agree(self, sitting: Sitting) -> None:
        """Give time to some who asked for it, and take less from some who will never pay it all."""
        day = sitting.day
        for debtor in self._hard_up:
            if debtor.customer.silent(day):
                continue
            late = debtor.overdue(day, debtor.customer.currencies[0])
            if sum(debt.left for debt in late) < _WORTH_IT:
                continue
            oldest = day - min(debt.due_on for debt in late)
            if oldest >= _LET_OFF_AFTER and self._asks(debtor, self._let_off):
                agree = self._settle
            elif oldest >= _GIVEN_TIME_AFTER and self._asks(debtor, self._given_time):
                agree = self._give_time
            else:
                continue
            if debts := self._told_of(late, day):
                agree(debtor, debts, sitting.moment())

    def pay(self, day: date) -> None:
        """What customers pay today as it was agreed."""
        sitting = Sitting(day, 17, 25)
        for each in self._pays.pop(day, ()):
            made = self._read(each, day)
            if made.ended is None and not each.debtor.customer.silent(day):
                self._receive(each, made, sitting.moment())

    def _asks(self, debtor: Debtor, had: set[str]) -> bool:
        """Whether they ask, of those who had no such thing before."""
        number = debtor.customer.number
        if number in had or not self._dice.chance(_ASKS):
            return False
        had.add(number)
        return True

    def _told_of(self, late: Sequence[Debt], day: date) -> tuple[Debt, ...]:
        """Those of some debts of which the books know all that was paid."""
        books = owed(self._ledger.connection, day, invoices=[debt.invoice_id for debt in late])
        principal = {each.invoice_id: each.principal for each in books}
        return tuple(debt for debt in late if principal[debt.invoice_id] == debt.left)

    def _give_time(self, debtor: Debtor, debts: tuple[Debt, ...], at: datetime) -> None:
        day = at.date()
        count = min(6, max(3, sum(debt.left for debt in debts) // _INSTALMENT))
        wanted = PlanWanted(
            account=debtor.named,
            invoices=tuple(debt.invoice_id for debt in debts),
            instalments=count,
            every=self._dice.pick(("month", "month", "fortnight")),
            first=working_day_from(day + timedelta(days=self._dice.whole(5, 12))),
            approved_by=OWNER,
            note="asked for time on the telephone",
            on=day,
        )
        plan = agree_plan(self._ledger, wanted, at=at, by=OWNER)
        agreed = self._stands(debtor, plan.seq, debts)
        keeps = self._dice.chance(0.2 + debtor.customer.habit.keeps)
        paid = count if keeps else self._dice.whole(0, count - 2)
        for instalment in plan.instalments[:paid]:
            self._pays[working_day_from(instalment.due_on)].append(agreed)

    def _settle(self, debtor: Debtor, debts: tuple[Debt, ...], at: datetime) -> None:
        day = at.date()
        until = day + timedelta(days=14)
        wanted = SettlementWanted(
            account=debtor.named,
            invoices=tuple(debt.invoice_id for debt in debts),
            percent=Decimal(self._dice.pick((60, 70, 75))),
            until=until,
            approved_by=OWNER,
            note="what they can raise by then",
            on=day,
        )
        seq = agree_settlement(self._ledger, wanted, at=at, by=OWNER).seq
        agreed = self._stands(debtor, seq, debts)
        if self._dice.chance(0.5):
            self._pays[working_day_from(until - timedelta(days=self._dice.whole(4, 9)))].append(
                agreed
            )

    def _stands(self, debtor: Debtor, seq: int, debts: tuple[Debt, ...]) -> _Agreed:
        debtor.agree(debts)
        agreed = _Agreed(debtor, seq, debts)
        self._standing.append(agreed)
        return agreed

    def _read(self, agreed: _Agreed, day: date) -> Agreement:
        connection, whose = self._ledger.connection, (agreed.debtor.account_id,)
        every: list[Agreement] = [
            *plans(connection, day, accounts=whose),
            *settlements(connection, day, accounts=whose),
        ]
        return next(each for each in every if each.seq == agreed.seq)

    def _receive(self, agreed: _Agreed, made: Agreement, at: datetime) -> None:
        """Record an instalment, or what settles it, on the oldest of its invoices first."""
        day, debtor = at.date(), agreed.debtor
        ids = [debt.invoice_id for debt in agreed.debts]
        books = owed(self._ledger.connection, day, invoices=ids)
        amount, reference = made.amount, "settlement"
        if isinstance(made, PlanMade):
            assert made.next_due is not None
            amount = made.next_due.to_pay - made.next_due.paid
            number = made.next_due.instalment.number
            reference = f"instalment {number} of {len(made.instalments)}"
        money = Payment(
            account_id=debtor.account_id,
            currency=made.currency,
            amount=amount,
            on=day,
            reference=reference,
            named=tuple(Named(each.invoice_id) for each in books if each.total > 0),
        )
        terms = terms_of(self._ledger, debtor.account_id, day)
        debtor.has_paid(record_payment(self._ledger, money, terms, at=at, by=CLERK).uses)
