"""A version lived through day by day: what happened is told, the day is run, the list is worked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Final

from collectrules.charges.conditions import Versions
from collectrules.clock import moment_text
from collectrules.compliance.results import results
from collectrules.engine.gather import roomy
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.policies import NoneInForce
from collectrules.policy.model import Channel, Policy
from collectrules.review.changing import MAIN, Changing
from collectrules.review.checking import found_by, tried
from collectrules.review.day_of_work import DayOfWork
from collectrules.review.ground import Ground
from collectrules.review.model import Version
from collectrules.review.past import known_by
from collectrules.review.retold import Retelling
from collectrules.review.standing import in_place
from collectrules.review.story import Happened, Story
from collectrules.review.work_log import WorkLog
from collectrules.worklist.agreements import end_agreements
from collectrules.worklist.run import PartOfBooks, run_within
from collectrules.worklist.run_result import RunResult
from collectrules.worklist.under import beside_on
from collectrules.worklist.versions import beside_in_force

BY: Final = "back-test"
"""Who records what a trial writes."""


@dataclass(slots=True)
class Life:
    """A ledger of its own in which one version decides from the first day of a story on."""

    ledger: Ledger
    version: Version
    seq: int
    """The event of its ledger that published the version."""
    begins: int
    """The last event of before the first day."""
    retelling: Retelling
    versions: Versions
    changing: Changing
    done: WorkLog
    blocked: Counter[str] = field(default_factory=Counter)
    """How many rows could not be worked on their day, by the rule of the gate."""
    policy: Policy | None = None
    """How it reads on the first day, until that is over."""
    lost: Mapping[str, int] = field(default_factory=dict)
    """How many invoices stood on stages that it neither has nor moves them from: they began anew."""
    quick: bool = True
    """Whether only those are judged whom a day can bring anything to."""
    check_every: int = 0
    """On each so manyth day everybody is judged as well, to see that it comes to the same; 0 is never."""
    checked: dict[date, bool] = field(default_factory=dict)
    """The days on which that was done, and whether it came to the same."""

    def live(self, day: date, news: Sequence[Happened]) -> None:
        """A day: what was recorded on it, then the run, then the work."""
        with self.ledger.writing(at=_evening(day), by=BY) as book:
            self.live_in(book, day, news)

    def live_in(self, book: Book, day: date, news: Sequence[Happened]) -> None:
        """A day, in a transaction that is open already."""
        policy = self.version.policy.on(day)
        if self.policy is not None:
            # What becomes of accounts in flight is said for the first day.
            policy, self.policy = self.policy, None
        with roomy(self.ledger.connection):
            self.changing.begin()
            told = self._tell(book, news)
            book.recorded_at, book.recorded_by = moment_text(_evening(day)), BY
            result = self._run(book, day, policy)
            beside = beside_on(self.ledger, day)
            versions = {"": (policy, self.seq)}
            versions |= {each.policy.id: (each.policy, each.seq) for each in result.beside}
            work = DayOfWork(book, day, versions, beside, self.versions, self.done.asked())
            for account, channel in told:
                work.they_called(account, channel)
            self.done.add(work.work())
            self.done.ask(work.asked)
        self.blocked.update(work.blocked)

    def _run(self, book: Book, day: date, policy: Policy) -> RunResult:
        # What ends by itself is about somebody: it is written before it is asked who that is.
        end_agreements(book, day, versions=self.versions)
        if not self.quick:
            return self._judge(book, day, policy, None)
        accounts = self.changing.of(day, {MAIN: policy} | self._beside(day))
        part = PartOfBooks(accounts, self.changing.decider)
        if not self.check_every or part.accounts is None or day.toordinal() % self.check_every:
            return self._judge(book, day, policy, part)
        everybody = tried(book, lambda: self._judge(book, day, policy, None))
        before = book.seq
        result = self._judge(book, day, policy, part)
        self.checked[day] = found_by(book, before) == everybody
        return result

    def _beside(self, day: date) -> dict[str, Policy]:
        """The policies that anybody may be put under on a day in the place of the main one, by id."""
        found: dict[str, Policy] = {}
        for (id,) in self.ledger.connection.execute(_PUT_UNDER).fetchall():
            with suppress(NoneInForce):
                found[id], _ = beside_in_force(self.ledger, id, day)
        return found

    def _judge(self, book: Book, day: date, policy: Policy, part: PartOfBooks | None) -> RunResult:
        judged = self.changing.judged if part is not None else None
        return run_within(
            self.ledger,
            book,
            policy,
            self.seq,
            day,
            versions=self.versions,
            heed=None if judged is None else lambda evaluator: judged(day, evaluator),
            part=part,
        )

    def _tell(self, book: Book, news: Sequence[Happened]) -> list[tuple[int, Channel]]:
        """Write what happened; returns who called or wrote of their own accord, and how."""
        called: list[tuple[int, Channel]] = []
        for event in news:
            told = self.retelling.tell(book, event)
            if told is not None and event.kind == "contact":
                called += self._carries(told)
        return called

    def _carries(self, seq: int) -> Iterator[tuple[int, Channel]]:
        found = self.ledger.connection.execute(
            "SELECT account_id, channel, result FROM contact WHERE seq = ?", (seq,)
        )
        for account, channel, code in found.fetchall():
            result = results().get(code)
            if result is not None and result.carries_out:
                yield account, channel


_PUT_UNDER: Final = """
    SELECT policy_id FROM override WHERE kind = 'policy' UNION SELECT policy_id FROM trial
"""


@contextmanager
def life(
    story: Story, version: Version, *, quick: bool = True, check_every: int = 0
) -> Iterator[Life]:
    """A life in the ledger of a story, as it was known before the first day, under a version.

    The one in force on that day goes on as it is; any other is published on it. Unless it is `quick`,
    everybody is judged every day.
    """
    with known_by(story.ledger, story.before) as ledger:
        versions = Versions(ledger.connection)
        at = _evening(story.first)
        with ledger.writing(at=at, by=BY) as book:
            ground = Ground(ledger, story.first, at)
            seq, policy, lost = in_place(ground, book, version, story.first)
        versions.know(seq, version.policy)
        yield Life(
            ledger=ledger,
            version=version,
            seq=seq,
            begins=story.before,
            retelling=Retelling(ledger.connection, story.before, versions),
            versions=versions,
            changing=Changing(ledger.connection),
            done=WorkLog.begun(ledger.connection),
            policy=policy,
            lost=lost,
            quick=quick,
            check_every=check_every,
        )


def _evening(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), tzinfo=UTC)
