"""Interest in the day's run: when it begins and ends, what is booked when, and what is put right."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from collectrules.charges.booking import book_interest
from collectrules.charges.rates import RateUnknown
from collectrules.ledger.events import (
    Disputed,
    DisputeEnded,
    DueDateChanged,
    InstalmentSet,
    InterestSet,
    OverrideEnded,
    OverrideSet,
    PartPosted,
    PlanAgreed,
    PlanCovers,
    Posted,
    Promised,
    RateAdded,
    Reversed,
)
from collectrules.ledger.verify import verify
from collectrules.worklist.interest import bring_up_to
from tests.worklist.interest_books import (
    BIG,
    DISPUTE_HOLD,
    PER_DAY,
    PROMISE_HOLD,
    TEN_PER_CENT,
    InterestBooks,
    interest_books,
)

AT_NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def in_days(books: InterestBooks, *days: str) -> None:
    for day in days:
        books.run(day)


def test_a_missed_day_loses_nothing() -> None:
    with interest_books(TEN_PER_CENT) as books:
        books.issue("1", due="2026-01-31")
        in_days(books, "2026-01-20", "2026-03-10")
        assert books.terms() == [("2026-02-01", "late")]
        assert books.booked() == [("2026-02-28", "accrual", "2026-02-01", 28 * PER_DAY)]
        assert books.ran("2026-03-10") == 38 * PER_DAY


FEE_BY_INTEREST = """
[[late_fee]]
id = "letter-about-interest"
when.interest_total = { at_least = 100.00 }
charge = { amount = 5.00 }
"""


def test_what_a_run_books_of_months_gone_by_is_read_from_the_next_day_on() -> None:
    """28 days at 10.00 are booked through February in March; the rule reads 280.00 a day later."""
    with interest_books(TEN_PER_CENT, FEE_BY_INTEREST) as books:
        books.issue("1", due="2026-01-31")
        for _ in "ab":
            result = books.run("2026-03-10")
            assert result.charges.count == 0
        assert books.owed("2026-03-10").interest == 28 * PER_DAY
        assert books.run("2026-03-11").charges.amounts == {"EUR": 500}


def test_each_month_end_is_booked_by_the_first_run_on_or_after_it() -> None:
    with interest_books(TEN_PER_CENT) as books:
        books.issue("1", due="2026-01-25")
        assert books.run("2026-01-30").interest.count == 0
        assert books.run("2026-01-31").interest.amounts == {"EUR": 6 * PER_DAY}
        assert books.run("2026-01-31").interest.count == 0
        assert books.run("2026-04-02").interest.amounts == {"EUR": 59 * PER_DAY}
        assert [row[0] for row in books.booked()] == ["2026-01-31", "2026-02-28", "2026-03-31"]
        assert verify(books.ledger) == []


def test_a_dry_run_shows_the_same_and_writes_nothing() -> None:
    with interest_books(TEN_PER_CENT) as books:
        books.issue("1", due="2026-01-25")
        planned = books.plan("2026-03-05")
        assert books.booked() == books.terms() == []
        assert books.run("2026-03-05").interest == planned.interest
        assert planned.interest.amounts == {"EUR": 34 * PER_DAY}


def test_interest_stays_owed_when_the_principal_is_paid_and_is_booked_on_that_day() -> None:
    with interest_books(TEN_PER_CENT) as books:
        books.issue("1", due="2026-03-05")
        books.run("2026-03-06")
        books.tell(Posted(books.invoices["1"], "payment", -BIG), "2026-03-12")
        books.run("2026-03-13")
        assert books.booked() == [("2026-03-12", "accrual", "2026-03-06", 7 * PER_DAY)]
        assert books.owed("2026-12-31").interest == 7 * PER_DAY
        books.run("2026-12-31")
        assert len(books.booked()) == 1


def test_what_was_paid_late_between_two_runs_bears_interest() -> None:
    with interest_books(TEN_PER_CENT) as books:
        books.issue("1", due="2026-03-05")
        books.issue("2", due="2026-03-05")
        books.issue("3", due="2026-03-05")
        books.run("2026-03-04")
        books.tell(Posted(books.invoices["1"], "payment", -BIG), "2026-03-07")
        books.tell(Posted(books.invoices["2"], "payment", -BIG), "2026-03-06")  # the day after
        books.tell(Posted(books.invoices["3"], "payment", -BIG), "2026-03-05")  # in time
        books.run("2026-03-09")
        assert books.booked("1") == [("2026-03-07", "accrual", "2026-03-06", 2 * PER_DAY)]
        assert books.booked("2") == [("2026-03-06", "accrual", "2026-03-06", PER_DAY)]
        assert books.booked("3") == books.terms("3") == []


def test_what_no_run_saw_open_is_left_alone() -> None:
    with interest_books(TEN_PER_CENT) as books:
        books.issue("1", due="2026-03-05")
        books.tell(Posted(books.invoices["1"], "payment", -BIG), "2026-03-20")
        books.run("2026-04-01")
        assert books.terms() == books.booked() == []


def test_a_payment_recorded_late_leads_to_a_correction_that_is_shown() -> None:
    with interest_books(TEN_PER_CENT) as books:
        books.issue("1", due="2026-01-31")
        in_days(books, "2026-02-28", "2026-03-31")
        books.tell(Posted(books.invoices["1"], "payment", -BIG), "2026-02-10")
        result = books.run("2026-04-02")
        # 28 + 31 days were booked, 10 were right.
        (correction,) = result.corrections
        assert correction.amount == -49 * PER_DAY
        assert (correction.from_on, correction.through) == (date(2026, 2, 1), date(2026, 3, 31))
        assert books.owed("2026-04-02").interest == 10 * PER_DAY
        assert books.owed("2026-02-28").interest == 10 * PER_DAY
        assert books.run("2026-04-02").corrections == ()


def test_a_bounced_payment_puts_everything_back_on_the_day_it_bounced() -> None:
    with interest_books(TEN_PER_CENT) as books:
        books.issue("1", due="2026-01-31")
        books.run("2026-02-01")
        paid = books.tell(Posted(books.invoices["1"], "payment", -BIG), "2026-02-10")
        books.run("2026-02-28")
        books.tell(Reversed(paid, "bounced"), "2026-03-04")
        (correction,) = books.run("2026-03-05").corrections
        # 10 days were booked by 10 February; the 18 until the end of the month come back.
        assert correction.amount == 18 * PER_DAY + 0
        assert books.owed("2026-03-04").interest == 32 * PER_DAY
        assert books.owed("2026-03-03").interest == 10 * PER_DAY
        assert books.ran("2026-03-05") == 33 * PER_DAY


def test_a_dispute_recorded_late_is_exact_to_the_day() -> None:
    with interest_books(TEN_PER_CENT, DISPUTE_HOLD) as books:
        books.issue("1", due="2026-01-31")
        books.run("2026-03-31")
        dispute = books.tell(Disputed(books.invoices["1"], "wrong goods"), "2026-02-05")
        books.tell(DisputeEnded(dispute, "right goods"), "2026-02-15")
        books.run("2026-04-01")
        assert books.owed("2026-03-31").interest == (59 - 10) * PER_DAY
        assert books.terms() == [("2026-02-01", "late")]


def test_without_a_hold_a_dispute_stops_nothing() -> None:
    with interest_books(TEN_PER_CENT) as books:
        books.issue("1", due="2026-01-31")
        books.tell(Disputed(books.invoices["1"], "wrong goods"), "2026-02-05")
        books.run("2026-03-31")
        assert books.owed("2026-03-31").interest == 59 * PER_DAY


def test_an_invoice_left_out_rests_on_those_days() -> None:
    with interest_books(TEN_PER_CENT) as books:
        books.issue("1", due="2026-01-31")
        books.run("2026-02-28")
        out = OverrideSet(books.account, books.invoices["1"], "leave_out", None, None, None, "why")
        override = books.tell(out, "2026-02-20")
        books.tell(OverrideEnded(override, "over"), "2026-03-11")
        books.run("2026-03-31")
        # 20 February to 10 March: 19 days.
        assert books.owed("2026-03-31").interest == (59 - 19) * PER_DAY


def test_another_hold_stops_it_from_the_run_that_sees_it() -> None:
    with interest_books(TEN_PER_CENT, PROMISE_HOLD) as books:
        books.issue("1", due="2026-01-31")
        books.run("2026-02-05")
        books.tell(Promised(books.account, "EUR", BIG, "2026-02-20"), "2026-02-07")
        in_days(books, "2026-02-10", "2026-02-15", "2026-02-21", "2026-02-28")
        assert books.terms() == [("2026-02-01", "late"), ("2026-02-10", ""), ("2026-02-21", "late")]
        assert books.owed("2026-02-28").interest == (9 + 8) * PER_DAY


def test_held_from_the_start_it_begins_when_the_hold_ends() -> None:
    with interest_books(TEN_PER_CENT, PROMISE_HOLD) as books:
        books.issue("1", due="2026-01-31")
        books.tell(Promised(books.account, "EUR", BIG, "2026-02-20"), "2026-01-30")
        in_days(books, "2026-01-31", "2026-02-01", "2026-02-20")
        assert books.terms() == []
        books.run("2026-02-21")
        assert books.terms() == [("2026-02-21", "late")]


def test_days_of_a_plan_that_stands_or_was_kept_rest_and_those_of_a_broken_one_do_not() -> None:
    with interest_books(TEN_PER_CENT) as books:
        version = 1
        for number in "12":
            books.issue(number, due="2026-01-31")
        books.run("2026-02-01")
        plans = {}
        for number, due in (("1", "2026-02-20"), ("2", "2026-12-31")):
            agreed = PlanAgreed(books.account, "EUR", BIG, "three", version, 18)
            plans[number] = books.tell(agreed, "2026-02-11")
            books.tell(InstalmentSet(plans[number], 1, due, BIG), "2026-02-11")
            books.tell(PlanCovers(plans[number], books.invoices[number]), "2026-02-11")
        books.run("2026-02-28")
        # the day of the agreement is in the sum of the plan
        assert books.owed("2026-02-28", "1").interest == 11 * PER_DAY
        assert books.run("2026-03-10").agreements == {}
        result = books.run("2026-03-31")
        assert result.agreements == {"plans broken": 1}
        assert books.owed("2026-03-31", "1").interest == 59 * PER_DAY
        assert books.owed("2026-02-28", "1").interest == 11 * PER_DAY  # as it stood on that day
        assert books.owed("2026-03-31", "2").interest == 11 * PER_DAY
        assert [each.invoice for each in result.corrections] == ["1"]


RATES = """
[[interest]]
id = "late"
when.days_past_due = {{ at_least = 1 }}
rate = {{ percent = {} }}
"""


def test_a_new_version_with_another_rate_counts_from_its_day_also_where_the_run_was_missed() -> (
    None
):
    with interest_books(RATES.format(10)) as books:
        books.publish(RATES.format(20), effective="2026-02-11", version="2")
        books.issue("1", due="2026-01-31")
        in_days(books, "2026-02-05", "2026-02-28")
        assert books.terms() == [("2026-02-01", "late"), ("2026-02-11", "late")]
        assert books.owed("2026-02-28").interest == 10 * PER_DAY + 18 * 2 * PER_DAY


def test_a_new_version_that_says_the_same_changes_nothing() -> None:
    with interest_books(TEN_PER_CENT) as books:
        books.publish(TEN_PER_CENT, DISPUTE_HOLD.replace('"interest"', '"stage"'),
                      effective="2026-02-11", version="2")  # fmt: skip
        books.issue("1", due="2026-01-31")
        in_days(books, "2026-02-05", "2026-02-28")
        assert books.terms() == [("2026-02-01", "late")]


def test_a_version_before_that_decided_there_is_none_is_left_as_it_was() -> None:
    with interest_books("") as books:
        books.issue("1", due="2026-01-31")
        books.run("2026-03-01")
        books.publish(TEN_PER_CENT, effective="2026-03-15", version="2")
        books.run("2026-03-31")
        assert books.terms() == [("2026-03-15", "late")]


def test_a_version_published_for_days_gone_by_counts_from_its_own_day() -> None:
    with interest_books("") as books:
        books.issue("1", due="2026-01-31")
        books.run("2026-03-01")
        books.publish(TEN_PER_CENT, effective="2026-02-10", version="2")
        books.run("2026-03-31")
        assert books.terms() == [("2026-02-10", "late")]


def test_an_invoice_never_judged_bears_interest_since_it_was_due() -> None:
    """As the law gives it, whenever the policy that asks for it was written; the rate is that of then."""
    uk = """
