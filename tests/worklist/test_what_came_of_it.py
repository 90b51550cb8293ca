"""What a logged contact brings besides promises and disputes, and that it is taken back with the contact."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from collectrules.acts.people import Act, ReachWanted, add_person, add_reach
from collectrules.acts.stops import set_stop
from collectrules.compliance.whom import Whom
from collectrules.ledger.people import people_of
from collectrules.ledger.stops import stops
from collectrules.ledger.verify import verify
from collectrules.worklist.asking import Blocked
from collectrules.worklist.find import find_account
from collectrules.worklist.reversals import reverse
from collectrules.worklist.stops import StopWanted
from tests.worklist.books import NOON, TODAY, Books

ACT = Act(TODAY, NOON, "ana")


def reached(books: Books) -> tuple[int, int]:
    """A person of the account and their number."""
    account = find_account(books.ledger, "C-1")
    person = add_person(books.ledger, account, ACT, name="Ana", role="debtor")
    phone = ReachWanted(kind="phone", value="+4930901820", place="other")
    return person.seq, add_reach(books.ledger, person, ACT, phone).reaches[0].seq


def take_back(books: Books, seq: int) -> tuple[int, ...]:
    return reverse(books.ledger, seq=seq, reason="a mistake", on=TODAY, at=NOON, by="ana").events


def standing(books: Books) -> list[str]:
    return [each.kind for each in stops(books.ledger.connection) if each.last_on is None]


@pytest.mark.parametrize(("code", "kind"), [("STOP", "opt-out"), ("ATT", "attorney")])
def test_a_stop_is_set_with_the_contact_and_taken_back_with_it(
    books: Books, code: str, kind: str
) -> None:
    person, _ = reached(books)
    logged = books.log(code, whom=Whom(person))
    assert standing(books) == [kind]
    assert logged.came_of_it.stops == (logged.seq + 1,)
    assert take_back(books, logged.seq) == (logged.seq, logged.seq + 1)
    assert standing(books) == []
    assert verify(books.ledger) == []


def test_a_dry_run_sets_no_stop(books: Books) -> None:
    assert books.log("STOP", dry_run=True).came_of_it.stops
    assert standing(books) == []


def test_a_number_that_is_wrong_ends_and_is_back_when_that_was_a_mistake(books: Books) -> None:
    person, phone = reached(books)
    logged = books.log("WN", whom=Whom(person, phone))
    assert logged.came_of_it.ended_reaches == (phone,)
    (found,) = people_of(books.ledger.connection, books.account)
    assert found.reached_at == ()
    take_back(books, logged.seq)
    (found,) = people_of(books.ledger.connection, books.account)
    assert [each.seq for each in found.reached_at] == [phone]
    assert books.log("NA", whom=Whom(person, phone)).whom == Whom(person, phone)


def test_a_dispute_is_over_with_its_verification_and_again_when_that_is_sent_again(
    books: Books,
) -> None:
    at = NOON - timedelta(days=3)
    wanted = StopWanted(
        account_id=books.account, kind="dispute", at=at, on=at.date(), how="written"
    )
    set_stop(books.ledger, wanted, ACT, policy=None)
    first = books.log("ML", "letter", whom=Whom(purpose="verification"))
    (stop,) = stops(books.ledger.connection)
    assert (stop.ended_on, first.came_of_it.ended_stops) == (date(2026, 9, 11), (stop.seq,))
    with pytest.raises(
        Blocked, match="free from 2026-09-11"
    ):  # logged late: it was not verified yet
        books.log("NA", at=NOON - timedelta(hours=2))
    take_back(books, first.seq)
    assert standing(books) == ["dispute"]
    later = NOON + timedelta(minutes=5)
    again = books.log("ML", "letter", whom=Whom(purpose="verification"), at=later)
    assert again.came_of_it.ended_stops == (stop.seq,)
    assert standing(books) == []
    assert verify(books.ledger) == []


def test_what_was_sent_before_a_dispute_does_not_verify_it(books: Books) -> None:
    wanted = StopWanted(account_id=books.account, kind="dispute", at=NOON, on=TODAY, how="written")
    set_stop(books.ledger, wanted, ACT, policy=None)
    early = NOON - timedelta(hours=1)
    sent = books.log("ML", "letter", whom=Whom(purpose="verification"), at=early)
    assert sent.came_of_it.ended_stops == ()
    assert standing(books) == ["dispute"]
