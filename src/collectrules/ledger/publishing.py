"""Publishing a policy file: checked whole, then frozen in the ledger word for word, its packs with it."""

from __future__ import annotations

from collectrules.errors import LedgerError
from collectrules.ledger.book import Book
from collectrules.ledger.events import PackFrozen, PolicyBeside
from collectrules.ledger.policies import Approval, Publication, is_beside, publish
from collectrules.policy.model import Policy
from collectrules.policy.shape import LANGUAGE


def publish_checked(
    book: Book,
    data: bytes,
    policy: Policy,
    *,
    beside: bool = False,
    approval: Approval | None = None,
) -> Publication:
    """Publish the bytes of a file and the policy that was read from them, from its effective day.

    Published `beside` the main policy, it counts only for those who are put under it. Who approved it, and
    why, is written with it. What was published before, word for word, is left as it is: its approval too,
    which the publication tells, or that there is none.

    Raises `LedgerError` where another text has been published under the same id and version, or the id
    was published in the other way before, and `InputError` for an approval without a name or a reason.
    """
    _publish_beside(book, policy, beside=beside)
    published = publish(
        book,
        data,
        policy_id=policy.id,
        version=policy.version,
        language=LANGUAGE,
        effective_from=policy.effective_from,
        approval=approval,
    )
    if published.new and policy.packs:
        from collectrules.policy.packs import packs_of

        for pack in packs_of(policy.packs).values():
            frozen = PackFrozen(published.policy.seq, pack.id, pack.version, pack.sha256, pack.text)
            book.append(frozen, on=policy.effective_from)
    return published


def _publish_beside(book: Book, policy: Policy, *, beside: bool) -> None:
    was_beside = is_beside(book.connection, policy.id)
    if was_beside == beside:
        return
    if was_beside:
        raise LedgerError(
            f"`{policy.id}` was published beside the main policy before",
            help="publish it with `--beside`, or give it an `id` of its own; nothing was written",
        )
    found = book.connection.execute(
        "SELECT 1 FROM policy_version WHERE policy_id = ?", (policy.id,)
    ).fetchone()
    if found is not None:
        raise LedgerError(
            f"`{policy.id}` was published as the main policy before",
            help="give the one beside it an `id` of its own; nothing was written",
        )
    book.append(PolicyBeside(policy.id), on=policy.effective_from)
