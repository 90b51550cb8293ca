"""What is doubtful in a policy that can be read: one check a file, each a plain function.

A check asks questions about the facts there can be and yields what it finds. A finding that shows an
account is tried on the specification of the language before anybody sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from collectrules.policy.checks.cadence import cadence
from collectrules.policy.checks.changed_without_reason import changed_without_reason
from collectrules.policy.checks.checked import MOST_RULES, Checked, Found, told_once
from collectrules.policy.checks.conflict import conflict
from collectrules.policy.checks.context import Context, Known, Proving
from collectrules.policy.checks.finding import Finding
from collectrules.policy.checks.gap import gap
from collectrules.policy.checks.hidden_rule import hidden_rule
from collectrules.policy.checks.idle_pack import idle_pack
from collectrules.policy.checks.impossible_wait import impossible_wait
from collectrules.policy.checks.looser_than_pack import looser_than_pack
from collectrules.policy.checks.never_holds import never_holds
from collectrules.policy.checks.never_open import never_open
from collectrules.policy.checks.no_scenario import no_scenario
from collectrules.policy.checks.open_base import open_base
from collectrules.policy.checks.readings import Reading, readings
from collectrules.policy.checks.review_due import review_due
from collectrules.policy.checks.unreachable_stage import unreachable_stage
from collectrules.policy.model import CONDITIONAL, Policy
from collectrules.policy.proof.prover import prover_for

__all__ = ["CHECKS", "Checked", "Finding", "Known", "check_policy"]

Check = Callable[[Context], Iterator[Finding]]

CHECKS: Final[dict[str, Check]] = {
    "never-holds": never_holds,
    "hidden-rule": hidden_rule,
    "gap": gap,
    "conflict": conflict,
    "unreachable-stage": unreachable_stage,
    "impossible-wait": impossible_wait,
    "open-base": open_base,
    "looser-than-pack": looser_than_pack,
    "cadence": cadence,
    "review-due": review_due,
    "changed-without-reason": changed_without_reason,
    "no-scenario": no_scenario,
    "never-open": never_open,
    "idle-pack": idle_pack,
}
"""Every check by the code of what it finds."""

_READ_OFF: Final = {
    "review-due",
    "changed-without-reason",
    "no-scenario",
    "never-open",
    "idle-pack",
}
"""The checks that ask no questions; the others ask the more of them the longer the policy."""


def check_policy(policy: Policy, known: Known, proving: Proving = prover_for) -> Checked:
    """Make every check on each reading of a policy; `proving` says who answers their questions."""
    every = readings(policy, known.days_of_change)
    work = _Work(policy, known, proving)
    found = [one for reading in every for one in work.done_on(reading)]
    return Checked(
        prover=work.prover,
        findings=told_once(found, every),
        undecided=tuple(code for code in CHECKS if code in work.undecided),
        too_long=work.left < 0,
        unconfirmed=tuple(work.unconfirmed),
    )


class _Work:
    """The checks at work on one policy, and what they have left open so far."""

    def __init__(self, policy: Policy, known: Known, proving: Proving) -> None:
        self._policy = policy
        self._known = known
        self._proving = proving
        self._proved: list[tuple[Policy, list[Finding]]] = []
        self.prover = ""
        self.undecided: set[str] = set()
        self.unconfirmed: list[Finding] = []
        self.left = MOST_RULES
        """How many rules may still be asked about; negative once that was too few."""

    def done_on(self, reading: Reading) -> Iterator[Found]:
        """What all checks find in a reading."""
        context = Context.of(reading, self._policy, self._known, self._proving)
        self.prover = context.prover.name
        for finding in (*self._asked(context), *self._read_off(context)):
            yield Found(finding, reading)

    def _read_off(self, context: Context) -> Iterator[Finding]:
        for code in CHECKS:
            if code in _READ_OFF:
                yield from CHECKS[code](context)

    def _asked(self, context: Context) -> Sequence[Finding]:
        """What the others find, once for all readings that say the same."""
        for policy, found in self._proved:
            if policy == context.policy:
                return found
        self._proved.append((context.policy, [*self._proofs(context)]))
        return self._proved[-1][1]

    def _proofs(self, context: Context) -> Iterator[Finding]:
        codes = [code for code in CHECKS if code not in _READ_OFF]
        self.left -= _rules(context.policy)
        if self.left < 0:
            self.undecided.update(codes)
            return
        for code in codes:
            context.begin()
            for finding in CHECKS[code](context):
                if finding.confirmed(context.policy):
                    yield finding
                else:
                    self.unconfirmed.append(finding)
            if context.undecided:
                self.undecided.add(code)


def _rules(policy: Policy) -> int:
    return sum(len(policy.section(name)) for name in CONDITIONAL)
