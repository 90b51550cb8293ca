"""no-scenario: nothing shows that a rule does what its owner meant it to.

A scenario is an invoice written down with what the policy is to decide about it. A rule that no scenario
decides can be broken by the next change without anybody noticing.
"""

from __future__ import annotations

from collections.abc import Iterator

from collectrules.policy.checks.context import Context
from collectrules.policy.checks.finding import Finding
from collectrules.policy.model import CONDITIONAL


def no_scenario(context: Context) -> Iterator[Finding]:
    """Find every rule that no scenario decides; nothing where it is not known what they decide."""
    tried, policy = context.known.tried, context.policy
    rules = [(name, number) for name in CONDITIONAL for number in range(len(policy.section(name)))]
    if tried is None or not rules:
        return
    if not tried and len(rules) > 1:
        yield _no_scenario_at_all(len(rules))
        return
    for section, number in rules:
        id = policy.section(section)[number].id
        if (section, id) not in tried:
            yield Finding(
                code="no-scenario",
                message=f"no scenario decides `{id}`",
                path=(section, number, "id"),
                help="write one that it decides, and one that it only just does not",
            )


def _no_scenario_at_all(rules: int) -> Finding:
    return Finding(
        code="no-scenario",
        message=f"no scenario decides any of the {rules} rules",
        path=("policy", "id"),
        help="write some in a file beside the policy whose name ends in `.scenarios.toml`",
    )
