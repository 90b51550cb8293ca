"""Roll rates: month by month, over a period, and at the ends of ages and months."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from collectrules.reports.kpi import Ask, kpis
from collectrules.reports.period import Period
from collectrules.reports.positions import Position
from collectrules.reports.roll import RollRates, month_ends, over_all, roll_rates
from tests.reports.made import Made, made
from tests.reports.test_period import day, period


def rolls(book: Made, asked: Period) -> tuple[tuple[RollRates, ...], RollRates | None]:
    (found,) = kpis(book.on("2027-12-31"), Ask(asked))
    return found.months, found.rolls


def values(found: RollRates) -> list[Fraction | None]:
    return [step.value for step in found.steps]


def test_the_chain_of_the_worked_example() -> None:
    """100,000 current, 8,000, 3,200, 1,600 and 960 a month older each: 8, 40, 50, 60 and 0.96 per cent.

    One invoice of 100,000 due on 31 January; months of 28, 31, 30 and 31 days carry it through the ages.
    """
    with made() as book:
        invoice = book.sold(100_000, "2026-01-01", "2026-01-31")
        for amount, paid_on in (
            (92_000, "2026-02-10"), (4_800, "2026-03-10"), (1_600, "2026-04-10"), (640, "2026-05-10"),
        ):  # fmt: skip
            book.moved(invoice, -amount, paid_on)
        months, whole = rolls(book, period("2026-02-01", "2026-05-31"))
    # At the end of February it is 28 days past due, of March 59, of April 89, of May 120.
    assert [month.steps[n].came for n, month in enumerate(months)] == [8_000, 3_200, 1_600, 960]
    assert [month.steps[n].was for n, month in enumerate(months)] == [100_000, 8_000, 3_200, 1_600]
    assert whole is not None
    assert values(whole) == [8, 40, 50, 60]
    assert whole.chain == Fraction(96, 100)


def test_what_was_over_ninety_before_did_not_roll() -> None:
    """500 long over 90; 300 come over in June, from 61-90: 300 of 400, not 800."""
    with made() as book:
        book.sold(500, "2025-01-01", "2025-01-31")
        book.sold(300, "2026-01-01", "2026-03-15")
        paid = book.sold(100, "2026-01-01", "2026-03-15")
        book.moved(paid, -100, "2026-06-02")
        (june,), _ = rolls(book, period("2026-06-01", "2026-06-30"))
    assert (june.steps[3].was, june.steps[3].came) == (400, 300)


def test_the_edges_of_coming_over_ninety() -> None:
    """On 30 June: day 91 came over in the month, day 120 too, day 121 was over at the end of May."""
    with made() as book:
        for amount, due in (
            (1, "2026-04-01"),
            (10, "2026-03-31"),
            (100, "2026-03-02"),
            (1_000, "2026-03-01"),
        ):
            book.sold(amount, "2026-01-01", due)
        (june,), _ = rolls(book, period("2026-06-01", "2026-06-30"))
    assert june.steps[3].came == 110
    assert june.steps[3].was == 110  # at the end of May they were 60, 61, 90 and 91 days past due
    assert june.steps[2].came == 1


def test_a_step_from_nothing_has_no_rate_and_no_chain() -> None:
    with made() as book:
        book.sold(100, "2026-05-01", "2026-05-31")
        (june,), _ = rolls(book, period("2026-06-01", "2026-06-30"))
    assert values(june) == [100, None, None, None]
    assert june.chain is None


def test_only_whole_months_roll() -> None:
    assert month_ends(period("2026-01-15", "2026-03-30")) == (day("2026-01-31"), day("2026-02-28"))
    assert month_ends(period("2024-01-15", "2024-02-29")) == (day("2024-01-31"), day("2024-02-29"))
    assert month_ends(period("2026-01-15", "2026-02-27")) == ()
    with made() as book:
        book.sold(100, "2026-05-01", "2026-05-31")
        assert rolls(book, period("2026-06-02", "2026-06-30")) == ((), None)


_AGES = st.dictionaries(st.integers(-40, 200), st.integers(1, 10**6), max_size=8)


@given(ages=st.lists(_AGES, min_size=4, max_size=4))
def test_the_months_add_up(ages: list[dict[int, int]]) -> None:
    """Over a period each step is all that came of all that was, and never an average of averages."""
    asked = period("2026-01-01", "2026-03-31")
    at = {end: Position(each) for end, each in zip(month_ends(asked), ages, strict=True)}
    months = roll_rates(asked, at)
    whole = over_all(asked, months)
    assert whole is not None
    ends = [(1, 30), (31, 60), (61, 90)]
    for n, (first, last) in enumerate(ends):
        came = sum(a for each in ages[1:] for past, a in each.items() if first <= past <= last)
        assert whole.steps[n].came == came
    current = sum(a for each in ages[:-1] for past, a in each.items() if past <= 0)
    assert whole.steps[0].was == current
