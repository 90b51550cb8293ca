"""What is expected to be lost: the worked matrices of law.md, rounding, gaps, credit, other policies."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from collectrules.ledger.events import Charged, InterestBooked
from collectrules.policy.model import Policy
from collectrules.reports.ageing import ageing
from collectrules.reports.judged import MAIN, Judged
from collectrules.reports.provision import Gap, Provided, provisions
from tests.policy.texts import policy
from tests.reports.made import ACCOUNT, Made, made
from tests.reports.test_period import day

BUCKETS = ("current", "1-30", "31-60", "61-90", "over 90")
AGES = (0, 1, 31, 61, 91)


def matrix(*shares: str, more: str = "") -> Policy:
    """A policy with these shares, for all buckets in their order."""
    sections = (
        f'[[provision]]\nbucket = "{bucket}"\n{share}\n'
        for bucket, share in zip(BUCKETS, shares, strict=False)
        if share
    )
    return policy("\n".join([more, *sections]))


def provided(book: Made, read: Policy | None, currency: str = "GBP") -> Provided:
    policies = {} if read is None else {"": read}
    found = provisions(book.on("2026-06-30"), MAIN, policies)
    return next(each for each in found if each.currency == currency)


def of_amounts(amounts: tuple[int, ...], read: Policy, *, minor: int = 100) -> Provided:
    """The provision on an invoice in each bucket, amounts in whole units."""
    with made() as book:
        for past, amount in zip(AGES, amounts, strict=False):
            due = (day("2026-06-30") - timedelta(days=past)).isoformat()
            book.sold(amount * minor, "2026-01-01", due, currency="GBP")
        return provided(book, read)


def lines(found: Provided) -> list[int]:
    return [each.provision for each in found.buckets]


def test_ifrs_9_example_12() -> None:
    """IFRS 9 IE12: 30m at 0.3, 1.6, 3.6, 6.6 and 10.6 %: 580,000."""
    read = matrix(*(f"percent = {each}" for each in (0.3, 1.6, 3.6, 6.6, 10.6)))
    amounts = (15_000_000, 7_500_000, 4_000_000, 2_500_000, 1_000_000)
    found = of_amounts(amounts, read)
    assert [each // 100 for each in lines(found)] == [45_000, 120_000, 144_000, 165_000, 106_000]
    assert (found.amount, found.provision) == (3_000_000_000, 58_000_000)


def test_ifrscommunity() -> None:
    """300,000 / 140,000 / 60,000 / 23,000 / 5,000 at 2, 4, 2/23, 25 and 100 %: 27,567.39."""
    read = matrix("percent = 2", "percent = 4", 'loss = "2/23"', "percent = 25", "percent = 100")
    found = of_amounts((300_000, 140_000, 60_000, 23_000, 5_000), read)
    assert lines(found) == [600_000, 560_000, 521_739, 575_000, 500_000]  # 120,000 / 23 = 5,217.391
    assert found.provision == 2_756_739


def test_eight_point_seven_per_cent_is_not_two_of_twenty_three() -> None:
    """law.md: with 8.7 % rounded it is 5,220, not 5,217."""
    found = of_amounts((0, 0, 60_000), matrix("", "", "percent = 8.7"))
    assert found.provision == 522_000


def test_faqifrs() -> None:
    """15,000 / 7,500 / 4,000 / 2,500 at 0.5, 2.2, 2.7, 4.5 %; the last is 112.50, and it prints 112."""
    read = matrix(*(f"percent = {each}" for each in (0.5, 2.2, 2.7, 4.5)))
    found = of_amounts((15_000, 7_500, 4_000, 2_500), read)
    assert lines(found) == [7_500, 16_500, 10_800, 11_250]
    assert found.provision == 46_050


@pytest.mark.parametrize(
    ("rounding", "last", "total"),
    [("half-up", 113, 461), ("half-even", 112, 460), ("up", 113, 461), ("down", 112, 460)],
)
def test_the_rounding_of_the_policy_is_the_one_used(rounding: str, last: int, total: int) -> None:
    """faqifrs in a currency without decimals: 75 + 165 + 108 + 112.5."""
    read = matrix(
        *(f"percent = {each}" for each in (0.5, 2.2, 2.7, 4.5)),
        more=f'[terms]\nrounding = "{rounding}"',
    )
    found = of_amounts((15_000, 7_500, 4_000, 2_500), read, minor=1)
    assert lines(found) == [75, 165, 108, last]
    assert (found.provision, found.rounding) == (total, rounding)


def test_asc_326_adds_up_what_is_rounded() -> None:
    """ASC 326-20-55-38: 17,954 + 662 + 749 + 488 + 902 = 20,755; rounded in the end it would be 20,756."""
    read = matrix(*(f"percent = {each}" for each in (0.3, 8, 26, 58, 82)))
    found = of_amounts((5_984_698, 8_272, 2_882, 842, 1_100), read, minor=1)
    assert lines(found) == [17_954, 662, 749, 488, 902]
    assert found.provision == 20_755


@pytest.mark.parametrize(
    ("past", "bucket"),
    [(-1, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (4_000, 4)],
)
def test_each_age_lies_in_its_bucket(past: int, bucket: int) -> None:
    read = matrix(*(f"percent = {each}" for each in (1, 2, 3, 4, 5)))
    with made() as book:
        due = (day("2026-06-30") - timedelta(days=past)).isoformat()
        book.sold(10_000, "2015-01-01", due, currency="GBP")
        found = provided(book, read)
    assert [n for n, each in enumerate(found.buckets) if each.amount] == [bucket]
    assert found.provision == 100 * (bucket + 1)


def test_gaps_are_told_with_what_lies_in_them() -> None:
    """Buckets for 1-30 and 61-90: nothing of current, 31-60 and over 90 is provided for."""
    found = of_amounts((10, 20, 30, 40, 50), matrix("", "percent = 10", "", "percent = 50"))
    assert found.gaps == (Gap("current", 1_000), Gap("31-60", 3_000), Gap("over 90", 5_000))
    assert (found.amount, found.provision) == (15_000, 200 + 2_000)


def test_buckets_in_any_order_leave_no_gap() -> None:
    read = policy(
        """
        [[provision]]
        bucket = "over 60"
        percent = 50
        [[provision]]
        bucket = "current"
        percent = 1
        [[provision]]
        bucket = "1-60"
        percent = 10
        """
    )
    found = of_amounts((10, 20, 30, 40, 50), read)
    assert [each.name for each in found.buckets] == ["current", "1-60", "over 60"]
    assert (found.gaps, found.provision) == ((), 10 + 500 + 4_500)


@pytest.mark.parametrize(
    ("read", "why_not"),
    [
        (policy(""), "the policy has no `[[provision]]`"),
        (None, "no version of the policy is in force"),
    ],
)
def test_without_a_matrix_nothing_is_provided_for_and_it_says_so(
    read: Policy | None, why_not: str
) -> None:
    with made() as book:
        book.sold(10_000, "2026-01-01", "2026-02-01", currency="GBP")
        found = provided(book, read)
    assert (found.why_not, found.gaps) == (why_not, (Gap("any age", 10_000),))
    assert found.provision == 0


def test_a_currency_that_the_policy_does_not_serve() -> None:
    with made() as book:
        book.sold(10_000, "2026-01-01", "2026-02-01", currency="CAD")
        found = provided(book, matrix("percent = 2"), "CAD")
    assert found.why_not == "the policy does not serve CAD"


def test_all_that_is_left_of_an_invoice_is_in_its_bucket_and_the_whole_is_the_ageing_report() -> (
    None
):
    """1,000 with 40 of fees and 9 of interest at 10 %: 104.90; credit and unapplied cash stand beside it."""
    read = matrix("percent = 10", "percent = 10", "percent = 10", "percent = 10", "percent = 10")
    with made() as book:
        invoice = book.sold(100_000, "2026-01-01", "2026-02-01", currency="GBP")
        book.book.append(Charged(invoice, "fee", 0, 4_000, 1), on="2026-03-01")
        book.book.append(InterestBooked(invoice, "accrual", "2026-02-02", 900), on="2026-03-01")
        book.sold(-5_000, "2026-03-01", "2026-03-01", currency="GBP")
        book.received(7_000, "2026-03-01", currency="GBP")
        found = provided(book, read)
        (line,) = ageing(book.on("2026-06-30"))
    assert (found.amount, found.provision) == (104_900, 10_490)
    assert (found.credit, found.unapplied) == (-5_000, -7_000)
    assert found.outstanding == line.outstanding == 92_900


def test_invoices_put_under_another_policy_have_its_matrix() -> None:
    main, other = matrix("percent = 1", "percent = 1"), matrix("percent = 50", "percent = 50")
    with made() as book:
        book.sold(10_000, "2026-01-01", "2026-06-30", currency="GBP")
        lent = book.sold(20_000, "2026-01-01", "2026-06-30", currency="GBP")
        judged = Judged(accounts={ACCOUNT + 90: "other"}, invoices={lent: "other"})
        found = provisions(book.on("2026-06-30"), judged, {"": main, "other": other})
    assert [(each.policy, each.provision) for each in found] == [("", 100), ("other", 10_000)]


def test_a_share_is_exact_to_the_last_unit_of_the_largest_amount() -> None:
    """2/23 of 10^15 minor units: 86,956,521,739,130.43 down."""
    read = matrix('loss = "2/23"')
    with made() as book:
        book.sold(10**15, "2026-01-01", "2026-06-30", currency="GBP")
        found = provided(book, read)
    assert found.provision == 2 * 10**15 // 23
    assert found.buckets[0].percent == Fraction(200, 23)
