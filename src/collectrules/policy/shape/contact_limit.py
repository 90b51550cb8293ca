"""The shape of `[[contact_limit]]`: how often a customer may be contacted."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from collectrules.policy import model
from collectrules.policy.model import Channel, Counted, Level
from collectrules.policy.shape.base import Items, Whole, once_each
from collectrules.policy.shape.rules import NamedShape


class ContactLimitShape(NamedShape):
    """At most so many counted contacts in so many consecutive days."""

    channels: Annotated[tuple[Channel, ...], Items, AfterValidator(once_each)] = Field(
        description="the channels counted together: call, email, sms, letter"
    )
    at_most: Annotated[Whole, Field(ge=0, le=1000)] = Field(
        description="how many are allowed in the days"
    )
    within_days: Annotated[Whole, Field(ge=1, le=366)] = Field(
        description="how many consecutive days, the day of the contact among them"
    )
    counts: Counted = Field(
        default="attempts", description="what counts: attempts, contacts or conversations"
    )
    per: Literal["account"] = Field(
        default="account", description="whose contacts are counted together"
    )
    level: Level = Field(
        default="hard",
        description="hard: never; soft: with a reason and a name; advisory: a remark",
    )

    def rule(self) -> model.ContactLimit:
        """The limit as the program holds it."""
        return model.ContactLimit(
            **self.named(),
            channels=self.channels,
            at_most=self.at_most,
            within_days=self.within_days,
            counts=self.counts,
            per=self.per,
            level=self.level,
        )
