"""What happened and was not ours to decide, day by day as it was recorded.

What we did by a policy is left out: runs and what they wrote, contacts of ours, what was placed or queued.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate
from typing import Final

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import KINDS, Scalar, columns
from collectrules.review.acts_of_runs import written_by_runs

OURS: Final = frozenset(
    {
        "accrual", "interest_term", "stage_step", "stage_move", "gate_check", "attempt", "attempt_release",
        "queued", "queued_end", "placement", "placement_invoice", "placement_end", "run", "note",
        "import_mapping",
    }
)  # fmt: skip
"""Kinds of event that are what we did, whatever they say."""
SETTLED: Final = "settled by event "
"""How the note of a write-off begins that came with a settlement's end, which a run finds again."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of the journal, with what it says in the order of its kind's fields."""

    seq: int
    kind: str
    on: str
    at: str
    by: str
    values: tuple[Scalar, ...]

    def said(self, name: str) -> Scalar:
        """What one of its fields says."""
        return self.values[columns(KINDS[self.kind]).index(name)]


@dataclass
class Story:
    """What the journal recorded on each day from a first to a last."""

    ledger: Ledger
    first: date
    last: date
    left_out: Counter[str] = field(default_factory=Counter)
    """How many events of each kind were what we did."""

    @cached_property
    def before(self) -> int:
        """The last event that had been recorded before the first day; 0 where none had."""
        return self.ledger.known_on(self.first - timedelta(days=1))

    def __iter__(self) -> Iterator[tuple[date, list[Happened]]]:
        """Each day with what was recorded on it."""
        known = self.before
        for day, until in self._ends():
            yield day, [each for each in self._events(known, until) if self._theirs(each)]
            known = until

    def _ends(self) -> Iterator[tuple[date, int]]:
        """Each day with the last event recorded by its end."""
        rows = self.ledger.connection.execute(
            "SELECT substr(recorded_at, 1, 10), max(seq) FROM journal GROUP BY 1 ORDER BY 1"
        ).fetchall()
        by_day = dict(
            zip((row[0] for row in rows), accumulate((row[1] for row in rows), max), strict=True)
        )
        known = self.before
        for number in range((self.last - self.first).days + 1):
            day = self.first + timedelta(days=number)
            known = by_day.get(day.isoformat(), known)
            yield day, known

    def _events(self, after: int, until: int) -> Iterator[Happened]:
        connection = self.ledger.connection
        span = {"after": after, "until": until}
        said = {
            seq: values
            for (kind,) in connection.execute(
                "SELECT DISTINCT kind FROM journal WHERE seq > :after AND seq <= :until", span
            ).fetchall()
            for seq, *values in connection.execute(
                f"SELECT seq, {', '.join(columns(KINDS[kind]))} FROM {kind}"
                " WHERE seq > :after AND seq <= :until",
                span,
            )
        }
        acts = written_by_runs(self.ledger, after, until)
        by_runs = {seq for events in acts.values() for seq in events}
        for seq, kind, on, at, by in connection.execute(
            "SELECT seq, kind, effective_on, recorded_at, recorded_by FROM journal"
            " WHERE seq > :after AND seq <= :until ORDER BY seq",
            span,
        ).fetchall():
            if seq in by_runs:
                self.left_out[kind] += 1
            else:
                yield Happened(seq, kind, on, at, by, tuple(said[seq]))

    def _theirs(self, event: Happened) -> bool:
        kept = event.kind not in OURS and _happens_again(event)
        if not kept:
            self.left_out[event.kind] += 1
        return kept


def _happens_again(event: Happened) -> bool:
    """Whether an event happens whatever the policy, of the kinds of which some do."""
    match event.kind:
        case "charge":
            return event.said("rule") == "bank-fee"
        case "contact":
            return event.said("direction") == "in"
        case "approval":
            return event.said("section") == "offer"
        case "plan_end" | "settlement_end":
            return event.said("outcome") == "cancelled"
        case "posting" | "part_posting":
            note = str(event.said("note"))
            return not (event.said("kind") == "write_off" and note.startswith(SETTLED))
        case _:
            return True
