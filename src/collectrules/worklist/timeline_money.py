"""The timeline of money: invoices, payments and what they were used for, fees, interest, what was let go."""

from __future__ import annotations

from typing import Final

from collectrules.worklist.timeline_said import Said, Telling, Words, listed

_PARTS: Final = {"costs": "late fees", "interest": "interest"}


def _invoice(said: Said) -> Words:
    amount = said.number("amount")
    what = "credit note" if amount < 0 else "invoice"
    return Words(what, f"{said.text('number')}, due {said.day('due_on')}", amount)


def _due_change(said: Said) -> Words:
    return Words("due date", f"{said.invoice} is due {said.day('due_on')}")


def _receipt(said: Said) -> Words:
    by_way = said.named("placement_id")
    way = f"by way of {by_way.text('place_with')}" if by_way else ""
    share = f"they kept {said.money('share')}" if said.number("share") else ""
    text = listed(said.text("reference"), way, share) or "received"
    return Words("payment", text, -said.number("amount"), said.text("note"))


def _posting(said: Said) -> Words:
    inferred = "inferred from what their books left out" if said.number("inferred") else ""
    what = said.text("kind").replace("_", "-")
    return Words(what, listed(said.invoice, inferred), said.number("amount"), said.text("note"))


def _part_posting(said: Said) -> Words:
    part = _PARTS.get(said.text("part"), said.text("part"))
    what = said.text("kind").replace("_", "-")
    return Words(what, f"{part} of {said.invoice}", said.number("amount"), said.text("note"))


def _charge(said: Said) -> Words:
    period = said.number("period")
    by = listed(said.text("rule"), f"period {period}" if period else "", said.policy)
    return Words("late fee", f"{said.invoice} ({by})", said.number("amount"))


def _interest_term(said: Said) -> Words:
    rule = said.text("rule")
    runs = f"runs by {rule}" if rule else "runs no longer"
    return Words("interest", f"{said.invoice}: {runs} ({said.policy})")


def _accrual(said: Said) -> Words:
    what = "correction" if said.text("kind") == "correction" else "interest"
    text = f"{said.invoice}: {said.day('from_on')} to {said.on}"
    return Words(what, text, said.number("amount"))


def _plan(said: Said) -> Words:
    approved = said.text("approved_by")
    text = listed(
        said.money(),
        f"by {said.text('rule')}" if said.text("rule") else "by no offer",
        f"approved by {approved}" if approved else "",
    )
    return Words("plan", text, None, said.text("note"))


def _instalment(said: Said) -> Words:
    return Words("instalment", f"{said.number('number')}: {said.money()} due {said.day('due_on')}")


def _plan_invoice(said: Said) -> Words:
    return Words("plan", f"of {said.invoice}")


def _plan_end(said: Said) -> Words:
    return Words("plan ended", said.text("outcome"), None, said.text("reason"))


def _settlement(said: Said) -> Words:
    approved = said.text("approved_by")
    text = listed(
        f"{said.money()} for {said.money('owed')} until {said.day('until_on')}",
        f"by {said.text('rule')}" if said.text("rule") else "by no offer",
        f"approved by {approved}" if approved else "",
    )
    return Words("settlement", text, None, said.text("note"))


def _settlement_invoice(said: Said) -> Words:
    return Words("settlement", f"of {said.invoice}")


def _settlement_end(said: Said) -> Words:
    return Words("settlement", f"{said.text('outcome')}", None, said.text("reason"))


def _placement(said: Said) -> Words:
    percent = said.text("contingency_percent")
    text = f"{said.money()} with {said.text('place_with')} at {percent} %"
    by = f"by {said.text('rule')}" if said.text("rule") else ""
    return Words("placed", listed(text, by), None, said.text("note"))


def _placement_invoice(said: Said) -> Words:
    return Words("placed", f"{said.invoice}: {said.money()}")


def _placement_end(said: Said) -> Words:
    placed = said.named("placement_id")
    whom = f" by {placed.text('place_with')}" if placed else ""
    return Words("placement", f"{said.text('outcome')}{whom}", None, said.text("reason"))


MONEY: Final = {
    "invoice": Telling("account_id", ("money",), _invoice),
    "due_change": Telling("invoice_id", ("money",), _due_change),
    "receipt": Telling("account_id", ("money",), _receipt),
    "posting": Telling("invoice_id", ("money",), _posting, "x.receipt_id IS NOT NULL AND x.kind = 'payment'"),
    "part_posting": Telling(
        "invoice_id", ("money",), _part_posting, "x.receipt_id IS NOT NULL AND x.kind = 'payment'"
    ),
    "charge": Telling("invoice_id", ("money", "policy"), _charge),
    "interest_term": Telling("invoice_id", ("money", "policy"), _interest_term),
    "accrual": Telling("invoice_id", ("money",), _accrual),
    "plan": Telling("account_id", ("money",), _plan),
    "instalment": Telling("plan_id", ("money",), _instalment, "1"),
    "plan_invoice": Telling("plan_id", ("money",), _plan_invoice, "1"),
    "plan_end": Telling("plan_id", ("money",), _plan_end),
    "settlement": Telling("account_id", ("money",), _settlement),
    "settlement_invoice": Telling("settlement_id", ("money",), _settlement_invoice, "1"),
    "settlement_end": Telling("settlement_id", ("money",), _settlement_end),
    "placement": Telling("account_id", ("money", "policy"), _placement),
    "placement_invoice": Telling("placement_id", ("money",), _placement_invoice, "1"),
    "placement_end": Telling("placement_id", ("money",), _placement_end),
}  # fmt: skip
