"""How near the limits on contacts each account came in a period, and all that was blocked or stepped over."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from collectrules.compliance.history import OVERRIDE, histories, stand_ins
from collectrules.compliance.versions import Versions
from collectrules.ledger.book import Ledger
from collectrules.ledger.damage import stored_moment
from collectrules.reports.nearest import Counting, Nearest, by_rule
from collectrules.reports.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question to the gate, in the words of the ledger."""

    event: int
    account: str
    channel: str
    at: datetime
    """In UTC."""
    rule: str
    level: str
    counted: tuple[int, ...]
    """The events that the rule counted."""
    free_from: str
    reason: str
    """With which a soft rule was stepped over."""
    by: str
    let_through: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """A contact of ours that was taken back, or an attempt that was released."""

    event: int
    account: str
    channel: str
    at: datetime
    """When it took place, as it was recorded, in UTC."""
    result: str
    """Empty of an attempt."""
    undone_by: int
    """The event that took it back."""
    reason: str
    by: str
    """Who took it back."""
    attempt: int | None
    """The attempt that goes on counting in its place, or its result does; None where it counts no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compliance:
    """A period."""

    period: Period
    tried: int
    """Contacts and attempts of ours."""
    asked: int
    """Questions to the gate."""
    nearest: tuple[Nearest, ...]
    """By rule, those that came nearest first."""
    blocked: tuple[Asked, ...]
    overridden: tuple[Asked, ...]
    beyond: tuple[Asked, ...] = ()
    """Results of attempts that went beyond a rule; the attempts themselves were let through."""
    taken_back: tuple[TakenBack, ...] = ()
    """What was logged or reserved and did not stand."""


def compliance(ledger: Ledger, period: Period) -> Compliance:
    """What the ledger says of a period, by all that is recorded; inside a reading transaction."""
    connection = ledger.connection
    counting = Counting(connection, Versions.of(ledger), period)
    numbers = dict(connection.execute("SELECT seq, number FROM account"))
    kept: dict[int, int] = {}
    for _, entries in histories(connection):
        counting.count([each for each in entries if not each.is_undone])
        kept |= {contact.seq: attempt for attempt, contact in stand_ins(entries).items()}
    asked = list(_asked(connection, period))
    (count,) = connection.execute(
        "SELECT count(*) FROM gate_check WHERE effective_on BETWEEN :first AND :last", _days(period)
    ).fetchone()
    return Compliance(
        period=period,
        tried=counting.tried,
        asked=count,
        nearest=tuple(sorted(counting.nearest(numbers), key=by_rule)),
        blocked=tuple(each for each in asked if not each.let_through),
        beyond=tuple(each for each in asked if each.let_through and not each.reason),
        overridden=tuple(
            sorted(
                (*(each for each in asked if each.reason), *_noted(connection, period)),
                key=lambda each: each.event,
            )
        ),
        taken_back=tuple(_taken_back(connection, period, kept)),
    )


def _days(period: Period) -> dict[str, str]:
    return {"first": period.first.isoformat(), "last": period.last.isoformat()}


_ASKED: Final = """
    SELECT g.seq, a.number, g.channel, g.at, g.rule, g.level, g.counted, g.free_from, g.override,
           j.recorded_by, g.allowed
    FROM gate_check AS g
    JOIN account AS a ON a.seq = g.account_id
    JOIN journal AS j ON j.seq = g.seq
    WHERE g.effective_on BETWEEN :first AND :last AND (g.allowed = 0 OR g.level IN ('hard', 'soft'))
    ORDER BY g.seq
"""


def _asked(connection: sqlite3.Connection, period: Period) -> Iterator[Asked]:
    """The questions about what a rule was in the way of: answered with no, or let through all the same."""
    for (
        seq,
        account,
        channel,
        at,
        rule,
        level,
        counted,
        free_from,
        reason,
        by,
        allowed,
    ) in connection.execute(_ASKED, _days(period)):
        yield Asked(
            event=seq,
            account=account,
            channel=channel,
            at=stored_moment(at),
            rule=rule,
            level=level,
            counted=tuple(int(each) for each in counted.split()),
            free_from=free_from,
            reason=reason,
            by=by,
            let_through=bool(allowed),
        )


_NOTED: Final = """
    SELECT c.seq, a.number, c.channel, c.at, c.note, j.recorded_by
    FROM contact AS c
    JOIN account AS a ON a.seq = c.account_id
    JOIN journal AS j ON j.seq = c.seq
    WHERE c.effective_on BETWEEN :first AND :last AND c.note LIKE '%override %: %'
      AND c.seq NOT IN (SELECT reversed_seq FROM reversal)
      AND NOT EXISTS (
          SELECT 1 FROM gate_check AS g
          WHERE g.account_id = c.account_id AND g.effective_on = c.effective_on AND g.at = c.at
            AND g.channel = c.channel AND g.override <> ''
      )
    ORDER BY c.seq
"""
"""Contacts of before questions were written down: the note says what was stepped over, and why."""


def _noted(connection: sqlite3.Connection, period: Period) -> Iterator[Asked]:
    for seq, account, channel, at, note, by in connection.execute(_NOTED, _days(period)):
        said = OVERRIDE.search(note)
        if said is None:
            continue
        yield Asked(
            event=seq,
            account=account,
            channel=channel,
            at=stored_moment(at),
            rule=said[1],
            level="soft",
            counted=(),
            free_from="",
            reason=said[2].strip(),
            by=by,
        )


_TAKEN_BACK: Final = """
    SELECT c.seq, a.number, c.channel, c.at, c.result, r.seq, r.reason, j.recorded_by,
           CASE WHEN c.attempt_id NOT IN (SELECT e.attempt_id FROM attempt_release AS e) THEN c.attempt_id END
    FROM contact AS c
    JOIN reversal AS r ON r.reversed_seq = c.seq
    JOIN account AS a ON a.seq = c.account_id
    JOIN journal AS j ON j.seq = r.seq
    WHERE c.effective_on BETWEEN :first AND :last AND c.direction = 'out'
    UNION ALL
    SELECT t.seq, a.number, t.channel, t.at, '', r.seq, r.reason, j.recorded_by, NULL
    FROM attempt AS t
    JOIN attempt_release AS r ON r.attempt_id = t.seq
    JOIN account AS a ON a.seq = t.account_id
    JOIN journal AS j ON j.seq = r.seq
    WHERE t.effective_on BETWEEN :first AND :last
    ORDER BY 1
"""


def _taken_back(
    connection: sqlite3.Connection, period: Period, kept: Mapping[int, int]
) -> Iterator[TakenBack]:
    """What did not stand; `kept` are the attempts that stand in the places of contacts."""
    for row in connection.execute(_TAKEN_BACK, _days(period)):
        event, account, channel, at, result, undone_by, reason, by, attempt = row
        yield TakenBack(
            event=event,
            account=account,
            channel=channel,
            at=stored_moment(at),
            result=result,
            undone_by=undone_by,
            reason=reason,
            by=by,
            attempt=attempt or kept.get(event),
        )
