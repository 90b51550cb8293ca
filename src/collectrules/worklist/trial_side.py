"""On which side of a trial an account is: under the policy on trial, or among those it is compared with."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta

from collectrules.ledger.damage import stored_day
from collectrules.ledger.overrides import overrides
from collectrules.ledger.trials import trial_on


@dataclass(frozen=True, slots=True)
class TrialSide:
    """That an account is in a trial on a day."""

    trial: str
    policy_id: str
    """The policy on trial that it is under; empty where it stays under the one in force."""
    since: date

    @property
    def sentence(self) -> str:
        """In a line."""
        if self.policy_id:
            return f"on trial `{self.trial}`: under policy `{self.policy_id}` since {self.since}"
        stays = "among those that stay under the policy in force"
        return f"in trial `{self.trial}` {stays}, since {self.since}"


def trial_side(connection: sqlite3.Connection, account_id: int, day: date) -> TrialSide | None:
    """The side of an account on a day; None where no trial counts, or somebody put it under a policy by hand.

    It is there since the trial began, the account was opened, or it was under no policy by hand any more.
    """
    trial = trial_on(connection, day)
    row = connection.execute(
        "SELECT number, effective_on FROM account WHERE seq = :account", {"account": account_id}
    ).fetchone()
    if trial is None or row is None:
        return None
    by_hand = [
        each
        for each in overrides(connection, as_of=day, accounts=(account_id,))
        if each.kind == "policy" and each.invoice_id is None
    ]
    if any(each.counts_on(day) for each in by_hand):
        return None
    over = [each.last_on + timedelta(1) for each in by_hand if each.last_on is not None]
    since = max(trial.from_on, stored_day(row[1]), *over)
    return TrialSide(trial.name, trial.policy_id if trial.has(row[0]) else "", since)
