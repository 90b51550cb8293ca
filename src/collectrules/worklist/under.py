"""Under which policy an account or an invoice is: the main one, or one published beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Final

from collectrules.compliance.gate import Verdict, may
from collectrules.compliance.local import local_day
from collectrules.engine.decisions import Decider
from collectrules.engine.gather import Moment
from collectrules.errors import LedgerError
from collectrules.ledger.book import Ledger
from collectrules.ledger.overrides import Override, in_effect
from collectrules.ledger.policies import NoneInForce
from collectrules.ledger.trials import counting
from collectrules.policy.model import Channel, Policy
from collectrules.worklist.versions import beside_in_force

_NAMED_ONE_BY_ONE: Final = 10_000
"""Of more accounts than this the facts of the whole ledger are read: SQL cannot name them all."""


@dataclass(frozen=True, slots=True)
class Judging:
    """A policy, the event that published it, and the invoices it judges."""

    policy: Policy
    seq: int
    moment: Moment
    decider: Decider | None = None
    """What it has decided on other days, where the day makes no difference."""


@dataclass(frozen=True)
class Beside:
    """The policies that somebody is put under on a day, by id, and which of them touch each account."""

    versions: Mapping[str, tuple[Policy, int]]
    accounts: Mapping[int, tuple[str, ...]]
    acts: tuple[Override, ...]
    day: date

    def of_account(self, account_id: int) -> tuple[Policy, ...]:
        """The policies beside the main one that an account, or any invoice of it, is under."""
        return tuple(self.versions[id][0] for id in self.accounts.get(account_id, ()))

    def of_invoice(self, account_id: int, invoice_id: int) -> str:
        """The id of the policy that an invoice is under; empty for the main one."""
        act = self.act_of(account_id, invoice_id)
        return act.policy_id or "" if act else ""

    def act_of(self, account_id: int, invoice_id: int) -> Override | None:
        """What puts an invoice under another policy than the main one; None where nothing does."""
        return in_effect(self._by_account.get(account_id, ()), invoice_id, self.day).get("policy")

    @cached_property
    def _by_account(self) -> Mapping[int, Sequence[Override]]:
        found: dict[int, list[Override]] = {}
        for each in self.acts:
            found.setdefault(each.account_id, []).append(each)
        return found

    @property
    def touched(self) -> frozenset[int]:
        """The accounts that any of them touches."""
        return frozenset(self.accounts)


def beside_on(
    ledger: Ledger, day: date, known: int | None = None, accounts: Iterable[int] | None = None
) -> Beside:
    """The policies that are put in the place of the main one on a day, of some accounts or of all.

    Raises `LedgerError`, naming the override or the trial, where no version of one is in force.
    """
    acts = tuple(
        each
        for each in counting(ledger.connection, as_of=day, known=known, accounts=accounts)
        if each.kind == "policy" and each.counts_on(day)
    )
    by_account: dict[int, dict[str, None]] = {}
    for each in acts:
        by_account.setdefault(each.account_id, {})[each.policy_id or ""] = None
    named = {each.policy_id or "": each for each in acts}
    versions = {id: _version(ledger, act, day, known) for id, act in named.items()}
    return Beside(versions, {account: tuple(ids) for account, ids in by_account.items()}, acts, day)


def _version(ledger: Ledger, act: Override, day: date, known: int | None) -> tuple[Policy, int]:
    try:
        return beside_in_force(ledger, act.policy_id or "", day, known)
    except NoneInForce as none:
        who, what = (
            ("the trial", f"trial `{act.by_trial}` puts accounts under `{act.policy_id}`")
            if act.by_trial
            else (
                "the override",
                f"{act.about} is put under `{act.policy_id}` by event {act.seq}",
            )
        )
        raise LedgerError(
            f"{what}, but {none.message}",
            help=f"publish a version that is in force then with `--beside`, or end {who}",
        ) from None


def judgings(
    ledger: Ledger, policy: Policy, policy_seq: int, day: date
) -> tuple[tuple[Judging, ...], Beside]:
    """Who judges what on a day: the main policy first, then each that somebody is put under."""
    beside = beside_on(ledger, day)
    if not beside.versions:
        return (Judging(policy, policy_seq, Moment(day)),), beside
    few = named_if_few(beside.touched)
    return (
        Judging(policy, policy_seq, Moment(day, under="")),
        *(
            Judging(read, seq, Moment(day, accounts=few, under=id))
            for id, (read, seq) in beside.versions.items()
        ),
    ), beside


def named_if_few(accounts: Collection[int]) -> tuple[int, ...] | None:
    """The accounts to read the facts of; None, which is all, where they are too many to be named."""
    return tuple(sorted(accounts)) if len(accounts) <= _NAMED_ONE_BY_ONE else None


def verdict_of(
    ledger: Ledger, policy: Policy, account_id: int, channel: Channel, at: datetime
) -> Verdict:
    """Whether an account may be contacted, by the main policy and by those beside it that it is under."""
    day = local_day(policy, at)
    others = beside_on(ledger, day, accounts=(account_id,)).of_account(account_id)
    return may(ledger.connection, policy, account_id, channel, at, beside=others)
