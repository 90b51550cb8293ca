"""The list of the last run as people read it: whom, what next, why, and whether we may now."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from collectrules.compliance.lists import Block
from collectrules.errors import LedgerError
from collectrules.ledger.book import Ledger
from collectrules.ledger.damage import stored_day
from collectrules.money import to_decimal
from collectrules.policy.meaning import Facts, group_holds
from collectrules.policy.model import (
    Channel,
    ContactAction,
    PlacementAction,
    Policy,
    Rule,
    Scalar,
    Stage,
    TaskAction,
)
from collectrules.policy.words import joined, readings_text
from collectrules.worklist.blocked import blocked_by_all
from collectrules.worklist.build import facts_of
from collectrules.worklist.carried import Waiting, channels_of, used_since_due
from collectrules.worklist.under import beside_on
from collectrules.worklist.versions import published_policy

CHANNELS: Final[tuple[Channel, ...]] = ("call", "email", "sms", "letter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One account in one currency with something to do; amounts in minor units."""

    rank: int
    policy_seq: int
    """The event that published the version that decided."""
    account_id: int
    account: str
    name: str
    currency: str
    segment: str
    score: int
    to_collect: int
    overdue_total: int
    oldest_days_past_due: int
    invoice: str
    """The number of the invoice that decided."""
    stage: str
    """The last stage carried out for that invoice, `none` before the first."""
    channel: Channel | None
    """How to reach them next, of several channels the first that is allowed now; None for what is not a
    contact, as a placement."""
    next_action: str
    approval: bool
    """Whether the owner has to approve it first."""
    decided_by: Rule
    """The rule that put the row on the list."""
    values_read: tuple[Scalar, ...]
    """What its conditions read, in the order of `facts_of`."""
    allowed: bool
    blocked_by: str
    allowed_from: date | None
    result: str
    """The result code of a contact logged since the list was made, or empty."""

    @property
    def rule(self) -> str:
        """The id of the rule that put the row on the list."""
        return self.decided_by.id

    @property
    def why(self) -> str:
        """Why, in one sentence; made when it is shown, since few rows of a long list ever are."""
        facts = dict(zip(facts_of(self.decided_by), self.values_read, strict=True))
        return why_text(self.decided_by, facts, self.invoice, self.currency)

    def as_json(self) -> dict[str, object]:
        """The row of `worklist --json`; amounts as exact decimals in text."""
        return {
            "account": self.account,
            "name": self.name,
            "currency": self.currency,
            "to_collect": str(to_decimal(self.to_collect, self.currency)),
            "oldest_days_past_due": self.oldest_days_past_due,
            "stage": self.stage,
            "next_action": self.next_action,
            "rule": self.rule,
            "why": self.why,
            "allowed": self.allowed,
            "blocked_by": self.blocked_by or None,
            "allowed_from": self.allowed_from.isoformat() if self.allowed_from else None,
        }


@dataclass(frozen=True, slots=True)
class Listing:
    """The worklist: the day it is for, the policy version that made it, its rows in order."""

    as_of: date
    policy: Policy
    """The main one: its order, its clock."""
    policy_seq: int
    rows: tuple[Row, ...]
    policies: Mapping[int, Policy]
    """Every version that put a row on the list, by the event that published it."""


_ROWS: Final = """
    SELECT w.*, coalesce((
               SELECT k.name FROM account_change AS k WHERE k.account_id = w.account_id
               ORDER BY k.effective_on DESC, k.seq DESC LIMIT 1
           ), a.name) AS name,
           a.number AS account, n.number AS invoice,
           coalesce((
               SELECT c.result FROM contact AS c
               WHERE c.account_id = w.account_id AND c.effective_on >= w.as_of
                 AND c.seq > :run AND c.seq NOT IN (SELECT reversed_seq FROM reversal)
               ORDER BY c.seq DESC LIMIT 1
           ), '') AS result
    FROM worklist AS w
    JOIN account AS a ON a.seq = w.account_id
    JOIN invoice AS n ON n.seq = w.invoice_id
    ORDER BY w.rank
"""


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last run: its event, the day it was for, and the event that published its policy."""

    seq: int
    as_of: date
    policy_seq: int


def last_run(ledger: Ledger) -> LastRun:
    """The run that made the list; raises `LedgerError` where there was none yet."""
    row = ledger.connection.execute(
        "SELECT seq, effective_on, policy FROM run ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    if row is None:
        raise LedgerError(
            "there is no worklist yet", help="`collectrules run` judges the ledger and makes one"
        )
    return LastRun(row[0], stored_day(row[1]), row[2])


def read_listing(ledger: Ledger) -> Listing:
    """The list that the last run left, with what has been logged since and what the gate says of its day.

    Raises `LedgerError` where there was no run yet.
    """
    run = last_run(ledger)
    as_of, policy = run.as_of, published_policy(ledger, run.policy_seq).on(run.as_of)
    blocks = blocked_by_all(ledger.connection, policy, beside_on(ledger, as_of), CHANNELS, as_of)
    policies = _policies(ledger, run)
    asked = {seq: _asked(each) for seq, each in policies.items()}
    found = ledger.query(_ROWS, {"run": run.seq})
    (listed,) = ledger.connection.execute("SELECT count(*) FROM worklist").fetchone()
    if len(found) != listed:
        raise LedgerError(
            f"{listed - len(found)} rows of the worklist are about accounts that cannot be read",
            help="the ledger is damaged: `collectrules verify` says where",
        )
    rows = tuple(
        _row(ledger, row, asked[row["policy"]][row["currency"], row["kind"], row["rule"]], blocks)
        for row in found
    )
    return Listing(as_of, policy, run.policy_seq, rows, policies)


def _policies(ledger: Ledger, run: LastRun) -> dict[int, Policy]:
    """The versions that put rows on the list, by the event that published each."""
    seqs = ledger.connection.execute("SELECT DISTINCT policy FROM worklist").fetchall()
    return {seq: published_policy(ledger, seq).on(run.as_of) for (seq,) in seqs}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a rule asks for, worked out once for all the rows it puts on the list."""

    rule: Rule
    facts: int
    """How many facts its conditions read."""
    channels: tuple[Channel, ...]
    """Over which it reaches them; empty for what is not a contact."""
    next_action: str
    approval: bool


