"""The lists of the review: versions to compare, changes with what they do, accounts that change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from collectrules.money import format_minor
from collectrules.review.model import Moved
from collectrules.review.tell import standing_text
from collectrules.tui.review_candidates import Candidate
from collectrules.tui.reviewed import Line
from collectrules.tui.widgets.choice_list import Choices, Column

_CANDIDATES: Final = (
    Column("named", 0),
    Column("version", 16),
    Column("from", 10),
    Column("", 28),
)
_LINES: Final = (Column("changes", 0), Column("accounts", 8, right=True))
_ACCOUNTS: Final = (
    Column("account", 9),
    Column("before", 20),
    Column("after", 0),
    Column("owed", 14, right=True),
    Column("name", 24),
)


def candidate_choices(found: Sequence[Candidate], before: str) -> Choices:
    """Every version that can be named; the one that it is compared with has a mark."""

    def cells(position: int) -> Sequence[str]:
        each = found[position]
        first = each.first.isoformat() if each.first else ""
        said = f"{each.said}, compared with" if each.name == before else each.said
        return each.name, each.version or "cannot be read", first, said

    return Choices(_CANDIDATES, len(found), cells, "no policy file is near, and none was published")


def line_choices(lines: Sequence[Line]) -> Choices:
    """Every change, and how many accounts it treats differently."""

    def cells(position: int) -> Sequence[str]:
        line = lines[position]
        return line.text, _number(line)

    return Choices(_LINES, len(lines), cells)


def _number(line: Line) -> str:
    if line.waits:
        return "..."
    if line.kind == "words":
        return "words"
    return "" if line.effect is None else f"{line.accounts:,}"


def account_choices(moved: Sequence[Moved]) -> Choices:
    """The accounts that are treated differently, with what is to be done before and after."""

    def cells(position: int) -> Sequence[str]:
        each = moved[position]
        owed = format_minor(each.before.outstanding, each.before.currency)
        return (
            each.before.account,
            standing_text(each, each.before),
            standing_text(each, each.after),
            f"{owed} {each.before.currency}",
            each.before.name,
        )

    return Choices(_ACCOUNTS, len(moved), cells, "no account is treated differently by it")
