"""One gathering of the whole books for all the policies that judge a day: made once, read by each of them.

What is written after it is known by its events: the accounts that these are about are gathered anew. The mark
of a shared gathering is a table like the others, so whoever gathers something else, or undoes the
transaction in which it was made, takes it away with them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from collectrules.engine.gather import EVERYTHING, SHARED, Facts, Moment, gather_books, typed
from collectrules.engine.scratch import drop, fresh
from collectrules.ledger.touched import accounts_touched, kinds_since

_FEW: Final = 2_000
"""Of more accounts than this that were touched, the whole books are gathered anew: that is quicker."""
_NOT_READ: Final = frozenset({"policy_version", "interest_term", "run"})
"""Kinds of event that no fact depends on, among those that a run writes, or that is tried in one."""
_BY_ACCOUNT: Final = frozenset(
    {
        "charge", "posting", "part_posting", "accrual", "stage_step", "stage_move", "plan_end",
        "settlement_end", "reversal",
    }
)  # fmt: skip
"""Kinds that a run writes, which change what is known of the accounts that they are about and of no other."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """What stands in the shared tables."""

    as_of: str
    facts: Facts
    """Those that can be read from them; of accounts, `shared_account` has them ready."""
    seq: int
    """The last event that they know."""


def share_books(connection: sqlite3.Connection, moment: Moment, facts: Facts) -> None:
    """Gather the whole books, and the facts of accounts among some facts, for all who judge that day.

    Nothing is done where they stand so already. Where they stand for other facts, they are made for all of
    these.
    """
    mark = _mark(connection)
    if mark is not None and mark.as_of == moment.as_of.isoformat():
        if changed_since(connection, moment, facts) == frozenset():
            return
        facts = Facts((*facts.names, *mark.facts.names))
    gather_books(connection, moment, facts)
    fresh(
        connection,
        {
            "shared_account": typed(facts.account_columns),
            "shared_books": "as_of TEXT, facts TEXT, seq INTEGER",
        },
    )
    connection.execute(f"INSERT INTO shared_account {facts.accounts_sql()}", moment.parameters)
    connection.execute(
        "INSERT INTO shared_books SELECT ?, ?, coalesce(max(seq), 0) FROM journal",
        (moment.as_of.isoformat(), " ".join(facts.names)),
    )


def changed_since(
    connection: sqlite3.Connection, moment: Moment, facts: Facts
) -> frozenset[int] | None:
    """The accounts of which the shared tables do not say any more what is known at a moment.

    None where there are none, or they are of another day or without some of the facts, or what was recorded
    since may be about anybody.
    """
    mark = _mark(connection)
    if mark is None or moment.known < EVERYTHING or mark.as_of != moment.as_of.isoformat():
        return None
    if not {*facts.names} <= {*mark.facts.names}:
        return None
    if kinds_since(connection, mark.seq) - _NOT_READ - _BY_ACCOUNT:
        return None
    touched = accounts_touched(connection, mark.seq, _BY_ACCOUNT)
    return touched if touched is not None and len(touched) <= _FEW else None


def shared_accounts_sql(facts: Facts, moment: Moment, without: Collection[int]) -> str:
    """As `Facts.accounts_sql`, from the shared tables: of the accounts of a moment, `without` some."""
    among = [f"NOT IN ({', '.join(map(str, sorted(without)))})"] if without else []
    if moment.accounts is not None:
        among.append(f"IN ({', '.join(map(str, moment.accounts))})")
    wanted = [f"account_id {each}" for each in among]
    if moment.ours != "true":
        ours = (
            f"SELECT i.account_id, i.currency FROM item AS i WHERE i.balance > 0 AND {moment.ours}"
        )
        wanted.append(f"(account_id, currency) IN ({ours})")
    return f"""
        SELECT {", ".join(facts.account_columns)} FROM shared_account
        WHERE {" AND ".join(wanted) or "true"}
        """


def share_no_more(connection: sqlite3.Connection) -> None:
    """Let whoever judges next gather for themselves."""
    drop(connection, SHARED)


def _mark(connection: sqlite3.Connection) -> _Mark | None:
    found = connection.execute(
        "SELECT 1 FROM temp.sqlite_master WHERE name = 'shared_books'"
    ).fetchone()
    if not found:
        return None
    as_of, facts, seq = connection.execute("SELECT as_of, facts, seq FROM shared_books").fetchone()
    return _Mark(str(as_of), Facts(str(facts).split()), int(seq))