def _asked(policy: Policy) -> dict[tuple[str, str, str], _Asked]:
    """What the rules that put rows on the list ask for, by currency, kind and id."""
    return {
        (currency, kind, rule.id): _Asked(
            rule,
            len(facts_of(rule)),
            channels_of(rule) if isinstance(rule, Stage) else (),
            action_text(rule),
            needs_approval(rule),
        )
        for currencies, read in policy.groups
        for currency in currencies
        for kind, rules in (("stage", read.stage), ("write_off", read.write_off))
        for rule in rules
    }


def _row(
    ledger: Ledger, row: sqlite3.Row, asked: _Asked, blocks: dict[Channel, dict[int, Block]]
) -> Row:
    left = _channels_left(ledger, row, asked)
    begun = len(left) < len(asked.channels)
    account: int = row["account_id"]
    free = (each for each in left if account not in blocks[each])
    channel = next(free, next(iter(left), None))
    block = blocks[channel].get(account) if channel else None
    values = tuple(json.loads(row["facts"]))
    if len(values) != asked.facts:
        raise ValueError(f"{len(values)} values for a rule that reads {asked.facts}")
    return Row(
        rank=row["rank"],
        policy_seq=row["policy"],
        account_id=row["account_id"],
        account=row["account"],
        name=row["name"],
        currency=row["currency"],
        segment=row["segment"],
        score=row["score"],
        to_collect=row["to_collect"],
        overdue_total=row["overdue_total"],
        oldest_days_past_due=row["oldest_days_past_due"],
        invoice=row["invoice"],
        stage=row["stage"],
        channel=channel,
        next_action=action_text(asked.rule, left) if begun else asked.next_action,
        approval=asked.approval,
        decided_by=asked.rule,
        values_read=values,
        allowed=block is None,
        blocked_by=block.rule if block else "",
        allowed_from=block.allowed_from if block else None,
        result="" if begun else row["result"],
    )


def _channels_left(ledger: Ledger, row: sqlite3.Row, asked: _Asked) -> tuple[Channel, ...]:
    """The channels that a row's stage still asks for; all of them once it was carried out."""
    rule = asked.rule
    if len(asked.channels) < 2 or not isinstance(rule, Stage):
        return asked.channels
    assert isinstance(rule.action, ContactAction)
    used = used_since_due(ledger.connection, Waiting(row["invoice_id"], rule.id), date.max)
    return rule.action.left(used) or asked.channels


def needs_approval(rule: Rule) -> bool:
    """Whether the owner has to approve what a rule asks for."""
    return getattr(rule, "approval", "none") == "owner"


def action_text(rule: Rule, left: Sequence[Channel] | None = None) -> str:
    """What is to be done: `call (first-call)`, `place with northgate, if the owner approves`.

    Of a stage of several channels that was begun, what is `left`.
    """
    match rule:
        case Stage(action=ContactAction() as action):
            ways = action.channels if left is None else left
            named = [action.script] if "call" in ways else []
            named += [action.template] if any(way != "call" for way in ways) else []
            text = joined(ways, "and" if action.enough == "all" else "or")
            text += f" ({joined([each for each in named if each], 'and')})" if any(named) else ""
        case Stage(action=PlacementAction(place_with=whom)):
            text = f"place with {whom}"
        case Stage(action=TaskAction(words=words)):
            text = words
        case _:
            text = "write off"
    return f"{text}, if the owner approves" if needs_approval(rule) else text


def why_text(rule: Rule, facts: Facts, invoice: str, currency: str) -> str:
    """One sentence: the invoice that decided, and each value the rule read beside what it asks for."""
    group = next((group for group in rule.any if group_holds(group, facts)), ())
    readings = readings_text(rule.when + group, facts, currency)
    return (
        f"{invoice}: {joined(readings, 'and')}"
        if readings
        else f"{invoice}: asked of every invoice"
    )
