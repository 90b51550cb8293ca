"""The gate: golden counts, and that it never differs from trying one day after another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.compliance.gate import blocked_accounts, may
from collectrules.compliance.results import Result, codes_counted, results
from collectrules.policy.model import Channel, ContactLimit
from tests.compliance.contacts import (
    Tried,
    books,
    day,
    histories,
    limit,
    limits,
    list_accounts,
    policy,
)

CHANNEL = st.sampled_from(["call", "call", "email"])


def free(days: Sequence[int], on: int, allows: ContactLimit, result: str = "NA") -> int | None:
    """The number of the day from which a call is allowed, asked on day `on`."""
    verdict = may(books(Tried(each, result) for each in days), policy(allows), 1, "call", day(on))
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
    rest = limit(1, 7, counts="conversations")
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
            books([Tried(1, result)]), policy(limit(1, 7, counts=what)), 1, "call", day(1)
        )
        assert len(verdict.counted) == count, what


def test_a_bounce_does_not_count_the_e_mail_a_second_time() -> None:
    history = [Tried(1, "EM", "email"), Tried(2, "EMB", "email")]
    verdict = may(books(history), policy(limit(2, 7, channels=("email",))), 1, "email", day(2))
    assert verdict.allowed


def test_what_was_taken_back_does_not_count() -> None:
    history = [Tried(1), Tried(2, taken_back=True), Tried(3)]
    assert may(books(history), policy(limit(3)), 1, "call", day(3)).allowed


def test_other_accounts_and_other_channels_do_not_count() -> None:
    history = [Tried(1, account=2), Tried(1, "EM", "email"), Tried(1)]
    assert may(books(history), policy(limit(2)), 1, "call", day(1)).allowed
    together = limit(2, channels=("call", "email"))
    assert not may(books(history), policy(together), 1, "call", day(1)).allowed
    assert may(books(history), policy(together), 1, "letter", day(1)).allowed


def test_the_verdict_says_which_limit_and_what_it_counted() -> None:
    verdict = may(books([Tried(1), Tried(2, "LV")]), policy(limit(2)), 1, "call", day(4))
    assert (verdict.rule, verdict.level, verdict.blocking) == ("few", "hard", ("few",))
    assert verdict.counted == ((1, day(1), "call", "NA"), (2, day(2), "call", "LV"))
    assert verdict.sentence == (
        "`few` allows 2 attempts by call in any 7 days; "
        "recorded: 2026-09-01 call NA, 2026-09-02 call LV; free from 2026-09-08"
    )


def test_a_limit_of_one_day_and_a_limit_of_none_in_words() -> None:
    asked = books([Tried(1)])
    once = may(asked, policy(limit(1, 1, channels=("call", "sms"))), 1, "call", day(1))
    assert once.sentence == (
        "`few` allows 1 attempt by call or text on any day; "
        "recorded: 2026-09-01 call NA; free from 2026-09-02"
    )
    never = may(asked, policy(limit(0, channels=("call", "sms", "email"))), 1, "call", day(1))
    assert never.sentence == "`few` allows no call, text or e-mail at all"


def test_of_several_limits_the_one_that_closes_longest_decides() -> None:
    short, long = limit(1, 2, id="short"), limit(2, 7, id="long")
    verdict = may(books([Tried(1), Tried(2)]), policy(short, long), 1, "call", day(2))
    assert (verdict.rule, verdict.allowed_from) == ("long", day(8))
    assert verdict.blocking == ("long", "short")


def test_a_hard_limit_decides_before_a_soft_one_that_closes_longer() -> None:
    hard, soft = limit(1, 2, id="hard"), limit(1, 9, id="soft", level="soft")
    asked = books([Tried(1)])
    assert may(asked, policy(soft, hard), 1, "call", day(1)).rule == "hard"
    assert may(asked, policy(soft, hard), 1, "call", day(1)).allowed_from == day(3)
    later = may(asked, policy(soft, hard), 1, "call", day(3))
    assert (later.allowed, later.level, later.allowed_from) == (False, "soft", day(10))


def test_an_advisory_limit_remarks_and_blocks_nothing() -> None:
    verdict = may(books([Tried(1)]), policy(limit(1, level="advisory")), 1, "call", day(1))
    assert verdict.allowed
    assert (verdict.level, verdict.rule, verdict.allowed_from) == ("advisory", "few", day(1))


def test_an_entry_made_late_must_leave_room_for_what_came_after() -> None:
    asked, two = books([Tried(5), Tried(6)]), policy(limit(2))
    call = results()["NA"]
    assert may(asked, two, 1, "call", day(4)).allowed  # on that day nothing stood in the way
    late = may(asked, two, 1, "call", day(4), result=call)
    assert not late.allowed
    assert late.allowed_from == day(12)
    assert [contact.day for contact in late.counted] == [day(5), day(6)]
    assert not may(asked, two, 1, "call", date(2026, 8, 31), result=call).allowed
    assert may(asked, two, 1, "call", date(2026, 8, 30), result=call).allowed


def counted_on(history: Sequence[Tried], allows: ContactLimit, first: int, last: int) -> int:
    return sum(
        first <= tried.day <= last
        for tried in history
        if tried.counts
        and tried.channel in allows.channels
        and tried.result in codes_counted(allows.counts)
    )


def open_on(history: Sequence[Tried], allows: ContactLimit, on: int, result: Result | None) -> bool:
    """The limit as the language says it, window by window."""
    looks_ahead = result is not None and result.counts_as(allows.counts)
    first = on - allows.within_days + 1
    return all(
        counted_on(history, allows, start, start + allows.within_days - 1) < allows.at_most
        for start in range(first, on + 1 if looks_ahead else first + 1)
    )


@settings(max_examples=400)
@given(histories(), limits(), CHANNEL, st.integers(1, 14), st.booleans())
def test_the_gate_is_what_trying_day_after_day_finds(
    history: list[Tried],
    allows: tuple[ContactLimit, ...],
    channel: Channel,
    on: int,
    recording: bool,
) -> None:
    result = results()["PTP"] if recording else None
    verdict = may(books(history), policy(*allows), 1, channel, day(on), result=result)
    level, first = "", on
    for asked in ("hard", "soft"):
        alike = [each for each in allows if each.level == asked and channel in each.channels]
        if all(open_on(history, each, on, result) for each in alike):
            continue
        level = asked
        tries = [n for n in range(on, 60) if all(open_on(history, e, n, result) for e in alike)]
        first = tries[0] if tries else 0
        break
    assert verdict.allowed == (not level)
    assert verdict.allowed_from == (day(first) if first else None)
    if level:
        assert verdict.level == level
        assert verdict.rule in verdict.blocking
        assert verdict.allowed_from is None or verdict.allowed_from > day(on)


@settings(max_examples=400)
@given(histories(accounts=3), limits(), CHANNEL, st.integers(1, 14))
def test_the_whole_worklist_at_once_is_each_account_alone(
    history: list[Tried], allows: tuple[ContactLimit, ...], channel: Channel, on: int
) -> None:
    connection = books(history)
    list_accounts(connection, (1, 2))  # the third is not on the list
    alone = {
        account: may(connection, policy(*allows), account, channel, day(on)) for account in (1, 2)
    }
    assert blocked_accounts(connection, policy(*allows), (channel,), day(on))[channel] == {
        account: (verdict.rule, verdict.allowed_from)
        for account, verdict in alone.items()
        if not verdict.allowed
    }
