"""idle-pack: a pack that the policy names does not count, because its law does not reach the business.

Whoever names a pack means to be held to it. Many laws bind only those who collect what is owed to others; for
a firm that collects its own invoices the rules of such a pack do nothing, and nobody would notice.
"""

from __future__ import annotations

from collections.abc import Iterator

from collectrules.policy.checks.context import Context
from collectrules.policy.checks.finding import Finding


def idle_pack(context: Context) -> Iterator[Finding]:
    """Warn of each pack whose law does not reach the business, unless it is held to all the same."""
    named = [use.id for use in context.policy.packs]
    for id in context.idle_packs:
        yield Finding(
            code="idle-pack",
            message=f"the law of the pack `{id}` does not reach you, so none of its rules counts",
            path=("policy", "packs", named.index(id)),
            help=f'hold to it all the same with `{{ id = "{id}", voluntary = true }}`, write '
            '`collects_for = "others"` where you collect for others, or leave it out',
        )
