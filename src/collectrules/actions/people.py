"""The persons of an account as actions name them, and their local time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from collectrules.actions.action import Context
from collectrules.actions.answers import Asked, WrongAnswer
from collectrules.actions.doing import clock_text
from collectrules.errors import InputError
from collectrules.ledger.people import Person, Reach, people_of
from collectrules.worklist.find_people import find_person, matching


def people(context: Context) -> tuple[Person, ...]:
    """Who speaks for the account, without those who were erased."""
    found = people_of(context.ledger.connection, context.account.id, as_of=context.on)
    return tuple(each for each in found if each.erased_on is None)


def only_person(context: Context) -> str:
    """The name of the only person of the account; empty where there are none or several."""
    found = people(context)
    return found[0].name if len(found) == 1 else ""


def phones(context: Context) -> tuple[tuple[Person, Reach], ...]:
    """The telephone numbers that reach somebody of the account."""
    return tuple(
        (each, reach)
        for each in people(context)
        for reach in each.reached_at
        if reach.kind == "phone" and reach.from_on <= context.on
    )


def only_phone(context: Context) -> str:
    """The only telephone number of the account's persons; empty where there are none or several."""
    found = phones(context)
    return found[0][1].value if len(found) == 1 else ""


_OWN: Final = """
    SELECT coalesce(k.phone, a.phone)
    FROM account AS a LEFT JOIN account_change AS k ON k.account_id = a.seq
    WHERE a.seq = :account ORDER BY k.effective_on DESC, k.seq DESC LIMIT 1
"""


def own_phone(context: Context) -> str:
    """The telephone number that the account has from the books; empty where it has none."""
    asked = {"account": context.account.id}
    (phone,) = context.ledger.connection.execute(_OWN, asked).fetchone()
    return str(phone)


def person_named(asked: Asked, name: str = "person") -> Person | None:
    """The person that an answer names; None for nobody in particular."""
    said = asked.text(name)
    if not said:
        return None
    try:
        return find_person(asked.context.ledger, asked.context.account, said)
    except InputError as error:
        raise WrongAnswer(name, error.message, help=error.help) from error


def phone_named(asked: Asked, name: str) -> tuple[Person, Reach] | None:
    """The telephone number that an answer names, and whose it is; None for none in particular."""
    said = asked.text(name)
    if not said:
        return None
    known = phones(asked.context)
    found = matching([reach for _, reach in known], said)
    if len(found) == 1:
        return next((person, reach) for person, reach in known if reach is found[0])
    listed = ", ".join(reach.value for _, reach in known)
    raise WrongAnswer(
        name,
        f"`{said}` is no number of theirs" if not found else f"`{said}` may be several",
        help=f"name one of {listed}"
        if listed
        else "no number of a person is recorded: leave it empty",
    )


def zones_of(person: Person) -> tuple[str, ...]:
    """The time zones that a person's numbers and addresses let us suppose."""
    return tuple(dict.fromkeys(zone for reach in person.reached_at for zone in reach.zones))


def their_clock(context: Context, moment: datetime, person: Person | None) -> Iterator[str]:
    """What the clock of a person, or of everybody known, shows at a moment, where it is another than ours."""
    ours = clock_text(context, moment)
    for each in (person,) if person is not None else people(context):
        for zone in zones_of(each):
            theirs = clock_text(context, moment, zone)
            if theirs != ours:
                yield f"for {each.name} that is {theirs} ({zone})"
