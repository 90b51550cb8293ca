"""Who owes something, in which currency, and whether as a business or a consumer: in one statement.

Rules about contacts seldom ask for more, and are asked for at every contact. All facts take many statements.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Set as AbstractSet
from typing import Final

from collectrules.engine.gather import Moment
from collectrules.policy.model import Scalar

TOLD: Final = frozenset({"debtor_kind", "currency"})
"""The facts that are told here."""

_KINDS: Final = """
    WITH undone AS (SELECT reversed_seq FROM reversal WHERE effective_on <= :as_of AND seq <= :known)
    SELECT n.account_id, n.currency, coalesce((
        SELECT k.debtor_kind FROM account_change AS k
        WHERE k.account_id = n.account_id AND k.effective_on <= :as_of AND k.seq <= :known
          AND k.seq NOT IN undone
        ORDER BY k.effective_on DESC, k.seq DESC LIMIT 1
    ), t.debtor_kind)
    FROM invoice AS n JOIN account AS t ON t.seq = n.account_id
    WHERE n.effective_on <= :as_of AND n.seq <= :known AND n.seq NOT IN undone {invoices}
      AND t.effective_on <= :as_of AND t.seq <= :known AND t.seq NOT IN undone
      AND n.amount + coalesce((
          SELECT sum(p.amount) FROM posting AS p
          WHERE p.invoice_id = n.seq AND p.effective_on <= :as_of AND p.seq <= :known
            AND p.seq NOT IN undone
      ), 0) > 0
    GROUP BY n.account_id, n.currency
    ORDER BY n.account_id, n.currency
"""


def kinds_of_accounts(
    connection: sqlite3.Connection, moment: Moment, names: AbstractSet[str]
) -> dict[int, list[dict[str, Scalar]]]:
    """Of accounts with something open as of a moment: for each currency they owe in, the facts named.

    `names` are some of `TOLD`.
    """
    some = moment.accounts
    invoices = "" if some is None else f"AND n.account_id IN ({', '.join(map(str, some))})"
    found: dict[int, list[dict[str, Scalar]]] = {}
    for account, currency, kind in connection.execute(
        _KINDS.format(invoices=invoices), moment.parameters
    ):
        facts: dict[str, Scalar] = {"debtor_kind": kind, "currency": currency}
        found.setdefault(account, []).append({name: facts[name] for name in names})
    return found
