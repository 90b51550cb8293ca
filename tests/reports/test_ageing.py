"""The ageing report equals what is outstanding, to the minor unit, in every currency."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import (
    AccountChanged,
    Charged,
    DueDateChanged,
    InterestBooked,
    InvoiceIssued,
    OverrideSet,
    PartPosted,
    PolicyPublished,
    Posted,
    Reversed,
)
from collectrules.ledger.owed import owed
from collectrules.reports.ageing import Ageing, ageing, in_order
from collectrules.reports.judged import judged_on
from collectrules.reports.standing import Books
from tests.engine.strategies import AS_OF, write
from tests.reports.histories import History, money_histories
from tests.reports.made import ACCOUNT, made
from tests.reports.slow import SlowReports

AT = datetime(2026, 4, 1, 9, tzinfo=UTC)


@given(
    history=money_histories(),
    back=st.integers(0, 120),
    known=st.one_of(st.none(), st.integers(1, 40)),
)
@settings(max_examples=100)
def test_ageing_is_what_is_outstanding(history: History, back: int, known: int | None) -> None:
    """As of any day and as known on any day, against adding up the journal by hand, and against `owed`."""
    day = AS_OF - timedelta(days=back)
    with Ledger.create(Path(":memory:")) as ledger:
        with ledger.writing(at=AT, by="test") as book:
            write(book, history)
        books = Books.of(ledger, day, known)
        found = {line.currency: line for line in ageing(books)}
        accounts = ageing(books, "account")
        parts = owed(ledger.connection, day, known=books.known)
    slow = SlowReports(history[:known], day)
    for currency in slow.currencies() | found.keys():
        line = found.get(currency, Ageing(currency, 0, 0, 0, (0,) * 5))
        items = list(slow.items(currency))
        assert line.buckets == slow.buckets(currency)
        assert line.credit == slow.credit(currency)
        assert line.charges == sum(slow.costs(seq) for seq, _, _ in items)
        assert line.interest == sum(slow.interest(seq) for seq, _, _ in items)
        assert line.unapplied == slow.unapplied(currency)
        assert line.outstanding - line.unapplied == sum(
            each.total for each in parts if each.currency == currency
        )
        open_ = [(e.account_id, past) for seq, e, past in items if slow.balance(seq) > 0]
        assert line.accounts == len({account for account, _ in open_})
        assert line.invoices == len(open_)
        assert line.overdue_invoices == sum(past > 0 for _, past in open_)
        lines = [each for each in accounts if each.currency == currency]
        assert sum(each.outstanding for each in lines) == line.outstanding
        assert sum(each.invoices for each in lines) == line.invoices


@given(history=money_histories(put_under=True))
@settings(max_examples=40)
def test_lines_by_policy_add_up_and_are_those_put_under_it(history: History) -> None:
    published = PolicyPublished("random", "1", 1, sha256(b"").hexdigest(), "")
    history = [(published, "2020-01-01"), *history[1:]]
    with Ledger.create(Path(":memory:")) as ledger:
        with ledger.writing(at=AT, by="test") as book:
            write(book, history)
        books = Books.of(ledger, AS_OF)
        whole = {line.currency: line for line in ageing(books)}
        lines = ageing(books, "policy", judged_on(ledger, AS_OF))
    slow = SlowReports(history, AS_OF)
    for currency, line in whole.items():
        mine = {each.policy: each for each in lines if each.currency == currency}
        assert sum(each.outstanding for each in mine.values()) == line.outstanding
        for policy in ("", "b1", "b2"):
            under = [seq for seq, _, _ in slow.items(currency) if slow.under(seq) == policy]
            owing = sum(max(0, slow.balance(seq)) for seq in under)
            assert (sum(mine[policy].buckets) if policy in mine else 0) == owing


def test_the_buckets_at_their_edges() -> None:
    """Days 0, 1, 30, 31, 60, 61, 90 and 91: each edge is in the bucket it ends or begins."""
    with made() as book:
        for amount, due in [
            (1, "2026-03-31"), (10, "2026-03-30"), (100, "2026-03-01"), (1_000, "2026-02-28"),
            (10_000, "2026-01-30"), (100_000, "2026-01-29"), (1_000_000, "2025-12-31"),
            (10_000_000, "2025-12-30"),
        ]:  # fmt: skip
            book.sold(amount, "2025-06-01", due)
        book.sold(-5, "2026-01-01", "2026-03-31")
        book.book.append(Charged(3, "fee", 0, 7, 1), on="2026-03-31")
        book.moved(3, -1, "2026-04-01")
        (line,) = ageing(book.on("2026-03-31"))
    buckets = (1, 110, 11_000, 1_100_000, 10_000_000)
    assert line == Ageing("EUR", 1, 8, 7, buckets, credit=-5, charges=7)
    assert line.outstanding == sum(buckets) - 5 + 7


@pytest.mark.parametrize(
    ("due", "day", "bucket"),
    [
        ("2024-02-29", "2024-03-30", 1),  # 1 day of February's 29 and 30 of March: day 30
        ("2024-02-29", "2024-03-31", 2),
        ("2024-01-30", "2024-02-29", 1),  # the leap day itself is day 30
        ("2023-01-30", "2023-03-01", 1),  # without one, 1 March is
        ("2024-01-30", "2024-03-01", 2),
        ("2026-12-31", "2026-12-31", 0),
        ("2026-12-31", "2027-01-01", 1),
    ],
)
def test_a_leap_day_is_a_day(due: str, day: str, bucket: int) -> None:
    with made() as book:
        book.sold(1_000, "2023-01-01", due)
        (line,) = ageing(book.on(day))
    assert [n for n, amount in enumerate(line.buckets) if amount] == [bucket]


def test_money_goes_from_unapplied_to_what_it_is_used_for() -> None:
    """500.00 arrive; 40.00 pay the fee, 9.00 interest, 451.00 of 1,000.00: 0 is unapplied, 549.00 left."""
    with made() as book:
        invoice = book.sold(100_000, "2026-01-02", "2026-02-01")
        book.book.append(Charged(invoice, "fee", 0, 4_000, 1), on="2026-02-06")
        book.book.append(InterestBooked(invoice, "accrual", "2026-02-02", 900), on="2026-02-28")
        money = book.received(50_000, "2026-03-03")
        for part, amount in (("costs", -4_000), ("interest", -900)):
            paid = PartPosted(invoice, part, "payment", amount, receipt_id=money)
            book.book.append(paid, on="2026-03-05")
        book.book.append(Posted(invoice, "payment", -45_100, receipt_id=money), on="2026-03-05")
        (before,) = ageing(book.on("2026-03-02"))
        (held,) = ageing(book.on("2026-03-04"))
        (used,) = ageing(book.on("2026-03-05"))
    assert (before.outstanding, before.unapplied) == (104_900, 0)
    assert (held.outstanding, held.unapplied) == (54_900, -50_000)
    assert (held.charges, held.interest) == (4_000, 900)
    assert used == Ageing("EUR", 1, 1, 1, (0, 0, 54_900, 0, 0))


def test_credit_given_for_paying_early_uses_no_money() -> None:
    """2 % off 1,000.00: 980.00 and a credit of 20.00, and nothing is left, of the money either."""
    with made() as book:
        invoice = book.sold(100_000, "2026-01-02", "2026-02-01")
        money = book.received(98_000, "2026-01-09")
        book.book.append(Posted(invoice, "payment", -98_000, receipt_id=money), on="2026-01-09")
        book.book.append(Posted(invoice, "credit", -2_000, receipt_id=money), on="2026-01-09")
        assert ageing(book.on("2026-01-09")) == ()


def test_a_bounced_payment_is_owed_again() -> None:
    with made() as book:
        invoice = book.sold(100_000, "2026-01-02", "2026-02-01")
        money = book.received(100_000, "2026-02-01")
        used = book.book.append(
            Posted(invoice, "payment", -100_000, receipt_id=money), on="2026-02-01"
        )
        for seq in (money, used):
            book.book.append(Reversed(seq, "bounced"), on="2026-02-05")
        assert ageing(book.on("2026-02-04")) == ()
        assert ageing(book.on("2026-02-05")) == (Ageing("EUR", 1, 1, 1, (0, 100_000, 0, 0, 0)),)


def test_money_of_somebody_who_owes_nothing_has_a_line() -> None:
    with made() as book:
        book.received(5_000, "2026-01-02", currency="JPY")
        (line,) = ageing(book.on("2026-01-02"))
        (by_account,) = ageing(book.on("2026-01-02"), "account")
    assert line == Ageing("JPY", 0, 0, 0, (0,) * 5, unapplied=-5_000)
    assert (by_account.account, by_account.outstanding) == ("001", -5_000)


def test_a_fee_that_is_left_when_the_invoice_is_paid_is_outstanding() -> None:
    with made() as book:
        invoice = book.sold(10_000, "2026-01-02", "2026-02-01")
        book.book.append(Charged(invoice, "fee", 0, 1_500, 1), on="2026-02-10")
        book.moved(invoice, -10_000, "2026-02-20")
        (line,) = ageing(book.on("2026-02-20"))
    assert (line.invoices, line.charges, line.outstanding) == (0, 1_500, 1_500)


def test_a_due_date_that_was_moved_counts_from_the_day_it_was() -> None:
    with made() as book:
        invoice = book.sold(10_000, "2026-01-02", "2026-02-01")
        book.book.append(DueDateChanged(invoice, "2026-03-15"), on="2026-02-10")
        assert ageing(book.on("2026-02-09"))[0].overdue == 10_000
        assert ageing(book.on("2026-02-10"))[0].overdue == 0
        assert ageing(book.on("2026-03-16"))[0].overdue == 10_000


def test_amounts_of_ten_to_the_fifteen_add_up() -> None:
    with made() as book:
        for _ in range(9):
            book.sold(10**15, "2026-01-02", "2026-02-01")
        (line,) = ageing(book.on("2026-02-02"))
    assert line.outstanding == 9 * 10**15


def test_accounts_are_called_as_on_the_day_and_sorted() -> None:
    with made() as book:
        birch, cedar = book.account("010", "birch"), book.account("009", "Cedar")
        book.sold(100, "2026-01-01", "2026-01-01", account=birch)
        book.sold(300, "2026-01-01", "2026-02-01", account=cedar)
        book.sold(200, "2026-01-01", "2025-09-01", account=ACCOUNT)
        book.book.append(AccountChanged(cedar, "Aspen", "business"), on="2026-01-20")
        before, lines = (ageing(book.on(day), "account") for day in ("2026-01-19", "2026-01-20"))
    names = {order: [each.name for each in in_order(lines, order)] for order in ("account", "name")}
    assert [each.name for each in before] == ["Ash", "Cedar", "birch"]
    assert names == {"account": ["Ash", "Aspen", "birch"], "name": ["Ash", "Aspen", "birch"]}
    for order, accounts in {
        "outstanding": ["009", "001", "010"],
        "overdue": ["001", "010", "009"],
        "over-90": ["001", "009", "010"],
    }.items():
        assert [each.account for each in in_order(lines, order)] == accounts


def test_an_invoice_put_under_another_policy_goes_before_its_account() -> None:
    with made() as book:
        first, second = (book.sold(n, "2026-01-01", "2026-02-01") for n in (100, 7))
        for invoice, policy in ((None, "all"), (second, "one")):
            override = OverrideSet(ACCOUNT, invoice, "policy", None, policy, None, "in court")
            book.book.append(override, on="2026-01-10")
        money = book.received(20, "2026-01-10")
        assert (first, money) == (3, 7)
        ledger = Ledger(book.book.connection, Path(":memory:"))
        lines = ageing(book.on("2026-01-10"), "policy", judged_on(ledger, date(2026, 1, 10)))
    assert [(each.policy, each.outstanding) for each in lines] == [("all", 80), ("one", 7)]


def test_an_invoice_taken_back_is_not_outstanding_with_what_was_posted_on_it() -> None:
    with made() as book:
        invoice = book.sold(10_000, "2026-01-02", "2026-02-01")
        book.moved(invoice, -4_000, "2026-01-05")
        book.book.append(Reversed(invoice, "never sent"), on="2026-01-06")
        assert ageing(book.on("2026-01-05"))[0].outstanding == 6_000
        assert ageing(book.on("2026-01-06")) == ()


def test_what_is_dated_later_does_not_count_yet() -> None:
    with made() as book:
        book.book.append(
            InvoiceIssued(ACCOUNT, "9", "EUR", 10_000, "2026-03-01", "2026-01-02", "x"),
            on="2026-02-01",
        )
        assert ageing(book.on("2026-01-31")) == ()
        assert ageing(book.on("2026-02-01"))[0].buckets[0] == 10_000
