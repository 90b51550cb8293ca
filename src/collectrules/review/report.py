"""The whole review as one page: five sentences, then change by change, place by place, account by account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from collectrules.money import format_minor, to_decimal
from collectrules.policy.model import Channel
from collectrules.policy.words import joined
from collectrules.reports.page import (
    Bar,
    Cell,
    Fold,
    Folds,
    Matrix,
    Page,
    Pair,
    Pairs,
    Part,
    Section,
    Table,
    Terms,
    Tile,
    Tiles,
)
from collectrules.review.impact import Cell as Counted
from collectrules.review.impact import Load, Total, loads, matrix, totals
from collectrules.review.model import Impact, Moved, Review, Standing, Version
from collectrules.review.reasons import Reasons
from collectrules.review.tell import Work, counted, place_text, standing_text, why_text

MOST_ACCOUNTS: Final = 500
"""Accounts that the page tells one by one; all of them are in the CSV and the JSON."""
CHANNEL_NAMES: Final[dict[Channel, str]] = {
    "call": "calls",
    "email": "e-mails",
    "sms": "texts",
    "letter": "letters",
}


@dataclass(frozen=True, slots=True)
class Parts:
    """What else was asked for, each already in sections; empty where it was not."""

    more: tuple[Section, ...] = ()
    """What each change does alone, and what becomes of accounts on a stage."""
    backtest: tuple[Section, ...] = ()
    period: str = ""
    """The days of the back-test."""
    method: tuple[str, ...] = ()
    """How the back-test was made, and what it cannot know."""


def review_page(
    review: Review, reasons: Reasons, notes: Sequence[str], work: Work, parts: Parts
) -> Page:
    """The page: what an owner shows a partner. `notes` are the method, and what stands in the way."""
    impact = review.impact
    below = (
        f"{_named(review.before)} against {_named(review.after)}, as of {review.as_of}, on"
        f" {counted(len(_accounts(impact)), 'account', 'accounts')}."
    )
    sections = (
        Section("In short", (_tiles(impact, work), *_five_sentences(review, work))),
        Section("What is different", tuple(_changes(review))),
        *parts.more,
        Section("Who moves where", tuple(_matrices(impact))),
        *_money(impact),
        *_work(impact, work),
        *_past(parts),
        Section("Account by account", tuple(_each(impact, reasons))),
        Section("Method, and what it cannot say", (*notes, *parts.method, *_hashes(review))),
    )
    title = f"Review of {review.after.policy.title or review.after.policy.id}"
    return Page(title, below, tuple(each for each in sections if each.parts), _CAVEATS)


def _past(parts: Parts) -> Iterator[Section]:
    """The back-test, its sections under the days that were lived through."""
    for section in parts.backtest:
        yield Section(f"{section.heading}, {parts.period}", section.parts)


_CAVEATS: Final = (
    "Nothing was written to the ledger. The same versions and the same books give the same page.",
)


def _named(version: Version) -> str:
    return f"version {version.policy.version} ({version.name})"


def _accounts(impact: Impact) -> set[int]:
    return {key[0] for side in (impact.before, impact.after) for key in side.standings}


def _sums(amounts: dict[str, int]) -> str:
    said = [
        f"{format_minor(minor, code)} {code}" for code, minor in sorted(amounts.items()) if minor
    ]
    return joined(said, "and") or "nothing"


def _signed(amounts: dict[str, int]) -> str:
    said = [
        f"{'+' if minor > 0 else ''}{format_minor(minor, code)} {code}"
        for code, minor in sorted(amounts.items())
        if minor
    ]
    return joined(said, "and") or "no difference"


def _more(impact: Impact, name: str) -> dict[str, int]:
    """How much more of something there is after, by currency."""
    before, after = totals(impact.before), totals(impact.after)
    return {
        code: getattr(after.get(code, Total()), name) - getattr(before.get(code, Total()), name)
        for code in sorted({*before, *after})
    }


def _owed(moved: Sequence[Moved]) -> dict[str, int]:
    owed: dict[str, int] = {}
    for each in moved:
        owed[each.before.currency] = owed.get(each.before.currency, 0) + each.before.outstanding
    return owed


def _tiles(impact: Impact, work: Work) -> Tiles:
    number = len({each.before.account_id for each in impact.moved})
    listed = [sum(bool(each.listed) for each in side) for side in (impact.before, impact.after)]
    hours = [_hours(loads(side, work.minutes)) for side in (impact.before, impact.after)]
    return Tiles(
        (
            Tile("treated differently", f"{number:,}", f"of {len(_accounts(impact)):,} accounts"),
            Tile("on the worklist", f"{listed[1]:,}", f"was {listed[0]:,}"),
            Tile("hours of contacts", f"{float(hours[1]):.1f}", f"was {float(hours[0]):.1f}"),
            Tile("late fees of the day", _signed(_more(impact, "fees")), "after, less before"),
            Tile("provision", _signed(_more(impact, "provision")), "after, less before"),
        )
    )


def _hours(found: Sequence[Load]) -> Fraction:
    return sum((each.minutes for each in found), Fraction(0)) / 60


def _five_sentences(review: Review, work: Work) -> Iterator[str]:
    """The rules, the accounts, the ladder, the money, the work."""
    impact, changes = review.impact, review.changes
    deciding = [each for each in changes if each.kind != "text only"]
    text = len(changes) - len(deciding)
    beside = f", and {text} in words alone" if text else ""
    things = counted(len(deciding), "thing that decides", "things that decide")
    yield f"The versions differ in {things}{beside}."
    moved = impact.moved
    if not moved:
        yield "No account is treated differently today: every figure is the same under both."
        return
    number = len({each.before.account_id for each in moved})
    yield (
        f"{counted(number, 'account is', 'accounts are')} treated differently, of"
        f" {len(_accounts(impact)):,}; together they owe {_sums(_owed(moved))}."
    )
    begun = sum(not each.before.listed and bool(each.after.listed) for each in moved)
    left = sum(bool(each.before.listed) and not each.after.listed for each in moved)
    other = sum(
        bool(each.before.listed and each.after.listed) and each.before.listed != each.after.listed
        for each in moved
    )
    yield f"On the day's list {begun} come to it, {left} go from it, and {other} are on it for another step."
    yield _money_differs(impact)
    was, now = (_hours(loads(side, work.minutes)) for side in (impact.before, impact.after))
    yield (
        f"The contacts of the day that are allowed take {float(was):.1f} hours before and"
        f" {float(now):.1f} after."
    )


_SUMS: Final = {
    "fees": "late fees of the day",
    "interest": "interest",
    "written_off": "what is written off",
    "provision": "the provision",
}


def _money_differs(impact: Impact) -> str:
    """By how much each sum differs, and which are the same."""
    more = {name: _more(impact, name) for name in _SUMS}
    differ = [
        f"{said} differ{'' if name == 'fees' else 's'} by {_signed(more[name])}"
        for name, said in _SUMS.items()
        if any(more[name].values())
    ]
    same = [said for name, said in _SUMS.items() if not any(more[name].values())]
    if same:
        are = "are" if len(same) > 1 or same == [_SUMS["fees"]] else "is"
        differ.append(f"{joined(same, 'and')} {are} the same under both")
    told = "; ".join(differ)
    return f"{told[0].upper()}{told[1:]}."


def _changes(review: Review) -> Iterator[Part]:
    if not review.changes:
        yield "Nothing: the two say the same, and decide alike."
        return
    rows = tuple((each.section.replace("_", " "), each.sentence) for each in review.changes)
    yield Table(("where", "what"), rows, words=(0, 1))


def _matrices(impact: Impact) -> Iterator[Part]:
    cells = matrix(impact, "listed")
    for currency in sorted({cell.currency for cell in cells}):
        own = [cell for cell in cells if cell.currency == currency]
        yield _matrix(f"What is to be done, {currency}", own)
    moved = [cell for cell in matrix(impact, "stage") if cell.before != cell.after]
    for currency in sorted({cell.currency for cell in moved}):
        own = [cell for cell in matrix(impact, "stage") if cell.currency == currency]
        yield _matrix(f"Where they stand on the ladder, {currency}", own)


def _matrix(title: str, cells: Sequence[Counted]) -> Matrix:
    """The places that anybody is in, in the order in which the cells have them."""
    order = dict.fromkeys(place for cell in cells for place in (cell.before, cell.after))
    places = tuple(sorted(order, key=lambda place: _first(cells, place)))
    moving = sum(cell.accounts for cell in cells if cell.before != cell.after)
    by_place = {(cell.before, cell.after): cell for cell in cells}

    def at(before: str, after: str) -> Cell:
        cell = by_place.get((before, after))
        if cell is None:
            return Cell()
        share = Fraction(cell.accounts, moving) if moving and before != after else Fraction(0)
        return Cell(f"{cell.accounts:,}", format_minor(cell.amount, cell.currency), share)

    return Matrix(
        title,
        "before",
        "after",
        tuple(map(place_text, places)),
        tuple(tuple(at(before, after) for after in places) for before in places),
    )


def _first(cells: Sequence[Counted], place: str) -> int:
    """Where a place comes first: the cells are in the order of the ladders."""
    befores = [n for n, cell in enumerate(cells) if cell.before == place]
    afters = [n for n, cell in enumerate(cells) if cell.after == place]
    return min(befores, default=len(cells) + min(afters, default=0))


_AMOUNTS: Final = (
    ("to collect", "to_collect"),
    ("late fees of the day", "fees"),
    ("interest of the day", "interest"),
    ("written off", "written_off"),
    ("provision", "provision"),
)
_COUNTS: Final = (
    ("on the worklist", "listed"),
    ("wait for the owner", "approvals"),
    ("blocked by the gate", "blocked"),
    ("orders held back", "credit_holds"),
)


def _money(impact: Impact) -> Iterator[Section]:
    before, after = totals(impact.before), totals(impact.after)
    for code in sorted({*before, *after}):
        was, now = before.get(code, Total()), after.get(code, Total())
        shown = [(label, getattr(was, name), getattr(now, name)) for label, name in _AMOUNTS]
        drawn = [
            Pair(label, _bar("before", old, code), _bar("after", new, code))
            for label, old, new in shown
            if old or new
        ]
        counts = tuple(
            (label, f"{getattr(was, name):,}", f"{getattr(now, name):,}") for label, name in _COUNTS
        )
        parts: list[Part] = [Pairs(f"Amounts in {code}", tuple(drawn))] if drawn else []
        yield Section(f"In {code}", (*parts, Table(("accounts", "before", "after"), counts)))


def _bar(label: str, minor: int, code: str) -> Bar:
    return Bar(
        label, format_minor(minor, code), max(Fraction(0), Fraction(to_decimal(minor, code)))
    )


def _work(impact: Impact, work: Work) -> Iterator[Section]:
    before = {each.channel: each for each in loads(impact.before, work.minutes)}
    after = {each.channel: each for each in loads(impact.after, work.minutes)}
    drawn = [
        Pair(name, _contacts("before", before.get(way)), _contacts("after", after.get(way)))
        for way, name in CHANNEL_NAMES.items()
        if way in before or way in after
    ]
    if drawn:
        yield Section(
            "Work", (Pairs("Contacts that the list asks for and the gate allows", tuple(drawn)),)
        )


def _contacts(label: str, load: Load | None) -> Bar:
    allowed = load.allowed if load else 0
    blocked = f", {load.blocked:,} blocked" if load and load.blocked else ""
    return Bar(label, f"{allowed:,}{blocked}", Fraction(allowed))


def _each(impact: Impact, reasons: Reasons) -> Iterator[Part]:
    moved = impact.moved
    if not moved:
        return
    yield Folds(tuple(_fold(each, reasons) for each in moved[:MOST_ACCOUNTS]))
    if len(moved) > MOST_ACCOUNTS:
        yield f"And {len(moved) - MOST_ACCOUNTS:,} more, which are in the CSV and the JSON."


def _fold(moved: Moved, reasons: Reasons) -> Fold:
    before = moved.before
    owed = f"{format_minor(before.outstanding, before.currency)} {before.currency}"
    rows = tuple(
        (name.replace("_", " "), _shown(before, name), _shown(moved.after, name))
        for name in moved.differs_in
    )
    deciding = reasons.get(before.key, ())
    why = Table(
        ("invoice", "section", "before", "after"),
        tuple((d.invoice, d.section.replace("_", " "), d.before, d.after) for d in deciding),
        words=(0, 1, 2, 3),
    )
    return Fold(
        f"{before.account} {before.name}",
        f"{owed}: {standing_text(moved, before)} -> {standing_text(moved, moved.after)}",
        (
            Table(("", "before", "after"), rows, words=(0, 1, 2)),
            why if deciding else f"No rule decides otherwise: {why_text(moved, deciding)}.",
        ),
    )


_IN_MONEY: Final = frozenset(
    {"outstanding", "overdue", "to_collect", "fees", "interest", "written_off", "provision"}
)


def _shown(standing: Standing, name: str) -> str:
    value = getattr(standing, name)
    if name in _IN_MONEY:
        return format_minor(value, standing.currency)
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value not in {None, ""} else "none"


def _hashes(review: Review) -> Iterator[Part]:
    yield Terms(
        tuple((_named(each), tuple(_identity(each))) for each in (review.before, review.after))
    )


def _identity(version: Version) -> Iterator[str]:
    yield f"`{version.policy.id}`, SHA-256 {version.policy.sha256}"
    if version.approval:
        yield f"approved by {version.approval.by}: {version.approval.reason}"
