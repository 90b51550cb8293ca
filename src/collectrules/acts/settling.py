"""Agreeing on settlements for less than is owed; the run ends those that are kept or have lapsed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from collectrules.acts.agreeing import Ground, ground_of, offer_named, refuse_name
from collectrules.charges.agreements import SettlementMade, called, settlements
from collectrules.charges.conditions import Versions
from collectrules.errors import InputError, Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import SettlementAgreed, SettlementCovers, SettlementEnded
from collectrules.money import format_minor, percent_of
from collectrules.policy.model import Policy, Settlement
from collectrules.worklist.find import AccountNamed


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementWanted:
    """A settlement that a customer agreed to. What is None is as the offer says."""

    account: AccountNamed
    invoices: tuple[int, ...] = ()
    """None of them for all that is overdue and in no other agreement."""
    currency: str = ""
    offer: str | None = None
    percent: Decimal | None = None
    amount: int | None = None
    """What is to be paid, in minor units, in the place of a share."""
    until: date | None = None
    """The last day on which the money may arrive."""
    approved_by: str = ""
    note: str = ""
    policy: tuple[Policy, int] | None = None
    """None for the published one that the invoices are under."""
    versions: Versions | None = None
    """With a policy, the versions that interest runs by."""
    on: date


def agree_settlement(
    ledger: Ledger, wanted: SettlementWanted, *, at: datetime, by: str, dry_run: bool = False
) -> SettlementMade:
    """Write a settlement; returns it as it stands, or in a dry run as it would.

    What is to be paid is the share of what is owed on the day, late fees and booked interest counted,
    rounded once as the policy rounds.

    Raises as `ground_of` and `offer_named` do, `InputError` for a share or a day that cannot be, and
    `Refused` where it is less, or longer, than the offer says and nobody says that the owner approved it.
    """
    approved_by = refuse_name(wanted.approved_by)
    writing = ledger.rehearsing if dry_run else ledger.writing
    with writing(at=at, by=by) as book:
        ground = ground_of(
            book,
            ledger,
            wanted.account,
            invoices=wanted.invoices,
            currency=wanted.currency,
            policy=wanted.policy,
            versions=wanted.versions,
            on=wanted.on,
        )
        found = offer_named(book.connection, ground, Settlement, wanted.offer, approved_by)
        percent, until = _terms(ground, wanted, found[1] if found else None, approved_by)
        amount = wanted.amount
        if amount is None:
            amount = percent_of(ground.total, percent, ground.policy.rounding)
        _refuse_amount(ground, amount)
        agreed = SettlementAgreed(
            wanted.account.id,
            ground.currency,
            amount,
            ground.total,
            until.isoformat(),
            found[0].id if found else "",
            ground.policy_seq,
            approved_by,
            wanted.note.strip(),
        )
        seq = book.append(agreed, on=wanted.on)
        covers = [(seq, each.invoice_id) for each in ground.invoices]
        book.extend(SettlementCovers, covers, on=wanted.on)
        return _read(book, wanted.account, seq, wanted.on)


def _terms(
    ground: Ground, wanted: SettlementWanted, offered: Settlement | None, approved_by: str
) -> tuple[Decimal, date]:
    """The share that settles it and the last day; no better for the customer unless the owner approved."""
    neither = wanted.percent is None and wanted.amount is None
    if offered is None and (neither or wanted.until is None or not approved_by):
        raise Refused(
            f"no offer of a settlement holds for account `{ground.account.number}` on {ground.on}",
            help="the owner may approve another with `--approved-by NAME`, `--percent` and `--until`",
        )
    last = ground.on + timedelta(days=offered.valid_days) if offered else date.max
    percent, until = _share(ground, wanted), wanted.until or last
    if percent is None:
        percent = offered.percent if offered else Decimal(0)
    if not 0 < percent < 100:
        raise InputError(
            f"{percent} per cent is no settlement", help="give a share between 0 and 100 per cent"
        )
    if until < ground.on:
        raise InputError(
            f"the last day, {until}, comes before the settlement is agreed on {ground.on}",
            help="name a day from then on with `--until`",
        )
    less = offered is not None and percent < offered.percent
    if less and offered and wanted.amount is not None:
        less = wanted.amount < percent_of(ground.total, offered.percent, ground.policy.rounding)
    if offered and not approved_by and (less or until > last):
        raise Refused(
            f"the offer takes {offered.percent.normalize():f} per cent by {last}",
            help="more, or sooner, needs no approval; for this say who approved it with "
            "`--approved-by NAME`",
        )
    return percent, until


def _share(ground: Ground, wanted: SettlementWanted) -> Decimal | None:
    """The share that is wanted; of an amount, what it is of all that is owed."""
    if wanted.amount is None:
        return wanted.percent
    if wanted.percent is not None:
        raise InputError(
            "a settlement is a share or an amount", help="give one of the two, not both"
        )
    _refuse_amount(ground, wanted.amount)
    return Decimal(wanted.amount) * 100 / ground.total


def _refuse_amount(ground: Ground, amount: int) -> None:
    if not 0 < amount < ground.total:
        owed = f"{format_minor(ground.total, ground.currency)} {ground.currency}"
        raise Refused(
            f"{format_minor(amount, ground.currency)} of {owed} is no settlement",
            help="what is owed is too little to forgive a part of it",
        )


def _read(book: Book, account: AccountNamed, seq: int, as_of: date) -> SettlementMade:
    found = settlements(book.connection, as_of, accounts=(account.id,))
    return next(each for each in found if each.seq == seq)


def settlement_meant(
    ledger: Ledger, account: AccountNamed, seq: int | None, as_of: date
) -> SettlementMade:
    """The open settlement of an account, or the one with this event.

    Raises `InputError` where there is none, or several stand and it is not said which.
    """
    found = [
        each
        for each in settlements(ledger.connection, as_of, accounts=(account.id,))
        if each.ended is None and seq in (None, each.seq)
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        which = f" of event {seq}" if seq is not None else ""
        raise InputError(
            f"account `{account.number}` has no open settlement{which} on {as_of}",
            help=f"`collectrules settle list {account.number}` shows those it has or had",
        )
    raise InputError(
        f"account `{account.number}` has {len(found)} settlements: "
        f"events {', '.join(str(each.seq) for each in found)}",
        help="say which with `--settlement EVENT`",
    )


def cancel_settlement(
    ledger: Ledger,
    account: AccountNamed,
    seq: int | None,
    *,
    reason: str,
    on: date,
    at: datetime,
    by: str,
    dry_run: bool = False,
) -> SettlementMade:
    """End a settlement by hand: everything is owed as before.

    Raises as `settlement_meant` does, and `Refused` where no reason is given.
    """
    if not reason.strip():
        raise Refused("the reason is missing", help="say in a few words why, with `--reason`")
    writing = ledger.rehearsing if dry_run else ledger.writing
    with writing(at=at, by=by) as book:
        settlement = settlement_meant(ledger, account, seq, on)
        later = settlements(book.connection, date.max, accounts=(account.id,))
        ended = next(each.ended for each in later if each.seq == settlement.seq)
        if ended is not None:
            raise Refused(
                f"{called(settlement)} is {ended.outcome} since {ended.on}",
                help="nothing was written",
            )
        book.append(SettlementEnded(settlement.seq, "cancelled", reason.strip()), on=on)
        return _read(book, account, settlement.seq, on)
