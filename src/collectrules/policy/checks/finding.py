"""What a check finds: a doubt about a rule, and an account that shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from collectrules.errors import Severity
from collectrules.policy.meaning import Facts, Judgement, judge
from collectrules.policy.model import Policy
from collectrules.policy.positions import KeyPath
from collectrules.policy.report import Fault, Part


@dataclass(frozen=True, slots=True)
class Witness:
    """An account and its invoice in facts, and what the policy must be seen to decide about them."""

    facts: Facts
    """Every fact that the policy does not decide itself."""
    shows: Callable[[Judgement], bool]

    def confirmed(self, policy: Policy) -> bool:
        """Whether the specification of the language says of these facts what the finding says."""
        return self.shows(judge(policy, self.facts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A doubt: where it is, what is doubtful, what to do, and what shows it."""

    code: str
    message: str
    path: KeyPath
    help: str
    part: Part = "value"
    notes: tuple[str, ...] = ()
    witness: Witness | None = None
    severity: Severity = "warning"

    def confirmed(self, policy: Policy) -> bool:
        """Whether the account that shows it is one, where there is one; under the policy it is about."""
        return self.witness is None or self.witness.confirmed(policy)

    @property
    def fault(self) -> Fault:
        """The finding as it is reported."""
        return Fault(
            self.code,
            self.message,
            self.path,
            self.help,
            self.part,
            severity=self.severity,
            notes=self.notes,
        )
