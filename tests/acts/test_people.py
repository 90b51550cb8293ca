"""Persons are recorded, changed, reached and asked as they say, and nothing is recorded twice."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from collectrules.acts.consents import ConsentWanted, tell_consent
from collectrules.acts.people import (
    Act,
    QuietTimeWanted,
    ReachWanted,
    add_person,
    add_reach,
    change_person,
    end_quiet_times,
    end_reach,
    set_quiet_time,
)
from collectrules.errors import InputError, Refused
from collectrules.ledger.people import Person, people_of
from collectrules.ledger.verify import verify
from collectrules.worklist.find_people import find_person, find_reach
from tests.acts.books import AT, Firm

PHONE = ReachWanted(kind="phone", value="+442079460958", place="work", zones=("Europe/London",))


def act(day: str = "2026-03-02", *, dry_run: bool = False) -> Act:
    return Act(date.fromisoformat(day), AT, "ana", dry_run)


def ana(firm: Firm) -> Person:
    return add_person(firm.ledger, firm.account, act(), name=" Ana  Ash ", role="debtor")


def reached(firm: Firm) -> Person:
    return add_reach(firm.ledger, ana(firm), act(), PHONE)


def test_a_person_is_added_with_their_number(firm: Firm) -> None:
    person = reached(firm)
    assert (person.name, person.role, person.from_on) == ("Ana Ash", "debtor", date(2026, 3, 2))
    (reach,) = person.reaches
    assert (reach.value, reach.zones) == ("+442079460958", ("Europe/London",))
    assert people_of(firm.ledger.connection, firm.account.id) == (person,)
    assert people_of(firm.ledger.connection, firm.account.id, as_of=date(2026, 3, 1)) == ()
    assert verify(firm.ledger) == []


def test_the_journal_has_no_name_and_no_number(firm: Firm) -> None:
    reached(firm)
    said = " ".join(str(row[0]) for row in firm.rows("SELECT payload FROM journal"))
    assert "Ash" not in said.replace('"name":"Ash"', "")  # the customer's own, as imported
    assert "7946" not in said


def test_a_dry_run_writes_nothing(firm: Firm) -> None:
    before = firm.events()
    found = add_person(firm.ledger, firm.account, act(dry_run=True), name="Ana", role="other")
    assert found.name == "Ana"
    assert (firm.events(), firm.rows("SELECT count(*) FROM personal")) == (before, [(0,)])


def test_what_changes_is_recorded_and_the_rest_stays(firm: Firm) -> None:
    person = ana(firm)
    changed = change_person(firm.ledger, person, act("2026-04-01"), name="Ana Birch")
    assert (changed.name, changed.role) == ("Ana Birch", "debtor")
    (before,) = people_of(firm.ledger.connection, firm.account.id, as_of=date(2026, 3, 31))
    assert before.name == "Ana Ash"
    with pytest.raises(Refused, match="nothing would change"):
        change_person(firm.ledger, changed, act("2026-04-02"), role="debtor")


@pytest.mark.parametrize("name", ["", "  ", "Ana\x1b[31m", "a" * 201])
def test_a_name_that_is_none_is_refused(firm: Firm, name: str) -> None:
    with pytest.raises(InputError):
        add_person(firm.ledger, firm.account, act(), name=name, role="debtor")


def test_a_language_that_is_none_is_refused(firm: Firm) -> None:
    with pytest.raises(InputError, match="not the code of a language"):
        add_person(firm.ledger, firm.account, act(), name="Ana", role="debtor", language="German")


def test_a_number_is_recorded_once_until_it_ends(firm: Firm) -> None:
    person = reached(firm)
    with pytest.raises(Refused, match="has that number already"):
        add_reach(firm.ledger, person, act("2026-03-03"), PHONE)
    ended = end_reach(
        firm.ledger, person, person.reaches[0].seq, act("2026-03-04"), reason="left the firm"
    )
    assert (ended.reached_at, ended.reaches[0].ended_on) == ((), date(2026, 3, 4))
    with pytest.raises(Refused, match="ended already"):
        end_reach(firm.ledger, ended, ended.reaches[0].seq, act("2026-03-05"), reason="again")
    again = add_reach(firm.ledger, ended, act("2026-03-06"), PHONE)
    assert len(again.reached_at) == 1


def test_nothing_is_about_a_day_before_they_were_recorded(firm: Firm) -> None:
    person = reached(firm)
    with pytest.raises(Refused, match="is recorded from 2026-03-02, after 2026-03-01"):
        add_reach(firm.ledger, person, act("2026-03-01"), PHONE)
    later = add_reach(
        firm.ledger,
        person,
        act("2026-03-09"),
        ReachWanted(kind="email", value="ana@example.com", place="other"),
    )
    with pytest.raises(Refused, match="recorded from 2026-03-09, after 2026-03-05"):
        end_reach(firm.ledger, later, later.reaches[1].seq, act("2026-03-05"), reason="moved")


def test_hours_over_midnight_are_two_and_the_second_is_on_the_days_after(firm: Firm) -> None:
    wanted = QuietTimeWanted(days=("fri", "sun"), from_minute=22 * 60, until_minute=6 * 60 + 30)
    person = set_quiet_time(firm.ledger, ana(firm), act(), wanted)
    assert [(each.days, each.from_minute, each.until_minute) for each in person.quiet_times] == [
        (("fri", "sun"), 1320, 1440),
        (("mon", "sat"), 0, 390),
    ]
    ids = [each.seq for each in person.quiet_times]
    ended = end_quiet_times(firm.ledger, person, ids, act("2026-04-01"))
    assert {each.ended_on for each in ended.quiet_times} == {date(2026, 4, 1)}
    with pytest.raises(Refused, match="no inconvenient hours"):
        end_quiet_times(firm.ledger, person, ids, act("2026-04-02"))


def test_hours_that_end_at_midnight_are_one(firm: Firm) -> None:
    wanted = QuietTimeWanted(days=("mon",), from_minute=1320, until_minute=0)
    person = set_quiet_time(firm.ledger, ana(firm), act(), wanted)
    assert [(each.from_minute, each.until_minute) for each in person.quiet_times] == [(1320, 1440)]


def test_a_consent_is_given_for_a_number_and_taken_back(firm: Firm) -> None:
    person = reached(firm)
    reach, at = person.reaches[0].seq, datetime(2026, 3, 2, 10, 15, tzinfo=UTC)
    wanted = ConsentWanted(
        channel="sms", given=True, reach_id=reach, told_at=at, how="by telephone"
    )
    given = tell_consent(firm.ledger, person, act(), wanted).person
    back = ConsentWanted(
        channel="sms", given=False, told_at=at.replace(day=9), how="text message STOP"
    )
    both = tell_consent(firm.ledger, given, act("2026-03-09"), back).person
    assert [(each.given, each.reach_id, each.how) for each in both.consents] == [
        (True, reach, "by telephone"),
        (False, None, "text message STOP"),
    ]
    with pytest.raises(Refused, match="serves for `call` or `sms`, not for `email`"):
        tell_consent(
            firm.ledger,
            both,
            act("2026-03-10"),
            ConsentWanted(channel="email", given=True, reach_id=reach, told_at=at, how="x"),
        )
    with pytest.raises(InputError, match="how they said so is missing"):
        tell_consent(
            firm.ledger,
            both,
            act("2026-03-10"),
            ConsentWanted(channel="sms", given=True, told_at=at, how=" "),
        )


def test_a_person_is_named_by_name_or_event_and_a_number_by_its_digits(firm: Firm) -> None:
    person = reached(firm)
    assert find_person(firm.ledger, firm.account, "ana ASH") == person
    assert find_person(firm.ledger, firm.account, str(person.seq)) == person
    for text in ("+442079460958", "020 7946 0958", "7946-0958", str(person.reaches[0].seq)):
        assert find_reach(person, text) == person.reaches[0]
    with pytest.raises(InputError, match="is not reached at `0958`"):
        find_reach(person, "0958")
    with pytest.raises(InputError) as refused:
        find_person(firm.ledger, firm.account, "Ana Ahs")
    assert refused.value.help == "did you mean `Ana Ash`?"
    ana(firm)
    with pytest.raises(InputError, match="several persons called `Ana Ash`"):
        find_person(firm.ledger, firm.account, "Ana Ash")
