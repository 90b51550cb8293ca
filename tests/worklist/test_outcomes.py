"""What logging a contact writes, and what a refusal leaves as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from collectrules.compliance.results import results
from collectrules.errors import InputError, LedgerError, Refused
from collectrules.ledger.events import AccountOpened, InvoiceIssued, PolicyPublished
from collectrules.policy.model import Condition, ContactHours, ContactLimit, ContactPause, Opening
from collectrules.worklist.needs import Disputing
from collectrules.worklist.outcomes import Blocked, log_contact
from tests.worklist.books import NOON, THREE_A_WEEK, TODAY, Books, policy

SOFT = ContactLimit(id="gentle", channels=("call",), at_most=1, within_days=7, level="soft")
TOMORROW = TODAY + timedelta(days=1)
THEIRS = 8
"""The invoice of another account."""


def test_a_call_nobody_answers_is_a_question_a_contact_and_nothing_else(books: Books) -> None:
    books.fall_due("call")
    before = books.events()
    logged = books.log("NA", note=" rang out ")
    assert books.events() == before + 2
    assert logged.check == logged.seq - 1
    assert books.checks() == [(1, "", "", "", "", "")]
    said = "seq, effective_on, account_id, at, channel, direction, result, note"
    assert books.rows(f"SELECT {said} FROM contact") == [
        (
            logged.seq,
            "2026-09-10",
            books.account,
            "2026-09-10T12:00:00.000000Z",
            *("call", "out", "NA", "rang out"),
        )
    ]
    assert logged.carried_out == ()
    assert logged.verdict is not None
    assert logged.verdict.allowed


def test_the_day_is_the_one_where_the_policy_counts_its_days(books: Books) -> None:
    late_in_london = datetime(2026, 9, 10, 23, 30, tzinfo=UTC)
    assert books.log(at=late_in_london, time_zone="Europe/London").on == date(2026, 9, 11)
    assert books.log(at=late_in_london, time_zone="America/New_York").on == date(2026, 9, 10)
    with pytest.raises(InputError, match="has no time zone"):
        books.log(at=datetime(2026, 9, 10))  # noqa: DTZ001


def test_a_full_hard_limit_refuses_and_nothing_but_that_is_written(books: Books) -> None:
    books.fall_due("call")
    for _ in range(3):
        books.log("NA", "call", THREE_A_WEEK)
    before = books.events()
    with pytest.raises(Blocked) as blocked:
        books.log("PTP", "call", THREE_A_WEEK, promise=(100, "EUR", TOMORROW), override_reason="!")
    assert books.events() == before + 1
    counted = [each.seq for each in blocked.value.verdict.counted]
    assert books.rows("SELECT seq FROM contact ORDER BY seq") == [(seq,) for seq in counted]
    assert books.checks()[3:] == [
        (0, "hard", "three-a-week", " ".join(map(str, counted)), "2026-09-17", "")
    ]
    assert books.rows("SELECT max(seq) FROM journal") == [(blocked.value.check,)]
    assert blocked.value.verdict.rule == "three-a-week"
    assert blocked.value.verdict.allowed_from == date(2026, 9, 17)
    assert len(blocked.value.verdict.counted) == 3
    assert "account `C-1` may not be contacted by call on 2026-09-10" in blocked.value.message
    assert "free from 2026-09-17" in blocked.value.message
    assert blocked.value.help == (
        "nobody can step over a hard limit; no contact was written, that it was refused is on record"
    )
    assert books.log("NA", "call", THREE_A_WEEK, at=NOON + timedelta(days=7)).on == date(
        2026, 9, 17
    )


def test_a_soft_limit_takes_a_reason_and_keeps_it(books: Books) -> None:
    books.log("NA", "call", SOFT)
    before = books.events()
    with pytest.raises(Blocked, match="may not be contacted") as blocked:
        books.log("NA", "call", SOFT, override_reason="  ")
    assert blocked.value.help == (
        "a reason steps over this soft limit; no contact was written, that it was refused is on record"
    )
    assert books.events() == before + 1
    assert books.log("NA", "call", SOFT, override_reason="asked us to").note == (
        "override gentle: asked us to"
    )
    first, *later = books.checks()
    assert first == (1, "", "", "", "", "")
    assert [(allowed, rule, override) for allowed, _, rule, _, _, override in later] == [
        (0, "gentle", ""),
        (1, "gentle", "asked us to"),
    ]
    also = ContactLimit(id="other", channels=("call",), at_most=1, within_days=30, level="soft")
    logged = books.log("NA", "call", SOFT, also, note="n", override_reason="asked us to")
    assert logged.note == "n; override other, gentle: asked us to"
    assert books.rows("SELECT note FROM contact ORDER BY seq DESC LIMIT 1") == [(logged.note,)]


def test_a_reason_is_kept_only_where_it_was_needed(books: Books) -> None:
    assert books.log("NA", "call", SOFT, override_reason="just in case").note == ""


def test_their_call_passes_every_limit_and_carries_the_stage_out(books: Books) -> None:
    never = ContactLimit(id="never", channels=("call",), at_most=0, within_days=1)
    books.fall_due("call")
    with pytest.raises(Blocked, match="`never` allows no call at all"):
        books.log("NA", "call", never)
    logged = books.log("IN", "call", never, promise=(5000, "EUR", TOMORROW))
    assert logged.verdict is None
    assert books.rows("SELECT direction, result FROM contact") == [("in", "IN")]
    assert books.done() == [("A", "call")]
    assert books.rows("SELECT account_id, amount, currency, due_on FROM promise") == [
        (books.account, 5000, "EUR", "2026-09-11")
    ]


def test_a_bounce_is_news_and_may_always_be_recorded(books: Books) -> None:
    one = ContactLimit(id="one", channels=("email",), at_most=1, within_days=7)
    books.log("EM", "email", one)
    assert books.log("EMB", "email", one).verdict is None


@pytest.mark.parametrize("code", [code for code, each in results().items() if not each.needs])
def test_a_stage_is_carried_out_by_what_reached_them(books: Books, code: str) -> None:
    result = results()[code]
    stage = {"call": "call", "email": "reminder", "letter": "notice"}.get(result.channels[0])
    books.fall_due(stage)
    books.log(code, result.channels[0])
    assert books.done() == ([("A", stage)] if stage and result.carries_out else [])


def test_a_promise_to_pay(books: Books) -> None:
    books.fall_due("call")
    logged = books.log("PTP", promise=(2500, "EUR", TODAY))
    assert books.rows("SELECT seq, effective_on, amount, due_on FROM promise") == [
        (logged.promise, "2026-09-10", 2500, "2026-09-10")
    ]
    assert books.done() == [("A", "call")]


def test_a_dispute_of_two_invoices_named_thrice(books: Books) -> None:
    a, _, c = books.invoices
    books.fall_due("call")
    logged = books.log("DSP", dispute=([Disputing(each) for each in (a, c, a)], "short delivery"))
    assert books.rows("SELECT seq, invoice_id, reason FROM dispute ORDER BY seq") == [
        (logged.disputes[0], a, "short delivery"),
        (logged.disputes[1], c, "short delivery"),
    ]
    assert books.done() == [("A", "call")]  # the call took place


@pytest.mark.parametrize(
    ("result", "more", "error", "message"),
    [
        ("PTP", {}, InputError, "needs the amount and the day"),
        ("DSP", {}, InputError, "needs the invoices in dispute"),
        ("DSP", {"dispute": ((), "why")}, InputError, "needs the invoices in dispute"),
        ("NA", {"promise": (100, "EUR", TOMORROW)}, InputError, "a promise cannot come of `NA`"),
        ("LV", {"dispute": ((Disputing(4),), "why")}, InputError, "a dispute cannot come of `LV`"),
        ("PTP", {"promise": (0, "EUR", TOMORROW)}, Refused, "is no promise"),
        ("PTP", {"promise": (1, "USD", TOMORROW)}, Refused, "owes nothing in USD"),
        ("PTP", {"promise": (1, "EUR", date(2026, 9, 9))}, Refused, "which had passed"),
        (
            "DSP",
            {"dispute": ((Disputing(4), Disputing(999)), "why")},
            Refused,
            "no invoice with the id 999",
        ),
        (
            "DSP",
            {"dispute": ((Disputing(3), Disputing(THEIRS)), "why")},
            Refused,
            "is another account's",
        ),
        ("DSP", {"dispute": ((Disputing(3),), " ")}, Refused, "the reason of a dispute is missing"),
        ("LV", {"stage": "last-call"}, InputError, "no invoice of the account waits"),
        ("NA", {"stage": "call"}, InputError, "carries out no stage"),
        ("EM", {}, InputError, "`EM` is a result by email, not by call"),
        ("NA", {"by": ""}, InputError, "`` is not a name"),
        ("NA", {"recorded_at": NOON - timedelta(minutes=1)}, InputError, "has not come yet"),
        ("NA", {"account_id": 99}, Refused, "no account with the id 99"),
    ],
)
def test_a_refusal_writes_nothing(
    books: Books, result: str, more: dict[str, object], error: type[Exception], message: str
) -> None:
    books.fall_due("call")
    with books.ledger.writing(at=NOON, by="setup") as book:
        other = book.append(AccountOpened("C-2", "Other", "business"), on=TODAY)
        invoice = InvoiceIssued(other, "D", "EUR", 1, "2026-09-10", "2026-09-10", "x")
        assert book.append(invoice, on=TODAY) == THEIRS
    before = books.events()
    given: dict[str, object] = {
        "account_id": books.account,
        "channel": "call",
        "result": result,
        "at": NOON,
        "by": "ana",
        **more,
    }
    with pytest.raises(error, match=message):
        log_contact(books.ledger, books.policy_seq, policy(), **given)
    assert books.events() == before
    said = "seq, effective_on, account_id, at, channel, direction, result, note"
    assert books.rows(f"SELECT {said} FROM contact") == []


def test_a_dry_run_says_all_and_writes_nothing(books: Books) -> None:
    books.fall_due("call")
    before = books.events()
    logged = books.log("PTP", promise=(100, "EUR", TOMORROW), dry_run=True)
    assert logged.carried_out == ((books.invoices[0], "call"),)
    assert logged.promise == logged.seq + 1
    never = ContactLimit(id="never", channels=("call",), at_most=0, within_days=1)
    with pytest.raises(Blocked) as blocked:
        books.log("NA", "call", never, dry_run=True)
    assert blocked.value.help == "nobody can step over a hard limit; nothing was written"
    assert books.events() == before
    said = "seq, effective_on, account_id, at, channel, direction, result, note"
    assert books.rows(f"SELECT {said} FROM contact") == []
    assert books.log("NA").seq == before + 2


def test_a_contact_logged_late_has_its_own_day_and_the_moment_of_its_entry(books: Books) -> None:
    logged = books.log(at=NOON - timedelta(days=2), recorded_at=NOON)
    assert logged.on == date(2026, 9, 8)
    assert books.rows(
        f"SELECT effective_on, recorded_at FROM journal WHERE seq = {logged.seq}"
    ) == [("2026-09-08", "2026-09-10T12:00:00.000000Z")]


def test_entries_made_late_never_fill_any_seven_days(books: Books) -> None:
    for days_ago in (0, 1, 2):
        books.log("NA", "call", THREE_A_WEEK, at=NOON - timedelta(days=days_ago))
    with pytest.raises(Blocked, match="free from 2026-09-15"):
        books.log("NA", "call", THREE_A_WEEK, at=NOON - timedelta(days=6))
    assert books.log("NA", "call", THREE_A_WEEK, at=NOON - timedelta(days=7)).seq


def test_a_list_made_by_another_version_does_not_decide(books: Books) -> None:
    stricter = PolicyPublished("p", "2", 1, "1" * 64, "text")
    with books.ledger.writing(at=NOON, by="owner") as book:
        book.append(stricter, on=TOMORROW)
    books.log("NA")
    before = books.events()
    with pytest.raises(LedgerError, match="version `2` of the policy is in force on 2026-09-11"):
        books.log("NA", at=NOON + timedelta(days=1))
    assert books.events() == before


def test_hours_are_asked_at_the_moment_of_the_contact(books: Books) -> None:
    opening = Opening(("thu",), 8 * 60, 13 * 60)
    hours = ContactHours(id="thursday", channels=("call",), open=(opening,))
    assert books.log("NA", "call", hours, at=NOON).seq
    before = books.events()
    with pytest.raises(Blocked, match="free from 2026-09-17 08:00") as blocked:
        books.log("NA", "call", hours, at=NOON + timedelta(hours=1), override_reason="!")
    assert blocked.value.verdict.allowed_from_time == datetime(2026, 9, 17, 8, tzinfo=UTC)
    assert books.events() == before + 1
    assert books.checks()[-1] == (0, "hard", "thursday", "", "2026-09-17T08:00:00.000000Z", "")
    assert books.log("IN", "call", hours, at=NOON + timedelta(hours=1)).verdict is None


def test_their_call_begins_a_rest_for_ours(books: Books) -> None:
    rest = ContactPause(id="rest", channels=("call",), after="conversation", pause_days=7)
    books.log("IN", "call", rest)
    with pytest.raises(Blocked, match="recorded: 2026-09-10 call IN; free from 2026-09-17"):
        books.log("NA", "call", rest, at=NOON + timedelta(days=6))
    assert books.log("PTP", "call", rest, at=NOON + timedelta(days=7), promise=(1, "EUR", date.max))


def test_a_rule_for_some_accounts_is_judged_where_the_contact_is_written(books: Books) -> None:
    kinds = (Condition("debtor_kind", "equals", "consumer"),)
    never = ContactLimit(id="never", channels=("call",), at_most=0, within_days=1, when=kinds)
    books.fall_due("call")
    assert books.log("LV", "call", never, dry_run=True).carried_out
    assert books.log("LV", "call", never).carried_out
    spared = ContactLimit(id="x", channels=("call",), at_most=0, within_days=1, unless=(kinds,))
    before = books.events()
    with pytest.raises(Blocked, match="`x` allows no call at all"):
        books.log("NA", "call", spared)
    assert books.events() == before + 1
    logged = books.rows("SELECT CAST(seq AS TEXT) FROM contact")[0]
    assert books.checks()[-1] == (0, "hard", "x", *logged, "", "")
