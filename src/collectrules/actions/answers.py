"""The answers to what an action asks, taken one by one; what cannot be read is told with its field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from collectrules.actions.action import Answers, Context, Field
from collectrules.actions.context import currency_of
from collectrules.actions.reading import (
    read_amount,
    read_count,
    read_day,
    read_moment,
    read_percent,
)
from collectrules.charges.allocation import Named
from collectrules.errors import InputError
from collectrules.policy.facts import closest
from collectrules.worklist.find import find_invoice
from collectrules.worklist.needs import Disputing

T = TypeVar("T")


class WrongAnswer(InputError):
    """An answer that cannot be read, or is missing; `field` names it."""

    def __init__(self, field: str, message: str, *, help: str = "") -> None:
        super().__init__(f"{field}: {message}", help=help)
        self.field = field


@dataclass(frozen=True, slots=True)
class Asked:
    """The answers of one act in its context.

    Every method takes a field's name and raises `WrongAnswer` where the answer cannot be read or is missing;
    those that end in `_or_none` take an empty one.
    """

    context: Context
    answers: Answers

    def text(self, name: str) -> str:
        """What was written, without blanks around it; empty where nothing was."""
        return self.answers.get(name, "").strip()

    def needed(self, name: str, help: str = "say it in a few words") -> str:
        """What was written, which may not be nothing."""
        said = self.text(name)
        if not said:
            raise WrongAnswer(name, "it is missing", help=help)
        return said

    def amount(self, name: str) -> int:
        """Minor units of the context's currency."""
        return self._read(name, lambda said: read_amount(said, currency_of(self.context)))

    def day(self, name: str) -> date:
        """A day."""
        return self._read(name, lambda said: read_day(said, self.context.on))

    def moment(self, name: str) -> datetime:
        """A moment to come, by the clock of the policy."""
        at, zone = self.context.at, self.context.policy.time_zone
        return self._read(name, lambda said: read_moment(said, at, zone))

    def count(self, name: str) -> int:
        """A whole number."""
        return self._read(name, read_count)

    def percent(self, name: str) -> Decimal:
        """A share in per cent."""
        return self._read(name, read_percent)

    def amount_or_none(self, name: str) -> int | None:
        """As `amount`, or None."""
        return self.amount(name) if self.text(name) else None

    def day_or_none(self, name: str) -> date | None:
        """As `day`, or None."""
        return self.day(name) if self.text(name) else None

    def moment_or_none(self, name: str) -> datetime | None:
        """As `moment`, or None."""
        return self.moment(name) if self.text(name) else None

    def count_or_none(self, name: str) -> int | None:
        """As `count`, or None."""
        return self.count(name) if self.text(name) else None

    def percent_or_none(self, name: str) -> Decimal | None:
        """As `percent`, or None."""
        return self.percent(name) if self.text(name) else None

    def invoices(self, name: str) -> tuple[int, ...]:
        """The ids of the invoices named, with commas between; none for nothing."""
        parts = (part.strip() for part in self.text(name).split(","))
        return tuple(dict.fromkeys(self._invoice(name, number) for number in parts if number))

    def shares(self, name: str) -> tuple[Named, ...]:
        """The invoices that money is for, each alone or as `N=AMOUNT`, with commas between."""
        parts = [part.strip() for part in _apart(self.text(name)) if part.strip()]
        return tuple(self._share(name, part) for part in parts)

    def disputed(self, name: str) -> tuple[Disputing, ...]:
        """The invoices that are disputed, each whole or a part as `N=AMOUNT`, with commas between."""
        return tuple(Disputing(each.invoice_id, each.amount) for each in self.shares(name))

    def choice(self, field: Field) -> str:
        """One of the words of a choice, in capitals or not, or the only one that begins so; empty is none."""
        said = self.text(field.name).lower()
        words = [word for word, _ in field.choices]
        if said in words or (not said and field.optional):
            return said
        begin = [word for word in words if said and word.startswith(said)]
        if len(begin) == 1:
            return begin[0]
        near = closest(said, words)
        listed = f"one of {', '.join(words)}"
        raise WrongAnswer(
            field.name,
            f"`{said}` is none of what can be chosen" if said else "it is missing",
            help=f"did you mean `{near}`? it is {listed}" if near and said else listed,
        )

    def _invoice(self, name: str, number: str) -> int:
        return self._told(
            name, lambda: find_invoice(self.context.ledger, self.context.account, number)
        )

    def _share(self, name: str, part: str) -> Named:
        number, equals, amount = part.rpartition("=")
        if not equals:
            return Named(self._invoice(name, part))
        sum_ = self._told(name, lambda: read_amount(amount, currency_of(self.context)))
        return Named(self._invoice(name, number.strip()), sum_)

    def _read(self, name: str, read: Callable[[str], T]) -> T:
        said = self.needed(name, help="it cannot be left empty")
        return self._told(name, lambda: read(said))

    @staticmethod
    def _told(name: str, read: Callable[[], T]) -> T:
        try:
            return read()
        except InputError as error:
            raise WrongAnswer(name, error.message, help=error.help) from error


def _apart(text: str) -> list[str]:
    """Parts between commas, but for the commas within amounts: `4101=1,250.00, 4155`."""
    parts: list[str] = []
    for part in text.split(","):
        digits = part[:3].isdecimal() and (len(part) == 3 or part[3] in ". ")
        if parts and "=" in parts[-1] and digits and part == part.lstrip():
            parts[-1] += f",{part}"
        else:
            parts.append(part)
    return parts
