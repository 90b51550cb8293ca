"""The timeline of contacts: attempts, what came of them, promises, disputes, notes, what is to be sent."""

from __future__ import annotations

from typing import Final

from collectrules.compliance.limits import channel_name
from collectrules.worklist.timeline_said import Said, Telling, Words, listed

_TOPICS: Final = {"general": "note", "hardship": "hardship", "payment": "says paid"}


def _channel(said: Said) -> str:
    return channel_name(said.text("channel"))


def _whom(said: Said) -> str:
    """`Ana Bramble at +442079460958`."""
    at = f"at {said.reach}" if said.reach else ""
    return " ".join(part for part in (said.person, at) if part)


def _contact(said: Said) -> Words:
    label = said.names.results.get(said.text("result"), said.text("result"))
    what = f"{_channel(said)} in" if said.text("direction") == "in" else _channel(said)
    purpose = said.text("purpose").replace("-", " ")
    text = listed(label, f"{said.moment('at'):%H:%M}", _whom(said), purpose and f"for {purpose}")
    return Words(what, text, None, said.text("note"))


def _promise(said: Said) -> Words:
    return Words("promise", f"{said.money()} by {said.day('due_on')}")


def _dispute(said: Said) -> Words:
    part = f"{said.money()} of {said.invoice}" if said.number("amount") else said.invoice
    return Words("dispute", part, None, said.text("reason"))


def _dispute_end(said: Said) -> Words:
    return Words("dispute", f"{said.invoice}: settled", None, said.text("outcome"))


def _note(said: Said) -> Words:
    return Words(_TOPICS.get(said.text("topic"), "note"), said.text("text"))


def _call_back(said: Said) -> Words:
    at = f"{said.moment('at'):%Y-%m-%d %H:%M}"
    return Words("call-back", listed(f"asked for {at}", _whom(said)), None, said.text("note"))


def _call_back_end(said: Said) -> Words:
    asked = said.named("call_back_id")
    of = f" of {asked.moment('at'):%Y-%m-%d %H:%M}" if asked else ""
    return Words("call-back", f"{said.text('outcome')}, the one{of}")


def _queued(said: Said) -> Words:
    named = " for ".join(part for part in (said.text("template"), said.text("stage")) if part)
    return Words("queued", listed(_channel(said), named, _whom(said)))


def _queued_end(said: Said) -> Words:
    queued = said.named("queued_id")
    return Words("queued", listed(_channel(queued) if queued else "", said.text("outcome")))


def _attempt(said: Said) -> Words:
    text = listed(_channel(said), f"{said.moment('at'):%H:%M}", _whom(said))
    return Words("reserved", text)


def _attempt_release(said: Said) -> Words:
    attempt = said.named("attempt_id")
    text = listed(_channel(attempt) if attempt else "", "not made")
    return Words("given back", text, None, said.text("reason"))


_CONFIRMED: Final = """EXISTS (
    SELECT 1 FROM contact AS c WHERE c.attempt_id = x.seq AND c.seq NOT IN (SELECT reversed_seq FROM reversal)
)"""

CONTACTS: Final = {
    "contact": Telling("account_id", ("contacts",), _contact),
    "promise": Telling("account_id", ("contacts", "money"), _promise),
    "dispute": Telling("invoice_id", ("contacts", "money"), _dispute),
    "dispute_end": Telling("dispute_id", ("contacts", "money"), _dispute_end),
    "note": Telling("account_id", ("contacts",), _note),
    "call_back": Telling("account_id", ("contacts",), _call_back),
    "call_back_end": Telling("call_back_id", ("contacts",), _call_back_end),
    "queued": Telling("account_id", ("contacts",), _queued),
    "queued_end": Telling("queued_id", ("contacts",), _queued_end),
    "attempt": Telling("account_id", ("contacts",), _attempt, _CONFIRMED),
    "attempt_release": Telling("attempt_id", ("contacts",), _attempt_release),
}
