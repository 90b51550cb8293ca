"""Agreeing on payment plans, and ending them by hand; the run ends those that are kept or broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from collectrules.acts.agreeing import Ground, ground_of, offer_named, refuse_name
from collectrules.charges.agreements import PlanMade, called, plans
from collectrules.charges.conditions import Versions
from collectrules.charges.instalments import Instalment, instalments, rest_days
from collectrules.errors import InputError, Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import InstalmentSet, PlanAgreed, PlanCovers, PlanEnded
from collectrules.money import format_minor
from collectrules.policy.model import BROKEN_AFTER_DAYS, Every, Plan, Policy
from collectrules.worklist.find import AccountNamed

LONGEST_DAYS: Final = 3650
"""A first instalment is due within ten years; what is later was meant otherwise."""
MOST_INSTALMENTS: Final = 120
_EVERY: Final[dict[Every, int]] = {"week": 7, "fortnight": 14, "month": 31}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWanted:
    """A plan that a customer agreed to. What is None is as the offer says."""

    account: AccountNamed
    invoices: tuple[int, ...] = ()
    """None of them for all that is overdue and in no other agreement."""
    currency: str = ""
    offer: str | None = None
    instalments: int | None = None
    every: Every | None = None
    first: date | None = None
    skip_holidays: bool | None = None
    approved_by: str = ""
    note: str = ""
    policy: tuple[Policy, int] | None = None
    """None for the published one that the invoices are under."""
    versions: Versions | None = None
    """With a policy, the versions that interest runs by."""
    on: date


def agree_plan(
    ledger: Ledger, wanted: PlanWanted, *, at: datetime, by: str, dry_run: bool = False
) -> PlanMade:
    """Write a plan with its instalments; returns it as it stands, or in a dry run as it would.

    Its sum is what is owed on its invoices on the day, late fees and booked interest counted.

    Raises as `ground_of` and `offer_named` do, `InputError` for instalments that cannot be, and `Refused`
    where they are not what any offer says and nobody says that the owner approved them.
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
        found = offer_named(book.connection, ground, Plan, wanted.offer, approved_by)
        terms = _terms(ground, wanted, found[1] if found else None, approved_by)
        parts = _instalments(ground, terms, _first(ground, wanted, terms, approved_by))
        agreed = PlanAgreed(
            ground.account.id,
            ground.currency,
            ground.total,
            found[0].id if found else "",
            ground.policy_seq,
            terms.broken_after_days,
            approved_by,
            wanted.note.strip(),
        )
        return _write(book, ground, agreed, parts)


def _terms(ground: Ground, wanted: PlanWanted, offered: Plan | None, approved_by: str) -> Plan:
    """The terms of the offer with what is wanted otherwise, which is no looser unless the owner approved."""
    if offered is None:
        return _own_terms(ground, wanted, approved_by)
    terms = replace(
        offered,
        instalments=offered.instalments if wanted.instalments is None else wanted.instalments,
        every=wanted.every or offered.every,
        skip_holidays=offered.skip_holidays
        if wanted.skip_holidays is None
        else wanted.skip_holidays,
    )
    looser = (
        terms.instalments > offered.instalments
        or _EVERY[terms.every] > _EVERY[offered.every]
        or terms.skip_holidays > offered.skip_holidays
    )
    if looser and not approved_by:
        raise Refused(
            f"that is more than the offer says: {offered.instalments} instalments, one a {offered.every}",
            help="fewer, or sooner, need no approval; for this say who approved it with "
            "`--approved-by NAME`",
        )
    return _checked(terms)


def _own_terms(ground: Ground, wanted: PlanWanted, approved_by: str) -> Plan:
    if wanted.instalments is None or not approved_by:
        raise Refused(
            f"no offer of a plan holds for account `{ground.account.number}` on {ground.on}",
            help="the owner may approve another with `--approved-by NAME`, `--instalments` and `--every`",
        )
    return _checked(
        Plan(
            wanted.instalments,
            wanted.every or "month",
            LONGEST_DAYS,
            skip_holidays=bool(wanted.skip_holidays),
            broken_after_days=BROKEN_AFTER_DAYS,
        )
    )


def _checked(terms: Plan) -> Plan:
    if not 1 <= terms.instalments <= MOST_INSTALMENTS:
        raise InputError(
            f"{terms.instalments} instalments are not possible",
            help=f"give a number from 1 to {MOST_INSTALMENTS}",
        )
    return terms


