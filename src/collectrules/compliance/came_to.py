"""What an attempt came to, held against the limits: it has taken place, as the gate let the attempt through.

Only what the result is besides an attempt is asked about. What was known when the attempt took its place must
have room for it: an entry made late cannot step over a limit. What was recorded since cannot undo it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from collectrules.compliance.gate import Asked, Verdict, answer, recorded, rules_asked
from collectrules.compliance.limits import Attempt, asked_of_a_result
from collectrules.compliance.open_attempts import place_of
from collectrules.compliance.people import NOBODY
from collectrules.compliance.results import Result
from collectrules.compliance.whom import Whom
from collectrules.policy.model import Channel, Policy


@dataclass(frozen=True, slots=True)
class CameTo:
    """Whether a result is within the limits, and whether it can be written where it is not."""

    verdict: Verdict
    known: bool
    """Whether what is in the way was known when the attempt took its place."""


def came_to(
    connection: sqlite3.Connection,
    policy: Policy,
    account_id: int,
    channel: Channel,
    at: datetime,
    *,
    attempt_id: int,
    result: Result,
    whom: Whom,
    beside: Sequence[Policy] = (),
) -> CameTo:
    """Hold the result of an attempt, which was made `at` a moment, against the limits."""
    asked = Asked.at(policy, at)
    rules = tuple(
        rule
        for rule in rules_asked(connection, asked, beside, account_id, channel)
        if asked_of_a_result(rule, result)
    )
    others = recorded(connection, account_id, rules, asked.on, but=attempt_id)
    place = place_of(connection, attempt_id)
    known = [each for each in others if each.seq < place]
    then = answer(asked, rules, known, Attempt(channel, asked.zone, NOBODY, whom, result))
    if not then.allowed:
        return CameTo(then, known=True)
    return CameTo(answer(asked, rules, others, Attempt(channel, asked.zone, NOBODY, whom)), False)
