"""Each action against what the ledger has afterwards, and its undo."""

from __future__ import annotations

from datetime import timedelta

import pytest

from collectrules.acts.people import Act, ReachWanted, add_person, add_reach
from collectrules.errors import CollectrulesError, InputError, Refused
from collectrules.ledger.people import Person
from collectrules.worklist.outcomes import Blocked
from tests.actions.office import NOON, Office

CONTACTS = ("contact", "channel, direction, result, note")


def ben(office: Office, *zones: str, number: str = "+12125550123") -> Person:
    act = Act(NOON.date(), NOON, "ana")
    person = add_person(office.firm.ledger, office.firm.account, act, name="Ben", role="debtor")
    wanted = ReachWanted(kind="phone", value=number, place="home", zones=zones)
    return add_reach(office.firm.ledger, person, act, wanted)


def test_a_bare_promise_and_its_undo(office: Office) -> None:
    assert office.first("promise")["amount"] == "1,040.00"
    done = office.do("promise", amount="250", day="+7")
    assert done.sentence == "promise of 250.00 GBP by 2026-02-18 - Ash"
    assert office.standing("promise", "amount, currency, due_on") == [(25000, "GBP", "2026-02-18")]
    assert office.standing(*CONTACTS) == []
    assert office.undo(done) == "taken back: promise of 250.00 GBP by 2026-02-18 - Ash"
    assert office.standing("promise", "amount") == []
    assert office.sound()


@pytest.mark.parametrize(
    ("how", "contact"),
    [
        ("call", ("call", "out", "PTP")),
        ("inbound", ("call", "in", "IN")),
        ("email", ("email", "in", "EMI")),
        ("sms", ("sms", "in", "SMI")),
    ],
)
def test_a_promise_that_came_of_a_contact(
    office: Office, how: str, contact: tuple[str, ...]
) -> None:
    done = office.do("promise", amount="250", day="+7", how=how)
    assert office.standing("contact", "channel, direction, result") == [contact]
    assert office.standing("promise", "amount") == [(25000,)]
    office.undo(done)
    assert office.standing("contact", "seq") == office.standing("promise", "seq") == []


def test_a_wrong_answer_names_its_field_and_writes_nothing(office: Office) -> None:
    before = office.firm.events()
    for field, answers in {
        "amount": {"amount": "lots", "day": "+7"},
        "day": {"day": "someday"},
        "how": {"day": "+7", "how": "pigeon"},
    }.items():
        with pytest.raises(InputError) as error:
            office.do("promise", **answers)
        assert getattr(error.value, "field", "") == field
    assert office.firm.events() == before


def test_a_dispute_its_end_and_both_undone(office: Office) -> None:
    office.firm.issue("B", 5_000, due="2026-02-10")
    assert office.first("dispute")["invoices"] == "A"
    opened = office.do("dispute", invoices="A, B", reason="short by a pallet")
    assert opened.sentence == "dispute of A and B - Ash"
    assert office.first("end-dispute")["invoices"] == "A, B"
    ended = office.do("end-dispute", outcome="credited")
    assert office.standing("dispute_end", "outcome") == [("credited",)] * 2
    with pytest.raises(Refused, match="is not in dispute"):
        office.do("end-dispute", invoices="A", outcome="again")
    office.undo(ended)
    assert [one.disputed for one in (office.firm.owed("2026-02-12"),)] == [True]
    office.undo(opened)
    assert not office.firm.owed("2026-02-12").disputed
    assert office.sound()


def test_a_dispute_of_a_part(office: Office) -> None:
    opened = office.do("dispute", invoices="A=120.50", reason="two trays were missing")
    assert opened.sentence == "dispute of 120.50 GBP of A - Ash"
    assert office.standing("dispute", "amount") == [(12_050,)]
    assert office.firm.owed("2026-02-12").in_dispute == 12_050
    office.undo(opened)
    assert office.firm.owed("2026-02-12").in_dispute == 0
    with pytest.raises(Refused, match="is no part of the"):
        office.do("dispute", invoices="A=1,000,000.00", reason="all of it and more")
    assert office.sound()


def test_the_end_of_a_dispute_stays_once_it_is_disputed_anew(office: Office) -> None:
    office.do("dispute", reason="short")
    ended = office.do("end-dispute", outcome="credited")
    office.do("dispute", reason="still short")
    with pytest.raises(Refused, match="it is in dispute anew"):
        office.undo(ended)


