"""A small ledger for what people do with it: one policy, one account, three invoices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened, InvoiceIssued, PolicyPublished, StageStepped
from collectrules.policy.model import (
    Channel,
    ContactAction,
    ContactHours,
    ContactLimit,
    ContactQuota,
    PlacementAction,
    Policy,
    Stage,
)
from collectrules.worklist.outcomes import LoggedContact, log_contact

ISSUED = date(2026, 8, 1)
NOON = datetime(2026, 9, 10, 12, tzinfo=UTC)
TODAY = NOON.date()

LADDER = (
    Stage(id="reminder", action=ContactAction(("email",), "reminder")),
    Stage(id="notice", action=ContactAction(("letter",), "notice")),
    Stage(id="call", action=ContactAction(("call",), script="first-call")),
    Stage(id="last-mail", action=ContactAction(("email",), "last")),
    Stage(id="last-call", action=ContactAction(("call",), script="last")),
    Stage(id="formal-notice", action=ContactAction(("email", "sms", "letter"), "formal")),
    Stage(id="last-word", action=ContactAction(("sms", "email"), "last", enough="one")),
    Stage(id="agency", action=PlacementAction("northgate", Decimal(25))),
)
THREE_A_WEEK = ContactLimit(id="three-a-week", channels=("call", "email"), at_most=3, within_days=7)


def policy(*rules: ContactQuota | ContactHours, time_zone: str = "UTC") -> Policy:
    return Policy(
        id="p",
        title="P",
        version="1",
        effective_from=date(2026, 1, 1),
        currencies=("EUR",),
        sha256="0" * 64,
        time_zone=time_zone,
        stage=LADDER,
        contact_limit=tuple(rule for rule in rules if not isinstance(rule, ContactHours)),
        contact_hours=tuple(rule for rule in rules if isinstance(rule, ContactHours)),
    )


@dataclass(frozen=True, slots=True)
class Books:
    """A ledger and the ids of what is in it."""

    ledger: Ledger
    policy_seq: int
    account: int
    invoices: tuple[int, int, int]
    """Numbered A, B and C, of 100.00 EUR each."""

    def fall_due(self, *stages: str | None, on: date = TODAY) -> None:
        """Let stages fall due: one for each of the invoices A, B, C; None is none."""
        with self.ledger.writing(at=NOON, by="run") as book:
            for invoice, stage in zip(self.invoices, stages, strict=False):
                if stage is not None:
                    book.append(StageStepped(invoice, stage, "due", self.policy_seq), on=on)

    def log(
        self,
        result: str = "NA",
        channel: Channel = "call",
        *rules: ContactQuota | ContactHours,
        at: datetime = NOON,
        time_zone: str = "UTC",
        **more: object,
    ) -> LoggedContact:
        return log_contact(
            self.ledger,
            self.policy_seq,
            policy(*rules, time_zone=time_zone),
            account_id=self.account,
            channel=channel,
            result=result,
            at=at,
            by="ana",
            **more,
        )

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        return self.ledger.connection.execute(sql).fetchall()

    def done(self) -> list[tuple[object, ...]]:
        """Invoice number and stage of every stage that was carried out and stands."""
        return self.rows(
            "SELECT n.number, s.stage FROM stage_step AS s JOIN invoice AS n ON n.seq = s.invoice_id"
            " WHERE s.step = 'done' AND s.seq NOT IN (SELECT reversed_seq FROM reversal)"
            " ORDER BY s.seq"
        )

    def checks(self) -> list[tuple[object, ...]]:
        """What the gate was asked and said: by which level and rule, what counted, when free, a reason."""
        return self.rows(
            "SELECT allowed, level, rule, counted, free_from, override FROM gate_check ORDER BY seq"
        )

    def events(self) -> int:
        return self.ledger.connection.execute("SELECT count(*) FROM journal").fetchone()[0]


def made(path: Path) -> Books:
    ledger = Ledger.create(path)
    day = ISSUED.isoformat()
    with ledger.writing(at=NOON, by="setup") as book:
        version = book.append(PolicyPublished("p", "1", 1, "0" * 64, "text"), on="2026-01-01")
        account = book.append(AccountOpened("C-1", "Ärger & Söhne", "business"), on=day)
        a, b, c = (
            book.append(InvoiceIssued(account, number, "EUR", 10000, day, day, "x"), on=day)
            for number in "ABC"
        )
    return Books(ledger, version, account, (a, b, c))
