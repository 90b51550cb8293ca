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
from pathlib import Path
from typing import TypeVar

from collectrules.errors import LedgerError
from collectrules.ledger.book import Ledger, translated
from collectrules.policy.model import Channel
from collectrules.tui.dossier import Dossier, read_dossier
from collectrules.tui.undo import UndoStack
from collectrules.worklist.listing import Listing, Row, read_listing

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
        self._seen = -1
        self.left: dict[tuple[int, Channel], int] = {}
        """By account and channel, the attempt that was offered last and left as it stood."""
        self.acts = UndoStack()
        """What was done here and can be taken back."""

    async def listing(self) -> Listing:
        """The list of the last run as it is now."""

        def read(ledger: Ledger) -> Listing:
            self._seen = _data_version(ledger)
            return read_listing(ledger)

        return await self.ask(read)

    async def changed(self) -> bool:
        """Whether somebody else has written into the ledger since the list was read."""
        return await self.ask(lambda ledger: _data_version(ledger) != self._seen)

    async def dossier(self, listing: Listing, row: Row) -> Dossier:
        """All about the account of a row."""
        now = self.now()
        return await self.ask(lambda ledger: read_dossier(ledger, listing, row, now))

    async def close(self) -> None:
        """Let go of the ledger."""

        def shut() -> None:
            if self._ledger is not None:
                self._ledger.close()

        self._thread.submit(shut)
        self._thread.shutdown(wait=False)

    async def ask(self, request: Callable[[Ledger], T]) -> T:
        """What a request to the ledger comes to, on the ledger's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._answer, request)

    def _answer(self, request: Callable[[Ledger], T]) -> T:
        try:
            return request(self._opened())
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


def _data_version(ledger: Ledger) -> int:
    (version,) = ledger.connection.execute("PRAGMA data_version").fetchone()
    return int(version)
