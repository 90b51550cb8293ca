"""The list as people read it: each row by the rule that put it there."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened, InvoiceIssued
from collectrules.ledger.policies import publish
from collectrules.policy.load import parse
from collectrules.policy.model import Channel, ContactAction, Stage, TaskAction
from collectrules.worklist.listing import action_text, read_listing
from collectrules.worklist.outcomes import LoggedContact, log_contact
from collectrules.worklist.run import run_day
from collectrules.worklist.versions import policy_in_force

NAMESAKES = b"""
language = 1

[policy]
id = "p"
title = "P"
version = "1"
effective_from = 2026-01-01
currency = "EUR"

[[stage]]
id = "let-go"
when.balance = { at_least = 10.00 }
action = { channel = "email" }

[[write_off]]
id = "let-go"
when.days_past_due = { at_least = 5 }
when.balance = { below = 10.00 }
approval = "owner"
"""


def test_what_is_to_be_done_is_said_in_words() -> None:
    stage = Stage(id="off", action=TaskAction("disconnect-the-meter"), approval="owner")
    assert action_text(stage) == "disconnect the meter, if the owner approves"
    both = ContactAction(("email", "call"), template="mail", script="say")
    assert action_text(Stage(id="both", action=both)) == "e-mail and call (say and mail)"
    assert action_text(Stage(id="both", action=both), ("call",)) == "call (say)"
    either = ContactAction(("email", "sms"), enough="one")
    assert action_text(Stage(id="either", action=either)) == "e-mail or text"


def test_a_stage_and_a_write_off_of_the_same_id_are_told_apart(tmp_path: Path) -> None:
    at, day = datetime(2026, 3, 1, 9, tzinfo=UTC), date(2026, 3, 1)
    with Ledger.create(tmp_path / "books.db") as ledger:
        with ledger.writing(at=at, by="ana") as book:
            policy = parse(NAMESAKES, "p.toml")
            publish(
                book,
                NAMESAKES,
                policy_id=policy.id,
                version=policy.version,
                language=1,
                effective_from=policy.effective_from,
            )
            for number, amount in (("large", 5_000), ("small", 500)):
                account = book.append(AccountOpened(number, number, "business"), on=day)
                book.append(
                    InvoiceIssued(account, number, "EUR", amount, "2026-02-20", "2026-02-20", "x"),
                    on=day,
                )
        in_force, seq = policy_in_force(ledger, day)
        run_day(ledger, in_force, seq, as_of=day, at=at, by="ana")
        rows = {row.account: row for row in read_listing(ledger).rows}
    assert rows["large"].next_action == "e-mail"
    assert rows["large"].why == "large: 50.00 left to pay (at least 10.00)"
    assert rows["small"].next_action == "write off, if the owner approves"
    assert rows["small"].why.startswith("small: 9 days past due (at least 5)")


SUNDAYS = b"""
language = 1

[policy]
id = "p"
title = "P"
version = "1"
effective_from = 2026-01-01
currency = "EUR"
time_zone = "Europe/Dublin"

[[stage]]
id = "call"
action = { channel = "call" }

[[contact_hours]]
id = "not-on-sundays"
channels = ["call"]
days = ["mon", "tue", "wed", "thu", "fri", "sat"]
from = 09:00:00
when.debtor_kind = "consumer"
"""


def test_a_row_is_blocked_on_a_day_that_is_closed_to_its_account(tmp_path: Path) -> None:
    sunday = datetime(2026, 3, 1, 9, tzinfo=UTC)
    with Ledger.create(tmp_path / "books.db") as ledger:
        with ledger.writing(at=sunday, by="ana") as book:
            publish(
                book,
                SUNDAYS,
                policy_id="p",
                version="1",
                language=1,
                effective_from=date(2026, 1, 1),
            )
            for kind in ("consumer", "business"):
                account = book.append(AccountOpened(kind, kind, kind), on="2026-02-01")
                event = InvoiceIssued(account, kind, "EUR", 100, "2026-02-20", "2026-02-20", "x")
                book.append(event, on="2026-02-01")
        policy, seq = policy_in_force(ledger, sunday.date())
        result = run_day(ledger, policy, seq, as_of=sunday.date(), at=sunday, by="ana")
        rows = {row.account: row for row in read_listing(ledger).rows}
        assert result.blocked == 1
        assert rows["business"].allowed
        consumer = rows["consumer"]
        assert (consumer.allowed, consumer.blocked_by) == (False, "not-on-sundays")
        assert consumer.allowed_from == date(2026, 3, 2)
        monday = date(2026, 3, 2)
        # A few hours of Monday are closed too; the list is about days.
        assert run_day(ledger, policy, seq, as_of=monday, at=sunday, by="ana").blocked == 0
        assert all(row.allowed for row in read_listing(ledger).rows)


NOTICE = b"""
language = 1

[policy]
id = "p"
title = "P"
version = "1"
effective_from = 2026-01-01
currency = "EUR"

[[stage]]
id = "notice"
when.days_past_due = { at_least = 1 }
action = { channels = ["sms", "email", "letter"], template = "notice" }

[[contact_limit]]
id = "no-texts"
channels = ["sms"]
at_most = 0
within_days = 7
"""


def test_of_several_channels_those_are_listed_that_are_left(tmp_path: Path) -> None:
    at, day = datetime(2026, 3, 2, 9, tzinfo=UTC), date(2026, 3, 2)
    with Ledger.create(tmp_path / "books.db") as ledger:
        with ledger.writing(at=at, by="ana") as book:
            policy = parse(NOTICE, "p.toml")
            head = {"policy_id": "p", "version": "1", "language": 1}
            publish(book, NOTICE, **head, effective_from=policy.effective_from)
            account = book.append(AccountOpened("one", "One", "business"), on=day)
            issued = InvoiceIssued(account, "one", "EUR", 900, "2026-02-20", "2026-02-20", "x")
            book.append(issued, on=day)
        in_force, seq = policy_in_force(ledger, day)
        run_day(ledger, in_force, seq, as_of=day, at=at, by="ana")

        def logged(channel: Channel, result: str) -> LoggedContact:
            who = {"account_id": account, "channel": channel, "result": result}
            return log_contact(ledger, seq, in_force, **who, at=at, by="ana")

        (row,) = read_listing(ledger).rows
        assert (row.next_action, row.channel, row.allowed) == (
            "text, e-mail and letter (notice)", "email", True
        )  # fmt: skip
        logged("email", "EM")
        (row,) = read_listing(ledger).rows
        assert (row.next_action, row.channel, row.result) == (
            "text and letter (notice)",
            "letter",
            "",
        )
        assert logged("letter", "ML").unfinished == (("notice", ("sms",)),)
        (row,) = read_listing(ledger).rows
        assert (row.next_action, row.allowed, row.blocked_by) == (
            "text (notice)",
            False,
            "no-texts",
        )
        run_day(ledger, in_force, seq, as_of=day, at=at, by="ana")
        (row,) = read_listing(ledger).rows
        assert (row.next_action, row.result) == ("text (notice)", "")
