"""Who owes something and is not on the worklist: kept by the run, in the order of the policy."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from collectrules.engine.scratch import fresh
from collectrules.ledger.trials import EVER_SPLIT
from collectrules.policy.model import Policy
from collectrules.worklist.build import ASKED_FOR, LATE_COSTS, TO_COLLECT, key_of, lateness_of

_COLUMNS: Final = (
    "account_id", "currency", "segment", "score", "to_collect", "overdue_total", "oldest_days_past_due",
)  # fmt: skip


@dataclass(slots=True)
class Rest:
    """Those that each policy leaves off the worklist, until they are written: one list, in one order."""

    connection: sqlite3.Connection
    main: Policy
    """Its order is that of the list."""
    shared: Collection[int]
    """Accounts that several policies may judge."""

    def __post_init__(self) -> None:
        """Make room for what each policy leaves."""
        keys = (f"key_{n}" for n in range(len(self.main.order)))
        columns = (*_COLUMNS, "as_of", "asked_for", *keys, "PRIMARY KEY (account_id, currency)")
        fresh(self.connection, {"rest_of": ", ".join(columns)})

    def keep(self, as_of: str) -> None:
        """Keep who is not among the `listed` of a policy, from what it has judged."""
        keys = "".join(f", a.{key_of(name)}" for name in self.main.order)
        self.connection.execute(
            f"""
            INSERT OR IGNORE INTO rest_of
            SELECT a.account_id, a.currency, a.segment, a.score, {TO_COLLECT}, a.overdue_total,
                   a.oldest_days_past_due, :as_of, {ASKED_FOR}{keys}
            FROM account_fact AS a {LATE_COSTS.format("a.rowid")}
            WHERE a.rowid NOT IN (SELECT account_row FROM listed)
            """,
            {"as_of": as_of},
        )

    def write(self) -> None:
        """Write those whom no policy has put on the worklist, which is written by then."""
        if self.shared:
            self.connection.execute(
                f"""
                UPDATE rest_of SET to_collect = max(0, asked_for + {lateness_of("rest_of")})
                WHERE account_id IN {EVER_SPLIT}
                """
            )
        order = [
            ("to_collect" if name == "to_collect" else f"key_{n}") + " DESC"
            for n, name in enumerate(self.main.order)
        ]
        columns = ", ".join(_COLUMNS)
        # One policy alone has left off those it lists already.
        listed = f"""
            account_id IN {EVER_SPLIT}
            AND (account_id, currency) IN (SELECT account_id, currency FROM worklist)
        """
        self.connection.execute("DELETE FROM worklist_rest")
        self.connection.execute(
            f"""
            INSERT INTO worklist_rest ({columns})
            SELECT {columns} FROM rest_of
            {f"WHERE NOT ({listed})" if self.shared else ""}
            ORDER BY {", ".join((*order, "account_id", "currency"))}
            """
        )
        self.connection.execute("DELETE FROM rest_of")
