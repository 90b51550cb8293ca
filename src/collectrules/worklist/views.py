"""The views of the list: each a group of accounts, with what counts of them and in which order they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from collectrules.errors import InputError
from collectrules.policy.facts import closest
from collectrules.worklist.around import Around
from collectrules.worklist.row import Row

ViewId = Literal["call", "mail", "promises", "broken", "disputes", "approvals", "blocked", "all"]
SortId = Literal["order", "name", "money", "late", "contact", "allowed"]
Amount = Literal["to_collect", "promised", "broken", "disputed"]


@dataclass(frozen=True, slots=True)
class View:
    """One group of accounts."""

    id: ViewId
    key: str
    """The digit that shows it."""
    title: str
    """In full, as where it is the one that is shown."""
    short: str
    """In one word."""
    where: str
    """SQL for whether a row `r` of the index is in it."""
    amount: Amount = "to_collect"
    """What is added up of it."""
    order: str = "r.rank"
    """SQL for the order of its own."""
    ordered: str = "policy's order"
    call_backs_first: bool = False
    told: str = ""
    """What is in it, for the help."""
    nothing: str = ""
    """What is said where nobody is in it."""


_CAN_BE_DONE: Final = "r.listed AND r.allowed AND NOT r.asks AND NOT r.done"

VIEWS: Final = (
    View(
        "call",
        "1",
        "to call now",
        "call",
        f"(r.way = 'call' AND {_CAN_BE_DONE}) OR r.call_back_due",
        call_backs_first=True,
        told="who is to be called now, call-backs first",
        nothing="nobody is to be called now",
    ),
    View(
        "mail",
        "2",
        "to mail",
        "mail",
        f"(r.way IN ('email', 'sms', 'letter') AND {_CAN_BE_DONE}) OR r.queued",
        told="who is to be written to, and what is queued",
        nothing="nobody is to be written to",
    ),
    View(
        "promises",
        "3",
        "promises due",
        "due",
        "r.promise_due",
        "promised",
        "r.promise_on, r.rank",
        "day promised",
        told="promises that are due and not kept",
        nothing="no promise is due",
    ),
    View(
        "broken",
        "4",
        "broken promises",
        "broken",
        "r.broken > 0",
        "broken",
        "r.broken_on DESC, r.rank",
        "last broken",
        told="promises that were broken",
        nothing="no promise is broken",
    ),
    View(
        "disputes",
        "5",
        "in dispute",
        "dispute",
        "r.disputed > 0",
        "disputed",
        told="what is in dispute",
        nothing="nothing is in dispute",
    ),
    View(
        "approvals",
        "6",
        "for the owner",
        "owner",
        "r.waits",
        told="what waits for the owner",
        nothing="nothing waits for the owner",
    ),
    View(
        "blocked",
        "7",
        "blocked",
        "blocked",
        "r.listed AND r.way <> '' AND NOT r.allowed AND NOT r.done",
        order="r.allowed_from IS NULL, r.allowed_from, r.rank",
        ordered="day allowed",
        told="who may not be contacted, and until when",
        nothing="nobody is blocked",
    ),
    View(
        "all",
        "8",
        "all",
        "all",
        "true",
        call_backs_first=True,
        told="everybody with something open",
        nothing="nobody owes anything",
    ),
)
"""In the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Sort:
    """A way to sort the list."""

    id: SortId
    label: str
    order: str
    """SQL for the keys of a row `r` of the index, the first in front, with `{0}` for the direction."""


_LAST_ON: Final = """(
    SELECT max(c.effective_on) FROM contact AS c
    WHERE c.account_id = r.account_id AND c.seq NOT IN (SELECT reversed_seq FROM reversal)
)"""

SORTS: Final = (
    Sort("order", "", ""),
    Sort("name", "name", "r.text {0}, r.rank"),
    Sort("money", "to collect", "r.to_collect {1}, r.rank"),
    Sort("late", "days late", "r.late {1}, r.rank"),
    Sort("contact", "last contact", f"{_LAST_ON} {{0}}, r.rank"),
    Sort("allowed", "when allowed",
         "r.way <> '' {1}, r.allowed {1}, r.allowed_from IS NULL {0}, r.allowed_from {0}, r.rank"),
)  # fmt: skip
"""In the order in which one key goes through them; the first is the view's own."""


def view_named(name: str) -> View:
    """A view by its id; raises `InputError` for a name that is none."""
    for view in VIEWS:
        if view.id == name.strip().lower():
            return view
    ids = [str(view.id) for view in VIEWS]
    near = closest(name, ids)
    raise InputError(
        f"`{name}` is no view of the worklist",
        help=f"did you mean `{near}`?" if near else f"use one of {', '.join(ids)}",
    )


def views_of(row: Row, around: Around) -> frozenset[ViewId]:
    """The views that a row is in; what the index says of it in SQL."""
    can_be_done = (
        row.decided_by is not None and row.allowed and not asks_owner(row) and not row.result
    )
    due = call_back_due(row, around)
    blocked = row.decided_by is not None and row.channel is not None and not row.allowed
    members: tuple[tuple[ViewId, object], ...] = (
        ("call", (can_be_done and row.channel == "call") or due),
        ("mail", (can_be_done and row.channel in ("email", "sms", "letter")) or row.queued),
        ("promises", row.promise_on is not None and row.promise_on <= around.today),
        ("broken", row.broken > 0),
        ("disputes", row.disputed > 0),
        ("approvals", row.waits),
        ("blocked", blocked and not row.result),
        ("all", True),
    )
    return frozenset(id for id, member in members if member)


def asks_owner(row: Row) -> bool:
    """Whether the next action waits for the owner."""
    return row.approval and not row.approved


def call_back_due(row: Row, around: Around) -> bool:
    """Whether they asked to be called today or before."""
    return row.call_back is not None and row.call_back.due(around.today, around.zone)


def order_sql(view: View, sort: Sort, *, reverse: bool) -> str:
    """SQL for the order of the rows `r` of a view, due call-backs in front where it is the view's own."""
    if sort.order:
        return sort.order.format(*(("DESC", "ASC") if reverse else ("ASC", "DESC")))
    own = ", ".join(_turned(key) if reverse else key for key in view.order.split(", "))
    if view.call_backs_first:
        return f"r.call_back_due DESC, CASE WHEN r.call_back_due THEN r.call_back END, {own}"
    return own


def _turned(key: str) -> str:
    return key.removesuffix(" DESC") if key.endswith(" DESC") else f"{key} DESC"
