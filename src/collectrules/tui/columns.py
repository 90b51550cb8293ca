"""The columns of the list, and which of them fit: narrow terminals lose them from the right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from rich.cells import cell_len

from collectrules.compliance.gate import Verdict
from collectrules.money import format_minor
from collectrules.tui.listed import Around, call_back_text, state
from collectrules.worklist.head import Head
from collectrules.worklist.local_zones import local_times
from collectrules.worklist.opening import Extent
from collectrules.worklist.row import Row
from collectrules.worklist.views import SortId, ViewId

GAP: Final = 2
_READABLE_NAME: Final = 22
_LONGEST_NAME: Final = 40
_LONGEST_WHY: Final = 60
_HELD: Final = len("held: not overdue before 2026-07-04")


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


def money_text(amount: int, currency: str) -> str:
    """An amount in minor units with its currency."""
    return f"{format_minor(amount, currency)} {currency}"


def owed(row: Row) -> str:
    """The amount to collect with its currency."""
    return money_text(row.to_collect, row.currency)


def action(row: Row) -> str:
    """The next action, or why there is none; that the owner has to approve it is said by the mark."""
    if row.held:
        return f"held: {row.held}"
    return row.next_action.removesuffix(", if the owner approves")


def step(row: Row) -> str:
    """The stage reached and the next action; the action alone before the first stage."""
    return action(row) if row.stage == "none" else f"{row.stage} -> {action(row)}"


def called_back(row: Row, around: Around) -> str:
    """That they are to be called back today, and when by the policy's clock; empty of all others."""
    if row.call_back is None or state(row, around) != "call-back":
        return ""
    return f"call back {call_back_text(row.call_back.at, around)}"


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
        case _:
            return ""


def free_text(verdict: Verdict) -> str:
    """From when the gate lets through: a day, or a day and a time where the hour counts."""
    free = verdict.allowed_from_time
    return f"{free:%Y-%m-%d %H:%M}" if free else str(verdict.allowed_from)


_FIRST: Final[dict[ViewId, tuple[str, ...]]] = {
    "promises": ("promised", "promise_on"),
    "broken": ("broken", "broken_on"),
    "disputes": ("disputed",),
    "approvals": ("waits",),
    "blocked": ("free",),
}
"""What a view is about comes right after the name."""
_ALWAYS: Final = (
    "name", "account", "owed", "late", "step", "free", "time", "last", "promised", "disputed", "score", "why",
)  # fmt: skip


SORTED_BY: Final[dict[str, dict[SortId, bool]]] = {
    "name": {"name": False},
    "owed": {"money": True},
    "late": {"late": True},
    "last": {"contact": False},
    "free": {"allowed": False},
}
"""By which sort a column is sorted, and whether from the largest down."""


_NICE_TO_HAVE: Final = ("time", "last", "promised", "disputed", "score", "why")


def columns_of(
    extent: Extent,
    head: Head | None,
    view: ViewId,
    now: Callable[[], datetime],
    around: Callable[[], Around],
) -> tuple[Column, ...]:
    """The columns of a view, each as wide as its widest text in the whole list asks for."""
    known = {column.name: column for column in _columns(extent, head, now, around)}
    first = _FIRST.get(view, ())
    names = ("name", *first, *(name for name in _ALWAYS[1:] if name not in first))
    return tuple(known[name] for name in names)


def _columns(
    extent: Extent,
    head: Head | None,
    now: Callable[[], datetime],
    around: Callable[[], Around],
) -> Iterable[Column]:
    money = _widest((money_text(amount, currency) for currency, amount in extent.money), 10)
    number = min(max(extent.account, 7), 16)
    days = max(extent.days, 4)
    width = min(_widest(_steps(extent, head), _HELD if extent.held else 17), 48)
    return (
        Column("name", "name", 12, min(max(extent.name, 12), _LONGEST_NAME), lambda row: row.name),
        Column("account", "account", min(number, 10), number, lambda row: row.account),
        Column("owed", "to collect", money, money, owed, right=True),
        Column("late", "late", days, days, lambda row: str(row.oldest_days_past_due), right=True),
        Column(
            "step",
            "next",
            17,
            width,
            lambda row: called_back(row, around()) or step(row),
            short=lambda row: called_back(row, around()) or action(row),
        ),
        Column("free", "allowed", 11, 11, free),
        Column("time", "their time", 11, 11, lambda row: local_times(row.zones, now())),
        Column("last", "last contact", 14, 14, _last),
        _amount("promised", money, lambda row: row.promised),
        Column("promise_on", "due on", 10, 10, lambda row: str(row.promise_on or "")),
        _amount("broken", money, lambda row: row.broken),
        Column("broken_on", "was due on", 10, 10, lambda row: str(row.broken_on or "")),
        _amount("disputed", money, lambda row: row.disputed),
        Column("waits", "waits for the owner", 19, 30, lambda row: ", ".join(row.waits)),
        Column("score", "points", 6, 6, lambda row: f"{row.score:,}", right=True),
        Column("why", "why", 20, _LONGEST_WHY, lambda row: _why(row, around())),
    )


def _amount(name: str, width: int, amount: Callable[[Row], int]) -> Column:
    def text(row: Row) -> str:
        minor = amount(row)
        return money_text(minor, row.currency) if minor else ""

    return Column(name, name, width, width, text, right=True)


def _last(row: Row) -> str:
    if row.last is None:
        return ""
    return f"{row.last.day:%y-%m-%d} {row.last.result[:5]}"


def _why(row: Row, around: Around) -> str:
    if row.call_back is not None:
        local = row.call_back.at.astimezone(around.zone)
        return f"asked to be called on {local:%Y-%m-%d at %H:%M}"
    return row.why


def _steps(extent: Extent, head: Head | None) -> Iterable[str]:
    """All that the column of the next step may say of rows of the worklist."""
    if head is None:
        return
    for policy, currency, kind, rule, stage in extent.steps:
        asked = head.asked[policy, currency, kind, rule]
        said = asked.next_action.removesuffix(", if the owner approves")
        yield said if stage == "none" else f"{stage} -> {said}"


def placed(columns: Sequence[Column], width: int) -> tuple[Placed, ...]:
    """The columns that fit into `width` cells, from the left, each at least as wide as it must be."""
    kept = list(columns)
    while len(kept) > 1 and _needed(kept) > width:
        kept.pop()
    widths = {column.name: column.least for column in kept}
    spare = width - sum(widths.values()) - GAP * (len(kept) - 1)
    for name, wanted in (
        ("name", _READABLE_NAME),
        ("step", None),
        ("account", None),
        ("name", None),
        ("why", None),
    ):
        column = next((each for each in kept if each.name == name), None)
        if column is not None:
            target = column.best if wanted is None else min(wanted, column.best)
            grown = max(0, min(spare, target - widths[name]))
            widths[name] += grown
            spare -= grown
    return tuple(Placed(column, widths[column.name]) for column in kept)


def _needed(columns: Sequence[Column]) -> int:
    """How many cells some columns need: the last ones are not worth a name or a step that is cut off."""
    needed = sum(column.least + GAP for column in columns) - GAP
    if columns[-1].name not in _NICE_TO_HAVE:
        return needed
    readable = {"name": _READABLE_NAME, "step": _HELD}
    cut = (min(readable.get(each.name, 0), each.best) - each.least for each in columns)
    return needed + sum(max(0, more) for more in cut)


def _widest(texts: Iterable[str], least: int) -> int:
    widths = (len(text) if text.isascii() else cell_len(text) for text in texts)
    return max(least, max(widths, default=0))