def test_a_dispute_of_many_is_of_all_or_none(office: Office) -> None:
    office.firm.issue("B", 5_000, due="2026-02-10")
    office.do("dispute", invoices="B", reason="wrong")
    before = office.firm.events()
    with pytest.raises(Refused):
        office.do("dispute", invoices="A, B", reason="both")
    assert office.firm.events() == before


def test_a_plan_as_it_was_shown(office: Office) -> None:
    firsts = office.first("plan")
    assert (firsts["instalments"], firsts["every"], firsts["first"]) == ("3", "month", "2026-02-20")
    shown = office.do("plan", dry_run=True)
    assert office.standing("plan", "seq") == []
    made = office.do("plan")
    assert made.lines == shown.lines
    assert made.lines[1:] == (
        "  1  Fri 2026-02-20  346.66 GBP",
        "  2  Fri 2026-03-20  346.66 GBP",
        "  3  Mon 2026-04-20  346.68 GBP",
    )
    assert office.undo(made).startswith("cancelled: plan of 3 instalments for 1,040.00 GBP")
    assert office.rows("SELECT outcome FROM plan_end") == [("cancelled",)]


def test_a_settlement_by_share_or_amount(office: Office) -> None:
    assert office.first("settlement")["percent"] == ""  # not due for 30 days yet
    with pytest.raises(Refused, match="no offer of a settlement holds"):
        office.do("settlement", percent="80", until="+5")
    by_share = office.do("settlement", percent="80", until="+5", approved_by="Olga", dry_run=True)
    made = office.do("settlement", amount="832", until="+5", approved_by="Olga")
    assert by_share.lines == made.lines
    assert office.standing("settlement", "amount, owed, until_on, approved_by") == [
        (83200, 104000, "2026-02-16", "Olga")
    ]
    office.undo(made)
    assert office.rows("SELECT outcome FROM settlement_end") == [("cancelled",)]


def test_money_is_used_as_it_was_shown(office: Office) -> None:
    shown = office.do("payment", amount="100", dry_run=True)
    made = office.do("payment", amount="100", reference="TX 1")
    assert made.lines == shown.lines
    assert made.lines[1:] == (
        "A  late fees: 40.00 GBP, all of it",
        "A  the amount: 60.00 GBP, 940.00 GBP left",
    )
    assert office.firm.parts("2026-02-12") == (94_000, 0, 0)
    assert office.standing("receipt", "amount, reference") == [(10000, "TX 1")]
    office.undo(made)
    assert office.firm.parts("2026-02-12") == (100_000, 4_000, 0)


def test_money_for_what_they_name(office: Office) -> None:
    office.firm.issue("B", 125_000, due="2026-02-20")
    done = office.do("payment", amount="1,300", invoices="B=1,250.00, A")
    assert done.lines[0] == "used as the customer says"
    assert office.firm.parts("2026-02-12", office.firm.a) == (99_000, 0, 0)
    with pytest.raises(Refused, match="recorded already") as refused:
        office.do("payment", amount="1,300", day="2026-02-11")
    assert refused.value.help
    office.do("payment", amount="1,300", day="2026-02-11", again="yes", reference="")


def test_what_they_say_they_paid(office: Office) -> None:
    done = office.do(
        "says-paid", how="call", day="today", amount="100", reference="X9", look="+2d 10:00"
    )
    told = "says 100.00 GBP was paid on 2026-02-11 with the reference X9"
    assert office.standing("note", "topic, text") == [("payment", told)]
    assert office.standing("call_back", "at, note") == [
        ("2026-02-13T10:00:00.000000Z", f"look for it: {told}")
    ]
    assert office.standing("contact", "result") == [("PAID",)]
    assert done.lines == (
        "with call: says it is paid",
        "call-back to look for it: Fri 2026-02-13 10:00",
    )
    office.undo(done)
    for table in ("note", "call_back", "contact"):
        assert office.standing(table, "seq") == []
    assert office.sound()


