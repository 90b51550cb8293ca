"""What waits until the owner approves it: stages that fell due, and write-offs by the policy's criteria."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from collectrules.engine.evaluate import STAGE_IS_DUE, Evaluator
from collectrules.engine.gather import roomy
from collectrules.ledger.book import Ledger
from collectrules.ledger.owed import Owed, owed
from collectrules.policy.model import Policy
from collectrules.worklist.approved import approved_stages
from collectrules.worklist.under import judgings

Section = Literal["stage", "write_off"]


@dataclass(frozen=True, slots=True)
class Waits:
    """An invoice, and what the owner has to approve for it."""

    section: Section
    rule: str
    invoice: Owed


def waiting_approvals(
    ledger: Ledger, policy: Policy, policy_seq: int, as_of: date
) -> tuple[Waits, ...]:
    """All that waits for the owner on a day and is not approved yet, account by account.

    It judges the books in temporary tables, so call it inside `Ledger.reading`.
    """
    connection = ledger.connection
    judging, _ = judgings(ledger, policy, policy_seq, as_of)
    with roomy(connection):
        found: list[tuple[Section, str, int]] = []
        for one in judging:
            Evaluator(connection, one.policy, one.moment)
            found += asked_of_owner(connection, one.policy)
    invoices = {
        each.invoice_id: each
        for each in owed(connection, as_of, invoices=[invoice for _, _, invoice in found])
    }
    approved: dict[int, frozenset[tuple[int, str]]] = {}
    waits = []
    for section, rule, invoice_id in found:
        invoice = invoices[invoice_id]
        account = invoice.account_id
        if account not in approved:
            approved[account] = approved_stages(connection, account, as_of)
        if (invoice_id, rule) not in approved[account] or section == "write_off":
            waits.append(Waits(section, rule, invoice))
    return tuple(sorted(waits, key=lambda each: (each.invoice.account, each.invoice.invoice_id)))


def asked_of_owner(
    connection: sqlite3.Connection, policy: Policy
) -> Iterator[tuple[Section, str, int]]:
    """What a policy that has judged wants done that the owner has to approve: section, rule, invoice."""
    stages = {n: r.id for n, r in enumerate(policy.stage) if r.approval == "owner"}
    write_offs = {n: r.id for n, r in enumerate(policy.write_off) if r.approval == "owner"}
    if stages:
        for invoice, rule in connection.execute(_due("stage", stages, STAGE_IS_DUE)).fetchall():
            yield "stage", stages[rule], invoice
    if write_offs:
        rows = connection.execute(_due("write_off", write_offs, "NOT d.stops_write_off"))
        for invoice, rule in rows.fetchall():
            yield "write_off", write_offs[rule], invoice


def _due(column: str, rules: dict[int, str], condition: str) -> str:
    return f"""
        SELECT j.invoice_id, d.{column}
        FROM invoice_fact AS j JOIN decision AS d ON d.number = j.decision
        WHERE d.{column} IN ({", ".join(map(str, rules))}) AND {condition}
        """
