"""What may stand in a policy file, section by section; imported only when one is read."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, Field, ValidationInfo, WithJsonSchema

from collectrules.policy.model import LANGUAGE
from collectrules.policy.shape.base import Reading, Table, Whole, found, objection
from collectrules.policy.shape.charge import (
    BandShape,
    BandsShape,
    FlatShape,
    ForEachShape,
    GreaterOfShape,
    LesserOfShape,
    PerBegunShape,
    PercentShape,
    PerFullShape,
    SumOfShape,
    TierShape,
    TiersShape,
)
from collectrules.policy.shape.contact_consent import ContactConsentShape
from collectrules.policy.shape.contact_hours import ContactHoursShape, OpeningShape
from collectrules.policy.shape.contact_limit import ContactLimitShape
from collectrules.policy.shape.dispute_period import DisputePeriodShape
from collectrules.policy.shape.fee_limit import FeeLimitShape
from collectrules.policy.shape.head import (
    HeadShape,
    LadderShape,
    MovesShape,
    PackTableShape,
    WorklistShape,
)
from collectrules.policy.shape.interest import (
    ContractRateShape,
    InterestLimitShape,
    InterestShape,
    ReferenceRateShape,
)
from collectrules.policy.shape.late_fee import (
    EveryDaysShape,
    ForgiveShape,
    LateFeeShape,
    ShareShape,
)
from collectrules.policy.shape.offer import DiscountShape, OfferShape, PlanShape, SettlementShape
from collectrules.policy.shape.prevention import CreditShape, ProvisionShape
from collectrules.policy.shape.rules import (
    Conditions,
    GraceShape,
    HoldShape,
    PriorityShape,
    SegmentShape,
    WriteOffShape,
)
from collectrules.policy.shape.stage import ContactShape, PlacementShape, StageShape
from collectrules.policy.shape.terms import AllocationShape, EarlyPaymentShape, TermsShape

__all__ = ["LANGUAGE", "Conditions", "PolicyShape", "Reading", "shape_at"]


def _repeated(value: object, info: ValidationInfo) -> object:
    if not isinstance(value, list | tuple):
        raise objection(
            "section-form",
            f"`{info.field_name}` is a list of rules, but is written as {found(value)}",
            f"write its name in double brackets, once for each rule: `[[{info.field_name}]]`",
        )
    return tuple(value)


def _once(value: object, info: ValidationInfo) -> object:
    if isinstance(value, list):
        raise objection(
            "section-form",
            f"`{info.field_name}` stands once in a policy, but is written as {found(value)}",
            f"write its name in single brackets: `[{info.field_name}]`",
        )
    return value


Rules: Final = BeforeValidator(_repeated)
Once: Final = BeforeValidator(_once)


class PolicyShape(Table):
    """A whole policy file."""

    language: Annotated[Whole, WithJsonSchema({"const": LANGUAGE})] = Field(
        description="the version of the policy language: 1"
    )
    policy: Annotated[HeadShape, Once] = Field(description="what the policy is and when it counts")
    terms: Annotated[TermsShape, Once] = Field(
        default_factory=TermsShape, description="the terms on which the business sells"
    )
    segment: Annotated[tuple[SegmentShape, ...], Rules] = Field(
        default=(), description="who is who: the first whose conditions hold"
    )
    grace: Annotated[tuple[GraceShape, ...], Rules] = Field(
        default=(), description="days of grace: the first whose conditions hold"
    )
    late_fee: Annotated[tuple[LateFeeShape, ...], Rules] = Field(
        default=(), description="what lateness costs: each whose conditions hold"
    )
    fee_limit: Annotated[tuple[FeeLimitShape, ...], Rules] = Field(
        default=(), description="what all late fees together may come to: each that holds counts"
    )
    interest: Annotated[tuple[InterestShape, ...], Rules] = Field(
        default=(), description="interest on what is late: the first whose conditions hold"
    )
    interest_limit: Annotated[tuple[InterestLimitShape, ...], Rules] = Field(
        default=(), description="rates that interest is never above: each that holds counts"
    )
    hold: Annotated[tuple[HoldShape, ...], Rules] = Field(
        default=(), description="what stops the machine: each whose conditions hold"
    )
    ladder: Annotated[LadderShape, Once] = Field(
        default_factory=LadderShape, description="where an invoice that is already late joins"
    )
    stage: Annotated[tuple[StageShape, ...], Rules] = Field(
        default=(), description="the ladder, from its first rung to its last"
    )
    offer: Annotated[tuple[OfferShape, ...], Rules] = Field(
        default=(), description="what may be offered: each whose conditions hold"
    )
    credit: Annotated[tuple[CreditShape, ...], Rules] = Field(
        default=(), description="on what terms to go on selling: each whose conditions hold"
    )
    contact_limit: Annotated[tuple[ContactLimitShape, ...], Rules] = Field(
        default=(), description="how often a customer may be contacted: each counts"
    )
    contact_hours: Annotated[tuple[ContactHoursShape, ...], Rules] = Field(
        default=(), description="when a customer may be contacted: each counts"
    )
    contact_consent: Annotated[tuple[ContactConsentShape, ...], Rules] = Field(
        default=(), description="for which channels a person has to have said yes: each counts"
    )
    dispute_period: Annotated[tuple[DisputePeriodShape, ...], Rules] = Field(
        default=(),
        description="how long they may dispute what is owed: the one that ends last counts",
    )
    write_off: Annotated[tuple[WriteOffShape, ...], Rules] = Field(
        default=(), description="when to let go: the first whose conditions hold"
    )
    provision: Annotated[tuple[ProvisionShape, ...], Rules] = Field(
        default=(), description="what share of invoices of an age is expected to be lost"
    )
    priority: Annotated[tuple[PriorityShape, ...], Rules] = Field(
        default=(), description="whom first: the points of each whose conditions hold"
    )
    worklist: Annotated[WorklistShape, Once] = Field(
        default_factory=WorklistShape, description="the order of the day's work"
    )


_BY_NAME: Final[dict[str, type[BaseModel]]] = {
    "policy": HeadShape,
    "segment": SegmentShape,
    "grace": GraceShape,
    "late_fee": LateFeeShape,
    "terms": TermsShape,
    "early_payment_discount": EarlyPaymentShape,
    "allocation": AllocationShape,
    "interest": InterestShape,
    "fee_limit": FeeLimitShape,
    "interest_limit": InterestLimitShape,
    "<contract>": ContractRateShape,
    "<reference>": ReferenceRateShape,
    "offer": OfferShape,
    "plan": PlanShape,
    "settlement": SettlementShape,
    "discount": DiscountShape,
    "credit": CreditShape,
    "provision": ProvisionShape,
    "hold": HoldShape,
    "ladder": LadderShape,
    "stage": StageShape,
    "contact_limit": ContactLimitShape,
    "contact_hours": ContactHoursShape,
    "open": OpeningShape,
    "contact_consent": ContactConsentShape,
    "dispute_period": DisputePeriodShape,
    "write_off": WriteOffShape,
    "priority": PriorityShape,
    "worklist": WorklistShape,
    "bands": BandShape,
    "tiers": TierShape,
    "<moves>": MovesShape,
    "<use>": PackTableShape,
    "<flat>": FlatShape,
    "<percent>": PercentShape,
    "<per-full>": PerFullShape,
    "<per-begun>": PerBegunShape,
    "<for-each>": ForEachShape,
    "<bands>": BandsShape,
    "<tiers>": TiersShape,
    "<greater>": GreaterOfShape,
    "<lesser>": LesserOfShape,
    "<sum>": SumOfShape,
    "<every>": EveryDaysShape,
    "forgive": ForgiveShape,
    "<share>": ShareShape,
    "<contact>": ContactShape,
    "<placement>": PlacementShape,
}


def shape_at(where: tuple[str | int, ...]) -> type[BaseModel]:
    """The shape of the table at a place in the file, forms such as `<flat>` among its steps."""
    known = [_BY_NAME[step] for step in where if isinstance(step, str) and step in _BY_NAME]
    return known[-1] if known else PolicyShape
