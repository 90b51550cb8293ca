"""Publishing a version of the policy where invoices already stand on the ladder."""

from __future__ import annotations

from datetime import date

from collectrules.ledger.book import Book
from collectrules.ledger.policies import Approval, Publication
from collectrules.ledger.publishing import publish_checked
from collectrules.policy.model import Policy
from collectrules.worklist.in_flight import refuse_lost_stages


def publish_version(
    book: Book,
    data: bytes,
    policy: Policy,
    *,
    beside: bool = False,
    approval: Approval | None = None,
) -> Publication:
    """Publish a version, unless open invoices stand on a stage that it neither has nor moves them from.

    Raises as `publish_checked` does, and `LedgerError` where it would leave invoices on a stage it has not.
    """
    published = publish_checked(book, data, policy, beside=beside, approval=approval)
    if published.new:
        under = policy.id if beside else ""
        refuse_lost_stages(book.connection, policy, date.max, under=under)
    return published
