"""Where accounts stand after a run by a version, held to a real run and to the specification."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, settings

from collectrules.charges.conditions import Versions
from collectrules.charges.rates import lasting_rates
from collectrules.errors import LedgerError
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import PolicyPublished
from collectrules.policy.model import LANGUAGE, InFlight, Policy
from collectrules.review.ground import Ground
from collectrules.review.model import Impact, Side, Version
from collectrules.review.standing import stand
from collectrules.worklist.run import run_day
from tests.engine.strategies import AS_OF, histories, policies, write
from tests.review.slow import differences, slow_side

AT = datetime(2026, 9, 10, 12, tzinfo=UTC)
TEXT = b"# tried"
SHA = hashlib.sha256(TEXT).hexdigest()
History = list[tuple[object, str]]


def ground_of(history: History, first: Policy) -> Ground:
    """The ground of a ledger in memory; `first` is the policy of event 1, whose text it does not have."""
    ledger = Ledger.create(Path(":memory:"))
    with ledger.writing(at=AT, by="test") as book:
        write(book, history)

    def versions_of(connection: object) -> Versions:
        versions = Versions(ledger.connection, told=lasting_rates())
        versions.know(1, first)
        return versions

    return Ground(ledger, AS_OF, AT, versions_of=versions_of)


def in_force(policy: Policy) -> Version:
    return Version("in force", policy, b"", published=1)


def tried(policy: Policy) -> Version:
    return Version("tried", replace(policy, sha256=SHA), TEXT)


def really(history: History, first: Policy, then: Policy | None = None) -> dict[object, object]:
    """What is so after a run that was really made: by the policy in force, or by one newly published."""
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
        return slow_side(ledger, {"": policy}, AS_OF, before)


@given(history=histories(), policy=policies())
@settings(max_examples=40)
def test_a_version_in_force_stands_as_its_own_run_leaves_it(
    history: History, policy: Policy
) -> None:
    ground = ground_of(history, policy)
    with ground.ledger:
        side = stand(ground, in_force(policy), AS_OF)
    assert differences(side, really(history, policy)) == []


@given(history=histories(), policy=policies(), other=policies())
@settings(max_examples=40)
def test_a_version_that_is_tried_stands_as_if_it_had_been_published(
    history: History, policy: Policy, other: Policy
) -> None:
    ground = ground_of(history, policy)
    with ground.ledger:
        side = stand(ground, tried(other), AS_OF)
    try:
        wanted = really(history, policy, other)
    except LedgerError:
        assert side.lost
        moves = {**other.in_flight.moves, **dict.fromkeys(side.lost, "none")}
        wanted = really(history, policy, replace(other, in_flight=InFlight(moves=moves)))
    assert differences(side, wanted) == []


@given(history=histories(), policy=policies(), other=policies())
@settings(max_examples=40)
def test_trying_leaves_nothing_and_a_version_against_itself_shows_nothing(
    history: History, policy: Policy, other: Policy
) -> None:
    ground = ground_of(history, policy)
    with ground.ledger as ledger:
        before = list(ledger.connection.iterdump())
        first, second = (stand(ground, in_force(policy), AS_OF) for _ in range(2))
        third, fourth = (stand(ground, tried(other), AS_OF) for _ in range(2))
        assert list(ledger.connection.iterdump()) == before
    for one, same in ((first, second), (third, fourth)):
        assert one.standings == same.standings
        assert Impact(one, same).moved == ()
    _all_is_said(first, third)


def _all_is_said(before: Side, after: Side) -> None:
    """What is not told as moved is the same on both sides."""
    moved = {each.before.key for each in Impact(before, after).moved}
    for key in {*before.standings, *after.standings} - moved:
        assert before.standings[key] == after.standings[key]
