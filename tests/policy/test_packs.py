"""Compliance packs: what the law says is what they say, and no policy is looser than they are."""

from __future__ import annotations

import itertools
import tomllib
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.charges.fees import fee_amount
from collectrules.compliance.gate import may
from collectrules.compliance.results import results
from collectrules.errors import Faults
from collectrules.policy.folder import pack_ids, shipped_folder
from collectrules.policy.load import parse
from collectrules.policy.model import (
    ContactConsent,
    ContactHours,
    ContactLimit,
    ContactNotice,
    ContactPause,
    Pack,
    PackUse,
    Policy,
    Recounted,
    ReferenceRate,
    Rule,
)
from collectrules.policy.packs import packs_of, read_pack, shipped_pack, with_packs
from tests.compliance.contacts import CHANNELS, Tried, books, limit, moment, pause, policy

WANTED = (
    "australia", "de-late-payment", "eu-late-payment", "fr-late-payment", "india", "indonesia",
    "nl-collection-costs", "ontario", "quebec", "uk-contact", "uk-late-payment", "us-florida",
    "us-massachusetts", "us-new-york-city", "us-reg-f", "us-washington",
)  # fmt: skip


def pack(id: str) -> Pack:
    return read_pack(shipped_pack(id), f"packs/{id}.toml")


def rule(id: str) -> Rule:
    """A rule by its pack's id and its own."""
    of, name = id.split(":")
    return next(each.rule for each in pack(of).rules if each.rule.id == name)


def test_these_packs_come_with_the_program() -> None:
    assert pack_ids() == WANTED


@pytest.mark.parametrize("id", WANTED)
def test_a_pack_says_where_everything_in_it_comes_from(id: str) -> None:
    read = pack(id)
    assert read.id == id
    assert read.rules or read.duties
    assert "legal advice" in read.text
    for each in read.rules:
        assert each.rule.cite
        assert each.rule.reason or each.rule.cite
        assert each.off == (each.confidence == "unconfirmed")
    assert all(duty.text and duty.cite for duty in read.duties)
    assert all(period.cite and period.confidence != "unconfirmed" for period in read.periods)


@pytest.mark.parametrize(
    ("id", "channels", "at_most", "within_days", "counts"),
    [
        # 12 CFR 1006.14(b)(2)(i)(A): more than 7 calls within 7 consecutive days.
        ("us-reg-f:seven-calls-in-seven-days", "call", 7, 7, "attempts"),
        # 940 CMR 7.04(1)(f), 209 CMR 18.16(1)(d): 2 per 7 days, texts too.
        ("us-massachusetts:two-in-seven-days", "call sms", 2, 7, "attempts"),
        # 6 RCNY 5-77: 3 contacts or attempts in any 7 days, all channels.
        ("us-new-york-city:three-in-seven-days", "call email sms letter", 3, 7, "attempts"),
        ("us-massachusetts:two-in-thirty-days-elsewhere", "call sms", 2, 30, "attempts"),
        ("us-washington:once-a-week-at-work", "call email sms letter", 1, 7, "attempts"),
        # RCW 19.16.250(13): more than 3 a week in any form.
        ("us-washington:three-a-week", "call email sms letter", 3, 7, "attempts"),
        # ACCC/ASIC: at most 3 a week and 10 a month of contacts made; 31 days hold any month.
        ("australia:three-a-week", "call sms", 3, 7, "contacts"),
        ("australia:ten-a-month", "call sms", 10, 31, "contacts"),
        # Ontario: at most 3 contacts in 7 days, mail left out.
        ("ontario:three-in-seven-days", "call email sms", 3, 7, "contacts"),
    ],
)
def test_how_often(id: str, channels: str, at_most: int, within_days: int, counts: str) -> None:
    found = rule(id)
    assert isinstance(found, ContactLimit)
    assert found.channels == tuple(channels.split())
    assert (found.at_most, found.within_days, found.within) == (at_most, within_days, "days")
    assert (found.counts, found.level) == (counts, "hard")


