"""What a review holds: each account in each currency as one version would have it, and as the other would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

from collectrules.ledger.policies import Approval
from collectrules.policy.diff import Change
from collectrules.policy.model import Channel, Enough, Policy

Key = tuple[int, str]
"""An account, by the event that opened it, in one currency."""
NO_STAGE: Final = "none"


@dataclass(frozen=True, slots=True)
class Version:
    """One of the two that are compared."""

    name: str
    """As it was named: a file, `ready@2`, `git:HEAD:policies/ready.toml`."""
    policy: Policy
    text: bytes
    """What it was read from; the policy's `sha256` is of these bytes."""
    published: int | None = None
    """The event that published it in the ledger; None of a text that was not."""
    approval: Approval | None = None
    """Who approved it when it was published there; None where nobody said so."""


class Standing(NamedTuple):
    """Where an account in one currency stands after a day's run by one version; amounts in minor units."""

    account_id: int
    account: str
    name: str
    currency: str
    segment: str
    stage: str
    """The furthest stage that was carried out for what is open; `NO_STAGE` where none was."""
    listed: str
    """What puts it on the worklist: a stage of the ladder, or a rule by which the owner may write off; empty
    where it is not on the list."""
    kind: str = ""
    """`stage` or `write_off`; empty where it is not on the list."""
    invoice: str = ""
    """The invoice that its row is about."""
    channels: tuple[Channel, ...] = ()
    """How it is to be contacted; empty for what is no contact."""
    enough: Enough = "all"
    """Whether each of the channels is to be used, or any one of them does."""
    approval: bool = False
    """Whether the owner has to approve it first."""
    blocked_by: str = ""
    """The rule by which the gate allows the contact at no time of the day; empty where it does."""
    free_from: date | None = None
    held_by: tuple[str, ...] = ()
    """The holds that stand over what is open."""
    credit_hold: bool = False
    """Whether new orders are to be held back."""
    outstanding: int = 0
    """All that is owed, with late fees and interest, after the run."""
    overdue: int = 0
    to_collect: int = 0
    fees: int = 0
    """Late fees that this run charged, less those let go at once."""
    interest: int = 0
    """Interest that this run booked."""
    written_off: int = 0
    """What this run let go without asking anybody."""
    provision: int = 0
    """What is expected to be lost of it, each invoice rounded by itself."""

    @property
    def key(self) -> Key:
        """Which account, in which currency."""
        return self.account_id, self.currency


@dataclass(frozen=True)
class Moved:
    """An account in one currency that the two versions treat differently."""

    before: Standing
    after: Standing

    @cached_property
    def differs_in(self) -> tuple[str, ...]:
        """The names of what is different, in the order of `Standing`."""
        return tuple(
            name
            for name, was, now in zip(Standing._fields, self.before, self.after, strict=True)
            if was != now
        )


@dataclass(frozen=True, slots=True)
class Side:
    """The whole ledger after a day's run by one version."""

    version: Version
    as_of: date
    standings: Mapping[Key, Standing]
    unserved: Mapping[str, int] = field(default_factory=dict)
    """How many accounts owe in each currency that the version does not serve: it judges none of them."""
    lost: Mapping[str, int] = field(default_factory=dict)
    """How many open invoices stand on each stage that the version neither has nor moves them from: it cannot
    be published as it is. Here they begin the ladder anew."""
    moved: int = 0
    """Invoices on the ladder that were moved, because the version came into force."""

    def __iter__(self) -> Iterator[Standing]:
        """Every standing, by account and currency."""
        return iter(self.standings.values())


@dataclass(frozen=True)
class Impact:
    """Both sides, as of one day."""

    before: Side
    after: Side

    @cached_property
    def moved(self) -> tuple[Moved, ...]:
        """Every account that is treated differently, what owes most first.

        One that only one of the versions judges is compared with itself, with nothing asked of it.
        """
        before, after = self.before.standings, self.after.standings
        moved = []
        for key in dict.fromkeys((*before, *after)):
            was, now = before.get(key), after.get(key)
            if was is now:
                continue
            pair = Moved(was or _not_judged(after[key]), now or _not_judged(before[key]))
            if pair.before != pair.after:
                moved.append(pair)
        return tuple(sorted(moved, key=lambda each: (-each.before.outstanding, each.before.key)))


def _not_judged(standing: Standing) -> Standing:
    """An account of which a version asks nothing, because it does not serve the currency."""
    return Standing(
        account_id=standing.account_id,
        account=standing.account,
        name=standing.name,
        currency=standing.currency,
        segment="",
        stage=standing.stage,
        listed="",
        outstanding=standing.outstanding,
        overdue=standing.overdue,
    )


@dataclass(frozen=True, slots=True)
class Review:
    """What `collectrules review` found; a part that was not asked for is None."""

    before: Version
    after: Version
    as_of: date
    changes: tuple[Change, ...]
    impact: Impact
