"""One of many processes that reserve, log, take back and ask without pause, on the same few accounts.

    python -m tests.load.hammer LEDGER TOLD SEED SECONDS

It begins when there is a file `go` beside the ledger. What it was told to have written goes to the file
TOLD at once, a line each, so that it is known after it was killed. A day of the books passes with every few
events, so that limits fill and open all the time.
"""

from __future__ import annotations

import io
import json
import os
import random
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from collectrules.cli.app import run
from collectrules.errors import CollectrulesError, Refused
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened, InvoiceIssued
from collectrules.ledger.policies import publish
from collectrules.policy.model import Channel
from collectrules.worklist.asking import Blocked, ask_gate
from collectrules.worklist.attempts import release, reserve
from collectrules.worklist.outcomes import log_contact
from collectrules.worklist.reversals import reverse
from collectrules.worklist.versions import policy_in_force

BEGIN = datetime(2025, 1, 6, 9, tzinfo=UTC)
EVENTS_A_DAY = 3
"""For each of the accounts."""
AHEAD = 3
"""Days within which everybody acts at a time."""
ACTS_A_LEDGER = 40
"""After so many acts the ledger is closed and opened again."""
CALLS = ("NA",) * 9 + ("LV",) * 6 + ("RPC-CB",) * 4 + ("IN",)
POLICY = """
language = 1

[policy]
id = "load"
title = "Under load"
version = "1"
effective_from = 2020-01-01
currency = "EUR"
time_zone = "UTC"

[[contact_limit]]
id = "three-calls"
channels = ["call"]
at_most = 3
within_days = 7

[[contact_limit]]
id = "two-contacts"
channels = ["call", "email"]
counts = "contacts"
at_most = 2
within_days = 5

[[contact_limit]]
id = "one-mail-a-day"
channels = ["email"]
at_most = 1
within_days = 1

[[contact_limit]]
id = "rest"
channels = ["call", "email"]
after = "conversation"
pause_days = 4
"""


def make(path: Path, accounts: int) -> None:
    """A ledger with the policy and so many accounts that owe something."""
    day = date(2025, 1, 1)
    with Ledger.create(path) as ledger, ledger.writing(at=BEGIN, by="setup") as book:
        given = {"policy_id": "load", "version": "1", "language": 1}
        publish(book, POLICY, effective_from=date(2020, 1, 1), **given)
        for number in range(accounts):
            account = book.append(AccountOpened(f"C-{number}", "C", "business"), on=day)
            issued = (f"N-{number}", "EUR", 10_000, "2025-01-01", "2025-01-01", "x")
            book.append(InvoiceIssued(account, *issued), on=day)


