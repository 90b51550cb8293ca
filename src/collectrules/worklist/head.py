"""What the whole list has in common: the run that made it, the policies that judged, what their rules ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from collectrules.ledger.book import Ledger
from collectrules.policy.model import Channel, Policy, Rule, Stage
from collectrules.worklist.action_words import action_text, needs_approval
from collectrules.worklist.build import facts_of
from collectrules.worklist.carried import channels_of
from collectrules.worklist.last import LastRun, last_run
from collectrules.worklist.versions import published_policy

RuleKey = tuple[int, str, str, str]
"""A rule that puts rows on the list: the event that published its version, currency, kind, id."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rule asks for, worked out once for all the rows it puts on the list."""

    rule: Rule
    facts: int
    """How many facts its conditions read."""
    channels: tuple[Channel, ...]
    """Over which it reaches them; empty for what is not a contact."""
    next_action: str
    approval: bool


@dataclass(frozen=True, slots=True, repr=False)
class Head:
    """A list without its rows."""

    run: LastRun
    policy: Policy
    """The main one, as it reads on the day: its order, its clock."""
    policies: Mapping[int, Policy]
    """Every version that put a row on the list, and the main one, by the event that published it."""
    asked: Mapping[RuleKey, Asked]

    @property
    def as_of(self) -> date:
        """The day the list is for."""
        return self.run.as_of

    @property
    def zone(self) -> ZoneInfo:
        """That of the main policy: its clock says which day it is."""
        return ZoneInfo(self.policy.time_zone)


def read_head(ledger: Ledger) -> Head:
    """The head of the list of the last run; raises `LedgerError` where there was none yet."""
    run = last_run(ledger)
    seqs = {seq for (seq,) in ledger.connection.execute("SELECT DISTINCT policy FROM worklist")}
    policies = {
        seq: published_policy(ledger, seq).on(run.as_of) for seq in sorted({*seqs, run.policy_seq})
    }
    asked = {key: one for seq, policy in policies.items() for key, one in _asked(seq, policy)}
    return Head(run, policies[run.policy_seq], policies, asked)


def _asked(seq: int, policy: Policy) -> list[tuple[RuleKey, Asked]]:
    """What the rules of a version that put rows on the list ask for."""
    return [
        (
            (seq, currency, kind, rule.id),
            Asked(
                rule,
                len(facts_of(rule)),
                channels_of(rule) if isinstance(rule, Stage) else (),
                action_text(rule),
                needs_approval(rule),
            ),
        )
        for currencies, read in policy.groups
        for currency in currencies
        for kind, rules in (("stage", read.stage), ("write_off", read.write_off))
        for rule in rules
    ]
