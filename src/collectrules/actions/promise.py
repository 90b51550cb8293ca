"""A promise to pay: an amount by a day, with the contact it came of where that is not logged yet."""

from __future__ import annotations

from collectrules.actions.action import Action, Answers, Context, Done, Field
from collectrules.actions.answers import Asked
from collectrules.actions.context import currency_of
from collectrules.actions.doing import money, taking_back, undoing_contact, writing
from collectrules.actions.how_said import HOW, contact_of, said_so
from collectrules.actions.owing import amount_to_collect
from collectrules.actions.reading import DAY_HINT
from collectrules.worklist.promises import enter_promise


def _perform(context: Context, answers: Answers) -> Done:
    asked = Asked(context, answers)
    amount, day = asked.amount("amount"), asked.day("day")
    currency = currency_of(context)
    said = f"promise of {money(context, amount)} by {day} - {context.account.called}"
    logged = contact_of(context, asked, "PTP", promise=(amount, currency, day))
    if logged is not None:
        assert logged.promise is not None
        events = (logged.seq, logged.promise)
        return Done(
            sentence=said, events=events, undo=undoing_contact(logged, said), lines=said_so(logged)
        )
    with writing(context) as book:
        seq = enter_promise(
            book,
            account_id=context.account.id,
            amount=amount,
            currency=currency,
            due_on=day,
            on=context.on,
        )
    return Done(sentence=said, events=(seq,), undo=taking_back((seq,), said))


PROMISE = Action(
    id="promise",
    key="p",
    label="promise",
    help="record what they promise to pay, and by when",
    group="agree",
    fields=(
        Field(name="amount", label="how much", kind="amount", first=amount_to_collect),
        Field(name="day", label="by which day", kind="day", hint=DAY_HINT),
        HOW,
    ),
    perform=_perform,
)
