"""Which accounts a rule with conditions applies to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectrules.compliance.gate import may
from collectrules.compliance.lists import blocked_accounts
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened, InvoiceIssued
from collectrules.policy.model import (
    Condition,
    ContactRule,
    Policy,
    Segment,
)
from tests.compliance.contacts import hours, limit, policy

NOON = datetime(2026, 9, 10, 12, tzinfo=UTC)
CONSUMER, BUSINESS, BOTH, PAID, DOLLARS = range(1, 6)
"""Accounts by their place: the fourth owes nothing, the last in a currency the policy does not serve."""

OWING = {
    CONSUMER: ("consumer", {"EUR": 100_00}),
    BUSINESS: ("business", {"EUR": 900_00}),
    BOTH: ("business", {"EUR": 100_00, "GBP": 900_00}),
    PAID: ("business", {}),
    DOLLARS: ("business", {"USD": 100_00}),
}


class Books:
    """A ledger, and its accounts by their place."""

    def __init__(self, path: Path) -> None:
        self.ledger = Ledger.create(path)
        self.ids: dict[int, int] = {}
        with self.ledger.writing(at=NOON, by="setup") as book:
            for place, (kind, owed) in OWING.items():
                opened = AccountOpened(f"C-{place}", "Somebody", kind)
                self.ids[place] = book.append(opened, on="2026-08-01")
                for currency, amount in owed.items():
                    day = "2026-08-01"
                    event = InvoiceIssued(
                        self.ids[place], currency, currency, amount, day, day, "x"
                    )
                    book.append(event, on=day)
        self.ledger.connection.execute("CREATE TEMP TABLE all_of_them (account_id)")
        self.ledger.connection.executemany(
            "INSERT INTO all_of_them VALUES (?)", [(id_,) for id_ in self.ids.values()]
        )

    def closed(self, *rules: ContactRule, on: datetime = NOON, **more: object) -> set[int]:
        """The accounts that may not be called, as the gate says it of each and the list of all."""
        asked = asked_policy(*rules, **more)
        connection = self.ledger.connection
        alone = {place: may(connection, asked, id_, "call", on) for place, id_ in self.ids.items()}
        found = blocked_accounts(connection, asked, ("call",), on.date(), among="all_of_them")
        together = {place for place, id_ in self.ids.items() if id_ in found["call"]}
        closed = {place for place, verdict in alone.items() if not verdict.allowed}
        assert together == closed
        return closed


def asked_policy(*rules: ContactRule, **more: object) -> Policy:
    made = policy(*rules, segment=more.pop("segment", ()))
    return replace(made, currencies=("EUR", "GBP"), **more)


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    made = Books(tmp_path / "collectrules.db")
    yield made
    made.ledger.close()


UNJUDGED = {PAID, DOLLARS}
A_CONSUMER = (Condition("debtor_kind", "equals", "consumer"),)
MUCH = (Condition("overdue_total", "at_least", 500_00),)


def test_a_rule_without_conditions_is_for_everybody(books: Books) -> None:
    assert books.closed(limit(0)) == set(OWING)


def test_a_rule_is_for_those_its_conditions_hold_for(books: Books) -> None:
    assert books.closed(limit(0, when=A_CONSUMER)) == {CONSUMER} | UNJUDGED
    assert books.closed(limit(0, unless=(A_CONSUMER,))) == {BUSINESS, BOTH} | UNJUDGED
    assert books.closed(limit(0, any=(A_CONSUMER, MUCH))) == {CONSUMER, BUSINESS, BOTH} | UNJUDGED


def test_what_holds_in_one_currency_holds_for_the_account(books: Books) -> None:
    assert books.closed(limit(0, when=MUCH)) == {BUSINESS, BOTH} | UNJUDGED


def test_a_rule_may_ask_for_the_segment_that_the_policy_decides(books: Books) -> None:
    large = Segment(id="large", when=MUCH)
    asked = limit(0, when=(Condition("segment", "equals", "large"),))
    both = (large, Segment(id="rest"))
    assert books.closed(asked, segment=both) == {BUSINESS, BOTH} | UNJUDGED
    standard = limit(0, when=(Condition("segment", "equals", "standard"),))
    assert books.closed(standard) == set(OWING)


def test_values_by_currency_are_those_of_what_is_owed(books: Books) -> None:
    euro, pound = limit(1), limit(0)
    by_currency = (("EUR", asked_policy(euro)), ("GBP", asked_policy(pound)))
    assert books.closed(euro, by_currency=by_currency) == {BOTH} | UNJUDGED


def test_hours_of_some_close_a_day_to_them_alone(books: Books) -> None:
    sunday = datetime(2026, 9, 13, 12, tzinfo=UTC)
    weekdays = ("mon", "tue", "wed", "thu", "fri", "sat")
    asked = hours(8, 20, days=weekdays, when=A_CONSUMER)
    assert books.closed(asked, on=sunday) == {CONSUMER} | UNJUDGED
    assert books.closed(asked) == set()


def test_conditions_are_judged_as_of_the_day_asked_about(books: Books) -> None:
    old = limit(0, when=(Condition("oldest_days_past_due", "at_least", 41),))
    assert books.closed(old) == UNJUDGED
    tomorrow = datetime(2026, 9, 11, tzinfo=UTC)
    assert books.closed(old, on=tomorrow) == {CONSUMER, BUSINESS, BOTH} | UNJUDGED


def test_the_sentence_names_what_applies(books: Books) -> None:
    connection, asked = books.ledger.connection, policy(limit(2, when=A_CONSUMER), limit(3, id="b"))

    def said(place: int, asked: Policy = asked) -> str:
        return may(connection, asked, books.ids[place], "call", NOON).sentence

    assert said(CONSUMER) == "no limit stands in the way: `few`, `b`"
    assert said(BUSINESS) == "no limit stands in the way: `b`"
    one = policy(limit(2, when=A_CONSUMER))
    assert said(BUSINESS, one) == "no limit on contacts by call applies to this account"
    assert said(BUSINESS, policy()) == "the policy has no limit on contacts by call"


def test_more_accounts_than_sql_can_name(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collectrules.compliance.reach._NAMED_ONE_BY_ONE", 2)
    assert books.closed(limit(0, when=A_CONSUMER)) == {CONSUMER} | UNJUDGED
