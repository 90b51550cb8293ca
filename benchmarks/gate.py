"""How long `can-contact` takes on a million contacts, and replaying the history of a hundred thousand."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Final

from benchmarks.clock import cpu
from collectrules.clock import moment_text
from collectrules.compliance.gate import may
from collectrules.compliance.replay import replay
from collectrules.compliance.whom import ANYBODY, Whom
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import (
    AccountOpened,
    Contacted,
    InvoiceIssued,
    PersonAdded,
    ReachAdded,
)
from collectrules.ledger.personal import keep
from collectrules.ledger.publishing import publish_checked
from collectrules.policy.load import parse
from collectrules.worklist.asking import ask_gate
from collectrules.worklist.versions import policy_in_force

SIZES: Final = (100_000, 1_000_000)
REPLAYED: Final = 100_000
_TIMES: Final = 300
_LAST: Final = date(2026, 9, 30)
_DAYS: Final = 365
_CONTACTS_EACH: Final = 20
"""Contacts of an account in the year, one in about eighteen days."""
_BUSY: Final = 5_000
"""Contacts of the one account that has very many."""

_READY: Final = Path(__file__).parent.parent / "policies" / "ready.toml"
_PACKS: Final = """
language = 1
[policy]
id = "packs"
title = "Three packs"
version = "1"
effective_from = 2025-01-01
currency = "USD"
time_zone = "America/New_York"
collects_for = "others"
packs = ["us-reg-f", "us-massachusetts", "us-florida"]
"""
POLICIES: Final = {"ready": _READY.read_text(encoding="utf-8"), "three packs": _PACKS}


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds, in the middle and at the slow end."""

    median: float
    slow: float
    """Nineteen of twenty were quicker."""


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print what a question takes at each size, as a multiple of that at the first one, and the replay."""
    print("the gate: milliseconds by the clock, the middle one and the slowest of twenty")
    print(f"{'policy':14}{'contacts':>10}  {'question':34}{'median':>8}{'slow':>8}{'ratio':>7}")
    with tempfile.TemporaryDirectory() as folder:
        first: dict[tuple[str, str], float] = {}
        for name, policy in POLICIES.items():
            for size in sizes:
                path = Path(folder) / f"{size}.db"
                build(path, size, policy)
                for what, taken in _asked(path):
                    key = (name, what)
                    first.setdefault(key, taken.median)
                    ratio = taken.median / first[key]
                    print(
                        f"{name:14}{size:>10,}  {what:34}{taken.median:>8.2f}{taken.slow:>8.2f}"
                        f"{ratio:>7.2f}",
                        flush=True,
                    )
                if size == REPLAYED:
                    _replayed(name, path)
                path.unlink()


def _replayed(name: str, path: Path) -> None:
    with Ledger.open(path) as ledger, ledger.reading():
        before = cpu()
        found = replay(ledger)
        taken = cpu() - before
    print(
        f"{name:14}{REPLAYED:>10,}  replayed: {taken:.1f} s of CPU, "
        f"{taken / found.judged * 1e6:,.0f} microseconds each, {len(found.findings):,} findings"
    )


def _asked(path: Path) -> Iterator[tuple[str, Taken]]:
    """What each kind of question takes, for accounts that nobody asked about before."""
    at = datetime(2026, 9, 30, 15, 30, tzinfo=UTC)
    with Ledger.open(path) as ledger:
        policy, seq = policy_in_force(ledger, _LAST)
        rows = ledger.connection.execute(
            "SELECT a.seq, p.seq, r.seq FROM account AS a JOIN person AS p ON p.account_id = a.seq"
            " JOIN reach AS r ON r.person_id = p.seq WHERE a.number <> 'busy' ORDER BY a.seq"
        ).fetchall()
        named = iter(random.Random(1).sample(rows, min(len(rows), _TIMES * 4)))
        (busy,) = ledger.connection.execute(
            "SELECT seq FROM account WHERE number = 'busy'"
        ).fetchone()

        def asked(account: int, whom: Whom = ANYBODY) -> None:
            may(ledger.connection, policy, account, "call", at, whom=whom)

        def written(account: int, whom: Whom = ANYBODY) -> None:
            ask_gate(
                ledger,
                seq,
                policy,
                account_id=account,
                channel="call",
                at=at,
                by="bench",
                whom=whom,
            )

        yield "may, nobody named", _taken(lambda: asked(next(named)[0]))
        yield "may, a person and a number", _taken(lambda: asked(*_one(next(named))))
        yield f"may, {_BUSY:,} contacts of one account", _taken(lambda: asked(busy))
        yield "and written down (on disk)", _taken(lambda: written(*_one(next(named))))
        ledger.connection.execute("PRAGMA synchronous = OFF")
        yield "and written down (disk left out)", _taken(lambda: written(*_one(next(named))))
    command = ["-m", "collectrules", "--ledger", str(path), "can-contact", "C0000000", "--json"]
    command += ["--channel", "call", "--at", "2026-09-30T11:30"]
    yield "the whole command, a process", _taken(lambda: _call(command), times=5)


def _one(row: tuple[int, int, int]) -> tuple[int, Whom]:
    account, person, reach = row
    return account, Whom(person, reach)


def _call(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, *arguments], check=False, capture_output=True)
    assert "allowed" in json.loads(done.stdout)


def _taken(work: Callable[[], object], times: int = _TIMES) -> Taken:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    parts = quantiles(taken, n=20)
    return Taken(parts[9], parts[18])


def build(path: Path, contacts: int, policy: str) -> None:
    """Write a ledger with a year of contacts: of most accounts twenty, of one five thousand."""
    accounts = (contacts - _BUSY) // _CONTACTS_EACH
    with Ledger.create(path) as ledger:
        ledger.connection.execute("PRAGMA synchronous = OFF")
        at = datetime(2026, 9, 30, 20, tzinfo=UTC)
        with ledger.writing(at=at, by="benchmark") as book:
            publish_checked(book, policy.encode(), parse(policy.encode(), "policy.toml"))
            first = book.seq + 1
            numbers = [*(f"C{n:07}" for n in range(accounts)), "busy"]
            kinds = ("consumer", "business", "business", "business")
            rows = ((number, "x", kinds[n % 4], "", "") for n, number in enumerate(numbers))
            book.extend(AccountOpened, rows, on=date(2025, 1, 1))
            ids = range(first, first + accounts)
            _owe(book, [*ids, first + accounts])
            _people(book, ids)
            _contacts(book, ids, first + accounts)
        ledger.connection.execute("PRAGMA optimize")


def _owe(book: Book, accounts: list[int]) -> None:
    day = date(2026, 8, 1)
    rows = ((each, f"I{each}", "USD", 10_000, str(day), str(day), "x") for each in accounts)
    book.extend(InvoiceIssued, rows, on=day)


def _people(book: Book, accounts: range) -> None:
    """One person with a mobile for each account; what is personal is kept as it always is."""
    day, first = date(2025, 1, 1), book.seq + 1
    rows = ((each, keep(book.connection, f"P{each}"), "debtor", "") for each in accounts)
    book.extend(PersonAdded, rows, on=day)
    reaches = (
        (first + n, "phone", keep(book.connection, f"+1{n}"), "mobile", "America/New_York")
        for n in range(len(accounts))
    )
    book.extend(ReachAdded, reaches, on=day)


def _contacts(book: Book, accounts: range, busy: int) -> None:
    """Day by day: each account has its days, and nobody is rung twice in eighteen days but the one."""
    every = _DAYS // _CONTACTS_EACH
    nobody = (None,) * 5
    for number in range(every * _CONTACTS_EACH):
        day = _LAST - timedelta(days=every * _CONTACTS_EACH - number)
        at = moment_text(datetime(day.year, day.month, day.day, 15, tzinfo=UTC))
        rows = (
            (each, at, "call", "out", "NA", "", *nobody)
            for n, each in enumerate(accounts)
            if n % every == number % every
        )
        book.extend(Contacted, rows, on=day)
        theirs = ((busy, at, "call", "in", "IN", "", *nobody) for _ in range(_BUSY // 360))
        book.extend(Contacted, theirs, on=day)


if __name__ == "__main__":
    main(tuple(int(size) for size in sys.argv[1:]) or SIZES)
