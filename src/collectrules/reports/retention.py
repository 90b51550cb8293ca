"""What has to be kept of an account, until when, and whose names, numbers and addresses may be erased.

Records are kept from the beginning of collection until three years after the last collection activity, and
recordings of calls for three years after the call: 12 CFR 1006.100(a), (b). The day of the last activity is
not counted, the last of the three years is. While anything is owed, collecting is not over.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Final

from collectrules.clock import add_months
from collectrules.ledger.damage import stored_day
from collectrules.ledger.owed import ALL_KNOWN, counts, owed

YEARS: Final = 3
CITE: Final = "12 CFR 1006.100; 6 RCNY 5-77"
CONFIDENCE: Final = "primary; secondary"
"""How each of the two was read: the first in its text, the second in what was written about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What has to be kept of an account."""

    account_id: int
    account: str
    owes: bool
    last_activity_on: date | None
    """The last day on which anything was done to collect, or came of it; None where nothing ever was."""
    last_activity: str
    """What that was, in the ledger's word for it."""
    last_call_on: date | None
    persons: tuple[tuple[int, bool], ...]
    """Those not erased, by their ids, and whether anything was ever done that may have been about them."""

    @property
    def keep_until(self) -> date | None:
        """The last day on which all has to be kept; None where nothing was done, or while they owe."""
        return None if self.owes else _years_after(self.last_activity_on)

    @property
    def recordings_until(self) -> date | None:
        """The last day on which recordings of calls have to be kept; the ledger has none itself."""
        return _years_after(self.last_call_on)

    def may_erase(self, person_id: int, on: date) -> bool:
        """Whether a person may be erased on a day."""
        if not dict(self.persons).get(person_id, True):
            return True
        return not self.owes and (self.keep_until is None or self.keep_until < on)

    def erasable(self, on: date) -> tuple[int, ...]:
        """The persons who may be erased on a day."""
        return tuple(each for each, _ in self.persons if self.may_erase(each, on))


def _years_after(day: date | None) -> date | None:
    return day and add_months(day, 12 * YEARS)


def _of_invoices(table: str, more: str = "") -> str:
    return f"""
        SELECT n.account_id, x.effective_on, '{table.replace("_", " ")}' AS what
        FROM {table} AS x JOIN invoice AS n ON n.seq = x.invoice_id WHERE {counts("x")} {more}
    """


def _of_accounts(table: str, more: str = "") -> str:
    return f"""
        SELECT x.account_id, x.effective_on, '{table.replace("_", " ")}' AS what
        FROM {table} AS x WHERE {counts("x")} {more}
    """


_ACTIVITIES: Final = " UNION ALL ".join(
    [
        *map(_of_accounts, ("contact", "attempt", "promise", "plan", "settlement", "placement", "receipt")),
        *map(_of_invoices, ("charge", "dispute")),
        _of_invoices("stage_step", "AND x.step = 'done'"),
        _of_invoices("posting", "AND x.kind = 'payment'"),
        _of_invoices("part_posting", "AND x.kind = 'payment'"),
    ]
)  # fmt: skip
_LAST: Final = f"""
    SELECT account_id, max(effective_on), what FROM ({_ACTIVITIES})
    WHERE :account IS NULL OR account_id = :account GROUP BY account_id
"""
_LAST_CALLS: Final = f"""
    SELECT x.account_id, max(x.effective_on) FROM contact AS x
    WHERE x.channel = 'call' AND {counts("x")} AND (:account IS NULL OR x.account_id = :account)
    GROUP BY x.account_id
"""
_ACCOUNTS: Final = """
    SELECT seq, number FROM account
    WHERE effective_on <= :as_of AND (:account IS NULL OR seq = :account) ORDER BY number
"""
_PERSONS: Final = f"""
    SELECT p.account_id, p.seq,
        EXISTS (
            SELECT 1 FROM contact AS x WHERE x.account_id = p.account_id AND {counts("x")}
              AND (x.seq > p.seq OR x.effective_on >= p.effective_on)
        )
        OR EXISTS (SELECT 1 FROM attempt AS x WHERE x.account_id = p.account_id AND x.seq > p.seq)
        OR EXISTS (SELECT 1 FROM consent AS x WHERE x.person_id = p.seq AND {counts("x")})
        OR EXISTS (SELECT 1 FROM stop AS x WHERE x.person_id = p.seq AND {counts("x")})
    FROM person AS p
    WHERE {counts("p")} AND (:account IS NULL OR p.account_id = :account)
      AND NOT EXISTS (SELECT 1 FROM erasure AS e WHERE e.person_id = p.seq AND {counts("e")})
    ORDER BY p.seq
"""


def retention(
    connection: sqlite3.Connection, as_of: date, account_id: int | None = None
) -> tuple[Kept, ...]:
    """What has to be kept of each account as of a day, or of one of them, by account number."""
    given = {"as_of": as_of.isoformat(), "known": ALL_KNOWN, "account": account_id}
    only = None if account_id is None else (account_id,)
    owing = {
        each.account_id for each in owed(connection, as_of, accounts=only) if _open(each.total)
    }
    last = {seq: (stored_day(day), what) for seq, day, what in connection.execute(_LAST, given)}
    calls = {seq: stored_day(day) for seq, day in connection.execute(_LAST_CALLS, given)}
    persons: dict[int, list[tuple[int, bool]]] = {}
    for account, person, used in connection.execute(_PERSONS, given):
        persons.setdefault(account, []).append((person, bool(used)))
    return tuple(
        Kept(
            account_id=seq,
            account=number,
            owes=seq in owing,
            last_activity_on=last[seq][0] if seq in last else None,
            last_activity=last[seq][1] if seq in last else "",
            last_call_on=calls.get(seq),
            persons=tuple(persons.get(seq, ())),
        )
        for seq, number in connection.execute(_ACCOUNTS, given)
    )


def _open(total: int) -> bool:
    return total > 0
