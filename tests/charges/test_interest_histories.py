"""The ledger's interest on random histories against a slow computation that shares nothing with it.

2,000 invoices, eighty in each ledger: payments, credit notes, corrections, reversals, disputes, invoices left
out, changed due dates, many of them recorded late; runs on random days. Each ledger has other terms.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from collectrules.charges.interest_run import interest_run
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import (
    AccountOpened,
    Disputed,
    DisputeEnded,
    DueDateChanged,
    InvoiceIssued,
    OverrideEnded,
    OverrideSet,
    PartPosted,
    PolicyPublished,
    Posted,
    Reversed,
)
from collectrules.ledger.owed import owed
from collectrules.worklist.run import run_day
from collectrules.worklist.versions import policy_in_force
from tests.charges.slow_interest import Happened, Invoice, Terms, interest

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
LEDGERS, INVOICES = 25, 80
FIRST, LAST = date(2023, 9, 1), date(2026, 6, 30)


@dataclass(slots=True)
class Told:
    """Something that is told on a day, of that day or an earlier one."""

    told_on: date
    happened: Happened
    invoice: int


@dataclass(slots=True)
class Subject:
    """An invoice in a ledger, and what is known of it."""

    amount: int
    due: date
    told: list[Told]
    id: int = 0
    account: int = 0
    open: dict[str, int] = field(default_factory=dict)
    posted: dict[int, int] = field(default_factory=dict)
    seen_open: bool = False
    """Whether any run saw it open; what is paid before that bears no interest."""

    def known(self, by: date) -> Invoice:
        """What had been told by a day."""
        return Invoice(
            self.amount,
            self.due,
            sorted((t.happened for t in self.told if t.told_on <= by), key=lambda one: one.on),
        )


def terms(random: Random) -> Terms:
    return Terms(
        rate=random.choice(["uk", "german", "10", "12.345", "18"]),
        limited=random.random() < 0.3,
        count=random.choice(["actual/365", "actual/360", "actual/actual", "30/360"]),
        compound=random.random() < 0.4,
        rounding=random.choice(["half-up", "half-even", "up", "down"]),
        after_days=random.choice([1, 1, 1, 8]),
        rests=random.random() < 0.8,
    )


def policy_text(said: Terms) -> bytes:
    rate = {
        "uk": '{ reference = "bank-of-england", margin = 8, fixed = "when-interest-starts" }',
        "german": '{ reference = "basiszinssatz", margin = 9, fixed = "never" }',
    }.get(said.rate, f"{{ percent = {said.rate} }}")
    limit = """
[[interest_limit]]
id = "eu"
rate = { reference = "ecb", margin = 8, fixed = "never" }
"""
    hold = """
[[hold]]
id = "dispute"
when.disputed = true
stops = ["interest", "late_fee"]
clock = "stopped"
"""
    return f"""
