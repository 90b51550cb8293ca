"""What every kind of event has in common."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar

Scalar = int | str | None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; a subclass names its table."""

    table: ClassVar[str]
    later: ClassVar[tuple[str, ...]] = ()
    """Fields that a later format added: where they are None the payload leaves them out, so that what was
    written before reads as it did."""

    def values(self) -> tuple[Scalar, ...]:
        """What the event says, in the order of its fields."""
        return tuple(getattr(self, field.name) for field in fields(self))
