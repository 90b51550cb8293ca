"""Stops count from their moment on, hold as long as the law has it, and are never set twice."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from collectrules.acts.consents import ConsentWanted, tell_consent
from collectrules.acts.people import Act, ReachWanted, add_person, add_reach
from collectrules.acts.stops import end_stop, set_stop, standing_stops
from collectrules.compliance.results import results
from collectrules.compliance.stop_kinds import Term, kind_named, kinds_of_stop
from collectrules.compliance.whom import ANYBODY, Purpose, Whom
from collectrules.errors import InputError, Refused
from collectrules.ledger.events.gate import How, StopKind
from collectrules.ledger.people import people_of
from collectrules.ledger.stops import Stop, stops
from collectrules.ledger.verify import verify
from collectrules.policy.load import parse
from collectrules.policy.model import Channel, Policy
from collectrules.worklist.reversals import reverse
from collectrules.worklist.stops import CameOfIt, StopWanted, enter_what_came_of
from tests.acts.books import AT, Firm

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)


def act(day: str = "2026-03-02", *, dry_run: bool = False) -> Act:
    return Act(date.fromisoformat(day), AT, "ana", dry_run)


def policy_with(*packs: str) -> Policy:
    named = ", ".join(f'"{pack}"' for pack in packs)
    text = f"""
    language = 1
    [policy]
    id = "a"
    title = "A"
    version = "1"
    effective_from = 2026-01-01
    currency = "USD"
    collects_for = "others"
    {f"packs = [{named}]" if packs else ""}
    """
    return parse(text.encode(), "a.toml")


def put(
    firm: Firm,
    kind: StopKind,
    *,
    person: int | None = None,
    channel: str = "",
    at: datetime = MONDAY,
    until: str | None = None,
    how: How = "written",
    policy: Policy | None = None,
    dry_run: bool = False,
) -> tuple[Stop, Term]:
    wanted = StopWanted(
        account_id=firm.account.id,
        kind=kind,
        person_id=person,
        channel=channel,
        at=at,
        on=at.date(),
        until_on=date.fromisoformat(until) if until else None,
        how=how,
    )
    return set_stop(firm.ledger, wanted, act(dry_run=dry_run), policy=policy)


def test_every_kind_of_the_ledger_is_in_the_table_with_its_law() -> None:
    assert set(kinds_of_stop()) == {
        "cease", "opt-out", "attorney", "bankruptcy", "deceased", "minor", "workplace", "dispute",
        "hardship",
    }  # fmt: skip
    assert {each.kind for each in kinds_of_stop().values() if not each.cite} == {
        "deceased",
        "minor",
    }
    assert {each.confidence for each in kinds_of_stop().values()} == {"primary", "own"}


def test_a_cease_request_holds_until_it_is_ended(firm: Firm) -> None:
    """A written cease request has no end in the law: 12 CFR 1006.6(c), row RF-18."""
    stop, term = put(firm, "cease")
    assert (stop.from_on, stop.last_on, term.shorter) == (date(2026, 3, 2), None, None)
    assert stop.counts_on(date(2099, 1, 1))
    ended = end_stop(firm.ledger, stop, act("2026-06-01"), reason="they asked for a plan")
    assert (ended.last_on, ended.counts_on(date(2026, 6, 1))) == (date(2026, 5, 31), False)
    with pytest.raises(Refused, match="the stop is over: its last day was 2026-05-31"):
        end_stop(firm.ledger, stop, act("2026-06-02"), reason="again")
    assert standing_stops(firm.ledger, firm.account.id, date(2026, 6, 1)) == []
    assert verify(firm.ledger) == []


@pytest.mark.parametrize(
    ("packs", "how", "last"),
    [
        # Row MA-4: an oral request about calls at work is valid ten days: 2 March and ten more.
        (("us-massachusetts",), "oral", date(2026, 3, 12)),
        (("us-massachusetts",), "written", None),
        # Row RF-16: who knows that the employer forbids it goes on knowing it.
        (("us-massachusetts", "us-reg-f"), "oral", None),
        (("us-reg-f",), "oral", None),
        ((), "oral", None),
    ],
)
def test_an_oral_request_about_work_holds_ten_days_in_massachusetts(
    firm: Firm, packs: tuple[str, ...], how: How, last: date | None
) -> None:
    stop, term = put(firm, "workplace", how=how, policy=policy_with(*packs))
    assert stop.until_on == last
    # Seven days after the request for confirming it: 9 March.
    assert term.confirm_by == (date(2026, 3, 9) if last else None)


def test_it_is_confirmed_by_setting_it_in_writing(firm: Firm) -> None:
    policy = policy_with("us-massachusetts")
    put(firm, "workplace", how="oral", policy=policy)
    confirmed, _ = put(firm, "workplace", at=MONDAY.replace(day=9), how="written", policy=policy)
    assert confirmed.until_on is None
    with pytest.raises(Refused, match="has that stop already, `workplace` since 2026-03-09"):
        put(firm, "workplace", at=MONDAY.replace(day=10), how="oral", policy=policy)


def test_hardship_needs_its_last_day_and_is_over_after_it(firm: Firm) -> None:
    with pytest.raises(Refused, match="`hardship` has a last day"):
        put(firm, "hardship")
    with pytest.raises(Refused, match="comes before the first"):
        put(firm, "hardship", until="2026-03-01")
    stop, _ = put(firm, "hardship", until="2026-04-01")
    assert [stop.counts_on(date(2026, 4, day)) for day in (1, 2)] == [True, False]


@pytest.mark.parametrize(
    "kind", ["cease", "attorney", "bankruptcy", "deceased", "minor", "dispute"]
)
def test_what_the_law_gives_no_end_takes_none(firm: Firm, kind: StopKind) -> None:
    with pytest.raises(Refused, match=f"`{kind}` has no last day"):
        put(firm, kind, until="2026-04-01")


def test_an_opt_out_is_of_one_channel_and_no_other_stop_is(firm: Firm) -> None:
    with pytest.raises(Refused, match="an opt-out is of one channel"):
        put(firm, "opt-out")
    with pytest.raises(Refused, match="`cease` is about every channel"):
        put(firm, "cease", channel="call")
    put(firm, "opt-out", channel="call")
    put(firm, "opt-out", channel="sms")
    with pytest.raises(Refused, match="has that stop already"):
        put(firm, "opt-out", channel="sms", at=MONDAY.replace(day=5))
    earlier, _ = put(firm, "opt-out", channel="sms", at=MONDAY.replace(day=1))
    assert earlier.from_on == date(2026, 3, 1)


def test_a_dry_run_writes_nothing(firm: Firm) -> None:
    before = firm.events()
    put(firm, "cease", dry_run=True)
    assert firm.events() == before


def test_a_stranger_is_refused(firm: Firm) -> None:
    with pytest.raises(Refused, match="the account has no person"):
        put(firm, "cease", person=firm.account.id)


def test_a_misspelt_kind_is_told() -> None:
    with pytest.raises(InputError) as refused:
        kind_named("bankrupcy")
    assert refused.value.help == "did you mean `bankruptcy`?"


class Reached:
    """A person of the firm's customer with a number and an e-mail address."""

    def __init__(self, firm: Firm) -> None:
        self.firm = firm
        person = add_person(firm.ledger, firm.account, act(), name="Ana", role="debtor")
        phone = ReachWanted(kind="phone", value="+442079460958", place="home")
        email = ReachWanted(kind="email", value="ana@example.com", place="other")
        add_reach(firm.ledger, person, act(), phone)
        both = add_reach(firm.ledger, person, act(), email)
        self.id = person.seq
        self.phone, self.email = (each.seq for each in both.reaches)

    def log(self, code: str, whom: Whom, day: int = 3) -> CameOfIt:
        at = MONDAY.replace(day=day)
        with self.firm.ledger.writing(at=at, by="ana") as book:
            return enter_what_came_of(
                book, None, self.firm.account.id, results()[code], whom, at=at, on=at.date()
            )

    def reached_at(self) -> list[int]:
        (person,) = people_of(self.firm.ledger.connection, self.firm.account.id)
        return [each.seq for each in person.reached_at]