class Hammer:
    """Acts, and tells what became of each."""

    def __init__(self, path: Path, told: Path, seed: int) -> None:
        self.path = path
        self.random = random.Random(seed)
        self.told = os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self.slowest = 0.0
        self.acts = 0

    def tell(self, *words: object) -> None:
        """One line, written at once."""
        os.write(self.told, f"{' '.join(map(str, words))}\n".encode())

    def work(self, seconds: float) -> None:
        """Act for so many seconds, once all are to."""
        self.tell("ready")
        while not self.path.with_name("go").exists():
            time.sleep(0.01)
        until = time.time() + seconds
        while time.time() < until:
            with Ledger.open(self.path) as ledger:
                self.accounts = dict(ledger.connection.execute("SELECT number, seq FROM account"))
                self.policy, self.policy_seq = policy_in_force(ledger, BEGIN.date())
                for _ in range(ACTS_A_LEDGER):
                    if time.time() >= until:
                        break
                    self.act(ledger)
        self.tell("done", json.dumps({"acts": self.acts, "slowest": round(self.slowest, 3)}))

    def act(self, ledger: Ledger) -> None:
        """One act, timed; anything but a refusal by the gate is told as an error."""
        number = self.random.choice(list(self.accounts))
        at = self.moment(ledger)
        kind = self.random.choices((self.log, self.reserve, self.ask, self.type), (40, 45, 12, 3))[
            0
        ]
        start = time.perf_counter()
        try:
            kind(ledger, number, at)
        except Blocked as blocked:
            self.tell("blocked", blocked.check)
        except CollectrulesError as error:
            self.tell("error", error.message, error.help or "")
        self.slowest = max(self.slowest, time.perf_counter() - start)
        self.acts += 1

    def moment(self, ledger: Ledger) -> datetime:
        """A moment of the day that it is now in the books, or of one of the next."""
        (events,) = ledger.connection.execute("SELECT max(seq) FROM journal").fetchone()
        day = events // (EVENTS_A_DAY * len(self.accounts)) + self.random.randrange(AHEAD)
        return BEGIN + timedelta(days=day, minutes=self.random.randrange(600))

    def log(self, ledger: Ledger, number: str, at: datetime) -> None:
        channel: Channel = self.random.choice(("call", "call", "call", "email"))
        codes = CALLS if channel == "call" else ("EM",)
        seq = self.logged(ledger, number, at, channel=channel, result=self.random.choice(codes))
        if self.random.random() < 0.2:
            self.take_back(ledger, number, at, seq, channel=channel)

    def take_back(
        self, ledger: Ledger, number: str, at: datetime, seq: int, *, channel: Channel
    ) -> None:
        """Take a contact back, wholly or too late for that; then its attempt has another result, or none."""
        later = at + timedelta(minutes=self.random.choice((5, 15)))
        kept = reverse(
            ledger, seq=seq, reason="a slip", on=at.date(), at=later, by="hammer"
        ).attempt
        if kept is None:
            return
        self.tell("attempt", kept)
        if self.random.random() < 0.6:
            result = self.random.choice(("NA", "LV")) if channel == "call" else "EM"
            self.logged(ledger, number, at, channel=channel, result=result, attempt=kept)

    def logged(
        self,
        ledger: Ledger,
        number: str,
        at: datetime,
        *,
        channel: Channel,
        result: str,
        attempt: int | None = None,
    ) -> int:
        done = log_contact(
            ledger,
            self.policy_seq,
            self.policy,
            account_id=self.accounts[number],
            channel=channel,
            result=result,
            at=at,
            by="hammer",
            attempt_id=attempt,
        )
        self.tell("contact", done.seq, attempt or 0)
        return done.seq

    def reserve(self, ledger: Ledger, number: str, at: datetime) -> None:
        """Reserve a call; then give it its result, release it, or forget it."""
        made = reserve(
            ledger,
            self.policy_seq,
            self.policy,
            account_id=self.accounts[number],
            channel="call",
            at=at,
            by="hammer",
        )
        self.tell("attempt", made.attempt_id)
        time.sleep(self.random.random() / 100)
        then = self.random.random()
        if then < 0.6:
            result = self.random.choice(("NA", "LV", "RPC-CB"))
            attempt = made.attempt_id
            self.logged(ledger, number, at, channel="call", result=result, attempt=attempt)
        elif then < 0.85:
            done = release(ledger, made.attempt_id, at=at + timedelta(minutes=9), by="hammer")
            self.tell("release", done)

    def ask(self, ledger: Ledger, number: str, at: datetime) -> None:
        account = self.accounts[number]
        answer = ask_gate(
            ledger,
            self.policy_seq,
            self.policy,
            account_id=account,
            channel="call",
            at=at,
            by="hammer",
        )
        self.tell("check", answer.check)

    def type(self, ledger: Ledger, number: str, at: datetime) -> None:
        """The same as somebody types it."""
        where = ["--ledger", str(self.path), "--by", "hammer"]
        typed = ["log", number, "call", "--result", "NA", "--at", at.isoformat(), *where]
        said, wrong = io.StringIO(), io.StringIO()
        with redirect_stdout(said), redirect_stderr(wrong):
            code = run(typed)
        if code == 0:
            self.tell("contact", said.getvalue().split("event ")[1].split()[0], 0)
        elif code != 1 or "may not be contacted" not in wrong.getvalue():
            raise Refused(wrong.getvalue().replace("\n", " "))


if __name__ == "__main__":
    ledger, told, seed, seconds = sys.argv[1:]
    Hammer(Path(ledger), Path(told), int(seed)).work(float(seconds))
