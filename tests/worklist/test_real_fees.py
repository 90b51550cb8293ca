"""Fees as firms publish them, written in the language and charged; the arithmetic stands beside each sum."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from collectrules.errors import InputError
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import (
    AccountOpened,
    Disputed,
    DisputeEnded,
    DueDateChanged,
    InvoiceIssued,
    PolicyPublished,
    Posted,
    Reversed,
    StageStepped,
)
from collectrules.policy.model import Policy
from collectrules.worklist.reversals import reverse
from collectrules.worklist.run import run_day
from tests.policy.texts import policy

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
DUE = date(2026, 1, 31)


class Firm:
    """A ledger of one customer, whose days are counted from 31 January 2026."""

    def __init__(self, books: Ledger) -> None:
        self.books = books
        with books.writing(at=AT, by="ana") as book:
            book.append(PolicyPublished("p", "1", 1, "0" * 64, ""), on="2020-01-01")
            self.account = book.append(AccountOpened("001", "A", "business"), on="2025-01-01")

    def invoice(self, amount: str, *, due: int = 0, seen: int = -30) -> int:
        event = InvoiceIssued(
            self.account,
            f"due-{due}-{amount}",
            "GBP",
            int(amount.replace(".", "")),
            str(DUE + timedelta(days=due)),
            str(DUE + timedelta(days=seen)),
            "x",
        )
        return self.write(event, min(-30, due - 10))

    def write(self, event: object, day: int) -> int:
        with self.books.writing(at=AT, by="ana") as book:
            return book.append(event, on=DUE + timedelta(days=day))

    def pay(self, invoice: int, amount: str, day: int) -> None:
        self.write(Posted(invoice, "payment", -int(amount.replace(".", "")), 0), day)

    def carry_out(self, invoice: int, stage: str, day: int) -> None:
        self.write(StageStepped(invoice, stage, "done", 1), day)

    def run(self, policy: Policy, *days: int) -> list[tuple[str, int, str]]:
        """What runs on these days charge: rule, period, sum."""
        (before,) = self.books.connection.execute("SELECT max(seq) FROM journal").fetchone()
        for day in days:
            as_of = DUE + timedelta(days=day)
            run_day(self.books, policy, 1, as_of=as_of, at=AT, by="ana")
        rows = self.books.connection.execute(
            "SELECT rule, period, amount FROM charge WHERE seq > ? ORDER BY seq", (before,)
        )
        return [(rule, period, f"{amount / 100:.2f}") for rule, period, amount in rows]


@pytest.fixture
def firm() -> Iterator[Firm]:
    with Ledger.create(Path(":memory:")) as books:
        yield Firm(books)


LAWN_CARE = policy(
    """
    [[stage]]
    id = "agency"
    when.days_past_due = { above = 90 }
    action = { place_with = "northgate", contingency_percent = 30 }

    [[late_fee]]
    id = "late"
    when.days_past_due = { above = 15 }
    charge = { amount = 5.00 }
    repeat = { every_days = 30 }

    [[late_fee]]
    id = "finance-charge"
    when.days_past_due = { above = 15 }
    charge = { percent = 1.5, of = "balance" }
    repeat = "monthly"

    [[late_fee]]
    id = "agency"
    when.stages_done = "agency"
    charge = { percent = 30, of = "balance" }
    """
)


def test_a_lawn_care_firm(firm: Firm) -> None:
    """5.00 from day 16 and every 30 days: 16, 46, 76. 1.5 % of 200.00 is 3.00, from 16 February monthly.

    The months begin on 16 February, 16 March, 16 April: days 16, 44 and 75.
    """
    invoice = firm.invoice("200.00")
    assert firm.run(LAWN_CARE, 15) == []
    assert firm.run(LAWN_CARE, 16) == [("late", 1, "5.00"), ("finance-charge", 1, "3.00")]
    assert firm.run(LAWN_CARE, 43) == []
    assert firm.run(LAWN_CARE, 46) == [("late", 2, "5.00"), ("finance-charge", 2, "3.00")]
    firm.pay(invoice, "100.00", 50)
    assert firm.run(LAWN_CARE, 91) == [("late", 3, "5.00"), ("finance-charge", 3, "1.50")]
    firm.carry_out(invoice, "agency", 92)
    assert firm.run(LAWN_CARE, 92, 93) == [("agency", 0, "30.00")]


DENTAL = policy(
    """
    [[stage]]
    id = "first-call"
    when.days_past_due = { at_least = 30 }
    action = { channel = "call" }

    [[stage]]
    id = "second-call"
    when.days_past_due = { at_least = 60 }
    action = { channel = "call" }

    [[late_fee]]
    id = "first"
    when.stages_done = "first-call"
    charge = { amount = 25.00 }
    per = "account"

    [[late_fee]]
    id = "second"
    when.stages_done = "second-call"
    charge = { amount = 25.00 }
    per = "account"
    """
)


def test_a_dental_practice_charges_the_account_once_for_each_call(firm: Firm) -> None:
    oldest, younger = firm.invoice("80.00"), firm.invoice("120.00", due=10)
    assert firm.run(DENTAL, 30) == []
    firm.carry_out(oldest, "first-call", 40)
    firm.carry_out(younger, "first-call", 40)
    assert firm.run(DENTAL, 40, 41) == [("first", 0, "25.00")]
    firm.carry_out(oldest, "second-call", 60)
    assert firm.run(DENTAL, 60, 61) == [("second", 0, "25.00")]
    firm.pay(oldest, "80.00", 62)
    assert firm.run(DENTAL, 62) == []


FILING = policy(
    """
    [[late_fee]]
    id = "five"
    when.days_past_due = { at_least = 1 }
    charge = { percent = 5, of = "invoice_amount", at_least = 5.00, round_to = 10.00 }

    [[late_fee]]
    id = "ten"
    when.days_past_due = { at_least = 30 }
    charge = { percent = 10, of = "invoice_amount", at_least = 5.00, round_to = 10.00 }
    less = ["five"]
    """
)


@pytest.mark.parametrize(
    ("invoice", "five", "more"),
    [
        ("40.00", "5.00", None),  # 5 %: 2.00, so 5.00. 10 %: 4.00, so 5.00 in all: nothing more
        ("80.00", "5.00", "5.00"),  # 4.00, so 5.00. 8.00 rounds to 10.00, 5.00 more
        ("100.00", "5.00", "5.00"),  # 5.00, not above it. 10.00 in all
        ("100.20", "10.00", None),  # 5.01 rounds to 10.00. 10.02 rounds to 10.00
        ("300.00", "20.00", "10.00"),  # 15.00 rounds half up to 20.00. 30.00 in all
        ("289.00", "10.00", "20.00"),  # 14.45 rounds to 10.00. 28.90 rounds to 30.00 in all
        ("1000.00", "50.00", "50.00"),
    ],
)
def test_a_filing_service(firm: Firm, invoice: str, five: str, more: str | None) -> None:
    """5 % at one day late and 10 % at 30 days in all, at least 5.00, above that to the nearest 10.00."""
    firm.invoice(invoice)
    assert firm.run(FILING, 1, 29) == [("five", 0, five)]
    assert firm.run(FILING, 30, 31, 60) == ([("ten", 0, more)] if more else [])


def test_what_is_taken_off_may_be_charged_by_the_same_run(firm: Firm) -> None:
    firm.invoice("1000.00")
    assert firm.run(FILING, 45) == [("five", 0, "50.00"), ("ten", 0, "50.00")]


def test_a_waived_fee_does_not_come_back_by_way_of_another(firm: Firm) -> None:
    firm.invoice("1000.00")
    firm.run(FILING, 1)
    (seq,) = firm.books.connection.execute("SELECT seq FROM charge").fetchone()
    reverse(firm.books, seq=seq, reason="waived", on=DUE + timedelta(days=2), at=AT, by="the owner")
    assert firm.run(FILING, 29) == []
    assert firm.run(FILING, 30) == [("ten", 0, "50.00")]


CO_OPERATIVE = policy(
    """
    [[stage]]
    id = "notice"
    when.days_past_due = { at_least = 31 }
    when.overdue_total = { above = 35.00 }
    action = { channel = "letter" }

    [[late_fee]]
    id = "notice"
    when.stages_done = "notice"
    charge = { sum_of = [{ amount = 5.00 }, { percent = 1, of = "overdue_total" }] }
    per = "account"
    """
)


def test_an_electric_co_operative(firm: Firm) -> None:
    """With a notice 5.00 and 1 % of what is past due: of 110.30 + 40.25 = 150.55 that is 1.5055; 6.51."""
    oldest = firm.invoice("110.30")
    firm.invoice("40.25", due=20)
    firm.invoice("99.99", due=60)
    firm.carry_out(oldest, "notice", 31)
    assert firm.run(CO_OPERATIVE, 31) == [("notice", 0, "6.51")]
    assert firm.run(CO_OPERATIVE, 32, 100) == []


def test_a_city_utility_and_a_university(firm: Firm) -> None:
    """10 % of 84.35 is 8.435, half up 8.44. 1.5 % is 1.26525, so 1.27 a month; after 40.00 are paid 0.67."""
    read = policy(
        """
        [[late_fee]]
        id = "penalty"
        when.days_past_due = { at_least = 1 }
        charge = { percent = 10, of = "balance" }

        [[late_fee]]
        id = "monthly"
        when.days_past_due = { at_least = 1 }
        charge = { percent = 1.5, of = "balance" }
        repeat = "monthly"
        """
    )
    invoice = firm.invoice("84.35")
    assert firm.run(read, 0) == []
    assert firm.run(read, 1) == [("penalty", 0, "8.44"), ("monthly", 1, "1.27")]
    firm.pay(invoice, "40.00", 20)
    assert firm.run(read, 29) == [("monthly", 2, "0.67")]


DAILY = """
    [[stage]]
    id = "final-notice"
    action = { channel = "letter" }

    [[late_fee]]
    id = "daily"
    when.days_past_due = { at_least = 1 }
    charge = { amount = 1.00 }
    repeat = "daily"