@pytest.fixture
def reached(firm: Firm) -> Reached:
    return Reached(firm)


def test_a_wish_not_to_be_called_is_an_opt_out_of_calls(reached: Reached) -> None:
    came = reached.log("STOP", Whom(reached.id))
    (stop,) = stops(reached.firm.ledger.connection)
    assert came == CameOfIt((stop.seq,))
    assert (stop.kind, stop.channel, stop.person_id, stop.how) == (
        "opt-out",
        "call",
        reached.id,
        "oral",
    )
    assert reached.log("STOP", Whom(reached.id), day=4) == CameOfIt()
    assert len(reached.log("STOP", ANYBODY, day=5).stops) == 1


@pytest.mark.parametrize(
    ("channel", "of_a_number", "day", "over"),
    [
        ("call", False, 4, True),
        ("sms", False, 4, False),
        ("call", True, 4, False),
        ("call", False, 2, False),  # they had allowed it before they wanted no more
    ],
)
def test_who_allows_a_channel_again_has_no_opt_out_of_it(
    reached: Reached, channel: Channel, of_a_number: bool, day: int, over: bool
) -> None:
    reached.log("STOP", Whom(reached.id))
    reached.log("STOP", ANYBODY)
    (person,) = people_of(reached.firm.ledger.connection, reached.firm.account.id)
    wanted = ConsentWanted(
        channel=channel,
        given=True,
        reach_id=reached.phone if of_a_number else None,
        told_at=MONDAY.replace(day=day),
        how="asked to be called",
    )
    told = tell_consent(reached.firm.ledger, person, act(f"2026-03-{day:02}"), wanted)
    own, everybody = stops(reached.firm.ledger.connection)
    assert told.ended_stops == ((own.seq,) if over else ())
    assert (own.ended_on is not None, everybody.ended_on) == (over, None)


