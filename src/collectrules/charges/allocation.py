"""What a sum of money goes to: which invoices, and of each its costs, its interest or its principal.

By the customer's instruction (BGB 366(1), Cal. Civ. Code 1479, Indian Contract Act 59); else in the order of
the policy's terms: between invoices those that are due before those that are not (BGB 366(2)), within an
invoice its parts, such as costs, interest, principal (BGB 367(1)), or principal before interest (BGB 497(3)).
Never to an invoice in dispute, unless the customer says so (12 CFR 1006.30(c)).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from collectrules.charges.early import NO_DISCOUNT, Discount
from collectrules.policy.model import BetweenInvoices, Part

PARTS: Final[tuple[Part, ...]] = ("costs", "interest", "principal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Payable:
    """An invoice that money can go to, with what can be paid of each part, in minor units."""

    invoice_id: int
    issued_on: date
    due_on: date
    principal: int
    costs: int = 0
    interest: int = 0
    disputed: bool = False
    order: tuple[Part, ...] = PARTS
    """What of it is paid first."""
    discount: Discount = NO_DISCOUNT
    """What paying early takes off its principal."""

    def left(self, part: Part) -> int:
        """What can be paid of a part."""
        return max(0, {"costs": self.costs, "interest": self.interest}.get(part, self.principal))

    @property
    def total(self) -> int:
        """What can be paid of all its parts, before any discount."""
        return sum(map(self.left, PARTS))


@dataclass(frozen=True, slots=True)
class Named:
    """An invoice that the customer pays by name: a sum on it, or as much as it takes."""

    invoice_id: int
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """Money used for a part of an invoice, and the discount given with it; both in minor units."""

    invoice_id: int
    part: Part
    amount: int
    discount: int = 0


def allocate(
    money: int,
    payable: Sequence[Payable],
    *,
    on: date,
    between: BetweenInvoices = "oldest-first",
    named: Sequence[Named] = (),
    parts: Sequence[Part] = (),
) -> tuple[tuple[Use, ...], int]:
    """What a sum is used for on a day, and what is left of it.

    Where invoices are `named` only they are paid, what is named with a sum that sum and no more; where
    `parts` are named, only those, in that order.
    """
    left, uses = money, list[Use]()
    for item, sum_ in _takers(money, payable, on, between, named):
        for use in _within(item, min(left, sum_ if sum_ is not None else left), parts, sum_):
            left -= use.amount
            uses.append(use)
    return tuple(uses), left


def _takers(
    money: int,
    payable: Sequence[Payable],
    on: date,
    between: BetweenInvoices,
    named: Sequence[Named],
) -> Iterator[tuple[Payable, int | None]]:
    """Whom the money is offered to, in turn, and where a sum was named for one, that sum."""
    if not named:
        yield from ((item, None) for item in _in_order(payable, on, between))
        return
    by_id = {item.invoice_id: item for item in payable}
    known = [each for each in named if each.invoice_id in by_id]
    # A sum that was named is kept for its invoice, whatever the others would take.
    for each in sorted(known, key=lambda each: each.amount is None):
        yield by_id[each.invoice_id], each.amount


def _in_order(payable: Sequence[Payable], on: date, between: BetweenInvoices) -> list[Payable]:
    def key(item: Payable) -> tuple[bool, int, date, date, int]:
        size = {"largest-first": -item.total, "smallest-first": item.total}.get(between, 0)
        due_later = between != "oldest-first" and item.due_on > on
        return due_later, size, item.due_on, item.issued_on, item.invoice_id

    return sorted((item for item in payable if not item.disputed), key=key)


def _within(item: Payable, money: int, parts: Sequence[Part], told: int | None) -> Iterator[Use]:
    for part in parts or item.order:
        owed = item.left(part)
        if not (money and owed):
            continue
        if part == "principal":
            use = _principal(item, money, exactly=told is not None)
        else:
            use = Use(item.invoice_id, part, min(money, owed))
        money -= use.amount
        yield use


def _principal(item: Payable, money: int, *, exactly: bool) -> Use:
    """Money used for the principal; what is `exactly` so much is taken whole, and less is then off."""
    owed = item.left("principal")
    enough = owed if exactly else max(1, owed - item.discount.off(owed))
    paid = min(money, enough)
    return Use(item.invoice_id, "principal", paid, item.discount.settled_by(money, owed) - paid)