def test_a_call_back_moves_the_one_before_and_comes_back_with_its_undo(office: Office) -> None:
    office.do("call-back", at="14:30", note="ask for Ben")
    moved = office.do("call-back", at="tomorrow 10:00")
    assert moved.lines == ("in the place of Wed 2026-02-11 14:30",)
    assert office.standing("call_back_end", "outcome") == [("moved",)]
    office.undo(moved)
    assert office.standing("call_back", "note") == [("ask for Ben",)]
    assert office.standing("call_back_end", "outcome") == []


def test_a_call_back_of_somebody_elsewhere_shows_their_clock(office: Office) -> None:
    person = ben(office, "America/New_York")
    done = office.do("call-back", at="16:00")
    assert done.lines == ("for Ben that is Wed 2026-02-11 11:00 (America/New_York)",)
    assert office.standing("call_back", "person_id") == [(person.seq,)]


def test_a_call_ends_the_call_backs_due_by_then_and_its_undo_opens_them_again(
    office: Office,
) -> None:
    office.do("call-back", at="14:30")
    office.now = NOON + timedelta(hours=2)
    early = office.do("call", result="NA")
    assert office.standing("call_back_end", "outcome") == []
    office.undo(early)
    office.now = NOON + timedelta(hours=2, minutes=16)
    made = office.do("call", result="NA")
    assert made.lines == ("the call-back that was due is made",)
    assert office.standing("call_back_end", "outcome") == [("done",)]
    office.undo(made)
    assert office.standing("call_back_end", "outcome") == []


def test_their_own_call_ends_no_call_back(office: Office) -> None:
    office.do("call-back", at="12:05")
    office.now += timedelta(hours=1)
    office.do("call", result="IN")
    assert office.standing("call_back_end", "outcome") == []


def test_a_call_back_that_was_given_up(office: Office) -> None:
    office.do("call-back", at="14:30")
    given_up = office.do("cancel-call-back")
    with pytest.raises(CollectrulesError):
        office.do("cancel-call-back", which="1")
    office.undo(given_up)
    assert office.standing("call_back_end", "seq") == []


@pytest.mark.parametrize("at", ["11:59", "2028-01-01 10:00"])
def test_no_call_back_in_the_past_or_in_years(office: Office, at: str) -> None:
    with pytest.raises(CollectrulesError):
        office.do("call-back", at=at)
    assert office.standing("call_back", "seq") == []


def test_a_wrong_number_ends_the_number(office: Office) -> None:
    ben(office)
    assert office.first("wrong-number")["number"] == "+12125550123"
    done = office.do("wrong-number")
    assert done.sentence == "wrong number +12125550123 - Ash"
    assert office.standing("reach_end", "reason") == [("wrong number",)]
    assert office.first("wrong-number")["number"] == ""
    office.undo(done)
    assert office.standing("reach_end", "seq") == []
    with pytest.raises(InputError, match="is no number of theirs"):
        office.do("wrong-number", number="020 7946 0958")


def test_a_stop_closes_the_gate_until_it_is_taken_back(office: Office) -> None:
    done = office.do("stop", kind="cease", how="written")
    with pytest.raises(Blocked):
        office.do("call", result="NA")
    office.undo(done)
    office.do("call", result="NA")
    with pytest.raises(Refused, match="an opt-out is of one channel"):
        office.do("stop", kind="opt-out")
    office.do("stop", kind="opt-out", channel="sms")
    assert office.standing("stop", "kind, channel, how") == [("opt-out", "sms", "oral")]


def test_hardship_is_noted_with_a_stop_until_a_day(office: Office) -> None:
    done = office.do("hardship", text="lost his job", until="+30")
    assert office.standing("note", "topic, text") == [("hardship", "lost his job")]
    assert office.standing("stop", "kind, until_on, note") == [
        ("hardship", "2026-03-13", "lost his job")
    ]
    office.undo(done)
    assert office.standing("note", "seq") == office.standing("stop", "seq") == []
    office.do("hardship", text="illness")
    assert office.standing("stop", "seq") == []


def test_a_note(office: Office) -> None:
    done = office.do("note", text="  rings after five ", topic="gen")
    assert office.standing("note", "topic, text") == [("general", "rings after five")]
    office.undo(done)
    assert office.standing("note", "seq") == []
    with pytest.raises(InputError):
        office.do("note", text="  ")


