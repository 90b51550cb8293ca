"""Reading `given`: facts that a case can have, each one value, and all of them together possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from collectrules.policy.conditions import ConditionReader
from collectrules.policy.facts import FACTS
from collectrules.policy.model import Policy, Scalar
from collectrules.policy.positions import KeyPath
from collectrules.scenarios.given import facts_of
from collectrules.scenarios.leaves import Leaves
from collectrules.scenarios.possible import impossible


@dataclass(frozen=True, slots=True)
class Read:
    """The facts that are given, and every fact that the policy does not decide."""

    given: Mapping[str, Scalar]
    known: Mapping[str, Scalar]


class GivenReader:
    """Reads the facts of a case under a policy, keeping their faults."""

    def __init__(
        self, policy: Policy, currency: str, conditions: ConditionReader, leaves: Leaves
    ) -> None:
        self._policy = policy
        self._currency = currency
        self._conditions = conditions
        self._leaves = leaves

    def case(self, value: object, path: KeyPath) -> Read | None:
        """The facts of a case; None where no case has them."""
        given = self._given(value, path)
        known = self._known(given, path)
        return None if known is None else Read(given, known)

    def _given(self, value: object, path: KeyPath) -> dict[str, Scalar]:
        facts = tuple(name for name, fact in FACTS.items() if not fact.derived)
        table = value if isinstance(value, dict) else self._leaves.table(value, path, facts)
        read: dict[str, Scalar] = {}
        for name, each in (table or {}).items():
            where = (*path, name)
            if name == "currency" or (name in FACTS and not self._may_be_given(name)):
                self._decided(name, where)
            elif isinstance(each, list) and name in FACTS and FACTS[name].type == "ids":
                read[name] = self._ids(name, each, path)
            elif isinstance(each, dict | list):
                help = f"a case has one: write `{name} = ...` with the value alone"
                self._leaves.wrong(each, where, "one value", help)
            else:
                found = self._conditions.table({name: each}, path)
                read |= {one.fact: one.value for one in found if not isinstance(one.value, tuple)}
        return read

    def _ids(self, name: str, ids: list[object], path: KeyPath) -> str:
        """The value of a fact that is a set of ids."""
        found = self._conditions.table({name: ids}, path) if ids else ()
        values = found[0].value if found else ()
        return " ".join(map(str, values if isinstance(values, tuple) else (values,)))

    def _may_be_given(self, name: str) -> bool:
        return not FACTS[name].derived or name == "days_past_grace"

    def _decided(self, name: str, path: KeyPath) -> None:
        if name == "currency":
            said, help = "the scenario says its currency", 'write `currency = "..."` below its name'
        else:
            said, help = (
                "the policy decides it",
                f"give what its rules ask for, and expect `{name}`",
            )
        self._leaves.report.add(
            "not-given", f"`{name}` cannot be given: {said}", path, help=help, part="key"
        )

    def _known(self, given: Mapping[str, Scalar], path: KeyPath) -> dict[str, Scalar] | None:
        if "days_past_grace" in given and "days_past_due" in given:
            where = (*path, "days_past_grace")
            said = "`days_past_grace` and `days_past_due` follow from each other"
            self._leaves.report.add("useless-key", said, where, help="give one of them", part="key")
            return None
        known = facts_of(self._policy, given, self._currency)
        if known is None:
            said = "under this policy no days past due lead to these days past grace"
            where = (*path, "days_past_grace")
            self._leaves.report.add(
                "impossible", said, where, help="give `days_past_due`", part="key"
            )
            return None
        if contradiction := impossible(known, given, self._currency):
            name, said = contradiction
            help = "no ledger has such a case: give facts that go together"
            self._leaves.report.add("impossible", said, (*path, name), help=help, part="key")
        return known
