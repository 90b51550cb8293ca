"""Who is at work on which account, by which policy and on which day: what every action is handed."""

from __future__ import annotations

from datetime import datetime

from collectrules.actions.action import Context
from collectrules.compliance.local import local_day
from collectrules.errors import InputError
from collectrules.ledger.book import Ledger
from collectrules.worklist.find import AccountNamed
from collectrules.worklist.state import currencies_billed, currencies_owed
from collectrules.worklist.versions import policy_in_force


def context_at(
    ledger: Ledger,
    account: AccountNamed,
    *,
    currency: str = "",
    at: datetime,
    by: str,
    dry_run: bool = False,
) -> Context:
    """The context of an act at a moment, by the policy in force on its local day.

    Without a currency, the only one they owe in, else the only one they were billed in; empty where there are
    several. Raises `LedgerError` where no policy is in force.
    """
    policy, _ = policy_in_force(ledger, at.date())
    day = local_day(policy, at)
    policy, seq = policy_in_force(ledger, day)
    return Context(
        ledger=ledger,
        account=account,
        currency=currency.strip().upper() or _only_currency(ledger, account),
        policy=policy.on(day),
        policy_seq=seq,
        at=at,
        on=day,
        by=by,
        dry_run=dry_run,
    )


def _only_currency(ledger: Ledger, account: AccountNamed) -> str:
    connection = ledger.connection
    codes = currencies_owed(connection, account.id) or currencies_billed(connection, account.id)
    return codes[0] if len(codes) == 1 else ""


def currency_of(context: Context) -> str:
    """The currency of an act about money; raises `InputError` where it is not known."""
    if context.currency:
        return context.currency
    codes = currencies_billed(context.ledger.connection, context.account.id)
    raise InputError(
        f"account `{context.account.number}` has invoices in {' and '.join(codes)}"
        if codes
        else f"account `{context.account.number}` has no invoices",
        help="name the currency with `--currency`",
    )
