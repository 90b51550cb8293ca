"""What the books suggest: each with its figures, counted by hand, and nothing where nothing stands out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from collectrules.cli.app import run
from collectrules.errors import LedgerError
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened, Contacted, GateAsked, InvoiceIssued, Posted
from collectrules.ledger.publishing import publish_checked
from collectrules.policy.load import parse
from collectrules.policy.meaning import judge
from collectrules.policy.model import Policy
from collectrules.review.limits_hit import ENOUGH_DAYS
from collectrules.review.suggestion import Suggestion
from collectrules.review.suggestions import suggestions
from collectrules.worklist.versions import policy_in_force

POLICY = """
language = 1
[policy]
id = "p"
title = "P"
version = "1"
effective_from = 2025-01-01
currency = "EUR"

[[segment]]
id = "good"
when.debtor_kind = "business"

[[segment]]
id = "everyone"

[[stage]]
id = "reminder"
when.days_past_due = { at_least = 3 }
when.overdue_total = { at_least = 5.00 }
action = { channel = "email", template = "reminder" }

[[stage]]
id = "letter"
when.days_past_due = { at_least = 500 }
action = { channel = "letter", template = "last" }

[[contact_limit]]
id = "two-a-week"
channels = ["call"]
at_most = 2
within_days = 7
"""
AT = datetime(2026, 6, 30, 9, tzinfo=UTC)
LAST = date(2026, 6, 30)


@dataclass
class Books:
    ledger: Ledger
    good: int = 0
    other: int = 0
    issued: int = 0

    def issue(self, account: int, due: str, *, paid: str = "", asked: str = "") -> None:
        with self.ledger.writing(at=AT, by="ana") as book:
            self.issued += 1
            day = date.fromisoformat(due) - timedelta(days=14)
            event = InvoiceIssued(
                account, f"N{self.issued}", "EUR", 10_000, due, day.isoformat(), "x"
            )
            invoice = book.append(event, on=day)
            if asked:
                at = f"{asked}T10:00:00.000000Z"
                book.append(Contacted(account, at, "email", "out", "EM", ""), on=asked)
            if paid:
                book.append(Posted(invoice, "payment", -10_000), on=paid)

    def found(self, kind: str, *, days: int = 365) -> list[Suggestion]:
        policy, _ = policy_in_force(self.ledger, LAST)
        told = suggestions(self.ledger, policy, LAST, days)
        return [each for each in told.found if each.kind == kind]


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with Ledger.create(tmp_path / "books.db") as ledger:
        made = Books(ledger)
        with ledger.writing(at=AT, by="ana") as book:
            publish_checked(book, POLICY.encode(), parse(POLICY.encode(), "p.toml"))
            made.good = book.append(AccountOpened("C-1", "Good", "business"), on="2025-01-01")
            made.other = book.append(AccountOpened("C-2", "Other", "consumer"), on="2025-01-01")
        made.issue(made.good, "2026-06-20")
        made.issue(made.other, "2026-06-01")
        made.issue(made.good, "2026-06-29")
        yield made


def test_a_stage_that_nobody_came_to(books: Books) -> None:
    (told,) = books.found("never fired")
    assert (told.section, told.rule) == ("stage", "letter")
    assert dict(told.figures) == {
        "days looked at": 12,
        "first": "2025-07-31",
        "last": "2026-06-30",
        "open invoices on these days": 4,  # all three at the end of June, the oldest in May too
        "of them looked at": 4,
    }


def test_a_threshold_that_made_no_difference(books: Books) -> None:
    """Nobody owes less than 5.00 overdue; without that line everybody is judged alike."""
    (told,) = books.found("never decided")
    assert (told.section, told.rule) == ("stage", "reminder")
    assert "at least 5.00 overdue" in told.sentence
    line = "when.overdue_total = { at_least = 5.00 }\n"
    assert decisions(books, POLICY) == decisions(books, POLICY.replace(line, ""))
    assert decisions(books, POLICY) != decisions(
        books, POLICY.replace("at_least = 3 ", "at_least = 31 ")
    )


def decisions(books: Books, text: str) -> list[tuple[date, str, int | None]]:
    """The stage due of every open invoice at each end of a month, by a policy's text."""
    from collectrules.engine.gather import Moment
    from collectrules.engine.known import known_invoices

    policy: Policy = parse(text.encode(), "p.toml")
    days = [date(2026, month, 1) - timedelta(days=1) for month in range(1, 7)] + [LAST]
    return [
        (day, each.number, judge(policy, each.facts, each.overridden, day).stage_due)
        for day in days
        for each in known_invoices(books.ledger.connection, Moment.on(day))
    ]


