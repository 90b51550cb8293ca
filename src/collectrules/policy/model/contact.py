"""How often and when a customer may be contacted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from collectrules.policy.model.base import Channel, Counted, Level, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLimit(Rule):
    """At most `at_most` counted contacts on `channels` in any `within_days` consecutive days."""

    channels: tuple[Channel, ...]
    at_most: int
    within_days: int
    counts: Counted = "attempts"
    per: Literal["account"] = "account"
    level: Level = "hard"
