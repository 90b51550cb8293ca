"""How commands show what money or credit was used for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from collectrules.cli import common
from collectrules.money import format_minor, to_decimal

if TYPE_CHECKING:
    from collectrules.acts.using import Used
    from collectrules.worklist.run_result import Correction

PART_NAMES = {"costs": "late fees", "interest": "interest", "principal": "principal"}


def uses_lines(uses: Sequence[Used], currency: str, what: str = "paid") -> list[str]:
    """A table of what was paid on each invoice, with a column of discounts where any was given."""
    if not uses:
        return []
    off = any(use.discount for use in uses)
    header = ("invoice", "part", what, *(["discount"] if off else []), "left")
    rows = [
        (
            use.invoice,
            PART_NAMES[use.part],
            format_minor(use.amount, currency),
            *([format_minor(use.discount, currency)] if off else []),
            format_minor(use.left, currency),
        )
        for use in uses
    ]
    right = frozenset(range(2, len(header)))
    return common.table(header, rows, right=right).splitlines()


def uses_json(uses: Sequence[Used], currency: str) -> list[dict[str, object]]:
    """The same as JSON, amounts as exact decimals in text."""
    return [
        {
            "invoice": use.invoice,
            "part": use.part,
            "amount": str(to_decimal(use.amount, currency)),
            "discount": str(to_decimal(use.discount, currency)),
            "left": str(to_decimal(use.left, currency)),
        }
        for use in uses
    ]


def disputed_lines(numbers: Sequence[str]) -> list[str]:
    """What is said of invoices in dispute that nothing went to."""
    return [
        f"{number} is in dispute: nothing goes to it unless the customer says so (`--invoice {number}`)"
        for number in numbers
    ]


def correction_text(one: Correction) -> str:
    """`4101 of 0101, 2026-02-01 to 2026-02-28: -1.20 GBP`."""
    amount = format_minor(one.amount, one.currency)
    return (
        f"{one.invoice} of {one.account}, {one.from_on} to {one.through}: {amount} {one.currency}"
    )


def corrections_lines(corrections: Sequence[Correction]) -> list[str]:
    """What is said of interest that money of an earlier day put right."""
    return [f"interest put right: {correction_text(each)}" for each in corrections]


def corrections_json(corrections: Sequence[Correction]) -> list[dict[str, object]]:
    """The same as JSON, one for each invoice."""
    return [
        {
            "account": each.account,
            "invoice": each.invoice,
            "currency": each.currency,
            "from": each.from_on,
            "through": each.through,
            "amount": str(to_decimal(each.amount, each.currency)),
        }
        for each in corrections
    ]
