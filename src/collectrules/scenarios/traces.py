"""What runs and staff left in the ledger of a timeline."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Final

from collectrules.money import format_minor
from collectrules.scenarios.seen import Charge


def story(connection: sqlite3.Connection, currency: str) -> list[str]:
    """Everything that was written, in order, one line each."""
    said = []
    for day, what, invoice, rule, amount in connection.execute(_STORY):
        words = [f"{invoice}:"] if invoice else []
        words += [what, *([rule] if rule else [])]
        words += [format_minor(amount, currency)] if amount is not None else []
        said.append(f"{day}  {' '.join(words)}")
    return said


def charges(connection: sqlite3.Connection, invoice: int) -> tuple[Charge, ...]:
    """The late fees of an invoice, in the order they were charged."""
    rows = connection.execute(_CHARGES, (invoice,))
    return tuple(Charge(rule, amount, date.fromisoformat(day)) for rule, amount, day in rows)


def waived(connection: sqlite3.Connection, invoice: int) -> tuple[Charge, ...]:
    """What was let go of an invoice's late fees, in the order it was."""
    rows = connection.execute(_WAIVED, (invoice,))
    return tuple(Charge(rule, amount, date.fromisoformat(day)) for rule, amount, day in rows)


def waiting(connection: sqlite3.Connection, stage: str | None) -> list[int]:
    """The invoices that wait at a stage, or at any: it fell due and was not carried out."""
    return [invoice for (invoice,) in connection.execute(_WAITING, {"stage": stage})]


_WAITING: Final = """
    SELECT DISTINCT s.invoice_id FROM stage_step AS s
    WHERE s.step = 'due' AND s.stage = coalesce(:stage, s.stage)
      AND s.seq NOT IN (SELECT reversed_seq FROM reversal)
      AND NOT EXISTS (
          SELECT 1 FROM stage_step AS t
          WHERE t.invoice_id = s.invoice_id AND t.stage = s.stage AND t.step = 'done'
      )
"""
_CHARGES: Final = "SELECT rule, amount, effective_on FROM charge WHERE invoice_id = ? ORDER BY seq"
_WAIVED: Final = """
    SELECT c.rule, -w.amount, w.effective_on
    FROM part_posting AS w JOIN charge AS c ON c.seq = w.charge_id
    WHERE w.invoice_id = ? AND w.kind = 'waiver' ORDER BY w.seq
"""
_STORY: Final = """
    SELECT e.effective_on, e.what, n.number, e.rule, e.amount
    FROM (
        SELECT seq, effective_on, invoice_id, 'stage ' || step AS what, stage AS rule, NULL AS amount
        FROM stage_step
        UNION ALL
        SELECT seq, effective_on, invoice_id, 'charged', rule, amount FROM charge
        UNION ALL
        SELECT seq, effective_on, invoice_id, replace(kind, '_', '-'), '', -amount FROM posting
        UNION ALL
        SELECT p.seq, p.effective_on, p.invoice_id, p.kind || ' of', coalesce(c.rule, p.part), -p.amount
        FROM part_posting AS p LEFT JOIN charge AS c ON c.seq = p.charge_id
        UNION ALL
        SELECT seq, effective_on, NULL, channel, result, NULL FROM contact
        UNION ALL
        SELECT seq, effective_on, NULL, 'plan', rule, amount FROM plan
        UNION ALL
        SELECT seq, effective_on, NULL, 'plan ' || outcome, '', NULL FROM plan_end
        UNION ALL
        SELECT seq, effective_on, NULL, 'settlement', rule, amount FROM settlement
        UNION ALL
        SELECT seq, effective_on, NULL, 'settlement ' || outcome, '', NULL FROM settlement_end
        UNION ALL
        SELECT seq, effective_on, NULL, 'placed with', place_with, amount FROM placement
        UNION ALL
        SELECT seq, effective_on, NULL, 'consent ' || iif(given, 'given', 'withdrawn'), channel, NULL
        FROM consent
        UNION ALL
        SELECT seq, effective_on, NULL, 'stop', rtrim(kind || ' ' || channel), NULL FROM stop
        UNION ALL
        SELECT x.seq, x.effective_on, NULL, 'stop ended', s.kind, NULL
        FROM stop_end AS x JOIN stop AS s ON s.seq = x.stop_id
    ) AS e
    LEFT JOIN invoice AS n ON n.seq = e.invoice_id
    ORDER BY e.seq
"""
