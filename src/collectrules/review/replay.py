"""The worklist of any past day, to the letter: the books as they were known when it was made, run again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from collectrules.errors import InputError
from collectrules.ledger.book import Ledger
from collectrules.ledger.damage import stored_day, stored_moment
from collectrules.ledger.published import published_policy
from collectrules.review.acts_of_runs import written_by_runs
from collectrules.review.past import known_by
from collectrules.worklist.listing import Listing, read_listing
from collectrules.worklist.run import run_day


@dataclass(frozen=True, slots=True)
class Made:
    """A run of the journal: its event, the first that it wrote, its day and its moment."""

    seq: int
    first: int
    on: date
    at: datetime
    by: str
    policy_seq: int


@dataclass(frozen=True, slots=True)
class Replayed:
    """A day's list made again, and whether the run wrote again what it had written."""

    run: Made
    listing: Listing
    same: bool
    """False where this program decides otherwise than the one that made the list."""


def runs(ledger: Ledger) -> tuple[Made, ...]:
    """The runs of the journal, in order, each with the first event that it wrote."""
    first = {run: events[-1] for run, events in written_by_runs(ledger).items()}
    found = ledger.connection.execute(
        "SELECT j.seq, j.effective_on, j.recorded_at, j.recorded_by, r.policy"
        " FROM run AS r JOIN journal AS j ON j.seq = r.seq ORDER BY j.seq"
    ).fetchall()
    return tuple(
        Made(seq, first[seq], stored_day(on), stored_moment(at), by, policy)
        for seq, on, at, by, policy in found
    )


def replay(ledger: Ledger, day: date) -> Replayed:
    """The list that the last run of a day made.

    Raises `InputError` where there was no run on that day.
    """
    every = runs(ledger)
    of_the_day = [each for each in every if each.on == day]
    if not of_the_day:
        raise InputError(f"there was no run for {day}", help=_nearest(every, day))
    made = of_the_day[-1]
    with known_by(ledger, made.first - 1) as then:
        policy = published_policy(then, made.policy_seq).on(day)
        run_day(then, policy, made.policy_seq, as_of=day, at=made.at, by=made.by)
        listing = read_listing(then)
        return Replayed(made, listing, _written(then, made) == _written(ledger, made))


def _written(ledger: Ledger, made: Made) -> list[tuple[str, str]]:
    return ledger.connection.execute(
        "SELECT kind, payload FROM journal WHERE seq BETWEEN ? AND ? AND kind <> 'run' ORDER BY seq",
        (made.first, made.seq),
    ).fetchall()


def _nearest(every: tuple[Made, ...], day: date) -> str:
    if not every:
        return "this ledger was never run"
    before = [each.on for each in every if each.on < day]
    after = [each.on for each in every if each.on > day]
    near = [str(each) for each in (*before[-1:], *after[:1])]
    return f"the nearest runs were for {' and '.join(near)}"
