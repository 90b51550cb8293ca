"""Loss rates from history: the worked example of ifrscommunity, and what does not count."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from collectrules.reports.loss_rates import LossRates, loss_rates
from tests.policy.texts import policy
from tests.reports.made import Made, made
from tests.reports.test_period import day, period

YEAR = period("2025-01-01", "2025-12-31")
DUE = "2025-03-31"


def after(days: int) -> str:
    return (day(DUE) + timedelta(days=days)).isoformat()


def rates(book: Made, as_of: str = "2026-12-31") -> LossRates:
    (found,) = loss_rates(book.on(as_of), YEAR)
    return found


def ifrscommunity(book: Made) -> None:
    """Of 100,000 half is paid by the due date, then 27,000, 15,000 and 6,000; 2,000 never."""
    paid = ((50_000, 0), (27_000, 30), (15_000, 60), (6_000, 90), (2_000, None))
    for amount, days in paid:
        invoice = book.sold(amount * 100, "2025-03-01", DUE)
        if days is not None:
            book.moved(invoice, -amount * 100, after(days))


def test_the_worked_example() -> None:
    with made() as book:
        ifrscommunity(book)
        found = rates(book)
    assert [each // 100 for each in found.reached] == [100_000, 50_000, 23_000, 8_000, 2_000]
    assert found.rates == (
        Fraction(2, 100), Fraction(4, 100), Fraction(2, 23), Fraction(1, 4), Fraction(1),
    )  # fmt: skip


def test_what_it_prints_is_a_policy_that_says_the_same() -> None:
    with made() as book:
        ifrscommunity(book)
        found = rates(book)
    assert 'bucket = "31-60"\nloss = "2/23"\n' in found.as_policy()
    read = policy(found.as_policy())
    assert tuple(each.percent / 100 for each in read.provision) == found.rates


@pytest.mark.parametrize(
    ("paid", "reached"),
    [(0, 1), (1, 2), (30, 2), (31, 3), (60, 3), (61, 4), (90, 4), (91, 5), (-20, 1)],
)
def test_an_invoice_comes_into_a_bucket_if_it_is_unpaid_at_the_end_of_the_one_before(
    paid: int, reached: int
) -> None:
    with made() as book:
        invoice = book.sold(1_000, "2025-03-01", DUE)
        book.moved(invoice, -1_000, after(paid))
        found = rates(book)
    assert found.reached == (1_000,) * reached + (0,) * (5 - reached)


@pytest.mark.parametrize(("as_of", "old"), [(after(89), False), (after(90), True)])
def test_an_invoice_without_the_time_to_be_lost_is_left_out_paid_or_not(
    as_of: str, old: bool
) -> None:
    """At the end of day 90 it is known whether it comes to day 91 unpaid."""
    with made() as book:
        for paid in (True, False):
            invoice = book.sold(1_000, "2025-03-01", DUE)
            if paid:
                book.moved(invoice, -1_000, "2025-03-15")
        found = rates(book, as_of)
    assert (found.invoices, found.too_young) == ((2, 0) if old else (0, 2_000))
    assert found.reached == ((2_000, 1_000, 1_000, 1_000, 1_000) if old else (0,) * 5)
    assert old or (found.rates == (None,) * 5 and found.as_policy() == "")


def test_what_was_written_off_early_was_not_paid() -> None:
    with made() as book:
        invoice = book.sold(1_000, "2025-03-01", DUE)
        book.moved(invoice, -1_000, after(20), "write_off")
        assert rates(book).reached == (1_000,) * 5


def test_credit_is_no_loss_and_an_overpayment_no_gain() -> None:
    with made() as book:
        credited, overpaid = (book.sold(1_000, "2025-03-01", DUE) for _ in range(2))
        book.sold(-500, "2025-03-01", DUE)
        book.moved(credited, -1_000, after(0), "credit")
        book.moved(overpaid, -5_000, after(0))
        assert rates(book).reached == (2_000, 0, 0, 0, 0)


def test_only_what_was_invoiced_in_the_period_counts() -> None:
    with made() as book:
        for on in ("2024-12-31", "2025-01-01", "2025-12-31", "2026-01-01"):
            book.sold(1_000, on, "2026-01-31")
        assert rates(book).invoices == 2


def test_currencies_are_told_by_themselves() -> None:
    with made() as book:
        book.sold(1_000, "2025-03-01", DUE, currency="JPY")
        book.sold(1_000, "2025-03-01", DUE, currency="EUR")
        found = loss_rates(book.on("2026-12-31"), YEAR)
    assert [each.currency for each in found] == ["EUR", "JPY"]


def test_nothing_lost_is_nought_per_cent() -> None:
    with made() as book:
        invoice = book.sold(1_000, "2025-03-01", DUE)
        book.moved(invoice, -1_000, after(10))
        found = rates(book)
    assert found.as_policy() == (
        '[[provision]]\nbucket = "current"\npercent = 0\n\n[[provision]]\nbucket = "1-30"\npercent = 0\n'
    )
