"""SQL for since when a late fee applies to an invoice `j`, in days before `:day`, and what it charged before.

The SQL asks for `:day` and `:as_of`, the day of the run; `:rule`, the fee's id; and `:in_force`, for how many
days the policy has been.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from collectrules.engine.classes import quoted
from collectrules.policy.facts import FACTS
from collectrules.policy.model import Condition, LateFee

_CALENDAR: Final = ("days_past_due", "days_past_grace", "invoice_age_days")
"""Facts that grow by one each day, so that one can tell since when a comparison holds."""


def _ago(day: str) -> str:
    return f":day - CAST(julianday({day}) - 1721424.5 AS INTEGER)"


def charged(invoice: str, period: str) -> str:
    """SQL for whether the ledger has the fee for a period already."""
    return f"""EXISTS (
        SELECT 1 FROM charge AS c
        WHERE c.invoice_id = {invoice}.invoice_id AND c.rule = :rule AND c.period = {period}
    )"""


_CHARGES: Final = "FROM charge AS c WHERE c.invoice_id = j.invoice_id AND c.rule = :rule"

LAST_PERIOD: Final = f"coalesce((SELECT max(c.period) {_CHARGES}), 0)"
LAST_CHARGED: Final = f"(SELECT {_ago('max(c.effective_on)')} {_CHARGES})"
"""Days since the fee was charged last, NULL where it never was."""

_DUE: Final = "(:day - j.days_past_due + 1721424.5)"
"""The due date of an invoice, as a Julian day."""


def _months_after_due(months: int) -> str:
    """SQL for the day so many months after the due date, or the last day of a month that has no such day."""
    first = f"date({_DUE}, 'start of month', '+{months} months')"
    same_day = f"date({first}, (strftime('%d', {_DUE}) - 1) || ' days')"
    return f"min({same_day}, date({first}, '+1 month', '-1 day'))"


_SEEN: Final = f"(SELECT {_ago('n.seen_on')} FROM invoice AS n WHERE n.seq = j.invoice_id)"
_BACK: Final = "(SELECT :day - x.until_day FROM left_out AS x WHERE x.invoice_id = j.invoice_id)"

LOOKED_AT: Final = f"""min(coalesce({_BACK}, {_SEEN}),
    CASE WHEN :in_force < {_SEEN} AND NOT EXISTS (SELECT 1 {_CHARGES}) THEN :in_force ELSE {_SEEN} END
)"""
"""Days since the ledger first saw the invoice or, where that is later, since the policy took effect or
since it was left out last; the second counts no more once the fee has been charged."""

ACCOUNT_CHARGED: Final = f"""(
    SELECT {_ago("max(c.effective_on)")}
    FROM invoice AS n
    CROSS JOIN invoice AS o ON o.account_id = n.account_id
    CROSS JOIN charge AS c ON c.invoice_id = o.seq AND c.rule = :rule
    WHERE n.seq = j.invoice_id AND o.seq <> n.seq AND o.currency = n.currency
)"""
"""Days since the fee was charged on another invoice of the account, NULL where it never was."""


def applied_days(rule: LateFee) -> str:
    """SQL for how many days ago a rule came to apply.

    That is when the last of its conditions on the calendar and on stages carried out came to hold; of a
    rule with none of these, the day it was charged first.
    """
    since = [text for condition in rule.when for text in _since(condition)]
    if not since:
        return f"coalesce((SELECT {_ago('min(c.effective_on)')} {_CHARGES}), 0)"
    return since[0] if len(since) == 1 else f"min({', '.join(since)})"


def _since(condition: Condition) -> Iterator[str]:
    bound, after = condition.value, condition.comparison == "above"
    if condition.fact in _CALENDAR and (after or condition.comparison == "at_least"):
        if not isinstance(bound, tuple):
            yield f"j.{condition.fact} - {int(bound) + after}"
    elif condition.fact == "whole_months_past_due" and (
        after or condition.comparison == "at_least"
    ):
        if not isinstance(bound, tuple) and int(bound) + after > 0:
            yield _ago(_months_after_due(int(bound) + after))
    elif condition.fact == "stages_done" and condition.comparison != "not":
        stages = bound if isinstance(bound, tuple) else (bound,)
        yield f"""(
            SELECT {_ago("min(t.effective_on)")} FROM stage_step AS t
            WHERE t.invoice_id = j.invoice_id AND t.stage IN ({", ".join(quoted(str(s)) for s in stages)})
              AND t.step = 'done' AND t.effective_on <= :as_of AND t.seq NOT IN (SELECT seq FROM undone)
        )"""


assert all(FACTS[name].type == "days" for name in _CALENDAR)
