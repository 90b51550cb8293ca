"""Whether the number that an account has from the books is theirs, by the calls that there were."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import (
    AccountChanged,
    AccountOpened,
    Contacted,
    PersonAdded,
    ReachAdded,
    Reversed,
)
from collectrules.worklist.own_number import not_theirs_since

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
PHONE = "+44 1632 960001"


class _Calls:
    """What happens to an account, one event a day."""

    def __init__(self, book: Book) -> None:
        self.book, self.days, self.last = book, 0, 0
        self.account = book.append(AccountOpened("001", "One", "business", "", PHONE), on=DAY)
        self.person = book.append(PersonAdded(self.account, "x" * 64, "debtor"), on=DAY)
        self.reach = book.append(ReachAdded(self.person, "phone", "y" * 64, "work"), on=DAY)

    def happens(self, what: str) -> None:
        self.days += 1
        day = DAY + timedelta(self.days)
        at = f"{day}T09:00:00.000000Z"
        match what.split():
            case ["same"]:
                event = AccountChanged(self.account, "One more", "business", "", PHONE)
            case ["other"]:
                event = AccountChanged(self.account, "One", "business", "", f"+44 {self.days}")
            case ["none"]:
                event = AccountChanged(self.account, "One", "business", "", "")
            case ["back"]:
                event = Reversed(self.last, "mistake")
            case ["theirs", result]:
                event = Contacted(
                    self.account, at, "call", "out", result, "", self.person, self.reach
                )
            case ["letter", result]:
                event = Contacted(self.account, at, "letter", "out", result)
            case [result]:
                event = Contacted(self.account, at, "call", "out", result)
        self.last = self.book.append(event, on=day)


@pytest.mark.parametrize(
    ("happened", "day"),
    [
        ([], None),
        (["NA"], None),
        (["WN"], 1),
        (["TD"], 1),
        (["NA", "WN"], 2),
        (["WN", "NA", "LB"], 1),
        (["WN", "RPC-REF"], None),
        (["RPC-REF", "WN"], 2),
        (["WN", "WN"], 2),
        (["WN", "back"], None),
        (["WN", "same"], 1),
        (["WN", "other"], None),
        (["WN", "other", "WN"], 3),
        (["WN", "none"], None),
        (["theirs WN"], None),
        (["WN", "theirs RPC-REF"], 1),
        (["letter RS"], None),
    ],
    ids=str,
)
def test_the_last_call_that_says_something_decides(
    tmp_path: Path, happened: list[str], day: int | None
) -> None:
    with Ledger.create(tmp_path / "a.db") as ledger:
        with ledger.writing(at=AT, by="ana") as book:
            calls = _Calls(book)
            for what in happened:
                calls.happens(what)
        found = not_theirs_since(ledger.connection, calls.account)
    assert found == (None if day is None else DAY + timedelta(day))
