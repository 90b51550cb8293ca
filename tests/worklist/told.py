"""A policy that a test made, told as the version of event 1, whose text the ledger does not have."""

from __future__ import annotations

from collectrules.charges.conditions import Versions
from collectrules.charges.rates import lasting_rates
from collectrules.ledger.book import Ledger
from collectrules.policy.model import Policy


def told(ledger: Ledger, policy: Policy) -> Versions:
    """The versions of a ledger with one policy, and reference rates that never end."""
    versions = Versions(ledger.connection, told=lasting_rates())
    versions.know(1, policy)
    return versions
