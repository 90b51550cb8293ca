"""The ledger of an open screen, kept on a thread of its own so that the screen never waits for it.

One connection does all the reading and writing, one thing after the other. What SQLite then reports as
changed was changed by somebody else, and a transaction lives no longer than one request.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from collectrules.compliance.results import Result
from collectrules.errors import LedgerError
from collectrules.ledger.book import Ledger, translated
from collectrules.ledger.waiting import telling_of_waits
from collectrules.policy.model import Channel
from collectrules.tui.held import Held, hold, let_go, log_held, take_back
from collectrules.tui.others import Others
from collectrules.tui.outcome import Outcome
from collectrules.worklist.account_brief import Dossier, read_dossier
from collectrules.worklist.listing import Listing, Row
from collectrules.worklist.outcomes import LoggedContact

T = TypeVar("T")

Clock = Callable[[], datetime]
"""Says what moment it is."""


class Desk:
    """One person's place at a ledger: reads the list, logs contacts, notices what others wrote.

    Every request may raise `CollectrulesError`; after one, the desk can be asked again.
    """

    def __init__(self, path: Path, *, by: str, now: Clock) -> None:
        self.by = by
        self.now = now
        self._path = path
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")
        self._ledger: Ledger | None = None
        self._inode = 0
        self._others = Others()
        self.on_waiting: Callable[[], None] | None = None
        """Called on the screen's own thread where another program that writes is waited for."""
        self._left: dict[tuple[int, Channel], int] = {}
        """By account and channel, the attempt that was offered last and left as it stood."""

    async def read(self, request: Callable[[Ledger], T]) -> T:
        """What a request that reads the list anew comes to: what is written by now is no change any more."""

        def read(ledger: Ledger) -> T:
            self._others.read(ledger)
            return request(ledger)

        return await self.ask(read)

    async def changed(self) -> bool:
        """Whether somebody else wrote what the list shows since it was read; who is at work is nothing."""
        return await self.ask(lambda _: self._others.wrote)

    async def dossier(self, listing: Listing, row: Row) -> Dossier:
        """All about the account of a row."""
        now = self.now()
        return await self.ask(lambda ledger: read_dossier(ledger, listing, row, now))

    async def hold(self, listing: Listing, row: Row, channel: Channel) -> Held:
        """Reserve an attempt at the account of a row, or find the one left without a result."""
        now, left = self.now(), self._left.pop((row.account_id, channel), None)
        return await self.ask(
            lambda ledger: hold(ledger, listing, row, channel, at=now, by=self.by, left=left)
        )

    async def let_go(self, held: Held) -> bool:
        """Give back what a dialog held; returns whether an attempt goes on counting.

        An earlier one that was offered and left is not offered the next time.
        """
        now = self.now()
        if held.attempt is not None and held.earlier:
            self._left[held.attempt.account_id, held.attempt.channel] = held.attempt.id
        return await self.ask(lambda ledger: let_go(ledger, held, at=now, by=self.by))

    async def log(
        self,
        listing: Listing,
        row: Row,
        channel: Channel,
        *,
        result: Result,
        outcome: Outcome,
        held: Held,
    ) -> LoggedContact:
        """Log a contact with the account of a row through the gate, in one transaction."""
        now = self.now()
        what = partial(log_held, result=result, outcome=outcome, held=held, at=now, by=self.by)
        return await self.ask(lambda ledger: what(ledger, listing, row, channel))

    async def take_back(self, logged: LoggedContact) -> int | None:
        """Reverse a contact that was logged by mistake; returns the attempt that goes on counting, if any."""
        now = self.now()
        return await self.ask(lambda ledger: take_back(ledger, logged, at=now, by=self.by))

    @property
    def path(self) -> Path:
        """The ledger's file."""
        return self._path

    async def close(self) -> None:
        """Let go of the ledger."""

        def shut() -> None:
            if self._ledger is not None:
                self._ledger.close()

        self._thread.submit(shut)
        self._thread.shutdown(wait=False)

    async def ask(self, request: Callable[[Ledger], T]) -> T:
        """What a request to the ledger comes to, on the ledger's thread."""
        loop = asyncio.get_running_loop()

        def say() -> None:
            if self.on_waiting is not None:
                loop.call_soon_threadsafe(self.on_waiting)

        return await loop.run_in_executor(self._thread, self._answer, request, say)

    def _answer(self, request: Callable[[Ledger], T], say: Callable[[], None]) -> T:
        try:
            with telling_of_waits(say):
                ledger = self._opened()
                self._others.look(ledger)
                answer = request(ledger)
                self._others.look(ledger)
                return answer
        except sqlite3.Error as error:
            raise translated(error, self._path) from error

    def _opened(self) -> Ledger:
        """The ledger; raises `LedgerError` where its file was removed or another put in its place."""
        if self._ledger is None:
            self._ledger = Ledger.open(self._path)
            self._inode = self._path.stat().st_ino
        elif not self._path.exists() or self._path.stat().st_ino != self._inode:
            raise LedgerError(
                f"`{self._path}` was removed or replaced while it was open",
                help="put it back, or quit and open the worklist again; nothing was written",
            )
        return self._ledger
