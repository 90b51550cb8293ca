"""What a result asks before it can be logged, and how the answers are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from collectrules.clock import parse_day
from collectrules.compliance.gate import Verdict
from collectrules.compliance.results import Result
from collectrules.errors import InputError
from collectrules.money import format_minor, to_minor
from collectrules.worklist.listing import Row

_FURTHEST_DAYS: Final = 3660
"""A day written as `+N` lies at most so many days ahead: more is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask: the name of the answer, how it is asked, what stands there at first, a hint."""

    name: str
    label: str
    value: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a contact beside its result."""

    promise: tuple[int, str, date] | None = None
    """Minor units, currency, day."""
    invoices: tuple[str, ...] = ()
    """The numbers of the invoices in dispute."""
    reason: str = ""
    """Why they dispute them."""
    override_reason: str = ""
    """Why a soft limit is stepped over."""


def questions(result: Result, row: Row, verdict: Verdict | None) -> tuple[Question, ...]:
    """What has to be asked before `result` can be logged, in order; mostly nothing."""
    asked: list[Question] = []
    if result.needs == "promise":
        amount = format_minor(row.to_collect, row.currency)
        asked += [
            Question("amount", f"how much, in {row.currency}", amount),
            Question("day", "by which day", hint="year-month-day, or +7 for in a week"),
        ]
    if result.needs == "dispute":
        asked += [
            Question("invoices", "which invoices", row.invoice, "numbers, with commas between"),
            Question("reason", "what is wrong", hint="in their words"),
        ]
    if result.passes_gate and is_soft(verdict):
        asked.append(Question("override", "why step over the limit", hint="kept with the contact"))
    return tuple(asked)


def is_soft(verdict: Verdict | None) -> bool:
    """Whether a limit stands in the way that may be stepped over with a reason."""
    return verdict is not None and not verdict.allowed and verdict.level == "soft"


def is_hard(verdict: Verdict | None) -> bool:
    """Whether a limit stands in the way that nobody can step over."""
    return verdict is not None and not verdict.allowed and verdict.level == "hard"


def read_answers(answers: dict[str, str], row: Row, day: date) -> Outcome:
    """The answers as an outcome of a contact on `day`; raises `InputError` where one cannot be read."""
    promise = None
    if "amount" in answers:
        amount = read_amount(answers["amount"], row.currency)
        promise = (amount, row.currency, read_day(answers["day"], day))
    numbers = (number.strip() for number in answers.get("invoices", "").split(","))
    return Outcome(
        promise=promise,
        invoices=tuple(number for number in numbers if number),
        reason=answers.get("reason", ""),
        override_reason=answers.get("override", ""),
    )


def read_amount(text: str, currency: str) -> int:
    """An amount in minor units, written as the screens show it: `1,250.00`.

    Raises `InputError` for anything else, a comma for the decimals included.
    """
    plain = text.strip().removesuffix(currency).strip()
    whole, _, decimals = plain.partition(".")
    head, *groups = whole.split(",")
    try:
        amount = Decimal(plain.replace(",", ""))
    except InvalidOperation:
        amount = Decimal("NaN")
    grouped = all(len(group) == 3 for group in groups) and (head or not groups)
    if not amount.is_finite() or not grouped or "," in decimals:
        raise InputError(f"`{text}` is not an amount", help="write a number such as 1250.00")
    return to_minor(amount, currency)


def read_day(text: str, today: date) -> date:
    """A day written as year-month-day, or as `+7` counted from `today`; raises `InputError`."""
    text = text.strip()
    ahead = text.removeprefix("+")
    if text.startswith("+") and ahead.isdecimal() and int(ahead) <= _FURTHEST_DAYS:
        return today + timedelta(days=int(ahead))
    return parse_day(text)
