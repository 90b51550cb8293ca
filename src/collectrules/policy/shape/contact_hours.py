"""The shape of `[[contact_hours]]`: the hours in which a customer may be contacted."""

from __future__ import annotations

from datetime import time
from itertools import combinations
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from collectrules.policy import model
from collectrules.policy.model import WEEKDAYS, Clock, Level, Opening, Weekday
from collectrules.policy.shape.base import Flag, Items, Table, found, objection, once_each, refusal
from collectrules.policy.shape.contact_limit import Channels, Places
from collectrules.policy.shape.rules import AccountRule, Conditions

_MIDNIGHT: Final = 24 * 60


def _time(value: object) -> time:
    if not isinstance(value, time):
        raise refusal(
            "wrong-type",
            f"must be a time of day, but is {found(value)}",
            "write it without quotes and with its seconds, such as 08:00:00",
        )
    if value.second or value.microsecond:
        raise refusal(
            "unit", f"counts whole minutes, but is {found(value)}", "write 00 for the seconds"
        )
    return value


TimeOfDay = Annotated[
    time,
    BeforeValidator(_time),
    WithJsonSchema({"type": "string", "format": "partial-time"}),
]
Days = Annotated[tuple[Weekday, ...], Items, AfterValidator(once_each)]


def _opening(days: tuple[Weekday, ...], start: time | None, until: time | None) -> Opening:
    """The hours meant; refuses those that end before they begin, and those without a minute."""
    first = _minutes(start) if start else 0
    last = _minutes(until) if until else _MIDNIGHT
    if first == last:
        raise objection(
            "out-of-order",
            f"from {start} until {until} there is no minute",
            "leave both out for the whole day",
            at="until",
        )
    if last < first:
        raise objection(
            "out-of-order",
            f"`until` is {until}, which is before `from`, {start}",
            "these are the hours in which contact is allowed; hours over midnight are two, in `open`: "
            "one without `until`, one without `from`",
            at="until",
        )
    return Opening(days, first, last)


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


class OpeningShape(Table):
    """Hours of some days, one of several."""

    days: Days = Field(default=WEEKDAYS, description="the days of the week; all if not given")
    from_: TimeOfDay | None = Field(
        default=None, alias="from", description="the first minute; midnight if not given"
    )
    until: TimeOfDay | None = Field(
        default=None, description="when it ends, itself not included; midnight if not given"
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        self.opening()
        return self

    def opening(self) -> Opening:
        """The hours as the program holds them."""
        return _opening(self.days, self.from_, self.until)


class ContactHoursShape(AccountRule):
    """Contacts take place in these hours only."""

    channels: Channels = Field(description="the channels it is about: call, email, sms, letter")
    days: Days | None = Field(
        default=None,
        description="the days of the week on which contact is allowed; all if not given",
    )
    from_: TimeOfDay | None = Field(
        default=None, alias="from", description="the first minute allowed; midnight if not given"
    )
    until: TimeOfDay | None = Field(
        default=None, description="when it ends, itself not included; midnight if not given"
    )
    open: Annotated[tuple[OpeningShape, ...], Items] | None = Field(
        default=None,
        description="several such hours, each { days, from, until }, instead of those three",
    )
    clock: Clock = Field(default="debtor", description="whose time it is: debtor or business")
    on_holidays: Flag = Field(
        default=True, description="whether contact is allowed on the public holidays of `[policy]`"
    )
    places: Places | None = Field(
        default=None,
        description="the places it is about: home, mobile, work, other; all if not given",
    )
    level: Level = Field(
        default="hard",
        description="hard: never; soft: with a reason and a name; advisory: a remark",
    )

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        single = [
            key
            for key, value in (("days", self.days), ("from", self.from_), ("until", self.until))
            if value is not None
        ]
        if self.open is not None and single:
            raise objection(
                "hours-form",
                f"`{single[0]}` and `open` are two ways to say the same",
                "put all hours into `open`, or leave it out",
                at=single[0],
            )
        if self.open is None and not single and self.on_holidays:
            raise objection(
                "hours-form",
                "these hours close nothing",
                "write `from = 08:00:00` and `until = 20:00:00`, or the `days`",
            )
        self._apart()
        return self

    def _apart(self) -> None:
        for one, other in combinations(self.openings(), 2):
            both = [day for day in one.days if day in other.days]
            if both and one.start < other.until and other.start < one.until:
                raise objection(
                    "duplicate",
                    f"two of the hours in `open` overlap on {both[0]}",
                    "give each minute of the week once",
                    at="open",
                )

    def openings(self) -> tuple[Opening, ...]:
        """The hours as the program holds them."""
        if self.open is not None:
            return tuple(each.opening() for each in self.open)
        return (_opening(self.days or WEEKDAYS, self.from_, self.until),)

    def rule(self, read: Conditions, holidays: str) -> model.ContactHours:
        """The rule as the program holds it; `holidays` is the place of the policy."""
        return model.ContactHours(
            **self.with_conditions(read),
            channels=self.channels,
            open=self.openings(),
            clock=self.clock,
            holidays="" if self.on_holidays else holidays,
            places=self.places or (),
            level=self.level,
        )
