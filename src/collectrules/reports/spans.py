"""Which version of the policy was in force when: a period in parts, each under one version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from collectrules.ledger.book import Ledger
from collectrules.ledger.policies import NoneInForce, StoredPolicy, in_force, versions
from collectrules.reports.period import Period, split


@dataclass(frozen=True, slots=True)
class Span:
    """A period, and the version that was in force throughout; None where there was none."""

    period: Period
    policy: StoredPolicy | None

    @property
    def name(self) -> str:
        """How the version is called: `ready 2`."""
        return f"{self.policy.id} {self.policy.version}" if self.policy else "no policy in force"


def spans(ledger: Ledger, period: Period, known: int | None = None) -> tuple[Span, ...]:
    """A period split on the days on which another version of the main policy came into force."""
    days = [each.effective_from for each in versions(ledger) if not each.beside]
    return tuple(_joined(ledger, split(period, days), known))


def _joined(ledger: Ledger, parts: tuple[Period, ...], known: int | None) -> Iterator[Span]:
    """Parts with their versions, those next to each other under the same one made one."""
    before: Span | None = None
    for part in parts:
        policy = _version(ledger, part, known)
        if before is not None and before.policy == policy:
            before = Span(Period(before.period.first, part.last), policy)
            continue
        if before is not None:
            yield before
        before = Span(part, policy)
    if before is not None:
        yield before


def _version(ledger: Ledger, part: Period, known: int | None) -> StoredPolicy | None:
    try:
        return in_force(ledger, part.first, known)
    except NoneInForce:
        return None