def test_one_that_decided_for_a_single_invoice_is_none(books: Books) -> None:
    with books.ledger.writing(at=AT, by="ana") as book:
        account = book.append(AccountOpened("C-3", "Small", "consumer"), on="2025-01-01")
        event = InvoiceIssued(account, "S", "EUR", 499, "2026-06-01", "2026-05-15", "x")
        book.append(event, on="2026-05-15")
    assert books.found("never decided") == []


def ask(books: Books, day: date, *, allowed: bool) -> None:
    with books.ledger.writing(at=AT, by="ana") as book:
        at = f"{day}T10:00:00.000000Z"
        rule = "" if allowed else "two-a-week"
        asked = GateAsked(
            books.good, "call", at, None, None, "", int(allowed), "hard", rule, "", "", "", 1
        )
        book.append(asked, on=day)


@pytest.mark.parametrize(("blocked", "found"), [(8, 1), (7, 0)])
def test_a_limit_that_is_hit_on_four_of_five_days(books: Books, blocked: int, found: int) -> None:
    for number in range(ENOUGH_DAYS):
        ask(books, date(2026, 6, 1) + timedelta(days=number), allowed=number >= blocked)
    told = books.found("limit hit daily")
    assert len(told) == found
    if found:
        assert (
            told[0].sentence == "`two-a-week` was in the way on 8 of 10 days on which anybody asked"
        )
        assert dict(told[0].figures) == {"questions refused": 8, "accounts": 1, "days asked": 10}


def test_a_few_days_say_nothing_of_a_limit(books: Books) -> None:
    for number in range(ENOUGH_DAYS - 1):
        ask(books, date(2026, 6, 1) + timedelta(days=number), allowed=False)
    assert books.found("limit hit daily") == []


@pytest.mark.parametrize(("asked", "found"), [(2, True), (3, False)])
def test_a_segment_that_pays_unasked(books: Books, asked: int, found: bool) -> None:
    """Twenty are paid: of 20, 18 unasked are nine of ten, and 17 are less."""
    for number in range(20):
        due = date(2026, 1, 5) + timedelta(days=7 * number)
        paid = due + timedelta(days=number % 5)  # 0 to 4 days late, the middle one 2
        said = str(due) if number < asked else ""
        books.issue(books.good, str(due), paid=str(paid), asked=said)
    told = books.found("pays unasked")
    assert [each.rule for each in told] == (["good"] if found else [])
    if found:
        assert told[0].sentence == (
            "`good` paid 18 of 20 invoices unasked, half of them at most 2 days late"
        )


def test_what_was_written_off_was_not_paid(books: Books) -> None:
    for number in range(20):
        due = date(2026, 1, 5) + timedelta(days=7 * number)
        books.issue(books.good, str(due), paid=str(due) if number else "")
    with books.ledger.writing(at=AT, by="ana") as book:
        ((first,),) = books.ledger.connection.execute("SELECT seq FROM invoice WHERE number = 'N4'")
        book.append(Posted(first, "write_off", -10_000), on="2026-03-01")
    assert books.found("pays unasked") == []  # nineteen are not enough


def test_a_period_without_an_invoice_is_said(books: Books) -> None:
    policy, _ = policy_in_force(books.ledger, date(2025, 6, 30))
    with pytest.raises(LedgerError, match="no invoice was open from 2025-06-03 to 2025-06-30"):
        suggestions(books.ledger, policy, date(2025, 6, 30), 28)


def test_typed(books: Books, capsys: pytest.CaptureFixture[str]) -> None:
    typed = ["policy", "suggest", "--ledger", str(books.ledger.path), "--as-of", "2026-06-30"]
    before = books.ledger.path.read_bytes()
    assert run(typed) == 0
    said = capsys.readouterr().out
    assert "- stage letter: no invoice came to the stage `letter` since 2025-07-31" in said
    assert "nothing was changed" in said
    assert run([*typed, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(each["kind"], each["rule"]) for each in told["suggestions"]] == [
        ("never fired", "letter"),
        ("never decided", "reminder"),
    ]
    assert told["suggestions"][0]["figures"]["days_looked_at"] == 12
    assert books.ledger.path.read_bytes() == before
