"""The ground of the shapes: what a table, an id, a text, a number and an amount of the file may be.

A shape reads what stands in the file and refuses what cannot stand there, each refusal with a code
and one sentence. What the rules mean is not its business.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Final, LiteralString

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from collectrules.errors import InputError
from collectrules.money import LARGEST_MINOR, to_decimal, to_minor

ID_PATTERN: Final = r"[a-z0-9]+(-[a-z0-9]+)*"
LONGEST_WAIT: Final = 3650
"""Days: ten years. What is longer was meant otherwise."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a value is read against: the currency, which says how many decimals amounts have."""

    currency: str | None
    """Any one of the policy's currencies; None while it is not known, and amounts go unread."""


class Table(BaseModel):
    """A table of the file: nothing may stand in it that its shape does not name."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def refusal(code: LiteralString, predicate: str, help: str = "") -> PydanticCustomError:
    """A fault of the value being read: its code, what to say of its key, and what to do."""
    return PydanticCustomError(code, "{said}", {"said": predicate, "help": help})


def objection(
    code: LiteralString, sentence: str, help: str = "", *, at: str = ""
) -> PydanticCustomError:
    """A fault said in a whole sentence; `at` is the key inside the table that it is about."""
    return PydanticCustomError(code, "{sentence}", {"sentence": sentence, "help": help, "at": at})


def found(value: object) -> str:
    """A value of the file in a sentence: `the text "5"`, `a list`."""
    match value:
        case bool():
            return f"`{str(value).lower()}`"
        case str():
            return f'the text `"{shortened(value)}"`'
        case int() if abs(value) >= 10**30:
            return "a number of more than 30 digits"
        case int() | Decimal():
            return f"the number {written(value)}"
        case datetime():
            return f"the moment `{value}`"
        case date():
            return f"the day `{value}`"
        case time():
            return f"the time `{value}`"
        case list() | tuple():
            return "a list"
        case dict():
            return "a table"
        case _:
            return f"`{shortened(str(value))}`"


def written(number: int | Decimal) -> str:
    """A number in backticks, cut where it is too long to read."""
    return f"`{shortened(str(number).lower().replace('infinity', 'inf'))}`"


def shortened(text: str) -> str:
    """`text` cut to what fits in a sentence."""
    return text if len(text) <= 40 else text[:39] + "…"


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise refusal("wrong-type", f"must be a text, but is {found(value)}", _to_text(value))
    if not value.strip():
        raise refusal("empty", "must not be empty")
    bad = next((each for each in value if _unseen(each)), None)
    if bad is not None:
        raise refusal(
            "control-character",
            f"has the character U+{ord(bad):04X}, which no screen shows",
            "remove it; a new line is written \\n or with three quotes",
        )
    return value


def _line(value: object) -> str:
    text = _text(value)
    if "\n" in text:
        raise refusal("control-character", "must be on one line", "remove the line breaks")
    return text


def _to_text(value: object) -> str:
    short = isinstance(value, Decimal | date) or (type(value) is int and abs(value) < 10**30)
    return f'put it in quotes: "{value}"' if short else 'write it in quotes, such as "standard"'


def _unseen(character: str) -> bool:
    """Control characters, and those that turn the direction of writing for a whole line."""
    if unicodedata.category(character) == "Cc":
        return character not in "\n\t"
    return "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069"


def _id(value: object) -> str:
    text = _text(value)
    if not re.fullmatch(ID_PATTERN, text, re.ASCII) or len(text) > 64:
        near = "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:64].strip("-")
        raise objection(
            "bad-id",
            f"`{shortened(text)}` cannot be an id",
            "use small letters, digits and single hyphens"
            + (f", such as `{near}`" if near and near != text else ", such as `key-account`"),
        )
    return text


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise refusal(
            "wrong-type", f"must be a whole number, but is {found(value)}", _to_number(value)
        )
    return value


_IN_DIGITS: Final = "write it in digits, such as 5 or 1_250.00"


def _to_number(value: object) -> str:
    if isinstance(value, str):
        return "write the number without quotes"
    if isinstance(value, Decimal):
        return "leave the decimals out" if value.is_finite() else _IN_DIGITS
    return ""


def number(value: object) -> Decimal:
    """A number with or without decimals, exactly; refuses everything else, `nan` and `inf` too."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise refusal("wrong-type", f"must be a number, but is {found(value)}", _to_number(value))
    exact = Decimal(value)
    if not exact.is_finite():
        raise refusal("wrong-type", f"must be a number, but is {written(exact)}", _IN_DIGITS)
    return exact


