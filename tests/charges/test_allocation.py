"""What money goes to: the orders of the law, the customer's word, and what paying early takes off.

The figures are worked in the comments beside them; section numbers are of the sources of the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectrules.charges.allocation import PARTS, Named, Payable, Use, allocate
from collectrules.charges.early import NO_DISCOUNT, Discount, discount_for
from collectrules.policy.model import BetweenInvoices, EarlyPayment, Part

DAY = date(2026, 6, 1)
CONSUMER: tuple[Part, ...] = ("costs", "principal", "interest")
INTEREST_FIRST: tuple[Part, ...] = ("interest", "principal", "costs")
TIERS = (EarlyPayment(Decimal(7), 10), EarlyPayment(Decimal(4), 20))


def owing(
    id: int = 1,
    principal: int = 0,
    costs: int = 0,
    interest: int = 0,
    *,
    due: int = -10,
    order: tuple[Part, ...] = PARTS,
    disputed: bool = False,
    discount: Discount = NO_DISCOUNT,
) -> Payable:
    """An invoice due some days from `DAY`, amounts in minor units."""
    return Payable(
        invoice_id=id,
        issued_on=DAY - timedelta(days=40),
        due_on=DAY + timedelta(days=due),
        principal=principal,
        costs=costs,
        interest=interest,
        order=order,
        disputed=disputed,
        discount=discount,
    )


def left_of(item: Payable, uses: Sequence[Use]) -> dict[str, int]:
    """What is left of each part once the money is used."""
    return {
        part: item.left(part) - sum(use.amount + use.discount for use in uses if use.part == part)
        for part in PARTS
    }


BGB_367 = {"costs": 4000, "interest": 2936, "principal": 100_000}


@pytest.mark.parametrize(
    ("order", "paid", "left"),
    [
        # BGB 367(1), costs, interest, principal: 100.00 - 40.00 - 29.36 = 30.64; 1,000.00 - 30.64 = 969.36
        (PARTS, 10_000, (0, 0, 96_936)),
        # all of the costs and not one cent of the interest: 40.00
        (PARTS, 4_000, (0, 2_936, 100_000)),
        # a cent less: the costs are not settled
        (PARTS, 3_999, (1, 2_936, 100_000)),
        # costs and interest to the cent: 40.00 + 29.36 = 69.36
        (PARTS, 6_936, (0, 0, 100_000)),
        # a cent beyond them goes to the principal
        (PARTS, 6_937, (0, 0, 99_999)),
        # everything: 1,069.36
        (PARTS, 106_936, (0, 0, 0)),
        # BGB 497(3), costs, principal, interest: 100.00 - 40.00 = 60.00; 1,000.00 - 60.00 = 940.00
        (CONSUMER, 10_000, (0, 2_936, 94_000)),
        # 1,040.00 settles costs and principal; the interest stays owed (erpnext#58220)
        (CONSUMER, 104_000, (0, 2_936, 0)),
        # Cal. Civ. Code 1479: interest due, then principal due; 100.00 - 29.36 = 70.64 off the principal
        (INTEREST_FIRST, 10_000, (4_000, 0, 92_936)),
    ],
)  # fmt: skip
def test_within_an_invoice_in_the_order_of_the_terms(
    order: tuple[Part, ...], paid: int, left: tuple[int, int, int]
) -> None:
    item = owing(**BGB_367, order=order)
    uses, rest = allocate(paid, [item], on=DAY)
    assert tuple(left_of(item, uses)[part] for part in PARTS) == left
    assert rest == 0


def test_the_customer_says_which_part() -> None:
    """BGB 367(2): who pays may name another part; who is paid may refuse, and staff decide that."""
    item = owing(**BGB_367)
    uses, rest = allocate(10_000, [item], on=DAY, parts=["principal"])
    assert uses == (Use(1, "principal", 10_000),)
    uses, rest = allocate(10_000, [item], on=DAY, parts=["interest", "costs"])
    assert uses == (Use(1, "interest", 2_936), Use(1, "costs", 4_000))
    assert rest == 3_064  # 100.00 - 29.36 - 40.00


THREE = (
    owing(1, 30_000, due=-5),
    owing(2, 10_000, due=-30),
    owing(3, 20_000, due=10),
)


@pytest.mark.parametrize(
    ("between", "order"),
    [
        # the oldest item first (Clayton's Case; BGB 366(2): the older debt): due 30, then 5 days ago
        ("oldest-first", [2, 1, 3]),
        # what is due before what is not (BGB 366(2)), of that the largest
        ("largest-first", [1, 2, 3]),
        ("smallest-first", [2, 1, 3]),
    ],
)
def test_between_invoices_in_the_order_of_the_terms(
    between: BetweenInvoices, order: list[int]
) -> None:
    uses, rest = allocate(60_000, THREE, on=DAY, between=between)
    assert [use.invoice_id for use in uses] == order
    assert rest == 0
    uses, _ = allocate(1, THREE, on=DAY, between=between)
    assert [use.invoice_id for use in uses] == order[:1]


def test_of_two_due_on_one_day_the_earlier_issued_then_the_first_recorded() -> None:
    later = Payable(invoice_id=1, issued_on=DAY, due_on=DAY, principal=100)
    same = Payable(invoice_id=4, issued_on=DAY, due_on=DAY, principal=100)
    sooner = Payable(invoice_id=9, issued_on=DAY - timedelta(days=1), due_on=DAY, principal=100)
    uses, _ = allocate(300, [same, later, sooner], on=DAY)
    assert [use.invoice_id for use in uses] == [9, 1, 4]


def test_larger_is_measured_by_all_that_is_owed_on_it() -> None:
    small, large = owing(1, 10_000), owing(2, 9_000, costs=4_000)
    uses, _ = allocate(1, [small, large], on=DAY, between="largest-first")
    assert uses == (Use(2, "costs", 1),)


def test_never_to_a_disputed_invoice_unless_it_is_named() -> None:
    """12 CFR 1006.30(c): no payment is applied to a debt that the consumer disputes."""
    items = [owing(1, 10_000, disputed=True), owing(2, 5_000)]
    assert allocate(12_000, items, on=DAY) == ((Use(2, "principal", 5_000),), 7_000)
    named = [Named(1)]
    assert allocate(12_000, items, on=DAY, named=named) == ((Use(1, "principal", 10_000),), 2_000)


def test_a_sum_named_for_an_invoice_is_kept_for_it() -> None:
    items = [owing(1, 10_000), owing(2, 10_000)]
    uses, rest = allocate(12_000, items, on=DAY, named=[Named(1), Named(2, 3_000)])
    assert uses == (Use(2, "principal", 3_000), Use(1, "principal", 9_000))
    assert rest == 0


def test_the_rest_of_named_money_goes_nowhere_by_itself() -> None:
    assert allocate(12_000, THREE, on=DAY, named=[Named(2)]) == (
        (Use(2, "principal", 10_000),),
        2_000,
    )


@pytest.mark.parametrize(
    ("days", "percent"),
    [(-3, 7), (0, 7), (10, 7), (11, 4), (20, 4), (21, 0), (365, 0)],
)
def test_the_last_day_of_a_tier_is_in_time(days: int, percent: int) -> None:
    discount = discount_for(TIERS, DAY, DAY + timedelta(days=days), "half-up")
    assert discount.percent == percent


def test_seven_ten_four_twenty_net_thirty() -> None:
    """7/10, 4/20, net 30 on 7,000.00: 2,790 / 0.93 = 3,000; 1,920 / 0.96 = 2,000; 2,000 left."""
    day_8 = discount_for(TIERS, DAY, DAY + timedelta(days=8), "half-up")
    uses, _ = allocate(279_000, [owing(principal=700_000, discount=day_8)], on=DAY)
    assert uses == (Use(1, "principal", 279_000, 21_000),)
    day_17 = discount_for(TIERS, DAY, DAY + timedelta(days=17), "half-up")
    uses, _ = allocate(192_000, [owing(principal=400_000, discount=day_17)], on=DAY)
    assert uses == (Use(1, "principal", 192_000, 8_000),)
    day_25 = discount_for(TIERS, DAY, DAY + timedelta(days=25), "half-up")
    uses, rest = allocate(200_000, [owing(principal=200_000, discount=day_25)], on=DAY)
    assert (uses, rest) == ((Use(1, "principal", 200_000),), 0)


TWO_PERCENT = Discount(Decimal(2), 10)


@pytest.mark.parametrize(
    ("principal", "paid", "used", "off"),
    [
        # 2 % of 1,000.00 is 20.00: 980.00 settles it
        (100_000, 98_000, 98_000, 2_000),
        # a cent short: 979.99 / 0.98 = 999.98979..., 999.99; 20.00 off, one cent left
        (100_000, 97_999, 97_999, 2_000),
        # 490.00 / 0.98 = 500.00
        (100_000, 49_000, 49_000, 1_000),
        # paid in full all the same: 980.00 is enough, and 20.00 stays the customer's
        (100_000, 100_000, 98_000, 2_000),
        # 2 % of 33.33 is 0.6666, so 0.67: 32.66 settles it
        (3_333, 3_266, 3_266, 67),
        # 2 % of 0.24 is 0.0048: nothing is off
        (24, 24, 24, 0),
        # 2 % of 0.25 is 0.005, half-up 0.01
        (25, 24, 24, 1),
        # 0.01 / 0.98 = 0.0102: nothing is off a cent
        (100_000, 1, 1, 0),
    ],
)  # fmt: skip
def test_two_ten(principal: int, paid: int, used: int, off: int) -> None:
    uses, rest = allocate(paid, [owing(principal=principal, discount=TWO_PERCENT)], on=DAY)
    assert uses == (Use(1, "principal", used, off),)
    assert rest == paid - used


def test_two_invoices_paid_with_one_transfer_less_the_discount_of_both() -> None:
    """2 % off 1,000.00 and off 500.00: 980.00 + 490.00 = 1,470.00 settles both."""
    items = [owing(1, 100_000, discount=TWO_PERCENT), owing(2, 50_000, discount=TWO_PERCENT)]
    uses, rest = allocate(147_000, items, on=DAY)
    assert uses == (Use(1, "principal", 98_000, 2_000), Use(2, "principal", 49_000, 1_000))
    assert rest == 0


def test_a_sum_that_was_named_is_taken_whole_and_less_is_off() -> None:
    item = owing(principal=100_000, discount=TWO_PERCENT)
    uses, rest = allocate(99_500, [item], on=DAY, named=[Named(1, 99_500)])
    assert (uses, rest) == ((Use(1, "principal", 99_500, 500),), 0)


def test_nothing_is_off_fees_and_interest() -> None:
    item = owing(principal=100_000, costs=1_000, interest=500, discount=TWO_PERCENT)
    uses, _ = allocate(1_500 + 98_000, [item], on=DAY)
    assert uses == (
        Use(1, "costs", 1_000),
        Use(1, "interest", 500),
        Use(1, "principal", 98_000, 2_000),
    )


def test_the_largest_amounts_are_exact() -> None:
    """10^15 minor units at 7 %: 930,000,000,000,000 settles it; one less leaves one."""
    item = owing(principal=10**15, discount=Discount(Decimal(7), 10))
    uses, _ = allocate(93 * 10**13, [item], on=DAY)
    assert uses == (Use(1, "principal", 93 * 10**13, 7 * 10**13),)
    uses, _ = allocate(93 * 10**13 - 1, [item], on=DAY)
    assert left_of(item, uses)["principal"] == 1


def slowly(
    money: int, items: Sequence[Payable], between: BetweenInvoices
) -> tuple[dict[tuple[int, Part], int], int]:
    """Cent by cent: each goes to the first invoice and part that still takes one."""
    order = sorted(
        (item for item in items if not item.disputed),
        key=lambda i: (
            (i.due_on, i.issued_on, i.invoice_id)
            if between == "oldest-first"
            else (
                i.due_on > DAY,
                -i.total if between == "largest-first" else i.total,
                i.due_on,
                i.issued_on,
                i.invoice_id,
            )
        ),
    )
    used: dict[tuple[int, Part], int] = {}
    while money:
        takers = (
            (item.invoice_id, part)
            for item in order
            for part in item.order
            if used.get((item.invoice_id, part), 0) < item.left(part)
        )
        taker = next(takers, None)
        if taker is None:
            break
        used[taker] = used.get(taker, 0) + 1
        money -= 1
    return used, money


AMOUNTS = st.integers(min_value=-20, max_value=40)
ITEMS = st.lists(
    st.builds(
        owing,
        principal=AMOUNTS,
        costs=AMOUNTS,
        interest=AMOUNTS,
        due=st.integers(-3, 3),
        order=st.permutations(PARTS).map(tuple),
        disputed=st.booleans(),
    ),
    max_size=4,
).map(
    lambda items: [
        Payable(**{name: getattr(item, name) for name in item.__slots__} | {"invoice_id": n})
        for n, item in enumerate(items)
    ]
)


@given(
    money=st.integers(1, 200),
    items=ITEMS,
    between=st.sampled_from(["oldest-first", "largest-first", "smallest-first"]),
)
def test_it_is_what_goes_cent_by_cent(
    money: int, items: list[Payable], between: BetweenInvoices
) -> None:
    uses, rest = allocate(money, items, on=DAY, between=between)
    found = {(use.invoice_id, use.part): use.amount for use in uses}
    assert (found, rest) == slowly(money, items, between)
    assert all(use.amount > 0 and use.discount == 0 for use in uses)


@given(
    money=st.integers(1, 10**15),
    principal=st.integers(1, 10**15),
    percent=st.decimals(0, "99.999999", places=6),
)
def test_a_discount_is_never_more_than_its_percentage_of_what_it_settles(
    money: int, principal: int, percent: Decimal
) -> None:
    item = owing(principal=principal, discount=Discount(percent, 10))
    (use,), rest = allocate(money, [item], on=DAY)
    settled = use.amount + use.discount
    assert use.amount + rest == money
    assert use.discount >= 0
    assert settled <= principal
    assert use.discount <= Fraction(percent) / 100 * settled + Fraction(1, 2)
    if settled < principal:
        assert rest == 0
