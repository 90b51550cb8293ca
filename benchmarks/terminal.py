"""Keys typed at the worklist in a terminal of its own, and what each costs the screen's own thread.

Nothing of what measures runs in the program that is measured, and what it draws is written to a terminal. It
needs the `/proc` of Linux.
"""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import sys
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from collectrules.cli.worklist import open_screen
from collectrules.tui.screens import worklist

SIZE: Final = (120, 36)
NOW: Final = datetime(2026, 1, 15, 9, tzinfo=UTC)
_SENT: Final = {
    "down": "\x1b[B",
    "pagedown": "\x1b[6~",
    "end": "\x1b[F",
    "home": "\x1b[H",
    "escape": "\x1b",
}
"""What a terminal sends for a key; any other sends itself."""
_ESCAPE: Final = 0.12
"""Seconds until Escape is known not to begin another key."""
_QUIET: Final = 0.06
_IDLE: Final = 0.02
"""A program that takes no more than this part of a processor for so many seconds is done with a key."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one thing took, in seconds."""

    cpu: float
    """On the screen's own thread for a key, of the whole process for what is painted."""
    clock: float


@dataclass(slots=True)
class Terminal:
    """A program on a terminal of its own, which is typed at."""

    process: int
    file: int
    drawn_at: float = 0.0
    """When it last drew something."""

    def read(self) -> None:
        """Take what it draws, until it ends."""
        try:
            while os.read(self.file, 65536):
                self.drawn_at = time.perf_counter()
        except OSError:
            return

    def type(self, key: str, *, rest: float = 0.0) -> Taken:
        """Type a key, and wait until all is drawn that comes of it; `rest` waits as well before that."""
        before, began = self._thread(), time.perf_counter()
        os.write(self.file, _SENT.get(key, key).encode())
        time.sleep(_ESCAPE if key == "escape" else rest)
        self.settle()
        return Taken(self._thread() - before, max(0.0, self.drawn_at - began))

    def settle(self, quiet: float = _QUIET) -> None:
        """Wait until neither the screen nor its ledger has anything to do."""
        used, since = self._all(), time.perf_counter()
        while time.perf_counter() - since < quiet:
            time.sleep(0.005)
            if self._all() - used > quiet * _IDLE:
                used, since = self._all(), time.perf_counter()

    def _thread(self) -> float:
        return _ran(Path(f"/proc/{self.process}/task/{self.process}"))

    def _all(self) -> float:
        return sum(_ran(each) for each in Path(f"/proc/{self.process}/task").iterdir())


def _ran(task: Path) -> float:
    """How many seconds a thread has run."""
    return int((task / "schedstat").read_text().split()[0]) / 1e9


@contextmanager
def at_a_terminal(path: Path, detail_delay: float) -> Iterator[Terminal]:
    """The worklist of a ledger, with all of its list read; the pane follows after so many seconds."""
    process, file = pty.fork()
    if process == 0:
        os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        os.environ["XDG_STATE_HOME"] = str(path.parent)
        command = [sys.executable, "-m", "benchmarks.terminal", str(path), str(detail_delay)]
        os.execv(sys.executable, command)
    fcntl.ioctl(file, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
    terminal = Terminal(process, file)
    threading.Thread(target=terminal.read, daemon=True).start()
    terminal.settle(1.0)
    try:
        yield terminal
    finally:
        os.kill(process, 9)
        os.waitpid(process, 0)
        os.close(file)


def mean(taken: list[Taken]) -> Taken:
    """What one of several things took on average."""
    count = len(taken)
    return Taken(sum(each.cpu for each in taken) / count, sum(each.clock for each in taken) / count)


def most(taken: list[Taken]) -> Taken:
    """What the dearest of several things took."""
    return max(taken, key=lambda each: each.cpu)


if __name__ == "__main__":
    worklist.DETAIL_DELAY = float(sys.argv[2])
    open_screen(Path(sys.argv[1]), by="bench", now=lambda: NOW)
