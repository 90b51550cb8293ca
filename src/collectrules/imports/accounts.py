"""The customers a file brings: one account a number, under its most frequent name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from collectrules.imports.item_row import ItemRow
from collectrules.imports.mapping import TAKEN_KIND, DebtorKind


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A customer the ledger does not know, known since the earliest invoice the file shows."""

    number: str
    name: str
    kind: DebtorKind
    kind_said: bool
    """Whether the file or its mapping says so; it is taken as a business where nothing does."""
    email: str
    phone: str
    since: date


def accounts_to_open(
    rows: Iterable[ItemRow], numbers: Collection[str], known: Mapping[str, int], as_of: date
) -> tuple[NewAccount, ...]:
    """The accounts of `numbers` that are not known, in the order the file first names them."""
    mine: defaultdict[str, list[ItemRow]] = defaultdict(list)
    for row in rows:
        if row.account in numbers and row.account not in known:
            mine[row.account].append(row)
    return tuple(_account(number, its, as_of) for number, its in mine.items())


def spellings(rows: Iterable[ItemRow]) -> dict[str, Counter[str]]:
    """The names each account goes by, with how often; blank ones left out."""
    names: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row.name:
            names[row.account][row.name] += 1
    return names


def _account(number: str, rows: list[ItemRow], as_of: date) -> NewAccount:
    names = spellings(rows).get(number)
    kind = next((row.kind for row in rows if row.kind), None)
    return NewAccount(
        number=number,
        # Of names equally frequent, the one first seen: a Counter keeps that order.
        name=names.most_common(1)[0][0] if names else number,
        kind=kind or TAKEN_KIND,
        kind_said=kind is not None,
        email=next((row.email for row in rows if row.email), ""),
        phone=next((row.phone for row in rows if row.phone), ""),
        since=min(as_of, *(row.issued for row in rows)),
    )
