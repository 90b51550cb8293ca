"""What was written off, what came in after all, and what agencies kept."""

from __future__ import annotations

from collectrules.ledger.events import Charged, PartPosted, Placed, Posted, Reversed
from collectrules.reports.let_go import Placements, WrittenOff, placements, written_off
from tests.reports.made import ACCOUNT, Made, made
from tests.reports.test_kpi import JUNE, one
from tests.reports.test_period import period

YEAR = period("2026-01-01", "2026-12-31")


def lost(book: Made, asked: object = YEAR) -> WrittenOff:
    return written_off(book.on("2026-12-31"), asked).get("EUR", WrittenOff())


def test_money_after_a_write_off_is_recovered() -> None:
    """1,000 owed, 100 paid, 900 written off in April, 225 of it received in June: 25 % of 900."""
    with made() as book:
        invoice = book.sold(100_000, "2026-01-02", "2026-02-01")
        book.moved(invoice, -10_000, "2026-03-01")
        book.moved(invoice, -90_000, "2026-04-01", "write_off")
        book.moved(invoice, -22_500, "2026-06-10")
        assert lost(book) == WrittenOff(90_000, 22_500)
        assert one(book, YEAR).figure("recovery_rate").value == 25
        assert lost(book, JUNE) == WrittenOff(0, 22_500)
        assert one(book, JUNE).figure("recovery_rate").why_not == (
            "nothing was written off in the period"
        )


def test_a_debt_brought_back_for_the_money_that_came_is_lost_all_the_same() -> None:
    """The write-off is taken back in part for what came in, so that nothing is overpaid."""
    with made() as book:
        invoice = book.sold(100_000, "2026-01-02", "2026-02-01")
        book.moved(invoice, -100_000, "2026-04-01", "write_off")
        book.moved(invoice, 30_000, "2026-06-10", "write_off")
        book.moved(invoice, -30_000, "2026-06-10")
        book.moved(invoice, 5_000, "2026-07-10", "write_off")
        book.moved(invoice, -5_000, "2026-07-10")
        assert lost(book) == WrittenOff(100_000, 35_000)


def test_what_was_left_of_the_debt_is_paid_first() -> None:
    """200 of 1,000 written off: 500 and 300 pay what is left, and only then something is recovered."""
    with made() as book:
        invoice = book.sold(100_000, "2026-01-02", "2026-02-01")
        book.moved(invoice, -20_000, "2026-04-01", "write_off")
        book.moved(invoice, -50_000, "2026-05-01")
        assert lost(book) == WrittenOff(20_000, 0)
        book.moved(invoice, -40_000, "2026-06-01")
        assert lost(book) == WrittenOff(20_000, 10_000)
        book.moved(invoice, -40_000, "2026-07-01")
        assert lost(book) == WrittenOff(20_000, 20_000)  # never more than was written off


def test_fees_written_off_are_of_their_own() -> None:
    with made() as book:
        invoice = book.sold(100_000, "2026-01-02", "2026-02-01")
        book.book.append(Charged(invoice, "fee", 0, 4_000, 1), on="2026-02-10")
        book.book.append(PartPosted(invoice, "costs", "write_off", -4_000), on="2026-04-01")
        book.moved(invoice, -100_000, "2026-05-01")
        assert lost(book) == WrittenOff(4_000, 0)


def test_a_write_off_that_was_a_mistake_lost_nothing() -> None:
    with made() as book:
        invoice = book.sold(100_000, "2026-01-02", "2026-02-01")
        off = book.moved(invoice, -100_000, "2026-04-01", "write_off")
        book.book.append(Reversed(off, "wrong customer"), on="2026-04-02")
        book.moved(invoice, -100_000, "2026-05-01")
        assert lost(book) == WrittenOff()


def test_a_payment_without_a_write_off_is_no_recovery() -> None:
    with made() as book:
        invoice = book.sold(100_000, "2026-01-02", "2026-02-01")
        book.moved(invoice, -120_000, "2026-05-01")
        assert lost(book) == WrittenOff()


def test_the_cost_of_placement() -> None:
    """An agency recovers 400 and keeps 25 %, later 100 and 10 %: 110 / 500 = 22 %."""
    with made() as book:
        book.sold(100_000, "2026-01-02", "2026-02-01")
        placed = Placed(ACCOUNT, "EUR", "northgate", "25", 100_000, 50_000, "", 1)
        placement = book.book.append(placed, on="2026-04-01")
        book.received(40_000, "2026-05-01", placement_id=placement, share=10_000)
        book.received(10_000, "2026-05-31", placement_id=placement, share=1_000)
        book.received(7_700, "2026-05-31")  # straight from the customer
        bounced = book.received(900, "2026-05-31", placement_id=placement, share=900)
        book.book.append(Reversed(bounced, "bounced"), on="2026-05-31")
        asked = placements(book.on("2026-12-31"), YEAR)
        kpi, june = one(book, YEAR), one(book, JUNE)
    assert asked == {"EUR": Placements(50_000, 11_000)}
    assert kpi.figure("placement_cost").value == 22
    assert june.figure("placement_cost").why_not == (
        "nothing came in by way of an agency or lawyer in the period"
    )


def test_money_in_the_name_of_a_receipt_recovers_too() -> None:
    with made() as book:
        invoice = book.sold(100_000, "2026-01-02", "2026-02-01")
        book.moved(invoice, -100_000, "2026-04-01", "write_off")
        money = book.received(60_000, "2026-06-10")
        book.book.append(Posted(invoice, "payment", -50_000, receipt_id=money), on="2026-06-10")
        assert lost(book) == WrittenOff(100_000, 50_000)
