"""What stands around the accounts of the list: promises, disputes, call-backs, what is queued, what waits.

It is read as the books are now: what was recorded since the run is in it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from collectrules.engine.gather import Moment, gather_books
from collectrules.engine.scratch import drop
from collectrules.ledger.book import Ledger
from collectrules.ledger.damage import stored_day
from collectrules.worklist.approved import approved_stages
from collectrules.worklist.call_backs import CallBack, open_call_backs
from collectrules.worklist.owed_since import NOTHING, OwedNow, owed_since

Owner = tuple[int, str]
"""An account in one currency."""


class Promised(NamedTuple):
    """What an account promised to pay and has not paid, in minor units."""

    open: int = 0
    """Of promises for the day of the list and later."""
    due_on: date | None = None
    """The first day of these."""
    broken: int = 0
    """Of the last promise, where it was for an earlier day."""
    broken_on: date | None = None


class Waits(NamedTuple):
    """An invoice for which the owner has to approve something."""

    invoice_id: int
    rule: str


@dataclass(frozen=True, slots=True, repr=False)
class Around:
    """What is known of some accounts, or of all of them."""

    as_of: date
    """The day of the list."""
    today: date
    zone: ZoneInfo
    """That of the policy, whose clock says which day it is."""
    kept: bool = True
    """Whether the run has kept what waits for the owner, and who is not on the worklist."""
    promised: dict[Owner, Promised] = field(default_factory=dict)
    disputed: dict[Owner, int] = field(default_factory=dict)
    call_backs: dict[int, list[CallBack]] = field(default_factory=dict)
    queued: dict[int, tuple[str, ...]] = field(default_factory=dict)
    waiting: dict[Owner, tuple[Waits, ...]] = field(default_factory=dict)
    moved: frozenset[int] = frozenset()
    """The accounts that money moved at since the run."""
    owed: Mapping[Owner, OwedNow] = field(default_factory=dict)
    """What these owe now."""

    def owed_now(self, owner: Owner) -> OwedNow | None:
        """What an account owes in a currency now; None where that is what the run worked out."""
        return self.owed.get(owner, NOTHING) if owner[0] in self.moved else None


def read_around(
    ledger: Ledger,
    as_of: date,
    today: date,
    time_zone: str,
    accounts: Collection[int] | None = None,
    *,
    run: int | None = None,
) -> Around:
    """What stands around some accounts, or all; `as_of` is the day of the list, `today` not before it.

    With the event of the `run`, what is owed since is read too.
    """
    connection = ledger.connection
    moved, owed = (
        (frozenset[int](), dict[Owner, OwedNow]())
        if run is None
        else owed_since(ledger, run, today, accounts)
    )
    return Around(
        as_of,
        today,
        ZoneInfo(time_zone),
        kept=connection.execute("SELECT EXISTS (SELECT 1 FROM worklist_run)").fetchone() == (1,),
        promised=_promised(connection, as_of, today, accounts),
        disputed=_disputed(connection, accounts),
        call_backs=open_call_backs(connection, accounts),
        queued=_queued(connection, accounts),
        waiting=_waiting(connection, today, accounts),
        moved=moved,
        owed=owed,
    )


def _promised(
    connection: sqlite3.Connection, as_of: date, today: date, accounts: Collection[int] | None
) -> dict[Owner, Promised]:
    """By the same SQL as the facts of a run: kept is what arrived by the day."""
    named = None if accounts is None else tuple(accounts)
    gather_books(connection, Moment(today, accounts=named), only=("undone", "promise_state"))
    rows = connection.execute(
        "SELECT account_id, currency, due_on, to_come, state FROM promise_state ORDER BY seq"
    ).fetchall()
    drop(connection, ("undone", "promise_state"))
    found: dict[Owner, Promised] = {}
    for account, currency, stored, to_come, state in rows:
        before, day = found.get((account, currency), Promised()), stored_day(stored)
        if state == "kept":
            now = before._replace(broken=0, broken_on=None)
        elif day < as_of:
            now = before._replace(broken=to_come, broken_on=day)
        else:
            first = min(day, before.due_on or day)
            now = Promised(before.open + to_come, first)
        found[account, currency] = now
    return found


def _of(column: str, accounts: Collection[int] | None) -> str:
    return "true" if accounts is None else f"{column} IN (SELECT value FROM json_each(:accounts))"


def _given(accounts: Collection[int] | None) -> dict[str, str]:
    return {"accounts": json.dumps(sorted(accounts or ()))}


_DISPUTED: Final = """
    SELECT n.account_id, n.currency, sum(max(0, min(coalesce(d.part, 9223372036854775807),
        n.amount + coalesce((
            SELECT sum(p.amount) FROM posting AS p
            WHERE p.invoice_id = n.seq AND p.seq NOT IN (SELECT reversed_seq FROM reversal)
        ), 0)
    )))
    FROM (
        SELECT d.invoice_id, iif(count(d.amount) < count(*), NULL, sum(d.amount)) AS part
        FROM dispute AS d
        WHERE d.seq NOT IN (SELECT reversed_seq FROM reversal) AND NOT EXISTS (
            SELECT 1 FROM dispute_end AS e
            WHERE e.dispute_id = d.seq AND e.seq NOT IN (SELECT reversed_seq FROM reversal)
        )
        GROUP BY d.invoice_id
    ) AS d
    JOIN invoice AS n ON n.seq = d.invoice_id
    WHERE {of} AND n.seq NOT IN (SELECT reversed_seq FROM reversal)
    GROUP BY n.account_id, n.currency
