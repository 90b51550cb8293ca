"""Two people run the same day at once: every fee and stage is written once."""

from __future__ import annotations

import multiprocessing
from datetime import UTC, date, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened, InvoiceIssued, PolicyPublished
from collectrules.ledger.verify import verify
from collectrules.policy.model import Condition, ContactAction, Flat, LateFee, Policy, Stage
from collectrules.worklist.run import run_day

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
DAY = date(2026, 3, 1)
LATE = (Condition("days_past_grace", "at_least", 1),)
POLICY = Policy(
    id="p",
    title="P",
    version="1",
    effective_from=date(2020, 1, 1),
    currencies=("USD",),
    sha256="0" * 64,
    late_fee=(LateFee(id="fee", charge=Flat(500), repeat="monthly", when=LATE),),
    stage=(Stage(id="call", when=LATE, action=ContactAction(("call",))),),
)
PEOPLE = 4
INVOICES = 300


def one_person(path: Path, together: Barrier, name: str) -> None:
    with Ledger.open(path) as ledger:
        together.wait()
        run_day(ledger, POLICY, 1, as_of=DAY, at=AT, by=name)


def test_people_who_run_the_day_at_once_write_it_once(tmp_path: Path) -> None:
    path = tmp_path / "books.db"
    with Ledger.create(path) as ledger, ledger.writing(at=AT, by="ana") as book:
        book.append(PolicyPublished("p", "1", 1, "0" * 64, ""), on="2020-01-01")
        account = book.append(AccountOpened("001", "A", "business"), on="2026-01-01")
        for number in range(INVOICES):
            issued = InvoiceIssued(
                account, str(number), "USD", 9_000, "2026-01-31", "2026-01-01", "x"
            )
            book.append(issued, on="2026-01-01")
    spawned = multiprocessing.get_context("spawn")
    together = spawned.Barrier(PEOPLE)
    people = [
        spawned.Process(target=one_person, args=(path, together, f"person{n}"))
        for n in range(PEOPLE)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join(60)
    assert [person.exitcode for person in people] == [0] * PEOPLE
    with Ledger.open(path) as ledger:
        counts = {
            table: ledger.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("charge", "stage_step", "run", "worklist")
        }
        assert counts == {"charge": 2 * INVOICES, "stage_step": INVOICES, "run": 1, "worklist": 1}
        assert verify(ledger) == []