def test_a_consent_that_was_a_mistake_takes_the_end_of_the_opt_out_with_it(
    reached: Reached,
) -> None:
    reached.log("STOP", Whom(reached.id))
    ledger = reached.firm.ledger
    (person,) = people_of(ledger.connection, reached.firm.account.id)
    wanted = ConsentWanted(channel="call", given=True, told_at=MONDAY.replace(day=4), how="rang us")
    told = tell_consent(ledger, person, act("2026-03-04"), wanted).person.consents[0]
    (over,) = stops(ledger.connection)
    assert over.ended_on == date(2026, 3, 4)
    taken_back = reverse(
        ledger, seq=told.seq, reason="another Ana", on=date(2026, 3, 5), at=AT, by="ana"
    )
    assert taken_back.events == (told.seq, told.seq + 1)
    (again,) = stops(ledger.connection)
    assert again.ended_on is None


def test_an_attorney_who_was_named_is_a_stop(reached: Reached) -> None:
    reached.log("ATT", ANYBODY)
    (stop,) = stops(reached.firm.ledger.connection)
    assert (stop.kind, stop.channel, stop.person_id, stop.until_on) == ("attorney", "", None, None)


@pytest.mark.parametrize("code", ["WN", "TD"])
def test_a_number_that_does_not_reach_them_ends(reached: Reached, code: str) -> None:
    came = reached.log(code, Whom(reached.id, reached.phone))
    assert came == CameOfIt(ended_reaches=(reached.phone,))
    assert reached.reached_at() == [reached.email]
    assert reached.log(code, Whom(reached.id, reached.phone), day=4) == CameOfIt()
    assert reached.log(code, Whom(reached.id), day=4) == CameOfIt()


def test_an_address_from_which_mail_comes_back_ends(reached: Reached) -> None:
    reached.log("EMB", Whom(reached.id, reached.email))
    assert reached.reached_at() == [reached.phone]


@pytest.mark.parametrize("code", ["NA", "LV", "PTP", "DSP", "IN", "ML"])
def test_other_results_bring_nothing(reached: Reached, code: str) -> None:
    assert reached.log(code, Whom(reached.id, reached.phone)) == CameOfIt()


@pytest.mark.parametrize(("purpose", "ended"), [("verification", 1), ("", 0)])
def test_what_verifies_the_debt_ends_the_dispute(
    reached: Reached, purpose: Purpose, ended: int
) -> None:
    """Row RF-25: collection ceases until the verification is sent."""
    put(reached.firm, "dispute")
    came = reached.log("ML", Whom(reached.id, purpose=purpose))
    assert len(came.ended_stops) == ended
    (stop,) = stops(reached.firm.ledger.connection)
    assert stop.counts_on(date(2026, 3, 4)) is not bool(ended)


def test_a_stop_that_was_a_mistake_is_taken_back(firm: Firm) -> None:
    stop, _ = put(firm, "cease")
    reverse(firm.ledger, seq=stop.seq, reason="another customer", on=stop.from_on, at=AT, by="ana")
    assert stops(firm.ledger.connection) == ()
    put(firm, "cease")