"""


def _disputed(connection: sqlite3.Connection, accounts: Collection[int] | None) -> dict[Owner, int]:
    rows = connection.execute(_DISPUTED.format(of=_of("n.account_id", accounts)), _given(accounts))
    return {(account, currency): amount for account, currency, amount in rows if amount}


_QUEUED: Final = """
    SELECT q.account_id, group_concat(DISTINCT q.channel)
    FROM queued AS q
    WHERE {of} AND q.seq NOT IN (SELECT reversed_seq FROM reversal) AND NOT EXISTS (
        SELECT 1 FROM queued_end AS e
        WHERE e.queued_id = q.seq AND e.seq NOT IN (SELECT reversed_seq FROM reversal)
    )
    GROUP BY q.account_id
"""


def _queued(
    connection: sqlite3.Connection, accounts: Collection[int] | None
) -> dict[int, tuple[str, ...]]:
    rows = connection.execute(_QUEUED.format(of=_of("q.account_id", accounts)), _given(accounts))
    return {account: tuple(sorted(ways.split(","))) for account, ways in rows}


_WAITING: Final = """
    SELECT n.account_id, n.currency, n.seq, w.section, w.rule
    FROM worklist_approval AS w CROSS JOIN invoice AS n ON n.seq = w.invoice_id
    WHERE {of} AND n.amount + coalesce((
        SELECT sum(p.amount) FROM posting AS p
        WHERE p.invoice_id = n.seq AND p.seq NOT IN (SELECT reversed_seq FROM reversal)
    ), 0) > 0
    ORDER BY n.seq, w.rule
"""


def _waiting(
    connection: sqlite3.Connection, today: date, accounts: Collection[int] | None
) -> dict[Owner, tuple[Waits, ...]]:
    """What the run found to wait for the owner, without what was approved or paid since."""
    rows = connection.execute(_WAITING.format(of=_of("n.account_id", accounts)), _given(accounts))
    found: dict[Owner, tuple[Waits, ...]] = {}
    approved: dict[int, frozenset[tuple[int, str]]] = {}
    for account, currency, invoice, section, rule in rows.fetchall():
        if account not in approved:
            approved[account] = approved_stages(connection, account, today)
        if section == "write_off" or (invoice, rule) not in approved[account]:
            own = found.get((account, currency), ())
            found[account, currency] = (*own, Waits(invoice, rule))
    return found