@pytest.mark.parametrize(
    ("id", "per", "places", "presumption", "consent_days"),
    [
        # 12 CFR 1006.14(b)(2)(i): a person and a debt, presumed; (b)(3)(i): consent.
        ("us-reg-f:seven-calls-in-seven-days", "person invoice", "", True, 7),
        ("us-reg-f:a-week-after-a-conversation", "person invoice", "", True, 7),
        ("us-reg-f:consent-ends-with-a-conversation", "person invoice", "", True, 7),
        # 940 CMR 7.04(1)(f): for each debt; 2 in 7 days at home and on a mobile, 2 in 30 days elsewhere.
        ("us-massachusetts:two-in-seven-days", "invoice", "home mobile", False, 0),
        ("us-massachusetts:two-in-thirty-days-elsewhere", "invoice", "work other", False, 0),
        # RCW 19.16.250(13): presumed harassment; once a week at work.
        ("us-washington:three-a-week", "account", "", True, 0),
        ("us-washington:once-a-week-at-work", "account", "work", True, 0),
        # 6 RCNY 5-77 as in force from 2026-09-01: per account.
        ("us-new-york-city:three-in-seven-days", "account", "", False, 0),
    ],
)
def test_whose_contacts_are_counted_together(
    id: str, per: str, places: str, presumption: bool, consent_days: int
) -> None:
    found = rule(id)
    assert (found.per, found.places) == (tuple(per.split()), tuple(places.split()))
    assert (found.presumption, found.consent_days) == (presumption, consent_days)


def test_which_channels_need_consent() -> None:
    """12 CFR 1006.6(d)(5): texts, within 60 days, or a number check; 6 RCNY 5-77: prior consent."""
    texts, electronic = (
        rule("us-reg-f:texts-within-sixty-days"),
        rule("us-new-york-city:electronic"),
    )
    assert isinstance(texts, ContactConsent)
    assert isinstance(electronic, ContactConsent)
    assert (texts.channels, texts.lasts_days, texts.level) == (("sms",), 60, "soft")
    assert (electronic.channels, electronic.lasts_days) == (("email", "sms"), 0)
    assert electronic.level == "hard"


def test_what_is_waited_after_the_first_notice() -> None:
    """Ontario: a written notice, then six calendar days; the day of the notice is counted beside them."""
    found = rule("ontario:six-days-after-the-notice")
    assert isinstance(found, ContactNotice)
    assert (found.begun_by, found.pause_days) == (("letter",), 1 + 6)
    assert found.channels == ("call", "email", "sms")


def test_which_results_a_pack_counts_otherwise() -> None:
    """12 CFR 1006.14(b)(3)(ii): only busy and not in service do not count."""
    found = rule("us-reg-f:seven-calls-in-seven-days").recounted
    assert found == (Recounted("LB", attempt=False), Recounted("TD", attempt=False))
    assert {each.code for each in found} <= set(results())


def test_how_long_to_rest() -> None:
    """12 CFR 1006.14(b)(2)(i)(B): the date of the conversation is the first of seven days."""
    found = rule("us-reg-f:a-week-after-a-conversation")
    assert isinstance(found, ContactPause)
    assert (found.channels, found.after, found.pause_days) == (("call",), "conversation", 7)


ALL_DAYS = "mon tue wed thu fri sat sun"
WORKING = "mon tue wed thu fri sat"


