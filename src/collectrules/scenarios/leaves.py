"""The leaves of a scenario file: a text, a day, an amount, a table, each read or kept as a fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from collectrules.policy.facts import closest
from collectrules.policy.positions import KeyPath
from collectrules.policy.report import Report
from collectrules.policy.shape import Reading
from collectrules.policy.shape.base import Amount, Day, Line, Whole, found, shortened
from collectrules.policy.shape.contact_hours import TimeOfDay

Value = TypeVar("Value")

_LINE: Final[TypeAdapter[str]] = TypeAdapter(Line)
_DAY: Final[TypeAdapter[date]] = TypeAdapter(Day)
_CLOCK: Final[TypeAdapter[time]] = TypeAdapter(TimeOfDay)
_WHOLE: Final[TypeAdapter[int]] = TypeAdapter(Whole)
_AMOUNT: Final[TypeAdapter[int]] = TypeAdapter(Amount)
_YEARS: Final = range(1900, 3000)
_HOW_MUCH: Final = "write how much it is, without a sign"


class Leaves:
    """Reads values, keeping their faults in a report; what could not be read is None."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def line(self, value: object, path: KeyPath) -> str | None:
        """A text on one line."""
        return self._read(_LINE, value, path, help="write a few words in quotes")

    def day(self, value: object, path: KeyPath) -> date | None:
        """A day of the years that a ledger may see, without a time."""
        day = self._read(_DAY, value, path)
        if day is not None and day.year not in _YEARS:
            said = f"{named(path)} is in the year {day.year}"
            help = f"the years {_YEARS.start} to {_YEARS.stop - 1} make sense here"
            self.report.add("out-of-range", said, path, help=help)
            return None
        return day

    def whole(self, value: object, path: KeyPath) -> int | None:
        """A whole number."""
        return self._read(_WHOLE, value, path)

    def amount(self, value: object, path: KeyPath, currency: str) -> int | None:
        """An amount above zero, in minor units of `currency`."""
        minor = self._read(_AMOUNT, value, path, Reading(currency), help=_HOW_MUCH)
        if minor == 0:
            said = f"{named(path)} must be more than 0"
            self.report.add("out-of-range", said, path, help=_HOW_MUCH)
            return None
        return minor

    def flag(self, value: object, path: KeyPath) -> bool | None:
        """True or false."""
        if isinstance(value, bool):
            return value
        self.wrong(value, path, "true or false", "write it without quotes")
        return None

    def clock(self, value: object, path: KeyPath) -> time | None:
        """A time of day."""
        if isinstance(value, time):
            return value
        self.wrong(value, path, "a time of day", "write it without quotes, such as 14:30:00")
        return None

    def minute(self, value: object, path: KeyPath) -> int | None:
        """A time of day in minutes after midnight."""
        clock = self._read(_CLOCK, value, path)
        return None if clock is None else clock.hour * 60 + clock.minute

    def day_or_moment(self, value: object, path: KeyPath) -> date | None:
        """A day, or a day with a time of day, which is by the local clock."""
        if not isinstance(value, datetime):
            return self.day(value, path)
        if value.tzinfo is not None:
            help = "write it as 2026-03-09T08:00:00, by the local clock"
            self.wrong(value, path, "a day, or a time of one without a zone", help)
            return None
        return value

    def word(
        self, value: object, path: KeyPath, words: Sequence[str], code: str = "unknown-word"
    ) -> str | None:
        """One of `words`."""
        if not isinstance(value, str):
            self.wrong(value, path, "a word", f"it is one of {', '.join(words)}")
            return None
        if value in words:
            return value
        near = closest(value, list(words))
        self.report.add(
            code,
            f"{named(path)} cannot be `{shortened(value)}`",
            path,
            help=f"did you mean `{near}`?" if near else f"it is one of {', '.join(words)}",
        )
        return None

    def table(
        self, value: object, path: KeyPath, keys: Sequence[str], needed: Sequence[str] = ()
    ) -> Mapping[str, object] | None:
        """A table that has no keys but `keys`, those `needed` among them."""
        if not isinstance(value, dict):
            self.wrong(value, path, "a table", "write its keys below it, or between { and }")
            return None
        self.only(value, path, keys)
        for key in needed:
            if key not in value:
                self.report.add(
                    "missing-key",
                    f"{named(path)} has no `{key}`",
                    path,
                    help=f"add `{key}`",
                    part="key",
                )
        return value

    def only(self, table: Mapping[str, object], path: KeyPath, keys: Sequence[str]) -> None:
        """Keep a fault for each key of a table that is none of `keys`."""
        for key in table:
            if key not in keys:
                self.unknown_key(key, (*path, key), keys)

    def unknown_key(self, key: str, path: KeyPath, keys: Sequence[str]) -> None:
        """Keep the fault of a key that does not belong where it stands."""
        near = closest(key, list(keys))
        self.report.add(
            "unknown-key",
            f"unknown key `{shortened(key)}` in {named(path[:-1])}",
            path,
            help=f"did you mean `{near}`?" if near else f"it has {', '.join(keys)}",
            part="key",
        )

    def each(self, value: object, path: KeyPath) -> Iterator[tuple[object, KeyPath]]:
        """The items of a list with their paths, or the one thing that stands in its place."""
        if isinstance(value, list):
            yield from ((item, (*path, number)) for number, item in enumerate(value))
        else:
            yield value, path

    def wrong(self, value: object, path: KeyPath, wanted: str, help: str) -> None:
        """Keep the fault of a value of another kind than is needed."""
        self.report.add(
            "wrong-type",
            f"{named(path)} must be {wanted}, but is {found(value)}",
            path,
            help=help,
        )

    def _read(
        self,
        adapter: TypeAdapter[Value],
        value: object,
        path: KeyPath,
        reading: Reading | None = None,
        *,
        help: str = "",
    ) -> Value | None:
        try:
            return adapter.validate_python(value, context=reading)
        except ValidationError as error:
            for line in error.errors(include_url=False):
                told = line.get("ctx", {})
                said = f"{named(path)} {told['said']}"
                self.report.add(line["type"], said, path, help=told["help"] or help)
            return None


def named(path: KeyPath) -> str:
    """What a path is called in a sentence: `` `amount` ``, `` `[[scenario]]` ``, `the file`."""
    keys = [str(step) for step in path if isinstance(step, str)]
    if not keys:
        return "the file"
    if isinstance(path[-1], int) and keys[-1] in ("scenario", "timeline"):
        return f"`[[{'.'.join(keys)}]]`"
    return f"`{keys[-1]}`"