"""


def test_a_daily_fee_is_one_row_a_run_for_all_days_since_the_last(firm: Firm) -> None:
    """Day 1 to 3, none; 4: four days; 4 again: none; 10: six days, of which 20.00 leave all; 40: the rest."""
    read = policy(DAILY + "limit = { amount = 20.00 }\n")
    firm.invoice("500.00")
    assert firm.run(read, 4, 4) == [("daily", 4, "4.00")]
    assert firm.run(read, 10) == [("daily", 10, "6.00")]
    assert firm.run(read, 40) == [("daily", 40, "10.00")]
    assert firm.run(read, 41, 90) == []


def test_the_last_charge_is_cut_to_what_the_limit_leaves(firm: Firm) -> None:
    """5.00 on days 1, 31 and 61, at most 12.00 in all: the third is 2.00, all three charged at once."""
    read = policy(
        """
        [[late_fee]]
        id = "late"
        when.days_past_due = { at_least = 1 }
        charge = { amount = 5.00 }
        repeat = { every_days = 30 }
        limit = { amount = 12.00 }
        """
    )
    firm.invoice("500.00")
    assert firm.run(read, 95) == [("late", 1, "5.00"), ("late", 2, "5.00"), ("late", 3, "2.00")]


def test_days_that_a_dispute_stopped_cost_nothing(firm: Firm) -> None:
    """Ten days late, five in dispute with the clock stopped, two more: two days are charged, not seven."""
    read = policy(
        """
        [[hold]]
        id = "dispute"
        when.disputed = true
        stops = ["late_fee"]
        clock = "stopped"

        [[late_fee]]
        id = "daily"
        when.days_past_grace = { at_least = 1 }
        charge = { amount = 1.00 }
        repeat = "daily"
        """
    )
    invoice = firm.invoice("500.00")
    assert firm.run(read, 10) == [("daily", 10, "10.00")]
    dispute = firm.write(Disputed(invoice, "short"), 11)
    firm.write(DisputeEnded(dispute, "settled"), 16)
    assert firm.run(read, 17) == [("daily", 12, "2.00")]


def test_days_before_the_last_charge_are_not_charged_when_the_due_date_moves(firm: Firm) -> None:
    """The due date turns out to be five days earlier: what was charged up to day 10 stays as it is."""
    invoice = firm.invoice("500.00")
    assert firm.run(policy(DAILY), 10) == [("daily", 10, "10.00")]
    firm.write(DueDateChanged(invoice, "2026-01-26"), 11)
    assert firm.run(policy(DAILY), 12) == [("daily", 17, "2.00")]
    firm.write(DueDateChanged(invoice, "2026-02-05"), 13)
    assert firm.run(policy(DAILY), 22) == []
    assert firm.run(policy(DAILY), 23) == [("daily", 18, "1.00")]


def test_days_before_the_invoice_was_seen_cost_nothing(firm: Firm) -> None:
    firm.invoice("500.00", seen=50)
    assert firm.run(policy(DAILY), 52) == [("daily", 52, "3.00")]


def test_days_before_the_policy_counted_cost_nothing(firm: Firm) -> None:
    """The policy counts from 1 January 2026; the invoice had been late since 2 December 2025."""
    firm.invoice("500.00", due=-61, seen=-60)
    assert firm.run(policy(DAILY), -28) == [("daily", 33, "3.00")]
    assert firm.run(policy(DAILY), -26) == [("daily", 35, "2.00")]


def test_days_between_the_last_charge_and_a_new_version_are_charged(firm: Firm) -> None:
    """29 days late on 30 December; the version counts from 1 January; on the 3rd four more days."""
    firm.invoice("500.00", due=-61, seen=-60)
    assert firm.run(policy(DAILY), -32) == [("daily", 29, "29.00")]
    assert firm.run(policy(DAILY), -28) == [("daily", 33, "4.00")]


def test_a_daily_fee_begins_with_the_stage_it_hangs_on(firm: Firm) -> None:
    read = policy(DAILY + 'when.stages_done = "final-notice"\n')
    invoice = firm.invoice("500.00")
    assert firm.run(read, 40) == []
    firm.carry_out(invoice, "final-notice", 41)
    assert firm.run(read, 41) == [("daily", 1, "1.00")]
    assert firm.run(read, 44) == [("daily", 4, "3.00")]


def test_a_stage_that_was_taken_back_begins_nothing(firm: Firm) -> None:
    """Carried out on day 41 by mistake, and really on day 50: day 50 to 52 are three days."""
    read = policy(DAILY + 'when.stages_done = "final-notice"\n')
    invoice = firm.invoice("500.00")
    mistake = firm.write(StageStepped(invoice, "final-notice", "done", 1), 41)
    firm.write(Reversed(mistake, "the wrong customer"), 42)
    assert firm.run(read, 49) == []
    firm.carry_out(invoice, "final-notice", 50)
    assert firm.run(read, 52) == [("daily", 3, "3.00")]


def test_a_repeated_fee_without_a_beginning_counts_from_its_first_charge(firm: Firm) -> None:
    """Charged on 1 February: the months after it begin on 1 March and 1 April, days 29 and 60."""
    read = policy(
        """
        [[late_fee]]
        id = "monthly"
        when.overdue_total = { above = 100.00 }
        charge = { amount = 2.00 }
        repeat = "monthly"
        """
    )
    firm.invoice("500.00")
    assert firm.run(read, 1) == [("monthly", 1, "2.00")]
    assert firm.run(read, 28) == []
    assert firm.run(read, 29, 60) == [("monthly", 2, "2.00"), ("monthly", 3, "2.00")]


ACCOUNT_MONTHLY = policy(
    """
    [[late_fee]]
    id = "account"
    when.days_past_due = { at_least = 1 }
    charge = { amount = 25.00 }
    repeat = "monthly"
    per = "account"
    """
)


def test_an_account_is_not_charged_twice_for_a_month_when_another_invoice_becomes_the_oldest(
    firm: Firm,
) -> None:
    """The first's months begin on 1 February and 1 March, the second's on 6 February and 6 March. When the
    first is paid on 5 March, the second's first month had begun before the account was charged on 1 March."""
    oldest = firm.invoice("80.00")
    firm.invoice("120.00", due=5)
    assert firm.run(ACCOUNT_MONTHLY, 1, 29) == [("account", 1, "25.00"), ("account", 2, "25.00")]
    firm.pay(oldest, "80.00", 33)
    assert firm.run(ACCOUNT_MONTHLY, 33) == []
    assert firm.run(ACCOUNT_MONTHLY, 34) == [("account", 2, "25.00")]


def test_without_per_account_the_condition_passes_to_the_next_invoice(firm: Firm) -> None:
    read = policy(
        """
        [[late_fee]]
        id = "oldest"
        when.oldest_overdue = true
        charge = { amount = 25.00, for_each = "open_invoices" }
        """
    )
    oldest = firm.invoice("80.00")
    firm.invoice("120.00", due=5)
    assert firm.run(read, 6) == [("oldest", 0, "50.00")]
    firm.pay(oldest, "80.00", 7)
    assert firm.run(read, 7) == [("oldest", 0, "25.00")]


def test_a_fee_larger_than_any_amount_is_refused_by_name(firm: Firm) -> None:
    read = policy(
        """
        [[late_fee]]
        id = "huge"
        when.days_past_due = { at_least = 1 }
        charge = { amount = 9_999_999_999_999.00, for_each = "days_past_due" }
        """
    )
    firm.invoice("500.00")
    with pytest.raises(
        InputError, match=r"the late fee `huge` on invoice `due-0-500\.00` is larger"
    ):
        firm.run(read, 40)
