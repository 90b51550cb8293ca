"""The week that begins with the day of a review, lived forward: what contacts a version asks for in it.

It is the back-test turned around: nothing more happens that is not ours, and the days to come are lived. The
first judges every account, the others those to which the day can bring anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from collectrules.review.changing import Changing
from collectrules.review.day_of_work import RESULTS
from collectrules.review.ground import Ground, Progress
from collectrules.review.life import Life
from collectrules.review.model import Version
from collectrules.review.retold import Retelling
from collectrules.review.standing import in_place
from collectrules.review.work_log import WorkLog

DAYS: Final = 7
ASSUMES: Final = (
    "nobody pays, promises, disputes or calls in it, and nothing is invoiced",
    "every contact that the gate allows is made on its day, however many there are, at the weekend too where"
    " no rule forbids it",
    "a call comes to a voicemail, which carries out its stage",
    "what waits for the owner is approved on its day",
)
"""What the week takes for granted, in plain words."""


@dataclass(frozen=True, slots=True)
class Week:
    """What would be done in a week under a version."""

    version: Version
    first: date
    days: tuple[Mapping[str, int], ...]
    """How often each thing is done on each day: contacts by channel, placements, tasks."""
    blocked: Mapping[str, int]
    """Rows that the gate lets nobody work on their day, by its rule; the same row counts again each day."""

    @property
    def last(self) -> date:
        """The last of its days."""
        return self.first + timedelta(days=len(self.days) - 1)

    @property
    def contacts(self) -> Mapping[str, int]:
        """How many contacts there are over each channel that is used at all."""
        sums = {way: sum(day.get(way, 0) for day in self.days) for way in RESULTS}
        return {way: count for way, count in sums.items() if count}


def week_of(
    ground: Ground, version: Version, progress: Progress | None = None, *, quick: bool = True
) -> Week:
    """The week from the day of the ground on, under a version; the copy is left as it was.

    Unless it is `quick`, everybody is judged on each of its days. Raises as `stand` does.
    """
    connection = ground.ledger.connection
    with ground.rehearsing() as book:
        versions = ground.versions_of(connection)
        seq, policy, _ = in_place(ground, book, version, ground.as_of)
        versions.know(seq, version.policy)
        lived = Life(
            ledger=ground.ledger,
            version=version,
            seq=seq,
            begins=book.seq,
            retelling=Retelling(connection, book.seq, versions),
            versions=versions,
            changing=Changing(connection),
            done=WorkLog.begun(connection),
            policy=policy,
            quick=quick,
        )
        for number in range(DAYS):
            day = ground.as_of + timedelta(days=number)
            if progress is not None:
                progress(f"living the week by {version.name}: day {number + 1} of {DAYS}")
            lived.live_in(book, day, ())
        days = lived.done.by_day()
        return Week(
            version,
            ground.as_of,
            tuple(days.get(ground.as_of + timedelta(days=n), {}) for n in range(DAYS)),
            dict(sorted(lived.blocked.items())),
        )
