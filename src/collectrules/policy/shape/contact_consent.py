"""The shape of `[[contact_consent]]`: channels on which a person is contacted with their consent only."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from collectrules.policy import model
from collectrules.policy.model import Level
from collectrules.policy.shape.base import Whole
from collectrules.policy.shape.contact_limit import Channels
from collectrules.policy.shape.rules import AccountRule, Conditions


class ContactConsentShape(AccountRule):
    """Nobody is contacted over these channels without having said yes to it."""

    channels: Channels = Field(
        description="the channels it is about, each of which needs a consent: call, email, sms, letter"
    )
    lasts_days: Annotated[Whole, Field(ge=1, le=3660)] | None = Field(
        default=None,
        description="how many days a consent counts, its day the first; until it is taken back if not given",
    )
    level: Level = Field(
        default="hard",
        description="hard: never; soft: with a reason and a name; advisory: a remark",
    )

    def rule(self, read: Conditions) -> model.ContactConsent:
        """The rule as the program holds it."""
        return model.ContactConsent(
            **self.with_conditions(read),
            channels=self.channels,
            lasts_days=self.lasts_days or 0,
            level=self.level,
        )
