"""The end of placements: debts that an agency or a lawyer held are ours again, or they are done with them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from collectrules.charges.placements import PlacementMade, placements
from collectrules.errors import InputError, Refused
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import PlacementEnded
from collectrules.worklist.find import AccountNamed

Outcome = Literal["recalled", "returned", "closed"]


def placement_meant(
    ledger: Ledger, account: AccountNamed, seq: int | None, as_of: date, *, standing: bool
) -> PlacementMade:
    """The placement of an account that is meant: the one of this event, else the only one, or the last.

    With `standing` only those that are not over are looked among. Raises `InputError` where there is none,
    or several stand and it is not said which.
    """
    every = placements(ledger.connection, as_of, accounts=(account.id,))
    found = [
        each
        for each in every
        if seq in (None, each.seq) and not (standing and each.ended is not None)
    ]
    if not found:
        which = f" of event {seq}" if seq is not None else ""
        raise InputError(
            f"account `{account.number}` has no {'open ' if standing else ''}placement{which} on {as_of}",
            help=f"`collectrules placement list {account.number}` shows those it has or had",
        )
    if standing and len(found) > 1:
        raise InputError(
            f"account `{account.number}` has {len(found)} placements: "
            f"events {', '.join(str(each.seq) for each in found)}",
            help="say which with `--placement EVENT`",
        )
    return found[-1]


def end_placement(
    ledger: Ledger,
    account: AccountNamed,
    seq: int | None,
    outcome: Outcome,
    *,
    reason: str,
    on: date,
    at: datetime,
    by: str,
    dry_run: bool = False,
) -> PlacementMade:
    """End a placement from a day on: the ladder of its invoices goes on from the stage they stand on.

    Raises as `placement_meant` does, and `Refused` where no reason is given or it is over on a later day.
    """
    if not reason.strip():
        raise Refused("the reason is missing", help="say in a few words why, with `--reason`")
    writing = ledger.rehearsing if dry_run else ledger.writing
    with writing(at=at, by=by) as book:
        placement = placement_meant(ledger, account, seq, on, standing=True)
        every = placements(book.connection, date.max, accounts=(account.id,))
        ended = next(each.ended for each in every if each.seq == placement.seq)
        if ended is not None:
            raise Refused(
                f"the placement of event {placement.seq} is {ended.outcome} since {ended.on}",
                help="nothing was written",
            )
        book.append(PlacementEnded(placement.seq, outcome, reason.strip()), on=on)
        return placement_meant(ledger, account, placement.seq, on, standing=False)
