"""Stops: they ask us to stop, or must not be contacted; and hardship, noted, with a stop for a while."""

from __future__ import annotations

from typing import Final

from collectrules.actions.action import Action, Answers, Context, Done, Field
from collectrules.actions.answers import Asked
from collectrules.actions.doing import taking_back, writing
from collectrules.actions.people import person_named
from collectrules.actions.reading import DAY_HINT
from collectrules.compliance.limits import CHANNEL_NAMES, channel_name
from collectrules.compliance.stop_kinds import Term, kind_named, kinds_of_stop
from collectrules.ledger.events.gate import How
from collectrules.worklist.brought import enter_note
from collectrules.worklist.stops import StopWanted, enter_stop

_KIND = Field(
    name="kind",
    label="what it is",
    kind="choice",
    hint="cease, opt-out, attorney, ...",
    choices=tuple((kind, each.label) for kind, each in kinds_of_stop().items()),
    first=lambda _: "cease",
)
_HOW = Field(
    name="how",
    label="how they said so",
    kind="choice",
    hint="oral, written, court, own",
    choices=(
        ("oral", "by word of mouth"),
        ("written", "in writing"),
        ("court", "by a court"),
        ("own", "of our own accord"),
    ),
    first=lambda _: "oral",
)
_HOWS: Final[dict[str, How]] = {
    "oral": "oral",
    "written": "written",
    "court": "court",
    "own": "own",
}
_CHANNEL = Field(
    name="channel",
    label="which channel",
    kind="choice",
    hint="of an opt-out: call, email, sms, letter",
    choices=tuple(CHANNEL_NAMES.items()),
    optional=True,
)


def _term_lines(term: Term) -> tuple[str, ...]:
    until = f"until {term.until_on}" if term.until_on else "until it is ended"
    confirm = (
        f"in writing by {term.confirm_by} it holds until it is ended" if term.confirm_by else ""
    )
    return (f"from now on, {until}", *([confirm] if confirm else []))


def _stop(context: Context, answers: Answers) -> Done:
    asked = Asked(context, answers)
    kind, person = kind_named(asked.choice(_KIND)), person_named(asked)
    wanted = StopWanted(
        account_id=context.account.id,
        kind=kind.kind,
        person_id=person.seq if person else None,
        channel=asked.choice(_CHANNEL),
        at=context.at,
        on=context.on,
        until_on=asked.day_or_none("until"),
        how=_HOWS[asked.choice(_HOW)],
        note=asked.text("note"),
    )
    with writing(context) as book:
        seq, term = enter_stop(book, wanted, context.policy)
    by_channel = f" ({channel_name(wanted.channel)})" if wanted.channel else ""
    of_person = f" for {person.name}" if person else ""
    said = f"stop: {kind.label}{by_channel}{of_person} - {context.account.called}"
    return Done(
        sentence=said, events=(seq,), undo=taking_back((seq,), said), lines=_term_lines(term)
    )


def _hardship(context: Context, answers: Answers) -> Done:
    asked = Asked(context, answers)
    text, until = asked.needed("text"), asked.day_or_none("until")
    said = (
        f"hardship noted{f', no contact until {until}' if until else ''} - {context.account.called}"
    )
    lines: tuple[str, ...] = ()
    with writing(context) as book:
        events = [enter_note(book, context.account.id, "hardship", text, on=context.on)]
        if until is not None:
            wanted = StopWanted(
                account_id=context.account.id,
                kind="hardship",
                at=context.at,
                on=context.on,
                until_on=until,
                how="oral",
                note=text,
            )
            seq, term = enter_stop(book, wanted, context.policy)
            events.append(seq)
            lines = _term_lines(term)
    return Done(sentence=said, events=tuple(events), undo=taking_back(events, said), lines=lines)


STOP = Action(
    id="stop",
    key="x",
    label="stop",
    help="set what stops contact: a request to stop, an opt-out, an attorney, a bankruptcy",
    group="stop",
    fields=(
        _KIND,
        _CHANNEL,
        Field(name="person", label="only for", hint="a person; empty for everybody", optional=True),
        _HOW,
        Field(
            name="until",
            label="last day",
            kind="day",
            hint="where one was named",
            optional=True,
        ),
        Field(name="note", label="note", optional=True),
    ),
    perform=_stop,
)
HARDSHIP = Action(
    id="hardship",
    key="h",
    label="hardship",
    help="note hardship, and stop contact until a day",
    group="stop",
    fields=(
        Field(name="text", label="what they say", hint="in their words"),
        Field(
            name="until",
            label="no contact until",
            kind="day",
            hint=f"{DAY_HINT}; empty for no stop",
            optional=True,
        ),
    ),
    perform=_hardship,
)
