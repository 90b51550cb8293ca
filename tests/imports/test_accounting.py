"""Properties of any sequence of snapshots: every row is accounted for, and the ledger says what they say."""

from __future__ import annotations

import csv
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.imports.choose import Said
from collectrules.imports.open_items import Prepared, Request, prepare, write
from collectrules.ledger.book import Ledger
from collectrules.ledger.items import items
from collectrules.ledger.verify import verify

AT = datetime(2026, 12, 1, tzinfo=UTC)
FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 40).map(lambda days: FIRST + timedelta(days=days))
BLANK_OR_DAY = st.none() | DAYS


@dataclass(frozen=True)
class Line:
    """A line of a snapshot, as a person would have typed it."""

    account: str
    invoice: str
    issued: date
    due: date | None
    settled: date | None
    cents: int
    currency: str

    @property
    def cells(self) -> list[str]:
        days = [day.isoformat() if day else "" for day in (self.issued, self.due, self.settled)]
        amount = f"{self.cents / 100:.2f}"
        return [self.account, self.account.upper(), self.invoice, *days, amount, self.currency]

    @property
    def key(self) -> tuple[str, str]:
        return self.account, self.invoice

    def open_on(self, day: date) -> bool:
        settled = self.settled is not None and self.settled <= day
        return self.issued <= day and not settled and self.cents != 0

    @property
    def readable(self) -> bool:
        return bool(self.account and self.invoice and self.due)


LINES = st.lists(
    st.builds(
        Line,
        account=st.sampled_from(["", "01", "1", "b"]),
        invoice=st.sampled_from(["", "7", "8", "9", "10"]),
        issued=DAYS,
        due=BLANK_OR_DAY,
        settled=BLANK_OR_DAY,
        cents=st.integers(-500, 1000),
        currency=st.just("USD"),
    ),
    min_size=1,
    max_size=12,
)
HEADER = ["account", "name", "invoice", "date", "due date", "settled date", "amount", "currency"]


def _written(folder: Path, lines: list[Line]) -> Path:
    path = folder / "books.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *(line.cells for line in lines)])
    return path


def _imported(ledger: Ledger, path: Path, as_of: date) -> Prepared:
    prepared = prepare(ledger, Request(path=path, as_of=as_of, today=as_of, said=Said()))
    if len(prepared.plan.rejected) < prepared.plan.rows:
        write(ledger, prepared, at=AT, by="ana")
    return prepared


def _balances(ledger: Ledger, as_of: date) -> dict[tuple[str, str], int]:
    found = items(ledger, as_of)
    return {(item.account, item.number): item.balance for item in found if item.balance}


def _taken(lines: list[Line]) -> dict[tuple[str, str], Line]:
    """What a file says, worked out the slow way: of an item's lines, one if they say the same."""
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        if line.readable:
            groups.setdefault(line.key, []).append(line)
    return {key: its[0] for key, its in groups.items() if all(line == its[0] for line in its)}


@settings(max_examples=60)
@given(st.lists(st.tuples(LINES, st.integers(0, 15)), min_size=1, max_size=4))
def test_any_snapshots(snapshots: list[tuple[list[Line], int]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, as_of = Path(name), FIRST
        with Ledger.create(folder / "books.db") as ledger:
            for lines, later in snapshots:
                as_of += timedelta(days=later)
                before = _balances(ledger, as_of)
                path = _written(folder, lines)
                plan = _imported(ledger, path, as_of).plan

                counts = plan.counts()
                gone = counts.pop("gone")
                assert counts.pop("rows") == len(lines) == sum(counts.values())
                assert len({one.row.line for one in plan.rejected}) == counts["rejected"]
                assert all(one.reason for one in plan.rejected)

                taken = _taken(lines)
                after = _balances(ledger, as_of)
                shown = {key: line.cents for key, line in taken.items() if line.open_on(as_of)}
                held = {line.key for line in lines} - taken.keys()
                later_dated = {key for key, line in taken.items() if line.issued > as_of}
                kept = {
                    key: balance
                    for key, balance in before.items()
                    if key in held | later_dated or not taken
                }
                assert after == kept | shown
                assert gone == len(before.keys() - after.keys())

                journal = ledger.query("SELECT count(*) AS n FROM journal")[0]["n"]
                again = _imported(ledger, path, as_of)
                assert not again.writes
                assert not again.plan.changes
                assert ledger.query("SELECT count(*) AS n FROM journal")[0]["n"] == journal
            assert verify(ledger) == []
