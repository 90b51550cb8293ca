"""What agreeing on plans and on settlements have in common: which invoices, by which offer, who approved."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from collectrules.charges.agreements import Agreement, called, command, in_agreements
from collectrules.charges.booking import book_interest
from collectrules.charges.conditions import Versions
from collectrules.engine.gather import Moment
from collectrules.engine.known import known_invoices
from collectrules.errors import InputError, Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.owed import Owed, owed
from collectrules.policy.facts import closest
from collectrules.policy.meaning import judge
from collectrules.policy.model import Offer, Policy
from collectrules.worklist.approved import offer_approved
from collectrules.worklist.find import AccountNamed
from collectrules.worklist.interest import bring_up_to
from collectrules.worklist.placed import placed_with
from collectrules.worklist.under import beside_on
from collectrules.worklist.versions import policy_in_force

Terms = TypeVar("Terms")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What an agreement is made on: the invoices with what is owed on each, and the policy they are under."""

    account: AccountNamed
    on: date
    currency: str
    invoices: tuple[Owed, ...]
    policy: Policy
    """As it reads on the day for the currency."""
    policy_seq: int
    offers: tuple[Offer, ...]
    """Those of the policy that hold for the account."""

    @property
    def total(self) -> int:
        """What is owed on all of them, in minor units."""
        return sum(each.total for each in self.invoices)


def ground_of(
    book: Book,
    ledger: Ledger,
    account: AccountNamed,
    *,
    invoices: Sequence[int] = (),
    currency: str = "",
    policy: tuple[Policy, int] | None = None,
    versions: Versions | None = None,
    on: date,
) -> Ground:
    """What an agreement with an account is about: the invoices named, or all that is overdue and free.

    The interest that has run on them by the day is put into the books first. The policy is the published one
    that they are under, unless it is given.

    Raises `InputError` where they owe in several currencies, and `Refused` where nothing is owed on one of
    them, one is in dispute, placed, or part of a plan or settlement that stands, or several policies judge
    them.
    """
    connection = book.connection
    chosen = _chosen(connection, account, tuple(dict.fromkeys(invoices)), currency, on)
    read, seq = policy or _policy_of(ledger, account, chosen, on)
    code, ids = chosen[0].currency, [each.invoice_id for each in chosen]
    if policy is None:
        bring_up_to(ledger, book, (account.id,), on)
    else:
        book_interest(book, ids, on, versions=versions)
    return Ground(
        account=account,
        on=on,
        currency=code,
        invoices=tuple(owed(connection, on, invoices=ids)),
        policy=read.in_currency(code),
        policy_seq=seq,
        offers=_offers(connection, account, read, code, on),
    )


def _chosen(
    connection: sqlite3.Connection,
    account: AccountNamed,
    invoices: Sequence[int],
    currency: str,
    on: date,
) -> list[Owed]:
    everything = owed(connection, on, accounts=(account.id,))
    taken = in_agreements(connection, account.id, on)
    placed = placed_with(connection, account.id, on)
    if invoices:
        known = {each.invoice_id: each for each in everything}
        named = [known[each] for each in invoices if each in known]
        if len(named) < len(invoices):
            raise Refused(
                f"an invoice of account `{account.number}` is of a day after {on}",
                help="agree on it on its own day or later; nothing was written",
            )
        for each in named:
            _refuse(each, taken.get(each.invoice_id), placed.get(each.invoice_id))
    else:
        named = [
            each
            for each in everything
            if each.total > 0
            and each.principal > 0
            and each.due_on < on
            and not each.disputed
            and each.invoice_id not in taken
            and each.invoice_id not in placed
        ]
    return _of_one_currency(account, named, currency, on)


def _refuse(invoice: Owed, taken: Agreement | None, placed: str | None) -> None:
    named = f"invoice `{invoice.number}`"
    if invoice.total <= 0:
        raise Refused(f"nothing is owed on {named}", help="leave it out; nothing was written")
    if invoice.disputed:
        raise Refused(
            f"{named} is in dispute",
            help="settle the dispute first: `collectrules end-dispute`; nothing was written",
        )
    if taken is not None:
        raise Refused(
            f"{named} is part of {called(taken)} already",
            help=f"cancel that first with `collectrules {command(taken)} cancel`; nothing was written",
        )
    if placed is not None:
        raise Refused(
            f"{named} is placed with {placed}",
            help="`collectrules placement recall` takes it back; nothing was written",
        )


