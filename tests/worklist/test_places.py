"""The place of a contact among those that limits count, when the contact is taken back: early and late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from collectrules.compliance.lists import Block, blocked_accounts
from collectrules.compliance.whom import Whom
from collectrules.errors import Refused
from collectrules.ledger.events import Contacted
from collectrules.ledger.verify import verify
from collectrules.policy.model import ContactLimit, ContactNotice
from collectrules.worklist.asking import Blocked
from collectrules.worklist.attempts import attempt_of, counts_as_made, release, without_result
from collectrules.worklist.outcomes import LoggedContact
from collectrules.worklist.reversals import TakenBack, reverse
from tests.worklist.books import NOON, TODAY, Books, policy
from tests.worklist.test_attempts import ONE_TALK, REST, people, reserved

MINUTE = timedelta(minutes=1)
SOON, LATE = NOON + 10 * MINUTE, NOON + 11 * MINUTE
A_DAY = ContactLimit(id="one-a-day", channels=("call",), at_most=1, within_days=1)
GENTLE = ContactLimit(id="gentle", channels=("call",), at_most=0, within_days=1, level="soft")


def taken_back(books: Books, logged: LoggedContact, minutes: int = 11) -> TakenBack:
    """The contact taken back so many minutes after noon, when it was recorded."""
    at = NOON + minutes * MINUTE
    return reverse(books.ledger, seq=logged.seq, reason="a slip", on=TODAY, at=at, by="ana")


def test_within_ten_minutes_a_contact_is_taken_back_wholly(books: Books) -> None:
    logged = books.log("NA", "call", A_DAY)
    assert taken_back(books, logged, minutes=10) == TakenBack((logged.seq,), None)
    assert books.rows("SELECT count(*) FROM attempt") == [(0,)]
    assert books.log("NA", "call", A_DAY, at=SOON).seq


def test_after_ten_minutes_an_attempt_keeps_its_place(books: Books) -> None:
    logged = books.log("NA", "call", A_DAY)
    kept = taken_back(books, logged)
    assert kept == TakenBack((logged.seq,), logged.seq + 2)
    assert books.rows("SELECT seq FROM reversal") == [(logged.seq + 1,)]
    with pytest.raises(Blocked, match="`one-a-day` allows 1 attempt") as blocked:
        books.log("NA", "call", A_DAY, at=LATE)
    assert [each.seq for each in blocked.value.verdict.counted] == [kept.attempt]
    listed = blocked_accounts(
        books.ledger.connection, policy(A_DAY), ("call",), TODAY, among="attempt"
    )
    assert listed["call"] == {books.account: Block("one-a-day", TODAY + timedelta(days=1))}
    assert verify(books.ledger) == []


def test_the_right_result_takes_its_place(books: Books) -> None:
    kept = taken_back(books, books.log("LV", "call", A_DAY)).attempt
    right = books.log("NA", "call", A_DAY, attempt_id=kept, recorded_at=LATE)
    assert books.rows("SELECT seq, attempt_id FROM contact WHERE result = 'NA'") == [
        (right.seq, kept)
    ]
    with pytest.raises(Blocked):
        books.log("NA", "call", A_DAY, at=LATE)
    # Taken back as well, and soon: the attempt was made all the same.
    again = reverse(
        books.ledger, seq=right.seq, reason="a slip", on=TODAY, at=LATE + MINUTE, by="ana"
    )
    assert again.attempt == kept
    with pytest.raises(Blocked):
        books.log("NA", "call", A_DAY, at=LATE)
    assert books.log("LM", "call", A_DAY, attempt_id=kept, recorded_at=LATE + 2 * MINUTE).seq
    assert verify(books.ledger) == []


@pytest.mark.parametrize("named", [False, True])
def test_it_counts_as_what_was_logged_until_the_right_result_is(
    books: Books, *, named: bool
) -> None:
    """A rest after a conversation stays while the conversation is only taken back, with an attempt or not."""
    attempt = reserved(books, REST) if named else None
    logged = books.log("RPC-CB", "call", REST, ONE_TALK, attempt_id=attempt)
    kept = taken_back(books, logged).attempt
    assert kept is not None
    with pytest.raises(Blocked, match=r"`rest` .* recorded: 2026-09-10 call RPC-CB; free from"):
        books.log("NA", "call", REST, at=LATE)
    with pytest.raises(Blocked, match=r"`one-talk` .* recorded: 2026-09-10 call RPC-CB; free from"):
        books.log("RPC-CB", "call", ONE_TALK, at=LATE)
    for rule in (REST, ONE_TALK):
        listed = blocked_accounts(
            books.ledger.connection, policy(rule), ("call",), TODAY, among="attempt"
        )
        assert listed["call"] == {books.account: Block(rule.id, TODAY + timedelta(days=7))}
    books.log("NA", "call", REST, ONE_TALK, attempt_id=kept, recorded_at=LATE)
    assert books.log("RPC-CB", "call", REST, ONE_TALK, at=LATE).seq


def test_it_counts_as_what_was_taken_back_last(books: Books) -> None:
    kept = taken_back(books, books.log("RPC-CB", "call", REST)).attempt
    taken_back(books, books.log("LV", "call", REST, attempt_id=kept, recorded_at=LATE))
    assert books.log("NA", "call", REST, at=LATE).seq


def test_what_was_taken_back_opens_nothing(books: Books) -> None:
    """A first letter that was taken back is none, whatever keeps its place."""
    notice = ContactNotice(
        id="letter-first", channels=("call",), begun_by=("letter",), pause_days=0
    )
    logged = books.log("ML", "letter")
    assert books.log("NA", "call", notice, at=NOON + MINUTE).seq
    taken_back(books, logged)
    with pytest.raises(Blocked, match="letter-first"):
        books.log("NA", "call", notice, at=LATE)
    listed = blocked_accounts(
        books.ledger.connection, policy(notice), ("call",), TODAY, among="attempt"
    )
    assert listed["call"] == {books.account: Block("letter-first", None)}


def test_what_stands_in_is_never_released(books: Books) -> None:
    """Its ten minutes are those of the contact, whatever the clock says by now."""
    logged = books.log("NA", "call", A_DAY)
    kept = taken_back(books, logged).attempt
    assert kept is not None
    attempt = attempt_of(books.ledger.connection, kept)
    assert (attempt.recorded_at, attempt.instead_of) == (NOON, logged.seq)
    for at in (NOON, LATE, LATE + MINUTE):
        with pytest.raises(
            Refused, match=f"stands in the place of contact {logged.seq} and counts"
        ):
            release(books.ledger, kept, at=at, by="ana")
    assert books.rows("SELECT count(*) FROM attempt_release") == [(0,)]


def test_whoever_took_it_back_is_offered_to_say_what_came_of_it(books: Books) -> None:
    kept = taken_back(books, books.log("NA")).attempt
    (offered,) = without_result(books.ledger.connection, books.account, "call", on=TODAY, by="ana")
    assert (offered.id, counts_as_made(offered, NOON)) == (kept, True)


def test_news_that_is_no_attempt_does_not_take_its_place(books: Books) -> None:
    kept = taken_back(books, books.log("EM", "email")).attempt
    with pytest.raises(Refused, match="counts as made after ten minutes, and `EMB`"):
        books.log("EMB", "email", attempt_id=kept, recorded_at=LATE)


def test_it_says_what_the_contact_said(books: Books) -> None:
    ids = people(books)
    whom = Whom(ids["ann"], ids["phone"], (books.invoices[0],))
    morning = NOON - timedelta(hours=3)
    logged = books.log("NA", whom=whom, at=morning, recorded_at=NOON)
    kept = taken_back(books, logged).attempt
    said = "effective_on, account_id, channel, at, person_id, reach_id, about"
    one, other = (
        books.rows(f"SELECT {said} FROM {table} WHERE seq = {seq}")
        for table, seq in (("attempt", kept), ("contact", logged.seq))
    )
    assert one == other
    assert books.rows("SELECT purpose FROM attempt") == [("",)]
    with pytest.raises(Refused, match="named a person, and it was another"):
        books.log("NA", attempt_id=kept, whom=Whom(ids["bob"]), at=morning, recorded_at=LATE)


def test_the_reason_goes_with_it(books: Books) -> None:
    """Both limits are in the way of the second; its reason goes on counting for what it came to."""
    talk = ContactLimit(
        id="talk",
        channels=("call",),
        at_most=0,
        within_days=7,
        counts="conversations",
        level="soft",
    )
    logged = books.log("NA", "call", GENTLE, override_reason="they asked")
    kept = taken_back(books, logged).attempt
    assert attempt_of(books.ledger.connection, kept or 0).override_reason == "they asked"
    right = books.log("RPC-CB", "call", GENTLE, talk, attempt_id=kept, recorded_at=LATE)
    assert right.note == "override talk: they asked"


def test_the_reason_in_the_note_of_a_contact_of_before_questions_were_kept(books: Books) -> None:
    note = "rang twice; override gentle: they asked us to"
    with books.ledger.writing(at=NOON, by="ana") as book:
        said = "2026-09-10T12:00:00.000000Z"
        old = book.append(Contacted(books.account, said, "call", "out", "NA", note), on=TODAY)
    kept = reverse(books.ledger, seq=old, reason="a slip", on=TODAY, at=LATE, by="ana").attempt
    assert attempt_of(books.ledger.connection, kept or 0).override_reason == "they asked us to"


@pytest.mark.parametrize(("result", "channel"), [("IN", "call"), ("EMB", "email")])
def test_what_is_no_attempt_of_ours_keeps_no_place(books: Books, result: str, channel: str) -> None:
    assert taken_back(books, books.log(result, channel)).attempt is None
    assert books.rows("SELECT count(*) FROM attempt") == [(0,)]


def test_what_it_brought_is_taken_back_behind_it(books: Books) -> None:
    books.fall_due("call")
    logged = books.log("PTP", promise=(100, "EUR", TODAY))
    kept = taken_back(books, logged)
    assert kept == TakenBack((logged.seq, logged.seq + 1, logged.seq + 2), logged.seq + 4)
    assert books.rows("SELECT seq, reversed_seq FROM reversal ORDER BY seq") == [
        (logged.seq + 3, logged.seq),
        (logged.seq + 5, logged.seq + 1),
        (logged.seq + 6, logged.seq + 2),
    ]
    assert books.done() == []


def test_a_dry_run_says_which_it_would_be(books: Books) -> None:
    logged, before = books.log("NA"), books.events()
    kept = reverse(
        books.ledger, seq=logged.seq, reason="a slip", on=TODAY, at=LATE, by="ana", dry_run=True
    )
    assert (kept.attempt, books.events()) == (logged.seq + 2, before)


def test_a_refusal_names_the_attempt_of_that_moment_that_has_no_result(books: Books) -> None:
    kept = taken_back(books, books.log("NA", "call", A_DAY)).attempt
    with pytest.raises(Blocked) as blocked:
        books.log("LV", "call", A_DAY, recorded_at=LATE)
    assert blocked.value.help == (
        f"attempt {kept} of that moment has no result: `--attempt {kept}` gives it this one; "
        "nobody can step over a hard limit; no contact was written, that it was refused is on record"
    )
    with pytest.raises(Blocked) as another:
        books.log("LV", "call", A_DAY, at=LATE)
    assert another.value.help.startswith("nobody can step over a hard limit; ")
    books.log("LV", "call", A_DAY, attempt_id=kept, recorded_at=LATE)
    with pytest.raises(Blocked) as blocked:
        books.log("LV", "call", A_DAY, recorded_at=LATE)
    assert blocked.value.help.startswith("nobody can step over a hard limit; ")
