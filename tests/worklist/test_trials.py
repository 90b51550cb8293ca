"""A trial judges those it was drawn for by the policy on trial, and ends for all of them at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from collectrules.errors import InputError, LedgerError, Refused
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import (
    OverrideEnded,
    OverrideSet,
    PolicyBeside,
    TrialEnded,
    TrialStarted,
)
from collectrules.ledger.trials import Trial
from collectrules.ledger.verify import verify
from collectrules.reports.judged import judged_on
from collectrules.worklist.outcomes import Blocked
from collectrules.worklist.trials import TrialWanted, end_trial, start_trial
from collectrules.worklist.under import beside_on, verdict_of
from tests.worklist.interest_books import PER_DAY, interest_books
from tests.worklist.test_beside import AT, FEE, LIMIT, MAIN, OTHER, Books, day, text

# Of the two accounts, `001` and `002`, half a share draws one alone by each of these names.
FOR_FIRST, FOR_SECOND = "b", "d"


def wanted(name: str = FOR_FIRST, late: int = 0, **more: object) -> TrialWanted:
    said = {"policy_id": "other", "share": 5_000, "reason": "which is better", **more}
    return TrialWanted(name=name, from_on=day(late), **said)  # type: ignore[arg-type]


def start(books: Books, *words: object, **more: object) -> Trial:
    return start_trial(books.ledger, wanted(*words, **more), at=AT, by="ana")  # type: ignore[arg-type]


def end(books: Books, late: int, name: str = FOR_FIRST) -> Trial:
    return end_trial(books.ledger, name, reason="seen enough", on=day(late), at=AT, by="bob")


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with Ledger.create(tmp_path / "books.db") as ledger:
        yield Books(ledger, MAIN, OTHER)


def test_the_names_draw_as_they_should(books: Books) -> None:
    trial = Trial(1, FOR_FIRST, "other", 5_000, date(2026, 1, 1), "", "")
    assert [trial.has(number) for number in ("001", "002")] == [True, False]
    trial = Trial(1, FOR_SECOND, "other", 5_000, date(2026, 1, 1), "", "")
    assert [trial.has(number) for number in ("001", "002")] == [False, True]


def test_those_drawn_are_judged_by_the_policy_on_trial_and_the_others_are_not(books: Books) -> None:
    start(books)
    books.run(6)
    assert sorted(books.due()) == [
        ("A", "statement", books.other),
        ("B", "statement", books.other),
        ("C", "reminder", books.main),
    ]
    assert verify(books.ledger) == []
    steps = books.rows("SELECT * FROM stage_step")
    books.run(6)
    assert books.rows("SELECT * FROM stage_step") == steps


def test_ending_it_is_one_event_and_all_are_under_the_main_policy_again(books: Books) -> None:
    start(books)
    books.run(3)
    (before,) = books.rows("SELECT max(seq) FROM journal")[0]
    ended = end(books, 6)
    assert books.rows("SELECT max(seq) FROM journal") == [(before + 1,)]
    assert (ended.ended_on, ended.ended_reason) == (day(6), "seen enough")
    books.run(6)
    assert [row for row in books.due() if row[2] == books.main] == [
        ("A", "reminder", books.main),
        ("B", "reminder", books.main),
        ("C", "reminder", books.main),
    ]


@pytest.mark.parametrize("first", [False, True])
def test_an_override_goes_before_it_whichever_was_recorded_first(books: Books, first: bool) -> None:
    third = books.publish(text("third", final=1), beside=True)
    if first:
        books.put(0, None, id="third")
    start(books)
    if not first:
        books.put(0, None, id="third")
    books.run(6)
    assert {row for row in books.due() if row[0] in "AB"} == {
        ("A", "final", third),
        ("B", "final", third),
    }


def test_the_limits_of_both_policies_bind_those_drawn(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "strict.db") as ledger:
        books = Books(ledger, MAIN + LIMIT.format("main", 3), OTHER + LIMIT.format("other", 10))
        start(books)
        books.run(6)
        books.log(6, account=0)
        books.log(6, account=1)
        policy, _ = books.in_force(12)
        at = AT.replace(year=2026, month=1, day=12)
        first, second = (
            verdict_of(ledger, policy, account, "email", at) for account in books.accounts
        )
        assert (first.allowed, first.rule) == (False, "other-limit")
        assert second.allowed
        with pytest.raises(Blocked):
            books.log(8, account=0)


def test_it_does_not_loosen_what_the_main_policy_forbids(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "strict.db") as ledger:
        books = Books(ledger, MAIN + LIMIT.format("main", 10), OTHER)
        start(books)
        books.run(6)
        books.log(6, account=0)
        policy, _ = books.in_force(8)
        at = AT.replace(year=2026, month=1, day=9)
        said = verdict_of(ledger, policy, books.accounts[0], "email", at)
        assert (said.allowed, said.rule) == (False, "main-limit")


def test_fees_are_those_of_the_policy_that_judges(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "fees.db") as ledger:
        books = Books(
            ledger, MAIN + FEE.format("main", "1.00"), OTHER + FEE.format("other", "7.00")
        )
        start(books, FOR_SECOND)
        books.run(6)
        assert sorted(
            books.rows(
                "SELECT n.number, c.rule, c.amount FROM charge AS c JOIN invoice AS n ON n.seq = c.invoice_id"
            )
        ) == [("A", "main-fee", 100), ("B", "main-fee", 100), ("C", "other-fee", 700)]


def test_reports_say_by_which_policy_each_is_judged(books: Books) -> None:
    start(books)
    assert judged_on(books.ledger, day(3)).accounts == {books.accounts[0]: "other"}
    assert (
        beside_on(books.ledger, day(3)).of_invoice(books.accounts[0], books.invoices[1]) == "other"
    )
    end(books, 5)
    assert judged_on(books.ledger, day(5)).accounts == {}


def refused(books: Books, message: str, *words: object, **more: object) -> None:
    before = books.rows("SELECT max(seq) FROM journal")
    with pytest.raises(Refused, match=message):
        start(books, *words, **more)
    assert books.rows("SELECT max(seq) FROM journal") == before


def test_what_cannot_be_tried_is_refused(books: Books) -> None:
    refused(books, "no name", " ")
    refused(books, "no name", "a\nb")
    refused(books, "reason is missing", reason=" ")
    refused(books, "both sides", share=0)
    refused(books, "both sides", share=10_000)
    refused(books, "main", policy_id="main")
    refused(books, "nowhere", policy_id="nowhere")
    books.run(6)
    refused(books, "cannot begin on 2026-01-06: 2026-01-07 was judged already", late=5)
    start(books, late=6)
    refused(books, "goes on until it is ended", "other-name", late=7)
    end(books, 8)
    refused(books, "there was a trial `b` before", late=9)
    refused(books, "goes on until 2026-01-08", "other-name", late=7)
    start(books, "other-name", late=8)


def test_a_dry_run_writes_nothing(books: Books) -> None:
    before = books.rows("SELECT max(seq) FROM journal")
    made = start_trial(books.ledger, wanted(), at=AT, by="ana", dry_run=True)
    assert made.name == FOR_FIRST
    assert books.rows("SELECT max(seq) FROM journal") == before


def test_what_cannot_be_ended_is_refused(books: Books) -> None:
    start(books, late=3)
    with pytest.raises(InputError, match="there is no trial `c`"):
        end(books, 4, "c")
    with pytest.raises(Refused, match="begins on 2026-01-04, after"):
        end(books, 2)
    books.run(8)
    with pytest.raises(Refused, match="cannot end on 2026-01-08: 2026-01-09 was judged already"):
        end(books, 7)
    with pytest.raises(Refused, match="reason is missing"):
        end_trial(books.ledger, FOR_FIRST, reason="", on=day(8), at=AT, by="bob")
    end(books, 8)
    with pytest.raises(Refused, match="is over: its last day was 2026-01-08"):
        end(books, 9)


def test_a_policy_that_has_lost_its_version_is_named_with_the_trial(books: Books) -> None:
    with books.ledger.writing(at=AT, by="ana") as book:
        book.append(PolicyBeside("later"), on=day(0))
    refused(books, "later", policy_id="later")
    with books.ledger.writing(at=AT, by="ana") as book:
        book.append(TrialStarted(FOR_FIRST, "later", 5_000, "written by hand"), on=day(0))
    with pytest.raises(LedgerError, match="trial `b` puts accounts under `later`, but") as raised:
        books.run(3)
    assert "or end the trial" in raised.value.help


RATE = """
[[interest]]
id = "late"
when.days_past_due = {{ at_least = 1 }}
rate = {{ percent = {} }}
"""


def interest(by_hand: bool, *runs: str) -> list[tuple[list[tuple[str, str]], int]]:
    """Terms and interest after each run: by hand or by trial under 20 % from 11 to 20 February, else 10 %."""
    found = []
    with interest_books(RATE.format(10)) as books:
        books.publish(RATE.format(20), beside="mild")
        books.issue("1", due="2026-01-31")
        books.run("2026-02-05")
        put = OverrideSet(books.account, None, "policy", None, "mild", None, "why")
        seq = books.tell(put if by_hand else TrialStarted("t", "mild", 9_999, "why"), "2026-02-11")
        for run in runs:
            if run > "2026-02-20":
                books.tell((OverrideEnded if by_hand else TrialEnded)(seq, "over"), "2026-02-21")
            books.run(run)
            found.append((books.terms(), books.owed(run, "1").interest))
    return found


def test_interest_runs_as_if_the_account_had_been_put_under_it_by_hand() -> None:
    days = ("2026-02-15", "2026-02-20", "2026-02-28")
    assert interest(False, *days) == interest(True, *days)
    (*_, (terms, booked)) = interest(False, *days)
    assert terms == [("2026-02-01", "late"), ("2026-02-11", "late"), ("2026-02-21", "late")]
    assert booked == 10 * PER_DAY + 10 * 2 * PER_DAY + 8 * PER_DAY


def test_the_whole_books_are_gathered_once_for_all_who_judge(tmp_path: Path) -> None:
    """A policy on trial that lets something go judges twice, and reads what the main one reads."""
    own = '[[write_off]]\nid = "own"\nwhen.balance = { at_most = 1.00 }\napproval = "none"\n'
    with Ledger.create(tmp_path / "books.db") as ledger:
        books = Books(ledger, MAIN, OTHER + own)
        start(books)
        books.run(5)
        gathered: list[str] = []
        ledger.connection.set_trace_callback(
            lambda sql: gathered.append(sql) if "INSERT INTO item" in sql else None
        )
        books.run(6)
        assert len(gathered) == 1
        assert "asked_account" not in gathered[0]
