"""Everything that was tried to reach customers, in the order in which it was recorded."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Final, Literal

from collectrules.compliance.results import RESERVED, Result, results
from collectrules.compliance.whom import Purpose, Whom
from collectrules.ledger.damage import stored_day, stored_moment
from collectrules.policy.model import Channel

OVERRIDE: Final = re.compile(r"(?:^|; )override (.+?): (.+)$", re.DOTALL)
"""How a note says that soft rules were stepped over, and why."""


@dataclass(frozen=True)
class Entry:
    """A contact, or an attempt that was reserved for one."""

    kind: Literal["contact", "attempt"]
    seq: int
    account_id: int
    effective_on: str
    at: str
    channel: Channel
    direction: str
    code: str
    """The result; empty of an attempt."""
    note: str
    person_id: int | None
    reach_id: int | None
    attempt_id: int | None
    purpose: Purpose
    about: str
    undone_by: int | None
    """The event that took a contact back, released an attempt, or is the contact that came of it."""
    told: tuple[str, ...] = ()
    """What was logged of an attempt and taken back; it counts as the last of it while it has no result."""

    @cached_property
    def day(self) -> int:
        """The number of the local day that it was recorded for."""
        return stored_day(self.effective_on).toordinal()

    @cached_property
    def moment(self) -> datetime:
        """When it took place."""
        return stored_moment(self.at)

    @property
    def result(self) -> Result | None:
        """What came of it; None of a code that this program does not know."""
        return RESERVED if self.kind == "attempt" else results().get(self.code)

    @property
    def counts_as(self) -> str:
        """The code that it counts as while it stands."""
        if self.kind == "contact":
            return self.code
        return self.told[-1] if self.told else RESERVED.code

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes that it counts as, or did at some time."""
        return frozenset((RESERVED.code, *self.told) if self.kind == "attempt" else (self.code,))

    @property
    def ours(self) -> bool:
        """Whether we tried to reach them."""
        return self.direction == "out"

    @property
    def is_undone(self) -> bool:
        """Whether it is a contact that was taken back, or an attempt that was released or has its result."""
        return self.undone_by is not None

    @property
    def passes_gate(self) -> bool:
        """Whether the gate is asked about it."""
        result = self.result
        return self.ours and (result is None or result.attempt)

    def comes_of(self, attempt: Entry | None) -> bool:
        """Whether it is what came of an attempt of its account: by the same channel, at the same moment."""
        if attempt is None or attempt.seq > self.seq:
            return False
        return (attempt.channel, attempt.at) == (self.channel, self.at)

    def stands_for(self, contact: Entry) -> bool:
        """Whether it is the attempt that keeps the place of a contact of ours which was taken back.

        It was written straight after the event that took the contact back, and says the same in all but what
        came of it. A contact that was the result of an attempt leaves the place to that.
        """
        return (
            (self.kind, contact.kind) == ("attempt", "contact")
            and contact.undone_by == self.seq - 1
            and contact.passes_gate
            and contact.attempt_id is None
            and self._said == contact._said
        )

    @property
    def _said(self) -> tuple[object, ...]:
        place = (self.account_id, self.channel, self.at, self.effective_on)
        return *place, self.person_id, self.reach_id, self.purpose, self.about

    @property
    def whom(self) -> Whom:
        """Whom it was to reach, as far as that was said."""
        about = tuple(int(seq) for seq in self.about.split())
        return Whom(self.person_id, self.reach_id, about, self.purpose)


def stand_ins(entries: Sequence[Entry]) -> Mapping[int, Entry]:
    """The contacts taken back whose places attempts of the same account keep, by the events of those."""
    straight_after = {
        each.undone_by + 1: each for each in entries if each.kind == "contact" and each.undone_by
    }
    return {
        each.seq: straight_after[each.seq]
        for each in entries
        if each.seq in straight_after and each.stands_for(straight_after[each.seq])
    }


_HISTORY: Final = """
    SELECT 'contact' AS kind, c.seq, c.account_id, c.effective_on, c.at, c.channel, c.direction, c.result,
           c.note, c.person_id, c.reach_id, c.attempt_id, coalesce(c.purpose, ''), coalesce(c.about, ''),
           (SELECT r.seq FROM main.reversal AS r WHERE r.reversed_seq = c.seq)
    FROM main.contact AS c
    WHERE c.account_id BETWEEN :first AND :last
    UNION ALL
    SELECT 'attempt', a.seq, a.account_id, a.effective_on, a.at, a.channel, 'out', '', '', a.person_id,
           a.reach_id, NULL, a.purpose, a.about,
           coalesce((SELECT c.seq FROM main.contact AS c WHERE c.attempt_id = a.seq
                       AND c.seq NOT IN (SELECT r.reversed_seq FROM main.reversal AS r)),
                    (SELECT r.seq FROM main.attempt_release AS r WHERE r.attempt_id = a.seq))
    FROM main.attempt AS a
    WHERE a.account_id BETWEEN :first AND :last
    ORDER BY account_id, seq
"""
_AT_ONCE: Final = 1_000
"""Accounts that are read at once: no statement is open while the gate, which makes tables, is asked."""


def histories(connection: sqlite3.Connection) -> Iterator[tuple[int, list[Entry]]]:
    """For each account with any, its contacts and attempts in the order in which they were recorded.

    All of them, whatever a view of the past hides.
    """
    accounts = [
        account
        for (account,) in connection.execute("SELECT seq FROM main.account ORDER BY seq").fetchall()
    ]
    for begin in range(0, len(accounts), _AT_ONCE):
        some = accounts[begin : begin + _AT_ONCE]
        rows = connection.execute(_HISTORY, {"first": some[0], "last": some[-1]}).fetchall()
        for account_id, own in groupby((Entry(*row) for row in rows), attrgetter("account_id")):
            yield account_id, _with_what_was_told(list(own))


def _with_what_was_told(entries: list[Entry]) -> list[Entry]:
    """The entries with what was logged of each attempt and taken back."""
    told: dict[int, tuple[str, ...]] = {
        seq: (contact.code,) for seq, contact in stand_ins(entries).items()
    }
    for each in entries:
        if each.kind == "contact" and each.attempt_id and each.is_undone and each.passes_gate:
            told[each.attempt_id] = (*told.get(each.attempt_id, ()), each.code)
    return [
        replace(e, told=told[e.seq]) if e.seq in told and e.kind == "attempt" else e
        for e in entries
    ]
