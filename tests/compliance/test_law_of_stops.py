"""Until when a stop stands, what it lets through once, and where else a number that said it is closed.

Rows RF-18 and RF-22 of the law, R1, by the pack `us-reg-f`; 1 September 2026 is a Tuesday.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from collectrules.acts.consents import ConsentWanted, tell_consent
from collectrules.acts.people import Act
from collectrules.clock import moment_text
from collectrules.compliance.whom import Purpose, Whom
from collectrules.errors import Refused
from collectrules.ledger.events import StopSet
from collectrules.ledger.people import people_of
from collectrules.ledger.stops import stops
from collectrules.policy.model import Channel
from collectrules.worklist.outcomes import log_contact
from collectrules.worklist.reversals import reverse
from collectrules.worklist.versions import policy_in_force
from tests.compliance.cases import EASTERN, Case, case


@pytest.fixture
def reg_f() -> Iterator[Case]:
    with case("us-reg-f") as made:
        yield made


def logged(made: Case, at: str, recorded: str, channel: Channel = "call") -> str:
    """Whether a contact can be logged, at whatever moment that is done."""
    policy, seq = policy_in_force(made.ledger, made.at(at).date())
    code = {"call": "NA", "sms": "SMS"}[channel]
    about = {"account_id": made.account, "channel": channel, "result": code, "whom": made.them}
    when = {"at": made.at(at), "recorded_at": made.at(recorded), "by": "ana", "dry_run": True}
    try:
        log_contact(made.ledger, seq, policy, **about, **when)
    except Refused as refused:
        return "stop" if "`stop:" in refused.message else refused.message
    return "logged"


def allow_again(made: Case, at: str, recorded: str) -> None:
    (them, _) = people_of(made.ledger.connection, made.account)
    wanted = ConsentWanted(channel="sms", given=True, told_at=made.at(at), how="rang us")
    act = Act(made.at(at).date(), made.at(recorded), "ana")
    tell_consent(made.ledger, them, act, wanted)


# Until when it stands.


@pytest.mark.parametrize("recorded", ["10T15:30", "10T20:00", "12T09:00"])
@pytest.mark.parametrize(
    ("at", "wanted"),
    [("10:00", "stop"), ("13:59", "stop"), ("14:00", "logged"), ("15:00", "logged")],
)
def test_rf_18_a_stop_stands_until_the_moment_it_is_ended_whenever_that_is_logged(
    reg_f: Case, at: str, wanted: str, recorded: str
) -> None:
    """1006.6(c)(1): ended on the 10th at 14:00; a call at 10:00 was not allowed."""
    stop = reg_f.stop("cease", "2026-09-01T12:00")
    reg_f.end(stop, "2026-09-10T14:00")
    assert logged(reg_f, f"2026-09-10T{at}", f"2026-09-{recorded}") == wanted


@pytest.mark.parametrize(
    ("recorded", "at", "wanted"),
    [
        # Ended from the 10th on, which was recorded on the 12th: from the beginning of the 10th.
        ("2026-09-12T14:00", "2026-09-10T08:00", "yes"),
        ("2026-09-12T14:00", "2026-09-09T20:59", "2026-09-10 08:00"),
        # Recorded before: from the beginning of the day that was named.
        ("2026-09-08T14:00", "2026-09-09T20:59", "2026-09-10 08:00"),
        ("2026-09-08T14:00", "2026-09-10T08:00", "yes"),
        # Recorded on that day, by the clock of the business: 03:30 UTC is still the 10th in New York.
        ("2026-09-11T03:30+00:00", "2026-09-10T20:00", "2026-09-11 08:00"),
    ],
)  # fmt: skip
def test_rf_18_what_was_ended_on_another_day_than_it_was_recorded(
    reg_f: Case, recorded: str, at: str, wanted: str
) -> None:
    stop = reg_f.stop("cease", "2026-09-01T12:00")
    reg_f.end(stop, "2026-09-10", recorded)
    assert reg_f.free(at) == wanted


def test_a_stop_that_was_set_and_ended_on_one_day_stood_in_between(reg_f: Case) -> None:
    stop = reg_f.stop("cease", "2026-09-10T10:00")
    reg_f.end(stop, "2026-09-10T14:00")
    moments = [f"2026-09-10T{at}" for at in ("09:59", "10:00", "13:59", "14:00")]
    assert [reg_f.free(each) for each in moments] == [
        "yes", "2026-09-10 14:00", "2026-09-10 14:00", "yes",
    ]  # fmt: skip


@pytest.mark.parametrize("recorded", ["2026-09-10T16:00", "2026-09-12T09:00"])
def test_rf_22_an_opt_out_stands_until_they_said_that_they_allow_it_again(
    reg_f: Case, recorded: str
) -> None:
    """1006.14(h)(1): said on the 10th at 10:15, however late that is recorded."""
    reg_f.stop("opt-out", "2026-09-01T12:00", channel="sms", person=reg_f.debtor)
    allow_again(reg_f, "2026-09-10T10:15", recorded)
    assert logged(reg_f, "2026-09-10T10:14", "2026-09-12T12:00", "sms") == "stop"
    assert logged(reg_f, "2026-09-10T10:15", "2026-09-12T12:00", "sms") == "logged"


def test_rf_25_what_verifies_a_debt_ends_the_stop_with_its_day_however_late_it_is_logged(
    reg_f: Case,
) -> None:
    """1006.38(d)(2)(i): sent on the 9th, logged on the 10th at noon: free from the beginning of the 10th."""
    reg_f.stop("dispute", "2026-09-01T12:00")
    policy, seq = policy_in_force(reg_f.ledger, reg_f.at("2026-09-09").date())
    log_contact(
        reg_f.ledger, seq, policy, account_id=reg_f.account, channel="letter", result="ML",
        at=reg_f.at("2026-09-09T11:00"), recorded_at=reg_f.at("2026-09-10T12:00"), by="ana",
        whom=Whom(reg_f.debtor, purpose="verification"),
    )  # fmt: skip
    assert reg_f.free("2026-09-09T20:00") == "2026-09-10 08:00"
    assert reg_f.free("2026-09-10T08:00") == "yes"


@pytest.mark.parametrize("recorded", ["2026-09-10T10:05", "2026-09-10T16:00"])
def test_the_replay_finds_a_call_of_the_morning_on_which_a_stop_was_ended(
    reg_f: Case, recorded: str
) -> None:
    """Written past the gate before the end or after it, it is a breach; one after the end is none."""
    stop = reg_f.stop("cease", "2026-09-01T12:00")
    early = "" if recorded.endswith("10:05") else recorded
    if not early:
        wrong = reg_f.contact("2026-09-10T10:00", recorded=recorded)
    reg_f.end(stop, "2026-09-10T14:00")
    if early:
        wrong = reg_f.contact("2026-09-10T10:00", recorded=recorded)
    reg_f.contact("2026-09-10T15:00", recorded="2026-09-10T16:30")
    assert reg_f.found() == [(wrong, "stop:cease")]


def test_the_replay_reads_a_consent_by_its_moment(reg_f: Case) -> None:
    """Said at 15:00, recorded two days later: a text of 10:00 that was found out then came to light."""
    allow_again(reg_f, "2026-09-01T08:00", "2026-09-01T08:00")
    reg_f.stop("opt-out", "2026-09-09T12:00", channel="sms", person=reg_f.debtor)
    allow_again(reg_f, "2026-09-10T15:00", "2026-09-12T09:00")
    wrong = reg_f.contact("2026-09-10T10:00", "SMS", "sms", recorded="2026-09-12T10:00")
    assert reg_f.found() == [(wrong, "stop:opt-out")]


# What it lets through once.

CONFIRMING: tuple[Channel, Purpose, str, str] = ("sms", "confirmation", "SMS", "opt-out")
ENDING: tuple[Channel, Purpose, str, str] = ("letter", "end-of-efforts", "ML", "cease")


ENDED = "2026-09-08T12:00"


@pytest.mark.parametrize("way", [CONFIRMING, ENDING])
@pytest.mark.parametrize(
    ("again", "how", "wanted"),
    [
        ("2026-09-15T12:00", "written", "yes"),  # they asked anew
        ("2026-09-15T12:00", "oral", "yes"),
        (ENDED, "written", "yes"),
        ("2026-09-15T12:00", "own", "never"),  # our own hand
        ("2026-09-15T12:00", "court", "never"),
        ("2026-09-08T11:59", "written", "never"),  # while the first still stood
        ("2026-09-05T12:00", "written", "never"),
    ],
)
def test_rf_18_rf_22_what_was_used_is_used_unless_they_ask_anew(
    reg_f: Case, way: tuple[Channel, Purpose, str, str], again: str, how: str, wanted: str
) -> None:
    """1006.14(h)(2)(i), 1006.6(c)(2): one confirmation, one notice, of each request of theirs."""
    over, purpose, code, kind = way
    reg_f.consent("sms", "2026-08-20T12:00")
    channel = "sms" if kind == "opt-out" else ""
    whom = Whom(reg_f.debtor, purpose=purpose)
    first = reg_f.stop(kind, "2026-09-01T12:00", channel=channel)
    reg_f.tried("2026-09-02T12:00", code, whom)
    reg_f.end(first, ENDED)
    reg_f.stop(kind, again, channel=channel, how=how)
    assert reg_f.free("2026-09-16T12:00", over, whom) == wanted


def test_rf_22_what_was_not_used_is_left_where_we_set_it_again(reg_f: Case) -> None:
    """1006.14(h)(2)(i): their request of the 1st was never confirmed."""
    reg_f.consent("sms", "2026-08-20T12:00")
    whom = Whom(reg_f.debtor, reg_f.mobile, purpose="confirmation")
    reg_f.end(reg_f.stop("opt-out", "2026-09-01T12:00", channel="sms"), "2026-09-08T12:00")
    reg_f.stop("opt-out", "2026-09-15T12:00", channel="sms", how="own")
    assert reg_f.free("2026-09-16T12:00", "sms", whom) == "yes"
    reg_f.tried("2026-09-16T12:00", "SMS", whom)
    assert reg_f.free("2026-09-16T12:01", "sms", whom) == "never"


@pytest.mark.parametrize(("first_person", "second_person"), [(True, False), (False, True)])
def test_rf_22_setting_it_for_everybody_instead_of_a_person_renews_nothing(
    reg_f: Case, first_person: bool, second_person: bool
) -> None:
    reg_f.consent("sms", "2026-08-20T12:00")
    whom = Whom(reg_f.debtor, reg_f.mobile, purpose="confirmation")
    of = {True: reg_f.debtor, False: None}
    first = reg_f.stop("opt-out", "2026-09-01T12:00", channel="sms", person=of[first_person])
    reg_f.tried("2026-09-02T12:00", "SMS", whom)
    reg_f.end(first, "2026-09-08T12:00")
    reg_f.stop("opt-out", "2026-09-15T12:00", channel="sms", person=of[second_person], how="own")
    assert reg_f.free("2026-09-16T12:00", "sms", whom) == "never"


@pytest.mark.parametrize(
    ("kind", "channel"), [("opt-out", "call"), ("cease", "")]
)  # another channel, another kind
def test_rf_22_another_stop_is_another_request(reg_f: Case, kind: str, channel: str) -> None:
    reg_f.consent("sms", "2026-08-20T12:00")
    reg_f.end(reg_f.stop(kind, "2026-09-01T12:00", channel=channel), "2026-09-08T12:00")
    whom = Whom(reg_f.debtor, reg_f.mobile, purpose="confirmation")
    reg_f.tried("2026-09-02T12:00", "SMS", whom)
    reg_f.stop("opt-out", "2026-09-15T12:00", channel="sms", how="own")
    assert reg_f.free("2026-09-16T12:00", "sms", whom) == "yes"


# Where else the number stands.

SHARED = "+12125550142"


class Shared:
    """The debtor has a number that another person of the account has, and somebody of another account."""

    def __init__(self, made: Case) -> None:
        self.case = made
        self.theirs = made.number(made.debtor, "mobile", EASTERN, value=SHARED)
        self.others = made.number(made.other, "mobile", EASTERN, value=SHARED)
        self.account = made.open("consumer")
        self.stranger = made.person("debtor", account=self.account)
        self.strangers = made.number(self.stranger, "mobile", EASTERN, value=SHARED)
        self.own = made.number(self.stranger, "mobile", EASTERN, value="+12125550199")

    def free(self, at: str, channel: Channel, reach: int | None = None, **more: Purpose) -> str:
        """Of the other account; of nobody in particular where no number is named."""
        whom = Whom(self.stranger if reach else None, reach, (), **more)
        said = self.case.ask(at, channel, whom, self.account)
        return "yes" if said.allowed or said.level == "soft" else said.rule


@pytest.fixture
def shared(reg_f: Case) -> Shared:
    return Shared(reg_f)


def test_rf_22_a_number_that_opted_out_is_closed_wherever_it_stands(shared: Shared) -> None:
    """1006.14(h)(1): the medium that they asked us not to use, and no other; from that moment on."""
    made = shared.case
    made.stop("opt-out", "2026-09-01T12:00", channel="sms", person=made.debtor)
    before, after = "2026-09-01T11:59", "2026-09-01T12:00"
    assert shared.free(before, "sms", shared.strangers) == "yes"
    assert shared.free(after, "sms", shared.strangers) == "stop:opt-out"
    assert shared.free(after, "call", shared.strangers) == "yes"
    assert shared.free(after, "sms", shared.own) == "yes"
    assert shared.free(after, "sms") == "stop:opt-out"  # it may be at either number
    same_account = made.ask(after, "sms", Whom(made.other, shared.others))
    assert same_account.rule == "stop:opt-out"
    assert made.ask(after, "sms", Whom(made.other, made.others_mobile)).level == "soft"


def test_what_it_says(shared: Shared) -> None:
    made = shared.case
    stop = made.stop("opt-out", "2026-09-01T12:00", channel="sms", person=made.debtor)
    whom = Whom(shared.stranger, shared.strangers)
    assert made.ask("2026-09-02T12:00", "sms", whom, shared.account).sentence == (
        "`stop:opt-out` allows only one `reply` by text each time they begin it; this number opted out "
        f"under another person (event {stop}) since 2026-09-01 12:00, in writing; free once it is ended"
    )


@pytest.mark.parametrize("person", [True, False])
def test_rf_18_who_asked_to_be_left_alone_is_left_alone_at_that_number(
    shared: Shared, person: bool
) -> None:
    """1006.6(c)(1), (2): two notices may still be sent; a stop of everybody is of each number."""
    made = shared.case
    made.stop("cease", "2026-09-01T12:00", person=made.debtor if person else None)
    at = "2026-09-02T12:00"
    assert [shared.free(at, over, shared.strangers) for over in ("call", "sms")] == [
        "stop:cease", "stop:cease",
    ]  # fmt: skip
    assert [shared.free(at, over, shared.own) for over in ("call", "sms")] == ["yes", "yes"]
    assert shared.free(at, "letter", None) == "yes"
    assert shared.free(at, "sms", shared.strangers, purpose="remedy") == "yes"
    assert shared.free(at, "call", shared.strangers, purpose="remedy") == "stop:cease"


def test_rf_22_elsewhere_nothing_is_confirmed_and_who_begins_it_is_answered(shared: Shared) -> None:
    """1006.14(h)(2): the confirmation is to who asked; the reply to who began it."""
    made = shared.case
    made.stop("opt-out", "2026-09-01T12:00", channel="sms", person=made.debtor)
    at = "2026-09-02T12:00"
    assert shared.free(at, "sms", shared.strangers, purpose="confirmation") == "stop:opt-out"
    assert shared.free(at, "sms", shared.strangers, purpose="reply") == "stop:opt-out"
    whom = Whom(shared.stranger, shared.strangers)
    account, made.account = made.account, shared.account
    made.tried("2026-09-02T11:00", "SMI", whom)
    assert shared.free(at, "sms", shared.strangers, purpose="reply") == "yes"
    assert shared.free(at, "sms", shared.strangers) == "stop:opt-out"
    made.tried("2026-09-02T11:30", "SMS", replace(whom, purpose="reply"))
    assert shared.free(at, "sms", shared.strangers, purpose="reply") == "stop:opt-out"
    made.account = account


def test_it_is_open_once_the_stop_is_ended_or_taken_back(shared: Shared) -> None:
    made = shared.case
    one = made.stop("opt-out", "2026-09-01T12:00", channel="sms", person=made.debtor)
    made.end(one, "2026-09-03T14:00")
    assert shared.free("2026-09-03T13:59", "sms", shared.strangers) == "stop:opt-out"
    assert shared.free("2026-09-03T14:00", "sms", shared.strangers) == "yes"
    two = made.stop("opt-out", "2026-09-04T12:00", channel="sms", person=made.debtor)
    assert shared.free("2026-09-04T12:00", "sms", shared.strangers) == "stop:opt-out"
    at = made.at("2026-09-05T12:00")
    reverse(made.ledger, seq=two, reason="a slip", on=at.date(), at=at, by="a")
    assert shared.free("2026-09-04T12:00", "sms", shared.strangers) == "yes"


@pytest.mark.parametrize(
    ("kind", "channel", "value", "again"),
    [
        ("email", "email", "Ana@Acme.example", "ana@acme.EXAMPLE"),
        ("address", "letter", "Straße 1, Köln", "STRASSE 1, KÖLN"),
    ],
)
def test_e_mail_and_postal_addresses_are_alike_in_capitals(
    shared: Shared, kind: str, channel: Channel, value: str, again: str
) -> None:
    made = shared.case
    made.number(made.debtor, "home", "", kind=kind, value=value)
    same = made.number(shared.stranger, "home", "", kind=kind, value=again)
    other = made.number(shared.stranger, "home", "", kind=kind, value=f"{value} 2")
    made.stop("opt-out", "2026-09-01T12:00", channel=channel, person=made.debtor)
    at = "2026-09-02T12:00"
    assert shared.free(at, channel, same) == "stop:opt-out"
    assert shared.free(at, channel, other) == "yes"


@pytest.mark.parametrize(
    ("begun", "ended", "wanted"),
    [
        ("2026-08-01T09:00", "2026-09-01T09:00", "yes"),  # no longer theirs when they opted out
        ("2026-08-01T09:00", "2026-09-02T09:00", "stop:opt-out"),  # gone since: it said so all the same
        ("2026-09-05T09:00", "", "stop:opt-out"),  # theirs since
        ("2026-09-05T09:00", "2026-09-05T10:00", "yes"),  # never theirs
        ("2026-09-11T09:00", "", "yes"),  # not yet theirs
    ],
)  # fmt: skip
def test_whose_number_it_was_when_it_said_so(
    reg_f: Case, begun: str, ended: str, wanted: str
) -> None:
    account = reg_f.open("consumer")
    stranger = reg_f.person("debtor", account=account)
    same = reg_f.number(stranger, "mobile", EASTERN, value=SHARED)
    reg_f.stop("opt-out", "2026-09-01T12:00", channel="call", person=reg_f.debtor)
    theirs = reg_f.number(reg_f.debtor, "mobile", EASTERN, at=begun, value=SHARED)
    if ended:
        reg_f.end_reach(theirs, ended)
    said = reg_f.ask("2026-09-10T12:00", "call", Whom(stranger, same), account)
    assert (said.rule or "yes") == wanted


def test_what_was_erased_is_compared_with_nothing(shared: Shared) -> None:
    made = shared.case
    made.stop("opt-out", "2026-09-01T12:00", channel="sms", person=made.debtor)
    at = "2026-09-02T12:00"
    assert shared.free(at, "sms", shared.strangers) == "stop:opt-out"
    made.erase(made.debtor, "2026-09-03T12:00")
    assert shared.free(at, "sms", shared.strangers) == "yes"


def test_a_rehearsed_stop_leaves_nothing_behind(shared: Shared) -> None:
    """What a dry run gathered is gone with it, and what another event of its number says counts."""
    made = shared.case
    at = "2026-09-02T12:00"
    said = StopSet(
        *(shared.account, "opt-out", shared.stranger, "sms"),
        *(moment_text(made.at("2026-09-01T12:00")), None, "oral"),
    )
    with made.ledger.rehearsing(at=made.at("2026-09-01T12:00"), by="ana") as book:
        seq = book.append(said, on="2026-09-01")
        assert made.ask(at, "sms", Whom(made.debtor, shared.theirs)).rule == "stop:opt-out"
    stop = made.stop("opt-out", "2026-09-01T12:00", channel="sms", person=made.debtor)
    assert stop == seq
    assert made.ask(at, "sms", Whom(made.debtor, made.mobile)).rule == "stop:opt-out"
    assert shared.free(at, "sms", shared.strangers) == "stop:opt-out"
    assert len(stops(made.ledger.connection)) == 1


def test_the_replay_closes_it_too_and_a_stop_recorded_later_comes_to_light(shared: Shared) -> None:
    made, at = shared.case, "2026-09-01T13:00"
    them, their_own = (Whom(shared.stranger, each) for each in (shared.strangers, shared.own))
    made.past_the_gate("2026-09-01T11:00", them, shared.account)
    unknown = made.past_the_gate(at, them, shared.account)
    made.stop("opt-out", "2026-09-01T12:00", channel="call", person=made.debtor)
    wrong = made.past_the_gate("2026-09-03T13:00", them, shared.account)
    made.past_the_gate("2026-09-03T14:00", their_own, shared.account)
    assert made.found() == [(wrong, "stop:opt-out")]
    assert made.found("came to light") == [(unknown, "stop:opt-out")]
