"""Plans and settlements judged by what arrived: worked cases, and a slow reading day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.charges.agreed import (
    Money,
    Since,
    instalment_states,
    plan_state,
    settlement_state,
)
from collectrules.charges.instalments import Instalment

START = date(2026, 1, 1)


def on(number: int) -> date:
    """Day 0 is 1 January 2026."""
    return START + timedelta(days=number)


def paid(*moves: tuple[int, int], inferred: bool = False) -> list[Money]:
    return [Money(on(day), amount, inferred) for day, amount in moves]


# Due on days 10, 40 and 70: 333.33, 333.33 and 333.34.
PLAN = tuple(
    Instalment(number, on(due), amount)
    for number, due, amount in ((1, 10, 33_333), (2, 40, 33_333), (3, 70, 33_334))
)


@pytest.mark.parametrize(
    ("since", "as_of", "wanted"),
    [
        # nothing was due yet
        (Since(), 10, "open"),
        # the first was missed on day 10; with 5 days to spare it may arrive through day 15
        (Since(), 15, "open"),
        (Since(), 16, "broken"),
        (Since(paid((15, 33_333))), 16, "open"),
        (Since(paid((16, 33_333))), 16, "broken"),
        # who paid too late and nobody looked before: broken all the same
        (Since(paid((20, 100_000))), 90, "broken"),
        # a cent short is not covered
        (Since(paid((9, 33_332))), 16, "broken"),
        # ahead of time covers what comes next: 666.66 on day 5 is enough until day 70
        (Since(paid((5, 66_666))), 75, "open"),
        (Since(paid((5, 66_666))), 76, "broken"),
        # all of it
        (Since(paid((5, 33_333), (44, 33_333), (70, 33_334))), 70, "kept"),
        (Since(paid((1, 100_000))), 1, "kept"),
        # in parts within one instalment
        (Since(paid((2, 10_000), (9, 23_333))), 16, "open"),
        # a payment that bounced counts no more
        (Since(paid((5, 33_333), (8, -33_333))), 16, "broken"),
        # 333.34 was credited: the last instalment falls away
        (Since(paid((5, 66_666)), paid((6, 33_334))), 76, "kept"),
        # 400.00 was credited: 600.00 are to come, and 266.67 of them with the second
        (Since(paid((5, 60_000)), paid((6, 40_000))), 90, "kept"),
        (Since(paid((5, 59_999)), paid((6, 40_000))), 46, "broken"),
        (Since(paid((5, 59_999)), paid((6, 40_000))), 45, "open"),
        # a correction that adds to the debt asks for no more than was agreed
        (Since(paid((5, 100_000)), paid((6, -5_000))), 90, "kept"),
        (Since(paid((5, 99_999)), paid((6, -5_000))), 75, "open"),
    ],
)
def test_a_plan_is_broken_once_an_instalment_is_too_late_and_kept_once_all_has_arrived(
    since: Since, as_of: int, wanted: str
) -> None:
    assert plan_state(PLAN, since, 5, on(as_of)) == wanted


def test_with_no_days_to_spare_a_plan_breaks_on_the_day_after_the_instalment() -> None:
    assert plan_state(PLAN, Since(), 0, on(10)) == "open"
    assert plan_state(PLAN, Since(), 0, on(11)) == "broken"


def test_a_payment_that_first_shows_in_the_first_snapshot_from_the_last_day_on_is_in_time() -> None:
    """With 5 days to spare the first may arrive through day 15; the snapshot of day 20 shows it."""
    shown = paid((20, 33_333), inferred=True)
    assert plan_state(PLAN, Since(shown, snapshots=[on(14), on(20)]), 5, on(21)) == "open"
    assert plan_state(PLAN, Since(shown, snapshots=[on(15), on(20)]), 5, on(21)) == "broken"
    assert plan_state(PLAN, Since(paid((20, 33_333)), (), [on(20)]), 5, on(21)) == "broken"


def test_money_covers_the_first_instalment_first() -> None:
    states = instalment_states(PLAN, Since(paid((5, 40_000)), paid((6, 50_000))))
    assert [(each.paid, each.to_pay, each.covered) for each in states] == [
        (33_333, 33_333, True),
        (6_667, 16_667, False),
        (0, 0, True),
    ]
    assert [each.missed(on(41)) for each in states] == [False, True, False]


@pytest.mark.parametrize(
    ("since", "as_of", "wanted"),
    [
        # 800.00 settle 1,000.00 until day 14
        (Since(), 14, "open"),
        (Since(), 15, "lapsed"),
        (Since(paid((14, 80_000))), 14, "kept"),
        (Since(paid((14, 80_000))), 30, "kept"),
        (Since(paid((15, 80_000))), 15, "lapsed"),
        (Since(paid((3, 79_999))), 14, "open"),
        (Since(paid((3, 79_999))), 15, "lapsed"),
        (Since(paid((3, 50_000), (9, 30_000))), 10, "kept"),
        # it bounced
        (Since(paid((3, 80_000), (6, -80_000))), 15, "lapsed"),
        # 150.00 were credited: 850.00 are owed, and 800.00 still settle it
        (Since(paid((3, 79_999)), paid((4, 15_000))), 15, "lapsed"),
        # 250.00 were credited: 750.00 are all that is owed
        (Since(paid((3, 75_000)), paid((4, 25_000))), 15, "kept"),
    ],
)
def test_a_settlement_is_kept_when_its_sum_has_arrived_by_its_day(
    since: Since, as_of: int, wanted: str
) -> None:
    assert settlement_state(80_000, 100_000, on(14), since, on(as_of)) == wanted


MOVES = st.lists(st.tuples(st.integers(0, 100), st.integers(-400, 900)), max_size=8)


@given(
    amounts=st.lists(st.integers(1, 500), min_size=1, max_size=5),
    gaps=st.lists(st.integers(1, 30), min_size=5, max_size=5),
    moves=MOVES,
    taken=st.lists(st.tuples(st.integers(0, 100), st.integers(-100, 400)), max_size=3),
    days=st.tuples(st.integers(0, 12), st.integers(0, 130)),
)
@settings(max_examples=2_000)
def test_a_plan_is_what_a_clerk_finds_who_looks_every_day(
    amounts: list[int],
    gaps: list[int],
    moves: list[tuple[int, int]],
    taken: list[tuple[int, int]],
    days: tuple[int, int],
) -> None:
    grace, as_of = days
    due = [sum(gaps[: n + 1]) for n in range(len(amounts))]
    plan = tuple(
        Instalment(n, on(day), amount)
        for n, (day, amount) in enumerate(zip(due, amounts, strict=True), 1)
    )
    since = Since(paid(*moves), paid(*taken))
    off = sum(amount for _, amount in taken)
    asked = max(0, sum(amounts) - max(0, off))
    broken = False
    for day in range(as_of):
        purse = sum(amount for when, amount in moves if when <= day)
        ripe = sum(a for d, a in zip(due, amounts, strict=True) if d + grace <= day)
        a_day_ripened = any(d + grace == day for d in due)
        broken = broken or (a_day_ripened and purse < min(ripe, asked))
    all_money = sum(amount for _, amount in moves)
    wanted = "broken" if broken else "kept" if all_money >= asked else "open"
    assert plan_state(plan, since, grace, on(as_of)) == wanted


@given(amounts=st.lists(st.integers(1, 500), min_size=1, max_size=6), money=st.integers(0, 4_000))
def test_what_covers_the_instalments_is_what_arrived_and_no_more(
    amounts: list[int], money: int
) -> None:
    plan = tuple(Instalment(n, on(n), amount) for n, amount in enumerate(amounts, 1))
    states = instalment_states(plan, Since(paid((0, money))))
    assert sum(each.paid for each in states) == min(money, sum(amounts))
    covered = [each.covered for each in states]
    assert covered == sorted(covered, reverse=True)
