"""A note on a customer."""

from __future__ import annotations

from typing import Final

from collectrules.actions.action import Action, Answers, Context, Done, Field
from collectrules.actions.answers import Asked
from collectrules.actions.doing import taking_back
from collectrules.acts.notes import write_note
from collectrules.ledger.events.desk import Topic

_TOPICS: Final[dict[str, Topic]] = {
    "general": "general",
    "hardship": "hardship",
    "payment": "payment",
}
_TOPIC = Field(
    name="topic",
    label="about",
    kind="choice",
    hint="general, hardship, payment",
    choices=(
        ("general", "anything"),
        ("hardship", "that they cannot pay"),
        ("payment", "a payment they say they made"),
    ),
    first=lambda _: "general",
    optional=True,
)


def _perform(context: Context, answers: Answers) -> Done:
    asked = Asked(context, answers)
    seq = write_note(
        context.ledger,
        context.account.id,
        asked.needed("text"),
        topic=_TOPICS.get(asked.choice(_TOPIC), "general"),
        on=context.on,
        at=context.at,
        by=context.by,
        dry_run=context.dry_run,
    )
    said = f"note - {context.account.called}"
    return Done(sentence=said, events=(seq,), undo=taking_back((seq,), said))


NOTE = Action(
    id="note",
    key="n",
    label="note",
    help="write down something worth knowing",
    group="record",
    fields=(Field(name="text", label="note"), _TOPIC),
    perform=_perform,
    bulk=True,
)
