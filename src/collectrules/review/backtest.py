"""Two versions over one's own history, day by day, as the books stood and were known then.

What is theirs happens as it did and when it was recorded: invoices, money, promises, disputes, agreements,
people, stops, exceptions. What is ours follows from the version: runs, stages, fees, interest, contacts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

from collectrules.errors import InputError
from collectrules.ledger.book import Ledger
from collectrules.review.ground import NAMELESS, copied
from collectrules.review.life import Life, life
from collectrules.review.measuring import outcome_of
from collectrules.review.model import Version
from collectrules.review.names_since import CalledOtherwise, called_otherwise
from collectrules.review.outcome import BY_THEMSELVES_WITHIN, MINUTES, Outcome
from collectrules.review.story import OURS, Story

Progress = Callable[[int, int], None]
"""Is told how many days have been lived, of how many."""

_OF_POLICIES: Final = ("policy_version", "policy_beside", "policy_pack")
CANNOT_KNOW: Final = (
    "how they would have reacted: every payment, promise and dispute comes when it in fact came, whoever was "
    "asked and when",
    "what a call would have come to: each is taken for a voicemail",
    "when the owner would have approved: what waits for him is approved on the day, and what he alone may "
    "write off stays open unless it was in fact written off",
    "whether there was time: every contact that the gate allows is made on its day, however many there are",
    "what would have come of placements, and of interest and fees that were paid: money that was for them "
    "pays those that this version charges, and stays on account where it charges less",
)
"""What a back-test cannot know, in plain words."""


@dataclass(frozen=True, slots=True)
class Escalation:
    """A stage that an account came to on another day under the other version."""

    account: str
    name: str
    stage: str
    before: date | None
    """The day under the version before; None where it never did."""
    after: date | None

    @property
    def way(self) -> Literal["sooner", "later"]:
        """How it is under the version after: `sooner` where only that one came to it."""
        if self.after is None:
            return "later"
        return "sooner" if self.before is None or self.after < self.before else "later"


@dataclass(frozen=True)
class Backtest:
    """What each of two versions would have come to in a period."""

    first: date
    last: date
    before: Outcome
    after: Outcome
    escalations: tuple[Escalation, ...]
    """Of each account that climbed otherwise, the furthest stage that it came to on another day."""
    minutes: Mapping[str, Fraction]
    """How long each thing was taken to last."""
    within_days: int
    """How soon after a contact who pays may have paid by themselves."""
    history_from: date | None
    """The first day on which anything was recorded; None where that is before the period."""
    history_to: date | None
    """The last day on which anything of theirs was recorded; None where that is the last of the period."""
    knew_nobody: bool
    """Whether no account was known before the first day."""
    renamed: tuple[CalledOtherwise, ...] = ()
    """The accounts that have another name by now than before the first day; all are told by that of now."""

    @cached_property
    def sooner(self) -> tuple[Escalation, ...]:
        """Accounts that come further up, or sooner, under the version after."""
        return tuple(each for each in self.escalations if each.way == "sooner")

    @cached_property
    def later(self) -> tuple[Escalation, ...]:
        """Accounts that come less far, or later."""
        return tuple(each for each in self.escalations if each.way == "later")


def backtest(
    path: Path,
    before: Version,
    after: Version,
    first: date,
    last: date,
    *,
    progress: Progress | None = None,
    minutes: Mapping[str, Fraction] = MINUTES,
    within_days: int = BY_THEMSELVES_WITHIN,
    check_every: int = 0,
) -> Backtest:
    """Live through the days from `first` to `last`, both included, under each of two versions.

    `minutes` says how long things take, in the place of what is said of them here. On each
    `check_every`th day everybody is judged as well, to see that it comes to the same; 0 is never.

    The ledger is read once, and left as it is. Raises `InputError` where the period is none, or nothing was
    recorded by its end, and `LedgerError` where the ledger cannot be read.
    """
    if last < first:
        raise InputError(
            f"the period from {first} to {last} ends before it begins", help="exchange the two days"
        )
    minutes = {**MINUTES, **minutes}
    with copied(path, into=NAMELESS) as copy:
        began = _recorded_from(copy, last)
        story = Story(copy, first, last)
        with ExitStack() as open_lives:
            lives = [
                open_lives.enter_context(life(story, each, check_every=check_every))
                for each in (before, after)
            ]
            _live(story, lives, progress)
            found = [outcome_of(each, story, minutes, within_days) for each in lives]
        return Backtest(
            first=first,
            last=last,
            before=found[0],
            after=found[1],
            escalations=_escalations(copy, *found),
            minutes=minutes,
            within_days=within_days,
            history_from=began if began >= first else None,
            history_to=_recorded_to(copy, last),
            knew_nobody=_knew_nobody(copy, story.before),
            renamed=called_otherwise(copy, story.before),
        )


def _live(story: Story, lives: Sequence[Life], progress: Progress | None) -> None:
    """Live through the days side by side, so that what happened is read once."""
    total = (story.last - story.first).days + 1
    for number, (day, news) in enumerate(story, 1):
        for each in lives:
            each.live(day, news)
        if progress is not None:
            progress(number, total)


def _recorded_from(ledger: Ledger, last: date) -> date:
    (text,) = ledger.connection.execute(
        "SELECT min(substr(recorded_at, 1, 10)) FROM journal WHERE kind NOT IN"
        " ('policy_version', 'policy_approval', 'policy_beside', 'policy_pack')"
    ).fetchone()
    if text is None or text > last.isoformat():
        raise InputError(
            f"nothing had been recorded by {last}"
            + (f": the ledger begins on {text}" if text else ": the ledger is empty"),
            help="a version can be tried on days of which the ledger knows; name later ones",
        )
    return date.fromisoformat(text)


def _recorded_to(ledger: Ledger, last: date) -> date | None:
    ours = ", ".join(f"'{kind}'" for kind in sorted(OURS | {"charge", "contact", *_OF_POLICIES}))
    (text,) = ledger.connection.execute(
        f"SELECT max(substr(recorded_at, 1, 10)) FROM journal WHERE kind NOT IN ({ours})"
        " AND substr(recorded_at, 1, 10) <= ?",
        (last.isoformat(),),
    ).fetchone()
    return None if text is None or text == last.isoformat() else date.fromisoformat(text)


def _knew_nobody(ledger: Ledger, known: int) -> bool:
    (some,) = ledger.connection.execute(
        "SELECT EXISTS (SELECT 1 FROM account WHERE seq <= ?)", (known,)
    ).fetchone()
    return not some


def _escalations(ledger: Ledger, before: Outcome, after: Outcome) -> tuple[Escalation, ...]:
    """Each account once, with the furthest stage of either ladder that it came to on another day."""
    ladder = (*before.version.policy.stage_ids, *after.version.policy.stage_ids)
    height = {stage: number for number, stage in enumerate(ladder)}
    furthest: dict[int, str] = {}
    for key in before.escalated.keys() | after.escalated.keys():
        account, stage = key
        if before.escalated.get(key) != after.escalated.get(key) and stage in height:
            furthest[account] = max(stage, furthest.get(account, stage), key=height.__getitem__)
    named = _names(ledger, furthest)
    return tuple(
        Escalation(
            *named[account],
            stage,
            before.escalated.get((account, stage)),
            after.escalated.get((account, stage)),
        )
        for account, stage in sorted(furthest.items(), key=lambda pair: named[pair[0]])
    )


def _names(ledger: Ledger, accounts: Mapping[int, object]) -> dict[int, tuple[str, str]]:
    """Number and name of accounts, by the name they have by now."""
    rows = ledger.connection.execute(
        "SELECT a.seq, a.number, coalesce((SELECT c.name FROM account_change AS c"
        " WHERE c.account_id = a.seq AND c.seq NOT IN (SELECT reversed_seq FROM reversal)"
        " ORDER BY c.effective_on DESC, c.seq DESC LIMIT 1), a.name) FROM account AS a"
    )
    return {seq: (number, name) for seq, number, name in rows if seq in accounts}