@pytest.mark.parametrize(
    ("id", "channels", "hours", "holidays"),
    [
        # 12 CFR 1006.6(b)(1)(i): before 8:00 and after 21:00 is inconvenient; e-mail too.
        ("us-reg-f:convenient-hours", "call sms email", [(ALL_DAYS, 8, 21)], ""),
        # 940 CMR 7.04, 209 CMR 18.16(1)(a): 8:00 to 21:00 where waking hours are not known.
        ("us-massachusetts:waking-hours", "call sms", [(ALL_DAYS, 8, 21)], ""),
        # F.S. 559.72(17): none from 21:00 to 8:00; e-mail is exempt.
        ("us-florida:not-at-night", "call sms", [(ALL_DAYS, 8, 21)], ""),
        # RCW 19.16.250(13): at home only 7:30 to 21:00.
        ("us-washington:at-home", "call", [(ALL_DAYS, 7.5, 21)], ""),
        # ACCC/ASIC, section 4: at work 9 to 17 on weekdays.
        ("australia:working-hours-at-work", "call", [("mon tue wed thu fri", 9, 17)], ""),
        # ACCC/ASIC, section 4: 7:30 to 21:00 on weekdays, 9 to 21 at weekends, no holidays.
        (
            "australia:telephone-hours",
            "call",
            [("mon tue wed thu fri", 7.5, 21), ("sat sun", 9, 21)],
            "AU",
        ),
        # Ontario: Monday to Saturday 7 to 21, Sunday 13 to 17, no holidays.
        ("ontario:hours", "call email sms", [(WORKING, 7, 21), ("sun", 13, 17)], "CA-ON"),
        # Quebec: Monday to Saturday 8 to 20, no Sundays and holidays.
        ("quebec:hours", "call email sms", [(WORKING, 8, 20)], "CA-QC"),
        # Reserve Bank of India, 2022-08-12: not before 8:00 nor after 19:00.
        ("india:hours", "call sms", [(ALL_DAYS, 8, 19)], ""),
        # POJK 22/2023, art. 62(2)(g): Monday to Saturday, no national holidays, 8:00 to 20:00.
        ("indonesia:hours", "call sms", [(WORKING, 8, 20)], "ID"),
    ],
)
def test_at_what_hours(
    id: str, channels: str, hours: list[tuple[str, float, float]], holidays: str
) -> None:
    found = rule(id)
    assert isinstance(found, ContactHours)
    assert found.channels == tuple(channels.split())
    said = [(each.days, each.start, each.until) for each in found.open]
    assert said == [(tuple(days.split()), start * 60, end * 60) for days, start, end in hours]
    assert (found.holidays, found.clock, found.level) == (holidays, "debtor", "hard")


@pytest.mark.parametrize(
    ("id", "debt", "most"),
    [
        # 1998 Act, s.5A(2): less than 1,000: 40; less than 10,000: 70; else 100.
        ("uk-late-payment:fixed-sum", 99_999, 40_00),
        ("uk-late-payment:fixed-sum", 100_000, 70_00),
        ("uk-late-payment:fixed-sum", 999_999, 70_00),
        ("uk-late-payment:fixed-sum", 1_000_000, 100_00),
        # Directive 2011/7/EU, art. 6; BGB 288(5); Code de commerce L441-10: 40 euros.
        ("eu-late-payment:fixed-sum", 5_000_000, 40_00),
        ("de-late-payment:flat-sum", 100, 40_00),
        ("fr-late-payment:fixed-sum", 600_000, 40_00),
        # Besluit BIK: 15 % of 2,500, 10 % of 2,500, 5 % of 5,000, 1 % of 190,000, 0.5 %; 40 to 6,775.
        ("nl-collection-costs:scale", 26_700, 40_05),
        ("nl-collection-costs:scale", 250_000, 375_00),
        ("nl-collection-costs:scale", 500_000, 625_00),
        ("nl-collection-costs:scale", 20_000_000, 2_775_00),
        ("nl-collection-costs:scale", 100_000_000, 6_775_00),
    ],
)
def test_what_fees_come_to(id: str, debt: int, most: int) -> None:
    facts = {"invoice_amount": debt, "balance": debt}
    day = date(2026, 11, 1)
    assert fee_amount(rule(id).most, facts, "half-up", day) == most


