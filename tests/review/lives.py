"""Small ledgers that were lived day by day, drawn at random, and policies to try on them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from collectrules.errors import Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import (
    AccountChanged,
    AccountOpened,
    CallBackAsked,
    Contacted,
    Disputed,
    DisputeEnded,
    DueDateChanged,
    InvoiceIssued,
    OverrideSet,
    PartPosted,
    Posted,
    Promised,
    Received,
    Reversed,
    StopSet,
)
from collectrules.ledger.published import policy_in_force
from collectrules.ledger.publishing import publish_checked
from collectrules.policy.load import parse
from collectrules.review.model import Version
from collectrules.worklist.listing import Row, read_listing
from collectrules.worklist.outcomes import log_contact
from collectrules.worklist.run import run_day
from tests.review.agreed import Agreeing

FIRST = date(2026, 1, 5)

POLICY = """
language = 1
[policy]
id = "p"
title = "P"
version = "VERSION"
effective_from = 2026-01-01
currency = ["USD", "EUR"]
time_zone = "America/New_York"

[[segment]]
id = "good"
when.paid_last_12_months = { at_least = 300.00 }

[[segment]]
id = "rest"

[[grace]]
id = "good"
when.segment = "good"
days = 9

[[grace]]
id = "all"
days = GRACE

[[hold]]
id = "promised"
when.promise = "open"
stops = ["stage", "late_fee"]
clock = "running"

[[hold]]
id = "disputed"
when.disputed = true
stops = ["stage", "late_fee", "write_off"]
clock = "stopped"

[[late_fee]]
id = "fee"
when.days_past_grace = { at_least = 1 }
charge = { amount = 12.00 }
repeat = "REPEAT"

INTEREST

[[stage]]
id = "reminder"
when.days_past_grace = { at_least = 1 }
action = { channel = "email", template = "reminder" }

[[stage]]
id = "call"
when.days_past_grace = { at_least = 4 }
when.balance = { at_least = 50.00 }
wait_days = 3
WORKING
action = { channel = "call", script = "call" }

[[stage]]
id = "letter"
when.days_past_due = { at_least = 25 }
wait_days = 5
approval = "owner"
action = { channels = ["letter", "email"], template = "letter" }

[[stage]]
id = "agency"
when.days_past_due = { at_least = 40 }
any = [{ days_since_last_payment = { at_least = 20 } }, { broken_promises = { at_least = 1 } }]
wait_days = 5
approval = "owner"
action = { place_with = "northgate", contingency_percent = 25 }

[[contact_limit]]
id = "rest-after-call"
channels = ["call"]
after = "attempt"
pause_days = 4

[[contact_limit]]
id = "three-a-week"
channels = ["call", "email", "letter"]
at_most = 3
within_days = 7
counts = "attempts"

[[write_off]]
id = "small"
when.balance = { below = 8.00 }
when.days_past_due = { at_least = 10 }
approval = "none"

[[write_off]]
id = "old"
when.days_past_due = { at_least = 55 }
approval = "owner"

[[priority]]
id = "broken"
when.promise = "broken"
score = 100
"""
INTEREST = """
[[interest]]
id = "late"
when.days_past_grace = { at_least = 1 }
rate = { percent = 8, per = "year" }
day_count = "actual/365"
"""


BESIDE = "q"
"""The id of the policy that some are put under in the place of the main one."""
CALENDAR = """
[[hold]]
id = "month-end"
when.day_of_month = { at_least = 29 }
stops = ["late_fee"]
clock = "running"

