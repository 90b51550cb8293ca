"""What has to be recorded with the result of a contact, and what cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from collectrules.compliance.results import Result
from collectrules.errors import InputError

Promise = tuple[int, str, date]
"""An amount in minor units, its currency, and the day by which it will be paid."""


class Disputing(NamedTuple):
    """An invoice that is disputed, or a part of it."""

    invoice_id: int
    amount: int | None = None
    """In minor units; None for all that is left of it."""


Dispute = tuple[Sequence[Disputing], str]
"""The invoices in dispute, and why."""


def check_needs(
    result: Result, promise: Promise | None, dispute: Dispute | None, stage: str
) -> None:
    """Raise `InputError` where a result lacks what it needs, or has what cannot come of it."""
    named = f"`{result.code}` ({result.label})"
    if result.needs == "promise" and promise is None:
        raise InputError(
            f"{named} needs the amount and the day",
            help="say how much they will pay, and by when",
        )
    if result.needs == "dispute" and (dispute is None or not dispute[0]):
        raise InputError(
            f"{named} needs the invoices in dispute",
            help="name at least one invoice, and what is said against it",
        )
    came_of_it = promise is not None or dispute is not None
    if came_of_it and not (result.conversation or result.direction == "in"):
        raise InputError(
            f"a {'promise' if promise is not None else 'dispute'} cannot come of {named}",
            help="choose the result of a conversation, or of what they wrote",
        )
    if stage and not result.carries_out:
        raise InputError(
            f"{named} carries out no stage", help="leave the stage out, or choose another result"
        )
