"""The timeline of people: who speaks for the customer, how to reach them, what they allowed."""

from __future__ import annotations

from typing import Final

from collectrules.compliance.limits import channel_name
from collectrules.worklist.timeline_said import Said, Telling, Words, listed

_KINDS: Final = {"phone": "number", "email": "e-mail", "address": "address"}
_HOW: Final = {
    "written": "in writing",
    "oral": "by word of mouth",
    "court": "by a court",
    "own": "of our own accord",
}


def _personal(said: Said, field: str) -> str:
    return said.names.personal.get(said.text(field), "(erased)")


def _account(said: Said) -> Words:
    text = listed(f"opened as {said.text('number')}", said.text("name"), *_kind_and_ways(said))
    return Words("account", text)


def _account_change(said: Said) -> Words:
    return Words("account", listed(f"now {said.text('name')}", *_kind_and_ways(said)))


def _kind_and_ways(said: Said) -> tuple[str, str, str]:
    return said.text("debtor_kind"), said.text("phone"), said.text("email")


def _person(said: Said) -> Words:
    return Words("person", listed(_personal(said, "name"), *_role(said)))


def _person_change(said: Said) -> Words:
    return Words("person", listed(f"now {_personal(said, 'name')}", *_role(said)))


def _role(said: Said) -> tuple[str, str]:
    language = said.text("language")
    return said.text("role"), f"speaks {language}" if language else ""


def _erasure(said: Said) -> Words:
    text = f"name, numbers and addresses of person {said.number('person_id')} erased"
    return Words("erased", text, None, said.text("reason"))


def _reach(said: Said) -> Words:
    text = listed(f"{_personal(said, 'value')} of {said.person}", said.text("place"))
    return Words(_KINDS.get(said.text("kind"), "number"), text)


def _reach_end(said: Said) -> Words:
    reach = said.named("reach_id")
    what = _KINDS.get(reach.text("kind"), "number") if reach else "number"
    return Words(what, f"{said.reach} reaches them no more", None, said.text("reason"))


def _consent(said: Said) -> Words:
    channel = channel_name(said.text("channel"))
    verb = "allows" if said.number("given") else "takes back"
    to = f" to {said.reach}" if said.reach else ""
    return Words("consent", f"{said.person} {verb} {channel}{to}", None, said.text("how"))


def _quiet_time(said: Said) -> Words:
    hours = f"{_clock(said.number('from_minute'))} to {_clock(said.number('until_minute'))}"
    text = f"{said.person}: not {said.text('days')} {hours}"
    return Words("hours", text, None, said.text("note"))


def _quiet_time_end(said: Said) -> Words:
    quiet = said.named("quiet_time_id")
    whom = f"{quiet.person}: " if quiet else ""
    return Words("hours", f"{whom}any hour again", None, said.text("reason"))


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _stop(said: Said) -> Words:
    until = f"until {said.day('until_on')}" if said.text("until_on") else ""
    text = listed(
        _stopped(said),
        said.person or "for everybody",
        _HOW.get(said.text("how"), said.text("how")),
        until,
    )
    return Words("stop", text, None, said.text("note"))


def _stop_end(said: Said) -> Words:
    stop = said.named("stop_id")
    return Words("stop", f"{_stopped(stop) if stop else ''} ended", None, said.text("reason"))


def _stopped(said: Said) -> str:
    """`opt-out of call`, `cease`."""
    channel = said.text("channel")
    kind = said.text("kind")
    return f"{kind} of {channel_name(channel)}" if channel else kind


PEOPLE: Final = {
    "account": Telling("seq", ("people",), _account),
    "account_change": Telling("account_id", ("people",), _account_change),
    "person": Telling("account_id", ("people",), _person),
    "person_change": Telling("person_id", ("people",), _person_change),
    "erasure": Telling("person_id", ("people",), _erasure),
    "reach": Telling("person_id", ("people",), _reach),
    "reach_end": Telling("reach_id", ("people",), _reach_end),
    "consent": Telling("person_id", ("people",), _consent),
    "quiet_time": Telling("person_id", ("people",), _quiet_time),
    "quiet_time_end": Telling("quiet_time_id", ("people",), _quiet_time_end),
    "stop": Telling("account_id", ("people", "contacts"), _stop),
    "stop_end": Telling("stop_id", ("people", "contacts"), _stop_end),
}
