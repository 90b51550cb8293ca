"""Events of every kind an account can have, drawn at random: as odd together as the ledger lets them be."""

from __future__ import annotations

import json
import random
import sqlite3
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from collectrules.ledger.book import Book
from collectrules.ledger.events import KINDS, AccountOpened, Event, PolicyPublished
from collectrules.ledger.personal import keep

START = date(2026, 3, 2)
NOBODYS = {
    "policy_version",
    "policy_approval",
    "policy_pack",
    "policy_beside",
    "reference_rate",
    "import_mapping",
    "snapshot",
    "run",
    "trial",
    "trial_end",
}
"""Kinds that are about no account alone."""
OF_ACCOUNTS = [kind for kind in KINDS if kind not in NOBODYS]

REFERS = {
    "invoice_id": "invoice",
    "person_id": "person",
    "reach_id": "reach",
    "dispute_id": "dispute",
    "plan_id": "plan",
    "settlement_id": "settlement",
    "placement_id": "placement",
    "stop_id": "stop",
    "attempt_id": "attempt",
    "call_back_id": "call_back",
    "queued_id": "queued",
    "override_id": "override",
    "quiet_time_id": "quiet_time",
    "charge_id": "charge",
    "receipt_id": "receipt",
    "contact_id": "contact",
    "policy": "policy_version",
    "account_id": "account",
}
MAY_MISS = {
    "person_id",
    "reach_id",
    "attempt_id",
    "contact_id",
    "charge_id",
    "receipt_id",
    "placement_id",
    "invoice_id",
}
NEEDS = {
    ("person_change", "person_id"),
    ("reach", "person_id"),
    ("consent", "person_id"),
    ("erasure", "person_id"),
    ("quiet_time", "person_id"),
    ("reach_end", "reach_id"),
    ("attempt_release", "attempt_id"),
    ("placement_end", "placement_id"),
    ("placement_invoice", "placement_id"),
}
SAID: dict[str, list[object]] = {
    "currency": ["GBP", "EUR", "JPY"],
    "debtor_kind": ["business", "consumer"],
    "channel": ["call", "email", "letter", "sms"],
    "direction": ["in", "out"],
    "result": ["NA", "PTP", "gone from the table"],
    "topic": ["general", "hardship", "payment"],
    "role": ["debtor", "attorney", "other"],
    "place": ["home", "mobile", "work", "other"],
    "how": ["written", "oral", "court", "own"],
    "step": ["due", "done", "passed"],
    "section": ["stage", "write_off", "offer"],
    "part": ["costs", "interest"],
    "given": [0, 1],
    "allowed": [0, 1],
    "inferred": [0, 1],
    "share": [0],
    "days": ["mon fri"],
    "from_minute": [0, 540],
    "until_minute": [720, 1440],
    "contingency_percent": ["12.5"],
    "override": ["", "they asked for it"],
    "free_from": ["", "2026-04-01", "2026-04-01T09:00:00+00:00"],
    "booked_on": [None],
    "until_on": [None],
}
OF_KIND: dict[tuple[str, str], list[object]] = {
    ("posting", "kind"): ["payment", "credit", "correction", "write_off"],
    ("part_posting", "kind"): ["payment", "credit", "waiver", "write_off"],
    ("accrual", "kind"): ["accrual", "correction"],
    ("reach", "kind"): ["phone", "email", "address"],
    ("stop", "kind"): ["cease", "attorney", "hardship"],
    ("stop", "channel"): [""],
    ("queued", "channel"): ["email", "letter", "sms"],
    ("override", "kind"): ["leave_out"],
    ("override", "days"): [None],
    ("override", "policy_id"): [None],
    ("settlement", "until_on"): ["2026-12-31"],
    ("settlement", "owed"): [10**9],
    ("plan_end", "outcome"): ["kept", "broken", "cancelled"],
    ("settlement_end", "outcome"): ["kept", "lapsed", "cancelled"],
    ("placement_end", "outcome"): ["recalled", "returned", "closed"],
    ("call_back_end", "outcome"): ["done", "moved", "cancelled"],
    ("queued_end", "outcome"): ["sent", "cancelled"],
}
WORDS = ["as agreed", "[red]markup[/red]", "مخبز", "🥐", "a\x1b[31mb\nc", "x" * 300]


