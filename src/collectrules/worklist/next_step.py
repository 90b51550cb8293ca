"""What the last list asks of one account: the next action, what is to be collected, what came of it since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from collectrules.ledger.book import Ledger
from collectrules.ledger.damage import stored_day
from collectrules.worklist.action_words import action_text, needs_approval
from collectrules.worklist.state import open_total
from collectrules.worklist.versions import published_policy


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What is to be done with an account in a currency, by the last list."""

    to_collect: int
    """In minor units; all that is owed where the account is not on the list."""
    action: str
    """In words; empty where the account is not on the list."""
    rule: str
    approval: bool
    """Whether the owner has to approve it first."""
    invoice: str
    """The number of the invoice that decided."""


def next_step(ledger: Ledger, account_id: int, currency: str) -> NextStep:
    """The next step of an account, by the list as the last run left it."""
    row = ledger.connection.execute(
        _ROW, {"account_id": account_id, "currency": currency}
    ).fetchone()
    if row is None:
        owed = open_total(ledger.connection, account_id, currency)
        return NextStep(to_collect=owed, action="", rule="", approval=False, invoice="")
    day, version, kind, id, to_collect, invoice = row
    policy = published_policy(ledger, version).on(stored_day(day)).in_currency(currency)
    rules = policy.stage if kind == "stage" else policy.write_off
    rule = next(each for each in rules if each.id == id)
    return NextStep(
        to_collect=to_collect,
        action=action_text(rule),
        rule=id,
        approval=needs_approval(rule),
        invoice=invoice,
    )


_ROW: Final = """
    SELECT w.as_of, w.policy, w.kind, w.rule, w.to_collect, n.number
    FROM worklist AS w JOIN invoice AS n ON n.seq = w.invoice_id
    WHERE w.account_id = :account_id AND w.currency = :currency
    ORDER BY w.rank LIMIT 1
"""


def result_since_run(ledger: Ledger, account_id: int) -> str:
    """The code of the last result that was logged with an account since the list was made; empty for none."""
    row = ledger.connection.execute(_RESULT, {"account_id": account_id}).fetchone()
    return str(row[0]) if row else ""


_RESULT: Final = """
    SELECT c.result FROM contact AS c
    JOIN (SELECT seq, effective_on FROM run ORDER BY seq DESC LIMIT 1) AS r
    WHERE c.account_id = :account_id AND c.effective_on >= r.effective_on AND c.seq > r.seq
      AND c.seq NOT IN (SELECT reversed_seq FROM reversal)
    ORDER BY c.seq DESC LIMIT 1
"""
