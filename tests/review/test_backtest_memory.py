"""A back-test takes no more memory the longer it is, and leaves nothing behind however it ends."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import tracemalloc
from datetime import timedelta
from pathlib import Path

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened, InvoiceIssued, Posted
from collectrules.ledger.publishing import publish_checked
from collectrules.policy.load import parse
from collectrules.review.ground import NAMELESS, copied
from collectrules.review.life import life
from collectrules.review.story import Story
from tests.review.lives import FIRST, moment, policy_text, version_of

CUSTOMERS, A_DAY = 8, 4


def _steady(path: Path, days: int) -> None:
    """Every day as many invoices as on any other, each due at once and paid thirty days later."""
    text = policy_text()
    issued: list[list[int]] = []
    with Ledger.create(path) as ledger:
        with ledger.writing(at=moment(FIRST, 6), by="ana") as book:
            publish_checked(book, text, parse(text, "p.toml"))
            accounts = [
                book.append(AccountOpened(f"C{n}", f"Customer {n}", "business"), on=FIRST)
                for n in range(CUSTOMERS)
            ]
        for number in range(days):
            day = FIRST + timedelta(days=number)
            with ledger.writing(at=moment(day, 9), by="ana") as book:
                issued.append([])
                for n in range(A_DAY):
                    account = accounts[(number + n) % CUSTOMERS]
                    name = f"I{number}-{n}"
                    event = InvoiceIssued(account, name, "USD", 9_000, str(day), str(day), "x")
                    issued[-1].append(book.append(event, on=day))
                for invoice in issued[number - 30] if number >= 30 else ():
                    book.append(Posted(invoice, "payment", -9_000, 0), on=day)


def test_what_is_held_in_memory_does_not_grow_with_the_days(tmp_path: Path) -> None:
    path, days = tmp_path / "l.db", 160
    _steady(path, days)
    held: dict[int, int] = {}
    last = FIRST + timedelta(days=days - 1)
    tracemalloc.start()
    try:
        with copied(path, into=NAMELESS) as copy:
            story = Story(copy, FIRST, last)
            with life(story, version_of(policy_text("2"))) as lived:
                for number, (day, news) in enumerate(story):
                    lived.live(day, news)
                    if number in (60, 61, 62, days - 3, days - 2, days - 1):
                        gc.collect()
                        held[number] = tracemalloc.get_traced_memory()[0]
                done = sum(lived.done.counted("what").values())
    finally:
        tracemalloc.stop()
    early, late = list(held.values())[:3], list(held.values())[3:]
    assert done > 2 * days
    # A day brings some fifteen events, of two hundred bytes and more in memory; of a year of them nothing
    # stays but caches of the last days, which are of a fixed size.
    assert min(late) - max(early) < 1_000 * (days - 62)


_KILLED = """
import os, signal, sys
from pathlib import Path
from collectrules.review.backtest import backtest
from tests.review.lives import FIRST, policy_text, version_of

def stop(done, _):
    if done == 30:
        print(sorted(os.listdir(os.environ["SQLITE_TMPDIR"])), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

version = version_of(policy_text("2"))
backtest(Path(sys.argv[1]), version, version, FIRST, FIRST.replace(month=6), progress=stop)
"""


def test_a_back_test_that_is_killed_leaves_no_file(tmp_path: Path) -> None:
    """Nobody can find its copies while it goes on either: they have no names."""
    path, folder = tmp_path / "l.db", tmp_path / "temporary"
    folder.mkdir()
    _steady(path, 40)
    root = Path(__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", _KILLED, str(path)],
        env={**os.environ, "SQLITE_TMPDIR": str(folder), "PYTHONPATH": f"{root / 'src'}:{root}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    assert ran.stdout == "[]\n"
    assert list(folder.iterdir()) == []


def test_the_copies_are_no_part_of_the_memory(tmp_path: Path) -> None:
    """A database in memory could keep its journal nowhere else; one in a file of no name keeps it in one."""
    path = tmp_path / "l.db"
    _steady(path, 3)
    with copied(path, into=NAMELESS) as copy:
        story = Story(copy, FIRST, FIRST)
        with life(story, version_of(policy_text("2"))) as lived:
            for connection in (copy.connection, lived.ledger.connection):
                (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
                assert mode != "memory"
