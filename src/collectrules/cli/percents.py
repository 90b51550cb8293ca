"""A percentage as typed by a person."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from collectrules.errors import InputError


def percent_of_text(text: str) -> Decimal:
    """The percentage written; raises `InputError` for what is none between 0 and 100."""
    try:
        percent = Decimal(text.strip().removesuffix("%").strip())
    except InvalidOperation:
        percent = Decimal("NaN")
    if not (percent.is_finite() and 0 <= percent <= 100):
        raise InputError(
            f"`{text}` is no percentage", help="write a number from 0 to 100, such as 80"
        )
    return percent
