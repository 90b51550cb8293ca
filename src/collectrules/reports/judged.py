"""By which version of which policy each invoice is judged on a day: the one in force, or one beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from collectrules.ledger.book import Ledger
from collectrules.ledger.overrides import Override
from collectrules.ledger.policies import NoneInForce, StoredPolicy, in_force
from collectrules.ledger.trials import counting


@dataclass(frozen=True, slots=True)
class Judged:
    """The id of the policy that some accounts and invoices are under; the main one's is empty."""

    versions: Mapping[str, StoredPolicy] = field(default_factory=dict)
    """Those in force, by the id of the policy; one that has none in force is not in it."""
    accounts: Mapping[int, str] = field(default_factory=dict)
    invoices: Mapping[int, str] = field(default_factory=dict)
    """What is of an invoice goes before what is of its account."""

    @property
    def parameters(self) -> dict[str, str]:
        """The named parameters of `OF_ACCOUNT` and `OF_INVOICE`."""
        return {
            "of_accounts": json.dumps(list(self.accounts.items())),
            "of_invoices": json.dumps(list(self.invoices.items())),
        }

    def name(self, id: str) -> str:
        """How the policy of an id is called: `ready 1`, the version being the one in force."""
        stored = self.versions.get(id)
        return f"{stored.id} {stored.version}" if stored else id or "none in force"

    def as_json(self, id: str) -> dict[str, str | None] | None:
        """The policy of an id and its version in force; None where there is none at all."""
        stored = self.versions.get(id)
        if stored:
            return {"id": stored.id, "version": stored.version}
        return {"id": id, "version": None} if id else None


MAIN: Final = Judged()
"""Nobody is put under another policy."""


def _joined(given: str, id: str, alias: str) -> str:
    return f"""
        LEFT JOIN (
            SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS policy_id
            FROM json_each(:{given})
        ) AS {alias} ON {alias}.id = i.{id}
    """


OF_ACCOUNT: Final = _joined("of_accounts", "account_id", "p")
"""SQL that joins to rows `i` the policy of their account, `p.policy_id`; NULL for the main one."""
OF_INVOICE: Final = OF_ACCOUNT + _joined("of_invoices", "invoice_id", "q")
"""The same, and the policy that an invoice is put under by itself, `q.policy_id`."""


def judged_on(ledger: Ledger, day: date, known: int | None = None) -> Judged:
    """Who is under which policy on a day, as known up to an event."""
    acts = sorted(
        (
            each
            for each in counting(ledger.connection, as_of=day, known=known)
            if each.kind == "policy" and each.counts_on(day)
        ),
        key=lambda each: (not each.by_trial, each.seq),
    )
    accounts = {each.account_id: _policy_of(each) for each in acts if each.invoice_id is None}
    invoices = {each.invoice_id: _policy_of(each) for each in acts if each.invoice_id is not None}
    versions = {}
    for id in ("", *sorted({*accounts.values(), *invoices.values()})):
        try:
            versions[id] = in_force(ledger, day, known, beside=id or None)
        except NoneInForce:
            continue
    return Judged(versions, accounts, invoices)


def _policy_of(act: Override) -> str:
    return act.policy_id or ""
