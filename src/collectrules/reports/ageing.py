"""The ageing report: what is outstanding by how long it is past due, each currency by itself.

Outstanding is principal, late fees and interest in the books, less credit and less unapplied cash. The
invoices are aged by what is left of their principal; fees, interest, credit and unapplied cash have columns
of their own, so that each line adds up to what is outstanding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

from collectrules.reports.buckets import BUCKETS, LAST_DAYS
from collectrules.reports.judged import MAIN, OF_ACCOUNT, OF_INVOICE, Judged
from collectrules.reports.standing import Books, counts

By = Literal["currency", "account", "policy"]
Sort = Literal["outstanding", "overdue", "over-90", "account", "name"]
SORTS: Final[tuple[Sort, ...]] = get_args(Sort)


@dataclass(frozen=True, slots=True)
class Ageing:
    """A line: invoices by bucket, credit, late fees, interest, unapplied cash; in minor units."""

    currency: str
    accounts: int
    """Accounts that owe on an invoice."""
    invoices: int
    overdue_invoices: int
    buckets: tuple[int, ...]
    """In the order of `BUCKETS`."""
    credit: int = 0
    """Credit notes and overpayments not yet used; zero or negative."""
    charges: int = 0
    """Late fees charged, less what was paid of them and waived."""
    interest: int = 0
    """Interest booked, less what was paid of it and waived."""
    unapplied: int = 0
    """Money received that no payment used yet; zero or negative."""
    account: str = ""
    name: str = ""
    """Of the account, in a line about one."""
    policy: str = ""
    """The id of the policy that judges, in a line about one; empty for the main one."""

    @property
    def overdue(self) -> int:
        """What is left of invoices past due."""
        return sum(self.buckets[1:])

    @property
    def outstanding(self) -> int:
        """The sum of it all: what customers owe on balance."""
        return sum(self.buckets) + self.credit + self.charges + self.interest + self.unapplied


def _in_bucket(first: int | None, last: int | None) -> str:
    """SQL for the sum of what is left of invoices whose days past due are from the first to the last."""
    bounds = ["i.principal > 0"]
    bounds += [f"i.past >= {first}"] if first is not None else []
    bounds += [f"i.past <= {last}"] if last is not None else []
    return f"coalesce(sum(i.principal) FILTER (WHERE {' AND '.join(bounds)}), 0)"


_EDGES: Final = zip((None, *(last + 1 for last in LAST_DAYS)), (*LAST_DAYS, None), strict=True)
_SUMS: Final = f"""
    count(DISTINCT i.account_id) FILTER (WHERE i.principal > 0),
    count(*) FILTER (WHERE i.principal > 0), count(*) FILTER (WHERE i.principal > 0 AND i.past > 0),
    {", ".join(_in_bucket(*edges) for edges in _EDGES)},
    sum(min(i.principal, 0)), sum(i.costs), sum(i.interest)
"""


@dataclass(frozen=True, slots=True)
class _Groups:
    """What lines are told by beside the currency: SQL for it of an item `i`, and of unapplied cash `i`."""

    of_items: str = "''"
    of_cash: str = "''"
    join_items: str = ""
    join_cash: str = ""


_GROUPS: Final[dict[By, _Groups]] = {
    "currency": _Groups(),
    "account": _Groups("i.account_id", "i.account_id"),
    "policy": _Groups(
        of_items="coalesce(q.policy_id, p.policy_id, '')",
        of_cash="coalesce(p.policy_id, '')",
        join_items=OF_INVOICE,
        join_cash=OF_ACCOUNT,
    ),
}
_Key = tuple[str, str | int]


def ageing(books: Books, by: By = "currency", judged: Judged = MAIN) -> tuple[Ageing, ...]:
    """The report as of a day: a line for each currency, or for each account or policy in it.

    In the order of currencies, then of accounts or policies; none where nothing is open. `judged` says which
    policy judges which invoices.
    """
    found = _invoices(books, _GROUPS[by], judged)
    for key, amount in _cash(books, _GROUPS[by], judged).items():
        line = found.get(key, Ageing(key[0], 0, 0, 0, (0,) * len(BUCKETS)))
        found[key] = replace(line, unapplied=amount)
    if by == "policy":
        return tuple(replace(found[key], policy=str(key[1])) for key in sorted(found))
    if by == "currency":
        return tuple(found[key] for key in sorted(found))
    called = _accounts(books)
    lines = []
    for (_, id), line in found.items():
        number, name = called[int(id)]
        lines.append(replace(line, account=number, name=name))
    return in_order(lines, "account")


def _invoices(books: Books, groups: _Groups, judged: Judged) -> dict[_Key, Ageing]:
    rows = books.standing(
        f"SELECT i.currency, {groups.of_items}, {_SUMS} FROM item AS i {groups.join_items} GROUP BY 1, 2",
        **judged.parameters,
    )
    return {(currency, key): _line(currency, figures) for currency, key, *figures in rows}


def _line(currency: str, figures: Sequence[int]) -> Ageing:
    accounts, invoices, overdue, *sums = figures
    *buckets, credit, costs, interest = sums
    return Ageing(currency, accounts, invoices, overdue, tuple(buckets), credit, costs, interest)


def _cash(books: Books, groups: _Groups, judged: Judged) -> dict[_Key, int]:
    rows = books.standing(
        f"SELECT i.currency, {groups.of_cash}, sum(i.amount) FROM unapplied AS i {groups.join_cash}"
        " GROUP BY 1, 2 HAVING sum(i.amount) <> 0",
        **judged.parameters,
    )
    return {(currency, key): amount for currency, key, amount in rows}


def _accounts(books: Books) -> dict[int, tuple[str, str]]:
    """The number and the name of every account, as it was called on the day."""
    rows = books.events(
        f"""
        SELECT a.seq, a.number, coalesce((
            SELECT k.name FROM account_change AS k
            WHERE k.account_id = a.seq AND {counts("k")}
            ORDER BY k.effective_on DESC, k.seq DESC LIMIT 1
        ), a.name) FROM account AS a
        """
    )
    return {seq: (number, name) for seq, number, name in rows}


_ORDERS: Final[dict[Sort, Callable[[Ageing], tuple[int, str]]]] = {
    "outstanding": lambda line: (-line.outstanding, line.account),
    "overdue": lambda line: (-line.overdue, line.account),
    "over-90": lambda line: (-line.buckets[-1], line.account),
    "account": lambda line: (0, line.account),
    "name": lambda line: (0, line.name.casefold()),
}


def in_order(lines: Sequence[Ageing], sort: Sort) -> tuple[Ageing, ...]:
    """Lines in the order of their currencies, then by amount, largest first, or by account or name."""
    return tuple(sorted(lines, key=lambda line: (line.currency, *_ORDERS[sort](line))))
