"""A contact and its result, where no dialog holds an attempt for it: a call, an e-mail, a letter, a text."""

from __future__ import annotations

from collectrules.actions.action import Action, Answers, Context, Done, Field
from collectrules.actions.answers import Asked
from collectrules.actions.doing import undoing_contact
from collectrules.actions.people import only_phone, own_phone, phone_named
from collectrules.compliance.limits import CHANNEL_NAMES
from collectrules.compliance.results import results_of
from collectrules.compliance.whom import ANYBODY, Whom
from collectrules.policy.model import Channel
from collectrules.policy.words import joined
from collectrules.worklist.attempts import without_result
from collectrules.worklist.outcomes import LoggedContact, log_contact

_NOTE = Field(name="note", label="note", hint="what was said", optional=True)
_REASON = Field(
    name="reason", label="why over a limit", hint="where a soft one is in the way", optional=True
)


def logged_lines(logged: LoggedContact) -> tuple[str, ...]:
    """What a contact brought, a line each."""
    came, brought = logged.came_of_it, logged.brought
    return (
        *(f"carried out: {each}" for each in dict.fromkeys(w.stage for w in logged.carried_out)),
        *(
            f"a part of {stage}: {joined([CHANNEL_NAMES[way] for way in left], 'and')} still to come"
            for stage, left in logged.unfinished
        ),
        *(f"`{stage}` goes on waiting for the owner" for stage in logged.waiting_for_the_owner),
        *("with a stop from now on" for _ in came.stops),
        *("the number or address that was used reaches them no more" for _ in came.ended_reaches),
        *("the call-back that was due is made" for _ in brought.call_backs_made),
        *((f"beyond `{logged.beyond}`, and written as it was",) if logged.beyond else ()),
    )


def _result(channel: Channel) -> Field:
    choices = tuple((each.code.lower(), each.label) for each in results_of(channel))
    return Field(
        name="result",
        label="what came of it",
        kind="choice",
        hint=", ".join(code.upper() for code, _ in choices[:6]),
        choices=choices,
        first=lambda _: choices[0][0].upper(),
    )


def _logging(channel: Channel, id: str, key: str, label: str) -> Action:
    """The action that logs a contact over a channel."""
    field = _result(channel)

    def perform(context: Context, answers: Answers) -> Done:
        asked = Asked(context, answers)
        logged = log_contact(
            context.ledger,
            context.policy_seq,
            context.policy,
            account_id=context.account.id,
            channel=channel,
            result=asked.choice(field),
            at=context.at,
            by=context.by,
            note=asked.text("note"),
            override_reason=asked.text("reason"),
            dry_run=context.dry_run,
        )
        said = f"{logged.result.label} - {context.account.called}"
        return Done(
            sentence=said,
            events=(logged.seq,),
            undo=undoing_contact(logged, said),
            lines=logged_lines(logged),
        )

    noun = {"call": "a call", "email": "an e-mail", "letter": "a letter", "sms": "a text message"}
    return Action(
        id=id,
        key=key,
        label=label,
        help=f"log {noun[channel]} and what came of it",
        group="contact",
        fields=(field, _NOTE, _REASON),
        perform=perform,
        bulk=True,
    )


CALL = _logging("call", "call", "c", "call")
EMAIL = _logging("email", "email", "e", "e-mail")
LETTER = _logging("letter", "letter", "l", "letter")
TEXT = _logging("sms", "sms", "s", "text")
CHANNEL_ACTIONS: dict[str, Channel] = {
    "call": "call",
    "email": "email",
    "letter": "letter",
    "sms": "sms",
}
"""The actions that log a contact, and over which channel."""


def _wrong_number(context: Context, answers: Answers) -> Done:
    asked = Asked(context, answers)
    used = phone_named(asked, "number")
    whom = Whom(used[0].seq, used[1].seq) if used else ANYBODY
    connection, id = context.ledger.connection, context.account.id
    left = without_result(connection, id, "call", on=context.on, by=context.by)
    attempt = next((each for each in left if each.whom.reach_id in {None, whom.reach_id}), None)
    logged = log_contact(
        context.ledger,
        context.policy_seq,
        context.policy,
        account_id=id,
        channel="call",
        result="WN",
        at=attempt.at if attempt else context.at,
        by=context.by,
        whom=whom,
        attempt_id=attempt.id if attempt else None,
        note=asked.text("note"),
        override_reason=asked.text("reason"),
        recorded_at=context.at,
        dry_run=context.dry_run,
    )
    number = f" {used[1].value}" if used else ""
    said = f"wrong number{number} - {context.account.called}"
    return Done(
        sentence=said,
        events=(logged.seq,),
        undo=undoing_contact(logged, said),
        lines=(*logged_lines(logged), *(() if used else _stays(context))),
    )


def _stays(context: Context) -> tuple[str, ...]:
    """What becomes of a number that the account has from the books, which no act of ours can end."""
    phone = own_phone(context)
    return (f"{phone} stays as the books have it, and is told of as not theirs",) if phone else ()


WRONG_NUMBER = Action(
    id="wrong-number",
    key="w",
    label="wrong number",
    help="log a call that reached a wrong number, which ends a person's number",
    group="contact",
    fields=(
        Field(
            name="number",
            label="which number",
            hint="its last digits; empty for none of a person",
            first=only_phone,
            optional=True,
        ),
        _NOTE,
        _REASON,
    ),
    perform=_wrong_number,
)
