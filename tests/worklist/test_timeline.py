"""The timeline tells every event of an account exactly once, whatever happened to it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import (
    AccountOpened,
    GateAsked,
    InvoiceIssued,
    PolicyPublished,
    Posted,
    Promised,
    Received,
    Reversed,
    StopSet,
)
from collectrules.worklist.timeline import VIEWS, read_entries, read_index
from tests.worklist.any_events import OF_ACCOUNTS, START, Happening, owners
from tests.worklist.books import NOON, TODAY, Books

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
AS_OF = date(2026, 6, 1)


def told(ledger: Ledger, account: int, view: str = "every event") -> list[int]:
    seqs = read_index(ledger, account).seqs(view)  # type: ignore[arg-type]
    return [each.seq for each in read_entries(ledger, account, seqs, as_of=AS_OF)]


def expected(ledger: Ledger, account: int) -> list[int]:
    """The events of an account, the latest first, by a plain reading of the journal."""
    whose = owners(ledger.connection)
    days = dict(ledger.connection.execute("SELECT seq, effective_on FROM journal").fetchall())
    mine = [seq for seq, owner in whose.items() if owner == account]
    return sorted(mine, key=lambda seq: (days[seq], seq), reverse=True)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9), st.lists(st.sampled_from(OF_ACCOUNTS[1:]), max_size=80))
def test_every_event_is_told_exactly_once(seed: int, kinds: list[str]) -> None:
    with TemporaryDirectory() as folder, Ledger.create(Path(folder) / "a.db") as ledger:
        with ledger.writing(at=AT, by="ana") as book:
            happening = Happening(book, seed)
            for kind in ("invoice", "person", "reach", *kinds):
                happening.happens(kind)
        for account in happening.by_kind["account"]:
            assert told(ledger, account) == expected(ledger, account)


def test_there_is_a_telling_for_every_kind(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "a.db") as ledger:
        with ledger.writing(at=AT, by="ana") as book:
            happening = Happening(book, 7)
            for _ in range(12):
                for kind in OF_ACCOUNTS:
                    happening.happens(kind)
        entries = [
            entry
            for account in happening.by_kind["account"]
            for entry in read_entries(
                ledger, account, read_index(ledger, account).seqs("every event"), as_of=AS_OF
            )
        ]
        assert {entry.kind for entry in entries} == set(OF_ACCOUNTS)
        assert all(entry.what and entry.text for entry in entries)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**9))
def test_a_window_says_what_the_whole_says(seed: int) -> None:
    dice = random.Random(seed)
    with TemporaryDirectory() as folder, Ledger.create(Path(folder) / "a.db") as ledger:
        with ledger.writing(at=AT, by="ana") as book:
            happening = Happening(book, seed)
            for _ in range(60):
                happening.happens(dice.choice(OF_ACCOUNTS[1:]))
        account = happening.by_kind["account"][0]
        seqs = read_index(ledger, account).seqs("every event")
        whole = read_entries(ledger, account, seqs, as_of=AS_OF)
        first, last = sorted(dice.randrange(len(seqs) + 1) for _ in range(2))
        assert read_entries(ledger, account, seqs[first:last], as_of=AS_OF) == whole[first:last]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 60))
def test_what_is_new_is_what_came_after(seed: int, after: int) -> None:
    dice = random.Random(seed)
    with TemporaryDirectory() as folder, Ledger.create(Path(folder) / "a.db") as ledger:
        with ledger.writing(at=AT, by="ana") as book:
            happening = Happening(book, seed)
            for _ in range(40):
                happening.happens(dice.choice(OF_ACCOUNTS[1:]))
        for account in happening.by_kind["account"]:
            every = read_index(ledger, account).seqs("every event")
            new = read_index(ledger, account, after=after).seqs("every event")
            assert new == tuple(seq for seq in every if seq > after)


def test_each_view_is_part_of_all_of_them(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "a.db") as ledger:
        with ledger.writing(at=AT, by="ana") as book:
            happening = Happening(book, 3)
            for _ in range(300):
                happening.happens(happening.dice.choice(OF_ACCOUNTS[1:]))
        index = read_index(ledger, happening.by_kind["account"][0])
        every, usual = set(index.seqs("every event")), set(index.seqs("all"))
        assert usual < every
        parts = [set(index.seqs(view)) for view in VIEWS[1:-1]]
        assert set().union(*parts) == usual


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A policy (event 1), an account (2), and an invoice of 100.00 (3)."""
    with Ledger.create(tmp_path / "a.db") as opened:
        with opened.writing(at=AT, by="ana") as book:
            book.append(PolicyPublished("p", "1", 1, "0" * 64, "text"), on=START)
            book.append(AccountOpened("C-1", "Ash", "business"), on=START)
            issued = InvoiceIssued(2, "I-1", "GBP", 100_00, "2026-03-20", "2026-03-02", "x")
            book.append(issued, on=START)
        yield opened


