"""An account that is renamed in between is counted once, under the name of the day, and never dropped."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from collectrules.cli.app import run
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountChanged, AccountOpened, InvoiceIssued
from collectrules.ledger.publishing import publish_checked
from collectrules.policy.load import parse
from collectrules.policy.words import joined
from collectrules.review.backtest import backtest
from collectrules.review.ground import ground_of
from collectrules.review.impact import impact_of
from collectrules.review.names_since import called_otherwise, names_text
from collectrules.review.notes import notes_of
from collectrules.review.replay import replay
from collectrules.review.tell_backtest import backtest_page
from collectrules.worklist.run import run_day
from collectrules.worklist.versions import policy_in_force
from tests.review.lives import FIRST, moment, policy_text, version_of

OLD, NEW = "Ash & Co", "Birch Ltd"
RENAMED_SINCE = f"1 account was renamed since: C1 `{OLD}` is `{NEW}`"
RENAMED = FIRST + timedelta(days=12)
LAST = FIRST + timedelta(days=20)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """One who owes 100.00 from day 5 on, renamed on day 12, and one renamed to the name it has."""
    path = tmp_path / "l.db"
    with Ledger.create(path) as ledger:
        with ledger.writing(at=moment(FIRST, 9), by="ana") as book:
            publish_checked(book, policy_text(), parse(policy_text(), "p.toml"))
            accounts = [
                book.append(AccountOpened(number, name, "business"), on=FIRST)
                for number, name in (("C1", OLD), ("C2", "Elm"))
            ]
            for number, account in enumerate(accounts):
                due = str(FIRST + timedelta(days=5))
                issued = InvoiceIssued(account, f"I{number}", "USD", 10_000, due, str(FIRST), "x")
                book.append(issued, on=FIRST)
        for day in (RENAMED - timedelta(days=2), LAST):
            with ledger.writing(at=moment(day, 8), by="ana") as book:
                if day == LAST:
                    book.append(AccountChanged(accounts[0], NEW, "business"), on=RENAMED)
                    book.append(AccountChanged(accounts[1], "Elm", "consumer"), on=RENAMED)
            policy, seq = policy_in_force(ledger, day)
            run_day(ledger, policy, seq, as_of=day, at=moment(day, 15), by="ana")
    return path


def test_a_review_of_an_earlier_day_names_it_as_it_was_and_says_so(path: Path) -> None:
    said = f"{RENAMED_SINCE}. Here they have the names that they had then."
    for day, name, told in ((RENAMED - timedelta(days=2), OLD, True), (LAST, NEW, False)):
        at = datetime(2026, 3, 1, tzinfo=moment(FIRST, 9).tzinfo)
        with ground_of(path, day, at=at) as ground:
            versions = version_of(policy_text("2", 3)), version_of(policy_text("3", 40))
            impact = impact_of(ground, *versions)
            notes = notes_of(ground, impact)
        assert {each.name for each in impact.before} == {name, "Elm"}
        assert [each.before.account for each in impact.moved] == ["C1", "C2"]
        assert (said in notes) is told


def test_a_back_test_names_it_as_it_is_and_says_so(path: Path) -> None:
    versions = version_of(policy_text("2", 3)), version_of(policy_text("3", 40))
    found = backtest(path, *versions, FIRST + timedelta(days=1), LAST)
    assert [(each.account, each.name) for each in found.escalations] == [("C1", NEW), ("C2", "Elm")]
    assert [each.account for each in found.renamed] == ["C1"]
    said = f"{RENAMED_SINCE}. Here all have the names that they have by now."
    assert said in backtest_page(found).notes
    later = backtest(path, *versions, LAST + timedelta(days=1), LAST + timedelta(days=2))
    assert later.renamed == ()


def test_the_list_of_an_earlier_day_has_the_name_of_that_day(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day = RENAMED - timedelta(days=2)
    assert run(["worklist", "--as-of", str(day), "--ledger", str(path)]) == 0
    said = capsys.readouterr()
    assert OLD in said.out
    assert said.err == f"{RENAMED_SINCE}; the list has the names of that day\n"
    with Ledger.open(path) as ledger:
        for day, name in ((RENAMED - timedelta(days=2), OLD), (LAST, NEW)):
            again = replay(ledger, day)
            assert again.same
            assert {row.name for row in again.listing.rows} == {name, "Elm"}


def test_many_are_counted_and_the_first_are_named(path: Path) -> None:
    with Ledger.open(path) as ledger:
        (known,) = ledger.connection.execute("SELECT max(seq) FROM journal").fetchone()
        (one,) = called_otherwise(ledger, known - 4)
        assert called_otherwise(ledger, known) == ()
    first = [f"C1 `{OLD}` is `{NEW}`"] * 5
    assert (
        names_text([one] * 7)
        == f"7 accounts were renamed since: {joined([*first, '2 more'], 'and')}"
    )
    assert names_text([]) == ""