def _first(ground: Ground, wanted: PlanWanted, terms: Plan, approved_by: str) -> date:
    """The day the first instalment is due: as wanted, else the last day that the offer allows."""
    last = ground.on + timedelta(days=terms.first_within_days)
    if wanted.first is None:
        return last if terms.first_within_days < LONGEST_DAYS else ground.on
    if wanted.first < ground.on:
        raise InputError(
            f"the first instalment cannot be due on {wanted.first}, before the plan is agreed on {ground.on}",
            help="name a day from then on with `--first`",
        )
    if wanted.first > ground.on + timedelta(days=LONGEST_DAYS):
        raise InputError(
            f"{wanted.first} is more than ten years away", help="check the day of `--first`"
        )
    if wanted.first > last and not approved_by:
        raise Refused(
            f"by the offer the first instalment is due by {last}, not on {wanted.first}",
            help="name that day or an earlier one, or say who approved it with `--approved-by NAME`",
        )
    return wanted.first


def _instalments(ground: Ground, terms: Plan, first: date) -> tuple[Instalment, ...]:
    total, count = ground.total, terms.instalments
    money = f"{format_minor(total, ground.currency)} {ground.currency}"
    least = max(1, terms.at_least)
    if total // count < least:
        most = total // least
        raise Refused(
            f"{money} in {count} instalments is less than {format_minor(least, ground.currency)} each",
            help=f"agree on {most} or fewer with `--instalments`"
            if most
            else "it is too little for a plan",
        )
    free = rest_days(ground.policy.holidays) if terms.skip_holidays else _never
    try:
        return instalments(total, count, terms.every, first, free)
    except (ValueError, OverflowError):
        raise InputError(
            "the last instalment would be due after the year 9999", help="name an earlier first day"
        ) from None


def _never(_: date) -> bool:
    return False


def _write(book: Book, ground: Ground, agreed: PlanAgreed, parts: Sequence[Instalment]) -> PlanMade:
    seq = book.append(agreed, on=ground.on)
    rows = [(seq, each.number, each.due_on.isoformat(), each.amount) for each in parts]
    book.extend(InstalmentSet, rows, on=ground.on)
    book.extend(PlanCovers, [(seq, each.invoice_id) for each in ground.invoices], on=ground.on)
    return _read(book, ground.account, seq, ground.on)


def _read(book: Book, account: AccountNamed, seq: int, as_of: date) -> PlanMade:
    found = plans(book.connection, as_of, accounts=(account.id,))
    return next(each for each in found if each.seq == seq)


def plan_meant(
    ledger: Ledger, account: AccountNamed, seq: int | None, as_of: date, *, standing: bool
) -> PlanMade:
    """The plan of an account that is meant: the one with this event, else the only one, or the last.

    With `standing` only those that are not over are looked among. Raises `InputError` where there is none,
    or several stand and it is not said which.
    """
    every = plans(ledger.connection, as_of, accounts=(account.id,))
    found = [each for each in every if seq in (None, each.seq)]
    found = [each for each in found if each.ended is None] if standing else found
    if not found:
        which = f" of event {seq}" if seq is not None else ""
        raise InputError(
            f"account `{account.number}` has no {'open ' if standing else ''}plan{which} on {as_of}",
            help=f"`collectrules plan list {account.number}` shows those it has or had",
        )
    if standing and len(found) > 1:
        raise InputError(
            f"account `{account.number}` has {len(found)} plans: "
            f"events {', '.join(str(each.seq) for each in found)}",
            help="say which with `--plan EVENT`",
        )
    return found[-1]


def cancel_plan(
    ledger: Ledger,
    account: AccountNamed,
    seq: int | None,
    *,
    reason: str,
    on: date,
    at: datetime,
    by: str,
    dry_run: bool = False,
) -> PlanMade:
    """End a plan by hand from a day on: what is left to pay is due again as it was.

    Raises as `plan_meant` does, and `Refused` where no reason is given.
    """
    if not reason.strip():
        raise Refused("the reason is missing", help="say in a few words why, with `--reason`")
    writing = ledger.rehearsing if dry_run else ledger.writing
    with writing(at=at, by=by) as book:
        plan = plan_meant(ledger, account, seq, on, standing=True)
        later = plans(book.connection, date.max, accounts=(account.id,))
        ended = next(each.ended for each in later if each.seq == plan.seq)
        if ended is not None:
            raise Refused(
                f"{called(plan)} is {ended.outcome} since {ended.on}", help="nothing was written"
            )
        book.append(PlanEnded(plan.seq, "cancelled", reason.strip()), on=on)
        return _read(book, account, plan.seq, on)