def entry_of(ledger: Ledger, seq: int, as_of: date = AS_OF) -> str:
    (entry,) = read_entries(ledger, 2, [seq], as_of=as_of)
    return entry.sentence


@pytest.mark.parametrize(
    ("paid_on", "as_of", "state"),
    [
        ("2026-03-10", "2026-03-09", "open"),
        ("2026-03-10", "2026-03-10", "kept"),
        ("2026-03-11", "2026-03-10", "open"),
        ("2026-03-11", "2026-03-11", "broken"),
    ],
)
def test_a_promise_is_kept_broken_or_open(
    ledger: Ledger, paid_on: str, as_of: str, state: str
) -> None:
    with ledger.writing(at=AT, by="ana") as book:
        promise = book.append(Promised(2, "GBP", 100_00, "2026-03-10"), on="2026-03-05")
        book.append(Received(2, "GBP", 100_00), on=paid_on)
    said = entry_of(ledger, promise, date.fromisoformat(as_of))
    assert said == f"promise: 100.00 GBP by 2026-03-10; {state}"


def test_a_payment_says_what_it_was_used_for(ledger: Ledger) -> None:
    with ledger.writing(at=AT, by="ana") as book:
        money = book.append(Received(2, "GBP", 120_00, "cheque 7"), on="2026-03-10")
        part = book.append(Posted(3, "payment", -100_00, receipt_id=money), on="2026-03-10")
    assert entry_of(ledger, money) == "payment: cheque 7; used for I-1 100.00, 20.00 not applied"
    assert part not in told(ledger, 2, "all")
    assert part in told(ledger, 2)


def test_what_was_taken_back_says_so_and_counts_for_nothing(ledger: Ledger) -> None:
    with ledger.writing(at=AT, by="ana") as book:
        promise = book.append(Promised(2, "GBP", 100_00, "2026-03-10"), on="2026-03-05")
        money = book.append(Received(2, "GBP", 100_00), on="2026-03-06")
    with ledger.writing(at=AT, by="ben") as book:
        back = book.append(Reversed(money, "it was another's"), on="2026-03-08")
    assert entry_of(ledger, promise) == "promise: 100.00 GBP by 2026-03-10; broken"
    assert entry_of(ledger, money) == (
        "payment: received; taken back by ben on 2026-03-08: it was another's"
    )
    assert entry_of(ledger, back) == (
        "taken back: payment of 2026-03-06: received; “it was another's”"
    )


def test_a_stop_that_ran_out_is_over(ledger: Ledger) -> None:
    stop = StopSet(2, "dispute", None, "", "2026-03-05T09:00:00.000000Z", "2026-03-31", "written")
    with ledger.writing(at=AT, by="ana") as book:
        seq = book.append(stop, on="2026-03-05")
    assert entry_of(ledger, seq, date(2026, 3, 31)).endswith("until 2026-03-31; in force")
    assert entry_of(ledger, seq, date(2026, 4, 1)).endswith("over since 2026-03-31")


def test_what_the_gate_said_is_told_by_the_clock_of_the_business(books: Books) -> None:
    """A refusal until noon in UTC, and what an attempt came to beyond a rule: both are told by themselves."""
    in_summer = {"channel": "call", "at": "2026-09-10T12:00:00Z", "purpose": "", "policy": 1}
    with books.ledger.writing(at=NOON, by="ana") as book:
        for allowed, free in ((0, "2026-09-10T12:00:00.000000Z"), (1, ""), (0, "2026-09-12")):
            asked = GateAsked(
                account_id=books.account, person_id=None, reach_id=None, allowed=allowed,
                level="hard", rule="rest", counted="", free_from=free, override="", **in_summer,
            )  # fmt: skip
            book.append(asked, on=TODAY.isoformat())
    seqs = read_index(books.ledger, books.account).seqs("policy")
    entries = read_entries(
        books.ledger, books.account, seqs, as_of=TODAY, zone=ZoneInfo("Europe/Berlin")
    )
    said = [each.text for each in entries if each.kind == "gate_check"]
    assert [text.rpartition(" (")[0] for text in said] == [
        "call refused by rest, free from 2026-09-12",
        "result of call beyond rest, written as it was",
        "call refused by rest, free from 2026-09-10 14:00",
    ]