[[interest]]
id = "statutory"
when.days_past_due = { at_least = 1 }
rate = { reference = "bank-of-england", margin = 8, fixed = "when-interest-starts" }
"""
    with interest_books("") as books:
        books.publish(uk, effective="2026-07-01", version="2")
        books.issue("1", due="2025-09-01", amount=1_200_000)
        books.run("2026-10-08")
        assert books.terms() == [("2025-09-02", "statutory")]
        assert (
            books.ran("2026-10-08") == 161_901
        )  # law: 12,000.00 at 12.25 % for its life; 402 days


def test_thresholds_are_crossed_on_their_days_though_the_run_was_missed() -> None:
    two = """
[[interest]]
id = "high"
when.days_past_due = { at_least = 31 }
rate = { percent = 20 }
[[interest]]
id = "low"
when.days_past_due = { at_least = 11 }
rate = { percent = 10 }
"""
    with interest_books(two) as books:
        books.issue("1", due="2026-01-01")
        books.run("2026-02-28")
        assert books.terms() == [("2026-01-12", "low"), ("2026-02-01", "high")]
        assert books.ran("2026-02-28") == 20 * PER_DAY + 28 * 2 * PER_DAY


def test_grace_and_a_clock_that_a_dispute_stopped_put_the_first_day_off() -> None:
    graced = """
