"""What is doubtful in a policy that can be read: one check a file, each a plain function.

A check asks questions about the facts there can be and yields what it finds. A finding that shows an
account is tried on the specification of the language before anybody sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from collectrules.errors import Diagnostic
from collectrules.policy.checks.cadence import cadence
from collectrules.policy.checks.changed_without_reason import changed_without_reason
from collectrules.policy.checks.conflict import conflict
from collectrules.policy.checks.context import Context, Known
from collectrules.policy.checks.finding import Finding
from collectrules.policy.checks.gap import gap
from collectrules.policy.checks.hidden_rule import hidden_rule
from collectrules.policy.checks.impossible_wait import impossible_wait
from collectrules.policy.checks.never_holds import never_holds
from collectrules.policy.checks.no_scenario import no_scenario
from collectrules.policy.checks.review_due import review_due
from collectrules.policy.checks.unreachable_stage import unreachable_stage
from collectrules.policy.model import SECTIONS, Policy
from collectrules.policy.proof.prover import Prover, prover_for
from collectrules.policy.proof.theory import Theory
from collectrules.policy.report import Report
from collectrules.policy.source import Source

__all__ = ["CHECKS", "Checked", "Finding", "Known", "check_policy"]

Check = Callable[[Context], Iterator[Finding]]

CHECKS: Final[dict[str, Check]] = {
    "never-holds": never_holds,
    "hidden-rule": hidden_rule,
    "gap": gap,
    "conflict": conflict,
    "unreachable-stage": unreachable_stage,
    "impossible-wait": impossible_wait,
    "cadence": cadence,
    "review-due": review_due,
    "changed-without-reason": changed_without_reason,
    "no-scenario": no_scenario,
}
"""Every check by the code of what it finds."""

_PROVED: Final = tuple(CHECKS)[:7]
"""The checks that ask questions, the more of them the longer the policy."""

MOST_RULES: Final = 1_000
"""A policy with more rules than this is not looked through for what takes a proof."""

_TOO_HARD: Final = "the rules are too many or too involved to be decided"


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks of one policy have come to."""

    prover: str
    """Who answered their questions: `z3` or `boxes`."""
    found: tuple[Finding, ...]
    undecided: tuple[str, ...] = ()
    """The codes of the checks that could not be made in full."""
    why: str = ""
    """Why not, and what to do about it."""
    unconfirmed: tuple[Finding, ...] = ()
    """What is not shown because the specification does not say of the account what the finding says: a fault
    of the check."""

    def diagnostics(self, source: Source) -> tuple[Diagnostic, ...]:
        """What was found, placed in the text of its file and in its order."""
        report = Report(source.file, source.text)
        for finding in self.found:
            report.keep(finding.fault)
        return report.diagnostics()


def check_policy(policy: Policy, known: Known, prover: Prover | None = None) -> Checked:
    """Make every check on a policy; `prover` answers where the usual one is not wanted."""
    theory = Theory(policy)
    asked = prover or prover_for(theory)
    found: list[Finding] = []
    undecided: list[str] = []
    too_long = _rules(policy) > MOST_RULES
    for code, check in CHECKS.items():
        if too_long and code in _PROVED:
            undecided.append(code)
            continue
        context = Context(policy=policy, known=known, theory=theory, prover=asked)
        found += check(context)
        if context.undecided:
            undecided.append(code)
    confirmed = [each for each in found if each.witness is None or each.witness.confirmed(policy)]
    return Checked(
        asked.name,
        tuple(confirmed),
        tuple(undecided),
        _why(asked.name, too_long=too_long) if undecided else "",
        tuple(each for each in found if each not in confirmed),
    )


def _rules(policy: Policy) -> int:
    return sum(len(policy.section(name)) for name in (*SECTIONS, "contact_limit"))


def _why(prover: str, *, too_long: bool) -> str:
    if too_long:
        return f"that is only done for policies of up to {MOST_RULES:,} rules"
    if prover == "boxes":
        return f"{_TOO_HARD} without z3; `pip install 'collectrules[verify]'` installs it"
    return f"{_TOO_HARD}, even for z3"
