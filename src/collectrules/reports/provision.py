"""What is expected to be lost of what is outstanding, by the policy's `[[provision]]`.

Every invoice lies in the bucket of its age with all that is left of it: principal, late fees and interest in
the books. Credit and unapplied cash are not taken off the buckets, so that nothing is provided for too
little; they stand below, and all together is what the ageing report says is outstanding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from collectrules.money import Rounding, round_exact
from collectrules.policy.model import Policy, Provision
from collectrules.policy.sentences_of_money import bucket_text
from collectrules.reports.judged import OF_ACCOUNT, OF_INVOICE, Judged
from collectrules.reports.standing import Books

_NO_MATRIX = "the policy has no `[[provision]]`"
_NO_VERSION = "no version of the policy is in force"


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket of the matrix: what lies in it and what of it is expected to be lost, in minor units."""

    name: str
    amount: int
    percent: Fraction
    provision: int
    """Rounded once, here; the total adds up what is rounded."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Ages that no bucket is for, and what is outstanding at them; nothing of it is provided for."""

    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class Provided:
    """The provision for what one policy judges in one currency; amounts in minor units."""

    currency: str
    policy: str
    """The id of the policy; empty for the main one."""
    rounding: Rounding
    buckets: tuple[Bucket, ...]
    gaps: tuple[Gap, ...]
    why_not: str
    """Why there is no matrix; empty where there is one."""
    credit: int
    """Credit notes and overpayments not yet used; zero or negative."""
    unapplied: int
    """Money received that no payment used yet; zero or negative."""

    @property
    def amount(self) -> int:
        """What is left of invoices, whether in a bucket or in none."""
        in_buckets = sum(each.amount for each in self.buckets)
        return in_buckets + sum(each.amount for each in self.gaps)

    @property
    def provision(self) -> int:
        """What is expected to be lost of it."""
        return sum(each.provision for each in self.buckets)

    @property
    def outstanding(self) -> int:
        """What customers owe on balance, as in the ageing report."""
        return self.amount + self.credit + self.unapplied


_Key = tuple[str, str]


def provisions(
    books: Books, judged: Judged, policies: Mapping[str, Policy]
) -> tuple[Provided, ...]:
    """The provision as of a day, by currency and policy.

    `policies` are those in force by their ids as `judged` has them, the main one's being empty, each as it
    reads on the day.
    """
    ages, credit, cash = _left(books, judged)
    return tuple(
        _provided(key, ages[key], credit[key], cash[key], policies.get(key[1]))
        for key in sorted({*ages, *credit, *cash})
    )


def _left(
    books: Books, judged: Judged
) -> tuple[Mapping[_Key, dict[int, int]], Mapping[_Key, int], Mapping[_Key, int]]:
    """What is left of invoices by age, of credit, and of money, each by currency and policy."""
    ages: defaultdict[_Key, dict[int, int]] = defaultdict(dict)
    credit: defaultdict[_Key, int] = defaultdict(int)
    for currency, policy, past, amount in books.standing(
        f"""
        SELECT currency, policy, CASE WHEN amount > 0 THEN past END AS age, sum(amount) FROM (
            SELECT i.currency, coalesce(q.policy_id, p.policy_id, '') AS policy, i.past,
                   i.principal + i.costs + i.interest AS amount
            FROM item AS i {OF_INVOICE}
        ) WHERE amount <> 0 GROUP BY currency, policy, age
        """,
        **judged.parameters,
    ):
        if past is None:
            credit[currency, policy] = amount
        else:
            ages[currency, policy][past] = amount
    cash: defaultdict[_Key, int] = defaultdict(int)
    for currency, policy, amount in books.standing(
        f"""
        SELECT i.currency, coalesce(p.policy_id, ''), sum(i.amount) FROM unapplied AS i {OF_ACCOUNT}
        GROUP BY 1, 2 HAVING sum(i.amount) <> 0
        """,
        **judged.parameters,
    ):
        cash[currency, policy] = amount
    return ages, credit, cash


def _provided(
    key: _Key, ages: Mapping[int, int], credit: int, cash: int, policy: Policy | None
) -> Provided:
    currency, id = key
    matrix, why_not = _matrix(policy, currency)
    rounding = policy.rounding if policy else "half-up"
    buckets = tuple(_bucket(each, ages, rounding) for each in matrix)
    gaps = tuple(
        Gap(name, sum(amount for past, amount in ages.items() if _within(past, first, last)))
        for first, last, name in _gaps(matrix)
    )
    return Provided(currency, id, rounding, buckets, gaps, why_not, credit, cash)


def _matrix(policy: Policy | None, currency: str) -> tuple[tuple[Provision, ...], str]:
    """The buckets for a currency, the youngest first; and why there are none."""
    if policy is None:
        return (), _NO_VERSION
    if currency not in policy.currencies:
        return (), f"the policy does not serve {currency}"
    found = policy.in_currency(currency).provision
    return tuple(sorted(found, key=_first)), "" if found else _NO_MATRIX


def _first(provision: Provision) -> int:
    return -(10**9) if provision.first_day is None else provision.first_day


def _bucket(provision: Provision, ages: Mapping[int, int], rounding: Rounding) -> Bucket:
    amount = sum(amount for past, amount in ages.items() if provision.holds(past))
    lost = round_exact(amount * provision.percent / 100, rounding)
    return Bucket(bucket_text(provision), amount, provision.percent, lost)


def _within(past: int, first: int | None, last: int | None) -> bool:
    return (first is None or past >= first) and (last is None or past <= last)


def _gaps(matrix: Sequence[Provision]) -> Iterator[tuple[int | None, int | None, str]]:
    """The ages that no bucket is for, each with its first and last day and its name.

    What is not yet due is a gap of its own: it can be meant that nothing is provided for it.
    """
    if not matrix:
        yield None, None, "any age"
        return
    if matrix[0].first_day is not None:
        yield None, 0, "current"
    edge: int | None = 0
    for each in matrix:
        if edge is not None and each.first_day is not None and each.first_day > edge + 1:
            yield edge + 1, each.first_day - 1, f"{edge + 1}-{each.first_day - 1}"
        edge = each.last_day
    if edge is not None:
        yield edge + 1, None, f"over {edge}"
