"""Stops and inconvenient times in plain words: what each allows, and since when and how it was said."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from collectrules.compliance.people import QuietTime, Stop
from collectrules.policy.contact_words import days_text, time_text
from collectrules.policy.model import WEEKDAYS

_ALLOWS: Final = {
    "cease": "only `end-of-efforts` and `remedy`, once each and not by call",
    "attorney": "contact with the attorney only",
    "workplace": "no contact at work",
    "dispute": "only `verification`, not by call, until the debt is verified",
}
_REASONS: Final = {
    "cease": "they asked us to stop",
    "opt-out": "they opted out of it",
    "attorney": "an attorney speaks for them",
    "bankruptcy": "they are bankrupt",
    "deceased": "they have died",
    "minor": "they are a minor",
    "workplace": "they may not be contacted at work",
    "dispute": "they dispute the debt",
    "hardship": "they are in hardship",
}
_HOW: Final = {
    "written": "in writing",
    "oral": "by word of mouth",
    "court": "by a court",
    "own": "of our own accord",
}


_TOLD: Final = {
    "phone": "this number",
    "email": "this e-mail address",
    "address": "this address",
}


def stop_allows(stop: Stop, channel: str, elsewhere: str = "") -> str:
    r"""What a stop still lets through; `channel` is the name of the one they opted out of.

    `elsewhere` is what told it under another person, such as `phone`; empty of a stop of their own.
    """
    if stop.kind == "opt-out" and elsewhere:
        return f"only one `reply` by {channel} each time they begin it"
    if stop.kind == "opt-out":
        return f"only one `confirmation` by {channel}, and one `reply` each time they begin it"
    return _ALLOWS.get(stop.kind, "no contact at all")


def stop_reason(stop: Stop, at: datetime, elsewhere: str = "") -> str:
    """Why, since when by the local clock, how it was said, and until which day it counts.

    `elsewhere` is as in `stop_allows`; then the event is named, since it is not among the account's own.
    """
    until = f", until {stop.until_on}" if stop.until_on else ""
    if elsewhere:
        asked = "opted out" if stop.kind == "opt-out" else "asked us to stop"
        told = f"{_TOLD[elsewhere]} {asked} under another person (event {stop.seq})"
        return f"{told} since {at:%Y-%m-%d %H:%M}, {_HOW[stop.how]}{until}"
    said = f"{_REASONS[stop.kind]} since {at:%Y-%m-%d %H:%M}, {_HOW[stop.how]}"
    whose = " (one person)" if stop.person_id is not None else ""
    return f"{said}{until}{whose}"


def quiet_text(quiet: QuietTime) -> str:
    """Which hours somebody called inconvenient, and that they did."""
    days = tuple(day for day in WEEKDAYS if day in quiet.days)
    hours = [f"from {time_text(quiet.start)}"] if quiet.start else []
    hours += [f"until {time_text(quiet.until)}"] if quiet.until < 24 * 60 else []
    named = [days_text(days)] if len(days) < len(WEEKDAYS) or not hours else []
    return f"{' '.join((*named, *hours))}, which they called inconvenient"
