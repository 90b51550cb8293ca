"""Letters, e-mails and texts that are queued, sent, or not sent after all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from collectrules.actions.action import Action, Answers, Context, Done, Field
from collectrules.actions.answers import Asked, WrongAnswer
from collectrules.actions.contact import logged_lines
from collectrules.actions.doing import taking_back, undoing_contact
from collectrules.actions.people import person_named
from collectrules.acts.sending import cancel_queued, queue_message, send_queued
from collectrules.compliance.limits import CHANNEL_NAMES
from collectrules.compliance.whom import Whom
from collectrules.policy.facts import closest
from collectrules.policy.model import Channel, ContactAction
from collectrules.worklist.carried import channels_of, waiting_at
from collectrules.worklist.queued import QueuedMessage, queued_messages

_CHANNELS: Final[dict[str, Channel]] = {"email": "email", "letter": "letter", "sms": "sms"}


class _Next(NamedTuple):
    """The stage that asks for something to be sent, the channel, and the template."""

    channel: Channel
    stage: str
    template: str


def _next(context: Context) -> _Next | None:
    """What the furthest stage that an invoice of the account waits at asks to be sent."""
    waiting = {
        each.stage for each in waiting_at(context.ledger.connection, context.account.id, context.on)
    }
    found = [
        _Next(way, stage.id, stage.action.template)
        for stage in reversed(context.policy.stage)
        if stage.id in waiting and isinstance(stage.action, ContactAction)
        for way in stage.action.channels
        if way != "call"
    ]
    return found[0] if found else None


def _first_channel(context: Context) -> str:
    found = _next(context)
    return found.channel if found else "email"


def _first_stage(context: Context) -> str:
    found = _next(context)
    return found.stage if found else ""


def _first_template(context: Context) -> str:
    found = _next(context)
    return found.template if found else ""


_CHANNEL = Field(
    name="channel",
    label="by",
    kind="choice",
    hint="email, letter, sms",
    choices=(("email", "an e-mail"), ("letter", "a letter"), ("sms", "a text message")),
    first=_first_channel,
    own=True,
)


def _what(message: QueuedMessage) -> str:
    return f"{CHANNEL_NAMES[message.channel]}{f' of {message.stage}' if message.stage else ''}"


def _of_stage(context: Context, asked: Asked, channel: Channel) -> tuple[str, str]:
    """The stage and the template; none where those that stood there at first are for another channel."""
    stage, template = asked.text("stage"), asked.text("template")
    rung = next((each for each in context.policy.stage if each.id == stage), None)
    if not stage or (rung is not None and channel in channels_of(rung)):
        return stage, template
    if stage == _first_stage(context):
        return "", "" if template == _first_template(context) else template
    near = closest(stage, list(context.policy.stage_ids))
    raise WrongAnswer(
        "stage",
        f"the policy has no stage `{stage}` by {CHANNEL_NAMES[channel]}",
        help=f"did you mean `{near}`?" if near else "leave it empty where no stage asks for it",
    )


def _queue(context: Context, answers: Answers) -> Done:
    asked = Asked(context, answers)
    channel, person = _CHANNELS[asked.choice(_CHANNEL)], person_named(asked)
    stage, template = _of_stage(context, asked, channel)
    waiting = queue_message(
        context.ledger,
        context.policy_seq,
        context.policy,
        account_id=context.account.id,
        channel=channel,
        stage=stage,
        template=template,
        whom=Whom(person_id=person.seq if person else None),
        at=context.at,
        by=context.by,
        dry_run=context.dry_run,
    )
    of_stage = f" of {stage}" if stage else ""
    said = f"queued: {CHANNEL_NAMES[channel]}{of_stage} - {context.account.called}"
    verdict = waiting.verdict
    blocked = () if verdict.allowed else (f"blocked as it is now: {verdict.sentence}",)
    by_rule = "" if verdict.allowed else f"; blocked as it is now, by `{verdict.rule}`"
    return Done(
        sentence=f"{said}{by_rule}",
        events=(waiting.seq,),
        undo=_cancelling(waiting.seq, said),
        lines=blocked,
    )


def _cancelling(seq: int, said: str) -> Callable[[Context], str]:
    def undo(later: Context) -> str:
        cancel_queued(
            later.ledger,
            seq,
            on=later.on,
            at=later.at,
            by=later.by,
            dry_run=later.dry_run,
        )
        return f"cancelled: {said}"

    return undo


def _oldest(context: Context) -> str:
    found = queued_messages(context.ledger.connection, context.account.id)
    return str(found[0].seq) if found else ""


def _meant(context: Context, asked: Asked) -> QueuedMessage:
    """What an answer names by its event; the oldest where nothing is written."""
    found = queued_messages(context.ledger.connection, context.account.id)
    if not found:
        raise WrongAnswer(
            "which", "nothing waits to be sent", help="`queue` puts something there first"
        )
    number = asked.count_or_none("which")
    meant = found[0] if number is None else next((e for e in found if e.seq == number), None)
    if meant is None:
        listed = ", ".join(f"{each.seq} ({_what(each)})" for each in found)
        raise WrongAnswer("which", f"nothing waits as event {number}", help=f"waiting: {listed}")
    return meant


def _send(context: Context, answers: Answers) -> Done:
    asked = Asked(context, answers)
    message = _meant(context, asked)
    logged = send_queued(
        context.ledger,
        context.policy_seq,
        context.policy,
        message,
        at=context.at,
        by=context.by,
        override_reason=asked.text("reason"),
        dry_run=context.dry_run,
    )
    said = f"sent: {_what(message)} - {context.account.called}"
    return Done(
        sentence=said,
        events=(logged.seq,),
        undo=undoing_contact(logged, said),
        lines=logged_lines(logged),
    )


def _unqueue(context: Context, answers: Answers) -> Done:
    message = _meant(context, Asked(context, answers))
    seq = cancel_queued(
        context.ledger,
        message.seq,
        on=context.on,
        at=context.at,
        by=context.by,
        dry_run=context.dry_run,
    )
    said = f"not sent: {_what(message)} - {context.account.called}"
    return Done(sentence=said, events=(seq,), undo=taking_back((seq,), said))


_WHICH = Field(
    name="which", label="which", kind="count", hint="its event", first=_oldest, optional=True
)
QUEUE = Action(
    id="queue",
    key="Q",
    label="queue",
    help="queue a letter, an e-mail or a text for sending",
    group="contact",
    fields=(
        _CHANNEL,
        Field(name="stage", label="of the stage", first=_first_stage, optional=True),
        Field(name="template", label="template", first=_first_template, optional=True),
        Field(name="person", label="to", hint="a person, by name", optional=True),
    ),
    perform=_queue,
    bulk=True,
)
SEND = Action(
    id="send",
    key="S",
    label="send",
    help="log that what was queued has been sent",
    group="contact",
    fields=(
        _WHICH,
        Field(
            name="reason",
            label="why over a limit",
            hint="where a soft one is in the way",
            optional=True,
        ),
    ),
    perform=_send,
    bulk=True,
)
CANCEL_QUEUED = Action(
    id="cancel-queued",
    key="",
    label="do not send",
    help="say that what was queued will not be sent",
    group="contact",
    fields=(_WHICH,),
    perform=_unqueue,
    bulk=True,
)