"""


def policy_text(
    version: str = "1",
    grace: int = 3,
    *,
    id: str = "p",
    repeat: str = "never",
    interest: bool = False,
    working: bool = False,
    calendar: bool = False,
) -> bytes:
    text = POLICY.replace('id = "p"', f'id = "{id}"', 1)
    if calendar:
        text = text.replace("[[late_fee]]", f"{CALENDAR}[[late_fee]]", 1)
        days = 'when.weekday = ["mon", "thu"]'
        text = text.replace("wait_days = 3", f"{days}\nwait_days = 3", 1)
        text = text.replace('id = "letter"', 'id = "letter"\nunless = [{ weekday = "fri" }]', 1)
    text = text.replace("VERSION", version).replace("GRACE", str(grace)).replace("REPEAT", repeat)
    text = text.replace("INTEREST", INTEREST if interest else "")
    return text.replace("WORKING", "working_days_only = true" if working else "").encode()


def version_of(text: bytes, name: str = "tried") -> Version:
    return Version(name, parse(text, f"{name}.toml"), text)


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


@dataclass
class Lived:
    """A ledger, and the list that was made on each day that it was run."""

    path: Path
    last: date
    lists: dict[date, tuple[Row, ...]]


def live(
    path: Path, seed: int, days: int = 45, text: bytes | None = None, *, agreeing: bool = False
) -> Lived:
    """Write a ledger day by day: invoices, money, promises, disputes, runs on most days, work on the list.

    Where there is `agreeing`, plans and settlements too, and accounts under a policy beside.
    """
    data, last, lists = _written_once(seed, days, text or policy_text(), agreeing)
    path.write_bytes(data)
    return Lived(path, last, dict(lists))


@cache
def _written_once(
    seed: int, days: int, text: bytes, agreeing: bool
) -> tuple[bytes, date, dict[date, tuple[Row, ...]]]:
    """The file of a ledger, its last day and its lists: many tests begin with the same one."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "l.db"
        lived = _written(path, seed, days, text, agreeing)
        return path.read_bytes(), lived.last, lived.lists


def _written(path: Path, seed: int, days: int, text: bytes, agreeing: bool) -> Lived:
    dice = random.Random(seed)
    lists: dict[date, tuple[Row, ...]] = {}
    with Ledger.create(path) as ledger:
        with ledger.writing(at=moment(FIRST - timedelta(days=1), 9), by="ana") as book:
            publish_checked(book, text, parse(text, "p.toml"))
            seq, other = book.seq, policy_text(grace=6, id=BESIDE, interest=b"interest]]" in text)
            publish_checked(book, other, parse(other, "q.toml"), beside=True)
        people = Customers(ledger, dice)
        more = Agreeing(ledger, random.Random(seed + 1), seq, BESIDE) if agreeing else None
        for number in range(days):
            day = FIRST + timedelta(days=number)
            people.morning(day)
            if more is not None:
                with ledger.writing(at=moment(day, 14), by="ana") as book:
                    more.day(book, day, people.owed)
            if dice.random() < 0.8:
                policy, seq = policy_in_force(ledger, day)
                run_day(ledger, policy, seq, as_of=day, at=moment(day, 15), by="ana")
                lists[day] = read_listing(ledger).rows
                if dice.random() < 0.7:
                    people.worked(day, lists[day])
            people.evening(day)
    return Lived(path, day, lists)


