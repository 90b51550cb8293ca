"""Plans, settlements and placements a second time: instalment by instalment, payment by payment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from collectrules.ledger.events import (
    Event,
    InstalmentSet,
    PartPosted,
    Placed,
    PlacementCovers,
    PlacementEnded,
    PlanAgreed,
    PlanCovers,
    PlanEnded,
    Posted,
    SettlementAgreed,
    SettlementCovers,
    SettlementEnded,
)

Events = Sequence[tuple[int, Event, date]]
"""What counts, with its number and its day."""


def of(events: Events, kind: type[Event]) -> list[tuple[int, Event, date]]:
    return [one for one in events if isinstance(one[1], kind)]


def plans(events: Events) -> dict[int, tuple[PlanAgreed, str]]:
    """Every plan with what became of it."""
    ends = {e.plan_id: e.outcome for _, e, _ in of(events, PlanEnded)}
    return {seq: (e, ends.get(seq, "open")) for seq, e, _ in of(events, PlanAgreed)}


def settlements(events: Events) -> dict[int, tuple[SettlementAgreed, str]]:
    ends = {e.settlement_id: e.outcome for _, e, _ in of(events, SettlementEnded)}
    return {seq: (e, ends.get(seq, "open")) for seq, e, _ in of(events, SettlementAgreed)}


def count(found: dict[int, tuple[Event, str]], account: int, currency: str, state: str) -> int:
    return sum(
        (e.account_id, e.currency, is_) == (account, currency, state) for e, is_ in found.values()
    )


def latest(
    found: dict[int, tuple[Event, str]], covers: Sequence[tuple[int, int]], invoice: int
) -> str:
    """The state of the latest one about an invoice that was not cancelled."""
    states = [
        found[agreement][1]
        for agreement, about in sorted(covers)
        if about == invoice and agreement in found and found[agreement][1] != "cancelled"
    ]
    return states[-1] if states else "none"


def plan_of(events: Events, invoice: int) -> str:
    covers = [(e.plan_id, e.invoice_id) for _, e, _ in of(events, PlanCovers)]
    return latest(plans(events), covers, invoice)


def settlement_of(events: Events, invoice: int) -> str:
    covers = [(e.settlement_id, e.invoice_id) for _, e, _ in of(events, SettlementCovers)]
    return latest(settlements(events), covers, invoice)


def is_placed(events: Events, invoice: int) -> bool:
    over = {e.placement_id for _, e, _ in of(events, PlacementEnded)}
    standing = {seq for seq, _, _ in of(events, Placed)} - over
    return any(
        e.invoice_id == invoice and e.placement_id in standing
        for _, e, _ in of(events, PlacementCovers)
    )


def due_by_plan(events: Events, invoice: int) -> date | None:
    """The day an invoice that is owed is due by the plans that stand, the last one before others."""
    standing = [
        e.plan_id
        for _, e, _ in of(events, PlanCovers)
        if e.invoice_id == invoice and plans(events).get(e.plan_id, (None, ""))[1] == "open"
    ]
    days = [_first_uncovered(events, plan) for plan in sorted(standing)]
    return next((day for day in reversed(days) if day is not None), None)


def _first_uncovered(events: Events, plan: int) -> date | None:
    """The day of the first instalment that money has not covered, of all covered the last one's."""
    agreed, since = next((e, day) for seq, e, day in of(events, PlanAgreed) if seq == plan)
    about = {e.invoice_id for _, e, _ in of(events, PlanCovers) if e.plan_id == plan}
    moved = [
        e
        for seq, e, day in [*of(events, Posted), *of(events, PartPosted)]
        if e.invoice_id in about and (day > since or seq > plan)
    ]
    money = -sum(e.amount for e in moved if e.kind == "payment")
    whole = agreed.amount + sum(e.amount for e in moved if e.kind != "payment")
    parts = sorted(
        (e.number, e.amount, e.due_on) for _, e, _ in of(events, InstalmentSet) if e.plan_id == plan
    )
    asked = 0
    for _, amount, due_on in parts:
        asked += amount
        if money < asked and money < whole:
            return date.fromisoformat(due_on)
    return date.fromisoformat(parts[-1][2]) if parts else None
