"""Attempts that are reserved, given their result, and released."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from collectrules.compliance.lists import Block, blocked_accounts
from collectrules.compliance.whom import ANYBODY, Whom
from collectrules.errors import InputError, LedgerError, Refused
from collectrules.ledger.events import (
    AccountOpened,
    InvoiceIssued,
    PersonAdded,
    PersonErased,
    PolicyPublished,
    Posted,
    ReachAdded,
    ReachEnded,
)
from collectrules.ledger.personal import erase, keep
from collectrules.ledger.verify import verify
from collectrules.policy.model import Channel, ContactLimit, ContactPause
from collectrules.worklist.asking import Blocked
from collectrules.worklist.attempts import attempt_of, release, reserve
from collectrules.worklist.reversals import reverse
from tests.worklist.books import NOON, THREE_A_WEEK, TODAY, Books, policy

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
Counted = ContactLimit | ContactPause
ONE = ContactLimit(id="one", channels=("call",), at_most=1, within_days=7)
SOFT = ContactLimit(id="gentle", channels=("call",), at_most=1, within_days=7, level="soft")
REST = ContactPause(id="rest", channels=("call",), after="conversation", pause_days=7)
ONE_TALK = ContactLimit(
    id="one-talk", channels=("call",), at_most=1, within_days=7, counts="conversations"
)


def reserved(books: Books, *rules: ContactLimit | ContactPause, **more: object) -> int:
    """The number of an attempt by call, at noon if no moment is given."""
    given: dict[str, object] = {"at": NOON, "channel": "call", "by": "ana", **more}
    made = reserve(
        books.ledger, books.policy_seq, policy(*rules), account_id=books.account, **given
    )
    return made.attempt_id


def test_an_attempt_takes_its_place_at_once(books: Books) -> None:
    attempt = reserved(books, ONE)
    with pytest.raises(Blocked, match="recorded: 2026-09-10 call reserved; free from 2026-09-17"):
        reserved(books, ONE, at=NOON + MINUTE)
    with pytest.raises(Blocked) as blocked:
        books.log("NA", "call", ONE, at=NOON + 2 * MINUTE)
    assert [each.seq for each in blocked.value.verdict.counted] == [attempt]
    assert blocked.value.help == (
        "nobody can step over a hard limit; no contact was written, that it was refused is on record"
    )
    assert [allowed for allowed, *_ in books.checks()] == [1, 0, 0]
    assert books.rows("SELECT count(*) FROM attempt") == [(1,)]
    assert verify(books.ledger) == []


def test_its_result_needs_no_further_place(books: Books) -> None:
    attempt = reserved(books, ONE)
    logged = books.log("LV", "call", ONE, attempt_id=attempt, recorded_at=NOON + 3 * MINUTE)
    assert (logged.attempt_id, logged.on) == (attempt, TODAY)
    assert books.rows("SELECT attempt_id, result FROM contact") == [(attempt, "LV")]
    with pytest.raises(Blocked, match="recorded: 2026-09-10 call LV;"):
        reserved(books, ONE)
    with pytest.raises(Refused, match="has its result already"):
        books.log("NA", "call", ONE, attempt_id=attempt)
    with pytest.raises(Refused, match="has its result already"):
        release(books.ledger, attempt, at=NOON + MINUTE, by="ana")


def test_what_is_released_makes_room(books: Books) -> None:
    attempt = reserved(books, ONE)
    told = release(books.ledger, attempt, at=NOON + MINUTE, by="ana", reason=" line was dead ")
    assert books.rows("SELECT seq, attempt_id, reason FROM attempt_release") == [
        (told, attempt, "line was dead")
    ]
    with pytest.raises(Refused, match="was released"):
        release(books.ledger, attempt, at=NOON + MINUTE, by="ana")
    with pytest.raises(Refused, match="was released"):
        books.log("NA", "call", ONE, attempt_id=attempt)
    assert reserved(books, ONE, at=NOON + 2 * MINUTE)


def test_after_ten_minutes_it_counts_as_made(books: Books) -> None:
    attempt = reserved(books, ONE)
    with pytest.raises(Refused, match="more than ten minutes ago and counts as made"):
        release(books.ledger, attempt, at=NOON + 10 * MINUTE + timedelta(seconds=1), by="ana")
    with pytest.raises(Blocked):
        reserved(books, ONE, at=NOON + timedelta(days=6))
    late = books.log("PTP", "call", ONE, attempt_id=attempt, promise=(1, "EUR", TODAY),
                     recorded_at=NOON + timedelta(hours=1))  # fmt: skip
    assert late.seq
    other = reserved(books, ONE, at=NOON + timedelta(days=7))
    assert release(books.ledger, other, at=NOON + timedelta(days=7, minutes=10), by="ana")


def test_an_attempt_counts_again_when_its_result_is_taken_back(books: Books) -> None:
    """It was made, and counts as what was logged of it until the right result stands in its place."""
    attempt, late = reserved(books, ONE), NOON + timedelta(hours=1)
    wrong = books.log("LV", "call", ONE, attempt_id=attempt, recorded_at=late)
    taken_back = reverse(books.ledger, seq=wrong.seq, reason="a slip", on=TODAY, at=late, by="ana")
    assert (taken_back.events, taken_back.attempt) == ((wrong.seq,), attempt)
    with pytest.raises(Blocked, match="recorded: 2026-09-10 call LV; free from 2026-09-17"):
        books.log("NA", "call", ONE, at=NOON + MINUTE)
    listed = blocked_accounts(
        books.ledger.connection, policy(ONE), ("call",), TODAY, among="attempt"
    )
    assert listed["call"] == {books.account: Block("one", TODAY + timedelta(days=7))}
    with pytest.raises(Refused, match="more than ten minutes ago"):
        release(books.ledger, attempt, at=late, by="ana")
    right = books.log("NA", "call", ONE, attempt_id=attempt, recorded_at=late)
    with pytest.raises(Refused, match="has its result already"):
        books.log("NA", "call", ONE, attempt_id=attempt, recorded_at=late)
    assert books.rows("SELECT seq, result FROM contact") == [(wrong.seq, "LV"), (right.seq, "NA")]
    assert verify(books.ledger) == []


def test_an_attempt_is_released_when_its_result_is_taken_back_soon(books: Books) -> None:
    attempt = reserved(books, ONE)
    wrong = books.log("LV", "call", ONE, attempt_id=attempt)
    soon = NOON + 10 * MINUTE
    taken_back = reverse(books.ledger, seq=wrong.seq, reason="a slip", on=TODAY, at=soon, by="ana")
    assert (taken_back.events, taken_back.attempt) == ((wrong.seq,), None)
    assert books.rows("SELECT attempt_id, reason FROM attempt_release") == [(attempt, "a slip")]
    assert books.log("NA", "call", ONE, at=soon).seq


def test_ten_minutes_are_by_the_clock_that_recorded_it(books: Books) -> None:
    now = NOON + timedelta(days=2)
    attempt = reserved(books, ONE, recorded_at=now)
    assert attempt_of(books.ledger.connection, attempt).recorded_at == now
    assert release(books.ledger, attempt, at=now + 10 * MINUTE, by="ana")


def test_an_attempt_for_an_earlier_day_is_held_against_the_days_after_it(books: Books) -> None:
    books.log("NA", "call", ONE)
    with pytest.raises(Blocked, match="`one` allows 1 attempt"):
        reserved(books, ONE, at=NOON - timedelta(days=6), recorded_at=NOON)
    assert reserved(books, ONE, at=NOON - timedelta(days=7), recorded_at=NOON)


@pytest.mark.parametrize("rule", [REST, ONE_TALK])
def test_while_it_is_being_made_it_may_become_a_conversation(books: Books, rule: Counted) -> None:
    first = reserved(books, rule)
    late = NOON + 10 * MINUTE - timedelta(seconds=1)
    with pytest.raises(
        Blocked, match="09-10 call under way; free from 2026-09-10 12:10"
    ) as blocked:
        reserved(books, rule, at=late)
    verdict = blocked.value.verdict
    assert (verdict.rule, [each.seq for each in verdict.counted]) == (rule.id, [first])
    with pytest.raises(Blocked, match="call under way"):
        books.log("NA", "call", rule, at=late)
    assert reserved(books, rule, at=NOON + 10 * MINUTE)


def test_what_is_told_of_afterwards_is_not_under_way(books: Books) -> None:
    reserved(books, REST, recorded_at=NOON + 10 * MINUTE)
    assert reserved(books, REST, at=NOON + MINUTE, recorded_at=NOON + 10 * MINUTE)


def test_what_it_came_to_ends_what_it_may_become(books: Books) -> None:
    first = reserved(books, REST)
    books.log("NA", "call", REST, attempt_id=first)
    second = reserved(books, REST, at=NOON + MINUTE)
    release(books.ledger, second, at=NOON + MINUTE, by="ana")
    third = reserved(books, REST, at=NOON + 2 * MINUTE)
    books.log("RPC-CB", "call", REST, attempt_id=third, at=NOON + 2 * MINUTE)
    with pytest.raises(Blocked, match="recorded: 2026-09-10 call RPC-CB; free from 2026-09-17"):
        reserved(books, REST, at=NOON + 3 * MINUTE)


def test_an_attempt_that_is_under_way_leaves_its_room(books: Books) -> None:
    """Of two conversations that are allowed, one may be under way while the other is tried."""
    two = replace(ONE_TALK, at_most=2)
    reserved(books, two)
    reserved(books, two, at=NOON + 5 * MINUTE)
    with pytest.raises(Blocked, match=r"call under way, .* under way; free from 2026-09-10 12:10"):
        reserved(books, two, at=NOON + 6 * MINUTE)
    assert reserved(books, two, at=NOON + 10 * MINUTE)
    with pytest.raises(Blocked, match="free from 2026-09-10 12:15"):
        reserved(books, two, at=NOON + 10 * MINUTE)


@pytest.mark.parametrize("rule", [REST, ONE_TALK])
def test_what_an_attempt_came_to_is_always_written(books: Books, rule: Counted) -> None:
    """A talk of an hour, and another that began in the middle of it: both took place."""
    first = reserved(books, rule)
    second = reserved(books, rule, at=NOON + 11 * MINUTE)
    hour = {"recorded_at": NOON + 60 * MINUTE}
    talked = books.log("RPC-CB", "call", rule, attempt_id=first, **hour)
    assert talked.verdict
    assert (talked.verdict.allowed, talked.beyond) == (True, "")
    again = {"attempt_id": second, "at": NOON + 11 * MINUTE}
    both = books.log("RPC-REF", "call", rule, **again, **hour)
    assert both.verdict
    assert (both.verdict.allowed, both.beyond) == (False, rule.id)
    assert books.rows("SELECT result FROM contact ORDER BY seq") == [("RPC-CB",), ("RPC-REF",)]
    allowed, level, ruled, counted, *_ = books.checks()[-1]
    assert (allowed, level, ruled) == (1, "hard", rule.id)
    assert counted == str(talked.seq)
    assert verify(books.ledger) == []


def test_an_entry_made_late_cannot_become_more_than_had_room(books: Books) -> None:
    """An unanswered call of Monday, told on Friday, then corrected to a talk: they were rung on Tuesday."""
    books.log("NA", "call", REST, at=NOON - 3 * DAY)
    late = books.log("NA", "call", REST, at=NOON - 4 * DAY, recorded_at=NOON)
    soon = NOON + timedelta(hours=1)
    back = reverse(books.ledger, seq=late.seq, reason="a slip", on=TODAY, at=soon, by="ana")
    given = {"attempt_id": back.attempt, "at": NOON - 4 * DAY, "recorded_at": soon}
    with pytest.raises(Blocked, match="recorded: 2026-09-07 call NA"):
        books.log("RPC-CB", "call", REST, **given)
    assert books.log("LV", "call", REST, **given).beyond == ""


def test_the_reason_it_was_reserved_with_goes_on_counting(books: Books) -> None:
    books.log("RPC-CB", "call", SOFT, at=NOON - timedelta(days=1))
    soft_talk = ContactLimit(
        id="talk",
        channels=("call",),
        at_most=1,
        within_days=7,
        counts="conversations",
        level="soft",
    )
    with pytest.raises(Blocked) as blocked:
        reserved(books, SOFT, soft_talk)
    assert blocked.value.help == (
        "a reason steps over this soft limit; no attempt was written, that it was refused is on record"
    )
    attempt = reserved(books, SOFT, soft_talk, override_reason="asked us to ring")
    assert attempt_of(books.ledger.connection, attempt).override_reason == "asked us to ring"
    answered = books.log("RPC-CB", "call", SOFT, soft_talk, attempt_id=attempt)
    assert answered.note == "override talk: asked us to ring"
    assert [(allowed, rule, reason) for allowed, _, rule, _, _, reason in books.checks()] == [
        (1, "", ""),
        (0, "gentle", ""),
        (1, "gentle", "asked us to ring"),
        (1, "talk", "asked us to ring"),
    ]


def test_a_dry_run_reserves_and_releases_nothing(books: Books) -> None:
    before = books.events()
    reserved(books, ONE, dry_run=True)
    assert books.events() == before
    attempt = reserved(books, ONE)
    before = books.events()
    release(books.ledger, attempt, at=NOON, by="ana", dry_run=True)
    with pytest.raises(Blocked, match="free from") as blocked:
        reserved(books, ONE, dry_run=True)
    assert blocked.value.help == "nobody can step over a hard limit; nothing was written"
    assert books.events() == before


def people(books: Books) -> dict[str, int]:
    """Persons, numbers and another account's invoice, by short names."""
    day = TODAY.isoformat()
    with books.ledger.writing(at=NOON, by="setup") as book:

        def kept(value: str) -> str:
            return keep(book.connection, value)

        other = book.append(AccountOpened("C-2", "Other", "consumer"), on=day)
        ids = {
            "theirs": book.append(InvoiceIssued(other, "Z", "EUR", 1, day, day, "x"), on=day),
            "ann": book.append(PersonAdded(books.account, kept("Ann"), "debtor"), on=day),
            "bob": book.append(PersonAdded(books.account, kept("Bob"), "other"), on=day),
            "stranger": book.append(PersonAdded(other, kept("Eve"), "debtor"), on=day),
        }
        phone = ReachAdded(ids["ann"], "phone", kept("+15550100"), "home", "")
        ids["phone"] = book.append(phone, on=day)
        mail = ReachAdded(ids["ann"], "email", kept("ann@example.test"), "work", "")
        ids["mail"] = book.append(mail, on=day)
        old = ReachAdded(ids["ann"], "phone", kept("+15550101"), "work", "")
        ids["old"] = book.append(old, on=day)
        book.append(ReachEnded(ids["old"], "moved"), on=day)
        later = (TODAY + timedelta(days=1)).isoformat()
        ids["next"] = book.append(
            ReachAdded(ids["ann"], "phone", kept("+15550102"), "work", ""), on=later
        )
        ids["newcomer"] = book.append(PersonAdded(books.account, kept("Cy"), "debtor"), on=later)
        gone = kept("Gone")
        ids["gone"] = book.append(PersonAdded(books.account, gone, "debtor"), on=day)
        book.append(PersonErased(ids["gone"], "asked"), on=day)
        erase(book.connection, [gone])
    return ids


