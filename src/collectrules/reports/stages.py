"""Who stands on which stage: accounts by the furthest stage that was carried out for what is open.

An account in a currency stands where the furthest of its open invoices does. What the accounts of all stages
owe together is what the ageing report calls outstanding.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from collectrules.reports.standing import Books, counts

NO_STAGE: Final = "none"
"""The stage of whom nothing was carried out for yet."""


@dataclass(frozen=True, slots=True)
class OnStage:
    """An account in one currency; amounts in minor units."""

    account_id: int
    account: str
    name: str
    currency: str
    stage: str
    owes: bool
    """Whether anything is left of an invoice; else there is only credit, or a fee."""
    overdue: int
    outstanding: int
    """With late fees and interest, less credit and unapplied cash."""


@dataclass(frozen=True, slots=True)
class StageSum:
    """The accounts on one stage, in one currency."""

    currency: str
    stage: str
    accounts: int
    """Those that owe on an invoice."""
    overdue: int
    outstanding: int


def on_stages(books: Books, ladder: Sequence[str]) -> tuple[OnStage, ...]:
    """Every account with something open in a currency, what owes most past due first.

    `ladder` are the ids of the stages from the first rung to the last; one that is not in it is before the
    first of them.
    """
    rows = books.aged(_ON_STAGES, ladder=json.dumps(list(ladder)))
    return tuple(
        OnStage(id, account, name, currency, stage, bool(owes), overdue, outstanding)
        for id, account, name, currency, stage, owes, overdue, outstanding in rows
    )


def by_stage(found: Iterable[OnStage], ladder: Sequence[str]) -> tuple[StageSum, ...]:
    """The accounts added up by currency, in the order of the ladder; stages without any are left out."""
    sums: dict[tuple[str, str], list[int]] = {}
    for each in found:
        total = sums.setdefault((each.currency, each.stage), [0, 0, 0])
        total[0] += each.owes
        total[1] += each.overdue
        total[2] += each.outstanding
    order = {stage: n for n, stage in enumerate((NO_STAGE, *ladder))}
    keys = sorted(sums, key=lambda key: (key[0], order.get(key[1], -1), key[1]))
    return tuple(StageSum(*key, *sums[key]) for key in keys)


_ON_STAGES: Final = f"""
    , step AS (
        SELECT t.invoice_id, t.stage, t.seq FROM stage_step AS t
        WHERE t.step = 'done' AND {counts("t")}
    ),
    -- The last stage carried out for each invoice, or the one it was moved to since.
    reached AS MATERIALIZED (
        SELECT invoice_id, stage, max(seq) AS seq FROM (
            SELECT * FROM step
            UNION ALL
            SELECT m.invoice_id, m.stage_to, m.seq FROM stage_move AS m
            WHERE m.invoice_id IN (SELECT invoice_id FROM step) AND {counts("m")}
        ) GROUP BY invoice_id
    ),
    rung AS MATERIALIZED (SELECT value AS stage, key AS height FROM json_each(:ladder)),
    -- With one max(), SQLite takes the stage from the row that has it.
    stood AS (
        SELECT i.account_id, i.currency, coalesce(r.stage, '{NO_STAGE}') AS stage,
               max(CASE WHEN i.principal > 0 AND r.stage IS NOT NULL THEN coalesce(g.height, -1) ELSE -2 END)
                   AS height,
               sum(i.principal > 0) > 0 AS owes,
               sum(iif(i.principal > 0 AND i.past > 0, i.principal, 0)) AS overdue,
               sum(i.principal + i.costs + i.interest) AS outstanding
        FROM item AS i
        LEFT JOIN reached AS r ON r.invoice_id = i.invoice_id
        LEFT JOIN rung AS g ON g.stage = r.stage
        GROUP BY i.account_id, i.currency
        UNION ALL
        SELECT u.account_id, u.currency, '{NO_STAGE}', -2, 0, 0, u.amount
        FROM unapplied AS u WHERE u.amount <> 0
    )
    SELECT s.account_id, a.number, coalesce((
               SELECT k.name FROM account_change AS k WHERE k.account_id = s.account_id AND {counts("k")}
               ORDER BY k.effective_on DESC, k.seq DESC LIMIT 1
           ), a.name),
           s.currency, s.stage, s.owes, s.overdue, s.outstanding
    FROM (
        SELECT account_id, currency, iif(max(height) = -2, '{NO_STAGE}', stage) AS stage,
               sum(owes) > 0 AS owes, sum(overdue) AS overdue, sum(outstanding) AS outstanding
        FROM stood GROUP BY account_id, currency
    ) AS s
    JOIN account AS a ON a.seq = s.account_id
    ORDER BY s.overdue DESC, a.number, s.currency
"""
