"""How plans and settlements end by themselves: kept, broken or lapsed, each written once.

The run asks every day; whoever records money may ask at once. What was written is looked at again as long
as nothing new was agreed on those invoices: where a payment bounced, or came to light late, the end was a
mistake and is taken back, with what was written off by it.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from collectrules.charges.agreements import Agreement, SettlementMade, plans, settlements
from collectrules.charges.conditions import Versions
from collectrules.ledger.book import Book
from collectrules.ledger.events import PlanEnded, Reversed, SettlementEnded
from collectrules.worklist.letting_go import write_off_all

ENDS: Final = ("plans kept", "plans broken", "settlements kept", "settlements lapsed")
"""What becomes of agreements, in the order in which a run tells it."""

_BY_ITSELF: Final = ("kept", "broken", "lapsed")
"""The outcomes that follow from the books alone."""
_WAS_A_MISTAKE: Final = "the money does not say so any more"


def end_agreements(
    book: Book,
    as_of: date,
    *,
    accounts: Sequence[int] | None = None,
    versions: Versions | None = None,
) -> dict[str, int]:
    """Write the end of each plan and settlement that the books have decided by a day.

    What a kept settlement forgives is written off with it. Returns how many ended which way, those of which
    the end had to be corrected too.
    """
    ended: Counter[str] = Counter()
    # What one end writes off, or sets free, may end another.
    while found := _end_once(book, as_of, accounts, versions):
        ended += found
    return {what: ended[what] for what in ENDS if ended[what]}


def _end_once(
    book: Book, as_of: date, accounts: Sequence[int] | None, versions: Versions | None
) -> Counter[str]:
    ended: Counter[str] = Counter()
    ended_later = {
        seq for (seq,) in book.connection.execute(_ENDED_LATER, (as_of.isoformat(),) * 2)
    }
    all_plans = plans(book.connection, as_of, accounts=accounts)
    all_settlements = settlements(book.connection, as_of, accounts=accounts)
    standing = _standing([*all_plans, *all_settlements])
    for plan in (each for each in all_plans if each.seq not in ended_later):
        outcome = plan.verdict(as_of)
        if _to_be_written(book, plan, outcome, standing, as_of) and outcome != "open":
            book.append(PlanEnded(plan.seq, outcome), on=as_of)
            ended[f"plans {outcome}"] += 1
    for settlement in (each for each in all_settlements if each.seq not in ended_later):
        state = settlement.verdict(as_of)
        if _to_be_written(book, settlement, state, standing, as_of) and state != "open":
            book.append(SettlementEnded(settlement.seq, state), on=as_of)
            if state == "kept":
                _forgive_rest(book, settlement, as_of, versions)
            ended[f"settlements {state}"] += 1
    return ended


# An end that is recorded already, for a day to come, stands: an agreement ends once.
_ENDED_LATER: Final = """
    SELECT plan_id FROM plan_end
    WHERE effective_on > ? AND seq NOT IN (SELECT reversed_seq FROM reversal)
    UNION ALL
    SELECT settlement_id FROM settlement_end
    WHERE effective_on > ? AND seq NOT IN (SELECT reversed_seq FROM reversal)
"""


def _forgive_rest(
    book: Book, settlement: SettlementMade, as_of: date, versions: Versions | None
) -> None:
    note = f"settled by event {settlement.seq}"
    for each in settlement.invoices:
        write_off_all(book, each.invoice_id, note, on=as_of, versions=versions)


def _standing(agreements: Sequence[Agreement]) -> Counter[int]:
    """In how many agreements that stand each invoice is."""
    return Counter(
        each.invoice_id for one in agreements if one.ended is None for each in one.invoices
    )


def _to_be_written(
    book: Book, agreement: Agreement, state: str, standing: Counter[int], as_of: date
) -> bool:
    """Whether the end of an agreement is to be written; one that was a mistake is taken back first."""
    ended = agreement.ended
    if ended is None:
        return state != "open"
    if ended.outcome not in _BY_ITSELF or ended.outcome == state:
        return False
    if any(standing[each.invoice_id] for each in agreement.invoices):
        return False
    for seq in (*reversed(list(_brought_by(book.connection, agreement))), ended.seq):
        book.append(Reversed(seq, _WAS_A_MISTAKE), on=as_of)
    return state != "open"


_ACT: Final = """
    SELECT j.seq, j.kind FROM journal AS j JOIN journal AS e ON e.seq = :end
    WHERE j.seq > e.seq AND j.recorded_at = e.recorded_at AND j.recorded_by = e.recorded_by
    ORDER BY j.seq
"""


def _brought_by(connection: sqlite3.Connection, agreement: Agreement) -> Iterator[int]:
    """What the end of an agreement wrote off: it follows it in the journal, in the same act."""
    assert agreement.ended is not None
    invoices = ", ".join(str(each.invoice_id) for each in agreement.invoices)
    for seq, kind in connection.execute(_ACT, {"end": agreement.ended.seq}).fetchall():
        if kind not in ("posting", "part_posting"):
            return
        found = connection.execute(
            f"SELECT 1 FROM {kind} WHERE seq = ? AND kind = 'write_off' AND invoice_id IN ({invoices})"
            " AND seq NOT IN (SELECT reversed_seq FROM reversal)",
            (seq,),
        ).fetchone()
        if found is None:
            return
        yield seq
