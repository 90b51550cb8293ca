"""The shapes of `[policy]`, `[ladder]` and `[worklist]`: what is said once for the whole policy."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    model_validator,
)

from collectrules.money import decimals, is_currency
from collectrules.policy import model
from collectrules.policy.facts import FACTS, closest
from collectrules.policy.shape.base import (
    Day,
    Id,
    Items,
    Line,
    Table,
    Text,
    found,
    objection,
    once_each,
    refusal,
    shortened,
)

_NUMBERS: Final = ("money", "days", "count")
SORTABLE: Final = (
    "score",
    "to_collect",
    *(each.name for each in FACTS.values() if each.subject == "account" and each.type in _NUMBERS),
)
"""What a worklist can be ordered by: points, what is to be collected, and the numbers of an account."""


def _one_or_more(value: object) -> object:
    if not isinstance(value, str | list):
        raise refusal(
            "wrong-type", f"must be a currency code, but is {found(value)}", 'write it as "GBP"'
        )
    return [value] if isinstance(value, str) else value


def _currency(code: str) -> str:
    if is_currency(code):
        return code
    near = code.strip().upper()
    raise objection(
        "unknown-currency",
        f"unknown currency `{shortened(code)}`",
        f"did you mean `{near}`?"
        if is_currency(near)
        else "use a three-letter ISO 4217 code such as USD, EUR or GBP",
    )


def _alike(codes: tuple[str, ...]) -> tuple[str, ...]:
    first = codes[0]
    other = next((code for code in codes if decimals(code) != decimals(first)), None)
    if other is not None:
        raise refusal(
            "mixed-decimals",
            f"mixes {first}, which has {decimals(first) or 'no'} decimals, "
            f"with {other}, which has {decimals(other) or 'none'}",
            "an amount is meant in each of them alike; write a policy of its own for the others",
        )
    return codes


def _moves(value: object) -> object:
    if not isinstance(value, dict):
        raise refusal(
            "wrong-type",
            f"must be a table, but is {found(value)}",
            'write { second-letter = "letter" }: from the old stage to the new one',
        )
    if not value:
        raise refusal("empty", "must not be an empty table", 'write in_flight = "keep"')
    return value


def _time_zone(name: str) -> str:
    from zoneinfo import available_timezones

    if not _is_time_zone(name):
        near = closest(name, sorted(available_timezones()))
        raise objection(
            "unknown-time-zone",
            f"unknown time zone `{shortened(name)}`",
            f"did you mean `{near}`?" if near else "use a name such as Europe/London",
        )
    return name


def known_place(place: str) -> str:
    """The place; refuses one whose public holidays nobody knows."""
    from collectrules.policy.calendars import is_place, nearest_place

    if not is_place(place):
        near = nearest_place(place)
        raise objection(
            "unknown-place",
            f"no public holidays are known of `{shortened(place)}`",
            f"did you mean `{near}`?"
            if near
            else "use the ISO 3166 code of a country, with that of a part of it where it has some: "
            "DE, DE-BY, GB-ENG, US-NY",
        )
    return place


def _is_time_zone(name: str) -> bool:
    """Whether the system knows the zone; a name is looked for as a path, so an endless one is not tried."""
    from zoneinfo import ZoneInfo

    try:
        return len(name) <= _LONGEST_ZONE and ZoneInfo(name).key == name
    except (OSError, ValueError, KeyError):
        return False


_LONGEST_ZONE: Final = 64

_CODE: Final = {"type": "string", "pattern": "^[A-Z]{3}$"}


class MovesShape(Table):
    """Where invoices on a stage go on, by the stage they stand on."""

    move: Annotated[dict[Id, Id], BeforeValidator(_moves)] = Field(
        description="the stage to go on from, by the stage they stand on; none begins anew"
    )


def _form(value: object) -> str | None:
    """Which of the two forms is written, so that a fault is about that one alone."""
    if isinstance(value, MovesShape | dict):
        return "<moves>"
    return "<word>" if isinstance(value, str) else None


InFlightShape = Annotated[
    Annotated[Literal["keep", "restart"], Tag("<word>")] | Annotated[MovesShape, Tag("<moves>")],
    Discriminator(
        _form,
        custom_error_type="in-flight-form",
        custom_error_message="{sentence}",
        custom_error_context={
            "sentence": "`in_flight` is a word or a table of moves",
            "help": 'write "keep", "restart" or { move = { second-letter = "letter" } }',
        },
    ),
]


class PackTableShape(Table):
    """A pack, and how much of it counts."""

    id: Id = Field(description="the pack's id")
    voluntary: bool = Field(
        default=False, description="hold to it although its law does not reach you"
    )
    on: Annotated[tuple[Id, ...], Items, AfterValidator(once_each)] = Field(
        default=(), description="rules of it that are shipped off and shall count, by id"
    )

    def use(self) -> model.PackUse:
        """The pack as the program holds it."""
        return model.PackUse(self.id, self.voluntary, self.on)


def _pack_form(value: object) -> str:
    return "<use>" if isinstance(value, dict | PackTableShape) else "<pack>"


PackUseShape = Annotated[
    Annotated[Id, Tag("<pack>")] | Annotated[PackTableShape, Tag("<use>")],
    Discriminator(_pack_form),
]


def _each_pack_once(packs: tuple[str | PackTableShape, ...]) -> tuple[str | PackTableShape, ...]:
    once_each(tuple(pack if isinstance(pack, str) else pack.id for pack in packs))
    return packs


class HeadShape(Table):
    """What the policy is, whose amounts it speaks of, and from when it counts."""

    id: Id = Field(description="the policy's name in the ledger, the same from version to version")
    title: Line = Field(description="the policy's name as people read it")
    version: Line = Field(description='the name of this version, such as "2026.2"')
    effective_from: Day = Field(description="the first day this version counts")
    review_by: Day | None = Field(
        default=None,
        description="the day by which someone reads it again; `policy check` warns after it",
    )
    reason: Text = Field(
        default="", description="why this version is as it is, for whoever reviews it"
    )
    currency: Annotated[
        tuple[Annotated[Text, AfterValidator(_currency)], ...],
        Items,
        Line,
        BeforeValidator(_one_or_more),
        AfterValidator(once_each),
        AfterValidator(_alike),
        WithJsonSchema({"anyOf": [_CODE, {"type": "array", "minItems": 1, "items": _CODE}]}),
    ] = Field(description="a currency code such as GBP, or a list: amounts are meant in each alike")
    time_zone: Annotated[Text, AfterValidator(_time_zone)] = Field(
        default="UTC", description="where the day begins and ends, such as Europe/London"
    )
    holidays: Annotated[Text, AfterValidator(known_place)] = Field(
        default="", description="whose public holidays count: a place such as GB-ENG, US-NY or DE"
    )
    in_flight: InFlightShape = Field(
        default="keep",
        description="what becomes of invoices on the ladder: keep, restart, or { move = { old = new } }",
    )
    collects_for: Literal["self", "others"] = Field(
        default="self", description="whose debts these are: one's own (self), or those of others"
    )
    packs: Annotated[tuple[PackUseShape, ...], Items, AfterValidator(_each_pack_once)] = Field(
        default=(),
        description="compliance packs the policy is never looser than: ids, or { id, voluntary, on }",
    )

    def uses(self) -> tuple[model.PackUse, ...]:
        """The packs as the program holds them."""
        return tuple(
            model.PackUse(use) if isinstance(use, str) else use.use() for use in self.packs
        )

    def flight(self) -> model.InFlight:
        """What becomes of invoices in flight, as the program holds it."""
        if isinstance(self.in_flight, MovesShape):
            return model.InFlight(moves=self.in_flight.move)
        return model.InFlight(begin_anew=self.in_flight == "restart")

    @model_validator(mode="after")
    def _review_follows_start(self) -> Self:
        if self.review_by is not None and self.review_by <= self.effective_from:
            raise objection(
                "out-of-order",
                f"`review_by` is {self.review_by}, the policy counts from {self.effective_from}",
                "choose a day after the first, half a year later perhaps",
                at="review_by",
            )
        return self


class LadderShape(Table):
    """Where an invoice that was already late when the ledger first saw it joins the ladder."""

    enter: Literal["first", "by-age"] = Field(
        default="first",
        description="at the first stage like any other, or by its age up to the ceiling",
    )
    ceiling: Id | None = Field(
        default=None, description="the id of the furthest stage an old invoice may join at"
    )

    @model_validator(mode="after")
    def _ceiling_where_it_counts(self) -> Self:
        if self.enter == "by-age" and self.ceiling is None:
            raise objection(
                "missing-key",
                '`enter = "by-age"` needs a `ceiling`',
                "add `ceiling`: the id of the furthest stage an old invoice may join at",
                at="enter",
            )
        if self.enter == "first" and self.ceiling is not None:
            raise objection(
                "useless-key",
                '`ceiling` says nothing without `enter = "by-age"`',
                'remove it, or write `enter = "by-age"`',
                at="ceiling",
            )
        return self


def _sortable(name: str) -> str:
    if name not in SORTABLE:
        near = closest(name, list(SORTABLE))
        raise objection(
            "wrong-subject" if name in FACTS else "unknown-fact",
            f"the worklist cannot be ordered by `{shortened(name)}`",
            f"did you mean `{near}`?" if near else "order it by `score` or a number of the account",
        )
    return name


class WorklistShape(Table):
    """The order of the day's work."""

    order: Annotated[
        tuple[Annotated[Text, AfterValidator(_sortable)], ...], Items, AfterValidator(once_each)
    ] = Field(
        default=("score", "overdue_total", "oldest_days_past_due"),
        description="what accounts are sorted by, largest first; the next decides between equals",
    )
