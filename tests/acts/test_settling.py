"""Settlements: the forgiven part goes only when the rest has arrived in time, to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.acts.approvals import approve
from collectrules.acts.plans import PlanWanted, agree_plan
from collectrules.acts.settling import SettlementWanted, agree_settlement, cancel_settlement
from collectrules.charges.agreements import SettlementMade, settlements
from collectrules.errors import CollectrulesError, InputError, Refused
from collectrules.ledger.events import Charged, Reversed
from collectrules.ledger.verify import verify
from tests.acts.books import AT, POLICY, Firm


def day(text: str) -> date:
    return date.fromisoformat(text)


def agree(firm: Firm, on: str = "2026-03-10", **more: object) -> SettlementMade:
    more = {"account": firm.account, "on": day(on), "approved_by": "mara", **more}
    return agree_settlement(firm.ledger, SettlementWanted(**more), at=AT, by="ana")


def states(firm: Firm, on: str) -> list[str]:
    return [each.state for each in settlements(firm.ledger.connection, day(on))]


def test_the_rest_is_written_off_once_the_money_has_arrived_in_time(firm: Firm) -> None:
    """1,040.00 are owed, 832.00 settle them: 208.00 are forgiven, 40.00 of them a fee that was not paid."""
    firm.run("2026-02-01")
    settlement = agree(firm)
    assert (settlement.owed, settlement.amount) == (104_000, 83_200)
    assert settlement.until_on == day("2026-03-24")
    firm.pay(83_200, "2026-03-24")
    assert firm.parts("2026-03-24") == (16_800, 4_000, 0)
    result = firm.run("2026-03-25")
    assert result.agreements == {"settlements kept": 1}
    assert firm.parts("2026-03-25") == (0, 0, 0)
    assert firm.rows("SELECT kind, amount FROM posting WHERE kind = 'write_off'") == [
        ("write_off", -16_800)
    ]
    assert firm.rows("SELECT part, kind, amount FROM part_posting") == [
        ("costs", "write_off", -4_000)
    ]
    events = firm.events()
    firm.run("2026-03-25")
    assert firm.events() == events
    assert verify(firm.ledger) == []


@pytest.mark.parametrize(
    ("paid", "on"), [(83_199, "2026-03-24"), (83_200, "2026-03-25"), (104_000, "2026-03-25")]
)
def test_a_cent_less_or_a_day_late_and_all_is_owed_as_before(
    firm: Firm, paid: int, on: str
) -> None:
    firm.run("2026-02-01")
    agree(firm)
    firm.pay(min(paid, 100_000), on)
    assert firm.run("2026-03-24").agreements == {}
    assert firm.run("2026-03-25").agreements == {"settlements lapsed": 1}
    # the fee of the month that began on 3 March is owed as well
    assert sum(firm.parts("2026-03-25")) == 104_000 + 500 - min(paid, 100_000)
    assert firm.rows("SELECT * FROM posting WHERE kind = 'write_off'") == []


def test_a_bounce_puts_everything_back(firm: Firm) -> None:
    firm.run("2026-02-01")
    agree(firm)
    money = firm.pay(83_200, "2026-03-20")
    firm.run("2026-03-21")
    assert firm.parts("2026-03-21") == (0, 0, 0)
    firm.write(Reversed(money, "it bounced"), "2026-03-23")
    assert firm.run("2026-03-23").agreements == {}
    assert states(firm, "2026-03-23") == ["open"]
    assert firm.parts("2026-03-23") == (100_000, 4_500, 0)
    assert firm.run("2026-03-25").agreements == {"settlements lapsed": 1}


def test_money_that_comes_to_light_later_counts_by_its_day(firm: Firm) -> None:
    agree(firm)
    assert firm.run("2026-03-26").agreements == {"settlements lapsed": 1}
    firm.pay(80_000, "2026-03-24")
    assert firm.run("2026-03-27").agreements == {"settlements kept": 1}
    assert firm.parts("2026-03-27") == (0, 0, 0)


def test_fees_charged_since_are_forgiven_with_the_rest(firm: Firm) -> None:
    agree(firm)
    firm.write(Charged(firm.a, "other", 0, 1_234, 1), "2026-03-12")
    firm.pay(80_000, "2026-03-13")
    firm.run("2026-03-14")
    assert firm.parts("2026-03-14") == (0, 0, 0)


def test_the_owner_approves_it_once(firm: Firm) -> None:
    with pytest.raises(Refused, match="the owner has to approve `settle-at-80` first"):
        agree(firm, approved_by="")
    approve(
        firm.ledger,
        firm.account,
        "settle-at-80",
        reason="fine",
        on=day("2026-03-10"),
        at=AT,
        by="mara",
    )
    with pytest.raises(Refused, match="was approved before"):
        approve(
            firm.ledger,
            firm.account,
            "settle-at-80",
            reason="x",
            on=day("2026-03-10"),
            at=AT,
            by="m",
        )
    agree(firm, approved_by="")
    cancel_settlement(
        firm.ledger, firm.account, None, reason="x", on=day("2026-03-11"), at=AT, by="ana"
    )
    assert states(firm, "2026-03-11") == ["cancelled"]
    with pytest.raises(Refused, match="the owner has to approve `settle-at-80` first"):
        agree(firm, "2026-03-11", approved_by="")


@pytest.mark.parametrize(
    ("wanted", "kind", "said"),
    [
        ({"percent": Decimal(100)}, InputError, "100 per cent is no settlement"),
        ({"percent": Decimal(0)}, InputError, "0 per cent is no settlement"),
        ({"until": day("2026-03-09")}, InputError, "the last day, 2026-03-09, comes before"),
        ({"on": "2026-02-20", "approved_by": ""}, Refused, "no offer of a settlement holds"),
        ({"offer": "thirds"}, InputError, "the policy has no such offer"),
    ],
)
def test_what_is_no_settlement(
    firm: Firm, wanted: dict[str, object], kind: type[CollectrulesError], said: str
) -> None:
    events = firm.events()
    with pytest.raises(kind, match=said):
        agree(firm, **wanted)
    assert firm.events() == events


def test_less_than_the_offer_is_for_the_owner(firm: Firm) -> None:
    approve(
        firm.ledger,
        firm.account,
        "settle-at-80",
        reason="ok",
        on=day("2026-03-10"),
        at=AT,
        by="mara",
    )
    with pytest.raises(Refused, match="the offer takes 80 per cent by 2026-03-24"):
        agree(firm, percent=Decimal(70), approved_by="")
    assert agree(firm, percent=Decimal("66.67")).amount == 66_670


@given(
    amount=st.integers(100, 10**7),
    percent=st.integers(1, 99),
    payments=st.lists(st.tuples(st.integers(10, 30), st.integers(1, 10**7)), max_size=4),
)
@settings(max_examples=25)
def test_a_settlement_leaves_nothing_or_all_that_was_not_paid(
    amount: int,
    percent: int,
    payments: list[tuple[int, int]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    nothing_small = POLICY.replace("at_most = 5.00", "at_most = 0.00")
    firm = Firm(tmp_path_factory.mktemp("settled") / "books.db", nothing_small)
    invoice = firm.issue("S", amount, due="2026-02-01")
    try:
        made = agree(firm, invoices=(invoice,), percent=Decimal(percent))
    except Refused:
        firm.ledger.close()
        return
    left, paid_in_time = amount, 0
    for when, offered in payments:
        money = min(offered, left)
        if money:
            firm.pay(money, f"2026-03-{when}", invoice)
            left -= money
            paid_in_time += money if when <= 24 else 0
    firm.run("2026-04-15")
    kept = paid_in_time >= made.amount
    assert states(firm, "2026-04-15") == ["kept" if kept else "lapsed"]
    principal, costs, _ = firm.parts("2026-04-15", invoice)
    assert principal == (0 if kept else left)
    assert costs == 0 or not kept
    firm.ledger.close()


def test_nothing_is_left_of_a_path(tmp_path: Path) -> None:
    """The books are whole after an agreement that was kept, taken back, and lapsed."""
    firm = Firm(tmp_path / "whole.db")
    agree(firm)
    money = firm.pay(80_000, "2026-03-20")
    firm.run("2026-03-21")
    firm.write(Reversed(money, "it bounced"), "2026-03-22")
    firm.run("2026-03-30")
    assert verify(firm.ledger) == []
    assert firm.owed("2026-03-30").principal == 100_000
    firm.ledger.close()


INTEREST = """
[[interest]]
id = "agreed"
when.days_past_due = { at_least = 1 }
rate = { percent = 10 }