[[grace]]
id = "five"
days = 5
[[interest]]
id = "late"
when.days_past_grace = { at_least = 1 }
rate = { percent = 10 }
"""
    with interest_books(graced, DISPUTE_HOLD) as books:
        for number in "123":
            books.issue(number, due="2026-03-01")
        early = books.tell(Disputed(books.invoices["2"], "wrong"), "2026-03-03")
        books.tell(DisputeEnded(early, "right"), "2026-03-13")
        late = books.tell(Disputed(books.invoices["3"], "wrong"), "2026-03-10")
        books.tell(DisputeEnded(late, "right"), "2026-03-20")
        books.run("2026-03-31")
        # Five days of grace: the sixth day past due is the first. Ten days of dispute before it put it off.
        assert books.terms("1") == [("2026-03-07", "late")]
        assert books.terms("2") == [("2026-03-17", "late")]
        assert books.terms("3") == [("2026-03-07", "late")]
        assert books.owed("2026-03-31", "1").interest == 25 * PER_DAY
        assert books.owed("2026-03-31", "2").interest == 15 * PER_DAY
        assert books.owed("2026-03-31", "3").interest == 15 * PER_DAY


@pytest.mark.parametrize(("to", "days"), [("2026-02-10", 49), ("2026-01-20", 70)])
def test_another_due_date_moves_the_first_day(to: str, days: int) -> None:
    with interest_books(TEN_PER_CENT) as books:
        books.issue("1", due="2026-01-31")
        books.run("2026-02-28")
        books.tell(DueDateChanged(books.invoices["1"], to), "2026-03-02")
        books.run("2026-03-31")
        assert books.owed("2026-03-31").interest == days * PER_DAY
        assert books.owed("2026-02-28").interest == 28 * PER_DAY  # as it stood on that day


def test_a_policy_beside_has_its_own_interest_from_the_day_the_account_is_put_under_it() -> None:
    with interest_books(RATES.format(10)) as books:
        books.publish(RATES.format(20), beside="mild")
        for number in "12":
            books.issue(number, due="2026-01-31")
        books.run("2026-02-05")
        put = OverrideSet(books.account, books.invoices["2"], "policy", None, "mild", None, "why")
        books.tell(put, "2026-02-11")
        result = books.run("2026-02-28")
        assert books.owed("2026-02-28", "1").interest == 28 * PER_DAY
        assert books.owed("2026-02-28", "2").interest == 10 * PER_DAY + 18 * 2 * PER_DAY
        assert result.interest.amounts == {"EUR": 74 * PER_DAY}


def test_a_rate_that_is_corrected_corrects_what_was_booked_by_it() -> None:
    ecb = """
