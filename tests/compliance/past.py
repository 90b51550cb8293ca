"""A ledger to which contacts are appended past the gate, as something else than the program might."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from collectrules.clock import moment_text
from collectrules.compliance.replay import Finding, Judged, Replay, replay
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import (
    AccountOpened,
    AttemptReserved,
    Contacted,
    Event,
    InvoiceIssued,
)
from collectrules.ledger.publishing import publish_checked
from collectrules.policy.load import parse

HEAD = """
language = 1
[policy]
id = "{id}"
title = "P"
version = "{version}"
effective_from = {begins}
currency = "EUR"
time_zone = "{zone}"
"""
THREE = """
[[contact_limit]]
id = "three-in-seven"
channels = ["call"]
at_most = 3
within_days = 7
level = "{level}"
"""
REST = """
[[contact_limit]]
id = "rest"
channels = ["call", "sms"]
after = "conversation"
pause_days = 7
"""
HOURS = """
[[contact_hours]]
id = "decent-hours"
channels = ["call", "sms"]
from = 08:00:00
until = 20:00:00
"""
ALL = THREE.format(level="hard") + REST + HOURS


@dataclass
class Past:
    """A ledger to which events are appended past the gate."""

    ledger: Ledger
    zone: str = "UTC"
    accounts: list[int] = field(default_factory=list)

    def publish(
        self,
        rules: str,
        *,
        begins: str = "2026-01-01",
        version: str = "1",
        on: str = "2026-01-01T08:00",
        id: str = "p",
        beside: bool = False,
    ) -> None:
        head = HEAD.format(id=id, version=version, begins=begins, zone=self.zone)
        text = f"{head}{rules}".encode()
        with self.ledger.writing(at=self.at(on), by="owner") as book:
            publish_checked(book, text, parse(text, "p.toml"), beside=beside)

    def open(self, kind: str = "business") -> int:
        with self.ledger.writing(at=self.at("2026-01-02T08:00"), by="setup") as book:
            day = "2026-01-02"
            number = f"C-{len(self.accounts) + 1}"
            account = book.append(AccountOpened(number, "Ash", kind), on=day)
            issued = InvoiceIssued(account, f"{number}-1", "EUR", 10000, day, day, "x")
            book.append(issued, on=day)
        self.accounts.append(account)
        return account

    def at(self, text: str) -> datetime:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(self.zone))

    def plant(self, event: Event, at: str, recorded: str = "") -> int:
        with self.ledger.writing(at=self.at(recorded or at), by="script") as book:
            return book.append(event, on=self.at(at).date())

    def contact(
        self,
        at: str,
        result: str = "NA",
        channel: str = "call",
        *,
        recorded: str = "",
        account: int | None = None,
        note: str = "",
        attempt: int | None = None,
    ) -> int:
        direction = "in" if result == "IN" else "out"
        said = moment_text(self.at(at))
        who = account or self.accounts[0]
        event = Contacted(who, said, channel, direction, result, note, attempt_id=attempt)
        return self.plant(event, at, recorded)

    def reserve(self, at: str, channel: str = "call") -> int:
        event = AttemptReserved(self.accounts[0], channel, moment_text(self.at(at)))
        return self.plant(event, at)

    def replay(self) -> Replay:
        with self.ledger.reading():
            return replay(self.ledger)

    def found(self, judged: Judged = "breach") -> list[tuple[int, str]]:
        return [(each.entry.seq, rule_of(each)) for each in self.replay().of(judged)]


def rule_of(found: Finding) -> str:
    return found.verdict.rule if found.verdict else ""
