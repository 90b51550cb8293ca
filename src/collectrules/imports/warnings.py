"""What a user should know of an import that goes ahead all the same: a sentence each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final

from collectrules.imports.accounts import spellings
from collectrules.imports.item_row import Key, Reading
from collectrules.imports.one_row import A_HEADING, A_TOTAL
from collectrules.imports.plan import Plan
from collectrules.ledger.items import LedgerItem

Known = Mapping[Key, LedgerItem]


def warnings_of(plan: Plan, reading: Reading, known: Known) -> tuple[str, ...]:
    """Every warning of a plan, in the order of `WARNINGS`."""
    return tuple(said for warn in WARNINGS for said in warn(plan, reading, known))


def counted(count: int, one: str, many: str = "") -> str:
    """`1 row`, `1,204 rows`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _nothing_open(plan: Plan, _reading: Reading, _known: Known) -> Iterator[str]:
    if not plan.open and plan.not_open:
        yield f"no row of the file is open on {plan.as_of}: is that the day of the file?"


def _due_before_issued(plan: Plan, _reading: Reading, _known: Known) -> Iterator[str]:
    count = sum(row.due < row.issued for row in plan.open)
    if count:
        yield f"{counted(count, 'open row')} due before the invoice date: taken as written"


def _several_spellings(plan: Plan, reading: Reading, _known: Known) -> Iterator[str]:
    names = spellings(reading.items)
    count = sum(len(names.get(account.number, ())) > 1 for account in plan.accounts)
    if count:
        yield (
            f"{counted(count, 'new account')} with more than one spelling of the name: "
            "the most frequent was taken"
        )


def _other_source(plan: Plan, _reading: Reading, known: Known) -> Iterator[str]:
    others = Counter(
        known[row.key].source
        for row in plan.open
        if row.key in known and known[row.key].source != plan.source
    )
    for source, count in others.items():
        yield (
            f"{counted(count, 'item')} first imported as `{source}`: only a file of that mapping "
            "can tell when they are gone"
        )


def _written_off(plan: Plan, _reading: Reading, known: Known) -> Iterator[str]:
    count = sum(row.key in known and known[row.key].left_alone for row in plan.open)
    if count:
        yield f"{counted(count, 'item')} written off here and still open in the file: left alone"


def _most_gone(plan: Plan, _reading: Reading, known: Known) -> Iterator[str]:
    inferred = sum(gone.move.inferred for gone in plan.gone)
    held = sum(item.source == plan.source and item.balance != 0 for item in known.values())
    if inferred * 2 > held:
        yield (
            f"{inferred:,} of the {counted(held, 'open item')} of `{plan.source}` are missing from "
            "the file and would count as paid: is the file whole, and of the same books?"
        )


def _rejected_unnamed(plan: Plan, _reading: Reading, _known: Known) -> Iterator[str]:
    labels = (A_TOTAL, A_HEADING)
    count = sum(not all(one.key) and one.reason not in labels for one in plan.rejected)
    if count and plan.gone:
        yield (
            f"{counted(count, 'rejected row')} naming no item: what they stand for may be among "
            "the items that seem gone"
        )


def paid_twice(plan: Plan, recorded: Collection[str]) -> str:
    """That payments may be counted twice: of accounts whose money was recorded since the last file.

    Empty where the import infers no payment of any of them.
    """
    moves = [(each.item.account, each.move) for each in plan.changed if each.move]
    moves += [(each.item.account, each.move) for each in plan.gone]
    paid = {account for account, move in moves if move.inferred and move.why == "payment"}
    twice = sorted(paid & set(recorded))
    if not twice:
        return ""
    shown = ", ".join(twice[:_SHOWN]) + (" and others" if len(twice) > _SHOWN else "")
    return (
        f"{counted(len(twice), 'account')} with payments recorded by hand since the last file ({shown}): "
        "what is inferred as paid may be the same money, used for late fees, interest or another invoice here"
    )


_SHOWN: Final = 5
WARNINGS: Final[tuple[Callable[[Plan, Reading, Known], Iterator[str]], ...]] = (
    _nothing_open,
    _due_before_issued,
    _several_spellings,
    _other_source,
    _written_off,
    _most_gone,
    _rejected_unnamed,
)
"""Each yields its sentences, or none."""
