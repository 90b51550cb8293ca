"""On which side of a trial an account is, held against each day by itself, and what its timeline tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened
from collectrules.ledger.trials import trial_on
from collectrules.worklist.timeline import VIEWS, read_entries, read_index
from collectrules.worklist.trial_side import TrialSide, trial_side
from collectrules.worklist.under import beside_on
from tests.worklist.test_beside import AT, MAIN, OTHER, Books, day
from tests.worklist.test_trials import FOR_FIRST, end, start

FIRST, SECOND = 0, 1


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with Ledger.create(tmp_path / "books.db") as ledger:
        yield Books(ledger, MAIN, OTHER)


def side_of_a_day(books: Books, account: int, on: date) -> tuple[str, str] | None:
    """The trial and the policy an account is under by it, by what judges it; None on neither side."""
    trial = trial_on(books.ledger.connection, on)
    act = beside_on(books.ledger, on).act_of(books.accounts[account], -1)
    if act is not None:
        return (act.by_trial, act.policy_id or "") if act.by_trial else None
    return (trial.name, "") if trial else None


def slowly(books: Books, account: int, on: date) -> TrialSide | None:
    """The same day by day, back to the first on which it was so without a break."""
    found = side_of_a_day(books, account, on)
    opened = date.fromisoformat(
        str(
            books.rows(f"SELECT effective_on FROM account WHERE seq = {books.accounts[account]}")[
                0
            ][0]
        )
    )
    if found is None:
        return None
    since = on
    while since > opened and side_of_a_day(books, account, since - timedelta(1)) == found:
        since -= timedelta(1)
    return TrialSide(*found, since)


def open_account(books: Books, number: str, late: int) -> None:
    with books.ledger.writing(at=AT, by="ana") as book:
        opened = AccountOpened(number, number, "business")
        books.accounts.append(book.append(opened, on=day(late)))


def test_the_side_is_that_of_what_judges_the_account(books: Books) -> None:
    start(books, late=2)
    for number in range(3, 9):
        open_account(books, f"{number:03}", number)
    books.end(books.put(4, None), 7)
    books.end(books.put(5, None, SECOND), 6)
    books.put(9, 1)  # of one invoice: the account's others stay where they are
    end(books, 12)
    seen = set()
    for account in range(len(books.accounts)):
        for late in range(15):
            found = trial_side(books.ledger.connection, books.accounts[account], day(late))
            if late >= (account + 1 if account > SECOND else 0):  # the day it was opened
                assert found == slowly(books, account, day(late)), (account, late)
            seen.add(found and (bool(found.policy_id), found.since))
    assert len(seen) > 6


def test_it_is_told_in_a_sentence(books: Books) -> None:
    start(books, late=2)
    connection = books.ledger.connection
    sides = [trial_side(connection, each, day(3)) for each in books.accounts]
    assert [side.sentence for side in sides if side] == [
        f"on trial `{FOR_FIRST}`: under policy `other` since {day(2)}",
        f"in trial `{FOR_FIRST}` among those that stay under the policy in force, since {day(2)}",
    ]


def told(books: Books, account: int, view: str = "policy") -> list[str]:
    id = books.accounts[account]
    seqs = read_index(books.ledger, id).seqs(view)  # type: ignore[arg-type]
    entries = read_entries(books.ledger, id, seqs, as_of=day(30))
    return [f"{each.on} {each.sentence}" for each in entries if each.what == "trial"]


def test_the_timeline_of_those_drawn_has_its_beginning_and_its_end(books: Books) -> None:
    start(books, late=2)
    began = f"{day(2)} trial: drawn for `{FOR_FIRST}`: under policy `other`"
    assert told(books, FIRST) == [f"{began}; goes on; “which is better”"]
    end(books, 6)
    over = f"{day(6)} trial: `{FOR_FIRST}` is over: under the policy in force again; “seen enough”"
    began = f"{began}; ended on {day(6)}; “which is better”"
    assert told(books, FIRST) == [over, began]
    assert {view: len(told(books, FIRST, view)) for view in VIEWS} == {
        "all": 2, "money": 0, "contacts": 0, "people": 0, "policy": 2, "every event": 2,
    }  # fmt: skip
    assert told(books, SECOND) == []


def test_who_comes_while_it_goes_on_falls_into_it_then_and_who_comes_after_it_does_not(
    books: Books,
) -> None:
    trial = start(books, late=2)
    drawn = [f"{number:03}" for number in range(3, 40) if trial.has(f"{number:03}")][:2]
    open_account(books, drawn[0], 4)
    end(books, 6)
    open_account(books, drawn[1], 6)
    assert [line[:10] for line in told(books, 2)] == [str(day(6)), str(day(4))]
    assert told(books, 3) == []


def test_a_trial_that_was_ended_on_its_first_day_happened_to_nobody(books: Books) -> None:
    start(books, late=2)
    end(books, 2)
    assert told(books, FIRST) == []
    assert trial_side(books.ledger.connection, books.accounts[FIRST], day(2)) is None
