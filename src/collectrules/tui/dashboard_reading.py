"""What the dashboard shows, read from the ledger part by part; nothing of the screen is in here.

Each part is a request that is quick by itself, so that whoever works the list beside it need not wait. All
parts tell of the same books: as known up to the event that was the last when the dashboard was opened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from collectrules.compliance.local import local_day
from collectrules.ledger.book import Ledger
from collectrules.ledger.policies import NoneInForce
from collectrules.policy.model import Policy
from collectrules.reports.ageing import Ageing, ageing
from collectrules.reports.money_in import MoneyIn, money_in, week_of
from collectrules.reports.period import Period
from collectrules.reports.promised import Ahead, Promises, promises, promises_ahead
from collectrules.reports.stages import OnStage, on_stages
from collectrules.reports.standing import Books
from collectrules.reports.year import EndOfDay, end_of_day
from collectrules.worklist.last import LastRun
from collectrules.worklist.under import beside_on
from collectrules.worklist.versions import policy_in_force
from collectrules.worklist.waiting_rows import Waits
from collectrules.worklist.waiting_rows import read_waits as waits_of_the_list

LOOK_BACK: Final = 30
"""Over how many days before today it is told how promises were kept."""
LOOK_AHEAD: Final = 7


@dataclass(frozen=True, slots=True)
class Standing:
    """Of when the dashboard tells: the day, and the event up to which the books are known."""

    today: date
    known: int
    policy: Policy | None
    """The one in force; None where none is."""
    ladder: tuple[str, ...] = ()
    """The stages of the policy in force, then those of policies beside it that it has not."""

    def books(self, ledger: Ledger) -> Books:
        """The books that every part is read from."""
        return Books.of(ledger, self.today, self.known)


def begin(ledger: Ledger, now: datetime) -> Standing:
    """Where the dashboard begins; today is the policy's day, without a policy in force that of UTC."""
    day = now.astimezone(UTC).date()
    try:
        policy, _ = policy_in_force(ledger, day)
    except NoneInForce:
        return begin_on(ledger, day)
    return begin_on(ledger, local_day(policy, now))


def begin_on(ledger: Ledger, today: date) -> Standing:
    """The same, where the day is given."""
    (known,) = ledger.connection.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()
    try:
        policy, _ = policy_in_force(ledger, today)
    except NoneInForce:
        return Standing(today, known, None)
    beside = beside_on(ledger, today).versions.values()
    stages = (id for each in (policy, *(read for read, _ in beside)) for id in each.stage_ids)
    return Standing(today, known, policy, tuple(dict.fromkeys(stages)))


def read_ageing(ledger: Ledger, standing: Standing) -> dict[str, Ageing]:
    """What is outstanding by how long it is past due, by currency."""
    with ledger.reading():
        return {line.currency: line for line in ageing(standing.books(ledger))}


def read_end(ledger: Ledger, standing: Standing, day: date) -> EndOfDay:
    """How the books stood at the end of a day, by currency."""
    with ledger.reading():
        return end_of_day(standing.books(ledger).on(day))


@dataclass(frozen=True, slots=True)
class PromisesNow:
    """Promises to pay, each by currency."""

    today: Mapping[str, Ahead]
    soon: Mapping[str, Ahead]
    """Due in the days after today."""
    later: Mapping[str, Ahead]
    lately: Mapping[str, Promises]
    """Due in the days before today."""
    period: Period
    """The days of `lately`."""


def read_promises(ledger: Ledger, standing: Standing) -> PromisesNow:
    """Promises that fall due, and how those before them were kept."""
    today, books = standing.today, standing.books(ledger)
    soon = Period(today + timedelta(days=1), today + timedelta(days=LOOK_AHEAD))
    before = Period(today - timedelta(days=LOOK_BACK), today - timedelta(days=1))
    with ledger.reading():
        return PromisesNow(
            today=promises_ahead(books, Period(today, today)),
            soon=promises_ahead(books, soon),
            later=promises_ahead(books, Period(soon.last + timedelta(days=1), date.max)),
            lately=promises(books, before),
            period=before,
        )


@dataclass(frozen=True, slots=True)
class Collected:
    """What came in during the week of today and the one before, by currency."""

    week: Period
    before: Period
    money: Mapping[str, MoneyIn]
    """Of both weeks."""


def read_collected(ledger: Ledger, standing: Standing) -> Collected:
    """What came in, day by day."""
    week = week_of(standing.today)
    before = week_of(week.before)
    both = Period(before.first, week.last)
    return Collected(week, before, money_in(standing.books(ledger), both))


@dataclass(frozen=True, slots=True)
class WaitsOnList:
    """How far the list of the last run can be worked."""

    run: LastRun
    waits: Waits


def read_waits(ledger: Ledger) -> WaitsOnList:
    """The rows of the list that are blocked or wait for the owner; raises `LedgerError` before a run."""
    with ledger.reading():
        return WaitsOnList(*waits_of_the_list(ledger))


def read_stages(ledger: Ledger, standing: Standing) -> Sequence[OnStage]:
    """Every account with something open, and the stage it stands on."""
    with ledger.reading():
        return on_stages(standing.books(ledger), standing.ladder)
