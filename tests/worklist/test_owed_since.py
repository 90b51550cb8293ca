"""What was paid, disputed or promised since the list was made is counted at once, as a run would count it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import Disputed, Event, Posted, Promised, Received
from collectrules.worklist.listing import read_listing
from collectrules.worklist.run import run_day
from collectrules.worklist.versions import policy_in_force
from tests.tui import ledgers
from tests.tui.ledgers import DAY, MORNING


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return ledgers.made(tmp_path_factory.mktemp("ledger") / "books.db").read_bytes()


def sums(ledger: Ledger) -> dict[tuple[str, str], int]:
    """What is to be collected by account and currency; nothing is left out."""
    return {
        (row.account, row.currency): row.to_collect
        for row in read_listing(ledger).rows
        if row.to_collect
    }


def run_again(ledger: Ledger) -> None:
    policy, seq = policy_in_force(ledger, DAY)
    run_day(ledger, policy, seq, as_of=DAY, at=MORNING + timedelta(hours=1), by="run")


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_what_is_shown_is_what_the_next_run_says(
    data: st.DataObject, made_once: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("ledger") / "books.db"
    path.write_bytes(made_once)
    with Ledger.open(path) as ledger:
        invoices = ledger.connection.execute(
            "SELECT seq, account_id, currency, amount FROM invoice ORDER BY seq"
        ).fetchall()
        for _ in range(data.draw(st.integers(1, 4))):
            invoice, account, currency, amount = data.draw(st.sampled_from(invoices))
            events: list[Event] = [
                Posted(invoice, "payment", -data.draw(st.sampled_from([1, 5_000, amount]))),
                Received(account, currency, data.draw(st.integers(1, 50_000))),
                Promised(account, currency, 10_000, (DAY + timedelta(days=3)).isoformat()),
                Disputed(invoice, "short", data.draw(st.sampled_from([None, 1_000]))),
            ]
            with ledger.writing(at=MORNING, by="ana") as book:
                book.append(data.draw(st.sampled_from(events)), on=DAY)
        before = sums(ledger)
        listed = {(row.account, row.currency) for row in read_listing(ledger).rows}
        run_again(ledger)
        after = sums(ledger)
        assert {key: amount for key, amount in before.items() if key in after} == {
            key: amount for key, amount in after.items() if key in listed
        }


def test_who_has_paid_is_asked_for_nothing_more(made_once: bytes, tmp_path: Path) -> None:
    path = tmp_path / "books.db"
    path.write_bytes(made_once)
    with Ledger.open(path) as ledger:
        first = read_listing(ledger).rows[0]
        with ledger.writing(at=MORNING, by="ana") as book:
            for invoice, left in ledger.connection.execute(
                "SELECT n.seq, n.amount + coalesce(sum(p.amount), 0) FROM invoice AS n"
                " LEFT JOIN posting AS p ON p.invoice_id = n.seq WHERE n.account_id = ? GROUP BY n.seq",
                (first.account_id,),
            ).fetchall():
                book.append(Posted(invoice, "payment", -left), on=DAY)
        now = read_listing(ledger).rows[0]
        assert (now.account, now.to_collect, now.rule, now.channel) == (first.account, 0, "", None)
        assert now.held == f"nothing is left of {first.invoice} since the list was made"
        assert now.as_json()["next_action"] is None
        assert now.why == f"held: {now.held}"
