"""A version under review, and accounts under another beside it: each invoice judged by its own."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.errors import LedgerError
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import (
    AccountOpened,
    InvoiceIssued,
    OverrideSet,
    PolicyBeside,
    PolicyPublished,
    TrialStarted,
)
from collectrules.ledger.publishing import publish_checked
from collectrules.policy.diff import changes
from collectrules.policy.load import parse
from collectrules.policy.model import LANGUAGE, InFlight, Policy
from collectrules.review.attribution import attribute
from collectrules.review.ground import Ground
from collectrules.review.ground import ground_of as ground_of_file
from collectrules.review.impact import impact_of
from collectrules.review.in_flight import in_flight_of
from collectrules.review.model import Impact, Key, Side
from collectrules.review.notes import notes_of
from collectrules.review.standing import stand
from collectrules.worklist.run import run_day
from collectrules.worklist.versions import policy_in_force
from tests.engine.strategies import AS_OF, histories, policies
from tests.review.lives import policy_text
from tests.review.slow import differences, slow_side, slow_under
from tests.review.test_impact import LONGER, READY, changed, version
from tests.review.test_standing import (
    AT,
    SHA,
    TEXT,
    History,
    ground_of,
    in_force,
    tried,
)

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)


def beside(id: str, **said: object) -> bytes:
    """A policy to be published beside the main one."""
    text = policy_text("1", **said).decode()
    text = text.replace('id = "p"', f'id = "{id}"').replace('["USD", "EUR"]', '["USD", "CAD"]')
    return text.replace("2026-01-01", "2020-01-01").encode()


BESIDE = {
    "b1": beside("b1", grace=0),
    "b2": beside("b2", grace=40, repeat="monthly", interest=True),
}


@st.composite
def lived(draw: st.DrawFn) -> History:
    """A history in which invoices, accounts and shares of them come under policies beside the main one."""
    history: History = draw(histories(put_under=True))
    return [*history, *published()]


def published() -> History:
    """The policies beside the main one."""
    return [
        (event, "2020-01-01")
        for id, text in BESIDE.items()
        for event in (
            PolicyPublished(id, "1", LANGUAGE, parse(text, id).sha256, text.decode()),
            PolicyBeside(id),
        )
    ]


def really(
    history: History, first: Policy, then: Policy | None = None
) -> dict[Key, dict[str, object]]:
    """What is so after a run that was really made, by all the policies there are."""
    ground = ground_of(history, first)
    with ground.ledger as ledger:
        seq, policy, versions = 1, first, ground.versions_of(ledger.connection)
        if then is not None:
            policy = then
            published = PolicyPublished(then.id, "next", LANGUAGE, SHA, TEXT.decode())
            with ledger.writing(at=AT, by="test") as book:
                seq = book.append(published, on=AS_OF)
            versions.know(seq, then)
        (before,) = ledger.connection.execute("SELECT max(seq) FROM journal").fetchone()
        run_day(ledger, policy, seq, as_of=AS_OF, at=AT, by="test", versions=versions)
        judges = {"": policy} | {id: parse(text, id).on(AS_OF) for id, text in BESIDE.items()}
        return slow_side(ledger, judges, AS_OF, before)


def wanted(
    history: History, first: Policy, then: Policy, side: Side
) -> Mapping[Key, dict[str, object]]:
    """What is so where a version was really published; what it has lost of stages begins anew, as is said."""
    main = replace(then, id="random")
    try:
        return really(history, first, main)
    except LedgerError:
        assert side.lost
        moves = {**then.in_flight.moves, **dict.fromkeys(side.lost, "none")}
        return really(history, first, replace(main, in_flight=InFlight(moves=moves)))


@given(history=lived(), policy=policies(), other=policies(), id=st.sampled_from(["random", "b1"]))
@settings(max_examples=25)
def test_each_invoice_stands_as_the_policy_that_it_is_under_has_it(
    history: History, policy: Policy, other: Policy, id: str
) -> None:
    """That under review may itself be called as one that is published beside the main one."""
    ground = ground_of(history, policy)
    other = replace(other, id=id)
    with ground.ledger:
        before, after = stand(ground, in_force(policy), AS_OF), stand(ground, tried(other), AS_OF)
    assert differences(before, really(history, policy)) == []
    assert differences(after, wanted(history, policy, other, after)) == []


@given(history=lived(), policy=policies(), other=policies())
@settings(max_examples=10)
def test_whoever_is_under_another_moves_under_no_change_and_no_way(
    history: History, policy: Policy, other: Policy
) -> None:
    """What each change does alone, and each way of accounts in flight, is about those it judges alone."""
    ground = ground_of(history, policy)
    with ground.ledger as ledger:
        impact = impact_of(ground, in_force(policy), tried(other))
        found = attribute(ground, impact, changes(policy, other))
        choice = in_flight_of(ground, impact.before, tried(other))
        judged = _judged_by_main(ledger.connection)
    for moved in (impact.moved, found.together, *(each.moved for each in found.parts)):
        assert {each.before.key for each in moved} <= judged
    for taken in choice.ways:
        then = replace(other, in_flight=taken.in_flight)
        assert differences(taken.side, wanted(history, policy, then, taken.side)) == []
        assert {each.before.key for each in Impact(impact.before, taken.side).moved} <= judged


def _judged_by_main(connection: sqlite3.Connection) -> set[Key]:
    """The accounts of which the main policy judges anything, in the currencies of that."""
    under = slow_under(connection, AS_OF)
    return {
        (account, currency)
        for invoice, account, currency in connection.execute(
            "SELECT seq, account_id, currency FROM invoice"
        )
        if not under[invoice]
    }


def ledger_with(*more: tuple[object, str]) -> Ground:
    """Three accounts that owe 100.00 each, the second of them by two invoices."""
    owed = [
        (AccountOpened(number, number, "business"), "2026-01-01")
        for number in ("one", "two", "three")
    ]
    issued = [
        (
            InvoiceIssued(account, f"I{n}", "USD", 10_000, "2026-02-01", "2026-01-05", "x"),
            "2026-01-05",
        )
        for n, account in enumerate((2, 3, 3, 4))
    ]
    first = (
        PolicyPublished("random", "1", LANGUAGE, hashlib.sha256(b"").hexdigest(), ""),
        "2020-01-01",
    )
    return ground_of([first, *owed, *issued, *published(), *more], MAIN)


def under(account: int, invoice: int | None, id: str) -> tuple[OverrideSet, str]:
    return OverrideSet(account, invoice, "policy", None, id, None, "asked"), "2026-02-01"


MAIN = replace(parse(policy_text("1"), "main"), id="random", currencies=("USD", "CAD"))


def told(ground: Ground, id: str = "random") -> list[str]:
    with ground.ledger:
        other = tried(replace(MAIN, id=id, grace=()))
        return list(notes_of(ground, impact_of(ground, in_force(MAIN), other)))


def test_it_is_said_and_counted_who_is_under_another() -> None:
    assert not any("beside" in note for note in told(ledger_with()))
    notes = told(ledger_with(under(2, None, "b1"), under(4, None, "b2"), under(3, 6, "b2")))
    assert notes[:2] == [
        "1 account is under `b1 1`, beside the main policy, by an override or a trial: that judges it under"
        " both versions.",
        "1 account and 1 single invoice are under `b2 1`, beside the main policy, by an override or a trial:"
        " that judges them under both versions.",
    ]
    trial = TrialStarted("calls", "b1", 5_000, "which is better"), "2026-02-01"
    drawn = [
        number
        for number in ("one", "two", "three")
        if int(hashlib.sha256(f"calls\n{number}".encode()).hexdigest()[:8], 16) / 2**32 < 0.5
    ]
    assert len(drawn) == 2
    assert told(ledger_with(trial))[0].startswith("2 accounts are under `b1 1`, beside the main")


def test_a_version_of_one_beside_is_said_to_be_tried_as_the_main_one() -> None:
    notes = told(ledger_with(under(2, None, "b1")), id="b1")
    assert notes[1] == (
        "`tried` is a version of `b1`, which is published beside the main policy: here it is tried as the"
        " main one. Whoever is under `b1` stays under the version of it in force."
    )


def test_on_the_demo_it_is_true_to_the_last_account(demo: Path, tmp_path: Path) -> None:
    """A fifth of the accounts on trial, one put under the challenger by hand, and one invoice of another."""
    day, path = date(2026, 7, 1), Path(shutil.copy(demo, tmp_path / "demo.db"))
    gentle = changed(
        READY, (r'(?m)^id( *)= "ready"', r'id\1= "gentle"'), (r"(?m)^days   = 5$", "days   = 30")
    )
    with Ledger.open(path) as ledger, ledger.writing(at=NOW, by="ana") as book:
        publish_checked(book, gentle, parse(gentle, "gentle.toml"), beside=True)
        book.append(TrialStarted("fifth", "gentle", 2_000, "which is better"), on=day)
        owing = slow_under(ledger.connection, day)
        for place, (whole, invoice, account) in enumerate(_not_drawn(ledger.connection, owing)):
            chosen = None if place == 0 else invoice
            assert whole > 1
            book.append(
                OverrideSet(account, chosen, "policy", None, "gentle", None, "asked"), on=day
            )
    with ground_of_file(path, day, at=NOW) as ground:
        impact = impact_of(ground, version(READY, "now"), version(LONGER, "next"))
        notes = notes_of(ground, impact)
    sides = []
    for text in (None, LONGER):
        copy = Path(shutil.copy(path, tmp_path / "copy.db"))
        with Ledger.open(copy) as ledger:
            if text is not None:
                with ledger.writing(at=NOW, by="test") as book:
                    published = replace(parse(text, "next"), effective_from=day)
                    publish_checked(book, text, published)
            policy, seq = policy_in_force(ledger, day)
            (before,) = ledger.connection.execute("SELECT max(seq) FROM journal").fetchone()
            run_day(ledger, policy, seq, as_of=day, at=NOW, by="test")
            judges = {"": policy, "gentle": parse(gentle, "gentle").on(day)}
            sides.append(slow_side(ledger, judges, day, before))
    assert differences(impact.before, sides[0]) == []
    assert differences(impact.after, sides[1]) == []
    assert {each.before.key for each in impact.moved} == {
        key for key in {**sides[0], **sides[1]} if sides[0].get(key) != sides[1].get(key)
    }
    assert " and 1 single invoice are under `gentle next`, beside the main policy" in notes[0]


def _not_drawn(
    connection: sqlite3.Connection, under: Mapping[int, str]
) -> list[tuple[int, int, int]]:
    """Two accounts that the trial has not drawn and that owe several invoices, with one of these."""
    rows = connection.execute(
        "SELECT count(*), max(n.seq), n.account_id FROM invoice AS n WHERE NOT EXISTS"
        " (SELECT 1 FROM posting AS p WHERE p.invoice_id = n.seq) GROUP BY n.account_id HAVING count(*) > 1"
    ).fetchall()
    return [row for row in rows if not under[row[1]]][:2]
