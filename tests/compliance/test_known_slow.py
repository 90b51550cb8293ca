"""The gate against trying one moment after another, with persons, numbers, consents and stops made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.compliance.gate import may
from collectrules.compliance.lists import blocked_accounts
from collectrules.compliance.whom import Whom
from collectrules.policy.model import (
    WEEKDAYS,
    ContactConsent,
    ContactNotice,
    ContactRule,
)
from tests.compliance.contacts import (
    day,
    hours,
    limit,
    list_accounts,
    moment,
    pause,
    policy,
)
from tests.compliance.known import (
    INVOICES,
    Number,
    Plain,
    Quiet,
    Rung,
    Somebody,
    Stopped,
    Yes,
    known_books,
    local_date,
)
from tests.compliance.test_slow import FURTHEST, PLACES, STEP, Place, minutes_of, quarters

ZONES = ("America/New_York", "America/Los_Angeles", "Europe/London", "Australia/Lord_Howe")
SOMEWHERE = st.sampled_from(["home", "mobile", "work", "other"])
KINDS = (
    *("cease", "opt-out", "opt-out", "opt-out", "attorney", "bankruptcy", "deceased", "minor"),
    *("workplace", "dispute", "hardship"),
)
CHANNELS = st.sampled_from(["call", "call", "sms"])


@st.composite
def persons(draw: st.DrawFn, first: int) -> list[Somebody]:
    """Up to two of account 1, and up to one of account 2; some with the same number."""
    found = []
    for number in (
        *range(71, 71 + draw(st.integers(0, 2))),
        *range(81, 81 + draw(st.integers(0, 1))),
    ):
        numbers = tuple(
            Number(
                number * 10 + n,
                draw(SOMEWHERE),
                tuple(draw(st.lists(st.sampled_from(ZONES), max_size=2, unique=True))),
                draw(st.sampled_from(["a", "A", "b", ""])),
                draw(st.sampled_from([None, None, first + 6])) if number > 80 else None,
            )
            for n in range(draw(st.integers(0, 2)))
        )
        reach = st.sampled_from([None, *(each.id for each in numbers)])
        said = draw(
            st.lists(
                st.builds(
                    Yes,
                    st.integers(first - 4, first + 12),
                    quarters(1425),
                    st.booleans(),
                    CHANNELS,
                    reach,
                ),
                max_size=3,
            )
        )
        quiet = draw(
            st.lists(
                st.builds(
                    lambda days, start, length: Quiet(
                        tuple(days), start, min(1440, start + length)
                    ),
                    st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=3, unique=True),
                    quarters(1200),
                    st.sampled_from([15, 120, 600, 1440]),
                ),
                max_size=1,
            )
        )
        role = draw(st.sampled_from(["debtor", "debtor", "attorney", "other"]))
        account = 1 if number < 80 else 2
        found.append(Somebody(number, role, numbers, tuple(said), tuple(quiet), account))
    return found


@st.composite
def stops(draw: st.DrawFn, first: int, people: list[Somebody]) -> list[Stopped]:
    found = []
    for _ in range(draw(st.sampled_from([0, 0, 1, 1, 2]))):
        kind, on = draw(st.sampled_from(KINDS)), draw(st.integers(first, first + 12))
        account = draw(st.sampled_from([1, 1, 1, 2]))
        whose = [each.id for each in people if each.account == account]
        stop = Stopped(
            kind,
            on,
            draw(quarters(1425)),
            draw(st.sampled_from([None, *whose])),
            draw(CHANNELS) if kind == "opt-out" else "",
            draw(st.sampled_from([None, None, on, on + 3])),
            how=draw(st.sampled_from(["written", "own"])),
            account=account,
        )
        found.append(draw(ends(stop, people)))
    return found


@st.composite
def ends(draw: st.DrawFn, stop: Stopped, people: list[Somebody]) -> Stopped:
    """The stop, open or ended: by hand, on its day or another, or by a consent that came later."""
    ended = draw(st.sampled_from([None, stop.day, stop.day + 2]))
    recorded = draw(st.sampled_from([0, 0, 1, -1]))
    if ended is None:
        return stop
    allowed = [
        (yes.day, each.id * 100 + n)
        for each in people
        for n, yes in enumerate(each.said)
        if each.id == stop.person and yes.given and yes.reach is None
        if yes.channel == stop.channel and (yes.day, yes.minute) >= (stop.day, stop.minute)
    ]
    when = (ended + recorded, draw(quarters(1425)))
    if allowed:
        on, consent = draw(st.sampled_from(allowed))
        return replace(stop, ended=on, recorded=(on + 3, when[1]), consent=consent)
    return replace(stop, ended=ended, recorded=draw(st.sampled_from([None, when, when])))


@st.composite
def whoms(draw: st.DrawFn, people: list[Somebody]) -> Whom:
    people = [each for each in people if each.account == 1]
    reaches = [number.id for each in people for number in each.numbers]
    about = draw(st.sampled_from([(), (), INVOICES[:1], INVOICES[:2]]))
    purposes = ["", "", "", "confirmation", "end-of-efforts", "remedy", "verification", "reply"]
    purpose = draw(st.sampled_from(purposes))
    if reaches and draw(st.booleans()):
        return Whom(None, draw(st.sampled_from(reaches)), about, purpose)
    person = draw(st.sampled_from([None, *(each.id for each in people)]))
    return Whom(person, None, about, purpose)


@st.composite
def pasts(draw: st.DrawFn, first: int, people: list[Somebody]) -> list[Rung]:
    found = []
    for _ in range(draw(st.integers(0, 7))):
        whom = draw(whoms(people))
        found.append(
            Rung(
                draw(st.integers(first - 2, first + 10)),
                draw(st.sampled_from(["NA", "LV", "PTP", "IN"])),
                minute=draw(quarters(1425)),
                taken_back=draw(st.integers(0, 7)) == 0,
                person=whom.person_id,
                reach=whom.reach_id,
                about=whom.about,
                purpose=whom.purpose,
            )
        )
        if draw(st.integers(0, 4)) == 0:
            found[-1] = replace(found[-1], channel="letter", result="ML")
        elif draw(st.integers(0, 4)) == 0:
            found[-1] = replace(found[-1], channel="sms", result="SMS")
    return found


PER = st.sampled_from(
    [
        ("account",), ("person",), ("invoice",), ("place",),
        ("person", "invoice"), ("person", "place"), ("invoice", "place"),
    ]
)  # fmt: skip
SOME_PLACES = st.sampled_from([(), (), ("home", "mobile"), ("work",), ("work", "other")])
OVER = st.sampled_from([("call",), ("call", "sms")])
COUNTING = {"per": PER, "places": SOME_PLACES, "consent_days": st.sampled_from([0, 0, 3, 7])}


@st.composite
def rules(draw: st.DrawFn) -> list[ContactRule]:
    common = st.fixed_dictionaries({**COUNTING, "channels": OVER})
    found: list[ContactRule] = []
    for n in range(draw(st.integers(0, 2))):
        counts = draw(st.sampled_from(["attempts", "contacts", "conversations"]))
        within = draw(st.integers(1, 8))
        found.append(
            limit(draw(st.integers(1, 3)), within, id=f"l{n}", counts=counts, **draw(common))
        )
    if draw(st.booleans()):
        after = draw(st.sampled_from(["conversation", "contact", "attempt"]))
        more = draw(common)
        ends = bool(more["consent_days"]) and draw(st.booleans())
        found.append(pause(draw(st.integers(1, 6)), after=after, consent_ends=ends, **more))
    if draw(st.integers(0, 3)) == 0:
        days = draw(st.integers(1, 7))
        more = draw(common)
        received = draw(st.sampled_from([0, 0, 1, 3]))
        place = draw(st.sampled_from(["", "US"])) if received else ""
        found.append(
            ContactNotice(
                id="notice",
                begun_by=("letter",),
                pause_days=days,
                received_after_working_days=received,
                holidays=place,
                **more,
            )
        )
    if draw(st.booleans()):
        clock = draw(st.sampled_from(["debtor", "debtor", "business"]))
        found.append(
            hours(8, draw(st.sampled_from([12, 21])), clock=clock, places=draw(SOME_PLACES))
        )
    if draw(st.integers(0, 3)) == 0:
        days = draw(st.sampled_from([0, 4, 60]))
        found.append(ContactConsent(id="consent", channels=("call", "sms"), lasts_days=days))
    return found


@settings(max_examples=120, deadline=None)
@given(st.data(), PLACES, rules())
def test_the_gate_is_what_trying_every_person_place_and_invoice_finds(
    data: st.DataObject, place: Place, given_rules: list[ContactRule]
) -> None:
    people = data.draw(persons(place.first))
    stopped = data.draw(stops(place.first, people))
    history = data.draw(pasts(place.first, people))
    whom, channel = data.draw(whoms(people)), data.draw(CHANNELS)
    at = moment(place.first + data.draw(st.integers(0, 12)), data.draw(quarters(1425)), place.zone)
    connection = known_books(history, people, stopped, place.zone)
    asked = [rule for rule in given_rules if channel in rule.channels]
    gate = policy(*asked, zone=place.zone)
    verdict = may(connection, gate, 1, channel, at, whom=whom)
    plain = Plain(history, people, stopped, place.zone, whom, channel)

    closed = plain.closed(asked, at)
    assert set(verdict.blocking) == closed
    assert verdict.allowed == (not closed)
    if verdict.allowed:
        return
    free = at
    while not plain.is_open(asked, free) and free < at + FURTHEST:
        free += STEP
    if verdict.allowed_from is None:
        assert free >= at + FURTHEST
        return
    if free >= at + FURTHEST:
        return  # free later than is tried here
    assert verdict.allowed_from == local_date(free, place.zone)
    if verdict.allowed_from_time is not None:
        assert verdict.allowed_from_time.astimezone(UTC) == free
    assert may(connection, gate, 1, channel, free, whom=whom).allowed
    assert not may(connection, gate, 1, channel, free - timedelta(minutes=1), whom=whom).allowed


@settings(max_examples=60, deadline=None)
@given(st.data(), PLACES, rules())
def test_knowing_more_only_ever_allows_more(
    data: st.DataObject, place: Place, given_rules: list[ContactRule]
) -> None:
    """What is allowed at nobody in particular, about nothing in particular, is allowed at each."""
    people = data.draw(persons(place.first))
    stopped = data.draw(stops(place.first, people))
    history = data.draw(pasts(place.first, people))
    whom, channel = data.draw(whoms(people)), data.draw(CHANNELS)
    at = moment(place.first + data.draw(st.integers(0, 12)), data.draw(quarters(1425)), place.zone)
    connection = known_books(history, people, stopped, place.zone)
    gate = policy(*given_rules, zone=place.zone)

    def allowed(**less: object) -> bool:
        return may(connection, gate, 1, channel, at, whom=replace(whom, **less)).allowed

    if allowed(person_id=None, reach_id=None, about=()):
        assert allowed(person_id=None, reach_id=None)
        assert allowed()
    if allowed(about=()):
        assert allowed()


@settings(max_examples=40, deadline=None)
@given(st.data(), PLACES, rules(), st.integers(1, 12))
def test_the_list_and_the_gate_agree_on_nobody_in_particular(
    data: st.DataObject, place: Place, given_rules: list[ContactRule], number: int
) -> None:
    """Blocked on a day is blocked at every minute left of it; not blocked is free at some minute of it."""
    zone, on = place.zone, day(place.first + number)
    people = data.draw(persons(place.first))
    stopped = data.draw(stops(place.first, people))
    history = data.draw(pasts(place.first, people))
    connection, gate = known_books(history, people, stopped, zone), policy(*given_rules, zone=zone)
    list_accounts(connection, (1,))
    blocked = 1 in blocked_accounts(connection, gate, ("call",), on)["call"]
    told = [yes for each in people for yes in each.said]
    begun: list[datetime] = [
        moment(each.day, each.minute, zone)
        for each in (*history, *stopped, *told)
        if day(each.day) == on
    ]
    allowed = {
        each: may(connection, gate, 1, "call", each).allowed for each in minutes_of(on, zone)
    }
    if blocked:
        assert not any(free for each, free in allowed.items() if all(each >= b for b in begun))
    else:
        assert any(allowed.values())