@pytest.mark.parametrize(
    ("id", "reference", "margin", "fixed"),
    [
        ("uk-late-payment:statutory-rate", "bank-of-england", 8, "when-interest-starts"),
        ("eu-late-payment:statutory-rate", "ecb", 8, "never"),
        ("de-late-payment:consumers", "basiszinssatz", 5, "never"),
        ("de-late-payment:businesses", "basiszinssatz", 9, "never"),
        ("nl-collection-costs:trade", "ecb", 8, "never"),
        ("fr-late-payment:default-rate", "ecb", 10, "never"),
    ],
)
def test_at_what_rate(id: str, reference: str, margin: int, fixed: str) -> None:
    assert rule(id).rate == ReferenceRate(reference, Decimal(margin), fixed)


HEAD = """
language = 1
[policy]
id = "p"
title = "P"
version = "1"
effective_from = 2026-01-01
currency = "USD"
"""


def ids(text: str, section: str = "contact_limit") -> list[str]:
    return [each.id for each in getattr(parse((HEAD + text).encode(), "p.toml"), section)]


def test_what_binds_who_collects_for_others_does_not_bind_who_collects_for_themselves() -> None:
    others = ["us-reg-f:seven-calls-in-seven-days", "us-reg-f:a-week-after-a-conversation"]
    assert ids('packs = ["us-reg-f"]') == []
    assert ids('packs = ["us-reg-f"]\ncollects_for = "others"') == others
    assert ids('packs = [{ id = "us-reg-f", voluntary = true }]') == others
    assert ids('packs = ["india"]\ncollects_for = "others"', "contact_hours") == []
    assert ids('packs = [{ id = "india", voluntary = true }]', "contact_hours") == ["india:hours"]


def test_what_is_not_confirmed_is_off_until_it_is_switched_on() -> None:
    city = "us-new-york-city"
    assert ids(f'packs = ["{city}"]') == [f"{city}:three-in-seven-days"]
    on = f'packs = [{{ id = "{city}", on = ["a-week-after-an-exchange"] }}]'
    assert ids(on) == [f"{city}:three-in-seven-days", f"{city}:a-week-after-an-exchange"]


def test_a_pack_is_asked_only_about_the_debts_it_is_about() -> None:
    text = HEAD.replace('"USD"', '["GBP", "EUR"]') + 'packs = ["uk-late-payment", "us-florida"]'
    read = parse(text.encode(), "p.toml")
    (fixed,) = read.fee_limit
    assert [(each.fact, each.value) for each in fixed.when] == [
        ("currency", "GBP"),
        ("debtor_kind", "business"),
    ]
    (hours,) = read.contact_hours
    assert [(each.fact, each.value) for each in hours.when] == [("debtor_kind", "consumer")]


def test_packs_count_on_every_day_and_for_every_currency() -> None:
    text = """
        packs = ["us-florida"]
        [[late_fee]]
        id = "fee"
        charge = { amount = [{ from = 2026-01-01, is = 1.00 }, { from = 2027-01-01, is = 2.00 }] }
        """
    read = parse((HEAD + text).encode(), "p.toml")
    assert [day.year for day, _ in read.later] == [2027]
    assert [each.contact_hours for _, each in read.later] == [read.contact_hours]


HOUSE = """
language = 1
[pack]
id = "{id}"
title = "House rules"
version = "1"
as_of = 2026-11-01
place = "here"
party = "any"
debtor = "any"
about = "Ours."
{more}
"""


def test_packs_that_build_on_others_bring_them_along() -> None:
    files = {
        "a": HOUSE.format(id="a", more='includes = ["b", "c"]'),
        "b": HOUSE.format(id="b", more='includes = ["c"]'),
        "c": HOUSE.format(id="c", more=""),
    }
    assert list(packs_of([PackUse("a")], lambda id: files[id].encode())) == ["c", "b", "a"]


def test_a_cycle_of_packs_is_a_fault() -> None:
    files = {
        "a": HOUSE.format(id="a", more='includes = ["b"]'),
        "b": HOUSE.format(id="b", more='includes = ["c"]'),
        "c": HOUSE.format(id="c", more='includes = ["a"]'),
    }
    with pytest.raises(Faults) as caught:
        packs_of([PackUse("a")], lambda id: files[id].encode())
    (fault,) = caught.value.diagnostics
    assert fault.code == "pack-cycle"
    assert fault.message == "the pack `a` builds on itself: a -> b -> c -> a"
    assert (fault.place.file, fault.place.line) == ("packs/c.toml", 12)


