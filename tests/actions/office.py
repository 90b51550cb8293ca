"""Somebody at a desk who does what the table has, at a moment of their own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from collectrules.actions.action import Context, Done
from collectrules.actions.context import context_at
from collectrules.actions.filling import carry_out, first_values
from collectrules.actions.table import action_named
from collectrules.ledger.verify import verify
from tests.acts.books import Firm

NOON = datetime(2026, 2, 11, 12, tzinfo=UTC)
LIMITS = """
[[contact_limit]]
id = "two-calls"
channels = ["call"]
at_most = 2
within_days = 7

[[contact_limit]]
id = "one-letter"
channels = ["letter"]
at_most = 1
within_days = 30
level = "soft"
reason = "A second is rarely read."
"""


class Office:
    """A firm, and a clock that moves on by a second with each act."""

    def __init__(self, firm: Firm) -> None:
        self.firm = firm
        self.now = NOON

    def context(self, *, dry_run: bool = False) -> Context:
        return context_at(
            self.firm.ledger, self.firm.account, at=self.now, by="ana", dry_run=dry_run
        )

    def do(self, id: str, *, dry_run: bool = False, **answers: str) -> Done:
        self.now += timedelta(seconds=1)
        named = {name.replace("_", "-"): value for name, value in answers.items()}
        return carry_out(self.context(dry_run=dry_run), action_named(id), named)

    def undo(self, done: Done) -> str:
        self.now += timedelta(seconds=1)
        assert done.undo is not None
        return done.undo(self.context())

    def first(self, id: str) -> dict[str, str]:
        return first_values(self.context(), action_named(id))

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        return self.firm.rows(sql)

    def standing(self, table: str, columns: str) -> list[tuple[object, ...]]:
        """The events of a table that were not taken back."""
        return self.rows(
            f"SELECT {columns} FROM {table} WHERE seq NOT IN (SELECT reversed_seq FROM reversal) ORDER BY seq"
        )

    def sound(self) -> bool:
        return verify(self.firm.ledger) == []
