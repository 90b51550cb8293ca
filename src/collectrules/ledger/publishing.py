"""Publishing a policy file: checked whole, then frozen in the ledger word for word."""

from __future__ import annotations

from collectrules.ledger.book import Book
from collectrules.ledger.policies import Publication, publish
from collectrules.policy.model import Policy
from collectrules.policy.shape import LANGUAGE


def publish_checked(book: Book, data: bytes, policy: Policy) -> Publication:
    """Publish the bytes of a file and the policy that was read from them, from its effective day.

    Raises `LedgerError` where another text has been published under the same id and version.
    """
    return publish(
        book,
        data,
        policy_id=policy.id,
        version=policy.version,
        language=LANGUAGE,
        effective_from=policy.effective_from,
    )
