"""What has to be paid on a day, what was agreed on, and the open invoices of an account."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from textual.content import Content

from collectrules.charges.agreements import PlanMade, SettlementMade
from collectrules.money import format_minor
from collectrules.policy.words import joined
from collectrules.tui.account_text import QUIET, WARNING, section, sections
from collectrules.tui.cells import fit, harmless
from collectrules.worklist.account import Account
from collectrules.worklist.account_money import OpenInvoice
from collectrules.worklist.payoff import Payoff

_MOST_INVOICES: Final = 200
_AMOUNT: Final = 10
_ROOM_FOR_FEES: Final = 56
"""From so many cells on, what lateness costs has a column of its own."""


def money_text(account: Account, payoff: Payoff | str | None, width: int) -> Content:
    """The payoff, or why there is none; agreements; invoices, in `width` cells."""
    return sections(
        [
            _payoff(payoff),
            *_agreements(account),
            section(f"open invoices in {account.currency}", list(_invoices(account, width))),
        ]
    )


def _payoff(payoff: Payoff | str | None) -> Content:
    if payoff is None:
        return section("payoff", [Content.styled("being worked out ...", QUIET)])
    if isinstance(payoff, str):
        return section("payoff", [Content.styled(harmless(payoff), WARNING)])
    code = payoff.currency
    rows = [
        ("principal", payoff.principal),
        ("late fees", payoff.fees),
        ("interest", payoff.interest),
    ]
    lines = [
        Content.assemble((f"{label:<10}", QUIET), f"{format_minor(minor, code):>{_AMOUNT}}")
        for label, minor in rows
        if minor or label == "principal"
    ]
    total = f"{format_minor(payoff.total, code):>{_AMOUNT}}"
    lines.append(Content.assemble((f"{'to pay':<10}", QUIET), (total, "bold"), (f" {code}", QUIET)))
    if payoff.per_day:
        daily = format_minor(payoff.per_day_rounded or 0, code)
        lines.append(Content.styled(f"each day after adds {daily}", QUIET))
    elif payoff.not_known:
        lines.append(Content.styled(harmless(payoff.not_known), WARNING))
    return section(f"payoff on {payoff.on:%a} {payoff.on}  (+ - g: another day)", lines)


def _agreements(account: Account) -> Iterator[Content]:
    for agreed in account.agreements:
        code = agreed.currency
        lines = [Content(harmless(each)) for each in _agreed(agreed, code)]
        yield section(f"{'plan' if isinstance(agreed, PlanMade) else 'settlement'}, open", lines)


def _agreed(agreed: PlanMade | SettlementMade, code: str) -> Iterator[str]:
    amount, received = format_minor(agreed.amount, code), format_minor(agreed.received, code)
    numbers = joined([each.number for each in agreed.invoices], "and")
    if isinstance(agreed, SettlementMade):
        owed = format_minor(agreed.owed, code)
        yield f"{amount} {code} for {owed} until {agreed.until_on}"
    else:
        yield f"{amount} {code} in {len(agreed.instalments)} instalments"
        if following := agreed.next_due:
            part = format_minor(following.instalment.amount, code)
            yield f"next: {part} {code} due {following.instalment.due_on}"
    yield f"{received} has arrived, of {numbers}"


def _invoices(account: Account, width: int) -> Iterator[Content]:
    invoices = account.money.invoices
    if not invoices:
        yield Content.styled("none", QUIET)
        return
    fees = width >= _ROOM_FOR_FEES and any(each.lateness for each in invoices)
    last = f"{'fees, interest':>{_AMOUNT + 2}}" if fees else ""
    yield Content.styled(_columns("number", "due", "late", "left", width - len(last)) + last, QUIET)
    for each in invoices[:_MOST_INVOICES]:
        yield from _invoice(each, account.currency, width, fees=fees)
    if len(invoices) > _MOST_INVOICES:
        yield Content.styled(f"and {len(invoices) - _MOST_INVOICES:,} more", QUIET)


def _invoice(invoice: OpenInvoice, currency: str, width: int, *, fees: bool) -> Iterator[Content]:
    balance = format_minor(invoice.balance, currency)
    lateness = format_minor(invoice.lateness, currency) if invoice.lateness else ""
    late = f"{invoice.days_late:,}" if invoice.days_late > 0 else ""
    last = f"{lateness:>{_AMOUNT + 2}}" if fees else ""
    shown = _columns(invoice.number, str(invoice.due_on), late, balance, width - len(last))
    yield Content(shown + last)
    more = [f"late fees and interest {lateness}"] if lateness and not fees else []
    if marks := [*invoice.marks, *more]:
        style = WARNING if invoice.marks else QUIET
        yield Content.styled(f"  {harmless(joined(marks, 'and'))}", style)


def _columns(number: str, due: str, late: str, balance: str, width: int) -> str:
    facts = f"  {due:<10} {late:>4} {balance:>{_AMOUNT}}"
    return fit(number, min(20, max(6, width - len(facts)))) + facts