def _of_one_currency(
    account: AccountNamed, invoices: Sequence[Owed], currency: str, on: date
) -> list[Owed]:
    codes = sorted({each.currency for each in invoices})
    if currency:
        invoices = [each for each in invoices if each.currency == currency]
    elif len(codes) > 1:
        raise InputError(
            f"account `{account.number}` owes in {' and '.join(codes)}",
            help="an agreement is in one currency: say which with `--currency`",
        )
    if not invoices:
        in_it = f" in {currency}" if currency else ""
        raise Refused(
            f"nothing of account `{account.number}`{in_it} is overdue on {on}, undisputed, and free of "
            "other agreements",
            help="name invoices with `--invoice N`; nothing was written",
        )
    return list(invoices)


def _policy_of(
    ledger: Ledger, account: AccountNamed, invoices: Sequence[Owed], on: date
) -> tuple[Policy, int]:
    beside = beside_on(ledger, on, accounts=(account.id,))
    under = {beside.of_invoice(account.id, each.invoice_id) for each in invoices}
    if len(under) > 1:
        raise Refused(
            f"the invoices are under different policies: {', '.join(sorted(under - {''}))}",
            help="make an agreement for those of each policy, with `--invoice N`",
        )
    id = under.pop()
    return beside.versions[id] if id else policy_in_force(ledger, on)


def _offers(
    connection: sqlite3.Connection, account: AccountNamed, policy: Policy, currency: str, on: date
) -> tuple[Offer, ...]:
    """The offers that hold for what an account owes in a currency: none where nothing of it is open."""
    known = known_invoices(connection, Moment.on(on, accounts=(account.id,)))
    facts = next((each.facts for each in known if each.currency == currency), None)
    return judge(policy, facts).offers if facts is not None else ()


def offer_named(
    connection: sqlite3.Connection,
    ground: Ground,
    kind: type[Terms],
    id: str | None,
    approved_by: str,
) -> tuple[Offer, Terms] | None:
    """The offer of a kind to agree by: the one named, else the only one that holds; None where none does.

    Raises `InputError` where there is no such offer or several hold, and `Refused` where it does not hold,
    or waits for the owner, and nobody says who approved it.
    """
    of_kind = {each.id: each for each in ground.policy.offer if isinstance(each.terms, kind)}
    holding = [each.id for each in ground.offers if each.id in of_kind]
    if id is None:
        if len(holding) > 1:
            raise InputError(
                f"account `{ground.account.number}` may be offered {_listed(holding)}",
                help="say which with `--offer`",
            )
        if not holding:
            return None
        id = holding[0]
    if id not in of_kind:
        near = closest(id, list(of_kind)) or next(iter(of_kind), None)
        raise InputError(
            f"the policy has no such offer `{id}`",
            help=f"did you mean `{near}`?" if near else "it has none of the kind at all",
        )
    if id not in holding and not approved_by:
        raise Refused(
            f"`{id}` does not hold for account `{ground.account.number}` on {ground.on}",
            help="`collectrules explain` shows why; the owner may approve it all the same, with "
            "`--approved-by NAME`",
        )
    offer = of_kind[id]
    approved = bool(approved_by) or offer_approved(connection, ground.account.id, id)
    if offer.approval == "owner" and not approved:
        raise Refused(
            f"the owner has to approve `{id}` first",
            help="with `collectrules approve`, or say who did with `--approved-by NAME`; "
            "nothing was written",
        )
    terms = offer.terms
    assert isinstance(terms, kind)
    return offer, terms


def _listed(ids: Sequence[str]) -> str:
    return " and ".join(f"`{each}`" for each in ids)


def refuse_name(approved_by: str) -> str:
    """Who approved something, as one line; raises `InputError` for what is no name."""
    name = approved_by.strip()
    if name and not name.isprintable():
        raise InputError("who approved it is not a name", help="write it on one line")
    return name
