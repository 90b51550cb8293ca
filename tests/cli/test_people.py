"""`person`, `consent`, `stop` and `report retention` as a user types them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectrules.cli import common
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened, InvoiceIssued
from collectrules.ledger.publishing import publish_checked
from collectrules.policy.load import parse
from tests.cli.test_daily import ROWS, Shell, open_items, shell

__all__ = ["open_items", "shell"]

TODAY = "2026-03-25"


@pytest.fixture(autouse=True)
def books(shell: Shell, open_items: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "now", lambda: datetime(2026, 3, 25, 9, tzinfo=UTC))
    open_items(*ROWS[:4], as_of=TODAY)


def ana(shell: Shell) -> int:
    return int(shell.json("person", "add", "0071", "Ana Acme", "--by", "bob")["person"])


def test_a_person_from_the_first_word_to_the_last(shell: Shell) -> None:
    seq = ana(shell)
    shell.json("person", "phone", "0071", "Ana Acme", "+1 850 555 0100", "--place", "work")
    shell.json("person", "email", "0071", "Ana Acme", "Ana@Acme.Example")
    shell.json("person", "address", "0071", "Ana Acme", "1 Bay St", "--region", "US-FL")
    shell.json("person", "change", "0071", "Ana Acme", "--language", "es", "--role", "other")
    quiet = shell.json(
        "person",
        "quiet",
        "0071",
        str(seq),
        "--days",
        "sat-mon",
        "--from",
        "9:00",
        "--until",
        "10:00",
    )
    assert quiet["quiet_times"][0] | {"event": 0} == {
        "event": 0,
        "days": ["mon", "sat", "sun"],
        "from_minute": 540,
        "until_minute": 600,
        "note": None,
        "from": TODAY,
        "ended_on": None,
    }
    event = str(quiet["quiet_times"][0]["event"])
    shell.json("person", "end-quiet", "0071", "Ana Acme", event, "--reason", "moved")
    found = shell.json("person", "end", "0071", "Ana Acme", "850 555 0100", "--reason", "left")
    assert (found["role"], found["language"], found["dry_run"]) == ("other", "es", False)
    assert found["quiet_times"][0]["ended_on"] == TODAY
    assert [
        (each["kind"], each["value"], each["place"], each["time_zones"], each["ended_reason"])
        for each in found["reaches"]
    ] == [
        ("phone", "+18505550100", "work", ["America/Chicago", "America/New_York"], "left"),
        ("email", "Ana@acme.example", "other", [], None),
        ("address", "1 Bay St", "other", ["America/New_York", "America/Chicago"], None),
    ]
    shown = shell.json("person", "show", "0071", "ana acme")
    assert shown == {key: value for key, value in found.items() if key != "dry_run"}
    assert shell.json("person", "list", "0071") == [shown]
    assert shell.json("person", "list", "0072") == []


def test_what_is_told_in_words(shell: Shell) -> None:
    seq = ana(shell)
    code, out, err = shell("person", "phone", "0071", "Ana Acme", "+1 212 555 0123", "--dry-run")
    assert (code, err) == (0, "")
    assert out.startswith(f"Ana Acme (person {seq}), debtor, of account 0071 since {TODAY}\n")
    assert out.endswith("\nnothing was written\n")
    assert shell.json("person", "show", "0071", "Ana Acme")["reaches"] == []
    assert (
        shell("person", "list", "0072")[1]
        == "account 0072 has no persons; `person add` records one\n"
    )


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("phone", "0071", "Ana Acme", "12"), 2, "`12` does not say which country it is in"),
        (
            ("phone", "0071", "Ana Acme", "12", "--region", "GB"),
            2,
            "`12` is not a telephone number in GB",
        ),
        (("phone", "0071", "Anna Acme", "12"), 2, "account `0071` has no person `Anna Acme`"),
        (("email", "0071", "Ana Acme", "ana"), 2, "`ana` is not an e-mail address"),
        (
            ("address", "0071", "Ana Acme", "x", "--region", "Texas"),
            2,
            "`Texas` is not a country",
        ),
        (
            ("address", "0071", "Ana Acme", "x", "--zone", "Europe/Lodnon"),
            2,
            "`Europe/Lodnon` is not a time zone",
        ),
        (
            ("quiet", "0071", "Ana Acme", "--days", "moon", "--from", "1:00", "--until", "2:00"),
            2,
            "`moon` are no days of the week",
        ),
        (
            ("quiet", "0071", "Ana Acme", "--days", "mon", "--from", "25:00", "--until", "2:00"),
            2,
            "`25:00` is not a time of day",
        ),
        (
            ("add", "0071", "Ben", "--on", "2026-03-26"),
            2,
            "2026-03-26 has not come yet",
        ),
        (("change", "0071", "Ana Acme"), 1, "nothing would change"),
        (
            ("erase", "0071", "Ana Acme", "--reason", "asked"),
            1,
            "account `0071` owes something: collecting is not over",
        ),
    ],
)  # fmt: skip
def test_what_is_refused(shell: Shell, words: tuple[str, ...], code: int, said: str) -> None:
    ana(shell)
    shell("log", "0071", "call", "--result", "NA", "--at", "2026-03-25T08:00")
    found, _, err = shell("person", *words)
    assert (found, err.splitlines()[0]) == (code, f"error: {said}")


def test_consents_are_listed_in_the_order_they_were_told(shell: Shell) -> None:
    seq = ana(shell)
    shell("person", "phone", "0071", "Ana Acme", "+1 212 555 0123")
    code, out, _ = shell(
        "consent", "withdraw", "0071", "Ana Acme", "--channel", "sms", "--how", "text: STOP",
        "--at", "2026-03-24T10:00",
    )  # fmt: skip
    assert code == 0
    assert out.startswith(
        "consent of Ana Acme to sms is withdrawn, 2026-03-24 10:00 UTC: text: STOP\n"
        "if they want none at all, say it with `stop set`: an opt-out of the channel\nevent "
    )
    shell.json(
        "consent", "give", "0071", "Ana Acme", "--channel", "sms", "--how", "web form",
        "--at", "2026-03-20T10:00", "--to", "212 555 0123",
    )  # fmt: skip
    told = shell.json("consent", "list", "0071")
    assert [(each["person"], each["to"], each["given"], each["how"]) for each in told] == [
        (seq, "+12125550123", True, "web form"),
        (seq, None, False, "text: STOP"),
    ]
    code, _, err = shell(
        "consent", "give", "0071", "Ana Acme", "--channel", "sms", "--how", "x",
        "--at", "2026-03-26T10:00",
    )  # fmt: skip
    assert (code, err.splitlines()[0]) == (2, "error: 2026-03-26 10:00+00:00 has not come yet")


def test_a_stop_is_set_listed_and_ended(shell: Shell) -> None:
    ana(shell)
    code, out, _ = shell(
        "stop", "set", "0071", "opt-out", "--channel", "sms", "--person", "Ana Acme",
        "--at", "2026-03-24T10:00",
    )  # fmt: skip
    assert code == 0
    assert out.startswith(
        "stopped: opt-out of sms for Ana Acme, from 2026-03-24 10:00 UTC until they allow it again\n"
        "by 12 CFR 1006.14(h)\nevent "
    )
    (listed,) = shell.json("stop", "list")
    assert (listed["kind"], listed["name"], listed["counts"]) == ("opt-out", "Ana Acme", True)
    code, out, _ = shell("stop", "end", "0071", "opt-out", "--reason", "asked for texts again")
    assert (code, out) == (0, f"ended: opt-out of sms for Ana Acme, from {TODAY} 09:00 UTC on\n")
    (listed,) = shell.json("stop", "list", "0071")
    assert (listed["until"], listed["counts"]) == ("2026-03-24", False)
    assert (listed["ended_on"], listed["ended_at"]) == (TODAY, f"{TODAY}T09:00:00+00:00")
    code, _, err = shell("stop", "end", "0071", "opt-out", "--reason", "again")
    assert (code, err) == (
        2,
        f"error: account `0071` has no stop `opt-out` on {TODAY}\n  = help: it has none at all\n",
    )


def test_a_stop_that_is_ended_from_yesterday_is_over_from_the_beginning_of_that_day(
    shell: Shell,
) -> None:
    assert shell("stop", "set", "0071", "cease", "--at", "2026-03-23T10:00")[0] == 0
    code, out, _ = shell("stop", "end", "0071", "cease", "--reason", "x", "--on", "2026-03-24")
    assert (code, out) == (0, "ended: cease for everybody, from 2026-03-24 on\n")
    (listed,) = shell.json("stop", "list", "0071")
    assert listed["ended_at"] == "2026-03-24T00:00:00+00:00"


def test_a_stop_that_nobody_asked_for_goes_on_from_the_one_before(shell: Shell) -> None:
    """Ended by us and set again by us it is their old request; what they write anew is a new one."""
    asked = ("stop", "set", "0071", "cease", "--at")
    first = shell.json(*asked, "2026-03-20T10:00")["event"]
    shell.json("stop", "end", "0071", "cease", "--reason", "x", "--on", "2026-03-22")
    code, out, _ = shell(*asked, "2026-03-23T10:00", "--how", "own")
    assert (code, out.splitlines()[2]) == (
        0,
        f"it goes on from event {first}: what was let through once since then is used",
    )
    shell.json("stop", "end", "0071", "cease", "--reason", "x", "--on", "2026-03-24")
    code, out, _ = shell(*asked, "2026-03-24T10:00")
    assert (code, "goes on" in out) == (0, False)


def test_a_stop_is_not_ended_before_it_began(shell: Shell) -> None:
    seq = shell.json("stop", "set", "0071", "cease")["event"]
    asked = ("stop", "end", "0071", "cease", "--reason", "x", "--on", "2026-03-24")
    code, _, err = shell(*asked)
    assert (code, err) == (
        1,
        f"error: the stop began on {TODAY}, after 2026-03-24\n"
        f"  = help: end it on {TODAY} or later; what was a mistake is taken back: "
        f"`collectrules take-back {seq}`\n",
    )


def test_two_stops_of_a_kind_are_named_by_their_events(shell: Shell) -> None:
    ana(shell)
    first = shell.json("stop", "set", "0071", "cease", "--person", "Ana Acme")["event"]
    second = shell.json("stop", "set", "0071", "cease")["event"]
    code, _, err = shell("stop", "end", "0071", "cease", "--reason", "x")
    assert (code, err.splitlines()[1]) == (
        2,
        f"  = help: name one by its event: {first} or {second}",
    )
    assert shell.json("stop", "end", "0071", str(first), "--reason", "x")["ended_on"] == TODAY


def test_the_kinds_are_in_the_help(shell: Shell) -> None:
    out = shell("stop", "set", "--help")[1]
    assert "  bankruptcy  bankruptcy; until the stay is lifted" in out
    assert "(11 USC 362(a)(6), 524(a)(2))" in out


def test_a_contact_says_which_stop_it_set(shell: Shell) -> None:
    seq = ana(shell)
    logged = shell.json(
        "log", "0071", "call", "--result", "STOP", "--person", str(seq), "--at", "2026-03-25T08:00"
    )
    (stop,) = logged["stops"]
    assert shell.json("stop", "list")[0]["event"] == stop
    assert (logged["ended_stops"], logged["ended_reaches"]) == ([], [])


def test_a_contact_names_whom_by_name_and_number(shell: Shell) -> None:
    seq = ana(shell)
    found = shell.json("person", "phone", "0071", "Ana Acme", "+1 212 555 0123")
    reach = found["reaches"][0]["event"]
    words = ("log", "0071", "call", "--result", "WN", "--at", "2026-03-25T08:00", "--dry-run")
    for person, number in (("ana acme", "212 555 0123"), (str(seq), str(reach))):
        logged = shell.json(*words, "--person", person, "--reach", number)
        assert (logged["person"], logged["reach"]) == (seq, reach)
        assert logged["ended_reaches"] == [reach]
    assert shell.json(*words, "--reach", "+12125550123")["person"] == seq
    for option, text, said in (
        ("--person", "Ben", "account `0071` has no person `Ben`"),
        ("--reach", "020 7946", "nobody of account `0071` is reached at `020 7946`"),
    ):
        code, _, err = shell(*words, option, text)
        assert (code, err.splitlines()[0]) == (2, f"error: {said}")


def test_a_number_that_two_persons_share_is_named_by_its_event(shell: Shell) -> None:
    ana(shell)
    shell("person", "add", "0071", "Ben")
    events = [
        shell.json("person", "phone", "0071", name, "+1 212 555 0123")["reaches"][0]["event"]
        for name in ("Ana Acme", "Ben")
    ]
    words = ("log", "0071", "call", "--result", "NA", "--at", "2026-03-25T08:00", "--dry-run")
    code, _, err = shell(*words, "--reach", "212 555 0123")
    assert (code, err) == (
        2,
        "error: `212 555 0123` may be several numbers or addresses of account `0071`\n"
        f"  = help: name one by its event: {events[0]} (+12125550123) or {events[1]} (+12125550123)\n",
    )
    assert shell.json(*words, "--reach", "212 555 0123", "--person", "Ben")["reach"] == events[1]


def test_retention_says_who_may_be_erased(shell: Shell) -> None:
    seq = ana(shell)
    shell("log", "0071", "call", "--result", "NA", "--at", "2026-03-25T08:00")
    report = shell.json("report", "retention", "0071")
    assert report == {
        "as_of": TODAY,
        "cite": "12 CFR 1006.100; 6 RCNY 5-77",
        "confidence": "primary; secondary",
        "years": 3,
        "accounts": [
            {
                "account": "0071",
                "owes": True,
                "last_activity": "contact",
                "last_activity_on": TODAY,
                "keep_until": None,
                "recordings_until": "2029-03-25",
                "persons": [{"person": seq, "name": "Ana Acme", "may_erase": False}],
            }
        ],
    }


def test_somebody_added_by_mistake_is_erased_and_shown_so(shell: Shell) -> None:
    seq = ana(shell)
    tried = shell.json("person", "erase", "0071", "Ana Acme", "--reason", "mistake", "--dry-run")
    assert (tried["values"], tried["cleaned"], tried["dry_run"]) == (1, False, True)
    erased = shell.json("person", "erase", "0071", "Ana Acme", "--reason", "mistake")
    assert erased == {
        "person": seq,
        "account": "0071",
        "erased_on": TODAY,
        "values": 1,
        "cleaned": True,
        "dry_run": False,
    }
    assert shell("person", "show", "0071", str(seq))[1] == (
        f"(erased) (person {seq}), debtor, of account 0071 since {TODAY}, erased on {TODAY}\n"
    )
    assert shell("verify")[0] == 0
    code, out, _ = shell("person", "erase", "0071", str(seq), "--reason", "mistake")
    assert (code, out.splitlines()[0]) == (0, f"person {seq} is erased: nothing was left")


POLICY = """
language = 1
[policy]
id = "p"
title = "P"
version = "1"
effective_from = 2025-01-01
currency = "USD"
collects_for = "others"
packs = ["us-reg-f"]
"""


def test_a_period_of_ones_own_is_by_the_policy(shell: Shell) -> None:
    """45 days after the letter of Friday 26 December 2025: until Monday 9 February."""
    own = '[[dispute_period]]\nid = "ours"\nbegun_by = ["letter"]\ndays_after_receipt = 45\n'
    policy = f"{POLICY}\n{own}"
    with (
        Ledger.create(Path("debts.db")) as ledger,
        ledger.writing(at=datetime(2025, 12, 26, tzinfo=UTC), by="office") as book,
    ):
        publish_checked(book, policy.encode(), parse(policy.encode(), "p.toml"))
        account = book.append(AccountOpened("C-1", "Ash", "consumer"), on="2025-12-01")
        bill = InvoiceIssued(account, "A", "USD", 10000, "2025-12-01", "2025-12-01", "x")
        book.append(bill, on="2025-12-01")
    debts = ("--ledger", "debts.db")
    shell.json("log", "C-1", "letter", "--result", "ML", "--at", "2025-12-26T10:00", *debts)
    _, out, _ = shell("stop", "set", "C-1", "dispute", "--at", "2026-02-05T09:00", *debts)
    assert "it came in time, by 2026-02-09, the last day of `ours`: letter of 2025-12-26" in out
    assert "by the policy" in out.splitlines()
    (listed,) = shell.json("stop", "list", *debts)
    assert (listed["period"]["cite"], listed["period"]["confidence"]) == ("", "own")


def test_whether_a_dispute_came_in_time(shell: Shell) -> None:
    """12 CFR 1006.34(b)(5): the letter of Friday 26 December 2025 is taken to be received on 5 January.

    Mon 29, Tue 30, Wed 31; Thu 1 January is New Year; Fri 2; a weekend; Mon 5. Thirty days after: 4 February.
    """
    with (
        Ledger.create(Path("debts.db")) as ledger,
        ledger.writing(at=datetime(2025, 12, 26, tzinfo=UTC), by="office") as book,
    ):
        publish_checked(book, POLICY.encode(), parse(POLICY.encode(), "p.toml"))
        account = book.append(AccountOpened("C-1", "Ash", "consumer"), on="2025-12-01")
        bill = InvoiceIssued(account, "A", "USD", 10000, "2025-12-01", "2025-12-01", "x")
        book.append(bill, on="2025-12-01")
    debts = ("--ledger", "debts.db")
    letter = ("C-1", "letter", "--result", "ML", "--at", "2025-12-26T10:00")
    event = shell.json("log", *letter, *debts)["event"]
    dispute = ("stop", "set", "C-1", "dispute", "--at")
    code, out, _ = shell(*dispute, "2026-02-05T09:00", "--dry-run", *debts)
    assert code == 0
    assert out.splitlines()[2].startswith("it came late, after 2026-02-04, the last day of ")
    code, out, _ = shell(*dispute, "2026-02-04T09:00", *debts)
    assert code == 0
    assert out.splitlines()[1:4] == [
        "by 12 CFR 1006.38(d)(2)",
        "it came in time, by 2026-02-04, the last day of `us-reg-f:validation`: letter of 2025-12-26, event "
        f"{event}, taken to be received on 2026-01-05",
        "by 12 CFR 1006.34(b)(5); 5 USC 6103(a) (secondary)",
    ]
    code, out, _ = shell("stop", "list", "C-1", *debts)
    assert out.splitlines()[0].endswith("  by    disputed")
    assert out.splitlines()[2].endswith("  in time, by 2026-02-04")
    (listed,) = shell.json("stop", "list", *debts)
    assert listed["period"] == {
        "rule": "us-reg-f:validation",
        "letter": event,
        "begun_on": "2025-12-26",
        "received_on": "2026-01-05",
        "until": "2026-02-04",
        "within": True,
        "cite": "12 CFR 1006.34(b)(5); 5 USC 6103(a)",
        "confidence": "secondary",
    }
    cease = shell.json("stop", "set", "C-1", "cease", *debts)
    assert cease["period"] is None


def test_what_is_recorded_counts_from_the_policys_day_and_not_from_this_machines(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 03:00 UTC on the 25th it is the evening of the 24th in New York: the wish holds that evening."""
    monkeypatch.setattr(common, "now", lambda: datetime(2026, 3, 25, 3, tzinfo=UTC))
    Path("east.toml").write_text(
        'language = 1\n[policy]\nid = "ready"\ntitle = "East"\nversion = "9"\n'
        'effective_from = 2026-03-20\ncurrency = "USD"\ntime_zone = "America/New_York"\n'
    )
    assert shell("policy", "publish", "east.toml", "--by", "owner")[0] == 0
    ana(shell)
    days = ("--days", "mon-sun", "--from", "18:00", "--until", "24:00")
    shown = shell.json("person", "quiet", "0071", "Ana Acme", *days)
    assert shown["quiet_times"][0]["from"] == "2026-03-24"
    assert shell("can-contact", "0071", "--channel", "call")[0] == 1