[[interest]]
id = "eu"
when.days_past_due = { at_least = 1 }
rate = { reference = "ecb", margin = 8, fixed = "never" }
"""
    with interest_books(ecb) as books:
        books.issue("1", due="2025-01-31", amount=3_650_000)
        result = books.run("2025-02-28")
        assert [str(rate.from_on) for rate in result.unconfirmed] == ["2025-01-01"]
        # 36,500.00 x 11.15 % x 28/365 = 312.20, then 11.00 %: 308.00
        assert result.interest.amounts == {"EUR": 31_220}
        books.tell(RateAdded("ecb", "3.00", "a made-up gazette"), "2025-01-01")
        (correction,) = books.run("2025-03-01").corrections
        assert correction.amount == -420


def test_a_hole_in_a_table_stops_the_run_by_name_and_nothing_is_written() -> None:
    ecb = """
[[interest]]
id = "eu"
when.days_past_due = { at_least = 1 }
rate = { reference = "ecb", margin = 8, fixed = "never" }
"""
    with interest_books(ecb) as books:
        books.issue("1", due="2026-12-15")
        books.run("2026-12-31")
        before = books.ledger.connection.execute("SELECT count(*) FROM journal").fetchone()
        with pytest.raises(RateUnknown, match="2027-01-01"):
            books.run("2027-01-31")
        assert books.ledger.connection.execute("SELECT count(*) FROM journal").fetchone() == before
        books.tell(RateAdded("ecb", "2.40", "a made-up gazette"), "2027-01-01")
        books.run("2027-01-31")
        # 36,500.00 x 10.40 % / 365 = 10.40 a day.
        assert books.owed("2027-01-31").interest == 47 * 1_040


def test_booking_on_a_day_before_what_is_booked_leaves_every_day_right() -> None:
    with interest_books(TEN_PER_CENT) as books:
        books.issue("1", due="2026-01-31")
        books.run("2026-03-31")
        for _ in range(2):
            with books.ledger.writing(at=AT_NOON, by="x") as book:
                book_interest(book, [books.invoices["1"]], date(2026, 2, 10))
            assert books.owed("2026-02-10").interest == 10 * PER_DAY
            assert books.owed("2026-02-28").interest == 28 * PER_DAY
            assert books.owed("2026-03-31").interest == 59 * PER_DAY


def test_interest_can_be_brought_up_to_a_day_between_runs() -> None:
    with interest_books(TEN_PER_CENT) as books:
        books.issue("1", due="2026-01-31")
        for _ in range(2):
            with books.ledger.writing(at=AT_NOON, by="x") as book:
                bring_up_to(books.ledger, book, [books.account], date(2026, 2, 10))
        assert books.terms() == [("2026-02-01", "late")]
        assert books.owed("2026-02-10").interest == 10 * PER_DAY
        assert len(books.booked()) == 1


def test_what_was_paid_of_it_is_taken_off_what_is_owed_and_not_of_what_ran() -> None:
    with interest_books(TEN_PER_CENT) as books:
        books.issue("1", due="2026-01-31")
        books.run("2026-02-28")
        books.tell(PartPosted(books.invoices["1"], "interest", "payment", -5_000), "2026-03-01")
        books.run("2026-03-31")
        assert books.ran("2026-03-31") == 59 * PER_DAY
        assert books.owed("2026-03-31").interest == 59 * PER_DAY - 5_000


def test_a_ledger_without_interest_has_no_row_of_it() -> None:
    with interest_books("") as books:
        books.issue("1", due="2026-01-31")
        in_days(books, "2026-02-28", "2026-03-31")
        assert books.terms() == books.booked() == []


def test_the_worklist_asks_for_interest_in_the_books() -> None:
    ladder = """
[[stage]]
id = "reminder"
when.days_past_due = { at_least = 1 }
action = { channel = "email", template = "reminder" }
"""
    with interest_books(TEN_PER_CENT, ladder) as books:
        books.issue("1", due="2026-01-31")

        def to_collect() -> list[tuple[int]]:
            return books.ledger.connection.execute("SELECT to_collect FROM worklist").fetchall()

        for _ in range(2):
            books.run("2026-02-28")
            assert to_collect() == [(BIG + 28 * PER_DAY,)]
        books.tell(
            PartPosted(books.invoices["1"], "interest", "waiver", -8_000, note="why"), "2026-03-01"
        )
        books.run("2026-03-02")
        assert to_collect() == [(BIG + 20 * PER_DAY,)]


def test_a_term_written_by_hand_counts() -> None:
    with interest_books(TEN_PER_CENT) as books:
        books.issue("1", due="2026-01-31")
        books.tell(InterestSet(books.invoices["1"], "late", 1), "2026-02-01")
        assert books.ran("2026-02-10") == 10 * PER_DAY
