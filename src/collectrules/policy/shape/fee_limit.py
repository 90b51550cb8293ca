"""The shape of `[[fee_limit]]`: what all late fees together may come to."""

from __future__ import annotations

from pydantic import Field

from collectrules.policy import model
from collectrules.policy.shape.charge import ChargeShape
from collectrules.policy.shape.rules import Conditions, InvoiceRule


class FeeLimitShape(InvoiceRule):
    """What all late fees on an invoice together are never more than: each limit that holds counts."""

    most: ChargeShape = Field(
        description="the most, written as the `charge` of a late fee is: { amount = 40.00 }, "
        '{ percent = 10, of = "invoice_amount" } and so on'
    )

    def rule(self, read: Conditions) -> model.FeeLimit:
        """The rule as the program holds it."""
        return model.FeeLimit(**self.with_conditions(read), most=self.most.charge())