def test_whom_it_is_meant_for_is_kept_with_it_and_with_its_result(books: Books) -> None:
    ids = people(books)
    a, b, _ = books.invoices
    attempt = reserved(books, whom=Whom(reach_id=ids["phone"], about=(b, a, b)))
    said = "person_id, reach_id, purpose, about"
    assert books.rows(f"SELECT {said} FROM attempt") == [(ids["ann"], ids["phone"], "", f"{a} {b}")]
    logged = books.log("NA", attempt_id=attempt, whom=Whom(about=(b,)))
    assert logged.whom == Whom(ids["ann"], ids["phone"], (b,))
    assert books.rows(f"SELECT {said} FROM contact") == [(ids["ann"], ids["phone"], None, str(b))]
    assert books.rows("SELECT person_id, reach_id FROM gate_check") == [
        (ids["ann"], ids["phone"])
    ] * 2  # fmt: skip
    assert verify(books.ledger) == []


def test_an_attempt_at_nobody_in_particular_may_have_reached_somebody(books: Books) -> None:
    ids = people(books)
    attempt = reserved(books)
    assert books.log("NA", attempt_id=attempt, whom=Whom(ids["bob"])).whom == Whom(ids["bob"])


@pytest.mark.parametrize(
    ("whom", "channel", "message"),
    [
        ({"person_id": "stranger"}, "call", "is none of the account"),
        ({"person_id": "phone"}, "call", "is none of the account"),
        ({"person_id": "gone"}, "call", "is erased"),
        ({"person_id": "bob", "reach_id": "phone"}, "call", "is not of person"),
        ({"reach_id": "ann"}, "call", "has no number or address"),
        ({"reach_id": "mail"}, "call", "is an e-mail address, and no call goes there"),
        ({"reach_id": "phone"}, "letter", "is a telephone number, and no letter goes there"),
        ({"reach_id": "old"}, "call", "any more"),
        ({"reach_id": "next"}, "call", "is recorded from 2026-09-11, after 2026-09-10"),
        ({"person_id": "newcomer"}, "call", "is recorded from 2026-09-11, after 2026-09-10"),
        ({"about": "theirs"}, "call", "invoice `Z` is another account's"),
        ({"about": "ann"}, "call", "no invoice with the id"),
    ],
)
def test_whom_the_ledger_does_not_have_like_that(
    books: Books, whom: dict[str, str], channel: str, message: str
) -> None:
    ids = people(books)
    given = {name: ids[value] for name, value in whom.items()}
    if "about" in given:
        given["about"] = (given["about"],)
    before = books.events()
    with pytest.raises(Refused, match=message):
        reserved(books, whom=Whom(**given), channel=channel)
    with pytest.raises(Refused, match=message):
        books.log("NA" if channel == "call" else "ML", channel, whom=Whom(**given))
    assert books.events() == before


