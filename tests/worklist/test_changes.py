"""What others write shows on a list, or does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountChanged, Posted
from collectrules.ledger.published import policy_in_force
from collectrules.tui.others import Others
from collectrules.worklist.asking import ask_gate
from collectrules.worklist.attempts import reserve
from collectrules.worklist.changes import seen_now, shows
from collectrules.worklist.listing import read_listing
from collectrules.worklist.run import run_day
from tests.tui import ledgers

AT = ledgers.MORNING + timedelta(hours=1)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(ledgers.made(tmp_path / "books.db")) as ledger:
        yield ledger


def first(ledger: Ledger) -> int:
    """The account at the top of the list."""
    return read_listing(ledger).rows[0].account_id


def asks(ledger: Ledger) -> None:
    policy, seq = policy_in_force(ledger, ledgers.DAY)
    ask_gate(ledger, seq, policy, account_id=first(ledger), channel="call", at=AT, by="ben")


def runs_again(ledger: Ledger) -> None:
    policy, seq = policy_in_force(ledger, ledgers.DAY)
    run_day(ledger, policy, seq, as_of=ledgers.DAY, at=AT, by="ben")


def runs_tomorrow(ledger: Ledger) -> None:
    day = ledgers.DAY + timedelta(days=1)
    policy, seq = policy_in_force(ledger, day)
    run_day(ledger, policy, seq, as_of=day, at=AT, by="ben")


def reserves(ledger: Ledger) -> None:
    policy, seq = policy_in_force(ledger, ledgers.DAY)
    reserve(ledger, seq, policy, account_id=first(ledger), channel="call", at=AT, by="ben")


def is_paid(ledger: Ledger) -> None:
    ((invoice,),) = ledger.connection.execute("SELECT min(seq) FROM invoice").fetchall()
    with ledger.writing(at=AT, by="ben") as book:
        book.append(Posted(invoice, "payment", -904_00), on=ledgers.DAY)


def is_renamed(ledger: Ledger) -> None:
    with ledger.writing(at=AT, by="ben") as book:
        book.append(AccountChanged(first(ledger), "Harbour Bread", "business"), on=ledgers.DAY)


@pytest.mark.parametrize(
    ("act", "shown"),
    [
        (asks, False),
        (runs_again, False),
        (runs_tomorrow, True),
        (reserves, True),
        (is_paid, True),
        (is_renamed, True),
    ],
)
def test_what_shows_on_the_list(ledger: Ledger, act: Callable[[Ledger], None], shown: bool) -> None:
    seen = seen_now(ledger.connection)
    act(ledger)
    assert shows(ledger.connection, seen) is shown
    asks(ledger)
    assert shows(ledger.connection, seen) is shown


def test_a_run_without_an_event_shows_where_it_leaves_another_list(ledger: Ledger) -> None:
    """Once what was paid is seen, the run that takes it off the list writes no event of its own."""
    is_paid(ledger)
    seen = seen_now(ledger.connection)
    runs_again(ledger)
    assert seen_now(ledger.connection).seq == seen.seq
    assert shows(ledger.connection, seen)


def test_what_one_wrote_oneself_is_shown_already(ledger: Ledger) -> None:
    others = Others()
    others.read(ledger)
    reserves(ledger)
    others.look(ledger)
    assert not others.wrote
    with Ledger.open(ledger.path) as other:
        asks(other)
    others.look(ledger)
    assert not others.wrote
    with Ledger.open(ledger.path) as other:
        reserves(other)
    others.look(ledger)
    assert others.wrote
    others.read(ledger)
    assert not others.wrote
