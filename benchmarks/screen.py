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
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path
from statistics import median
from typing import Final

from textual.pilot import Pilot

from benchmarks.clock import cpu
from benchmarks.terminal import NOW, SIZE, Taken, at_a_terminal, mean, most
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
_TIMES: Final = 20
"""So often each key is pressed."""
_AS_OF: Final = date(2026, 1, 15)
_READY: Final = Path(__file__).parent.parent / "policies" / "ready.toml"
_NEVER: Final = 3_600.0
"""Seconds: so long the pane beside the list does not follow, as while a key is held down."""
_RESTED: Final = 0.2
"""Seconds in which the pane has begun to follow."""
_FILTERED: Final = (
    ("into the filter", "/"),
    *(("a letter of the filter", letter) for letter in "customer 99"),
    ("out of the filter", "escape"),
)
_KEYS: Final = (
    *[("a key without a meaning", "\\")] * _TIMES,
    *[("Down", "down")] * _TIMES,
    *[("PgDn", "pagedown")] * _TIMES,
    *[("End and Home", "end"), ("End and Home", "home")] * (_TIMES // 2),
    *_FILTERED * 3,
    *(("a view", view) for view in "12345678" * 2),
    *[("a sort", "."), ("a sort", ",")] * (_TIMES // 2),
    *[("Space", " ")] * _TIMES,
    *[("Tab", "\t")] * _TIMES,
)
"""What is measured together, and the keys in the order in which they are typed."""


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
            for what, taken in chain(_command(path), asyncio.run(_inside(path)), _typed(path)):
                was = first.setdefault(what, taken)
                print(
                    f"{size:>10,}  {what:34}{taken.cpu * 1000:>8.1f}{_ratio(taken.cpu, was.cpu):>7}"
                    f"{taken.clock * 1000:>9.1f}{_ratio(taken.clock, was.clock):>7}",
                    flush=True,
                )
            path.unlink()


def _ratio(now: float, was: float) -> str:
    """A multiple; empty where there was nothing, as where a key draws nothing."""
    return f"{now / was:.2f}" if was else ""


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
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
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
    app = WorklistApp(path, by="bench", now=lambda: NOW)
    async with app.run_test(size=SIZE) as pilot:
        yield pilot


async def _inside(path: Path) -> list[tuple[str, Taken]]:
    """The screen in this process: to its first rows, to its index."""
    found: list[tuple[str, Taken]] = []
    before, began = cpu(), time.perf_counter()
    async with _screen(path) as pilot:
        accounts = pilot.app.screen.query_one(AccountList)
        while accounts.row is None:
            await asyncio.sleep(0.001)
        found.append(("first rows", Taken(cpu() - before, time.perf_counter() - began)))
        await _settled(pilot)
        found.append(("views counted", Taken(cpu() - before, time.perf_counter() - began)))
    return found


def _typed(path: Path) -> Iterator[tuple[str, Taken]]:
    """What each key costs, without the pane beside the list, and then that pane."""
    measured: dict[str, list[Taken]] = {}
    with at_a_terminal(path, _NEVER) as terminal:
        for what, key in _KEYS:
            measured.setdefault(what, []).append(terminal.type(key))
    for what, taken in measured.items():
        yield what, mean(taken)
        yield f"{what}, the dearest", most(taken)
    with at_a_terminal(path, worklist.DETAIL_DELAY) as terminal:
        taken = [terminal.type("down", rest=_RESTED) for _ in range(_TIMES)]
        yield "the pane of an account, at rest", mean(taken)


async def _settled(pilot: Pilot[None]) -> None:
    """Wait for the list, but not for the pane, which waits for the cursor to rest."""
    await pilot.pause()
    asked = [worker for worker in pilot.app.workers if worker.group != "detail"]
    # Of no workers Textual would wait for all.
    if asked:
        await pilot.app.workers.wait_for_complete(asked)
    await pilot.pause()


def build(path: Path, accounts: int) -> None:
    """Write a ledger in which every account owes one invoice that is late, and run it for its day.

    One in five was contacted, one in fifty promised something, one in ten has a person with a telephone.
    """
    text = _READY.read_bytes()
    with Ledger.create(path) as ledger:
        ledger.connection.execute("PRAGMA synchronous = OFF")
        with ledger.writing(at=NOW - timedelta(days=1), by="benchmark") as book:
            publish_checked(book, text, parse(text, "policy.toml"))
            ids = range(book.seq + 1, book.seq + 1 + accounts)
            rows = ((f"C{n:07}", f"Customer {n}", "business", "", "") for n in range(accounts))
            book.extend(AccountOpened, rows, on=date(2025, 1, 1))
            _owe(book, ids)
            _happen(book, ids)
        policy, seq = policy_in_force(ledger, _AS_OF)
        run_day(ledger, policy, seq, as_of=_AS_OF, at=NOW, by="benchmark")
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
