"""From which day on interest runs on an invoice, and by which rule: what a run writes where that changes.

A run that missed days lets interest begin on the day its conditions came to hold. What comes to hold for
another reason than the passing of days counts from the run that sees it, because nobody knows the day.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from collectrules.charges.conditions import Conditions, Versions
from collectrules.charges.debts import Term
from collectrules.engine.evaluate import Evaluator
from collectrules.ledger.book import Ledger
from collectrules.ledger.damage import stored_day
from collectrules.ledger.policies import NoneInForce, in_force
from collectrules.policy.model import Policy
from collectrules.worklist.interest_changes import (
    Changed,
    LastRun,
    Stale,
    find_changed,
    look_at,
    prepare,
)
from collectrules.worklist.schedule import NONE, Choice, Schedule, facts_asked
from collectrules.worklist.stopped import StoppedDays
from collectrules.worklist.under import Beside, Judging


def any_interest(connection: sqlite3.Connection, policy: Policy) -> bool:
    """Whether a policy knows of interest, or interest has ever run in a ledger."""
    if any(group.interest for _, group in policy.groups):
        return True
    return connection.execute("SELECT 1 FROM interest_term LIMIT 1").fetchone() is not None


class DueTerm(NamedTuple):
    """A term to write for an invoice."""

    invoice_id: int
    term: Term


class _Step(NamedTuple):
    """From a day on, a rule of a version under some limits is what decides."""

    day: int
    choice: Choice
    policy: int


@dataclass(frozen=True, slots=True)
class _Line:
    """A version of the policy and the first day on which it decides."""

    from_day: int
    seq: int
    schedules: tuple[Schedule, ...]
    """One for each group of currencies of the version that judges today."""

    @property
    def knows_interest(self) -> bool:
        """Whether it has any rule about interest."""
        return any(schedule.policy.interest for schedule in self.schedules)


@dataclass(slots=True, kw_only=True)
class TermsDue:
    """Finds, after a policy has judged, the terms of interest that are to be written."""

    ledger: Ledger
    evaluator: Evaluator
    judging: Judging
    beside: Beside
    versions: Versions
    as_of: date
    last: LastRun
    through: int
    """The last day to decide on, `today` or a later one, which is judged by what is known today."""
    asked: Mapping[int, int] = field(default_factory=dict)
    """Invoices to look at even where today changes nothing, and the day each is due, as is known by now."""
    _names: tuple[str, ...] = ()
    """The facts that rules about interest read besides those of days."""
    _lines: list[_Line] = field(default_factory=list)
    """The versions that have decided, the last first, as far back as anybody asked."""
    _stopped: StoppedDays | None = None
    _same: dict[tuple[Stale, int], bool] = field(default_factory=dict)

    @property
    def today(self) -> int:
        """The day that is judged, as `date.toordinal` numbers it."""
        return self.as_of.toordinal()

    def find(self) -> list[DueTerm]:
        """The terms to write, in the order of invoices and days."""
        policy, connection = self.evaluator.policy, self.ledger.connection
        if not any_interest(connection, policy):
            return []
        self._names = facts_asked(policy)
        schedules = tuple(Schedule(group, self._names) for _, group in policy.groups)
        self._lines = [_Line(policy.effective_from.toordinal(), self.judging.seq, schedules)]
        if self.judging.moment.under:
            self._decided_always()
        running = prepare(self.evaluator, self.last, self.as_of)
        stale = [each for each in running if not self._is_same(each, self.judging.seq)]
        look_at(connection, stale, self.asked)
        changed = find_changed(self.evaluator, self._names, self.last, self.as_of)
        return [
            DueTerm(each.invoice_id, term)
            for each in map(self._as_due_now, changed)
            for term in self._terms(each)
        ]

    def _as_due_now(self, invoice: Changed) -> Changed:
        """An invoice with the due day known by now, in place of the one that was known when it was judged.

        Where they differ, the run that judged it has not seen it as it was due.
        """
        known, due = invoice.known, self.asked.get(invoice.invoice_id)
        more = 0 if due is None else self.today - due - known.past_due
        moved = known._replace(past_due=known.past_due + more, past_grace=known.past_grace + more)
        return replace(invoice, known=moved, seen=False) if more else invoice

    def _terms(self, invoice: Changed) -> list[Term]:
        """The terms to write for an invoice."""
        if invoice.now is not None and not invoice.seen:
            return [*self._before_the_first(invoice), *self._since_the_last_run(invoice)]
        if invoice.seen:
            return self._since_the_last_run(invoice)
        first = min(self._due(invoice) + 1, self.through)
        return self._written(invoice, None, self._steps(invoice, first, self.through))

    def _before_the_first(self, invoice: Changed) -> list[Term]:
        """Of an invoice that turns out to have been due earlier, the terms before the one that it has."""
        (on,) = self.ledger.connection.execute(
            "SELECT min(effective_on) FROM interest_term"
            " WHERE invoice_id = ? AND rule <> '' AND seq NOT IN (SELECT seq FROM undone)",
            (invoice.invoice_id,),
        ).fetchone()
        first = self._due(invoice) + 1
        last = stored_day(on).toordinal() - 1 if on else 0
        if first > last:
            return []
        steps = self._steps(invoice, first, last)
        return [
            Term(step.day, step.choice[0], step.policy, step.choice[1])
            for step in steps
            if step.choice != NONE or step.day > first
        ]

    def _since_the_last_run(self, invoice: Changed) -> list[Term]:
        """The terms of the days after the last run, which decided on those until then.

        A version that was published since decides from its own first day on, also before that run.
        """
        first = min(self.last.day + 1, self.through)
        if not self._decided_so(invoice):
            first = self.through
        published = [line.from_day for line in self._lines if line.seq > self.last.seq]
        if published and first > published[-1]:
            first = max(
                published[-1], self._due(invoice) + 1, invoice.now.from_day if invoice.now else 0
            )
            first = min(first, self.through)
        return self._written(invoice, invoice.now, self._steps(invoice, first, self.through))

    def _decided_so(self, invoice: Changed) -> bool:
        """Whether the last run decided as all that is known today would; else something has changed since."""
        day = self.last.day
        line = self._line_on(day)
        if line is None or line.seq > self.last.seq or day < self._put_under_on(invoice):
            return True
        then = self._choice_on(invoice, line, day)
        return then == ((invoice.now.rule, invoice.now.limits) if invoice.now else NONE)

    def _written(self, invoice: Changed, now: Term | None, steps: Iterator[_Step]) -> list[Term]:
        """Of the steps those that change what runs; where a hold stops it, it stops today."""
        found: list[Term] = []
        for step in steps:
            held_at_once = invoice.held and step.day >= self.today
            if not held_at_once and not self._goes_on(invoice, now, step):
                now = Term(step.day, step.choice[0], step.policy, step.choice[1])
                found.append(now)
        if invoice.held and now is not None and now.rule:
            found.append(Term(self.today, "", self.judging.seq))
        return found

    def _goes_on(self, invoice: Changed, now: Term | None, step: _Step) -> bool:
        """Whether a step leaves what runs as it is."""
        rule, limits = step.choice
        if now is None or not now.rule:
            return not rule
        if (now.rule, now.limits) != (rule, limits):
            return False
        return self._is_same(Stale(now.policy, rule, limits, invoice.currency), step.policy)

    def _is_same(self, running: Stale, seq: int) -> bool:
        """Whether a rule by which interest runs is, from today on, what it is of another version."""
        key = running, seq
        if running.policy != seq and key not in self._same:
            was, now = (
                self._from_today(self.versions.conditions(each, *running[1:]))
                for each in (running.policy, seq)
            )
            self._same[key] = was == now
        return running.policy == seq or self._same[key]

    def _from_today(
        self, readings: Sequence[tuple[int, Conditions | None]]
    ) -> list[tuple[int, Conditions | None]]:
        begun = sum(day <= self.today for day, _ in readings)
        return [(max(day, self.today), said) for day, said in readings[max(0, begun - 1) :]]

    def _steps(self, invoice: Changed, first: int, last: int) -> Iterator[_Step]:
        """What decides on the days from one through another, by the versions that were in force on them."""
        self._line_on(first)
        end = last
        parts: list[list[_Step]] = []
        under = self._put_under_on(invoice) if invoice.seen else 0
        for line in self._lines if invoice.seen else self._lines_of_unseen():
            start = max(first, line.from_day, min(under, last))
            if start <= end:
                parts.append(list(self._by_line(invoice, line, start, end)))
                end = start - 1
        for part in reversed(parts):
            yield from part

    def _lines_of_unseen(self) -> list[_Line]:
        """The versions that decide about an invoice of which no run has decided anything yet.

        One that knew nothing of interest leaves its days to the version after it, and so do all days before.
        """
        lines = [line for line in self._lines if line.knows_interest] or self._lines[:1]
        return [*lines[:-1], replace(lines[-1], from_day=0)]

    def _by_line(self, invoice: Changed, line: _Line, first: int, last: int) -> Iterator[_Step]:
        schedule, due = line.schedules[invoice.group], self._due(invoice)
        if self._clock_stopped(invoice, schedule):
            for day in range(first, last + 1):
                yield _Step(day, self._choice_on(invoice, line, day), line.seq)
            return
        for past_due, choice in schedule.steps(invoice.known, first - due, last - due):
            yield _Step(due + past_due, choice, line.seq)

    def _choice_on(self, invoice: Changed, line: _Line, day: int) -> Choice:
        schedule, due, known = line.schedules[invoice.group], self._due(invoice), invoice.known
        if not self._clock_stopped(invoice, schedule):
            return schedule.on(known, day - due)
        stopped = self._stopped_days()
        later = stopped.between(invoice.invoice_id, max(day, due), self.today)
        past_grace = known.past_grace - (self.today - day) + later
        return schedule.with_clock(known, day - due, past_grace)

    def _clock_stopped(self, invoice: Changed, schedule: Schedule) -> bool:
        return schedule.reads_the_clock and invoice.invoice_id in self._stopped_days().spans

    def _stopped_days(self) -> StoppedDays:
        if self._stopped is None:
            self._stopped = StoppedDays.read(self.ledger.connection, self.evaluator.policy)
        return self._stopped

    def _due(self, invoice: Changed) -> int:
        return self.today - invoice.known.past_due

    def _put_under_on(self, invoice: Changed) -> int:
        """The day an invoice was put under the policy that judges it; 0 where that is the main one."""
        if not self.judging.moment.under:
            return 0
        act = self.beside.act_of(invoice.account_id, invoice.invoice_id)
        return act.from_on.toordinal() if act else 0

    def _line_on(self, day: int) -> _Line | None:
        """The version that decides on a day; None where it cannot be asked: what ran then, runs on."""
        while day < self._lines[-1].from_day or self._lines[-1].seq > self.last.seq > 0:
            if self._lines[-1].from_day == 0 or not self._look_further_back():
                break
        return next((line for line in self._lines if line.from_day <= day), None)

    def _look_further_back(self) -> bool:
        """Add the version before the earliest; where there is none, the earliest decides on all days before.

        False where the one before reads facts that are not at hand.
        """
        last = self._lines[-1]
        before = date.fromordinal(max(1, last.from_day - 1))
        try:
            stored = in_force(self.ledger, before)
        except NoneInForce:
            self._decided_always()
            return True
        policy = self.versions.policy(stored.seq).on(before)
        if set(facts_asked(policy)) - set(self._names):
            return False
        codes = (codes[0] for codes, _ in self.evaluator.policy.groups)
        read = tuple(Schedule(policy.in_currency(code), self._names) for code in codes)
        self._lines.append(_Line(stored.effective_from.toordinal(), stored.seq, read))
        return True

    def _decided_always(self) -> None:
        """Let the earliest version decide on all days before it."""
        self._lines[-1] = replace(self._lines[-1], from_day=0)