class Customers:
    """What happens to a few customers."""

    def __init__(self, ledger: Ledger, dice: random.Random) -> None:
        self.ledger, self.dice = ledger, dice
        self.accounts: list[int] = []
        self.owed: list[tuple[int, int, str, int]] = []
        self.payments: list[int] = []
        self.disputes: list[int] = []

    def morning(self, day: date) -> None:
        with self.ledger.writing(at=moment(day, 13), by="ana") as book:
            if len(self.accounts) < 6 and self.dice.random() < 0.4:
                number = len(self.accounts)
                opened = AccountOpened(f"C{number}", f"Customer {number}", "business")
                self.accounts.append(book.append(opened, on=day))
            for account in self.accounts:
                if self.dice.random() < 0.12:
                    self._invoice(book, account, day)
            if self.dice.random() < 0.3:
                self._odd(book, day)

    def _invoice(self, book: Book, account: int, day: date) -> None:
        dice = self.dice
        amount, currency = (
            dice.choice([500, 3_000, 9_000, 40_000]),
            dice.choice(["USD", "USD", "EUR"]),
        )
        due = day + timedelta(days=dice.randrange(-30, 12))
        issued = min(day, due) - timedelta(days=2)
        event = InvoiceIssued(
            account, f"I{len(self.owed)}", currency, amount, due.isoformat(), day.isoformat(), "x"
        )
        self.owed.append((book.append(event, on=issued), account, currency, amount))

    def evening(self, day: date) -> None:
        with self.ledger.writing(at=moment(day, 22), by="bank") as book:
            for owed in self.owed:
                if self.dice.random() < 0.02:
                    self._pay(book, owed, day)

    def _pay(self, book: Book, owed: tuple[int, int, str, int], day: date) -> None:
        invoice, account, currency, amount = owed
        paid = self.dice.choice([amount, amount // 2, amount - 300])
        on = day - timedelta(days=self.dice.randrange(4))
        if self.dice.random() < 0.5:
            self.payments.append(book.append(Posted(invoice, "payment", -paid, 0), on=on))
            return
        receipt = book.append(Received(account, currency, paid), on=on)
        fee = min(paid, 1_200) if self.dice.random() < 0.5 else 0
        if fee:
            book.append(PartPosted(invoice, "costs", "payment", -fee, receipt_id=receipt), on=on)
        if paid > fee:
            posted = Posted(invoice, "payment", fee - paid, 0, receipt_id=receipt)
            self.payments.append(book.append(posted, on=on))

    def _odd(self, book: Book, day: date) -> None:
        if not self.owed:
            return
        invoice, account, currency, amount = self.dice.choice(self.owed)
        later = (day + timedelta(days=self.dice.randrange(1, 9))).isoformat()
        happens: list[Callable[[], object]] = [
            lambda: book.append(Promised(account, currency, amount, later), on=day),
            lambda: self.disputes.append(book.append(Disputed(invoice, "late"), on=day)),
            lambda: self._reversed(book, day),
            lambda: self._settled(book, day),
            lambda: book.append(DueDateChanged(invoice, later), on=day),
            lambda: book.append(AccountChanged(account, f"Renamed {day}", "business"), on=day),
            lambda: book.append(
                OverrideSet(account, invoice, "leave_out", None, None, later, "asked"), on=day
            ),
            lambda: book.append(
                Contacted(account, f"{day}T13:30:00.000000Z", "call", "in", "IN"), on=day
            ),
            lambda: book.append(CallBackAsked(account, f"{later}T15:00:00.000000Z"), on=day),
            lambda: book.append(Posted(invoice, "credit", -100, 0), on=day),
            lambda: book.append(
                StopSet(account, "hardship", None, "", f"{day}T13:00:00.000000Z", later, "oral"),
                on=day,
            ),
        ]
        self.dice.choice(happens)()

    def _reversed(self, book: Book, day: date) -> None:
        if self.payments:
            seq = self.payments.pop(self.dice.randrange(len(self.payments)))
            book.append(Reversed(seq, "bounced"), on=day)

    def _settled(self, book: Book, day: date) -> None:
        if self.disputes:
            book.append(DisputeEnded(self.disputes.pop(0), "settled"), on=day)

    def worked(self, day: date, rows: tuple[Row, ...]) -> None:
        policy, seq = policy_in_force(self.ledger, day)
        for number, row in enumerate(rows):
            if row.channel is None or not row.allowed or self.dice.random() < 0.4:
                continue
            code = {"call": "NA", "email": "EM", "letter": "ML", "sms": "SMS"}[row.channel]
            try:
                log_contact(
                    self.ledger,
                    seq,
                    policy,
                    account_id=row.account_id,
                    channel=row.channel,
                    result=code,
                    at=moment(day, 16, number),
                    by="ana",
                    approved_by="olga" if row.approval else "",
                )
            except Refused:
                continue
