"""no-scenario: nothing shows that a rule does what its owner meant it to.

A scenario is an invoice written down with what the policy is to decide about it. A rule that no scenario
decides can be broken by the next change without anybody noticing.
"""

from __future__ import annotations

from collections.abc import Iterator

from collectrules.policy.checks.context import Context
from collectrules.policy.checks.finding import Finding
from collectrules.policy.model import SECTIONS


def no_scenario(context: Context) -> Iterator[Finding]:
    """Find every rule that no scenario decides; nothing where it is not known what they decide."""
    tried = context.known.tried
    for section in SECTIONS if tried is not None else ():
        for number, rule in enumerate(context.policy.section(section)):
            if tried is not None and (section, rule.id) not in tried:
                yield Finding(
                    code="no-scenario",
                    message=f"no scenario decides `{rule.id}`",
                    path=(section, number, "id"),
                    help="write one that it decides, and one that it only just does not",
                )
