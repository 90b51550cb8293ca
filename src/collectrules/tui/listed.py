"""The list as it is shown: the rows that have been read of it, by where they stand, and what each is like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from collectrules.worklist.pages import Page
from collectrules.worklist.row import Row

State = Literal["open", "done", "wait", "ask", "held", "call-back", "taken"]
"""Of a row: to do, contacted, not to be contacted that day, waiting for the owner, nothing to do, to be
called at a time, or worked by somebody else."""

CHUNK: Final = 240
"""So many rows are read at once, around where they are wanted."""


@dataclass(slots=True, repr=False)
class Listed:
    """How many rows are shown, and those of them that have been read."""

    count: int = 0
    number: int = 0
    """Of the showing that further rows belong to."""
    _rows: dict[int, Row] = field(default_factory=dict)

    @classmethod
    def of(cls, page: Page) -> Listed:
        """What is shown, with the first rows that were read of it."""
        listed = cls(page.shown, page.number)
        listed.fill(page)
        return listed

    @classmethod
    def beginning(cls, rows: Sequence[Row]) -> Listed:
        """The first rows of a list, of which no more is known yet."""
        return cls(len(rows), 0, dict(enumerate(rows)))

    def __len__(self) -> int:
        """How many rows are shown."""
        return self.count

    def get(self, position: int) -> Row | None:
        """The row at a position, where it has been read."""
        return self._rows.get(position)

    def fill(self, page: Page) -> None:
        """Take in rows that were read; those of another showing are of no use."""
        if page.number == self.number:
            self._rows.update(enumerate(page.rows, page.start))

    def missing(self, first: int, last: int) -> int | None:
        """A position around which rows have to be read to show some; None where all of them have been."""
        for position in range(max(0, first), min(last, self.count - 1) + 1):
            if position not in self._rows:
                return position
        return None

    def update(self, rows: Iterable[Row]) -> None:
        """Put rows that were read anew in the place of what was known of them."""
        new = {row.rank: row for row in rows}
        for position, row in self._rows.items():
            if row.rank in new:
                self._rows[position] = new[row.rank]

    def mark(self, account_id: int, result: str) -> None:
        """Note the result of a contact on every row of an account; empty where it was taken back."""
        for position, row in self._rows.items():
            if row.account_id == account_id:
                self._rows[position] = replace(row, result=result)

    def position(self, wanted: Row) -> int | None:
        """Where a row is shown, of those that have been read."""
        return next((at for at, row in self._rows.items() if row.rank == wanted.rank), None)

    def next_to_do(self, position: int) -> int | None:
        """The next shown row that is not done, where all that are between have been read."""
        for step in range(1, self.count + 1):
            place = (position + step) % self.count
            row = self._rows.get(place)
            if row is None:
                return None
            if not row.result:
                return place
        return None

    @property
    def whole(self) -> bool:
        """Whether every row that is shown has been read."""
        return len(self._rows) == self.count


@dataclass(frozen=True, slots=True)
class Around:
    """What the looks of a row depend on beside itself: the day, the clock, who works what, what is chosen."""

    today: date = date.min
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    by: str = ""
    claims: Mapping[int, str] = field(default_factory=dict)
    chosen: frozenset[int] = frozenset()

    def taken_by(self, row: Row) -> str:
        """Who else has the account of a row open; empty where nobody has."""
        who = self.claims.get(row.account_id, "")
        return "" if who == self.by else who


NOWHERE: Final = Around()


def state(row: Row, around: Around = NOWHERE) -> State:
    """How a row stands; who has it open says most, then what was done, then what stands in the way."""
    if around.taken_by(row):
        return "taken"
    if row.result:
        return "done"
    if row.call_back is not None and row.call_back.due(around.today, around.zone):
        return "call-back"
    if row.held or row.decided_by is None:
        return "held"
    if (row.approval and not row.approved) or row.channel is None:
        return "ask"
    return "open" if row.allowed else "wait"


def mark(row: Row, around: Around = NOWHERE) -> str:
    """The state in a few letters: a name, a result, a time, `wait`, `ask`, `held`, `queue`, or nothing."""
    now = state(row, around)
    match now:
        case "taken":
            return around.taken_by(row)
        case "done":
            return row.result.rpartition("-")[2][:4]
        case "call-back":
            return call_back_text(row.call_back.at if row.call_back else None, around)
        case "open":
            return "queue" if row.queued else ""
        case _:
            return now


def call_back_text(at: datetime | None, around: Around) -> str:
    """When they want to be called, by the policy's clock: the time, or the day where that is not today."""
    if at is None:
        return ""
    local = at.astimezone(around.zone)
    return f"{local:%H:%M}" if local.date() == around.today else f"{local:%m-%d}"
