"""What the policy wants done about an account next, why, and what would come after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from collectrules.engine.explain import Explanation, explain
from collectrules.engine.known import KnownInvoice
from collectrules.ledger.book import Ledger
from collectrules.policy.meaning import Judgement, judge
from collectrules.policy.model import Channel, ContactAction, Policy, Rule, Stage
from collectrules.worklist.action_words import action_text, needs_approval, why_text
from collectrules.worklist.carried import channels_of
from collectrules.worklist.under import Beside

MOST_JUDGED: Final = 1_000
"""So many open invoices of an account are judged at once: the screen waits for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """The decision about the invoice that has come furthest."""

    explanation: Explanation
    policy: Policy
    """The one that judges the invoice, as it reads in its currency."""
    policy_seq: int
    rule: Rule | None
    """The stage that is due or the write-off that holds; None where nothing is."""
    action: str
    """What is to be done, in words; empty where nothing is."""
    why: str
    channels: tuple[Channel, ...]
    """Over which a contact is asked for."""
    approval: bool
    """Whether the owner has to approve it first."""

    @property
    def words(self) -> ContactAction | None:
        """The script, template and tone that the policy names for it; None of what is no contact."""
        action = self.rule.action if isinstance(self.rule, Stage) else None
        return action if isinstance(action, ContactAction) else None

    @property
    def score(self) -> tuple[tuple[str, int], ...]:
        """The points of the account, by the rules that give them."""
        return tuple((each.id, each.score) for each in self.explanation.judgement.priorities)


def read_next(
    ledger: Ledger, main: tuple[Policy, int], beside: Beside, known: Sequence[KnownInvoice]
) -> NextStep | None:
    """What is decided for the invoice of an account that has come furthest; None where none is open.

    `known` are those of one currency, due first in front. Of more than `MOST_JUDGED` it is looked for among
    the first of them and those that the list is about.
    """
    judged = []
    for each in _looked_at(ledger, known):
        id = beside.of_invoice(each.account_id, each.invoice_id)
        policy, seq = beside.versions[id] if id else main
        if each.currency in policy.currencies:
            judgement = judge(
                policy.in_currency(each.currency),
                each.facts,
                each.overridden,
                each.outlook.as_of,
            )
            judged.append((each, policy, seq, judgement))
    if not judged:
        return None
    invoice, policy, seq, judgement = max(judged, key=lambda one: _height(one[0], one[3]))
    return _step(policy, seq, invoice, judgement)


_LISTED: Final = "SELECT invoice_id FROM worklist WHERE account_id = ?"


def _looked_at(ledger: Ledger, known: Sequence[KnownInvoice]) -> Sequence[KnownInvoice]:
    if len(known) <= MOST_JUDGED:
        return known
    rows = ledger.connection.execute(_LISTED, (known[0].account_id,))
    listed = {invoice for (invoice,) in rows}
    later = [each for each in known[MOST_JUDGED:] if each.invoice_id in listed]
    return [*known[:MOST_JUDGED], *later]


def _height(invoice: KnownInvoice, judgement: Judgement) -> tuple[int, bool, int, int]:
    """Largest for the furthest stage, then what is to be written off, the oldest, the first invoice."""
    due = -1 if judgement.stage_due is None else judgement.stage_due
    writes_off = judgement.write_off is not None
    return due, writes_off, int(invoice.facts["days_past_due"]), -invoice.invoice_id


def _step(policy: Policy, seq: int, invoice: KnownInvoice, judgement: Judgement) -> NextStep:
    read = policy.in_currency(invoice.currency)
    due = judgement.stage_due
    rule: Rule | None = read.stage[due] if due is not None else judgement.write_off
    return NextStep(
        explanation=explain(policy, invoice),
        policy=read,
        policy_seq=seq,
        rule=rule,
        action=action_text(rule).removesuffix(", if the owner approves") if rule else "",
        why=why_text(rule, judgement.facts, invoice.number, invoice.currency) if rule else "",
        channels=channels_of(rule) if isinstance(rule, Stage) else (),
        approval=rule is not None and needs_approval(rule),
    )
