"""The gate: golden counts, rests and hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from collectrules.compliance.gate import may
from collectrules.compliance.results import results
from collectrules.policy.model import ContactQuota, Opening
from tests.compliance.contacts import Tried, books, day, hours, limit, moment, pause, policy


def free(days: Sequence[int], on: int, allows: ContactQuota, result: str = "NA") -> int | None:
    """The number of the day from which a call is allowed, asked on day `on`."""
    verdict = may(
        books(Tried(each, result) for each in days), policy(allows), 1, "call", moment(on)
    )
    assert verdict.allowed == (verdict.allowed_from == day(on))
    return verdict.allowed_from and (verdict.allowed_from - day(1)).days + 1


@pytest.mark.parametrize(
    ("days", "on", "at_most", "within", "allowed_from"),
    [
        ([], 1, 3, 7, 1),
        ([1, 2, 3], 3, 3, 7, 8),  # day 1 is the seventh day back from day 7, and out on day 8
        ([1, 2, 3], 4, 3, 7, 8),
        ([1, 2, 3], 7, 3, 7, 8),
        ([1, 2, 3], 8, 3, 7, 8),
        ([1, 2, 3, 8], 8, 3, 7, 9),
        ([1, 2, 3, 8], 9, 3, 7, 9),
        ([1, 1, 1], 1, 3, 7, 8),
        ([1, 1, 1, 1], 1, 3, 7, 8),  # imported history may hold more than the limit
        ([1, 5, 6, 7], 7, 3, 7, 12),  # a fourth, of day 1, is one too many already
        ([1, 2], 2, 3, 7, 2),
        ([1, 7, 7], 7, 3, 7, 8),
        ([1], 1, 1, 1, 2),  # one a day: tomorrow
        ([1], 2, 1, 1, 2),
        ([], 1, 0, 7, None),  # none at all, ever
        # 12 CFR 1006.14(b)(2)(i)(A): seven calls on days 1 to 7, an eighth on the 7th is one too
        # many and on the 8th it is not.
        ([1, 2, 3, 4, 5, 6, 7], 7, 7, 7, 8),
        ([1, 2, 3, 4, 5, 6, 7], 8, 7, 7, 8),
    ],
)
def test_at_most_so_many_in_any_consecutive_days(
    days: list[int], on: int, at_most: int, within: int, allowed_from: int | None
) -> None:
    assert free(days, on, limit(at_most, within)) == allowed_from


def test_the_day_of_a_conversation_is_the_first_of_the_seven() -> None:
    # 12 CFR 1006.14(b)(2)(i)(B): a conversation on Tuesday the 8th, free on Tuesday the 15th.
    rest = pause(7)
    assert free([8], 8, rest, result="RPC-CB") == 15
    assert free([8], 9, rest, result="RPC-CB") == 15
    assert free([8], 14, rest, result="RPC-CB") == 15
    assert free([8], 9, rest, result="LV") == 9


@pytest.mark.parametrize(
    ("result", "attempts", "contacts", "conversations"),
    [
        ("NA", 1, 0, 0),
        ("LB", 1, 0, 0),
        ("WN", 1, 0, 0),
        ("TP", 1, 0, 0),
        ("LV", 1, 1, 0),
        ("PTP", 1, 1, 1),
        ("STOP", 1, 1, 1),
        ("IN", 0, 0, 0),  # their call is none of ours
    ],
)
def test_what_a_result_counts_as(
    result: str, attempts: int, contacts: int, conversations: int
) -> None:
    counted = dict.fromkeys(("attempts", "contacts", "conversations"))
    wanted = dict(zip(counted, (attempts, contacts, conversations), strict=True))
    for what, count in wanted.items():
        verdict = may(
            books([Tried(1, result)]), policy(limit(1, 7, counts=what)), 1, "call", moment(1)
        )
        assert len(verdict.counted) == count, what


def test_a_bounce_does_not_count_the_e_mail_a_second_time() -> None:
    history = [Tried(1, "EM", "email"), Tried(2, "EMB", "email")]
    verdict = may(books(history), policy(limit(2, 7, channels=("email",))), 1, "email", moment(2))
    assert verdict.allowed


def test_what_was_taken_back_does_not_count() -> None:
    history = [Tried(1), Tried(2, taken_back=True), Tried(3)]
    assert may(books(history), policy(limit(3)), 1, "call", moment(3)).allowed


def test_other_accounts_and_other_channels_do_not_count() -> None:
    history = [Tried(1, account=2), Tried(1, "EM", "email"), Tried(1)]
    assert may(books(history), policy(limit(2)), 1, "call", moment(1)).allowed
    together = limit(2, channels=("call", "email"))
    assert not may(books(history), policy(together), 1, "call", moment(1)).allowed
    assert may(books(history), policy(together), 1, "letter", moment(1)).allowed


def test_the_verdict_says_which_limit_and_what_it_counted() -> None:
    verdict = may(books([Tried(1), Tried(2, "LV")]), policy(limit(2)), 1, "call", moment(4))
    assert (verdict.rule, verdict.level, verdict.blocking) == ("few", "hard", ("few",))
    assert verdict.counted == ((1, day(1), "call", "NA"), (2, day(2), "call", "LV"))
    assert verdict.sentence == (
        "`few` allows 2 attempts by call in any 7 days; "
        "recorded: 2026-09-01 call NA, 2026-09-02 call LV; free from 2026-09-08"
    )


def test_a_limit_of_one_day_and_a_limit_of_none_in_words() -> None:
    asked = books([Tried(1)])
    once = may(asked, policy(limit(1, 1, channels=("call", "sms"))), 1, "call", moment(1))
    assert once.sentence == (
        "`few` allows 1 attempt by call or text on any day; "
        "recorded: 2026-09-01 call NA; free from 2026-09-02"
    )
    never = may(asked, policy(limit(0, channels=("call", "sms", "email"))), 1, "call", moment(1))
    assert never.sentence == "`few` allows no call, text or e-mail at all"


def test_of_several_limits_the_one_that_closes_longest_decides() -> None:
    short, long = limit(1, 2, id="short"), limit(2, 7, id="long")
    verdict = may(books([Tried(1), Tried(2)]), policy(short, long), 1, "call", moment(2))
    assert (verdict.rule, verdict.allowed_from) == ("long", day(8))
    assert verdict.blocking == ("long", "short")


def test_a_hard_limit_decides_before_a_soft_one_that_closes_longer() -> None:
    hard, soft = limit(1, 2, id="hard"), limit(1, 9, id="soft", level="soft")
    asked = books([Tried(1)])
    assert may(asked, policy(soft, hard), 1, "call", moment(1)).rule == "hard"
    assert may(asked, policy(soft, hard), 1, "call", moment(1)).allowed_from == day(3)
    later = may(asked, policy(soft, hard), 1, "call", moment(3))
    assert (later.allowed, later.level, later.allowed_from) == (False, "soft", day(10))


def test_an_advisory_limit_remarks_and_blocks_nothing() -> None:
    verdict = may(books([Tried(1)]), policy(limit(1, level="advisory")), 1, "call", moment(1))
    assert verdict.allowed
    assert (verdict.level, verdict.rule, verdict.allowed_from) == ("advisory", "few", day(1))


def test_an_entry_made_late_must_leave_room_for_what_came_after() -> None:
    asked, two = books([Tried(5), Tried(6)]), policy(limit(2))
    call = results()["NA"]
    assert may(asked, two, 1, "call", moment(4)).allowed  # on that day nothing stood in the way
    late = may(asked, two, 1, "call", moment(4), result=call)
    assert not late.allowed
    assert late.allowed_from == day(12)
    assert [contact.day for contact in late.counted] == [day(5), day(6)]
    assert not may(asked, two, 1, "call", moment(0), result=call).allowed
    assert may(asked, two, 1, "call", moment(-1), result=call).allowed


def test_a_hard_limit_must_be_open_too_before_a_soft_one_is_called_free() -> None:
    hard, soft = limit(2, 9, id="hard"), limit(1, 2, id="soft", level="soft")
    verdict = may(books([Tried(1), Tried(2)]), policy(hard, soft), 1, "call", moment(3))
    assert (verdict.rule, verdict.allowed_from) == ("hard", day(10))
    open_days = hours(9, 17, days=("thu", "sat"))  # the 3rd and the 5th
    verdict = may(books([Tried(2)]), policy(soft, open_days), 1, "call", moment(3))
    assert (verdict.rule, verdict.allowed_from_time) == ("soft", moment(5, 540))


def test_a_rest_begins_with_the_conversation_and_not_with_its_day() -> None:
    asked = books([Tried(8, "PTP", minute=600)])
    rest = policy(pause(7))
    assert may(asked, rest, 1, "call", moment(8, 599)).allowed
    for number, minute in ((8, 600), (8, 601), (9, 0), (14, 1439)):
        verdict = may(asked, rest, 1, "call", moment(number, minute))
        assert (verdict.allowed, verdict.allowed_from) == (False, day(15))
        assert verdict.allowed_from_time is None
    assert may(asked, rest, 1, "call", moment(15, 0)).allowed


@pytest.mark.parametrize(
    ("after", "result", "closes"),
    [
        ("conversation", "PTP", True),
        ("conversation", "LV", False),
        ("conversation", "IN", True),
        ("contact", "LV", True),
        ("contact", "IN", True),
        ("contact", "NA", False),
        ("attempt", "NA", True),
        ("attempt", "IN", False),
    ],
)
def test_what_a_rest_follows(after: str, result: str, closes: bool) -> None:
    rest = policy(pause(3, after=after))
    assert may(books([Tried(1, result)]), rest, 1, "call", moment(2)).allowed != closes


def test_their_call_begins_a_rest_and_counts_to_no_limit() -> None:
    asked = books([Tried(1, "IN"), Tried(1, "NA", minute=5)])
    verdict = may(asked, policy(limit(2), pause(2)), 1, "call", moment(2))
    assert (verdict.blocking, verdict.counted) == (("rest",), ((1, day(1), "call", "IN"),))
    assert verdict.sentence == (
        "`rest` allows no call for 2 days after a conversation, its day included; "
        "recorded: 2026-09-01 call IN; free from 2026-09-03"
    )


def test_a_rest_is_of_its_own_channels() -> None:
    asked = books([Tried(1, "EM", "email")])
    assert may(asked, policy(pause(7, after="contact")), 1, "call", moment(1)).allowed
    both = policy(pause(7, after="contact", channels=("call", "email")))
    assert not may(asked, both, 1, "call", moment(1)).allowed
    assert may(asked, both, 1, "letter", moment(1)).allowed


def test_a_conversation_of_this_afternoon_can_follow_the_attempts_of_this_morning() -> None:
    asked, spoke = books([Tried(8, minute=540), Tried(8, minute=600)]), results()["PTP"]
    assert may(asked, policy(pause(7)), 1, "call", moment(8, 900), result=spoke).allowed


def test_a_conversation_logged_late_must_leave_no_attempt_in_its_rest() -> None:
    asked, spoke = books([Tried(10, minute=600)]), results()["PTP"]
    late = may(asked, policy(pause(7)), 1, "call", moment(8), result=spoke)
    assert not late.allowed
    assert [contact.day for contact in late.counted] == [day(10)]
    assert late.allowed_from_time == moment(10, 600)  # once that attempt lies before it
    assert may(asked, policy(pause(7)), 1, "call", moment(8), result=results()["NA"]).allowed
    assert may(asked, policy(pause(2)), 1, "call", moment(8), result=spoke).allowed


@pytest.mark.parametrize(
    ("within", "days", "on", "allowed_from"),
    [
        ("calendar-week", [7, 8, 13], 13, 14),  # 7 September is a Monday
        ("calendar-week", [6, 7, 8], 8, 8),  # the 6th is a Sunday, of the week before
        ("calendar-week", [13, 13, 13], 14, 14),
        ("calendar-month", [1, 2, 3], 30, 31),  # day 31 is 1 October
        ("calendar-month", [30, 31, 31], 31, 31),
    ],
)
def test_periods_of_the_calendar(within: str, days: list[int], on: int, allowed_from: int) -> None:
    length = 7 if within == "calendar-week" else 31
    assert free(days, on, limit(3, length, within=within)) == allowed_from


def test_an_entry_made_late_cannot_overfill_a_month() -> None:
    three = policy(limit(3, 31, within="calendar-month"))
    asked, call = books([Tried(28), Tried(29), Tried(30)]), results()["NA"]
    assert may(asked, three, 1, "call", moment(2)).allowed
    late = may(asked, three, 1, "call", moment(2), result=call)
    assert (late.allowed, late.allowed_from) == (False, day(31))
    assert late.sentence.startswith("`few` allows 3 attempts by call in a month of the calendar;")
    assert may(asked, three, 1, "call", moment(0), result=call).allowed  # 31 August


def test_hours_close_to_the_minute() -> None:
    decent = policy(hours(8, 20))
    opens = datetime.fromisoformat("2026-09-02T08:00:00+00:00")
    for minute, allowed in ((479, False), (480, True), (1199, True), (1200, False), (1439, False)):
        verdict = may(books([]), decent, 1, "call", moment(1, minute))
        assert verdict.allowed == allowed, minute
    assert (verdict.allowed_from, verdict.allowed_from_time) == (day(2), opens)
    assert verdict.sentence == (
        "`hours` allows contact by call only from 08:00 until 20:00; "
        "it is Tuesday 2026-09-01 23:59; free from 2026-09-02 08:00"
    )
    early = may(books([]), decent, 1, "call", moment(1, 479))
    assert (early.allowed_from, early.sentence[-16:]) == (day(1), "2026-09-01 08:00")


def test_hours_by_the_customers_clock_say_whose_clock_it_was() -> None:
    decent = policy(hours(8, 20, clock="debtor"))
    said = "by the business's clock: the customer's is not known"
    assert said in may(books([]), decent, 1, "call", moment(1, 0)).sentence
    assert may(books([]), decent, 1, "call", moment(1)).sentence == (
        f"no limit stands in the way: `hours`; `hours` {said}"
    )


def test_hours_hold_in_the_policys_time_zone() -> None:
    decent = policy(hours(8, 20), zone="America/New_York")
    assert not may(books([]), decent, 1, "call", moment(1, 719)).allowed
    assert may(books([]), decent, 1, "call", moment(1, 720)).allowed  # 08:00 there


def test_several_hours_must_all_be_open() -> None:
    both = policy(hours(8, 12, id="a"), hours(10, 18, id="b"))
    assert may(books([]), both, 1, "call", moment(1, 659)).allowed
    verdict = may(books([]), both, 1, "call", moment(1, 720))
    assert (verdict.blocking, verdict.allowed_from_time) == (("a",), moment(2, 600))
    never = policy(hours(8, 12, id="a"), hours(12, 18, id="b"))
    verdict = may(books([]), never, 1, "call", moment(1, 720))
    assert (verdict.allowed, verdict.allowed_from, verdict.allowed_from_time) == (False, None, None)
    assert verdict.sentence.endswith("; free at no time")


def test_several_openings_of_one_rule_are_each_open() -> None:
    weekdays = ("mon", "tue", "wed", "thu", "fri")
    opening = (Opening(weekdays, 450, 1260), Opening(("sat", "sun"), 540, 1260))
    asked = policy(hours(open=opening))
    assert may(books([]), asked, 1, "call", moment(4, 450)).allowed  # a Friday
    verdict = may(books([]), asked, 1, "call", moment(5, 450))
    assert (verdict.allowed, verdict.allowed_from_time) == (False, moment(5, 540))


def test_a_public_holiday_is_closed_all_day() -> None:
    decent = policy(hours(8, 20, holidays="GB-ENG"))
    christmas = 116  # 25 December 2026, a Friday; Boxing Day is observed on Monday the 28th
    verdict = may(books([]), decent, 1, "call", moment(christmas))
    assert verdict.allowed_from_time == moment(christmas + 2, 480)
    assert "it is Friday 2026-12-25 12:00, Christmas Day; free from" in verdict.sentence
    on_weekdays = policy(hours(8, 20, holidays="GB-ENG", days=("mon", "tue", "fri")))
    verdict = may(books([]), on_weekdays, 1, "call", moment(christmas))
    assert verdict.allowed_from_time == moment(christmas + 4, 480)


def test_a_count_and_hours_open_together() -> None:
    both = policy(limit(1, 3), hours(8, 20, days=("mon", "tue")))
    verdict = may(books([Tried(1)]), both, 1, "call", moment(1, 1300))
    assert (verdict.rule, verdict.blocking) == ("hours", ("hours", "few"))
    assert verdict.allowed_from_time == moment(7, 480)
    assert may(books([]), both, 1, "email", moment(1, 0)).allowed


def test_what_applies_is_what_the_policy_says_on_the_day() -> None:
    later = policy(limit(0))
    changing = replace(policy(), later=((day(3), later),))
    assert may(books([]), changing, 1, "call", moment(2)).allowed
    assert not may(books([]), changing, 1, "call", moment(3, 0)).allowed
