"""One line of the list: an account in one currency, what is next with it and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from collectrules.money import to_decimal
from collectrules.policy.model import Channel, Rule, Scalar
from collectrules.worklist.action_words import why_text
from collectrules.worklist.build import facts_of
from collectrules.worklist.call_backs import CallBack


class LastContact(NamedTuple):
    """The last contact with an account, in either direction."""

    day: date
    channel: str
    result: str
    """Its code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One account in one currency with something to do, or with something open; amounts in minor units."""

    rank: int
    """Its place in the policy's order, those that are not on the worklist after those that are."""
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
    """The number of the invoice that decided, or is due first; empty where none is open."""
    stage: str
    """The last stage carried out for that invoice, `none` before the first."""
    channel: Channel | None
    """How to reach them next, of several channels the first that is allowed now; None for what is not a
    contact, as a placement."""
    next_action: str
    """Empty where there is none."""
    approval: bool
    """Whether the owner has to approve it first."""
    decided_by: Rule | None
    """The rule that put the row on the list; None where it is not on it."""
    values_read: tuple[Scalar, ...]
    """What its conditions read, in the order of `facts_of`."""
    allowed: bool
    blocked_by: str
    allowed_from: date | None
    result: str
    """The result code of a contact logged since the list was made, or empty."""
    held: str = ""
    """Why there is no next action: `promised until 2026-12-07`; empty where there is one."""
    last: LastContact | None = None
    promised: int = 0
    """What they promised and have not paid, of promises that are not broken."""
    promise_on: date | None = None
    """The first day on which some of it is due."""
    broken: int = 0
    """What is missing of their last promise, where it was broken."""
    broken_on: date | None = None
    disputed: int = 0
    call_back: CallBack | None = None
    """They asked to be called at a time; the first, where there are several."""
    queued: tuple[str, ...] = ()
    """The channels over which something waits to be sent."""
    waits: tuple[str, ...] = ()
    """The rules that wait until the owner approves them."""
    approved: bool = False
    """Whether the owner has approved the next action since the list was made."""
    zones: tuple[str, ...] = ()
    """The time zones in which they may be, as far as their telephone numbers tell."""

    @property
    def rule(self) -> str:
        """The id of the rule that put the row on the list; empty where it is not on it."""
        return self.decided_by.id if self.decided_by else ""

    @property
    def why(self) -> str:
        """Why, in one sentence; made when it is shown, since few rows of a long list ever are."""
        if self.decided_by is None:
            return f"held: {self.held}"
        facts = dict(zip(facts_of(self.decided_by), self.values_read, strict=True))
        return why_text(self.decided_by, facts, self.invoice, self.currency)

    def as_json(self) -> dict[str, object]:
        """The row of `worklist --json`; amounts as exact decimals in text."""
        listed = self.decided_by is not None
        return {
            "account": self.account,
            "name": self.name,
            "currency": self.currency,
            "to_collect": str(to_decimal(self.to_collect, self.currency)),
            "oldest_days_past_due": self.oldest_days_past_due,
            "stage": self.stage,
            "next_action": self.next_action if listed else None,
            "rule": self.rule if listed else None,
            "why": self.why,
            "allowed": self.allowed if listed else None,
            "blocked_by": self.blocked_by or None,
            "allowed_from": self.allowed_from.isoformat() if self.allowed_from else None,
        }
