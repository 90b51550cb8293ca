"""A contact as the ledger has it, and what is told of one that a limit counted."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple


class CountedContact(NamedTuple):
    """A contact that a limit counted."""

    seq: int
    day: date
    channel: str
    result: str


class Recorded(NamedTuple):
    """A contact as the ledger has it, or an attempt without one."""

    seq: int
    day: date
    channel: str
    result: str
    """Its code; of an attempt the one last taken back of it, or that of `results.RESERVED`."""
    direction: str
    at: datetime
    person_id: int | None = None
    """With whom; None where nobody said."""
    reach_id: int | None = None
    """The number or address that was used; None where nobody said."""
    place: str = ""
    """Where that number or address is, such as `work`; empty where nobody said which was used."""
    about: tuple[int, ...] = ()
    """The ids of the invoices it was about; empty for all that was owed."""
    purpose: str = ""
    """What it was for, where a stop lets no other through; empty is collecting."""
    stands: bool = True
    """Whether that is its result; not of an attempt, which has none or one that was taken back."""

    @property
    def ours(self) -> bool:
        """Whether we tried to reach them, and not they us."""
        return self.direction == "out"

    @property
    def counted(self) -> CountedContact:
        """What is told of it where a limit counted it."""
        return CountedContact(self.seq, self.day, self.channel, self.result)
