"""When to let go."""

from __future__ import annotations

from dataclasses import dataclass

from collectrules.policy.model.base import Approval, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOff(Rule):
    """When to let go."""

    approval: Approval