def test_what_is_paid_is_no_debt_that_a_contact_can_be_about(books: Books) -> None:
    """Row RF-5, each debt in collection: a limit by invoice is not passed by naming a paid one."""
    a, b, _ = books.invoices
    with books.ledger.writing(at=NOON, by="setup") as book:
        book.append(Posted(a, "payment", -10000), on=TODAY)
    for about in ((a,), (a, b)):
        with pytest.raises(Refused, match="nothing was owed on invoice `A` on 2026-09-10"):
            books.log("NA", whom=Whom(about=about))
    assert books.log("NA", whom=Whom(about=(b,))).seq
    yesterday = NOON - timedelta(days=1)
    assert books.log("NA", whom=Whom(about=(a,)), at=yesterday, recorded_at=NOON).seq


def test_a_result_of_another_attempt_than_this(books: Books) -> None:
    ids = people(books)
    a, b, _ = books.invoices
    attempt = reserved(books, whom=Whom(ids["ann"], about=(a,)))
    before = books.events()
    for result, channel, more, message in (
        ("EM", "email", {}, "is one by call"),
        ("NA", "call", {"at": NOON + MINUTE}, "is of 2026-09-10T12:00"),
        ("IN", "call", {}, "was ours, and `IN`"),
        ("NA", "call", {"whom": Whom(ids["bob"])}, "named a person, and it was another"),
        ("NA", "call", {"whom": Whom(ids["ann"], about=(b,))}, "reserved for other invoices"),
        ("NA", "call", {"whom": Whom(purpose="remedy")}, "for no special purpose"),
        ("NA", "call", {"attempt_id": 999}, "has no attempt 999"),
    ):
        with pytest.raises(Refused, match=message):
            books.log(result, channel, **{"attempt_id": attempt, **more})
    with pytest.raises(Refused, match="has no attempt 999"):
        release(books.ledger, 999, at=NOON, by="ana")
    assert books.events() == before


