"""The shape of `[[contact_limit]]`: how often a customer may be contacted, and how long to rest."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from collectrules.policy import model
from collectrules.policy.model import UNITS, Channel, Counted, Level, Place, Trigger, Unit
from collectrules.policy.shape.base import Flag, Items, Whole, objection, once_each, refusal
from collectrules.policy.shape.rules import AccountRule, Conditions

Channels = Annotated[tuple[Channel, ...], Items, AfterValidator(once_each)]
ONE_FORM: Final = (
    "write `at_most = 3` and `within_days = 7`, "
    'or `after = "conversation"` and `pause_days = 7`: two limits where both are meant'
)
_MOST_DAYS: Final = {"calendar-week": 7, "calendar-month": 31}


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _apart(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    if "account" in units and len(units) > 1:
        raise refusal(
            "contact-limit-form",
            f"counts all of the account together, and apart by {units[1 - units.index('account')]}",
            "leave `account` out, or leave it alone",
        )
    return tuple(sorted(units, key=UNITS.index))


Units = Annotated[
    tuple[Unit, ...],
    AfterValidator(_apart),
    AfterValidator(once_each),
    Items,
    BeforeValidator(_listed),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": list(UNITS)},
                {"type": "array", "items": {"enum": list(UNITS)}, "minItems": 1},
            ]
        }
    ),
]
Places = Annotated[tuple[Place, ...], Items, AfterValidator(once_each)]


class ContactLimitShape(AccountRule):
    """At most so many counted contacts in a period, or a rest after one, or after the first of all."""

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
    after: Trigger | Literal["first-contact"] | None = Field(
        default=None,
        description="what a rest follows: attempt, contact, conversation or first-contact",
    )
    begun_by: Channels | None = Field(
        default=None, description="of first-contact: the channels that the first contact is over"
    )
    received_after_working_days: Annotated[Whole, Field(ge=1, le=30)] | None = Field(
        default=None,
        description="of first-contact: how many working days after its day it is taken to be received",
    )
    pause_days: Annotated[Whole, Field(ge=1, le=366)] | None = Field(
        default=None, description="how many days of rest; the day it follows is the first of them"
    )
    per: Units = Field(
        default=("account",),
        description="whose contacts are counted together: account; or person, invoice, place, or several",
    )
    places: Places | None = Field(
        default=None,
        description="the places it is about: home, mobile, work, other; all if not given",
    )
    consent_days: Annotated[Whole, Field(ge=1, le=366)] | None = Field(
        default=None,
        description="for so many days from their consent to it, contact is neither counted nor held back",
    )
    consent_ends: Flag | None = Field(
        default=None,
        description="of a rest with consent_days: whether a consent ends with what the rest follows",
    )
    level: Level = Field(
        default="hard",
        description="hard: never; soft: with a reason and a name; advisory: a remark",
    )

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        counting = _given(self, "at_most", "within_days", "within", "counts")
        resting = _given(
            self, "after", "pause_days", "begun_by", "received_after_working_days", "consent_ends"
        )
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
            self._first_contact()
            self._consent()
        else:
            _needs(self, counting[0], "at_most")
            self._one_period()
        return self

    def _first_contact(self) -> None:
        if self.after == "first-contact":
            _needs(self, "after", "begun_by")
        elif given := _given(self, "begun_by", "received_after_working_days"):
            raise objection(
                "contact-limit-form",
                f"`{given[0]}` belongs to a rest after the first contact",
                'write `after = "first-contact"`, or leave it out',
                at=given[0],
            )

    def _consent(self) -> None:
        if self.consent_ends is None:
            return
        _needs(self, "consent_ends", "consent_days")
        if self.after == "first-contact":
            raise objection(
                "contact-limit-form",
                "`consent_ends` does not belong to a rest after the first contact",
                "leave it out",
                at="consent_ends",
            )

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

    def rule(self, read: Conditions, holidays: str) -> model.ContactQuota:
        """The limit as the program holds it; working days are those of the place `holidays`."""
        common: dict[str, Any] = {
            **self.with_conditions(read),
            "channels": self.channels,
            "per": self.per,
            "places": self.places or (),
            "consent_days": self.consent_days or 0,
            "level": self.level,
        }
        if self.after == "first-contact":
            assert self.begun_by is not None
            assert self.pause_days is not None
            received = self.received_after_working_days or 0
            return model.ContactNotice(
                **common,
                begun_by=self.begun_by,
                pause_days=self.pause_days,
                received_after_working_days=received,
                holidays=holidays if received else "",
            )
        if self.after is not None and self.pause_days is not None:
            return model.ContactPause(
                **common,
                after=self.after,
                pause_days=self.pause_days,
                consent_ends=bool(self.consent_ends),
            )
        assert self.at_most is not None
        return model.ContactLimit(
            **common,
            at_most=self.at_most,
            within_days=self.within_days or _MOST_DAYS[self.within or "calendar-month"],
            within=self.within or "days",
            counts=self.counts or "attempts",
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
