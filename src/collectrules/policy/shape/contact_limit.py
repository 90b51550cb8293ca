"""The shape of `[[contact_limit]]`: how often a customer may be contacted, and how long to rest."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from collectrules.policy import model
from collectrules.policy.model import Channel, Counted, Level, Trigger
from collectrules.policy.shape.base import Items, Whole, objection, once_each, refusal
from collectrules.policy.shape.rules import AccountRule, Conditions

Channels = Annotated[tuple[Channel, ...], Items, AfterValidator(once_each)]
ONE_FORM: Final = (
    "write `at_most = 3` and `within_days = 7`, "
    'or `after = "conversation"` and `pause_days = 7`: two limits where both are meant'
)
_MOST_DAYS: Final = {"calendar-week": 7, "calendar-month": 31}


def _per(value: object) -> object:
    if value in ("invoice", "person"):
        raise refusal(
            "unknown-word",
            f"cannot be `{value}` yet: the ledger does not know the {value} of a contact",
            'use `per = "account"`: it counts more contacts together, so it never allows more',
        )
    return value


class ContactLimitShape(AccountRule):
    """At most so many counted contacts in a period, or a rest after one."""

    channels: Channels = Field(
        description="the channels counted together: call, email, sms, letter"
    )
    at_most: Annotated[Whole, Field(ge=0, le=1000)] | None = Field(
        default=None, description="how many are allowed in the period"
    )
    within_days: Annotated[Whole, Field(ge=1, le=366)] | None = Field(
        default=None,
        description="how many consecutive days, the day of the contact among them",
    )
    within: Literal["calendar-week", "calendar-month"] | None = Field(
        default=None, description="or a period of the calendar; a week begins on Monday"
    )
    counts: Counted | None = Field(
        default=None, description="what counts: attempts (if not given), contacts or conversations"
    )
    after: Trigger | None = Field(
        default=None, description="what a rest follows: attempt, contact or conversation"
    )
    pause_days: Annotated[Whole, Field(ge=1, le=366)] | None = Field(
        default=None, description="how many days of rest; the day it follows is the first of them"
    )
    per: Annotated[Literal["account"], BeforeValidator(_per)] = Field(
        default="account", description="whose contacts are counted together"
    )
    level: Level = Field(
        default="hard",
        description="hard: never; soft: with a reason and a name; advisory: a remark",
    )

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        counting = _given(self, "at_most", "within_days", "within", "counts")
        resting = _given(self, "after", "pause_days")
        if counting and resting:
            raise objection(
                "contact-limit-form",
                f"`{counting[0]}` and `{resting[0]}` belong to two different limits",
                ONE_FORM,
                at=resting[0],
            )
        if not counting and not resting:
            raise objection("contact-limit-form", "this limit limits nothing", ONE_FORM)
        if resting:
            _needs(self, resting[0], "after", "pause_days")
        else:
            _needs(self, counting[0], "at_most")
            self._one_period()
        return self

    def _one_period(self) -> None:
        if self.within_days is None and self.within is None:
            _needs(self, "at_most", "within_days")
        if self.within_days is not None and self.within is not None:
            raise objection(
                "contact-limit-form",
                "`within_days` and `within` are two different periods",
                "keep one of them",
                at="within",
            )

    def rule(self, read: Conditions) -> model.ContactQuota:
        """The limit as the program holds it."""
        if self.after is not None and self.pause_days is not None:
            return model.ContactPause(
                **self.with_conditions(read),
                channels=self.channels,
                after=self.after,
                pause_days=self.pause_days,
                per=self.per,
                level=self.level,
            )
        assert self.at_most is not None
        return model.ContactLimit(
            **self.with_conditions(read),
            channels=self.channels,
            at_most=self.at_most,
            within_days=self.within_days or _MOST_DAYS[self.within or "calendar-month"],
            within=self.within or "days",
            counts=self.counts or "attempts",
            per=self.per,
            level=self.level,
        )


def _given(shape: ContactLimitShape, *keys: str) -> list[str]:
    return [key for key in keys if getattr(shape, key) is not None]


def _needs(shape: ContactLimitShape, beside: str, *keys: str) -> None:
    for key in keys:
        if getattr(shape, key) is None:
            means = ContactLimitShape.model_fields[key].description
            raise objection(
                "missing-key",
                f"`{beside}` needs `{key}` beside it",
                f"add `{key}`: {means}",
                at=beside,
            )
