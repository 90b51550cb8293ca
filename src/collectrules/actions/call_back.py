"""Call-backs: asked for at a moment, and given up."""

from __future__ import annotations

from collectrules.actions.action import Action, Answers, Context, Done, Field
from collectrules.actions.answers import Asked, WrongAnswer
from collectrules.actions.doing import clock_text, taking_back
from collectrules.actions.people import only_person, person_named, their_clock
from collectrules.actions.reading import MOMENT_HINT
from collectrules.acts.call_backs import CallBackWanted, ask_call_back, cancel_call_back
from collectrules.worklist.call_backs import CallBack, call_backs_of
from collectrules.worklist.under import verdict_of


def _ask(context: Context, answers: Answers) -> Done:
    asked = Asked(context, answers)
    at, person = asked.moment("at"), person_named(asked)
    wanted = CallBackWanted(
        at=at, person_id=person.seq if person else None, note=asked.text("note")
    )
    where = (context.ledger, context.account.id)
    before = call_backs_of(context.ledger.connection, context.account.id)
    seq = ask_call_back(
        *where, wanted, on=context.on, at=context.at, by=context.by, dry_run=context.dry_run
    )
    said = f"call-back {clock_text(context, at)} - {context.account.called}"
    moved = [each for each in before if each.person_id == wanted.person_id]
    verdict = verdict_of(context.ledger, context.policy, context.account.id, "call", at)
    lines = (
        *their_clock(context, at, person),
        *(f"in the place of {clock_text(context, each.at)}" for each in moved),
        *(() if verdict.allowed else (f"as it is now, no call then: {verdict.sentence}",)),
    )
    return Done(sentence=said, events=(seq,), undo=taking_back((seq,), said), lines=lines)


def _first_open(context: Context) -> str:
    found = call_backs_of(context.ledger.connection, context.account.id)
    return str(found[0].id) if found else ""


def _meant(context: Context, asked: Asked) -> CallBack:
    found = call_backs_of(context.ledger.connection, context.account.id)
    number = asked.count("which")
    meant = next((each for each in found if each.id == number), None)
    if meant is None:
        listed = ", ".join(f"{each.id} ({clock_text(context, each.at)})" for each in found)
        raise WrongAnswer(
            "which", f"no call-back {number} is open", help=f"open: {listed or 'none'}"
        )
    return meant


def _cancel(context: Context, answers: Answers) -> Done:
    meant = _meant(context, Asked(context, answers))
    seq = cancel_call_back(
        context.ledger,
        context.account.id,
        meant.id,
        on=context.on,
        at=context.at,
        by=context.by,
        dry_run=context.dry_run,
    )
    said = f"no call-back {clock_text(context, meant.at)} any more - {context.account.called}"
    return Done(sentence=said, events=(seq,), undo=taking_back((seq,), said))


CALL_BACK = Action(
    id="call-back",
    key="b",
    label="call back",
    help="note when they want to be called back",
    group="record",
    fields=(
        Field(name="at", label="when", kind="moment", hint=MOMENT_HINT),
        Field(
            name="person", label="whom", hint="a person, by name", first=only_person, optional=True
        ),
        Field(name="note", label="note", hint="what it is about", optional=True),
    ),
    perform=_ask,
    bulk=True,
)
CANCEL_CALL_BACK = Action(
    id="cancel-call-back",
    key="",
    label="no call-back",
    help="give up a call-back",
    group="record",
    fields=(Field(name="which", label="which", kind="count", hint="its event", first=_first_open),),
    perform=_cancel,
)
