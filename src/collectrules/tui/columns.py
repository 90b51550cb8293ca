"""The columns of the list, and which of them fit: narrow terminals lose them from the right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from rich.cells import cell_len

from collectrules.compliance.gate import Verdict
from collectrules.money import format_minor
from collectrules.tui.listed import state
from collectrules.worklist.listing import Row

GAP: Final = 2
_READABLE_NAME: Final = 22
_LONGEST_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, how narrow it may get, how wide it would like to be, and what it says."""

    name: str
    heading: str
    least: int
    best: int
    text: Callable[[Row], str]
    right: bool = False
    short: Callable[[Row], str] | None = None
    """What it says where it is narrower than it would like to be."""


class Placed(NamedTuple):
    """A column with the width it has been given."""

    column: Column
    width: int

    def text(self, row: Row) -> str:
        """What the column says of a row at its width."""
        column = self.column
        shortened = column.short is not None and self.width < column.best
        return column.short(row) if shortened and column.short else column.text(row)


def owed(row: Row) -> str:
    """The amount to collect with its currency."""
    return f"{format_minor(row.to_collect, row.currency)} {row.currency}"


def action(row: Row) -> str:
    """The next action; that the owner has to approve it is said by the mark."""
    return row.next_action.removesuffix(", if the owner approves")


def step(row: Row) -> str:
    """The stage reached and the next action; the action alone before the first stage."""
    return action(row) if row.stage == "none" else f"{row.stage} -> {action(row)}"


def free(row: Row) -> str:
    """Whether the next action is allowed on the day of the list, in a word, or from which day it is."""
    match state(row):
        case "done":
            return "done"
        case "ask":
            return "if approved"
        case "open":
            return "yes"
        case "wait":
            return row.allowed_from.isoformat() if row.allowed_from else "never"


def free_text(verdict: Verdict) -> str:
    """From when the gate lets through: a day, or a day and a time where the hour counts."""
    free = verdict.allowed_from_time
    return f"{free:%Y-%m-%d %H:%M}" if free else str(verdict.allowed_from)


def columns_of(rows: Sequence[Row]) -> tuple[Column, ...]:
    """The columns for these rows, each as wide as its widest text asks for."""
    largest: dict[str, Row] = {}
    for row in rows:
        if row.currency not in largest or row.to_collect > largest[row.currency].to_collect:
            largest[row.currency] = row
    money = _widest(map(owed, largest.values()), 10)
    number = min(_widest({row.account for row in rows}, 7), 16)
    steps = {(row.stage, row.next_action): row for row in rows}
    step_width = min(_widest(map(step, steps.values()), 16), 48)
    days = _widest({str(row.oldest_days_past_due) for row in rows}, 4)
    name = min(_widest({row.name for row in rows}, 12), _LONGEST_NAME)
    return (
        Column("name", "name", 12, name, lambda row: row.name),
        Column("account", "account", min(number, 10), number, lambda row: row.account),
        Column("owed", "to collect", money, money, owed, right=True),
        Column("late", "late", days, days, lambda row: str(row.oldest_days_past_due), right=True),
        Column("step", "next", 17, step_width, step, short=action),
        Column("free", "allowed", 11, 11, free),
    )


def placed(columns: Sequence[Column], width: int) -> tuple[Placed, ...]:
    """The columns that fit into `width` cells, from the left, each at least as wide as it must be."""
    kept = list(columns)
    while len(kept) > 1 and sum(c.least + GAP for c in kept) - GAP > width:
        kept.pop()
    widths = {column.name: column.least for column in kept}
    spare = width - sum(widths.values()) - GAP * (len(kept) - 1)
    for name, wanted in (
        ("name", _READABLE_NAME),
        ("step", None),
        ("account", None),
        ("name", None),
    ):
        column = next((each for each in kept if each.name == name), None)
        if column is not None:
            target = column.best if wanted is None else min(wanted, column.best)
            grown = max(0, min(spare, target - widths[name]))
            widths[name] += grown
            spare -= grown
    return tuple(Placed(column, widths[column.name]) for column in kept)


def _widest(texts: Iterable[str], least: int) -> int:
    widths = (len(text) if text.isascii() else cell_len(text) for text in texts)
    return max(least, max(widths, default=0))