language = 1
[policy]
id = "p"
title = "P"
version = "1"
effective_from = 2020-01-01
currency = "EUR"
[terms]
rounding = "{said.rounding}"
[[interest]]
id = "late"
when.days_past_due = {{ at_least = {said.after_days} }}
rate = {rate}
day_count = "{said.count}"
compounding = "{"yearly" if said.compound else "never"}"
{limit if said.limited else ""}
{hold if said.rests else ""}
""".encode()


def subject(random: Random, said: Terms, number: int) -> Subject:
    due = FIRST + timedelta(days=random.randrange(200))
    amount = random.choice([100, 99_999, random.randrange(1, 2_000_000)])
    made = Subject(amount, due, [])
    disputed = left_out = False
    on = due - timedelta(days=random.randrange(20))
    for _ in range(random.randrange(9)):
        on += timedelta(days=random.choice([0, 1, 5, 30, 60, 120]))
        told_on = min(LAST, on + timedelta(days=random.choice([0, 0, 3, 20, 45, 100])))
        if on > LAST or (made.told and told_on < made.told[-1].told_on):
            continue
        # Spans are told in their order; one ends on the day after it began or later.
        what = random.choice(
            [
                "moved", "moved", "moved", "undone",
                "undisputed" if disputed else "disputed",
                "back" if left_out else "left out",
                *(["due"] if said.after_days == 1 and on <= due else []),
                *(["interest"] if said.compound else []),
            ]
        )  # fmt: skip
        if what in ("disputed", "undisputed"):
            disputed = not disputed
        if what in ("left out", "back"):
            left_out = not left_out
        if any(t.happened.what in ("disputed", "undisputed", "left out", "back") and t.happened.on >= on
               for t in made.told) and what in ("disputed", "undisputed", "left out", "back"):  # fmt: skip
            on += timedelta(days=1)
            told_on = max(told_on, on)
        made.told.append(Told(told_on, _happened(random, what, on, amount, due), number))
    _undo(random, made)
    return made


def _happened(random: Random, what: str, on: date, amount: int, due: date) -> Happened:
    match what:
        case "moved" | "undone":
            by = random.choice([-amount, -amount // 2, -amount // 3, -amount // 10, amount // 10])
            return Happened("undone" if what == "undone" else "moved", on, by or -1)
        case "interest":
            return Happened("interest", on, -random.randrange(1, 3_000))
        case "due":
            return Happened("due", on, due=due + timedelta(days=random.randrange(-30, 60)))
        case _:
            return Happened(what, on)


def _undo(random: Random, made: Subject) -> None:
    """Postings that turn out to be mistakes are taken back on a later day, as a bounced payment is."""
    for number, told in enumerate(made.told):
        if told.happened.what == "undone":
            back = told.told_on + timedelta(days=random.choice([0, 2, 40]))
            happened = Happened("moved", told.happened.on, told.happened.amount, undone_on=back)
            made.told[number] = Told(told.told_on, happened, told.invoice)


class Books:
    """A ledger that is told what happened, in the order in which it is told."""

    def __init__(self, ledger: Ledger, random: Random) -> None:
        self.ledger, self.random, self.terms = ledger, random, terms(random)
        self.subjects = [subject(random, self.terms, n) for n in range(INVOICES)]
        text = policy_text(self.terms)
        with ledger.writing(at=AT, by="x") as book:
            digest = hashlib.sha256(text).hexdigest()
            book.append(PolicyPublished("p", "1", 1, digest, text.decode()), on="2020-01-01")
            for number, each in enumerate(self.subjects):
                each.account = book.append(
                    AccountOpened(str(number), "A", "business"), on="2020-01-01"
                )
                issued = each.due - timedelta(days=60)
                event = InvoiceIssued(
                    each.account,
                    "1",
                    "EUR",
                    each.amount,
                    each.due.isoformat(),
                    issued.isoformat(),
                    "x",
                )
                each.id = book.append(event, on=issued)
        acts = [(t.told_on, 0, n, t) for n, s in enumerate(self.subjects) for t in s.told]
        acts += [
            (t.happened.undone_on, 1, n, t)
            for n, s in enumerate(self.subjects)
            for t in s.told
            if t.happened.undone_on is not None
        ]
        self.acts = sorted(acts, key=lambda act: act[:3])

    def tell(self, by: date) -> None:
        """Write what is told by a day."""
        with self.ledger.writing(at=AT, by="x") as book:
            while self.acts and self.acts[0][0] <= by:
                on, undo, number, told = self.acts.pop(0)
                if undo:
                    seq = self.subjects[number].posted.pop(id(told))
                    book.append(Reversed(seq, "bounced"), on=on)
                else:
                    self._write(book, self.subjects[number], told)

    def _write(self, book: Book, of: Subject, told: Told) -> None:
        each = told.happened
        match each.what:
            case "moved":
                kind = self.random.choice(["payment", "credit", "correction", "write_off"])
                of.posted[id(told)] = book.append(Posted(of.id, kind, each.amount), on=each.on)
            case "interest":
                book.append(PartPosted(of.id, "interest", "payment", each.amount), on=each.on)
            case "due":
                assert each.due is not None
                book.append(DueDateChanged(of.id, each.due.isoformat()), on=each.on)
            case "disputed":
                of.open["dispute"] = book.append(Disputed(of.id, "wrong"), on=each.on)
            case "undisputed":
                book.append(DisputeEnded(of.open["dispute"], "right"), on=each.on)
            case "left out":
                whole = None if self.random.random() < 0.5 else of.id
                event = OverrideSet(of.account, whole, "leave_out", None, None, None, "why")
                of.open["override"] = book.append(event, on=each.on)
            case "back":
                book.append(OverrideEnded(of.open["override"], "over"), on=each.on)

    def run(self, day: date) -> None:
        for each in self.subjects:
            issued = each.due - timedelta(days=60)
            each.seen_open |= issued <= day and each.known(day).balance(day) > 0
        policy, seq = policy_in_force(self.ledger, day)
        run_day(self.ledger, policy, seq, as_of=day, at=AT, by="x")


@pytest.fixture
def ledgers(tmp_path: Path) -> Iterator[Path]:
    return iter(tmp_path / f"{n}.db" for n in range(LEDGERS))


@pytest.mark.parametrize("seed", range(LEDGERS))
def test_the_books_hold_what_a_slow_computation_says(seed: int) -> None:
    random = Random(seed)
    with Ledger.create(Path(":memory:")) as ledger:
        books = Books(ledger, random)
        days = sorted(
            FIRST + timedelta(days=random.randrange((LAST - FIRST).days)) for _ in range(5)
        )
        for day in [*days, LAST]:
            books.tell(day)
            books.run(day)
        looked_at = LAST - timedelta(days=random.randrange(300))
        booked = {
            day: {one.invoice_id: one for one in owed(ledger.connection, day)}
            for day in (LAST, looked_at)
        }
        runs = interest_run(ledger.connection, looked_at)
        for number, each in enumerate(books.subjects):
            slow = interest(each.known(LAST), books.terms, LAST) * each.seen_open
            paid = sum(t.happened.amount for t in each.told if t.happened.what == "interest")
            assert booked[LAST][each.id].interest == slow + paid, (seed, number, each)
            then = interest(each.known(LAST), books.terms, looked_at) * each.seen_open
            run = runs.get(each.id)
            assert (run.amount if run else 0) == then, (seed, number, looked_at, each)
