"""The shape of `[[dispute_period]]`: how long they may dispute what is owed, from our first letter on."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from collectrules.policy import model
from collectrules.policy.model import Debtor
from collectrules.policy.shape.base import Whole
from collectrules.policy.shape.contact_limit import Channels
from collectrules.policy.shape.rules import NamedShape


class PeriodShape(NamedShape):
    """What a period says in a policy and in a pack."""

    begun_by: Channels = Field(
        description="the channels that the first letter may be over: call, email, sms, letter"
    )
    received_after_working_days: Annotated[Whole, Field(ge=0, le=30)] = Field(
        default=0, description="how many working days after its day it is taken to be received"
    )
    days_after_receipt: Annotated[Whole, Field(ge=1, le=366)] = Field(
        description="how many days of the calendar it lasts after that day"
    )


class DisputePeriodShape(PeriodShape):
    """A period that a policy gives of its own accord; of several the one that ends last counts."""

    debtor: Debtor = Field(
        default="any", description="whose debts it is about: any, business or consumer"
    )

    def rule(self, holidays: str) -> model.DisputePeriod:
        """The rule as the program holds it; `holidays` is the place of the policy."""
        return model.DisputePeriod(
            **self.named(),
            begun_by=self.begun_by,
            received_after_working_days=self.received_after_working_days,
            days_after_receipt=self.days_after_receipt,
            debtor=self.debtor,
            holidays=holidays,
        )
