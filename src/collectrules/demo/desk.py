"""The credit controller's desk: the policy's list, worked from the top by the program's own means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from collectrules.acts.approvals import approve
from collectrules.demo.agency import Agency
from collectrules.demo.complaints import Complaints
from collectrules.demo.days import moment_of
from collectrules.demo.debtor import Debtor
from collectrules.demo.people import CLERK, OWNER
from collectrules.demo.telephone import Telephone
from collectrules.errors import Refused
from collectrules.ledger.book import Ledger
from collectrules.policy.model import Policy
from collectrules.worklist.listing import Row, read_listing
from collectrules.worklist.other_steps import carry_out
from collectrules.worklist.outcomes import Blocked, log_contact
from collectrules.worklist.run import run_day

_MINUTES: Final = {"email": 2, "sms": 2, "letter": 7, "call": 9}
_MUCH: Final = 100_000
"""In minor units."""
_OWNER_APPROVES_EVERY: Final = 3
"""Weeks; what he has to approve waits until then."""
_WHY_APPROVED: Final = {
    "letter-before-action": "I have read the account: they had their time",
    "agency": "we have tried everything else",
}


def everything(_row: Row) -> bool:
    """All that the list asks for."""
    return True


def what_cannot_wait(row: Row) -> bool:
    """E-mails, which are quick, and calls about much money."""
    return row.channel == "email" or (row.channel == "call" and row.to_collect >= _MUCH)


def calls(row: Row) -> bool:
    """The calls alone."""
    return row.channel == "call"


class Desk:
    """Runs the policy and carries out what it asks for, one row after the other."""

    def __init__(
        self,
        ledger: Ledger,
        policy: Policy,
        policy_seq: int,
        debtors: Sequence[Debtor],
        *,
        complaints: Complaints,
        agency: Agency,
    ) -> None:
        self._ledger = ledger
        self._policy = policy
        self._policy_seq = policy_seq
        self._debtors = debtors
        self._agency = agency
        self._telephone = Telephone(ledger, policy, policy_seq, complaints)

    def run(self, day: date) -> None:
        """Have the day's list made."""
        at = moment_of(day, 8, 30)
        run_day(self._ledger, self._policy, self._policy_seq, as_of=day, at=at, by=CLERK)

    def work(self, day: date, minutes: int, which: Callable[[Row], bool]) -> None:
        """Work the chosen rows of the list from the top for so many minutes."""
        by_account = {debtor.account_id: debtor for debtor in self._debtors}
        owner_is_in = day.isocalendar().week % _OWNER_APPROVES_EVERY == 1
        at = moment_of(day, 9)
        end = at + timedelta(minutes=minutes)
        for row in filter(which, read_listing(self._ledger).rows):
            if at >= end:
                return
            debtor = by_account[row.account_id]
            if row.allowed and (
                not row.approval or (owner_is_in and self._approved(row, debtor, at))
            ):
                at += timedelta(minutes=self._carry_out(row, debtor, at))

    def pick_up(self, day: date) -> None:
        """Customers who ring themselves."""
        for number, debtor in enumerate(self._debtors):
            at = moment_of(day, 16, 15) + timedelta(seconds=25 * number)
            self._telephone.they_ring(debtor, at)

    def _approved(self, row: Row, debtor: Debtor, at: datetime) -> bool:
        """The owner reads the account and means what the row asks for, unless nothing waits for it by now."""
        try:
            approve(
                self._ledger,
                debtor.named,
                row.rule,
                reason=_WHY_APPROVED[row.rule],
                on=at.date(),
                at=at,
                by=OWNER,
            )
        except Refused:
            return False
        return True

    def _carry_out(self, row: Row, debtor: Debtor, at: datetime) -> int:
        """Do what a row asks for; returns how many minutes it took."""
        if row.channel is None:
            return self._place(row, debtor, at)
        try:
            if row.channel == "call":
                self._telephone.call(row, debtor, at)
            else:
                self._write_to(row, debtor, at)
        except Blocked:
            return 0
        return _MINUTES[row.channel]

    def _write_to(self, row: Row, debtor: Debtor, at: datetime) -> None:
        assert row.channel is not None
        log_contact(
            self._ledger,
            self._policy_seq,
            self._policy,
            account_id=debtor.account_id,
            channel=row.channel,
            result="EM" if row.channel == "email" else "ML",
            at=at,
            by=CLERK,
        )
        heeds = debtor.customer.habit.heeds + (0.1 if row.channel == "letter" else 0)
        if debtor.dice.chance(heeds):
            debtor.hurry(at.date(), (1, 9))

    def _place(self, row: Row, debtor: Debtor, at: datetime) -> int:
        """Hand over what waits for it, unless something is agreed about it."""
        try:
            carry_out(
                self._ledger,
                self._policy,
                self._policy_seq,
                account_id=debtor.account_id,
                stage=row.rule,
                on=at.date(),
                at=at,
                by=CLERK,
            )
        except Refused:
            return 0
        self._agency.takes_over(debtor, at.date())
        return 15
