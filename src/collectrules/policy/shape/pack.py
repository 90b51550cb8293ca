"""The shape of a compliance pack's file: limits in the language of policies, each with its confidence."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, Field, WithJsonSchema, model_validator

from collectrules.policy.model import (
    LANGUAGE,
    Confidence,
    Debtor,
    DisputePeriod,
    PackResult,
    Party,
    Recounted,
)
from collectrules.policy.shape import Rules
from collectrules.policy.shape.base import (
    Day,
    Flag,
    Id,
    Items,
    Line,
    Table,
    Text,
    Whole,
    objection,
    once_each,
)
from collectrules.policy.shape.contact_consent import ContactConsentShape
from collectrules.policy.shape.contact_hours import ContactHoursShape
from collectrules.policy.shape.contact_limit import ContactLimitShape
from collectrules.policy.shape.dispute_period import PeriodShape
from collectrules.policy.shape.fee_limit import FeeLimitShape
from collectrules.policy.shape.head import known_place
from collectrules.policy.shape.interest import InterestLimitShape


class PackHeadShape(Table):
    """Which law, read when, reaching whom."""

    id: Id = Field(description="the pack's name, that of its file")
    title: Line = Field(description="the pack's name as people read it")
    version: Line = Field(description="the name of this version")
    as_of: Day = Field(description="the day on which the law was read")
    place: Line = Field(description="where the law counts, such as US-NY")
    party: Party = Field(
        description="whom it binds: any, third (who collects for others) or regulated (firms of one kind)"
    )
    debtor: Debtor = Field(description="whose debts it is about: any, business or consumer")
    about: Text = Field(description="what it is, and what it is not")
    currency: Text = Field(default="", description="what its amounts are in")
    holidays: Annotated[Text, AfterValidator(known_place)] = Field(
        default="", description="whose public holidays it counts, such as CA-ON"
    )
    includes: Annotated[tuple[Id, ...], Items, AfterValidator(once_each)] = Field(
        default=(), description="packs it builds on, by id"
    )


class SourcedShape(BaseModel):
    """Where a rule comes from: asked of every rule of a pack."""

    confidence: Confidence = Field(
        description="how the law was read: primary, secondary, computed or unconfirmed"
    )
    off: bool = Field(default=False, description="whether a policy has to switch it on")

    @model_validator(mode="after")
    def _is_sourced(self) -> Self:
        if not getattr(self, "cite", ""):
            raise objection("missing-key", "a rule of a pack has no `cite`", "name the law")
        if self.confidence == "unconfirmed" and not self.off:
            raise objection(
                "pack-unconfirmed", "what is not confirmed is not off", "add `off = true`", at="off"
            )
        return self


class PresumedShape(SourcedShape):
    """What the law makes of going beyond a rule about contacts."""

    presumption: bool = Field(
        default=False, description="whether the law only presumes that more is a violation"
    )


class PackContactLimitShape(ContactLimitShape, PresumedShape):
    """A limit on contacts that the law asks for."""


class PackContactHoursShape(ContactHoursShape, PresumedShape):
    """Hours that the law asks for."""


class PackContactConsentShape(ContactConsentShape, PresumedShape):
    """Channels that the law asks consent for."""


class PackFeeLimitShape(FeeLimitShape, SourcedShape):
    """What the law lets all late fees together come to."""


class PackInterestLimitShape(InterestLimitShape, SourcedShape):
    """The rate that the law gives."""


PackRuleShape = (
    PackContactLimitShape
    | PackContactHoursShape
    | PackContactConsentShape
    | PackFeeLimitShape
    | PackInterestLimitShape
)


class ResultShape(Table):
    """What a result code counts as for the pack's rules, where the law counts it otherwise."""

    cite: Text = Field(description="the law it comes from")
    confidence: Confidence = Field(
        description="how the law was read: primary, secondary, computed or unconfirmed"
    )
    attempt: Flag | None = Field(default=None, description="whether it is an attempt")
    contact: Flag | None = Field(default=None, description="whether it is a contact")
    conversation: Flag | None = Field(default=None, description="whether it is a conversation")


class PackDisputePeriodShape(PeriodShape):
    """How long the law lets them dispute what is owed, from our first letter on."""

    cite: Text = Field(description="the law it comes from")
    confidence: Confidence = Field(
        description="how the law was read: primary, secondary, computed or unconfirmed"
    )

    def rule(self, debtor: Debtor, holidays: str) -> DisputePeriod:
        """The period as the program holds it, about debts of `debtor`, by the holidays of a place."""
        return DisputePeriod(
            **self.named(),
            begun_by=self.begun_by,
            received_after_working_days=self.received_after_working_days,
            days_after_receipt=self.days_after_receipt,
            debtor=debtor,
            holidays=holidays,
            confidence=self.confidence,
        )


class DutyShape(Table):
    """What the law asks that the program does not see to."""

    id: Id = Field(description="the duty's name")
    text: Text = Field(description="what is asked, in a sentence")
    cite: Text = Field(description="the law it comes from")
    confidence: Confidence = Field(
        description="how the law was read: primary, secondary, computed or unconfirmed"
    )


class PackShape(Table):
    """A whole pack."""

    language: Annotated[Whole, WithJsonSchema({"const": LANGUAGE})] = Field(
        description="the version of the policy language"
    )
    pack: PackHeadShape = Field(description="which law, read when, reaching whom")
    contact_limit: Annotated[tuple[PackContactLimitShape, ...], Rules] = ()
    contact_hours: Annotated[tuple[PackContactHoursShape, ...], Rules] = ()
    contact_consent: Annotated[tuple[PackContactConsentShape, ...], Rules] = ()
    fee_limit: Annotated[tuple[PackFeeLimitShape, ...], Rules] = ()
    interest_limit: Annotated[tuple[PackInterestLimitShape, ...], Rules] = ()
    dispute_period: Annotated[tuple[PackDisputePeriodShape, ...], Rules] = ()
    duty: Annotated[tuple[DutyShape, ...], Rules] = ()
    results: dict[str, ResultShape] = Field(
        default_factory=dict, description="result codes that count otherwise for its rules"
    )

    def counted_otherwise(self) -> tuple[PackResult, ...]:
        """The result codes that count otherwise."""
        return tuple(
            PackResult(
                Recounted(code, each.attempt, each.contact, each.conversation),
                each.cite,
                each.confidence,
            )
            for code, each in self.results.items()
        )
