"""Trials: which accounts a hash puts under a policy beside the main one, and from when until when.

Who is in a trial is worked out, never written down: whoever knows the trial's name and an account's number
can do the sum again. Accounts opened later fall into it in the same way, and nobody can choose who does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

from collectrules.ledger.damage import stored_day
from collectrules.ledger.overrides import Override, overrides

WHOLE: Final = 10_000
"""Shares are told in so many parts."""


def draw(name: str, number: str) -> int:
    """The place of an account in a trial, from 0 up to `WHOLE`: whoever is below the share is in it.

    The first 32 bits of SHA-256 over the trial's name, a line feed and the account's number, in UTF-8,
    scaled to `WHOLE` and rounded down.
    """
    digest = sha256(f"{name}\n{number}".encode()).digest()
    return int.from_bytes(digest[:4], "big") * WHOLE >> 32


def add_draw(connection: sqlite3.Connection) -> None:
    """Give a connection the function `trial_draw(name, number)`, which the SQL below asks."""
    connection.create_function("trial_draw", 2, draw, deterministic=True)


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial, with how it ended, or that it goes on."""

    seq: int
    name: str
    policy_id: str
    """The policy on trial, the challenger: published beside the main one."""
    share: int
    """How many of ten thousand accounts are under it."""
    from_on: date
    reason: str
    by: str
    ended_on: date | None = None
    """The first day on which it counts no more; None while it goes on."""
    ended_reason: str = ""

    @property
    def last_on(self) -> date | None:
        """The last day it counts, which is before the first where it never did; None while it goes on."""
        return date.fromordinal(max(1, self.ended_on.toordinal() - 1)) if self.ended_on else None

    def counts_on(self, day: date) -> bool:
        """Whether it counts on a day."""
        return self.from_on <= day and (self.ended_on is None or day < self.ended_on)

    def has(self, number: str) -> bool:
        """Whether the account of a number is under the policy on trial; the others go on as they are."""
        return draw(self.name, number) < self.share


_TRIALS: Final = """
    SELECT t.seq, t.name, t.policy_id, t.share, t.effective_on, t.reason, j.recorded_by,
           e.effective_on, coalesce(e.reason, '')
    FROM trial AS t
    JOIN journal AS j ON j.seq = t.seq
    LEFT JOIN trial_end AS e ON e.trial_id = t.seq AND e.effective_on <= :as_of AND e.seq <= :known
    WHERE t.effective_on <= :as_of AND t.seq <= :known
    ORDER BY t.effective_on, t.seq
"""


def trials(
    connection: sqlite3.Connection, *, as_of: date = date.max, known: int | None = None
) -> tuple[Trial, ...]:
    """Every trial that began by the end of a day, those over among them, as known up to an event."""
    given = {"as_of": as_of.isoformat(), "known": 2**62 if known is None else known}
    return tuple(
        Trial(
            seq=seq, name=name, policy_id=policy_id, share=share, from_on=stored_day(from_on),
            reason=reason, by=by, ended_on=stored_day(ended_on) if ended_on else None,
            ended_reason=ended_reason,
        )
        for seq, name, policy_id, share, from_on, reason, by, ended_on, ended_reason
        in connection.execute(_TRIALS, given)
    )  # fmt: skip


def trial_on(connection: sqlite3.Connection, day: date, known: int | None = None) -> Trial | None:
    """The trial that counts on a day, as known up to an event; None where none does."""
    found = (each for each in trials(connection, as_of=day, known=known) if each.counts_on(day))
    return next(found, None)


EVER_UNDER: Final = """(
    SELECT account_id FROM override WHERE kind = 'policy'
    UNION
    SELECT a.seq FROM trial AS t JOIN account AS a ON trial_draw(t.name, a.number) < t.share
)"""
"""SQL for the accounts of which anything ever was under a policy beside the main one."""

EVER_SPLIT: Final = """(
    SELECT account_id FROM override WHERE kind = 'policy' AND invoice_id IS NOT NULL
)"""
"""SQL for the accounts of which one invoice may be under another policy than the next.

A trial, and an override of an account, put all of its invoices under one.
"""

_IN_TRIAL: Final = """
    SELECT a.seq, a.number, a.effective_on FROM account AS a
    WHERE a.effective_on <= :as_of AND a.seq <= :known AND trial_draw(:name, a.number) < :share {of}
    ORDER BY a.seq
"""


def counting(
    connection: sqlite3.Connection,
    *,
    as_of: date,
    known: int | None = None,
    accounts: Iterable[int] | None = None,
) -> tuple[Override, ...]:
    """What counts for accounts before the main policy does: trials, each as an override, and overrides.

    As `overrides` gives them, those over among them; `by_trial` is set of what comes of a trial. An override
    counts before a trial, whenever it was set.
    """
    chosen = None if accounts is None else tuple(accounts)
    mine = overrides(connection, as_of=as_of, known=known, accounts=chosen)
    drawn = [
        act
        for trial in trials(connection, as_of=as_of, known=known)
        for act in _acts(connection, trial, as_of, known, chosen)
    ]
    return (*drawn, *mine)


def _acts(
    connection: sqlite3.Connection,
    trial: Trial,
    as_of: date,
    known: int | None,
    accounts: Sequence[int] | None,
) -> list[Override]:
    of = "" if accounts is None else f"AND a.seq IN ({', '.join(map(str, accounts))})"
    given = {
        "as_of": as_of.isoformat(),
        "known": 2**62 if known is None else known,
        "name": trial.name,
        "share": trial.share,
    }
    return [
        Override(
            seq=trial.seq,
            account_id=account_id,
            account=number,
            invoice_id=None,
            invoice=None,
            kind="policy",
            days=None,
            policy_id=trial.policy_id,
            from_on=max(trial.from_on, stored_day(opened_on)),
            until_on=None,
            reason=trial.reason,
            by=trial.by,
            ended_on=trial.ended_on,
            ended_reason=trial.ended_reason,
            by_trial=trial.name,
        )
        for account_id, number, opened_on in connection.execute(_IN_TRIAL.format(of=of), given)
    ]
