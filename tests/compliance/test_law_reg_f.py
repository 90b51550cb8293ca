"""Regulation F (12 CFR 1006) in dated cases, by the pack `us-reg-f` as it is shipped.

Each test names its row of the law and how sure it is: R1 was read in the primary text or a faithful copy, R2
in a secondary source, C is computed from those, M is unconfirmed. 1 September 2026 is a Tuesday.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from collectrules.compliance.whom import Whom
from tests.compliance.cases import CENTRAL, EASTERN, PACIFIC, Case, case


@pytest.fixture
def reg_f() -> Iterator[Case]:
    with case("us-reg-f") as made:
        yield made


@pytest.mark.parametrize(("on", "wanted"), [("07", "2026-09-08"), ("08", "yes")])
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
    assert reg_f.free("2026-09-01T17:00") == "2026-09-08"
    assert reg_f.free("2026-09-07T20:59") == "2026-09-08"


def test_rf_1_room_comes_back_one_by_one(reg_f: Case) -> None:
    """C from 1006.14(b)(2)(i)(A): one on the 1st and six on the 5th; on the 8th one is left, on the 12th all."""
    reg_f.tried("2026-09-01T12:00")
    for hour in range(9, 15):
        reg_f.tried(f"2026-09-05T{hour:02}:00")
    assert reg_f.free("2026-09-06T12:00") == "2026-09-08"
    reg_f.tried("2026-09-08T12:00")
    assert reg_f.free("2026-09-08T13:00") == "2026-09-12"


def test_rf_1_across_the_end_of_a_month_and_of_summer_time(reg_f: Case) -> None:
    """C: seven on 26 October to 1 November, when the clock goes back; free on the 2nd."""
    for day in ("10-26", "10-27", "10-28", "10-29", "10-30", "10-31", "11-01"):
        reg_f.tried(f"2026-{day}T12:00")
    assert reg_f.free("2026-11-01T20:00") == "2026-11-02"
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
        ("2026-09-08T12:01", "2026-09-15"),
        ("2026-09-14T20:59", "2026-09-15"),
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
    assert reg_f.free("2026-10-04T12:00") == "2026-10-05"


def test_rf_2_an_e_mail_may_follow_a_conversation(reg_f: Case) -> None:
    """1006.14(b)(2)(i)(B), R1: it is about placing a telephone call."""
    reg_f.tried("2026-09-08T12:00", "RPC-REF")
    assert reg_f.free("2026-09-09T12:00", "email") == "yes"


def test_rf_3_their_own_call_begins_the_seven_days(reg_f: Case) -> None:
    """Comment 14(b)(2)(i)-1.ii and CFPB FAQ, R1/R2: who began the conversation is irrelevant."""
    reg_f.tried("2026-09-08T12:00", "IN")
    assert reg_f.free("2026-09-14T12:00") == "2026-09-15"


def test_rf_3_their_own_calls_are_none_of_the_seven(reg_f: Case) -> None:
    """CFPB FAQ, R2: six of ours and one of theirs a week before; there is room for a seventh."""
    reg_f.tried("2026-09-01T12:00", "IN")
    reg_f.daily(8, 13)
    assert reg_f.free("2026-09-14T12:00") == "yes"
    reg_f.tried("2026-09-14T12:00")
    assert reg_f.free("2026-09-14T13:00") == "2026-09-15"


def test_rf_4_another_person_has_a_count_of_their_own(reg_f: Case) -> None:
    """1006.14(b)(2)(i), R1: calls to a particular person."""
    reg_f.daily(1, 7)
    assert reg_f.free("2026-09-07T17:00", whom=Whom(reg_f.other, reg_f.others_mobile)) == "yes"
    assert reg_f.free("2026-09-07T17:00", whom=Whom()) == "2026-09-08"


def test_rf_4_two_numbers_of_one_person_are_one_count(reg_f: Case) -> None:
    """1006.14(b)(2)(i), R1: different numbers of the same person aggregate."""
    home = reg_f.number(reg_f.debtor, "home", EASTERN)
    reg_f.daily(1, 4)
    reg_f.daily(5, 7, whom=Whom(reg_f.debtor, home))
    assert reg_f.free("2026-09-07T17:00", whom=Whom(reg_f.debtor, home)) == "2026-09-08"


def test_rf_4_who_was_called_was_not_said(reg_f: Case) -> None:
    """C: seven calls to nobody in particular may all have been to either."""
    reg_f.daily(1, 7, whom=Whom())
    for whom in (reg_f.them, Whom(reg_f.other, reg_f.others_mobile)):
        assert reg_f.free("2026-09-07T17:00", whom=whom) == "2026-09-08"


def test_rf_5_each_debt_has_a_count_of_its_own(reg_f: Case) -> None:
    """1006.14(b)(4), R1: each debt in collection is a particular debt."""
    reg_f.daily(1, 7, whom=reg_f.about(0))
    assert reg_f.free("2026-09-07T17:00", whom=reg_f.about(0)) == "2026-09-08"
    assert reg_f.free("2026-09-07T17:00", whom=reg_f.about(1)) == "yes"


def test_rf_6_twenty_one_calls_about_three_debts(reg_f: Case) -> None:
    """Comment 14(b)(4)-2.i, R1: up to 21 in seven days; the next one, about any of the three, is too many."""
    for debt in range(3):
        for hour in range(9, 16):
            assert reg_f.free(f"2026-09-0{debt + 1}T{hour:02}:00", whom=reg_f.about(debt)) == "yes"
            reg_f.tried(f"2026-09-0{debt + 1}T{hour:02}:00", whom=reg_f.about(debt))
    assert [
        reg_f.free("2026-09-04T12:00", whom=reg_f.about(debt)) for debt in range(3)
    ] == ["2026-09-08", "2026-09-09", "2026-09-10"]


def test_rf_6_a_call_about_several_counts_against_each(reg_f: Case) -> None:
    """Comment 14(b)(4)-1.i, R1."""
    reg_f.daily(1, 7, whom=reg_f.about(0, 1))
    for debt, wanted in ((0, "2026-09-08"), (1, "2026-09-08"), (2, "yes")):
        assert reg_f.free("2026-09-07T17:00", whom=reg_f.about(debt)) == wanted
    assert reg_f.free("2026-09-07T17:00", whom=reg_f.about(1, 2)) == "2026-09-08"


def test_rf_6_a_conversation_about_several_begins_a_rest_for_each(reg_f: Case) -> None:
    """Comment 14(b)(4)-1.ii, R1."""
    reg_f.tried("2026-09-08T12:00", "RPC-REF", reg_f.about(0, 1))
    for debt, wanted in ((0, "2026-09-15"), (1, "2026-09-15"), (2, "yes")):
        assert reg_f.free("2026-09-09T12:00", whom=reg_f.about(debt)) == wanted


@pytest.mark.parametrize(("on", "wanted"), [("07", "yes"), ("08", "2026-09-09")])
def test_rf_7_consent_counts_for_seven_days_its_own_the_first(
    reg_f: Case, on: str, wanted: str
) -> None:
    """1006.14(b)(3)(i), R1: consent on the 1st reaches to the 7th; seven other calls were on 2 September.

    With consent until the 7th, an eighth is let through then; on the 8th the seven of the 2nd, made without
    consent by another number of counting, would be: they were made under it, so they do not count either.
    """
    reg_f.consent("call", "2026-09-01T09:00")
    for hour in range(9, 16):
        reg_f.tried(f"2026-09-02T{hour:02}:00")
    assert reg_f.free("2026-09-07T17:00") == "yes"
    if on == "08":
        reg_f.daily(8, 8)
        for hour in range(13, 19):
            reg_f.tried(f"2026-09-08T{hour}:00")
        assert reg_f.free("2026-09-08T19:30") == "2026-09-15"
    assert wanted