def test_an_attempt_of_another_account(books: Books) -> None:
    with books.ledger.writing(at=NOON, by="setup") as book:
        other = book.append(AccountOpened("C-2", "Other", "business"), on=TODAY)
    made = reserve(
        books.ledger,
        books.policy_seq,
        policy(),
        account_id=other,
        channel="call",
        at=NOON,
        whom=ANYBODY,
        by="ana",
    )
    with pytest.raises(Refused, match="is of account `C-2`"):
        books.log("NA", attempt_id=made.attempt_id)


def test_news_of_an_e_mail_is_its_result_for_ten_minutes(books: Books) -> None:
    first, second = reserved(books, channel="email"), reserved(books, channel="email")
    assert books.log("EMB", "email", attempt_id=first, recorded_at=NOON + 10 * MINUTE).seq
    with pytest.raises(Refused, match="counts as made after ten minutes, and `EMB`"):
        books.log("EMB", "email", attempt_id=second, recorded_at=NOON + 11 * MINUTE)


@pytest.mark.parametrize(
    ("more", "error", "message"),
    [
        ({"recorded_at": NOON - MINUTE}, InputError, "has not come yet"),
        ({"by": ""}, InputError, "is not a name"),
        ({"at": NOON.replace(tzinfo=None)}, InputError, "has no time zone"),
    ],
)
def test_what_cannot_be_reserved(
    books: Books, more: dict[str, object], error: type[Exception], message: str
) -> None:
    before = books.events()
    with pytest.raises(error, match=message):
        reserved(books, **more)
    assert books.events() == before


