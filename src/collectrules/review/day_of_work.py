"""A day's list worked from the top in a trial: every contact that the gate allows is made on its day.

A call comes to a voicemail, which is the least a call can come to that carries out its stage; what they
would have said nobody knows. What waits for the owner is approved, but nothing that he alone may let go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from collectrules.charges.agreements import in_agreements
from collectrules.charges.conditions import Versions
from collectrules.clock import moment_text
from collectrules.compliance.gate import may
from collectrules.ledger.book import Book
from collectrules.ledger.events import Contacted, Scalar, StageStepped
from collectrules.policy.model import Channel, ContactAction, PlacementAction, Policy, Stage
from collectrules.worklist.carried import (
    Waiting,
    carried_out,
    used_since_due,
    waiting_at,
    waiting_on_list,
)
from collectrules.worklist.placing import place
from collectrules.worklist.under import Beside

RESULTS: Final[Mapping[Channel, str]] = {"call": "LV", "email": "EM", "letter": "ML", "sms": "SMS"}
"""What each contact comes to."""
PLACEMENT: Final = "placement"
TASK: Final = "task"
TO_WRITE_OFF: Final = "write-off to approve"


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done on a day, and the invoices of which it carried out a stage."""

    on: date
    account_id: int
    what: str
    """A channel, `placement`, `task`, or `write-off to approve`."""
    rule: str
    """The stage, or the rule of the write-off, that asked for it."""
    invoices: tuple[int, ...]
    approved: bool = False
    """Whether the owner had to approve it."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the worklist."""

    account_id: int
    policy: int
    kind: str
    rule: str
    invoice_id: int