class Happening:
    """A ledger in which anything happens to two accounts."""

    def __init__(self, book: Book, seed: int) -> None:
        self.book = book
        self.dice = random.Random(seed)
        self.by_kind: dict[str, list[int]] = {}
        text = "text"
        self._append(PolicyPublished("p", "1", 1, "0" * 64, text), START)
        for number in ("C-1", "C-2"):
            self._append(AccountOpened(number, f"Ash {number}", "business"), START)

    def happens(self, kind: str) -> int | None:
        """One more event of a kind, or none where it has nothing to be about or the ledger refuses it."""
        made = KINDS[kind]
        values: dict[str, Any] = {}
        for field in fields(made):
            known, value = self._value(kind, field.name)
            if not known:
                return None
            values[field.name] = value
        day = START + timedelta(days=self.dice.randrange(40))
        return self._append(made(**values), day)

    def _append(self, event: Event, day: date) -> int | None:
        connection, last = self.book.connection, self.book.chain
        connection.execute("SAVEPOINT one")
        try:
            seq = self.book.append(event, on=day)
        except sqlite3.IntegrityError:
            connection.execute("ROLLBACK TO one")
            self.book.chain = last
            return None
        self.by_kind.setdefault(event.table, []).append(seq)
        return seq

    def _value(self, kind: str, field: str) -> tuple[bool, object]:
        dice = self.dice
        if field == "reversed_seq":
            among = [
                seq for each, seqs in self.by_kind.items() if each not in NOBODYS for seq in seqs
            ]
            among = [seq for seq in among if seq not in self.by_kind.get("reversal", ())]
            return bool(among), dice.choice(among or [0])
        if field in REFERS:
            among = self.by_kind.get(REFERS[field], [])
            optional = field in MAY_MISS and (kind, field) not in NEEDS and kind != "charge"
            optional = optional and not (
                field == "invoice_id" and kind not in {"override", "approval"}
            )
            if optional and (not among or dice.random() < 0.4):
                return True, None
            return bool(among), dice.choice(among or [0])
        if (kind, field) in OF_KIND:
            return True, dice.choice(OF_KIND[kind, field])
        if field in {"name", "value"} and kind in {"person", "person_change", "reach"}:
            return True, keep(self.book.connection, dice.choice(WORDS))
        if field in SAID:
            return True, dice.choice(SAID[field])
        return True, self._plain(kind, field)

    def _plain(self, kind: str, field: str) -> object:
        dice = self.dice
        if field == "amount" and kind in {"posting", "part_posting", "invoice"}:
            return dice.choice([-1, 1]) * dice.randrange(1, 10**6)
        if field in {"amount", "owed", "expected_net", "period", "broken_after_days"}:
            return dice.randrange(1, 10**6)
        if field == "number":
            return dice.randrange(1, 10**6) if kind == "instalment" else f"N{dice.randrange(10**9)}"
        if field.endswith("_on"):
            return (START + timedelta(days=dice.randrange(60))).isoformat()
        if field == "at":
            return f"2026-03-{dice.randrange(1, 29):02}T09:30:00.000000Z"
        if field in {"about", "counted", "zones", "limits", "purpose"}:
            return ""
        return dice.choice(WORDS)


def owners(connection: sqlite3.Connection) -> dict[int, int]:
    """Whose each event is, found plainly: by following what payloads name, one after the other."""
    rows = connection.execute("SELECT seq, kind, payload FROM journal ORDER BY seq").fetchall()
    found: dict[int, int] = {}
    for seq, kind, text in rows:
        said = json.loads(text)
        if kind == "account":
            found[seq] = seq
        elif kind in NOBODYS:
            continue
        elif said.get("account_id"):
            found[seq] = said["account_id"]
        else:
            above = [said[each] for each in ("reversed_seq", *OWNERS) if said.get(each)]
            found[seq] = found[above[0]]
    return found


OWNERS = (
    "dispute_id",
    "plan_id",
    "settlement_id",
    "placement_id",
    "stop_id",
    "attempt_id",
    "call_back_id",
    "queued_id",
    "override_id",
    "quiet_time_id",
    "invoice_id",
    "person_id",
    "reach_id",
)
"""The fields by which an event is somebody's, the nearest first."""
