"""Letters, e-mails and text messages that wait to be sent: no contacts until they have been."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Final, cast, get_args

from collectrules.compliance.whom import Purpose, Whom
from collectrules.errors import Refused
from collectrules.ledger.damage import DamagedValue, stored_day
from collectrules.policy.model import Channel

_Row = tuple[int, int, str, str, str, str, int | None, int | None, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedMessage:
    """What is queued and neither sent nor cancelled."""

    seq: int
    account_id: int
    channel: Channel
    on: date
    stage: str
    template: str
    whom: Whom


def queued_messages(
    connection: sqlite3.Connection, account_id: int | None = None
) -> tuple[QueuedMessage, ...]:
    """What waits to be sent to an account, or to all, what was queued first in front."""
    rows = connection.execute(_QUEUED, {"account_id": account_id, "seq": None}).fetchall()
    return tuple(_message(row) for row in rows)


def queued_of(connection: sqlite3.Connection, seq: int) -> QueuedMessage:
    """What is queued by an event; raises `Refused` where it is not, or is no more."""
    row = connection.execute(_QUEUED, {"account_id": None, "seq": seq}).fetchone()
    if row is None:
        raise Refused(
            f"nothing waits to be sent as event {seq}",
            help="it was sent or cancelled before, or never queued; nothing was written",
        )
    return _message(row)


_QUEUED: Final = """
    SELECT q.seq, q.account_id, q.channel, q.effective_on, q.stage, q.template, q.person_id, q.reach_id,
           q.purpose, q.about
    FROM queued AS q
    WHERE q.account_id = coalesce(:account_id, q.account_id) AND q.seq = coalesce(:seq, q.seq)
      AND q.seq NOT IN (SELECT reversed_seq FROM reversal)
      AND NOT EXISTS (
          SELECT 1 FROM queued_end AS e
          WHERE e.queued_id = q.seq AND e.seq NOT IN (SELECT reversed_seq FROM reversal)
      )
    ORDER BY q.seq
"""


def _message(row: _Row) -> QueuedMessage:
    seq, account_id, channel, day, stage, template, person_id, reach_id, purpose, about = row
    if channel not in get_args(Channel) or purpose not in get_args(Purpose):
        raise DamagedValue(f"it has something queued by `{channel}` for `{purpose}`")
    return QueuedMessage(
        seq=seq,
        account_id=account_id,
        channel=cast(Channel, channel),
        on=stored_day(day),
        stage=stage,
        template=template,
        whom=Whom(person_id, reach_id, tuple(map(int, about.split())), cast(Purpose, purpose)),
    )
