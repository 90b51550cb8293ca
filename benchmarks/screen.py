"""How soon the worklist is on the screen, and what a key costs, of up to a hundred thousand accounts."""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import select
import struct
import sys
import tempfile
import termios
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Final

from textual.pilot import Pilot

from benchmarks.clock import cpu
from collectrules.clock import moment_text
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import (
    AccountOpened,
    Contacted,
    InvoiceIssued,
    PersonAdded,
    Promised,
    ReachAdded,
)
from collectrules.ledger.personal import keep
from collectrules.ledger.publishing import publish_checked
from collectrules.policy.load import parse
from collectrules.tui.app import WorklistApp
from collectrules.tui.screens import worklist
from collectrules.tui.widgets.account_list import AccountList
from collectrules.worklist.run import run_day
from collectrules.worklist.versions import policy_in_force

SIZES: Final = (1_000, 10_000, 100_000)
_SIZE: Final = (120, 36)
_TIMES: Final = 20
"""So often each key is pressed; of a filter, one word that long."""
_AS_OF: Final = date(2026, 1, 15)
_NOW: Final = datetime(2026, 1, 15, 9, tzinfo=UTC)
_READY: Final = Path(__file__).parent.parent / "policies" / "ready.toml"
_NEVER: Final = 3_600.0
"""Seconds: so long the pane beside the list does not follow, as while a key is held down."""
_KEYS: Final = (
    ("Down", ["down"] * _TIMES),
    ("PgDn", ["pagedown"] * _TIMES),
    ("End and Home", ["end", "home"] * (_TIMES // 2)),
    ("a letter of the filter", ["slash", *"customer 99", "escape"]),
    ("a view", list("12345678" * 2)),
    ("a sort", ["full_stop", "comma"] * (_TIMES // 2)),
    ("Space", ["space"] * _TIMES),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What one thing took, in seconds."""

    cpu: float
    """On the screen's own thread for a key, of the whole process for what is painted."""
    clock: float


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print what each takes at each size, as a multiple of that at the first one."""
    print(
        "the screen: milliseconds of CPU and by the clock; of a key, CPU of the screen's own thread"
    )
    print(f"{'accounts':>10}  {'what':34}{'CPU':>8}{'ratio':>7}{'clock':>9}{'ratio':>7}")
    first: dict[str, Taken] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / f"{size}.db"
            build(path, size)
            for what, taken in (*_command(path), *asyncio.run(_inside(path))):
                was = first.setdefault(what, taken)
                print(
                    f"{size:>10,}  {what:34}{taken.cpu * 1000:>8.1f}{taken.cpu / was.cpu:>7.2f}"
                    f"{taken.clock * 1000:>9.1f}{taken.clock / was.clock:>7.2f}",
                    flush=True,
                )
            path.unlink()


def _command(path: Path, times: int = 3) -> Iterator[tuple[str, Taken]]:
    """The command in a process of its own, until the first account is on the terminal."""
    taken = [_until_first_row(path) for _ in range(times)]
    yield (
        "the command, to its first rows",
        Taken(median(each.cpu for each in taken), median(each.clock for each in taken)),
    )


def _until_first_row(path: Path) -> Taken:
    before, began = cpu(), time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.environ |= {"TERM": "xterm-256color", "XDG_STATE_HOME": str(path.parent)}
        command = ["-m", "collectrules", "--ledger", str(path), "worklist"]
        os.execv(sys.executable, [sys.executable, *command])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", _SIZE[1], _SIZE[0], 0, 0))
    seen = b""
    while b"C00" not in seen:
        select.select([terminal], [], [])
        seen += os.read(terminal, 65536)
    clock = time.perf_counter() - began
    os.kill(child, 9)
    os.waitpid(child, 0)
    os.close(terminal)
    return Taken(cpu() - before, clock)


@asynccontextmanager
async def _screen(path: Path) -> AsyncIterator[Pilot[None]]:
    app = WorklistApp(path, by="bench", now=lambda: _NOW)
    async with app.run_test(size=_SIZE) as pilot:
        yield pilot


async def _inside(path: Path) -> list[tuple[str, Taken]]:
    """The screen in this process: to its first rows, to its index, and what each key costs."""
    found: list[tuple[str, Taken]] = []
    before, began = cpu(), time.perf_counter()
    async with _screen(path) as pilot:
        accounts = pilot.app.screen.query_one(AccountList)
        while accounts.row is None:
            await asyncio.sleep(0.001)
        found.append(("first rows", Taken(cpu() - before, time.perf_counter() - began)))
        await _settled(pilot)
        found.append(("views counted", Taken(cpu() - before, time.perf_counter() - began)))
        rest, worklist.DETAIL_DELAY = worklist.DETAIL_DELAY, _NEVER
        for what, keys in _KEYS:
            found.append((f"{what}, a key", await _pressed(pilot, keys)))
        worklist.DETAIL_DELAY = rest
        found.append(("the pane of an account, at rest", await _rested(pilot)))
    return found


async def _pressed(pilot: Pilot[None], keys: list[str]) -> Taken:
    before, began = time.thread_time(), time.perf_counter()
    for key in keys:
        await pilot.press("space" if key == " " else key)
        await _settled(pilot)
    count = len(keys)
    return Taken((time.thread_time() - before) / count, (time.perf_counter() - began) / count)


async def _settled(pilot: Pilot[None]) -> None:
    """Wait for what a key asked of the ledger, but not for the pane, which waits for the cursor to rest."""
    await pilot.pause()
    asked = [worker for worker in pilot.app.workers if worker.group != "detail"]
    # Of no workers Textual would wait for all.
    if asked:
        await pilot.app.workers.wait_for_complete(asked)
    await pilot.pause()


async def _rested(pilot: Pilot[None]) -> Taken:
    """What the pane beside the list takes for one account, its rest of 80 milliseconds among the clock's."""
    before, began = time.thread_time(), time.perf_counter()
    for _ in range(_TIMES):
        await pilot.press("down")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
    count = _TIMES
    return Taken((time.thread_time() - before) / count, (time.perf_counter() - began) / count)


def build(path: Path, accounts: int) -> None:
    """Write a ledger in which every account owes one invoice that is late, and run it for its day.

    One in five was contacted, one in fifty promised something, one in ten has a person with a telephone.
    """
    text = _READY.read_bytes()
    with Ledger.create(path) as ledger:
        ledger.connection.execute("PRAGMA synchronous = OFF")
        with ledger.writing(at=_NOW - timedelta(days=1), by="benchmark") as book:
            publish_checked(book, text, parse(text, "policy.toml"))
            ids = range(book.seq + 1, book.seq + 1 + accounts)
            rows = ((f"C{n:07}", f"Customer {n}", "business", "", "") for n in range(accounts))
            book.extend(AccountOpened, rows, on=date(2025, 1, 1))
            _owe(book, ids)
            _happen(book, ids)
        policy, seq = policy_in_force(ledger, _AS_OF)
        run_day(ledger, policy, seq, as_of=_AS_OF, at=_NOW, by="benchmark")
        ledger.connection.execute("PRAGMA optimize")


def _owe(book: Book, ids: range) -> None:
    for late in range(10, 70):
        due = _AS_OF - timedelta(days=late)
        rows = (
            (id, f"I{id}", "USD", 10_000 + id % 90_000, str(due), str(due), "x")
            for id in ids[late - 10 :: 60]
        )
        book.extend(InvoiceIssued, rows, on=due - timedelta(days=30))


def _happen(book: Book, ids: range) -> None:
    nobody = (None,) * 5
    day = _AS_OF - timedelta(days=9)
    at = moment_text(datetime(day.year, day.month, day.day, 15, tzinfo=UTC))
    calls = ((id, at, "call", "out", "NA", "", *nobody) for id in ids[::5])
    book.extend(Contacted, calls, on=day)
    promises = ((id, "USD", 5_000, str(day + timedelta(days=id % 20))) for id in ids[::50])
    book.extend(Promised, promises, on=day)
    owners = ids[::10]
    first = book.seq + 1
    persons = ((id, keep(book.connection, f"P{id}"), "debtor", "") for id in owners)
    book.extend(PersonAdded, persons, on=date(2025, 1, 1))
    reaches = (
        (first + n, "phone", keep(book.connection, f"+1{n}"), "mobile", "America/New_York")
        for n in range(len(owners))
    )
    book.extend(ReachAdded, reaches, on=date(2025, 1, 1))


if __name__ == "__main__":
    main(tuple(int(size) for size in sys.argv[1:]) or SIZES)
