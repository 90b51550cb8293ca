"""Payments that bounce, and other mistakes about money that are taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from collectrules.errors import Refused
from collectrules.ledger.verify import verify
from collectrules.worklist.reversals import reverse
from tests.acts.money import AT, FEES, HEAD, TERMS, Firm, day

CONTRACT = """
[[interest]]
id = "contract"
when.days_past_due = { at_least = 1 }
rate = { percent = 10, per = "year" }
day_count = "actual/365"
"""


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    firm = Firm(tmp_path / "books.db", HEAD + TERMS + FEES)
    yield firm
    firm.ledger.close()


def taken_back(firm: Firm, seq: int, on: str) -> tuple[int, ...]:
    return reverse(firm.ledger, seq=seq, reason="wrong", on=day(on), at=AT, by="ana").events


def test_everything_is_put_back_and_the_bank_s_fee_charged(firm: Firm) -> None:
    invoice = firm.bill("A", 100_000)
    firm.fee(invoice, 4_000, "2026-02-01")
    money = firm.pay(50_000, "2026-02-05").receipts[0]
    assert firm.parts("2026-02-05", invoice) == (54_000, 0, 0)
    bounced = firm.bounce(money, "2026-02-09", fee=750)
    assert firm.parts("2026-02-09", invoice) == (100_000, 4_750, 0)
    assert firm.parts("2026-02-08", invoice) == (54_000, 0, 0)
    assert (bounced.fee_on, len(bounced.taken_back)) == ("A", 3)  # money, fee paid, principal
    assert firm.unapplied("2026-02-09") == 0
    assert firm.rows("SELECT rule, period, amount FROM charge ORDER BY seq")[1] == (
        "bank-fee",
        money,
        750,
    )
    assert verify(firm.ledger) == []


def test_the_discount_bounces_with_the_money(firm: Firm) -> None:
    """2,790.00 on day 8 settled 3,000.00 of 7,000.00; all 7,000.00 are owed again."""
    invoice = firm.bill("A", 700_000, on="2026-06-01", due="2026-07-01")
    money = firm.pay(279_000, "2026-06-09").receipts[0]
    assert firm.parts("2026-06-09", invoice)[0] == 400_000
    assert len(firm.bounce(money, "2026-06-12").taken_back) == 3
    assert firm.parts("2026-06-12", invoice)[0] == 700_000


def test_what_was_applied_of_it_later_is_put_back_too(firm: Firm) -> None:
    first, second = (
        firm.bill("A", 10_000),
        firm.bill("B", 10_000, on="2026-03-01", due="2026-04-01"),
    )
    money = firm.pay(15_000, "2026-02-05").receipts[0]
    firm.apply("2026-03-02")
    # the 50.00 were there before the invoice: 50 / 0.93 = 53.7634, so 53.76 of it are settled
    assert (firm.parts("2026-03-02", first)[0], firm.parts("2026-03-02", second)[0]) == (0, 4_624)
    firm.bounce(money, "2026-02-09")
    assert [firm.parts("2026-03-02", one)[0] for one in (first, second)] == [10_000, 10_000]
    assert firm.ageing("2026-03-02")["GBP"].outstanding == 20_000


def test_the_next_run_corrects_the_interest(tmp_path: Path) -> None:
    """1,000.00 due 31 January at 10 %: paid on 10 February, returned on 20 March.

    Booked with the payment: 1,000 x 0.1 x 10 / 365 = 2.7397, 2.74, which the money pays first; 2.74 of the
    principal stay owed. Through 31 March, as nothing was paid: 1,000 x 0.1 x 59 / 365 = 16.1644, 16.16.
    """
    firm = Firm(tmp_path / "bearing.db", HEAD + CONTRACT)
    invoice = firm.bill("A", 100_000)
    money = firm.pay(100_000, "2026-02-10", invoice).receipts[0]
    assert firm.parts("2026-02-10", invoice) == (274, 0, 0)
    firm.bounce(money, "2026-03-20")
    assert firm.parts("2026-03-20", invoice) == (100_000, 0, 274)
    firm.run("2026-04-01")
    assert firm.parts("2026-03-31", invoice) == (100_000, 0, 1_616)
    firm.ledger.close()


def test_a_fee_is_charged_on_what_is_due_longest_where_nothing_was_paid_by_it(firm: Firm) -> None:
    firm.bill("B", 10_000, due="2026-05-01")
    older = firm.bill("A", 10_000)
    money = firm.pay(1_000, "2026-02-05", hold=True).receipts[0]
    assert firm.bounce(money, "2026-02-09", fee=500).fee_on == "A"
    assert firm.parts("2026-02-09", older) == (10_000, 500, 0)


def test_a_bank_s_fee_makes_no_room_of_a_limit_and_takes_none(tmp_path: Path) -> None:
    """In all at most 30.00 a month at 20.00: 20.00 and 10.00, whatever the bank charged."""
    limited = """
        [[late_fee]]
        id = "monthly"
        when.days_past_due = { at_least = 1 }
        charge = { amount = 20.00 }
        repeat = "monthly"

        [[fee_limit]]
        id = "most"
        most = { amount = 30.00 }
    """
    firm = Firm(tmp_path / "books.db", HEAD + limited)
    invoice = firm.bill("A", 100_000)
    firm.bounce(firm.pay(1_000, "2026-02-01").receipts[0], "2026-02-01", fee=700)
    for on in ("2026-02-01", "2026-03-01", "2026-04-01"):
        firm.run(on)
    charged = firm.rows(
        "SELECT rule, amount FROM charge WHERE invoice_id = ? ORDER BY seq", invoice
    )
    assert charged == [("bank-fee", 700), ("monthly", 2_000), ("monthly", 1_000)]
    firm.ledger.close()


def test_what_cannot_bounce(firm: Firm) -> None:
    firm.bill("A", 10_000)
    money = firm.pay(1_000, "2026-02-05").receipts[0]
    before = firm.events()
    with pytest.raises(Refused, match="took effect on 2026-02-05, after 2026-02-04"):
        firm.bounce(money, "2026-02-04")
    with pytest.raises(Refused, match="has not come yet"):
        firm.bounce(money, "2028-01-01")
    with pytest.raises(Refused, match=r"event 2 is no payment"):
        firm.bounce(2, "2026-02-06")
    assert firm.events() == before
    firm.bounce(money, "2026-02-06")
    with pytest.raises(Refused, match="was taken back before"):
        firm.bounce(money, "2026-02-07")


def test_a_fee_with_nothing_to_charge_it_on(firm: Firm) -> None:
    money = firm.pay(1_000, "2026-02-05", hold=True).receipts[0]
    before = firm.events()
    with pytest.raises(Refused, match="has no invoice in GBP to charge the bank's fee on"):
        firm.bounce(money, "2026-02-06", fee=500)
    assert firm.events() == before


def test_one_use_of_money_is_taken_back_and_the_money_is_there_again(firm: Firm) -> None:
    invoice = firm.bill("A", 700_000, on="2026-06-01", due="2026-07-01")
    firm.pay(279_000, "2026-06-09")
    ((used,),) = firm.rows("SELECT seq FROM posting WHERE kind = 'payment'")
    assert taken_back(firm, used, "2026-06-10") == (used, used + 1)  # with its discount
    assert firm.parts("2026-06-10", invoice)[0] == 700_000
    assert firm.unapplied("2026-06-10") == 279_000
    firm.apply("2026-06-11")
    assert firm.parts("2026-06-11", invoice)[0] == 400_000


def test_credit_that_was_applied_is_taken_back_at_both_ends(firm: Firm) -> None:
    invoice = firm.bill("A", 10_000)
    notes = [firm.bill(name, -3_000) for name in ("CN1", "CN2")]
    for note in notes:
        firm.credit(note, "2026-02-01", invoice)
    rows = firm.rows("SELECT seq FROM posting ORDER BY seq")
    assert [seq for (seq,) in rows[:2]] == sorted(taken_back(firm, rows[1][0], "2026-02-02"))
    assert firm.parts("2026-02-02", invoice)[0] == 7_000
    assert [firm.parts("2026-02-02", note)[0] for note in notes] == [-3_000, 0]


def test_a_fee_that_was_paid_is_no_mistake_any_more(firm: Firm) -> None:
    invoice = firm.bill("A", 10_000)
    fee = firm.fee(invoice, 4_000, "2026-02-01")
    money = firm.pay(1_000, "2026-02-05").receipts[0]
    with pytest.raises(
        Refused, match=rf"event {fee} \(late fee\) cannot be taken back: event \d+ \(payment\)"
    ):
        taken_back(firm, fee, "2026-02-06")
    firm.bounce(money, "2026-02-06")
    assert taken_back(firm, fee, "2026-02-06") == (fee,)
    assert firm.parts("2026-02-06", invoice) == (10_000, 0, 0)