def test_a_list_made_by_another_version_reserves_nothing(books: Books) -> None:
    with books.ledger.writing(at=NOON, by="owner") as book:
        book.append(PolicyPublished("p", "2", 1, "1" * 64, "text"), on=TODAY)
    with pytest.raises(LedgerError, match="version `2` of the policy is in force"):
        reserved(books)


def test_a_list_of_accounts_counts_an_attempt_as_the_gate_does(books: Books) -> None:
    def blocked(on: date, *rules: ContactLimit | ContactPause) -> dict[int, Block]:
        channels: tuple[Channel, ...] = ("email",)
        found = blocked_accounts(
            books.ledger.connection, policy(*rules), channels, on, among="attempt"
        )
        return found["email"]

    for _ in range(3):
        attempt = reserved(books, THREE_A_WEEK)
    full = {books.account: Block("three-a-week", TODAY + timedelta(days=7))}
    assert blocked(TODAY, THREE_A_WEEK) == blocked(TODAY + timedelta(days=6), THREE_A_WEEK) == full
    assert blocked(TODAY + timedelta(days=7), THREE_A_WEEK) == {}
    with pytest.raises(Blocked, match="2026-09-10 call reserved, 2026-09-10 call reserved"):
        reserved(books, THREE_A_WEEK, channel="email")

    both = ("call", "email")
    talks = ContactLimit(
        id="talks", channels=both, at_most=1, within_days=7, counts="conversations"
    )
    after_talk = ContactPause(id="rest", channels=both, after="conversation", pause_days=7)
    assert blocked(TODAY, talks, after_talk) == {}
    after_any = ContactPause(id="after", channels=both, after="attempt", pause_days=2)
    assert blocked(TODAY, after_any) == {books.account: Block("after", TODAY + timedelta(days=2))}

    books.log("NA", attempt_id=attempt)
    assert blocked(TODAY, THREE_A_WEEK) == full  # counted once, as the contact it became
    release(books.ledger, attempt - 2, at=NOON, by="ana")
    assert blocked(TODAY, THREE_A_WEEK) == {}
    assert reserved(books, THREE_A_WEEK, channel="email")
