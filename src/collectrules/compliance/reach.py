"""Which rules about contacts apply to an account: those without conditions, and those whose hold.

Conditions are judged on the facts of the account as of the day asked about. An account that owes in
several currencies is reached by what applies in any of them. Where nothing can be judged, because it
owes nothing or only in a currency the policy does not serve, everything applies.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Final

from collectrules.engine.gather import Moment
from collectrules.engine.known import known_accounts
from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import Facts, rule_holds, segment_of
from collectrules.policy.model import GATED, Channel, ContactRule, Policy, Rule, Scalar

_NAMED_ONE_BY_ONE: Final = 10_000
"""Of more accounts than this the facts of the whole ledger are read: SQL cannot name them all."""


def rules_on(policy: Policy, channel: Channel) -> tuple[ContactRule, ...]:
    """The rules that speak of a channel, of whatever accounts, in the order of the file."""
    rules = (rule for _, read in policy.groups for rule in read.contact_rules)
    return tuple(dict.fromkeys(rule for rule in rules if channel in rule.channels))


def tells_accounts_apart(policy: Policy, rules: Iterable[ContactRule]) -> bool:
    """Whether some of the rules apply to some accounts only."""
    everywhere = [set(read.contact_rules) for _, read in policy.groups]
    return any(rule.conditions or not all(rule in own for own in everywhere) for rule in rules)


def rules_of_account(
    connection: sqlite3.Connection, policy: Policy, account_id: int, channel: Channel, on: date
) -> tuple[ContactRule, ...]:
    """The rules on a channel that apply to an account on a day, in the order of the file."""
    rules = rules_on(policy, channel)
    if not tells_accounts_apart(policy, rules):
        return rules
    applying = rules_by_account(connection, policy, (account_id,), on)[account_id]
    return tuple(rule for rule in rules if rule in applying)


def rules_by_account(
    connection: sqlite3.Connection, policy: Policy, accounts: Collection[int], on: date
) -> dict[int, frozenset[ContactRule]]:
    """For each account, the rules that apply to it on a day."""
    few = tuple(accounts) if len(accounts) <= _NAMED_ONE_BY_ONE else None
    known = known_accounts(connection, Moment.on(on, accounts=few), _facts_asked(policy))
    every = frozenset(rule for _, read in policy.groups for rule in read.contact_rules)
    return {account: _applying(policy, known.get(account, ()), every) for account in accounts}


def _facts_asked(policy: Policy) -> set[str]:
    asking: list[Rule] = [
        rule
        for _, read in policy.groups
        for name in ("segment", *GATED)
        for rule in read.section(name)
    ]
    asked = {condition.fact for rule in asking for condition in rule.conditions}
    return {fact for fact in asked if not FACTS[fact].derived}


def _applying(
    policy: Policy, known: Sequence[Facts], every: frozenset[ContactRule]
) -> frozenset[ContactRule]:
    served = [facts for facts in known if facts["currency"] in policy.currencies]
    if not served:
        return every
    return frozenset(rule for facts in served for rule in _holding(policy, facts))


def _holding(policy: Policy, known: Facts) -> Iterable[ContactRule]:
    read = policy.in_currency(str(known["currency"]))
    facts: dict[str, Scalar] = {**known, "segment": segment_of(read, known)}
    return (rule for rule in read.contact_rules if rule_holds(rule, facts))
