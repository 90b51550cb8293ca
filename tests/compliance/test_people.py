"""What is known of persons, what they said, and what it closes; each sentence as it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from collectrules.compliance.gate import Verdict, may
from collectrules.compliance.people import people_of
from collectrules.compliance.whom import ANYBODY, Purpose, Whom
from collectrules.policy.model import (
    Channel,
    ContactConsent,
    ContactNotice,
    ContactRule,
    Recounted,
)
from tests.compliance.contacts import day, hours, limit, moment, pause, policy
from tests.compliance.known import (
    INVOICES,
    Number,
    Quiet,
    Rung,
    Somebody,
    Stopped,
    Yes,
    known_books,
)

ANN = Somebody(71, numbers=(Number(711, "mobile"), Number(712, "work")))
BEN = Somebody(72)
LAWYER = Somebody(73, role="attorney")
ANNS, AT_WORK, BENS = Whom(71, 711), Whom(71, 712), Whom(72)


def asked(
    *rules: ContactRule,
    on: int = 10,
    minute: int = 720,
    past: Sequence[Rung] = (),
    people: Sequence[Somebody] = (ANN, BEN, LAWYER),
    stops: Sequence[Stopped] = (),
    whom: Whom = ANYBODY,
    channel: Channel = "call",
    zone: str = "UTC",
) -> Verdict:
    """What the gate says of a contact at noon of day 10, or at another minute of another day."""
    connection = known_books(past, people, stops, zone)
    return may(
        connection, policy(*rules, zone=zone), 1, channel, moment(on, minute, zone), whom=whom
    )


@pytest.mark.parametrize(
    ("kind", "channel", "purpose", "allowed"),
    [
        ("cease", "letter", "", False),
        ("cease", "letter", "end-of-efforts", True),
        ("cease", "email", "remedy", True),
        ("cease", "call", "remedy", False),
        ("cease", "letter", "confirmation", False),
        ("cease", "letter", "verification", False),
        ("opt-out", "sms", "", False),
        ("opt-out", "sms", "confirmation", True),
        ("opt-out", "sms", "reply", False),
        ("opt-out", "call", "", True),
        ("cease", "letter", "reply", False),
        ("bankruptcy", "letter", "remedy", False),
        ("deceased", "letter", "end-of-efforts", False),
        ("minor", "letter", "verification", False),
        ("dispute", "letter", "", False),
        ("dispute", "letter", "verification", True),
        ("dispute", "call", "verification", False),
        ("hardship", "call", "", False),
    ],
)
def test_what_each_stop_lets_through(
    kind: str, channel: Channel, purpose: Purpose, allowed: bool
) -> None:
    """By the table of decision 0013; 12 CFR 1006.6(c), 1006.14(h), 1006.38(d)(2)."""
    over = "sms" if kind == "opt-out" else ""
    stop = Stopped(kind, 9, channel=over)
    said = asked(stops=[stop], channel=channel, whom=Whom(purpose=purpose))
    assert said.allowed == allowed
    if not allowed:
        assert (said.rule, said.level, said.allowed_from) == (f"stop:{kind}", "hard", None)


def test_what_a_stop_lets_through_once_it_lets_through_once() -> None:
    told = Rung(9, "ML", "letter", minute=800, purpose="end-of-efforts")
    stop = Stopped("cease", 9, 600)
    ends, remedy = Whom(purpose="end-of-efforts"), Whom(purpose="remedy")
    assert not asked(stops=[stop], past=[told], channel="letter", whom=ends).allowed
    assert asked(stops=[stop], past=[told], channel="letter", whom=remedy).allowed
    before = replace(told, minute=500)
    assert asked(stops=[stop], past=[before], channel="letter", whom=ends).allowed
    mistaken = replace(told, taken_back=True)
    assert asked(stops=[stop], past=[mistaken], channel="letter", whom=ends).allowed


def test_who_begins_a_contact_after_opting_out_of_it_is_replied_to_once() -> None:
    """12 CFR 1006.14(h)(2)(ii): once to each contact of theirs, over the same medium; to nobody else."""
    stop = [Stopped("opt-out", 8, channel="call")]
    called = Rung(9, "IN", minute=600, person=71)
    reply, bens = Whom(71, purpose="reply"), Whom(72, purpose="reply")
    at = {"stops": stop, "on": 9}
    assert not asked(past=[called], whom=reply, minute=599, **at).allowed
    assert asked(past=[called], whom=reply, minute=600, **at).allowed
    assert asked(past=[called], whom=replace(reply, reach_id=711), minute=600, **at).allowed
    assert not asked(past=[called], whom=Whom(71), minute=660, **at).allowed
    assert not asked(past=[called], whom=bens, minute=660, **at).allowed
    assert not asked(past=[called], whom=Whom(purpose="reply"), minute=660, **at).allowed
    replied = Rung(9, "NA", minute=660, person=71, purpose="reply")
    assert not asked(past=[called, replied], whom=reply, minute=700, **at).allowed
    assert not asked(past=[called, replied], whom=reply, minute=630, **at).allowed  # told late
    again = replace(called, minute=720)
    assert not asked(past=[called, replied, again], whom=reply, minute=719, **at).allowed
    assert asked(past=[called, replied, again], whom=reply, minute=720, **at).allowed
    mistaken = replace(replied, taken_back=True)
    assert asked(past=[called, mistaken], whom=reply, minute=700, **at).allowed


def test_a_call_before_the_opt_out_is_no_reason_to_reply() -> None:
    called = Rung(9, "IN", minute=600)
    reply = Whom(purpose="reply")
    stop = Stopped("opt-out", 9, 601, channel="call")
    assert not asked(past=[called], stops=[stop], whom=reply).allowed
    assert asked(past=[replace(called, minute=601)], stops=[stop], whom=reply).allowed
    assert asked(past=[called], stops=[replace(stop, minute=599)], whom=reply).allowed


def test_a_stop_of_a_person_closes_them_and_nobody_in_particular() -> None:
    stop = [Stopped("bankruptcy", 9, person=71)]
    assert not asked(stops=stop, whom=Whom(71)).allowed
    assert not asked(stops=stop, whom=Whom(reach_id=711)).allowed
    assert not asked(stops=stop).allowed
    assert asked(stops=stop, whom=BENS).allowed


def test_only_the_attorney_is_contacted_where_there_is_one() -> None:
    """12 CFR 1006.6(b)(2)."""
    stop = [Stopped("attorney", 9)]
    assert asked(stops=stop, whom=Whom(73)).allowed
    assert not asked(stops=stop, whom=Whom(71)).allowed
    assert not asked(stops=stop).allowed


def test_a_number_at_work_is_closed_and_one_that_may_be_there() -> None:
    """12 CFR 1006.6(b)(3)."""
    stop = [Stopped("workplace", 9, person=71)]
    assert not asked(stops=stop, whom=AT_WORK).allowed
    assert asked(stops=stop, whom=ANNS).allowed
    assert not asked(stops=stop, whom=Whom(71)).allowed  # it may be the number at work
    assert asked(stops=stop, whom=Whom(71), channel="email").allowed  # there is no address at work
    assert asked(stops=stop, whom=BENS).allowed
    assert not asked(stops=stop).allowed


def test_a_number_whose_place_is_not_known_may_be_at_work_for_who_has_one_there() -> None:
    stop = [Stopped("workplace", 9, person=71)]
    both = Somebody(71, numbers=(Number(711, "other"), Number(712, "work")))
    assert not asked(stops=stop, people=(both,), whom=Whom(71, 711)).allowed
    only = Somebody(71, numbers=(Number(711, "other"),))
    assert asked(stops=stop, people=(only,), whom=Whom(71, 711)).allowed


def test_a_stop_counts_from_its_minute_until_its_end() -> None:
    stop = [Stopped("hardship", 9, 601, until=12)]
    assert asked(stops=stop, on=9, minute=600).allowed
    said = asked(stops=stop, on=9, minute=601)
    assert (said.allowed, said.allowed_from, said.allowed_from_time) == (False, day(13), None)
    assert asked(stops=stop, on=13, minute=0).allowed
    ended = [Stopped("hardship", 9, 601, until=12, ended=11)]
    assert asked(stops=ended, on=10).allowed_from == day(11)


def test_stops_are_told_since_when_and_how() -> None:
    assert asked(stops=[Stopped("cease", 9, 861)]).sentence == (
        "`stop:cease` allows only `end-of-efforts` and `remedy`, once each and not by call; they asked us "
        "to stop since 2026-09-09 14:21, in writing; free once it is ended"
    )
    assert asked(stops=[Stopped("hardship", 9, until=12, person=71)]).sentence == (
        "`stop:hardship` allows no contact at all; they are in hardship since 2026-09-09 00:00, in writing, "
        "until 2026-09-12 (one person); free from 2026-09-13"
    )
    opted = asked(stops=[Stopped("opt-out", 9, channel="sms")], channel="sms")
    assert opted.sentence.startswith(
        "`stop:opt-out` allows only one `confirmation` by text, and one `reply` each time they begin it; "
        "they opted"
    )


EAST, WEST = "America/New_York", "America/Los_Angeles"


@pytest.mark.parametrize(
    ("minute", "allowed"), [(659, False), (660, True), (1259, True), (1260, False)]
)
def test_hours_are_open_in_every_zone_that_anything_suggests(minute: int, allowed: bool) -> None:
    """Comment 6(b)(1)(i)-2: Eastern code, Pacific address, 8:00 to 21:00: 11:00 to 21:00 Eastern."""
    somebody = Somebody(71, numbers=(Number(711, "mobile", (EAST,)), Number(712, "home", (WEST,))))
    rule = hours(8, 21, clock="debtor")
    for whom in (ANYBODY, Whom(71), Whom(71, 711)):
        said = asked(rule, minute=minute, people=[somebody], whom=whom, zone=EAST)
        assert said.allowed == allowed
    if minute == 659:
        assert said.allowed_from_time == moment(10, 660, EAST)
        assert said.sentence == (
            "`hours` allows contact by call only from 08:00 until 21:00, by the customer's clock in "
            "America/New_York and America/Los_Angeles; it is Thursday 2026-09-10 07:59 in "
            "America/Los_Angeles; free from 2026-09-10 11:00"
        )


def test_who_is_named_is_asked_by_their_own_clock() -> None:
    east, west = (
        Somebody(71, numbers=(Number(711, "home", (EAST,)),)),
        Somebody(72, numbers=(Number(721, "home", (WEST,)),)),
    )
    nine = {"minute": 9 * 60, "zone": EAST, "people": [east, west]}
    rule = hours(8, 21, clock="debtor")
    assert asked(rule, whom=Whom(71), **nine).allowed
    assert not asked(rule, whom=Whom(72), **nine).allowed  # 06:00
    assert not asked(rule, **nine).allowed
    assert not asked(rule, whom=Whom(71), **{**nine, "minute": 7 * 60}).allowed


def test_where_one_is_not_known_the_businesss_clock_counts_beside_the_others() -> None:
    west = Somebody(74, numbers=(Number(741, "home", (WEST,)),))
    said = asked(hours(8, 21, clock="debtor"), minute=600, people=[BEN, west], zone=EAST)
    assert not said.allowed
    assert "(one of them the business's, as somebody's is not known)" in said.sentence


def test_who_is_named_and_not_known_may_be_where_anybody_of_the_account_is() -> None:
    """Comment 6(b)(1)(i)-2: naming somebody of whom nothing is recorded opens no hour that was closed."""
    west = Somebody(74, numbers=(Number(741, "home", (WEST,)),))
    rule = hours(8, 21, clock="debtor")
    people = {"people": [BEN, west], "whom": Whom(BEN.id), "zone": EAST}
    assert not asked(rule, minute=659, **people).allowed  # 07:59 in the West
    assert asked(rule, minute=660, **people).allowed
    assert not asked(rule, minute=1260, **people).allowed  # 21:00 in the East


def test_times_called_inconvenient_close_by_the_persons_clock() -> None:
    quiet = Quiet(("mon", "tue", "wed", "thu", "fri"), 540, 720)
    west = Somebody(71, numbers=(Number(711, "home", (WEST,)),), quiet=(quiet,))
    at = {"people": [west], "zone": EAST}
    assert asked(minute=719, **at).allowed  # 08:59 there
    said = asked(minute=720, **at)
    assert (said.rule, said.allowed_from_time) == ("quiet-time", moment(10, 900, EAST))
    assert said.sentence == (
        "`quiet-time` allows no call, text or e-mail Monday to Friday from 09:00 until 12:00, which they "
        "called inconvenient, by the customer's clock in America/Los_Angeles; it is Thursday 2026-09-10 "
        "09:00 in America/Los_Angeles; free from 2026-09-10 15:00"
    )
    assert asked(minute=720, channel="letter", **at).allowed
    assert asked(minute=720, on=12, **at).allowed  # a Saturday


def test_consent_counts_its_day_and_so_many_days_in_all() -> None:
    """12 CFR 1006.6(d)(5): within the past 60 days; day 1 and 59 more are day 60, 30 October."""
    texts = ContactConsent(id="texts", channels=("sms",), lasts_days=60)
    ann = replace(ANN, said=(Yes(1, 600, channel="sms"),))
    at = {"people": [ann], "whom": Whom(71), "channel": "sms"}
    assert not asked(texts, on=1, minute=599, **at).allowed
    assert asked(texts, on=1, minute=600, **at).allowed
    assert asked(texts, on=60, minute=1439, **at).allowed
    assert not asked(texts, on=61, minute=0, **at).allowed
    assert asked(texts, on=61, **at).sentence == (
        "`texts` allows no text without their consent of the last 60 days, its day included; none stands; "
        "free at no time"
    )
    back = replace(ANN, said=(Yes(1, 600, channel="sms"), Yes(3, 700, False, "sms", 711)))
    assert asked(texts, on=4, whom=AT_WORK, channel="sms", people=[back]).allowed
    assert not asked(texts, on=4, whom=ANNS, channel="sms", people=[back]).allowed
    assert not asked(texts, on=4, **{**at, "people": [back]}).allowed


def test_a_call_they_consented_to_is_neither_counted_nor_held_back() -> None:
    """12 CFR 1006.14(b)(3)(i): seven days, the day of the consent the first; day 3 to day 9."""
    seven = limit(7, 7, per=("person", "invoice"), consent_days=7)
    ann = replace(ANN, said=(Yes(3, 0),))
    past = [Rung(day_, person=71) for day_ in (1, 1, 2, 2, 4, 5, 6, 7)]
    at = {"people": [ann], "past": past, "whom": Whom(71)}
    assert asked(seven, on=9, **at).allowed
    counted = [Rung(2, person=71)] * 7
    assert asked(seven, on=8, people=[ann], past=counted, whom=Whom(71)).allowed
    assert not asked(
        seven, on=8, people=[replace(ann, said=())], past=counted, whom=Whom(71)
    ).allowed
    rest = pause(7, consent_days=7)
    spoke = [Rung(4, "PTP", person=71)]
    assert asked(rest, on=9, people=[ann], past=spoke, whom=Whom(71)).allowed
    assert not asked(rest, on=10, people=[ann], past=spoke, whom=Whom(71)).allowed


def test_persons_debts_and_places_have_counts_of_their_own() -> None:
    """12 CFR 1006.14(b)(2)(i), comment 14(b)(4)-2: a person and a debt; several debts count for each."""
    two = limit(2, 7, per=("person", "invoice"))
    first, second, third = INVOICES
    past = [
        Rung(9, person=71, about=(first,)),
        Rung(9, person=71, about=(first, second)),
        Rung(9, person=72),
    ]
    assert not asked(two, past=past, whom=Whom(71, about=(first,))).allowed
    assert asked(two, past=past, whom=Whom(71, about=(second,))).allowed
    assert not asked(two, past=past, whom=Whom(71, about=(second, first))).allowed
    assert asked(two, past=past, whom=Whom(72, about=(third,))).allowed
    assert not asked(two, past=past).allowed
    unnamed = [*past, Rung(9)]
    assert not asked(two, past=unnamed, whom=Whom(72, about=(third,))).allowed
    at_work = limit(1, 7, places=("work",))
    assert asked(at_work, past=[Rung(9, reach=711)], whom=AT_WORK).allowed
    assert not asked(at_work, past=[Rung(9, reach=712)], whom=AT_WORK).allowed
    assert asked(at_work, past=[Rung(9, reach=712)], whom=ANNS).allowed
    assert not asked(at_work, past=[Rung(9)], whom=Whom(71)).allowed
    somewhere = replace(ANN, numbers=(*ANN.numbers, Number(713, "other")))  # nobody said where
    at = {"people": [somewhere], "past": [Rung(9, reach=713)]}
    assert not asked(at_work, whom=AT_WORK, **at).allowed
    assert not asked(at_work, whom=Whom(71, 713), **at).allowed
    assert asked(at_work, whom=ANNS, **at).allowed


def test_a_limit_says_what_it_counts_together_and_what_is_presumed() -> None:
    rule = limit(1, 7, per=("person", "invoice"), places=("home", "mobile"), presumption=True)
    said = asked(rule, past=[Rung(9, reach=711)], whom=ANNS)
    assert said.presumption
    assert said.sentence == (
        "`few` allows 1 attempt by call at home or on a mobile with one person about one invoice in any 7 "
        "days; more is a presumed violation; recorded: 2026-09-09 call NA; free from 2026-09-16"
    )


def test_a_first_notice_is_waited_for_and_after() -> None:
    """Ontario: a written notice, then six calendar days: of day 1, days 2 to 7; day 8 is free."""
    notice = ContactNotice(id="notice", channels=("call",), begun_by=("letter",), pause_days=7)
    none = asked(notice)
    assert (none.allowed, none.allowed_from) == (False, None)
    assert none.sentence == (
        "`notice` allows no call until 7 days after the first letter, its day included; there was none; "
        "free at no time"
    )
    letters = [Rung(1, "ML", "letter"), Rung(6, "ML", "letter")]
    assert asked(notice, past=letters, on=7).allowed_from == day(8)
    assert asked(notice, past=letters, on=8, minute=0).allowed
    assert asked(notice, past=[Rung(1, "EM", "email")], on=9).allowed is False


@pytest.mark.parametrize(
    ("sent", "received"),
    [
        # Wed 25 November: Thu 26 is Thanksgiving; Fri 27, Mon 30, Tue 1, Wed 2, Thu 3 December.
        ("2026-11-25", "2026-12-03"),
        # Fri 4 September: the weekend and Labor Day, Mon 7, left out; Tue 8 to Fri 11, Mon 14.
        ("2026-09-04", "2026-09-14"),
        # Thu 24 December: Fri 25 is Christmas; Mon 28 to Thu 31; Fri 1 January and a weekend; Mon 4.
        ("2026-12-24", "2027-01-04"),
        # Sat 10 October: Mon 12 is Columbus Day; Tue 13 to Fri 16, Mon 19.
        ("2026-10-10", "2026-10-19"),
    ],
)
def test_a_rest_after_a_first_letter_begins_once_it_is_taken_to_be_received(
    sent: str, received: str
) -> None:
    """12 CFR 1006.34(b)(5), C: five days after it was sent, not Saturdays, Sundays, federal holidays.

    With `pause_days = 3` the day of receipt is the first of three: free on the third day after it.
    """
    rule = ContactNotice(
        id="notice",
        channels=("call",),
        begun_by=("letter",),
        pause_days=3,
        received_after_working_days=5,
        holidays="US",
    )
    letter, free = date.fromisoformat(sent), date.fromisoformat(received) + timedelta(days=3)
    past = [Rung((letter - day(0)).days, "ML", "letter")]
    on = (free - day(0)).days
    said = asked(rule, past=past, on=on - 1)
    assert (said.allowed, said.allowed_from) == (False, free)
    assert asked(rule, past=past, on=on, minute=0).allowed
    assert not asked(rule, past=past, on=on - 1, minute=1439).allowed
    assert said.sentence == (
        "`notice` allows no call until 3 days after the first letter is taken to be received, 5 working days "
        f"(US) after its day; the day of receipt is the first of them; recorded: {sent} letter ML; "
        f"free from {free}"
    )


def test_working_days_of_no_place_are_all_but_saturdays_and_sundays() -> None:
    """Wednesday 25 November 2026: Thanksgiving is a working day where no place is named."""
    rule = ContactNotice(
        id="notice",
        channels=("call",),
        begun_by=("letter",),
        pause_days=1,
        received_after_working_days=5,
    )
    letter = (date(2026, 11, 25) - day(0)).days
    said = asked(rule, past=[Rung(letter, "ML", "letter")], on=letter)
    assert said.allowed_from == date(2026, 12, 3)  # Wed 2 December, and the day after
    assert (
        "until the day after the first letter is taken to be received, 5 working days"
        in said.sentence
    )


def test_a_pack_may_count_a_result_otherwise() -> None:
    """12 CFR 1006.14(b)(3)(ii): busy and not in service do not count."""
    busy = [Rung(9, "LB"), Rung(9, "TD"), Rung(9, "NA")]
    assert not asked(limit(2, 7), past=busy).allowed
    changes = (Recounted("LB", attempt=False), Recounted("TD", attempt=False))
    assert asked(limit(2, 7, recounted=changes), past=busy).allowed
    assert not asked(limit(1, 7, recounted=changes), past=busy).allowed


def test_who_was_erased_or_taken_back_is_not_known_any_more() -> None:
    connection = known_books([], [ANN, BEN], [], "UTC")
    assert set(people_of(connection, 1, day(5)).roles) == {71, 72}
    connection.execute("INSERT INTO erasure VALUES (8000, ?, 71, 'asked')", (day(5).isoformat(),))
    assert set(people_of(connection, 1, day(4)).roles) == {71, 72}
    assert set(people_of(connection, 1, day(5)).roles) == {72}
    assert people_of(connection, 1, day(5)).reaches == []
    assert set(people_of(connection, 1, day(5), known=7999).roles) == {71, 72}
    connection.execute(
        "INSERT INTO person_change VALUES (8001, ?, 72, ?, 'attorney', '')",
        (day(6).isoformat(), "0" * 64),
    )
    assert people_of(connection, 1, day(6)).roles == {72: "attorney"}
    connection.execute("INSERT INTO reversal VALUES (8002, ?, 72, 'wrong')", (day(6).isoformat(),))
    assert people_of(connection, 1, day(6)).roles == {}