def test_what_is_queued_is_no_contact_until_it_is_sent(office: Office) -> None:
    firsts = office.first("queue")
    assert (firsts["channel"], firsts["stage"]) == ("email", "reminder")
    queued = office.do("queue")
    assert queued.sentence == "queued: e-mail of reminder - Ash"
    assert office.standing(*CONTACTS) == []
    with pytest.raises(Refused, match="waits to be sent already"):
        office.do("queue")
    sent = office.do("send")
    assert sent.lines == ("carried out: reminder",)
    ((contact,),) = office.standing("contact", "seq")
    assert office.standing("queued_end", "outcome, contact_id") == [("sent", contact)]
    with pytest.raises(InputError, match="nothing waits to be sent"):
        office.do("send")
    office.undo(sent)
    assert office.standing("queued_end", "seq") == []
    assert office.standing(*CONTACTS) == []
    given_up = office.do("cancel-queued")
    office.undo(given_up)
    office.undo(queued)
    assert office.standing("queued_end", "outcome") == [("cancelled",)]
    assert office.sound()


def test_what_was_queued_in_good_time_is_refused_when_it_is_sent(office: Office) -> None:
    office.do("queue", channel="letter")
    office.do("letter", result="ML")
    with pytest.raises(Blocked) as blocked:
        office.do("send")
    assert blocked.value.verdict.rule == "one-letter"
    assert office.standing("queued_end", "seq") == []
    assert office.do("send", reason="they lost it").sentence == "sent: letter - Ash"


def test_what_is_blocked_for_a_time_is_queued_and_says_so(office: Office) -> None:
    office.do("letter", result="ML")
    done = office.do("queue", channel="letter")
    assert done.sentence == "queued: letter - Ash; blocked as it is now, by `one-letter`"
    assert done.lines[0].startswith("blocked as it is now: `one-letter` allows 1 attempt")


def test_what_will_never_be_free_is_not_queued(office: Office) -> None:
    office.do("stop", kind="attorney")
    with pytest.raises(Blocked):
        office.do("queue", channel="letter")
    assert office.standing("queued", "seq") == []


def test_what_was_sent_cannot_be_unqueued(office: Office) -> None:
    queued = office.do("queue")
    office.do("send")
    with pytest.raises(Refused):
        office.undo(queued)


def test_the_owner_approves_and_takes_it_back(office: Office) -> None:
    office.firm.run("2026-02-02")
    for day in ("2026-04-20", "2026-04-21"):
        office.firm.run(day)
    office.do("email", result="EM")
    office.now = NOON.replace(month=4, day=22)
    office.do("email", result="EM")
    office.firm.run("2026-04-23")
    office.now = NOON.replace(month=4, day=23)
    assert office.first("approve")["rule"] == "agency"
    done = office.do("approve", reason="they had their time")
    assert done.sentence == "approved: stage agency - Ash"
    assert office.first("approve")["rule"] == ""
    with pytest.raises(CollectrulesError):
        office.do("approve", rule="agency", reason="again")
    office.undo(done)
    assert office.first("approve")["rule"] == "agency"


def test_a_contact_that_is_blocked_says_so_and_only_that_is_written(office: Office) -> None:
    office.do("call", result="NA")
    office.do("call", result="LV")
    before = office.firm.events()
    with pytest.raises(Blocked) as blocked:
        office.do("promise", amount="10", day="+1", how="call")
    assert blocked.value.verdict.rule == "two-calls"
    assert office.standing("promise", "seq") == []
    assert office.firm.events() == before + 1  # that it was asked and refused


def test_a_dry_run_of_anything_writes_nothing(office: Office) -> None:
    office.do("call-back", at="14:30")
    office.do("dispute", reason="short")
    office.firm.issue("B", 100_000, due="2026-02-05")
    before = office.firm.events()
    for id, answers in {
        "call": {},
        "email": {},
        "letter": {},
        "sms": {},
        "promise": {"day": "+7", "how": "call"},
        "end-dispute": {"outcome": "over"},
        "plan": {},
        "payment": {},
        "says-paid": {},
        "call-back": {"at": "15:00"},
        "cancel-call-back": {},
        "wrong-number": {},
        "stop": {},
        "hardship": {"text": "x", "until": "+3"},
        "note": {"text": "x"},
        "queue": {},
    }.items():
        assert office.do(id, dry_run=True, **answers).sentence
    assert office.firm.events() == before
