"""Random histories with money in them: receipts, what they were used for, interest, waivers, bounces."""

from __future__ import annotations

from hypothesis import strategies as st

from collectrules.ledger.events import (
    InterestBooked,
    InvoiceIssued,
    PartPosted,
    Posted,
    Received,
    Reversed,
)
from tests.engine.strategies import days, histories

_AMOUNTS = st.integers(1, 20_000)
_REVERSIBLE = Received | Posted | PartPosted | InterestBooked

History = list[tuple[object, str]]


@st.composite
def money_histories(draw: st.DrawFn, *, put_under: bool = False) -> History:
    """A history of `strategies.histories` and what money does in it, as it may be appended."""
    events: History = draw(histories(put_under=put_under))
    for _ in range(draw(st.integers(0, 12))):
        events.append((draw(_money(events)), draw(days(-120, 3))))
    return events


@st.composite
def _money(draw: st.DrawFn, events: History) -> object:
    numbered = list(enumerate((event for event, _ in events), 1))
    invoice, issued = draw(
        st.sampled_from([(seq, e) for seq, e in numbered if isinstance(e, InvoiceIssued)])
    )
    receipts = [
        seq
        for seq, e in numbered
        if isinstance(e, Received)
        and (e.account_id, e.currency) == (issued.account_id, issued.currency)
    ]
    undone = {e.reversed_seq for _, e in numbered if isinstance(e, Reversed)}
    standing = [seq for seq, e in numbered if isinstance(e, _REVERSIBLE) and seq not in undone]
    amount = draw(_AMOUNTS)
    receipt = draw(st.sampled_from(receipts)) if receipts else None
    part = draw(st.sampled_from(["costs", "interest"]))
    match draw(st.sampled_from(["receive", "receive", "use", "use", "part", "interest", "off"])):
        case "use":
            return Posted(invoice, "payment", -amount, receipt_id=receipt)
        case "part":
            return PartPosted(invoice, part, "payment", -amount, receipt_id=receipt)
        case "interest":
            return InterestBooked(invoice, "accrual", "2026-01-01", amount)
        case "off":
            kind = draw(st.sampled_from(["waiver", "write_off", "reverse"]))
            if kind == "reverse" and standing:
                return Reversed(draw(st.sampled_from(standing)), "bounced")
            if kind == "waiver":
                return PartPosted(invoice, part, "waiver", -amount, note="goodwill")
            return Posted(invoice, "write_off", -amount)
        case _:
            return Received(issued.account_id, issued.currency, amount)
