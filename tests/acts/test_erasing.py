"""Erased is erased: where it is allowed nothing is left of a person in the file, and the chain is whole."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.acts.erasing import cleaned, erase_person
from collectrules.acts.people import Act, ReachWanted, add_person, add_reach, change_person
from collectrules.errors import InputError, Refused
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened, Contacted
from collectrules.ledger.people import Person, people_of
from collectrules.ledger.verify import verify
from collectrules.worklist.find import AccountNamed, find_account
from tests.acts.books import AT, Firm


def act(day: str, *, dry_run: bool = False) -> Act:
    return Act(date.fromisoformat(day), AT, "ana", dry_run)


def ana(firm: Firm) -> Person:
    person = add_person(
        firm.ledger, firm.account, act("2026-02-01"), name="Ana Ashgrove", role="debtor"
    )
    phone = ReachWanted(kind="phone", value="+442079460958", place="work")
    return add_reach(firm.ledger, person, act("2026-02-01"), phone)


def called(firm: Firm, day: str) -> None:
    firm.write(Contacted(firm.account.id, f"{day}T10:00:00.000000Z", "call", "out", "NA"), day)


def test_nobody_is_erased_while_anything_is_owed(firm: Firm) -> None:
    person = ana(firm)
    called(firm, "2026-02-02")
    with pytest.raises(Refused, match="account `C-1` owes something"):
        erase_person(firm.ledger, person, act("2030-01-01"), reason="asked")


@pytest.mark.parametrize(("day", "allowed"), [("2029-03-05", False), ("2029-03-06", True)])
def test_three_years_after_the_last_activity_they_may_be(
    firm: Firm, day: str, allowed: bool
) -> None:
    """Row RF-30: called on 2 February, paid on 5 March 2026: kept through 5 March 2029."""
    person = ana(firm)
    called(firm, "2026-02-02")
    firm.pay(100_000, "2026-03-05")
    if allowed:
        assert erase_person(firm.ledger, person, act(day), reason="asked").values == 2
        return
    with pytest.raises(Refused, match=r"kept until 2029-03-05: .* \(posting, 2026-03-05\)"):
        erase_person(firm.ledger, person, act(day), reason="asked")


def test_who_was_added_by_mistake_may_be_erased_at_once(firm: Firm) -> None:
    called(firm, "2026-01-20")
    person = ana(firm)
    assert erase_person(firm.ledger, person, act("2026-02-01"), reason="another Ana").values == 2


def test_a_contact_with_nobody_named_may_have_been_with_them(firm: Firm) -> None:
    person = ana(firm)
    called(firm, "2026-02-01")
    with pytest.raises(Refused):
        erase_person(firm.ledger, person, act("2026-02-02"), reason="asked")


def test_a_reason_is_needed_and_a_dry_run_erases_nothing(firm: Firm) -> None:
    person = ana(firm)
    with pytest.raises(InputError, match="the reason is missing"):
        erase_person(firm.ledger, person, act("2026-02-01"), reason=" ")
    tried = erase_person(firm.ledger, person, act("2026-02-01", dry_run=True), reason="asked")
    assert (tried.values, tried.cleaned, tried.person.name) == (2, False, "(erased)")
    (still,) = people_of(firm.ledger.connection, firm.account.id)
    assert still.name == "Ana Ashgrove"


def test_what_is_left_is_told_as_erased(firm: Firm) -> None:
    person = change_person(firm.ledger, ana(firm), act("2026-02-02"), name="Ana Birchwood")
    erase_person(firm.ledger, person, act("2026-02-03"), reason="asked")
    (left,) = people_of(firm.ledger.connection, firm.account.id)
    assert (left.name, left.erased_on) == ("(erased)", date(2026, 2, 3))
    assert [(each.value, each.ended_reason) for each in left.reaches] == [("(erased)", "erased")]
    assert verify(firm.ledger) == []
    with pytest.raises(Refused, match="was erased on 2026-02-03"):
        change_person(firm.ledger, left, act("2026-02-04"), name="Ana")


def test_somebody_reading_the_file_keeps_it_from_being_cleaned(firm: Firm) -> None:
    person = ana(firm)
    firm.ledger.connection.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(firm.ledger.path)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM personal").fetchone()
    erased = erase_person(firm.ledger, person, act("2026-02-03"), reason="asked")
    assert not erased.cleaned
    other.rollback()
    other.close()
    again = erase_person(firm.ledger, erased.person, act("2026-02-03"), reason="asked")
    assert (again.cleaned, again.values) == (True, 0)
    assert not left_in(firm.ledger.path, ["Ana Ashgrove", "2079460958"])


def test_what_a_deletion_left_in_free_room_is_cleaned(firm: Firm) -> None:
    """Where SQLite moves a row it may leave the bytes behind: only writing the file anew helps."""
    connection, names = firm.ledger.connection, [f"Quilla Thistlewood {n:03}" for n in range(200)]
    for name in names:
        add_person(firm.ledger, firm.account, act("2026-02-01"), name=name, role="other")
    connection.execute("PRAGMA secure_delete = OFF")
    connection.execute("DELETE FROM personal")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert len(left_in(firm.ledger.path, names)) > 50
    assert cleaned(connection)
    assert left_in(firm.ledger.path, names) == []


def left_in(path: Path, values: list[str]) -> list[str]:
    """The values whose bytes stand in the ledger's file or beside it."""
    files = [path, *path.parent.glob(f"{path.name}-*")]
    held = b"".join(each.read_bytes() for each in files)
    return [value for value in values if value.encode() in held]


@settings(max_examples=12, deadline=None)
@given(st.integers(1, 120), st.data())
def test_no_byte_of_them_is_left_in_the_file(
    tmp_path_factory: pytest.TempPathFactory, count: int, data: st.DataObject
) -> None:
    """Pages are divided as persons are added: what stood on one may be left in its free room."""
    path = tmp_path_factory.mktemp("erasing") / "books.db"
    with Ledger.create(path) as ledger:
        account = _account(ledger)
        people = [_somebody(ledger, account, n) for n in range(count)]
        gone = data.draw(st.sets(st.sampled_from(range(count)), min_size=1, max_size=3))
        assert left_in(path, _values(0)) == _values(0)
        for n in gone:
            erased = erase_person(ledger, people[n], act("2026-02-02"), reason="asked")
            assert erased.cleaned
        assert left_in(path, [value for n in gone for value in _values(n)]) == []
        assert verify(ledger) == []
        kept = people_of(ledger.connection, account.id)
        assert [each.name for n, each in enumerate(kept) if n not in gone] == [
            _values(n)[0] for n in range(count) if n not in gone
        ]


def _account(ledger: Ledger) -> AccountNamed:
    with ledger.writing(at=datetime(2026, 1, 1, tzinfo=UTC), by="ana") as book:
        book.append(AccountOpened("C-1", "Ash", "business"), on="2026-01-01")
    return find_account(ledger, "C-1")


def _values(n: int) -> list[str]:
    return [f"Quilla Thistlewood {n:04}", f"quilla{n:04}@thistlewood.example"]


def _somebody(ledger: Ledger, account: AccountNamed, n: int) -> Person:
    name, email = _values(n)
    person = add_person(ledger, account, act("2026-02-01"), name=name, role="other")
    wanted = ReachWanted(kind="email", value=email, place="other")
    return add_reach(ledger, person, act("2026-02-01"), wanted)
