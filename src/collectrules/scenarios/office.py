"""The people of a timeline: they log contacts and carry stages out, through the same gate as anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from collectrules.charges.conditions import Versions
from collectrules.compliance.gate import Verdict, may
from collectrules.compliance.results import results_of
from collectrules.errors import Refused
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import StageStepped
from collectrules.policy.model import Channel, ContactAction, PlacementAction, Policy, Stage
from collectrules.scenarios.happenings import Contact
from collectrules.scenarios.meant import Ids
from collectrules.scenarios.traces import waiting
from collectrules.worklist.carried import Waiting, used_since_due
from collectrules.worklist.needs import Disputing
from collectrules.worklist.outcomes import log_contact
from collectrules.worklist.placing import place

BY: Final = "scenario"
"""Who records what a timeline says."""
SAID: Final = "said in the scenario"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Who works on the one account of a timeline."""

    ledger: Ledger
    policy: Policy
    version: int
    """The event that published the policy."""
    account: int
    currency: str
    versions: Versions

    def first_verdict(self, action: ContactAction, moment: datetime) -> Verdict:
        """What the gate says of the first channel of a step, or of the first allowed where any is enough."""
        asked = (self.ledger.connection, self.policy, self.account)
        verdicts = [may(*asked, channel, moment) for channel in action.channels]
        allowed = (each for each in verdicts if each.allowed and action.enough == "one")
        return next(allowed, verdicts[0])

    def contact(
        self, contact: Contact, invoices: Mapping[str, int], ids: Ids, at: datetime
    ) -> None:
        """Log what staff said, and what came of it; invoices are named by their numbers."""
        promise, dispute = contact.promise, contact.dispute
        log_contact(
            self.ledger,
            self.version,
            self.policy.on(at.date()),
            account_id=self.account,
            channel=contact.channel,
            result=contact.result,
            at=at,
            by=BY,
            whom=ids.whom(contact.whom),
            promise=(promise.amount, self.currency, promise.by) if promise else None,
            dispute=([Disputing(invoices[dispute.of])], SAID) if dispute else None,
        )

    def carry_out(self, id: str, at: datetime) -> None:
        """Carry a stage out, as if the owner approved; raises `Refused` where no invoice waits at it."""
        stage = self.policy.stage[self.policy.stage_ids.index(id)]
        if isinstance(stage.action, ContactAction):
            self._reach_over(stage, stage.action, at)
            return
        waiting = self.waiting(id)
        if not waiting:
            raise Refused(f"no invoice waits at the stage `{id}`")
        with self.ledger.writing(at=at, by=BY) as book:
            for invoice in waiting:
                book.append(StageStepped(invoice, id, "done", self.version), on=at.date())
            if isinstance(stage.action, PlacementAction):
                place(
                    book,
                    self.policy.on(at.date()),
                    self.version,
                    account_id=self.account,
                    stage=id,
                    invoices=waiting,
                    on=at.date(),
                    versions=self.versions,
                )

    def _reach_over(self, stage: Stage, action: ContactAction, at: datetime) -> None:
        """Carry a stage out over each of its channels that is left, or over the first allowed of them."""
        waiting = [Waiting(invoice, stage.id) for invoice in self.waiting(stage.id)]
        used = (
            used_since_due(self.ledger.connection, each, at.date())
            for each in waiting
            if len(action.channels) > 1
        )
        left = action.left(next(used, frozenset())) or action.channels
        if action.enough == "one":
            asked = (self.ledger.connection, self.policy, self.account)
            left = tuple(each for each in left if may(*asked, each, at).allowed)[:1] or left[:1]
        for channel in left:
            self._reach(stage, channel, at)

    def _reach(self, stage: Stage, channel: Channel, at: datetime) -> None:
        """Carry a stage out by the plainest contact that does."""
        plainest = next(one for one in results_of(channel) if one.carries_out and not one.needs)
        log_contact(
            self.ledger,
            self.version,
            self.policy.on(at.date()),
            account_id=self.account,
            channel=channel,
            result=plainest.code,
            at=at,
            by=BY,
            stage=stage.id,
            approved_by="owner" if stage.approval == "owner" else "",
        )

    def waiting(self, stage: str | None = None) -> list[int]:
        """The invoices that wait at a stage, or at any."""
        return waiting(self.ledger.connection, stage)
