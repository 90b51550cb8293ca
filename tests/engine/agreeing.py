"""Random plans, settlements and placements for hypothesis, and how they end."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from hypothesis import strategies as st

from collectrules.ledger.events import (
    Event,
    InstalmentSet,
    Placed,
    PlacementCovers,
    PlacementEnded,
    PlanAgreed,
    PlanCovers,
    PlanEnded,
    SettlementAgreed,
    SettlementCovers,
    SettlementEnded,
)
from tests.engine.drawing import of, whole

AS_OF = date(2026, 3, 31)
Dated = tuple[Event, str]


@cache
def days(low: int, high: int) -> st.SearchStrategy[str]:
    """Days from `low` to `high` days after the as-of day, as text."""
    return st.integers(low, high).map(lambda n: (AS_OF + timedelta(days=n)).isoformat())


def _standing(events: list[Dated], kind: type[Event], end: type[Event], key: str) -> list[int]:
    over = {getattr(event, key) for event, _ in events if isinstance(event, end)}
    return [
        n for n, (event, _) in enumerate(events, 1) if isinstance(event, kind) and n not in over
    ]


@st.composite
def agreeing(draw: st.DrawFn, invoices: range, events: list[Dated]) -> list[Dated]:
    """An agreement about some invoices of an account, or the end of one that stands."""
    day = draw(days(-120, 2))
    ends = {
        "plan": (PlanAgreed, PlanEnded, "plan_id", ("kept", "broken", "cancelled")),
        "settlement": (
            SettlementAgreed, SettlementEnded, "settlement_id", ("kept", "lapsed", "cancelled"),
        ),
        "placement": (Placed, PlacementEnded, "placement_id", ("recalled", "returned", "closed")),
    }  # fmt: skip
    what = draw(of("plan", "plan", "settlement", "placement"))
    kind, end, key, outcomes = ends[what]
    standing = _standing(events, kind, end, key)
    if standing and draw(whole(0, 2)) == 0:
        seq = draw(st.sampled_from(standing))
        return [(end(seq, draw(of(*outcomes))), max(day, events[seq - 1][1]))]
    first = draw(st.sampled_from(invoices))
    owner = events[first - 1][0]
    theirs = [
        n
        for n in invoices
        if (events[n - 1][0].account_id, events[n - 1][0].currency)
        == (owner.account_id, owner.currency)
    ]
    about = draw(st.lists(st.sampled_from(theirs), min_size=1, max_size=3, unique=True))
    seq, whose = len(events) + 1, (owner.account_id, owner.currency)
    match what:
        case "plan":
            return draw(_plan(seq, whose, about, day))
        case "settlement":
            amount = draw(whole(1, 20_000))
            agreed = SettlementAgreed(
                *whose, amount, amount + 500, max(day, draw(days(-90, 20))), "o", 1
            )
            return [(agreed, day), *((SettlementCovers(seq, each), day) for each in about)]
        case _:
            placed = Placed(*whose, "northgate", "25", 500, 300, "s0", 1)
            return [(placed, day), *((PlacementCovers(seq, each, 500), day) for each in about)]


_AMOUNTS = st.lists(st.integers(1, 12_000), min_size=1, max_size=4)


@st.composite
def _plan(
    draw: st.DrawFn, seq: int, whose: tuple[int, str], about: list[int], day: str
) -> list[Dated]:
    amounts = draw(_AMOUNTS)
    due = sorted(draw(days(-110, 60)) for _ in amounts)
    return [
        (PlanAgreed(*whose, sum(amounts), "o", 1, 7), day),
        *(
            (InstalmentSet(seq, number, due_on, amount), day)
            for number, (due_on, amount) in enumerate(zip(due, amounts, strict=True), 1)
        ),
        *((PlanCovers(seq, each), day) for each in about),
    ]
