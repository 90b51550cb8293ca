"""Whom an attempt is to reach, how, and what for: what the gate is asked about besides account and moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Purpose = Literal["", "confirmation", "end-of-efforts", "remedy", "reply", "verification"]
"""What a contact is for, where a stop lets no other through; empty is collecting."""


@dataclass(frozen=True, slots=True)
class Whom:
    """A person of an account and the number or address used; what nobody named may be any of them."""

    person_id: int | None = None
    reach_id: int | None = None
    about: tuple[int, ...] = ()
    """The ids of the invoices it is about; empty for all that is owed."""
    purpose: Purpose = ""


ANYBODY = Whom()
"""Nobody was named: whatever holds for any person of the account counts."""
