"""Waivers: in part or whole, on record, and never charged again; the first fee that a policy forgives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from collectrules.errors import Refused
from collectrules.ledger.events import AccountOpened
from collectrules.worklist.reversals import reverse
from tests.acts.money import AT, FEES, HEAD, Firm, day

CONTRACT = """
[[interest]]
id = "contract"
when.days_past_due = { at_least = 1 }
rate = { percent = 10, per = "year" }
day_count = "actual/365"
"""
DAILY = """
[[late_fee]]
id = "daily"
when.days_past_due = { at_least = 1 }
charge = { amount = 1.00 }
repeat = "daily"
limit = { amount = 30.00 }
"""


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    firm = Firm(tmp_path / "books.db", HEAD + FEES)
    yield firm
    firm.ledger.close()


def waived(firm: Firm) -> list[tuple[object, ...]]:
    return firm.rows(
        "SELECT c.rule, c.period, p.amount, p.note, j.recorded_by FROM part_posting AS p"
        " JOIN journal AS j USING (seq) LEFT JOIN charge AS c ON c.seq = p.charge_id"
        " WHERE p.kind = 'waiver' ORDER BY p.seq"
    )


def test_all_of_it_with_a_reason_and_a_name(firm: Firm) -> None:
    invoice = firm.bill("A", 100_000)
    firm.run("2026-02-01")
    assert firm.parts("2026-02-01", invoice) == (100_000, 4_000, 0)
    done = firm.waive(invoice, "2026-02-02")
    assert (done.costs_left, done.interest_left) == (0, 0)
    assert firm.parts("2026-02-02", invoice) == (100_000, 0, 0)
    assert waived(firm) == [("fixed-sum", 0, -4_000, "goodwill", "edwin")]


def test_in_part_of_the_fee_charged_first_first(firm: Firm) -> None:
    """40.00 and 5.00 charged; 42.00 waived: all of the first and 2.00 of the second; 3.00 left."""
    invoice = firm.bill("A", 100_000)
    firm.run("2026-03-03")
    assert firm.parts("2026-03-03", invoice)[1] == 4_500
    firm.waive(invoice, "2026-03-04", amount=4_200)
    assert [(rule, amount) for rule, _, amount, *_ in waived(firm)] == [
        ("fixed-sum", -4_000),
        ("monthly", -200),
    ]
    assert firm.parts("2026-03-04", invoice)[1] == 300


def test_only_what_one_rule_charged(firm: Firm) -> None:
    invoice = firm.bill("A", 100_000)
    firm.run("2026-03-03")
    firm.waive(invoice, "2026-03-04", rule="monthly")
    assert firm.parts("2026-03-04", invoice)[1] == 4_000
    with pytest.raises(Refused, match="nothing of `monthly` is owed on `A`"):
        firm.waive(invoice, "2026-03-05", rule="monthly")


def test_what_was_paid_of_a_fee_is_not_waived(firm: Firm) -> None:
    """40.00 charged, 15.00 paid: 25.00 is there to waive, and no cent more."""
    invoice = firm.bill("A", 100_000)
    firm.run("2026-02-01")
    firm.pay(1_500, "2026-02-02", invoice, parts=["costs"])
    with pytest.raises(Refused, match=r"25\.01 GBP is more than the 25\.00 GBP"):
        firm.waive(invoice, "2026-02-03", amount=2_501)
    firm.waive(invoice, "2026-02-03", amount=2_500)
    assert firm.parts("2026-02-03", invoice)[1] == 0


def test_a_fee_charged_later_is_not_waived_earlier(firm: Firm) -> None:
    invoice = firm.bill("A", 100_000)
    firm.run("2026-03-03")
    with pytest.raises(Refused, match="nothing of `monthly` is owed"):
        firm.waive(invoice, "2026-03-02", rule="monthly")


def test_interest_is_waived_through_the_day_and_runs_on(tmp_path: Path) -> None:
    """1,000.00 at 10 % from 1 February: 28 days are 7.6712, 7.67, on 28 February; waived.

    On 31 March it is 1,000 x 0.1 x 59 / 365 = 16.1644, 16.16, of which 7.67 stay waived: 8.49.
    """
    firm = Firm(tmp_path / "bearing.db", HEAD + CONTRACT)
    invoice = firm.bill("A", 100_000)
    done = firm.waive(invoice, "2026-02-28", part="interest")
    assert [(each.part, each.amount) for each in done.waived] == [("interest", 767)]
    firm.waive(invoice, "2026-03-31", rule="contract", amount=100)
    assert firm.parts("2026-03-31", invoice) == (100_000, 0, 749)  # 8.49 - 1.00
    firm.ledger.close()


@pytest.mark.parametrize(
    ("policy", "charged"),
    [
        # a fixed sum; a fee for each month begun from 3 March on; 1.00 a day, 30.00 in all
        (FEES, {"2026-02-02": 4_000, "2026-04-01": 500, "2026-05-20": 1_000}),
        (DAILY, {"2026-02-10": 1_000, "2026-02-20": 1_000, "2026-06-01": 1_000}),
    ],
)
def test_what_was_waived_is_not_charged_again(
    tmp_path: Path, policy: str, charged: dict[str, int]
) -> None:
    """After each run all fees are waived; the next charges what is new, as if nothing had been waived."""
    firm = Firm(tmp_path / "books.db", HEAD + policy)
    invoice = firm.bill("A", 100_000)
    for on, new in charged.items():
        firm.run(on)
        assert firm.parts(on, invoice)[1] == new
        firm.waive(invoice, on)
        firm.run(on)
        assert firm.parts(on, invoice)[1] == 0
    last = list(charged)[-1]
    assert sum(row[0] for row in firm.rows("SELECT amount FROM charge")) == sum(charged.values())
    assert firm.parts(last, invoice) == (100_000, 0, 0)
    firm.ledger.close()


def test_a_waiver_makes_no_room_under_a_limit(tmp_path: Path) -> None:
    """1.00 a day, in all 30.00, all of it charged and 10.00 waived: not one more is charged."""
    firm = Firm(tmp_path / "books.db", HEAD + DAILY)
    invoice = firm.bill("A", 100_000)
    firm.run("2026-03-31")
    firm.waive(invoice, "2026-03-31", amount=1_000)
    firm.run("2026-04-30")
    assert firm.parts("2026-04-30", invoice)[1] == 2_000
    firm.ledger.close()


def test_a_waiver_that_was_a_mistake_is_taken_back(firm: Firm) -> None:
    invoice = firm.bill("A", 100_000)
    firm.run("2026-02-01")
    done = firm.waive(invoice, "2026-02-02")
    (seq,) = (each.seq for each in done.waived)
    assert reverse(
        firm.ledger, seq=seq, reason="wrong one", on=day("2026-02-03"), at=AT, by="ana"
    ).events == (seq,)
    assert firm.parts("2026-02-03", invoice)[1] == 4_000


def test_what_is_no_waiver(firm: Firm) -> None:
    invoice = firm.bill("A", 100_000)
    firm.run("2026-02-01")
    before = firm.events()
    for more, message in (
        ({"amount": 0}, r"0\.00 GBP is nothing to waive"),
        ({"amount": 4_001}, r"40\.01 GBP is more than the 40\.00 GBP of fees or interest"),
        ({"part": "interest"}, "nothing of interest is owed"),
        ({"rule": "fixed_sum"}, "nothing of `fixed_sum` is owed"),
    ):
        with pytest.raises(Refused, match=message):
            firm.waive(invoice, "2026-02-02", **more)
    with pytest.raises(Refused, match="issued on 2026-01-01, after 2025-12-31"):
        firm.waive(invoice, "2025-12-31")
    with pytest.raises(Refused, match="has not come yet"):
        firm.waive(invoice, "2028-01-01")
    assert firm.events() == before


FORGIVING = """
[[late_fee]]
id = "late-fee"
when.days_past_due = { at_least = 1 }
charge = { amount = 15.00 }
forgive = { first_within_months = 12 }
"""


@pytest.fixture
def forgiving(tmp_path: Path) -> Iterator[Firm]:
    firm = Firm(tmp_path / "books.db", HEAD + FORGIVING)
    yield firm
    firm.ledger.close()


def test_the_first_fee_is_charged_and_let_go_with_the_rule_as_the_reason(forgiving: Firm) -> None:
    invoice = forgiving.bill("A", 100_000)
    result = forgiving.run("2026-02-01")
    assert (result.charges.count, result.forgiven.count) == (1, 1)
    assert result.forgiven.amounts == {"GBP": 1_500}
    assert forgiving.parts("2026-02-01", invoice) == (100_000, 0, 0)
    assert waived(forgiving) == [("late-fee", 0, -1_500, "late-fee: the first in 12 months", "run")]
    assert forgiving.run("2026-02-02").charges.count == 0


@pytest.mark.parametrize(
    ("due", "fee"),
    [
        # the first was charged on 1 February 2026, within 12 months of 31 January 2027, not of the day after
        ("2027-01-30", 1_500),
        ("2027-01-31", 0),
    ],
)
def test_within_so_many_months(forgiving: Firm, due: str, fee: int) -> None:
    first = forgiving.bill("A", 100_000)
    forgiving.run("2026-02-01")
    forgiving.pay(100_000, "2026-02-02", first)
    second = forgiving.bill("B", 100_000, on="2026-12-30", due=due)
    on = "2027-01-31" if due == "2027-01-30" else "2027-02-01"
    forgiving.run(on)
    assert forgiving.parts(on, second)[1] == fee


def test_of_several_at_once_that_on_the_oldest_invoice(forgiving: Firm) -> None:
    newer, older = forgiving.bill("B", 100_000, due="2026-02-10"), forgiving.bill("A", 100_000)
    result = forgiving.run("2026-03-01")
    assert (result.charges.count, result.forgiven.count) == (2, 1)
    assert (forgiving.parts("2026-03-01", older)[1], forgiving.parts("2026-03-01", newer)[1]) == (
        0,
        1_500,
    )


def test_each_customer_has_a_first(forgiving: Firm) -> None:
    other = forgiving.write(AccountOpened("C-2", "Beech", "business"), "2026-01-01")
    forgiving.bill("A", 100_000)
    forgiving.bill("B", 100_000, account=other)
    assert forgiving.run("2026-02-01").forgiven.count == 2


def test_a_fee_that_was_a_mistake_was_not_the_first(forgiving: Firm) -> None:
    forgiving.bill("A", 100_000)
    forgiving.run("2026-02-01")
    ((fee, let_go),) = forgiving.rows("SELECT charge_id, seq FROM part_posting")
    for seq in (let_go, fee):
        reverse(forgiving.ledger, seq=seq, reason="wrong", on=day("2026-02-02"), at=AT, by="ana")
    second = forgiving.bill("B", 100_000, due="2026-02-10")
    assert forgiving.run("2026-02-11").forgiven.count == 1
    assert forgiving.parts("2026-02-11", second)[1] == 0


def test_of_a_monthly_fee_the_first_month(tmp_path: Path) -> None:
    firm = Firm(
        tmp_path / "books.db", HEAD + FORGIVING.replace("forgive", 'repeat = "monthly"\nforgive')
    )
    invoice = firm.bill("A", 100_000)
    assert firm.run("2026-03-05").charges.count == 2  # the months from 1 February and from 1 March
    assert [(period, amount) for _, period, amount, *_ in waived(firm)] == [(1, -1_500)]
    assert firm.parts("2026-03-05", invoice)[1] == 1_500
    firm.ledger.close()
