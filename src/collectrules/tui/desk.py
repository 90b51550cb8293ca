"""The ledger of an open screen, kept on a thread of its own so that the screen never waits for it.

One connection does all the reading and writing, one thing after the other. What SQLite then reports as
changed was changed by somebody else, and a transaction lives no longer than one request.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from collectrules.errors import LedgerError
from collectrules.ledger.book import Ledger, translated
from collectrules.ledger.waiting import telling_of_waits
from collectrules.policy.model import Channel
from collectrules.tui.others import Others
from collectrules.tui.undo import UndoStack
from collectrules.worklist.account_brief import Dossier, read_dossier
from collectrules.worklist.claims import claim, unclaim
from collectrules.worklist.listing import Listing, Row

T = TypeVar("T")

_CLOSES_WITHIN: Final = 2.0
"""Seconds for which a screen that is left waits for its last request; what takes longer ends behind it."""

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
        self._taken: set[int] = set()
        self.on_waiting: Callable[[], None] | None = None
        """Called on the screen's own thread where another program that writes is waited for."""
        self.left: dict[tuple[int, Channel], int] = {}
        """By account and channel, the attempt that was offered last and left as it stood."""
        self.acts = UndoStack()
        """What was done here and can be taken back."""

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

    @property
    def path(self) -> Path:
        """The ledger's file."""
        return self._path

    async def take(self, account_id: int) -> str:
        """Show others that one is at work on an account; returns who has it, empty where nobody else does."""
        now = self.now()

        def take(ledger: Ledger) -> str:
            who = claim(ledger, account_id, by=self.by, at=now)
            if not who:
                self._taken.add(account_id)
            return who

        return await self.surely(take)

    async def give_back(self, account_id: int) -> None:
        """Show others that one is not at work on an account any more."""

        def give_back(ledger: Ledger) -> None:
            unclaim(ledger, account_id, by=self.by)
            self._taken.discard(account_id)

        await self.surely(give_back)

    async def close(self) -> None:
        """Let go of the ledger, and of the accounts that one was at work on."""

        def shut() -> None:
            if self._ledger is None:
                return
            with closing(self._ledger), suppress(sqlite3.Error):
                for account_id in self._taken:
                    unclaim(self._ledger, account_id, by=self.by)

        done = asyncio.wrap_future(self._thread.submit(shut))
        self._thread.shutdown(wait=False)
        await asyncio.wait([done], timeout=_CLOSES_WITHIN)

    async def ask(self, request: Callable[[Ledger], T]) -> T:
        """What a request to the ledger comes to, on the ledger's thread.

        One that waits its turn is dropped where nobody waits for its answer any more.
        """
        return await self._asked(request)

    async def surely(self, request: Callable[[Ledger], T]) -> T:
        """As `ask`, of what has to be done in any case, also where the screen that asked is left."""
        coming = self._asked(request)
        coming.add_done_callback(_heard)
        return await asyncio.shield(coming)

    def _asked(self, request: Callable[[Ledger], T]) -> asyncio.Future[T]:
        loop = asyncio.get_running_loop()

        def say() -> None:
            if self.on_waiting is not None:
                loop.call_soon_threadsafe(self.on_waiting)

        return loop.run_in_executor(self._thread, self._answer, request, say)

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


def _heard(answer: asyncio.Future[T]) -> None:
    """Take note of what went wrong with a request that nobody waits for: there is no one to tell."""
    if not answer.cancelled():
        answer.exception()
