"""The gate in a timeline: what it goes by at one moment, so that another policy can be tried on the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Self, get_args

from collectrules.compliance.gate import Asked, Verdict, recorded, verdict
from collectrules.compliance.people import NOBODY, People, people_of
from collectrules.compliance.reach import rules_of_account, rules_on
from collectrules.compliance.recorded import Recorded
from collectrules.policy.meaning import Judgement
from collectrules.policy.model import Channel, ContactRule, Policy
from collectrules.scenarios.meant import ANYBODY, NO_IDS, Ids, Meant

CHANNELS: Final[tuple[Channel, ...]] = get_args(Channel)


@dataclass(frozen=True, slots=True)
class Gate:
    """The moment, the rules that apply to the customer by channel, and the contacts there were."""

    asked: Asked
    rules: Mapping[Channel, tuple[ContactRule, ...]]
    contacts: Sequence[Recorded]
    people: People = NOBODY
    """What the customer's persons said of being contacted, and the stops."""
    ids: Ids = NO_IDS
    """The names of those persons."""

    @classmethod
    def of(
        cls,
        connection: sqlite3.Connection,
        policy: Policy,
        account_id: int,
        moment: datetime,
        ids: Ids = NO_IDS,
    ) -> Self:
        """What `compliance.gate.may` goes by at a moment, for every channel."""
        asked = Asked.at(policy, moment)
        rules = {
            channel: rules_of_account(connection, asked.policy, account_id, channel, asked.on)
            for channel in CHANNELS
        }
        every = [rule for channel in CHANNELS for rule in rules_on(asked.policy, channel)]
        contacts = recorded(connection, account_id, every, asked.on)
        return cls(asked, rules, contacts, people_of(connection, account_id, asked.on), ids)

    def verdict(self, channel: Channel, meant: Meant = ANYBODY) -> Verdict:
        """Whether one more contact is allowed over a channel, and why not."""
        rules, whom = self.rules[channel], self.ids.whom(meant)
        return verdict(self.asked, channel, rules, self.contacts, people=self.people, whom=whom)

    def by(self, judgement: Judgement) -> Gate:
        """The same moment under the rules that apply by a judgement."""
        return replace(
            self,
            rules={
                channel: tuple(rule for rule in judgement.contact_rules if channel in rule.channels)
                for channel in CHANNELS
            },
        )
