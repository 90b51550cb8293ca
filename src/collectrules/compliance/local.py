"""The day it is where the policy counts its days."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from collectrules.errors import InputError
from collectrules.policy.model import Policy


def local_day(policy: Policy, moment: datetime) -> date:
    """The day of a moment in the policy's time zone; the moment must know its own zone."""
    if moment.tzinfo is None:
        raise InputError(
            f"`{moment}` has no time zone", help="a moment is kept exactly: say which zone it is in"
        )
    return moment.astimezone(ZoneInfo(policy.time_zone)).date()