def test_an_unconfirmed_rule_that_is_on_is_a_fault() -> None:
    more = """
        [[contact_limit]]
        id = "few"
        channels = ["call"]
        at_most = 1
        within_days = 7
        cite = "hearsay"
        confidence = "unconfirmed"
        """
    with pytest.raises(Faults) as caught:
        read_pack(HOUSE.format(id="a", more=more).encode(), "a.toml")
    assert [each.code for each in caught.value.diagnostics] == ["pack-unconfirmed"]


def test_packs_hold_nothing_that_could_make_a_policy_looser() -> None:
    sections = {
        "language",
        "pack",
        "contact_limit",
        "contact_hours",
        "contact_consent",
        "results",
        "fee_limit",
        "interest_limit",
        "dispute_period",
        "duty",
    }
    for path in sorted((shipped_folder() / "packs").glob("*.toml")):
        assert tomllib.loads(path.read_text(encoding="utf-8")).keys() <= sections


CONTACT_PACKS = [
    id for id in WANTED if any(each.section.startswith("contact") for each in pack(id).rules)
]
OWN = st.lists(
    st.one_of(
        st.builds(limit, st.integers(0, 4), st.integers(1, 9), channels=st.sampled_from(
            [("call",), ("call", "sms"), CHANNELS])),
        st.builds(pause, st.integers(1, 9)),
    ),
    max_size=2,
)  # fmt: skip
HISTORY = st.lists(
    st.builds(Tried, st.integers(1, 20), st.sampled_from(["NA", "LV", "PTP", "WN"])), max_size=8
)


@given(
    named=st.lists(st.sampled_from(CONTACT_PACKS), min_size=1, max_size=3, unique=True),
    own=OWN,
    history=HISTORY,
    on=st.integers(1, 25),
    minute=st.integers(0, 24 * 60 - 1),
    channel=st.sampled_from(CHANNELS),
)
@settings(max_examples=200)
def test_no_policy_is_looser_than_any_of_its_packs(
    *, named: list[str], own: list[object], history: list[Tried], on: int, minute: int, channel: str
) -> None:
    """What the merged policy lets through, each pack by itself lets through, and so does the policy."""
    uses = tuple(PackUse(id, voluntary=True) for id in named)
    rules = [_renamed(each, n) for n, each in enumerate(own)]
    alone = policy(*rules)
    contacts = books(history)

    def allows(read: Policy) -> bool:
        return may(contacts, read, 1, channel, moment(on, minute)).allowed

    merged = with_packs(_naming(alone, *uses))
    singly = [with_packs(_naming(policy(), use)) for use in uses]
    assert allows(merged) == (allows(alone) and all(map(allows, singly)))


def _renamed(rule: Rule, number: int) -> Rule:
    values = {each.name: getattr(rule, each.name) for each in fields(rule)}
    return type(rule)(**{**values, "id": f"own-{number}"})


def _naming(read: Policy, *uses: PackUse) -> Policy:
    values = {each.name: getattr(read, each.name) for each in fields(read)}
    return Policy(**{**values, "packs": uses})


def test_each_pack_with_rules_about_contacts_forbids_something_that_is_free_without_it() -> None:
    """Else the property above could hold of packs that say nothing."""
    for id in CONTACT_PACKS:
        merged = with_packs(_naming(policy(), PackUse(id, voluntary=True)))
        history = [Tried(day, "LV") for day in range(1, 12)]
        said = [
            may(books(history), merged, 1, channel, moment(12, minute)).allowed
            for channel, minute in itertools.product(("call", "sms"), (3 * 60, 12 * 60))
        ]
        assert not all(said), id


def test_every_file_of_a_pack_is_listed() -> None:
    assert [path.stem for path in sorted(Path(shipped_folder() / "packs").iterdir())] == list(
        WANTED
    )
