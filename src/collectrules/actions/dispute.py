"""Disputes: invoices that they say are wrong, and how that ended."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from collectrules.actions.action import Action, Answers, Context, Done, Field
from collectrules.actions.answers import Asked, WrongAnswer
from collectrules.actions.doing import money, taking_back, undoing_contact, writing
from collectrules.actions.how_said import HOW, contact_of, said_so
from collectrules.actions.owing import disputed_invoices, oldest_free_invoice
from collectrules.actions.reading import DAY_HINT
from collectrules.policy.words import joined
from collectrules.worklist.disputes import enter_dispute, enter_dispute_end
from collectrules.worklist.needs import Disputing
from collectrules.worklist.state import invoice_state

T = TypeVar("T")

_INVOICES = "numbers, with commas between"


def _named(context: Context, invoices: Iterable[Disputing]) -> str:
    """`4101 and 120.50 GBP of 4155`."""
    return joined([_part(context, each) for each in invoices], "and")


def _part(context: Context, one: Disputing) -> str:
    number = invoice_state(context.ledger.connection, one.invoice_id).number
    return number if one.amount is None else f"{money(context, one.amount)} of {number}"


def _some(found: tuple[T, ...]) -> tuple[T, ...]:
    if not found:
        raise WrongAnswer("invoices", "none is named", help="name at least one invoice")
    return found


def _dispute(context: Context, answers: Answers) -> Done:
    asked = Asked(context, answers)
    invoices = _some(asked.disputed("invoices"))
    reason = asked.needed("reason", "say in their words what is wrong")
    said = f"dispute of {_named(context, invoices)} - {context.account.called}"
    logged = contact_of(context, asked, "DSP", dispute=(invoices, reason))
    if logged is not None:
        return Done(
            sentence=said,
            events=(logged.seq, *logged.disputes),
            undo=undoing_contact(logged, said),
            lines=said_so(logged),
        )
    with writing(context) as book:
        events = tuple(
            enter_dispute(
                book,
                invoice_id=each.invoice_id,
                amount=each.amount,
                reason=reason,
                on=context.on,
                account_id=context.account.id,
            )
            for each in invoices
        )
    return Done(sentence=said, events=events, undo=taking_back(events, said))


def _end(context: Context, answers: Answers) -> Done:
    asked = Asked(context, answers)
    ids = _some(asked.invoices("invoices"))
    outcome = asked.needed("outcome", "say in a few words how it ended")
    on = asked.day_or_none("day") or context.on
    if on > context.on:
        raise WrongAnswer("day", f"{on} has not come yet", help="end it on the day it is over")
    numbers = _named(context, map(Disputing, ids))
    said = f"end of the dispute of {numbers} - {context.account.called}"
    with writing(context) as book:
        events = tuple(
            seq
            for each in ids
            for seq in enter_dispute_end(book, invoice_id=each, outcome=outcome, on=on)
        )
    return Done(sentence=said, events=events, undo=taking_back(events, said))


DISPUTE = Action(
    id="dispute",
    key="d",
    label="dispute",
    help="record which invoices they say are wrong, and why",
    group="agree",
    fields=(
        Field(
            name="invoices",
            label="which invoices",
            kind="invoices",
            hint="4101, or 4101=250.00 for a part of it, 4155",
            first=oldest_free_invoice,
        ),
        Field(name="reason", label="what is wrong", hint="in their words"),
        HOW,
    ),
    perform=_dispute,
)
END_DISPUTE = Action(
    id="end-dispute",
    key="r",
    label="resolve",
    help="record how a dispute ended",
    group="agree",
    fields=(
        Field(
            name="invoices",
            label="which invoices",
            kind="invoices",
            hint=_INVOICES,
            first=disputed_invoices,
        ),
        Field(
            name="outcome", label="how it ended", hint="credited in part, withdrawn, we were right"
        ),
        Field(
            name="day",
            label="first day without it",
            kind="day",
            hint=f"today, or {DAY_HINT}",
            optional=True,
        ),
    ),
    perform=_end,
)
