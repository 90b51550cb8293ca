"""How long a back-test of a year takes, day by day, and whether memory grows with the days.

python -m benchmarks.backtest [INVOICES [DAYS]] [interest] [weekdays]
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened, InvoiceIssued, Posted
from collectrules.ledger.policies import publish
from collectrules.policy.load import parse
from collectrules.review.backtest import backtest
from collectrules.review.model import Version

FIRST: Final = date(2025, 1, 1)
_INTEREST: Final = b"""
[[interest]]
id = "late"
when.days_past_grace = { at_least = 1 }
rate = { percent = 8, per = "year" }
day_count = "actual/365"
"""
_READY: Final = Path(__file__).parent.parent / "policies" / "ready.toml"


def build(path: Path, invoices: int, days: int = 365) -> None:
    """Write a ledger that learnt day by day of invoices due in thirty days, and of what was paid of them."""
    dice = random.Random(invoices)
    text = _READY.read_bytes()
    read = parse(text, "policy.toml")
    to_pay: dict[int, list[tuple[int, int]]] = {}
    with Ledger.create(path) as ledger:
        ledger.connection.execute("PRAGMA synchronous = OFF")
        with ledger.writing(at=_moment(FIRST - timedelta(days=1)), by="benchmark") as book:
            publish(
                book,
                text,
                policy_id=read.id,
                version=read.version,
                language=1,
                effective_from=read.effective_from,
            )
            begins = book.seq + 1
            count = max(1, invoices // 5)
            rows = (
                (f"C{n:07}", f"Customer {n}", "consumer" if n % 4 == 0 else "business", "", "")
                for n in range(count)
            )
            book.extend(AccountOpened, rows, on=FIRST - timedelta(days=1))
        accounts = range(begins, begins + count)
        for number in range(days):
            day = FIRST + timedelta(days=number)
            with ledger.writing(at=_moment(day), by="benchmark") as book:
                due, first = (day + timedelta(days=30)).isoformat(), book.seq + 1
                issued = [
                    (
                        dice.choice(accounts),
                        f"I{number:03}-{n}",
                        "USD",
                        dice.randrange(1_000, 500_000),
                        due,
                        day.isoformat(),
                        "x",
                    )
                    for n in range(invoices // days + (number < invoices % days))
                ]
                book.extend(InvoiceIssued, issued, on=day)
                for seq, row in enumerate(issued, first):
                    fate = dice.random()
                    if fate < 0.93:
                        amount = row[3] if fate < 0.88 else row[3] // 2
                        late = dice.randrange(-20, 40)
                        to_pay.setdefault(number + 30 + late, []).append((seq, amount))
                paid = (
                    (seq, "payment", -amount, 0, "", None) for seq, amount in to_pay.pop(number, ())
                )
                book.extend(Posted, paid, on=day)


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 7, tzinfo=UTC)


_CALL: Final = b'action = { channel = "call", script = "first-call"'
_WEEKDAYS: Final = b'when.weekday = ["mon", "wed"]\n'


def in_use() -> float:
    """The memory that is in use now, in MB; the most that ever was where the system tells no more."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 2**20


def main(
    invoices: int = 10_000, days: int = 365, *, interest: bool = False, weekdays: bool = False
) -> None:
    """Build the ledger, back-test its days, print seconds and the memory in use twelve times on the way."""
    text = _READY.read_bytes()
    if interest:
        text += _INTEREST
    if weekdays:
        text = text.replace(_CALL, _WEEKDAYS + _CALL)
        assert _WEEKDAYS in text
    milder = text.replace(b"days   = 5", b"days   = 10")
    versions = [Version("ready", parse(text, "ready.toml"), text)]
    versions.append(Version("milder", parse(milder, "milder.toml"), milder))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        build(path, invoices, days)
        began = time.process_time()

        def progress(done: int, total: int) -> None:
            if done % max(1, total // 12) == 0:
                seconds = time.process_time() - began
                print(f"{done:>6,} days {seconds:8.1f} s {in_use():8.0f} MB", flush=True)

        found = backtest(
            path, *versions, FIRST, FIRST + timedelta(days=days - 1), progress=progress
        )
        print(
            f"{time.process_time() - began:.1f} s;"
            f" contacts {found.before.contacts:,} and {found.after.contacts:,}"
        )


if __name__ == "__main__":
    given = sys.argv[1:]
    numbers = [int(each) for each in given if each.isdigit()]
    main(*numbers, interest="interest" in given, weekdays="weekdays" in given)