[[hold]]
id = "plan"
when.plan = "open"
stops = ["interest"]
clock = "running"
"""


def test_no_interest_is_left_of_a_settlement_that_was_kept(tmp_path: Path) -> None:
    """1,000.00 at 10 %: 38 days from 1 February to 10 March are 10.41; with 45.00 in fees 80 % are 844.33."""
    firm = Firm(tmp_path / "interest.db", POLICY + INTEREST)
    firm.run("2026-02-01")
    firm.run("2026-03-09")
    made = agree(firm)
    assert (made.owed, made.amount) == (105_541, 84_433)
    firm.pay(84_433, "2026-03-20")
    for day_of_run in ("2026-03-21", "2026-04-02", "2026-05-02"):
        firm.run(day_of_run)
        assert firm.parts(day_of_run) == (0, 0, 0)
    firm.ledger.close()


def test_a_broken_plan_bears_the_interest_that_it_had_suspended(tmp_path: Path) -> None:
    """10 % on 1,000.00 from 1 February: through 31 March 59 days, 16.16, as if there had been no plan."""
    firm = Firm(tmp_path / "broken.db", POLICY + INTEREST)
    firm.run("2026-02-01")
    wanted = PlanWanted(account=firm.account, on=day("2026-02-11"))
    agree_plan(firm.ledger, wanted, at=AT, by="ana")
    # Eleven days, 3.01, were put into the books with the agreement.
    firm.run("2026-02-20")
    assert firm.parts("2026-02-20")[2] == 301
    assert firm.run("2026-03-02").agreements == {"plans broken": 1}
    firm.run("2026-04-01")
    assert firm.parts("2026-04-01")[2] == 1_616
    firm.ledger.close()
