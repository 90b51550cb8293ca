"""The copy of the ledger that a review on the screen is made on, kept on a thread of its own.

The screen never waits for it, and nobody at the ledger does. When the screen is left, what is being worked
out ends at the next statement, and the copy is gone.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import Final, TypeVar

from collectrules.ledger.book import translated
from collectrules.review.ground import Ground, Progress, ground_of

T = TypeVar("T")

_STEPS: Final = 20_000
"""Steps of SQLite between two looks at whether the screen was left: a thousandth of a second or so."""


class Left(Exception):
    """The screen was left while something was worked out for it."""


class ReviewDesk:
    """One copy, made when it is first asked for; every request may raise `CollectrulesError`."""

    def __init__(self, path: Path, as_of: date, at: datetime) -> None:
        self.as_of = as_of
        self._path, self._at = path, at
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="review")
        self._open = ExitStack()
        self._ground: Ground | None = None
        self._left = False

    async def ask(self, request: Callable[[Ground, Progress], T], said: Callable[[str], None]) -> T:
        """What a request comes to; `said` is told, on the screen's own thread, what is being done."""
        loop = asyncio.get_running_loop()

        def progress(text: str) -> None:
            if self._left:
                raise Left
            loop.call_soon_threadsafe(said, text)

        return await loop.run_in_executor(self._thread, self._answer, request, progress)

    def _answer(self, request: Callable[[Ground, Progress], T], progress: Progress) -> T:
        if self._left:
            raise Left
        try:
            return request(self._copied(progress), progress)
        except sqlite3.Error as error:
            if self._left:
                raise Left from error
            raise translated(error, self._path) from error

    def _copied(self, progress: Progress) -> Ground:
        if self._ground is None:
            ground = self._open.enter_context(
                ground_of(self._path, self.as_of, at=self._at, progress=progress)
            )
            ground.ledger.connection.set_progress_handler(lambda: self._left, _STEPS)
            self._ground = ground
        return self._ground

    def close(self) -> None:
        """Let go of the copy as soon as what is being worked out has noticed."""
        self._left = True
        self._thread.submit(self._open.close)
        self._thread.shutdown(wait=False)