_FINEST: Final = 4
"""The most decimals that a currency has."""
_UNTOLD: Final = Decimal(LARGEST_MINOR)


def amount_in(currency: str | None, value: object) -> int:
    """An amount in minor units of `currency`, exactly; refuses what the currency cannot hold.

    Where the currency itself is a fault, the amounts of a policy keep their order and mean nothing else.
    """
    exact = number(value)
    if currency is None:
        return int(max(-_UNTOLD, min(_UNTOLD, exact)).scaleb(_FINEST))
    try:
        return to_minor(exact, currency)
    except InputError as error:
        if abs(exact) > to_decimal(LARGEST_MINOR, currency):
            said = f"is {found(value)}, larger than any amount a ledger takes"
            raise refusal("out-of-range", said, error.help) from None
        said = f"is {found(value)}, which has more decimals than {currency} has"
        raise refusal("too-many-decimals", said, error.help) from None


def _charge(value: object, info: ValidationInfo) -> int:
    reading = info.context
    exact = number(value)
    if exact < 0:
        raise refusal("out-of-range", f"must be at least 0, but is {written(exact)}")
    return amount_in(reading.currency if isinstance(reading, Reading) else None, value)


def _percent(value: object) -> Decimal:
    exact = number(value)
    if not 0 <= exact <= 100:
        raise refusal(
            "out-of-range",
            f"must be between 0 and 100 per cent, but is {written(exact)}",
            "write two per cent as 2, not 0.02 or 200",
        )
    exponent = exact.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -6:
        raise refusal("too-many-decimals", "has more than 6 decimals", "round the percentage")
    return exact


def _day(value: object) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise refusal(
            "wrong-type",
            f"must be a day, but is {found(value)}",
            "write it without quotes and without a time, such as 2026-07-01",
        )
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise refusal(
            "wrong-type",
            f"must be true or false, but is {found(value)}",
            "write true or false without quotes",
        )
    return value


def _items(value: object) -> object:
    if not isinstance(value, list | tuple):
        raise refusal(
            "wrong-type", f"must be a list, but is {found(value)}", "write it as [..., ...]"
        )
    if not value:
        raise refusal("empty", "must not be an empty list", "name at least one")
    return tuple(value)


def once_each(names: tuple[str, ...]) -> tuple[str, ...]:
    """`names`, none of which may stand in the list twice."""
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise refusal("duplicate", f"names {twice} twice", "name each once")
    return names


Items: Final = BeforeValidator(_items)
"""Marks a list of the file, which is held as a tuple and has at least one item."""

Text = Annotated[str, BeforeValidator(_text)]
Line = Annotated[str, BeforeValidator(_line)]
Id = Annotated[
    str,
    BeforeValidator(_id),
    WithJsonSchema({"type": "string", "pattern": f"^{ID_PATTERN}$", "maxLength": 64}),
]
Flag = Annotated[bool, BeforeValidator(_flag)]
Whole = Annotated[int, BeforeValidator(_whole)]
Wait = Annotated[Whole, Field(ge=0, le=LONGEST_WAIT)]
Amount = Annotated[int, BeforeValidator(_charge), WithJsonSchema({"type": "number", "minimum": 0})]
Percentage = Annotated[
    Decimal,
    BeforeValidator(_percent),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100}),
]
Day = Annotated[date, BeforeValidator(_day)]
