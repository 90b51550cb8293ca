"""Whether a dispute came within the days in which they may dispute: those of the policy or its packs.

It closes the gate either way, and is only told. A period begins with our first letter to whoever disputes, or
to nobody in particular, and ends so many days after that is taken to be received.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from collectrules.clock import moment_text
from collectrules.compliance.results import codes_counted
from collectrules.ledger.book import Ledger
from collectrules.ledger.damage import stored_day
from collectrules.ledger.owed import ALL_KNOWN, counts
from collectrules.ledger.policies import NoneInForce
from collectrules.ledger.published import policy_in_force
from collectrules.ledger.stops import Stop
from collectrules.policy.calendars import working_days_after
from collectrules.policy.model import DisputePeriod, Grounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of a dispute: the period that our first letter began, and whether it came within."""

    rule: str
    """The period's id, such as `us-reg-f:validation`."""
    letter: int
    """The event of that letter."""
    begun_on: date
    """Its day, the first of the period."""
    received_on: date
    """The day on which it is taken to be received."""
    last_on: date
    """The last day of the period."""
    within: bool
    """Whether the day of the dispute is one of its days."""
    cite: str
    confidence: Grounds


def periods_of(ledger: Ledger, stops: Iterable[Stop]) -> Mapping[int, Told]:
    """Of disputes, by their events, the period that counted for each; none where no letter had begun one.

    By the policy that was in force on the day of the dispute, as it read that day in any of its currencies,
    and its packs. Of several periods the one that ends last; stops of other kinds are left out.
    """
    found: dict[int, Told] = {}
    periods: dict[date, tuple[DisputePeriod, ...]] = {}
    for stop in stops:
        if stop.kind != "dispute":
            continue
        if stop.from_on not in periods:
            periods[stop.from_on] = _in_force(ledger, stop.from_on)
        told = _told(ledger.connection, stop, periods[stop.from_on])
        if last := max(told, key=_lasting, default=None):
            found[stop.seq] = last
    return found


def _lasting(told: Told) -> tuple[date, bool]:
    """Until when; of those that end on a day, a law's before one's own."""
    return told.last_on, told.confidence != "own"


def _in_force(ledger: Ledger, on: date) -> tuple[DisputePeriod, ...]:
    try:
        policy = policy_in_force(ledger, on)[0].on(on)
    except NoneInForce:
        return ()
    every = (period for _, read in policy.groups for period in read.dispute_period)
    return tuple(dict.fromkeys(every))


def _told(
    connection: sqlite3.Connection, stop: Stop, periods: Iterable[DisputePeriod]
) -> Iterator[Told]:
    for period in periods:
        letter = _first_letter(connection, stop, period)
        if letter is None:
            continue
        seq, begun_on = letter
        received_on = working_days_after(
            period.holidays, begun_on, period.received_after_working_days
        )
        last_on = received_on + timedelta(days=period.days_after_receipt)
        yield Told(
            rule=period.id,
            letter=seq,
            begun_on=begun_on,
            received_on=received_on,
            last_on=last_on,
            within=stop.from_on <= last_on,
            cite=period.cite,
            confidence=period.confidence,
        )


def _first_letter(
    connection: sqlite3.Connection, stop: Stop, period: DisputePeriod
) -> tuple[int, date] | None:
    """The event and the day of the first letter before a dispute, of debts that the period is about."""
    row = connection.execute(
        _FIRST.format(
            channels=_quoted(period.begun_by),
            results=_quoted(codes_counted("contacts")),
        ),
        {
            "account": stop.account_id,
            "person": stop.person_id,
            "debtor": period.debtor,
            "on": stop.from_on.isoformat(),
            "at": moment_text(stop.at),
            "as_of": date.max.isoformat(),
            "known": ALL_KNOWN,
        },
    ).fetchone()
    return (row[0], stored_day(row[1])) if row else None


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


# The words put in are channels and codes of our own tables, never a user's text.
_FIRST: Final = f"""
    SELECT c.seq, c.effective_on
    FROM contact AS c
    WHERE c.account_id = :account AND c.direction = 'out' AND c.at <= :at
      AND c.channel IN ({{channels}}) AND c.result IN ({{results}})
      AND :debtor IN ('any', coalesce((
          SELECT k.debtor_kind FROM account_change AS k
          WHERE k.account_id = :account AND k.effective_on <= :on AND {counts("k")}
          ORDER BY k.effective_on DESC, k.seq DESC LIMIT 1
      ), (SELECT a.debtor_kind FROM account AS a WHERE a.seq = :account)))
      AND (:person IS NULL OR c.person_id IS NULL OR c.person_id = :person)
      AND {counts("c")}
    ORDER BY c.effective_on, c.seq LIMIT 1
"""
