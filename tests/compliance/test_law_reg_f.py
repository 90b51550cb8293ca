"""Regulation F (12 CFR 1006) in dated cases, by the pack `us-reg-f` as it is shipped.

Each test names its row of the law and how sure it is: R1 was read in the primary text or a faithful copy, R2
in a secondary source, C is computed from those, M is unconfirmed. 1 September 2026 is a Tuesday. A day that
is free by the count is free from 08:00, when the hours of the pack begin (RF-12).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from collectrules.clock import moment_text
from collectrules.compliance.gate import may
from collectrules.compliance.results import results
from collectrules.compliance.whom import Whom
from collectrules.ledger.events import ConsentTold
from collectrules.policy.model import Channel
from collectrules.worklist.versions import policy_in_force
from tests.compliance.cases import CENTRAL, EASTERN, PACIFIC, Case, case


@pytest.fixture
def reg_f() -> Iterator[Case]:
    with case("us-reg-f") as made:
        yield made


@pytest.mark.parametrize(("on", "wanted"), [("07", "2026-09-08 08:00"), ("08", "yes")])
def test_rf_1_an_eighth_call(reg_f: Case, on: str, wanted: str) -> None:
    """1006.14(b)(2)(i)(A), R1: seven on 1 to 7 September; an eighth on the 7th is one too many."""
    reg_f.daily(1, 7)
    assert reg_f.free(f"2026-09-{on}T17:00") == wanted


def test_rf_1_more_is_presumed_a_violation_and_no_more_than_that(reg_f: Case) -> None:
    """1006.14(b)(2)(i), (ii), R1: the count is a presumption."""
    reg_f.daily(1, 7)
    said = reg_f.ask("2026-09-07T17:00")
    assert (said.allowed, said.presumption) == (False, True)
    assert "presumed" in said.sentence


def test_rf_1_seven_in_one_day_are_seven(reg_f: Case) -> None:
    """1006.14(b)(2)(i)(A), R1: all on the 1st; the seven days from it end with the 7th."""
    for hour in range(9, 16):
        reg_f.tried(f"2026-09-01T{hour:02}:00")
    assert reg_f.free("2026-09-01T17:00") == "2026-09-08 08:00"
    assert reg_f.free("2026-09-07T20:59") == "2026-09-08 08:00"


def test_rf_1_room_comes_back_one_by_one(reg_f: Case) -> None:
    """C from 1006.14(b)(2)(i)(A): one on the 1st and six on the 5th; on the 8th one is left."""
    reg_f.tried("2026-09-01T12:00")
    for hour in range(9, 15):
        reg_f.tried(f"2026-09-05T{hour:02}:00")
    assert reg_f.free("2026-09-06T12:00") == "2026-09-08 08:00"
    reg_f.tried("2026-09-08T12:00")
    assert reg_f.free("2026-09-08T13:00") == "2026-09-12 08:00"


def test_rf_1_across_the_end_of_a_month_and_of_summer_time(reg_f: Case) -> None:
    """C: seven on 26 October to 1 November, when the clock goes back; free on the 2nd."""
    for day in ("10-26", "10-27", "10-28", "10-29", "10-30", "10-31", "11-01"):
        reg_f.tried(f"2026-{day}T12:00")
    assert reg_f.free("2026-11-01T20:00") == "2026-11-02 08:00"
    assert reg_f.free("2026-11-02T08:00") == "yes"


def test_rf_1_texts_and_e_mails_are_no_calls(reg_f: Case) -> None:
    """1006.14(b)(2), R1: the count is of telephone calls."""
    reg_f.daily(1, 6)
    for result in ("SMS", "EM", "ML"):
        reg_f.daily(1, 3, result)
    assert reg_f.free("2026-09-07T12:00") == "yes"


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        ("2026-09-08T12:01", "2026-09-15 08:00"),
        ("2026-09-14T20:59", "2026-09-15 08:00"),
        ("2026-09-15T08:00", "yes"),
    ],
)
def test_rf_2_the_day_of_the_conversation_is_the_first(reg_f: Case, at: str, wanted: str) -> None:
    """1006.14(b)(2)(i)(B), R1: a conversation on Tuesday 8 September; free on Tuesday the 15th."""
    reg_f.tried("2026-09-08T12:00", "RPC-REF")
    assert reg_f.free(at) == wanted


def test_rf_2_across_the_end_of_a_month(reg_f: Case) -> None:
    """C from 1006.14(b)(2)(i)(B): 28 September is the first day, 4 October the seventh."""
    reg_f.tried("2026-09-28T12:00", "RPC-REF")
    assert reg_f.free("2026-10-04T12:00") == "2026-10-05 08:00"


def test_rf_2_an_e_mail_may_follow_a_conversation(reg_f: Case) -> None:
    """1006.14(b)(2)(i)(B), R1: it is about placing a telephone call."""
    reg_f.tried("2026-09-08T12:00", "RPC-REF")
    assert reg_f.free("2026-09-09T12:00", "email") == "yes"


def test_rf_3_their_own_call_begins_the_seven_days(reg_f: Case) -> None:
    """Comment 14(b)(2)(i)-1.ii and CFPB FAQ, R1/R2: who began the conversation is irrelevant."""
    reg_f.tried("2026-09-08T12:00", "IN")
    assert reg_f.free("2026-09-14T12:00") == "2026-09-15 08:00"


def test_rf_3_their_own_calls_are_none_of_the_seven(reg_f: Case) -> None:
    """CFPB FAQ, R2: six of ours and one of theirs a week before; there is room for a seventh."""
    reg_f.tried("2026-09-01T12:00", "IN")
    reg_f.daily(8, 13)
    assert reg_f.free("2026-09-14T12:00") == "yes"
    reg_f.tried("2026-09-14T12:00")
    assert reg_f.free("2026-09-14T13:00") == "2026-09-15 08:00"


def test_rf_4_another_person_has_a_count_of_their_own(reg_f: Case) -> None:
    """1006.14(b)(2)(i), R1: calls to a particular person."""
    reg_f.daily(1, 7)
    assert reg_f.free("2026-09-07T17:00", whom=Whom(reg_f.other, reg_f.others_mobile)) == "yes"
    assert reg_f.free("2026-09-07T17:00", whom=Whom()) == "2026-09-08 08:00"


def test_rf_4_two_numbers_of_one_person_are_one_count(reg_f: Case) -> None:
    """1006.14(b)(2)(i), R1: different numbers of the same person aggregate."""
    home = reg_f.number(reg_f.debtor, "home", EASTERN)
    reg_f.daily(1, 4)
    reg_f.daily(5, 7, whom=Whom(reg_f.debtor, home))
    assert reg_f.free("2026-09-07T17:00", whom=Whom(reg_f.debtor, home)) == "2026-09-08 08:00"


def test_rf_4_who_was_called_was_not_said(reg_f: Case) -> None:
    """C: seven calls to nobody in particular may all have been to either."""
    reg_f.daily(1, 7, whom=Whom())
    for whom in (reg_f.them, Whom(reg_f.other, reg_f.others_mobile)):
        assert reg_f.free("2026-09-07T17:00", whom=whom) == "2026-09-08 08:00"


def test_rf_5_each_debt_has_a_count_of_its_own(reg_f: Case) -> None:
    """1006.14(b)(4), R1: each debt in collection is a particular debt."""
    reg_f.daily(1, 7, whom=reg_f.about(0))
    assert reg_f.free("2026-09-07T17:00", whom=reg_f.about(0)) == "2026-09-08 08:00"
    assert reg_f.free("2026-09-07T17:00", whom=reg_f.about(1)) == "yes"


def test_rf_6_twenty_one_calls_about_three_debts(reg_f: Case) -> None:
    """Comment 14(b)(4)-2.i, R1: up to 21 in seven days; the next one, about any of the three, is too many."""
    for debt in range(3):
        for hour in range(9, 16):
            assert reg_f.free(f"2026-09-0{debt + 1}T{hour:02}:00", whom=reg_f.about(debt)) == "yes"
            reg_f.tried(f"2026-09-0{debt + 1}T{hour:02}:00", whom=reg_f.about(debt))
    assert [reg_f.free("2026-09-04T12:00", whom=reg_f.about(debt)) for debt in range(3)] == [
        "2026-09-08 08:00",
        "2026-09-09 08:00",
        "2026-09-10 08:00",
    ]


def test_rf_6_a_call_about_several_counts_against_each(reg_f: Case) -> None:
    """Comment 14(b)(4)-1.i, R1."""
    reg_f.daily(1, 7, whom=reg_f.about(0, 1))
    for debt, wanted in ((0, "2026-09-08 08:00"), (1, "2026-09-08 08:00"), (2, "yes")):
        assert reg_f.free("2026-09-07T17:00", whom=reg_f.about(debt)) == wanted
    assert reg_f.free("2026-09-07T17:00", whom=reg_f.about(1, 2)) == "2026-09-08 08:00"


def test_rf_6_a_conversation_about_several_begins_a_rest_for_each(reg_f: Case) -> None:
    """Comment 14(b)(4)-1.ii, R1."""
    reg_f.tried("2026-09-08T12:00", "RPC-REF", reg_f.about(0, 1))
    for debt, wanted in ((0, "2026-09-15 08:00"), (1, "2026-09-15 08:00"), (2, "yes")):
        assert reg_f.free("2026-09-09T12:00", whom=reg_f.about(debt)) == wanted


def test_rf_7_calls_with_consent_do_not_count(reg_f: Case) -> None:
    """1006.14(b)(3)(i), R1: consent on the 1st; seven calls on the 2nd, and more on the 7th and the 8th."""
    reg_f.consent("call", "2026-09-01T09:00")
    for hour in range(9, 16):
        reg_f.tried(f"2026-09-02T{hour:02}:00")
    assert reg_f.free("2026-09-02T17:00") == "yes"
    assert reg_f.free("2026-09-08T17:00") == "yes"


def test_rf_7_the_day_of_the_consent_is_the_first_of_seven(reg_f: Case) -> None:
    """1006.14(b)(3)(i), R1: consent on the 1st ends with the 7th, so that seven calls of the 8th count."""
    reg_f.consent("call", "2026-09-01T09:00")
    for day, wanted in ((7, "yes"), (8, "2026-09-15 08:00")):
        for hour in range(9, 16):
            reg_f.tried(f"2026-09-{day:02}T{hour:02}:00")
        assert reg_f.free(f"2026-09-{day:02}T17:00") == wanted


def test_rf_7_with_consent_the_rest_need_not_be_kept(reg_f: Case) -> None:
    """1006.14(b)(3)(i), R1: excluded from both counts; 8 September is in no consent and in the rest."""
    reg_f.consent("call", "2026-09-01T09:00")
    reg_f.tried("2026-09-03T12:00", "RPC-REF")
    assert reg_f.free("2026-09-07T12:00") == "yes"
    assert reg_f.free("2026-09-08T12:00") == "2026-09-10 08:00"


def test_rf_7b_consent_that_was_taken_back_counts_no_more(reg_f: Case) -> None:
    """CFPB FAQ on excluded calls, R2: consent of the 1st taken back on the 2nd, seven calls on the 3rd."""
    reg_f.consent("call", "2026-09-01T09:00")
    reg_f.consent("call", "2026-09-02T09:00", given=0)
    for hour in range(9, 16):
        reg_f.tried(f"2026-09-03T{hour:02}:00")
    assert reg_f.free("2026-09-03T17:00") == "2026-09-10 08:00"


ENDS = '{ id = "us-reg-f", on = ["consent-ends-with-a-conversation"] }'


def test_rf_7b_fewer_days_that_they_agreed_to_are_kept_where_it_is_recorded(reg_f: Case) -> None:
    """CFPB FAQ on excluded calls, R2: consent of the 1st for two days; the seven calls of the 3rd count."""
    reg_f.consent("call", "2026-09-01T09:00")
    reg_f.consent("call", "2026-09-03T00:00", given=0)
    reg_f.daily(2, 2)
    for hour in range(9, 16):
        reg_f.tried(f"2026-09-03T{hour:02}:00")
    assert reg_f.free("2026-09-03T17:00") == "2026-09-10 08:00"


def test_rf_7b_that_a_conversation_ends_a_consent_is_off(reg_f: Case) -> None:
    """M: not confirmed, so that the consent of the 1st lifts the rest of the 3rd, as RF-7 reads (R1)."""
    reg_f.consent("call", "2026-09-01T09:00")
    reg_f.tried("2026-09-03T12:00", "RPC-REF")
    assert reg_f.free("2026-09-04T12:00") == "yes"


@pytest.mark.parametrize("result", ["RPC-REF", "IN"])
def test_rf_7b_switched_on_a_conversation_ends_a_consent(result: str) -> None:
    """M: consent of the 1st, a conversation on the 3rd; the week from it ends with the 9th."""
    with case(ENDS) as books:
        books.consent("call", "2026-09-01T09:00")
        assert books.free("2026-09-03T11:00") == "yes"
        books.tried("2026-09-03T12:00", result)
        assert books.free("2026-09-04T12:00") == "2026-09-10 08:00"
        assert books.free("2026-09-10T12:00") == "yes"


@pytest.mark.parametrize("given", ["2026-09-03T12:00", "2026-09-04T09:00"])
def test_rf_7b_switched_on_a_consent_of_then_or_later_lifts_the_rest(given: str) -> None:
    """M: whoever says in the conversation, or after it, that they may be called again."""
    with case(ENDS) as books:
        books.consent("call", "2026-09-01T09:00")
        books.tried("2026-09-03T12:00", "RPC-REF")
        books.consent("call", given)
        assert books.free("2026-09-04T12:00") == "yes"
        books.tried("2026-09-04T12:00", "RPC-REF")
        assert books.free("2026-09-04T13:00") == "2026-09-11 08:00"


def test_rf_7b_switched_on_a_conversation_that_is_recorded_late_does_not_step_over_it() -> None:
    """M: a call on the 5th by the consent of the 1st; a conversation of the 3rd would have ended that."""
    with case(ENDS) as books:
        books.consent("call", "2026-09-01T09:00")
        books.tried("2026-09-05T12:00")
        moment = books.at("2026-09-03T12:00")
        policy, _ = policy_in_force(books.ledger, moment.date())
        asked = (books.ledger.connection, policy, books.account, "call", moment)
        late = may(*asked, whom=books.them, result=results()["RPC-REF"])
        assert (late.allowed, late.rule) == (False, "us-reg-f:consent-ends-with-a-conversation")
        assert may(*asked, whom=books.them, result=results()["NA"]).allowed


@pytest.mark.parametrize(
    ("result", "counts"), [("LB", False), ("TD", False), ("NA", True), ("LV", True), ("WN", True)]
)
def test_rf_8_busy_and_not_in_service_do_not_count(reg_f: Case, result: str, counts: bool) -> None:
    """1006.14(b)(3)(ii) and comment 1, R1: rung unanswered and voicemail count, a busy signal does not."""
    reg_f.daily(1, 7, result)
    assert reg_f.free("2026-09-07T17:00") == ("2026-09-08 08:00" if counts else "yes")


def test_rf_9_calls_to_their_attorney_are_none_to_them(reg_f: Case) -> None:
    """1006.14(b)(3)(iii), R1/M."""
    attorney = reg_f.person("attorney")
    office = reg_f.number(attorney, "other", EASTERN)
    reg_f.daily(1, 7, whom=Whom(attorney, office))
    assert reg_f.free("2026-09-07T17:00") == "yes"


def test_rf_9_a_conversation_with_their_attorney_begins_no_rest_for_them(reg_f: Case) -> None:
    """1006.14(b)(3)(iii), R1/M. The attorney has a count of their own, which is stricter than the law."""
    attorney = Whom(reg_f.person("attorney"))
    reg_f.tried("2026-09-08T12:00", "RPC-REF", attorney)
    assert reg_f.free("2026-09-09T12:00") == "yes"
    assert reg_f.free("2026-09-09T12:00", whom=attorney) == "2026-09-15 08:00"


def test_rf_11_a_voicemail_counts_and_begins_no_rest(reg_f: Case) -> None:
    """1006.2(b), (j), R1/R2: an attempt and no communication; the call counts all the same."""
    reg_f.tried("2026-09-08T12:00", "LV")
    assert reg_f.free("2026-09-08T13:00") == "yes"
    reg_f.daily(9, 14, "LV")
    assert reg_f.free("2026-09-14T13:00") == "2026-09-15 08:00"


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        ("2026-09-08T07:59", "2026-09-08 08:00"),
        ("2026-09-08T08:00", "yes"),
        ("2026-09-08T20:59", "yes"),
        ("2026-09-08T21:00", "2026-09-09 08:00"),
        ("2026-09-12T21:30", "2026-09-13 08:00"),  # a Sunday is as good as any day
        ("2026-11-01T01:30", "2026-11-01 08:00"),  # the hour that comes twice
        ("2026-03-08T01:59", "2026-03-08 08:00"),  # the hour after it is skipped
    ],
)
def test_rf_12_before_eight_and_after_nine(reg_f: Case, at: str, wanted: str) -> None:
    """1006.6(b)(1)(i), R2: calls, texts and e-mail."""
    reg_f.consent("sms", f"{at[:8]}01T00:00")
    assert [reg_f.free(at, channel) for channel in ("call", "sms", "email")] == [wanted] * 3


def test_rf_12_a_letter_has_no_hour(reg_f: Case) -> None:
    """1006.6(b)(1)(i), R2: C."""
    assert reg_f.free("2026-09-08T23:00", "letter") == "yes"


@pytest.mark.parametrize(
    ("address", "at", "wanted"),
    [
        (PACIFIC, "2026-09-08T10:59", "2026-09-08 11:00"),
        (PACIFIC, "2026-09-08T11:00", "yes"),
        (PACIFIC, "2026-09-08T20:59", "yes"),
        (PACIFIC, "2026-09-08T21:00", "2026-09-09 11:00"),
        (CENTRAL, "2026-09-08T08:59", "2026-09-08 09:00"),
        (CENTRAL, "2026-09-08T21:00", "2026-09-09 09:00"),
        ("America/Phoenix", "2026-09-08T10:59", "2026-09-08 11:00"),
        ("America/Phoenix", "2026-12-08T09:59", "2026-12-08 10:00"),  # no summer time there
        ("Pacific/Honolulu", "2026-09-08T13:59", "2026-09-08 14:00"),
        ("America/Puerto_Rico", "2026-12-08T20:00", "2026-12-09 08:00"),  # 21:00 there in winter
    ],
)
def test_rf_13_an_eastern_area_code_and_an_address_elsewhere(
    reg_f: Case, address: str, at: str, wanted: str
) -> None:
    """Comment 6(b)(1)(i)-2, R2: at a time convenient in all places; Pacific is 11:00 to 21:00 Eastern.

    C: Eastern is three hours ahead of Pacific, one of Central, six of Honolulu in summer; of Phoenix three
    in summer and two in winter; Puerto Rico is one hour ahead of Eastern in winter.
    """
    reg_f.number(reg_f.debtor, "home", address, kind="address")
    assert reg_f.free(at) == wanted


def test_rf_13_nobody_named_may_be_at_any_place(reg_f: Case) -> None:
    """Comment 6(b)(1)(i)-2, R2: the second person is in California, the debtor is not."""
    reg_f.number(reg_f.other, "home", PACIFIC, kind="address")
    assert reg_f.free("2026-09-08T09:00") == "yes"
    assert reg_f.free("2026-09-08T09:00", whom=Whom()) == "2026-09-08 11:00"


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        ("2026-09-07T11:59", "yes"),
        ("2026-09-07T12:00", "2026-09-07 14:00"),
        ("2026-09-07T13:59", "2026-09-07 14:00"),
        ("2026-09-08T12:00", "yes"),
    ],
)
def test_rf_15_times_that_they_named(reg_f: Case, at: str, wanted: str) -> None:
    """1006.6(b)(1), R2: not on Mondays from 12 to 14."""
    reg_f.quiet("mon", 12, 14)
    assert reg_f.free(at) == wanted


def test_rf_16_at_work_where_the_employer_forbids_it(reg_f: Case) -> None:
    """1006.6(b)(3), 15 USC 1692c(a)(3), R1."""
    work = reg_f.number(reg_f.debtor, "work", EASTERN)
    reg_f.stop("workplace", "2026-09-01T12:00")
    assert reg_f.free("2026-09-02T12:00", whom=Whom(reg_f.debtor, work)) == "never"
    assert reg_f.free("2026-09-02T12:00") == "yes"
    assert reg_f.free("2026-09-02T12:00", whom=Whom(reg_f.debtor)) == "never"


def test_rf_17_once_an_attorney_is_known_only_the_attorney(reg_f: Case) -> None:
    """1006.6(b)(2), R1."""
    attorney = reg_f.person("attorney", "2026-09-01T12:00")
    office = reg_f.number(attorney, "other", EASTERN, at="2026-09-01T12:00")
    reg_f.stop("attorney", "2026-09-01T12:00")
    assert [reg_f.free("2026-09-02T12:00", over) for over in ("call", "email", "letter")] == [
        "never"
    ] * 3
    assert reg_f.free("2026-09-02T12:00", whom=Whom(attorney, office)) == "yes"


def test_rf_17_where_the_attorney_does_not_answer_it_can_be_ended(reg_f: Case) -> None:
    """1006.6(b)(2), R1: no answer in a reasonable time."""
    stop = reg_f.stop("attorney", "2026-09-01T12:00")
    reg_f.end(stop, "2026-10-01T12:00")
    assert reg_f.free("2026-09-30T12:00") == "2026-10-01 12:00"
    assert reg_f.free("2026-10-01T12:00") == "yes"


def test_rf_18_after_a_written_request_nothing_but_two_notices(reg_f: Case) -> None:
    """1006.6(c)(1), (2)(i) to (iii), R1: that efforts end, which remedy may be invoked; once each here."""
    reg_f.stop("cease", "2026-09-01T12:00")
    assert reg_f.free("2026-09-01T11:59") == "yes"
    for over in ("call", "sms", "email", "letter"):
        assert reg_f.free("2026-09-01T12:00", over) == "never"
    for purpose in ("end-of-efforts", "remedy"):
        notice = Whom(reg_f.debtor, purpose=purpose)
        assert reg_f.free("2026-09-02T12:00", "letter", notice) == "yes"
        assert reg_f.free("2026-09-02T12:00", "call", notice) == "never"
        reg_f.tried("2026-09-02T12:00", "ML", notice)
        assert reg_f.free("2026-09-03T12:00", "letter", notice) == "never"


@pytest.mark.parametrize(("at", "level"), [("2026-08-29", None), ("2026-08-30", "soft")])
def test_rf_20_a_text_within_sixty_days_of_consent(reg_f: Case, at: str, level: str | None) -> None:
    """1006.6(d)(5)(i), (ii), R1. C: 1 July is the first day, 31 July the 31st, 29 August the sixtieth.

    After that the other way is a check of the number, which is given as the reason.
    """
    reg_f.consent("sms", "2026-07-01T12:00")
    assert reg_f.ask(f"{at}T12:00", "sms").level == level
    assert reg_f.free(f"{at}T12:00") == "yes"


def test_rf_20_sixty_days_run_from_when_they_said_so_however_late_it_is_recorded(
    reg_f: Case,
) -> None:
    """1006.6(d)(5), R1: said on 1 July, recorded for 25 August: 29 August is the sixtieth day."""
    said = moment_text(reg_f.at("2026-07-01T12:00"))
    told = ConsentTold(reg_f.debtor, "sms", 1, None, said, "in writing")
    reg_f.plant(told, "2026-08-25T12:00")
    only = Whom(reg_f.debtor, reg_f.mobile)
    assert reg_f.ask("2026-08-29T12:00", "sms", only).level is None
    assert reg_f.ask("2026-08-30T12:00", "sms", only).level == "soft"


def test_rf_20_no_text_without_consent(reg_f: Case) -> None:
    """1006.6(d)(5)(i), (ii), R1."""
    said = reg_f.ask("2026-09-01T12:00", "sms")
    assert (said.allowed, said.level, said.allowed_from) == (False, "soft", None)


def test_rf_22_one_confirmation_of_an_opt_out(reg_f: Case) -> None:
    """1006.14(h)(2)(i), R1: over the medium they opted out of, once; other media stay."""
    reg_f.consent("sms", "2026-08-20T12:00")
    reg_f.stop("opt-out", "2026-09-01T12:00", channel="sms")
    assert reg_f.free("2026-09-01T12:05", "sms") == "never"
    assert reg_f.free("2026-09-01T12:05") == "yes"
    confirming = Whom(reg_f.debtor, reg_f.mobile, purpose="confirmation")
    assert reg_f.free("2026-09-01T12:05", "sms", confirming) == "yes"
    reg_f.tried("2026-09-01T12:05", "SMS", confirming)
    assert reg_f.free("2026-09-01T12:06", "sms", confirming) == "never"


@pytest.mark.parametrize(
    ("over", "theirs", "ours"), [("sms", "SMI", "SMS"), ("email", "EMI", "EM")]
)
def test_rf_22_one_reply_to_who_begins_it_in_a_medium_they_refused(
    reg_f: Case, over: Channel, theirs: str, ours: str
) -> None:
    """1006.14(h)(2)(ii), R1: once for each time they begin it, over that medium, and to them alone."""
    reg_f.consent("sms", "2026-08-20T12:00")
    reg_f.stop("opt-out", "2026-09-01T12:00", channel=over)
    replying = Whom(reg_f.debtor, reg_f.mobile, purpose="reply")
    assert reg_f.free("2026-09-02T12:00", over, replying) == "never"
    reg_f.tried("2026-09-02T13:00", theirs)
    assert reg_f.free("2026-09-02T13:05", over, replying) == "yes"
    assert reg_f.free("2026-09-02T13:05", over) == "never"
    assert reg_f.free("2026-09-02T13:05", over, Whom(reg_f.other, purpose="reply")) == "never"
    reg_f.tried("2026-09-02T13:05", ours, replying)
    assert reg_f.free("2026-09-02T13:06", over, replying) == "never"
    reg_f.tried("2026-09-04T09:00", theirs)
    assert reg_f.free("2026-09-04T09:01", over, replying) == "yes"


def test_rf_22_what_they_write_is_no_attempt_and_no_conversation(reg_f: Case) -> None:
    """1006.14(b)(2)(i)(B), R1: the week of rest follows a telephone conversation, and no text of theirs."""
    reg_f.tried("2026-09-02T13:00", "SMI")
    assert reg_f.free("2026-09-02T13:05") == "yes"


def test_rf_25_a_dispute_in_writing_stops_until_verification(reg_f: Case) -> None:
    """1006.38(d)(2)(i), R1."""
    stop = reg_f.stop("dispute", "2026-09-01T12:00")
    verifying = Whom(reg_f.debtor, purpose="verification")
    assert reg_f.free("2026-09-02T12:00") == "never"
    assert reg_f.free("2026-09-02T12:00", "letter", verifying) == "yes"
    assert reg_f.free("2026-09-02T12:00", "call", verifying) == "never"  # it has to be sent
    reg_f.end(stop, "2026-09-10T12:00")
    assert reg_f.free("2026-09-09T12:00") == "2026-09-10 12:00"
    assert reg_f.free("2026-09-10T12:00") == "yes"


def test_rf_34_a_bankruptcy_stops_everything(reg_f: Case) -> None:
    """11 USC 362(a)(6), 524(a)(2), R1."""
    reg_f.stop("bankruptcy", "2026-09-01T12:00", how="court")
    for purpose in ("", "remedy", "verification", "end-of-efforts", "confirmation"):
        whom = Whom(reg_f.debtor, purpose=purpose)
        assert [reg_f.free("2026-09-02T12:00", over, whom) for over in ("call", "letter")] == [
            "never",
            "never",
        ]


@pytest.mark.parametrize(
    ("debtor", "collects_for", "wanted"),
    [
        ("consumer", "others", "2026-09-08 08:00"),
        ("business", "others", "yes"),
        ("consumer", "self", "yes"),
    ],
)
def test_section_0_whom_it_binds(debtor: str, collects_for: str, wanted: str) -> None:
    """Section 0, 1: debt collectors that collect consumer debt, not who collects their own."""
    with case("us-reg-f", debtor=debtor, collects_for=collects_for) as made:
        made.daily(1, 7)
        assert made.free("2026-09-07T17:00") == wanted


def test_section_0_of_ones_own_will() -> None:
    """Section 0, 1: for whoever collects for themselves it is a voluntary pack."""
    with case('{ id = "us-reg-f", voluntary = true }', collects_for="self") as made:
        made.daily(1, 7)
        assert made.free("2026-09-07T17:00") == "2026-09-08 08:00"
