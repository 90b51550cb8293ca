"""A version lived through day by day: what happened is told, the day is run, the list is worked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Final

from collectrules.charges.conditions import Versions
from collectrules.compliance.results import results
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import PolicyPublished
from collectrules.policy.model import LANGUAGE, Channel, Policy
from collectrules.review.changing import Changing
from collectrules.review.day_of_work import DayOfWork, Done
from collectrules.review.model import Version
from collectrules.review.past import copied
from collectrules.review.retold import Retelling
from collectrules.review.story import Happened, Story
from collectrules.worklist.agreements import end_agreements
from collectrules.worklist.run import PartOfBooks, run_day
from collectrules.worklist.under import beside_on

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
    done: list[Done] = field(default_factory=list)
    blocked: Counter[str] = field(default_factory=Counter)
    """How many rows could not be worked on their day, by the rule of the gate."""
    asked: set[tuple[int, str]] = field(default_factory=set)
    quick: bool = True
    """Whether only those are judged whom a day can bring anything to."""

    def live(self, day: date, news: Sequence[Happened]) -> None:
        """A day: what was recorded on it, then the run, then the work."""
        self.changing.begin()
        told = self._tell(day, news)
        policy = self.version.policy.on(day)
        result = run_day(
            self.ledger,
            policy,
            self.seq,
            as_of=day,
            at=_evening(day),
            by=BY,
            versions=self.versions,
            part=self._part(day, policy),
        )
        beside = beside_on(self.ledger, day)
        versions = {"": (policy, self.seq)}
        versions |= {each.policy.id: (each.policy, each.seq) for each in result.beside}
        with self.ledger.writing(at=_evening(day), by=BY) as book:
            work = DayOfWork(book, day, versions, beside, self.versions, self.asked)
            for account, channel in told:
                work.they_called(account, channel)
            self.done += work.work()
        self.blocked.update(work.blocked)

    def _part(self, day: date, policy: Policy) -> PartOfBooks | None:
        with self.ledger.writing(at=_evening(day), by=BY) as book:
            # What ends by itself is about somebody: the run finds it written.
            end_agreements(book, day, versions=self.versions)
        if not self.quick:
            return None
        accounts = self.changing.of(day, policy)
        return PartOfBooks(accounts, lambda: self.changing.judged(day), self.changing.decider)

    def _tell(self, day: date, news: Sequence[Happened]) -> list[tuple[int, Channel]]:
        """Write what happened; returns who called or wrote of their own accord, and how."""
        if not news:
            return []
        called: list[tuple[int, Channel]] = []
        with self.ledger.writing(at=_evening(day), by=BY) as book:
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


@contextmanager
def life(story: Story, version: Version) -> Iterator[Life]:
    """A life in the ledger of a story, as it was known before the first day, under a version.

    One that was in force by then keeps its own event; any other is published on the first day.
    """
    with copied(story.ledger, story.before) as ledger:
        versions = Versions(ledger.connection)
        seq = version.published
        if seq is None or seq > story.before:
            with ledger.writing(at=_evening(story.first), by=BY) as book:
                seq = book.append(_tried(version), on=story.first)
        versions.know(seq, version.policy)
        retelling = Retelling(ledger.connection, story.before, versions)
        changing = Changing(ledger.connection)
        yield Life(ledger, version, seq, story.before, retelling, versions, changing)


def _tried(version: Version) -> PolicyPublished:
    policy = version.policy
    return PolicyPublished(
        policy.id, f"{policy.version}, tried", LANGUAGE, policy.sha256, version.text.decode("utf-8")
    )


def _evening(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), tzinfo=UTC)
