"""Published versions of the policy, read back as policies."""

from collectrules.ledger.published import (
    beside_in_force,
    policy_in_force,
    published_policy,
    read_policy,
)

__all__ = ["beside_in_force", "policy_in_force", "published_policy", "read_policy"]
