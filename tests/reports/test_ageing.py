"""The ageing report equals what is outstanding, to the minor unit, in every currency."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import given, settings

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import (
    AccountOpened,
    Charged,
    InvoiceIssued,
    PolicyPublished,
    Posted,
    Received,
)
from collectrules.reports.ageing import Ageing, ageing
from collectrules.reports.standing import Books
from tests.engine.slow_facts import SlowBooks
from tests.engine.strategies import AS_OF, histories, write

AT = datetime(2026, 4, 1, 9, tzinfo=UTC)


@given(history=histories())
@settings(max_examples=150)
def test_ageing_is_what_is_outstanding(history: list[tuple[object, str]]) -> None:
    with Ledger.create(Path(":memory:")) as books:
        with books.writing(at=AT, by="test") as book:
            write(book, history)
        found = {line.currency: line for line in ageing(Books(books.connection, AS_OF))}
    slow = SlowBooks(history, AS_OF)
    items = [(seq, e.currency) for seq, e, _ in slow.of(InvoiceIssued)]
    arrived = {e.currency for _, e, _ in slow.of(Received)}
    for currency in {currency for _, currency in items} | arrived:
        seqs = [seq for seq, of in items if of == currency]
        costs = sum(slow.costs(seq) for seq in seqs)
        interest = sum(slow.interest(seq) for seq in seqs)
        owed = sum(slow.balance(seq) for seq in seqs)
        cash = slow.unapplied(currency)
        line = found.get(currency)
        assert (line.outstanding if line else 0) == owed + costs + interest - cash
        if line:
            assert (line.charges, line.interest, line.unapplied) == (costs, interest, -cash)
            assert line.credit == sum(min(0, slow.balance(seq)) for seq in seqs)
            assert line.buckets[0] == sum(
                slow.balance(seq)
                for seq in seqs
                if slow.balance(seq) > 0 and slow.due(seq) >= AS_OF
            )


def test_the_buckets_at_their_edges() -> None:
    """Day 0 is current; 30, 60 and 90 end their buckets."""
    with Ledger.create(Path(":memory:")) as books:
        with books.writing(at=AT, by="test") as book:
            book.append(PolicyPublished("p", "1", 1, "0" * 64, ""), on="2020-01-01")
            book.append(AccountOpened("001", "A", "business"), on="2025-01-01")
            for number, (due, amount) in enumerate(
                [("2026-03-31", 1), ("2026-03-30", 10), ("2026-03-01", 100), ("2026-02-28", 1_000),
                 ("2026-01-30", 10_000), ("2026-01-29", 100_000), ("2025-12-31", 1_000_000),
                 ("2025-12-30", 10_000_000)]
            ):  # fmt: skip
                book.append(
                    InvoiceIssued(2, str(number), "EUR", amount, due, due, "x"), on="2025-06-01"
                )
            book.append(
                InvoiceIssued(2, "c", "EUR", -5, "2026-03-31", "2026-03-31", "x"), on="2026-01-01"
            )
            book.append(Charged(3, "fee", 0, 7, 1), on="2026-03-31")
            book.append(Posted(3, "payment", -1, 0), on="2026-04-01")
        (line,) = ageing(Books(books.connection, date(2026, 3, 31)))
    buckets = (1, 110, 11_000, 1_100_000, 10_000_000)
    assert line == Ageing("EUR", 1, 8, 7, buckets, credit=-5, charges=7)
    assert line.outstanding == sum(buckets) - 5 + 7