@dataclass(slots=True)
class DayOfWork:
    """A day on which a list is worked, by the policies that made it."""

    book: Book
    on: date
    versions: Mapping[str, tuple[Policy, int]]
    """The main policy by "", and those beside it by their ids."""
    beside: Beside
    known: Versions
    asked_before: Collection[tuple[int, str]]
    """The invoices of the list, with the rule, that the owner was asked to write off on an earlier day."""
    blocked: Counter[str] = field(default_factory=Counter)
    """How many rows could not be worked, by the rule of the gate."""
    asked: list[tuple[int, str]] = field(default_factory=list)
    """Those that he was asked to write off on this day."""
    _reached: set[tuple[int, str]] = field(default_factory=set)
    _met: set[int] = field(default_factory=set)
    """The accounts that were reached in any way."""
    _waits: dict[int, list[Waiting]] = field(default_factory=dict)
    """What waits for each account on the list of which nothing was done yet."""
    _contacts: list[tuple[Scalar, ...]] = field(default_factory=list)
    """Contacts that are not written yet; they are written in bulk, and before anybody reads of them."""
    _steps: list[tuple[Scalar, ...]] = field(default_factory=list)
    """Steps, likewise."""
    _noon: datetime = field(init=False)
    _at: str = field(init=False)
    _carried: set[tuple[int, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Everything is done at noon where the policy is."""
        zone = ZoneInfo(self.versions[""][0].time_zone)
        self._noon = datetime.combine(self.on, time(12), tzinfo=zone)
        self._at = moment_text(self._noon)

    def work(self) -> list[Done]:
        """Do what every row asks for; returns what was done."""
        rows = self.book.connection.execute(
            "SELECT account_id, policy, kind, rule, invoice_id FROM worklist ORDER BY rank"
        ).fetchall()
        closed: dict[tuple[int, str], str] = {
            (account, channel): rule
            for account, channel, rule in self.book.connection.execute(
                "SELECT account_id, channel, rule FROM worklist_block"
            )
        }
        self._waits = waiting_on_list(self.book.connection, self.on)
        done = [done for row in rows for done in self._row(_Row(*row), closed)]
        self._write()
        return done

    def they_called(self, account_id: int, channel: Channel) -> None:
        """A contact that they began carries out what waits for one of its channel."""
        self._carry(account_id, channel, approved=False)
        self._write()

    def _write(self) -> None:
        """Write what was done; contacts come first, as each comes before what it carries out."""
        self.book.extend(Contacted, self._contacts, on=self.on)
        self.book.extend(StageStepped, self._steps, on=self.on)
        self._contacts.clear()
        self._steps.clear()

    def _row(self, row: _Row, closed: Mapping[tuple[int, str], str]) -> Iterable[Done]:
        policy = next(read for read, seq in self.versions.values() if seq == row.policy)
        if row.account_id in self._met:
            self._write()
        if row.kind == "write_off":
            return self._ask(row)
        if (row.invoice_id, row.rule) in self._carried:
            return ()
        rung = next(each for each in policy.stage if each.id == row.rule)
        if isinstance(rung.action, ContactAction):
            return self._contact(row, rung, rung.action, closed)
        return self._carry_out(row, rung)

    def _ask(self, row: _Row) -> Iterable[Done]:
        asked = (row.invoice_id, row.rule)
        if asked not in self.asked_before:
            self.asked.append(asked)
            yield Done(self.on, row.account_id, TO_WRITE_OFF, row.rule, (row.invoice_id,))

    def _contact(
        self, row: _Row, rung: Stage, action: ContactAction, closed: Mapping[tuple[int, str], str]
    ) -> Iterable[Done]:
        refused: list[str] = []
        for channel in self._left(row, action):
            if (row.account_id, channel) in self._reached:
                continue
            rule = closed.get((row.account_id, channel), "") or self._closed_since(row, channel)
            if rule:
                refused.append(rule)
                continue
            approved = rung.approval == "owner"
            invoices = self._made(row.account_id, channel)
            yield Done(self.on, row.account_id, channel, row.rule, invoices, approved)
            if action.enough == "one":
                return
        self.blocked.update(refused[:1])

    def _left(self, row: _Row, action: ContactAction) -> tuple[Channel, ...]:
        """The channels still to be used; all of them where what was used lacked the approval to count."""
        if len(action.channels) == 1:
            return action.channels
        waiting = Waiting(row.invoice_id, row.rule)
        used = used_since_due(self.book.connection, waiting, self.on)
        return action.left(used) or action.channels

    def _closed_since(self, row: _Row, channel: Channel) -> str:
        """The rule by which contacts of this day close a channel; empty where there is none."""
        if row.account_id not in self._met:
            return ""
        self._write()
        others = self.beside.of_account(row.account_id)
        main = self.versions[""][0]
        connection = self.book.connection
        verdict = may(connection, main, row.account_id, channel, self._noon, beside=others)
        return "" if verdict.allowed else verdict.rule

    def _made(self, account_id: int, channel: Channel) -> tuple[int, ...]:
        self._reached.add((account_id, channel))
        self._met.add(account_id)
        event = Contacted(account_id, self._at, channel, "out", RESULTS[channel])
        self._contacts.append(event.values())
        return self._carry(account_id, channel, approved=True)

    def _carry(self, account_id: int, channel: Channel, *, approved: bool) -> tuple[int, ...]:
        found: list[int] = []
        waits = self._waits.pop(account_id, None)
        if waits is None:
            self._write()
            waits = waiting_at(self.book.connection, account_id, self.on)
        for id, (policy, seq) in self.versions.items():

            def ours(invoice_id: int, id: str = id) -> bool:
                return self.beside.of_invoice(account_id, invoice_id) == id

            carried = carried_out(
                self.book.connection,
                policy,
                account_id,
                channel,
                self.on,
                approved=approved,
                ours=ours,
                waits=waits,
            )
            found += (self._step(each, seq) for each in carried.done)
        return tuple(found)

    def _step(self, waiting: Waiting, seq: int) -> int:
        self._carried.add(waiting)
        self._steps.append(StageStepped(waiting.invoice_id, waiting.stage, "done", seq).values())
        return waiting.invoice_id

    def _carry_out(self, row: _Row, rung: Stage) -> Iterable[Done]:
        """Hand over what waits for it, or do what a task says; what is agreed about is left."""
        self._write()
        self._waits.pop(row.account_id, None)
        connection = self.book.connection
        places = isinstance(rung.action, PlacementAction)
        agreed = in_agreements(connection, row.account_id, self.on) if places else {}
        policy = next(read for read, seq in self.versions.values() if seq == row.policy)
        invoices = tuple(
            self._step(each, row.policy)
            for each in waiting_at(connection, row.account_id, self.on)
            if each.stage == rung.id
            and each.invoice_id not in agreed
            and self._judge_of(row.account_id, each.invoice_id) == row.policy
        )
        if not invoices:
            return
        self._write()
        if places:
            place(
                self.book,
                policy,
                row.policy,
                account_id=row.account_id,
                stage=rung.id,
                invoices=invoices,
                on=self.on,
                versions=self.known,
            )
        what = PLACEMENT if places else TASK
        yield Done(self.on, row.account_id, what, rung.id, invoices, rung.approval == "owner")

    def _judge_of(self, account_id: int, invoice_id: int) -> int:
        return self.versions[self.beside.of_invoice(account_id, invoice_id)][1]
