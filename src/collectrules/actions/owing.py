"""What an account owes, as the fields of actions have it at first: amounts and invoices."""

from __future__ import annotations

from collectrules.actions.action import Context
from collectrules.ledger.owed import Owed, owed
from collectrules.money import format_minor


def open_invoices(context: Context, *, disputed: bool | None = None) -> tuple[Owed, ...]:
    """The invoices on which something is owed in the currency, those due first in front.

    With `disputed` only those that are in dispute, or that are not.
    """
    found = owed(context.ledger.connection, context.on, accounts=(context.account.id,))
    return tuple(
        sorted(
            (
                each
                for each in found
                if each.total > 0
                and each.currency == (context.currency or each.currency)
                and disputed in (None, each.disputed)
            ),
            key=lambda each: (each.due_on, each.invoice_id),
        )
    )


def amount_to_collect(context: Context) -> str:
    """What is overdue and not in dispute, else all that is owed and not in dispute: `1,024.50`."""
    if not context.currency:
        return ""
    free = open_invoices(context, disputed=False)
    due = [each for each in free if each.due_on < context.on] or free
    total = sum(each.total for each in due)
    return format_minor(total, context.currency) if total else ""


def oldest_free_invoice(context: Context) -> str:
    """The number of the invoice that is due longest and not in dispute."""
    free = open_invoices(context, disputed=False)
    return free[0].number if free else ""


def disputed_invoices(context: Context) -> str:
    """The numbers of the invoices in dispute, with commas between."""
    return ", ".join(each.number for each in open_invoices(context, disputed=True))
