"""Money: a payment as it is told of, and a payment that they only say they made."""

from __future__ import annotations

from collectrules.actions.action import Action, Answers, Context, Done, Field
from collectrules.actions.answers import Asked
from collectrules.actions.context import currency_of
from collectrules.actions.doing import clock_text, money, taking_back, undoing_contact, writing
from collectrules.actions.how_said import HOW, contact_of, said_so
from collectrules.actions.owing import amount_to_collect
from collectrules.actions.reading import DAY_HINT, MOMENT_HINT
from collectrules.acts.payments import Payment, Recorded, record_payment
from collectrules.acts.terms import terms_of
from collectrules.policy.words import joined
from collectrules.worklist.brought import Brings, enter_note
from collectrules.worklist.calling_back import CallBackWanted, enter_call_back

_PARTS = {"costs": "late fees", "interest": "interest", "principal": "the amount"}
FIRST_LOOK = "+3d 10:00"
"""When it is looked for money that they say is on its way, where nobody says otherwise."""
_AGAIN = Field(
    name="again",
    label="other money than before",
    kind="choice",
    hint="yes, where the same sum of the same day is recorded already",
    choices=(("yes", "it is other money"), ("no", "it may be the same")),
    optional=True,
)


def used_lines(context: Context, done: Recorded) -> tuple[str, ...]:
    """What money is used for, by whose word, and what is left of it."""
    lines = [f"used {done.why}"] if done.uses else []
    for use in done.uses:
        off = f", {money(context, use.discount)} off for paying early" if use.discount else ""
        left = f"{money(context, use.left)} left" if use.left else "all of it"
        lines.append(
            f"{use.invoice}  {_PARTS[use.part]}: {money(context, use.amount)}{off}, {left}"
        )
    if done.unapplied:
        lines.append(f"{money(context, done.unapplied)} is held as unapplied cash")
    if done.passed_over:
        numbers = joined(list(done.passed_over), "and")
        lines.append(f"in dispute, so that nothing goes there unasked: {numbers}")
    return tuple(lines)


def _payment(context: Context, answers: Answers) -> Done:
    asked = Asked(context, answers)
    payment = Payment(
        account_id=context.account.id,
        currency=currency_of(context),
        amount=asked.amount("amount"),
        on=asked.day_or_none("day") or context.on,
        reference=asked.text("reference"),
        note=asked.text("note"),
        named=asked.shares("invoices"),
        again=asked.choice(_AGAIN) == "yes",
    )
    terms = terms_of(context.ledger, context.account.id, payment.on)
    done = record_payment(
        context.ledger, payment, terms, at=context.at, by=context.by, dry_run=context.dry_run
    )
    said = f"payment of {money(context, payment.amount)} on {payment.on} - {context.account.called}"
    return Done(
        sentence=said,
        events=done.receipts,
        undo=taking_back(done.receipts, said),
        lines=used_lines(context, done),
    )


def told_payment(context: Context, asked: Asked) -> str:
    """What they say they paid, as the note has it."""
    amount, day = asked.amount_or_none("amount"), asked.day_or_none("day")
    parts = [
        f"says {money(context, amount) if amount is not None else 'it'} was paid",
        *([f"on {day}"] if day else []),
        *([f"with the reference {asked.text('reference')}"] if asked.text("reference") else []),
    ]
    return " ".join(parts)


def paid_brings(context: Context, asked: Asked) -> Brings:
    """The note and the call-back of a payment that they say they made."""
    told, look = told_payment(context, asked), asked.moment_or_none("look")
    back = CallBackWanted(at=look, note=f"look for it: {told}") if look is not None else None
    return Brings(note=("payment", told), call_back=back)


def _says_paid(context: Context, answers: Answers) -> Done:
    asked = Asked(context, answers)
    brings = paid_brings(context, asked)
    assert brings.note is not None
    said = f"{brings.note[1]} - {context.account.called}"
    back = brings.call_back
    lines = (f"call-back to look for it: {clock_text(context, back.at)}",) if back else ()
    logged = contact_of(context, asked, "PAID", brings=brings)
    if logged is not None:
        return Done(
            sentence=said,
            events=(logged.seq,),
            undo=undoing_contact(logged, said),
            lines=(*said_so(logged), *lines),
        )
    with writing(context) as book:
        id, on = context.account.id, context.on
        events = [enter_note(book, id, *brings.note, on=on)]
        if back is not None:
            events.append(enter_call_back(book, id, back, on=on, now=context.at))
    return Done(sentence=said, events=tuple(events), undo=taking_back(events, said), lines=lines)


PAYMENT = Action(
    id="payment",
    key="m",
    label="payment",
    help="record money that arrived, and see what it is used for",
    group="record",
    fields=(
        Field(name="amount", label="how much", kind="amount", first=amount_to_collect),
        Field(
            name="day",
            label="arrived on",
            kind="day",
            hint="today, or year-month-day",
            first=lambda context: context.on.isoformat(),
        ),
        Field(name="reference", label="reference", hint="of the bank or theirs", optional=True),
        Field(
            name="invoices",
            label="they say it is for",
            kind="invoices",
            hint="4101, or 4101=250.00, 4155",
            optional=True,
        ),
        Field(name="note", label="note", optional=True),
        _AGAIN,
    ),
    perform=_payment,
)
LOOK = Field(
    name="look",
    label="look for it",
    kind="moment",
    hint=f"{MOMENT_HINT}; empty for never",
    first=lambda _: FIRST_LOOK,
    optional=True,
)
PAID_FIELDS = (
    Field(name="day", label="paid on", kind="day", hint=f"today, {DAY_HINT}", optional=True),
    Field(name="amount", label="how much", kind="amount", optional=True),
    Field(name="reference", label="reference", hint="what they called it", optional=True),
    LOOK,
)
SAYS_PAID = Action(
    id="says-paid",
    key="f",
    label="says paid",
    help="note that they say they paid, and call back to look for it",
    group="record",
    fields=(*PAID_FIELDS, HOW),
    perform=_says_paid,
)
