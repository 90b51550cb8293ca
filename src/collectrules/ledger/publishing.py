"""Publishing a policy file: checked whole, then frozen in the ledger word for word, its packs with it."""

from __future__ import annotations

from collectrules.ledger.book import Book
from collectrules.ledger.events import PackFrozen
from collectrules.ledger.policies import Publication, publish
from collectrules.policy.model import Policy
from collectrules.policy.shape import LANGUAGE


def publish_checked(book: Book, data: bytes, policy: Policy) -> Publication:
    """Publish the bytes of a file and the policy that was read from them, from its effective day.

    Raises `LedgerError` where another text has been published under the same id and version.
    """
    published = publish(
        book,
        data,
        policy_id=policy.id,
        version=policy.version,
        language=LANGUAGE,
        effective_from=policy.effective_from,
    )
    if published.new and policy.packs:
        from collectrules.policy.packs import packs_of

        for pack in packs_of(policy.packs).values():
            frozen = PackFrozen(published.policy.seq, pack.id, pack.version, pack.sha256, pack.text)
            book.append(frozen, on=policy.effective_from)
    return published
