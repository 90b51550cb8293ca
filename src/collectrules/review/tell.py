"""A review as people read it: who moves, what it costs, how much work it makes, whom the gate keeps back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from collectrules.money import format_minor
from collectrules.policy.model import Channel
from collectrules.policy.words import joined
from collectrules.reports.page import Page, Section, Table
from collectrules.review.impact import (
    CHANNELS,
    MINUTES,
    Load,
    Total,
    blocked_by_rule,
    loads,
    matrix,
    totals,
)
from collectrules.review.model import Impact, Key, Moved, Standing
from collectrules.review.reasons import Deciding, Reasons

ACCOUNTS: Final = "Accounts"
"""The heading over the accounts that change."""
DIFFERENCE: Final = "difference"
"""The last column of a table of totals; `0` for what is the same."""
_SHOWN: Final = 20
"""Accounts that are listed; the rest is counted, and is in the CSV and the JSON."""


@dataclass(frozen=True, slots=True)
class Work:
    """How much time there is, and what a contact takes of it."""

    capacity: Fraction | None = None
    """Hours a week; None where nobody has said."""
    minutes: Mapping[Channel, Fraction] = field(default_factory=lambda: MINUTES)
    week: bool = False
    """Whether what a whole week asks for is told as well."""


def impact_page(
    impact: Impact,
    reasons: Reasons,
    notes: Sequence[str],
    work: Work,
    shown: int | None = _SHOWN,
) -> Page:
    """The effect of changing from one version to the other, as of a day; `shown` accounts of it, None all."""
    before, after = impact.before, impact.after
    below = (
        f"As of {before.as_of}, on {_of_whom(impact)}; before is"
        f" {_version(before.version.policy.version, before.version.name)}, after"
        f" {_version(after.version.policy.version, after.version.name)}."
    )
    moved = impact.moved
    if not moved:
        nothing = "No account is treated differently: every figure is the same under both."
        return Page("Review", below, (Section("", (nothing,)),), tuple(notes))
    sections = (
        Section("What changes", (_summary(impact),)),
        *_totals(impact),
        Section("From where to where", tuple(_matrices(impact))),
        *_contacts(impact, work),
        *_gate(impact),
        Section(ACCOUNTS, tuple(_accounts(moved, reasons, shown))),
    )
    return Page("Review", below, sections, tuple(notes))


def _version(version: str, name: str) -> str:
    return f"`{name}` (version {version})"


def _of_whom(impact: Impact) -> str:
    keys = {*impact.before.standings, *impact.after.standings}
    accounts, codes = {key[0] for key in keys}, sorted({key[1] for key in keys})
    owing = f" that owe in {', '.join(codes)}" if codes else ""
    return f"{counted(len(accounts), 'account', 'accounts')}{owing}"


def _summary(impact: Impact) -> str:
    moved = impact.moved
    owed: dict[str, int] = {}
    for each in moved:
        owed[each.before.currency] = owed.get(each.before.currency, 0) + each.before.outstanding
    money = joined(
        [f"{format_minor(amount, code)} {code}" for code, amount in sorted(owed.items())],
        "and",
    )
    number = len({each.before.account_id for each in moved})
    return (
        f"{counted(number, 'account is', 'accounts are')} treated differently; "
        f"{'it owes' if number == 1 else 'they owe'} {money}."
    )


def counted(number: int, one: str, more: str) -> str:
    """`1 account`, `2 accounts`."""
    return f"{number} {one if number == 1 else more}"


_MONEY: Final = (
    ("outstanding", "outstanding"),
    ("overdue", "overdue"),
    ("to collect", "to_collect"),
    ("late fees charged", "fees"),
    ("interest booked", "interest"),
    ("written off", "written_off"),
    ("provision", "provision"),
)
COUNTS: Final = (
    ("accounts on the worklist", "listed"),
    ("waiting for the owner", "approvals"),
    ("blocked by the gate", "blocked"),
    ("orders held back", "credit_holds"),
    ("under a hold", "held"),
)
"""The figures that are numbers of accounts, as people read them."""


def _totals(impact: Impact) -> Iterator[Section]:
    before, after = totals(impact.before), totals(impact.after)
    for currency in sorted({*before, *after}):
        was, now = before.get(currency, Total()), after.get(currency, Total())
        rows = (*_money_rows(currency, was, now), *_count_rows(was, now))
        header = ("", "before", "after", DIFFERENCE)
        yield Section(f"All accounts in {currency}", (Table(header, tuple(rows)),))


def _money_rows(currency: str, was: Total, now: Total) -> Iterator[tuple[str, ...]]:
    for label, name in _MONEY:
        old, new = getattr(was, name), getattr(now, name)
        yield label, *(_signed(each, currency) for each in (old, new)), _more(new - old, currency)


def _signed(minor: int, currency: str) -> str:
    return format_minor(minor, currency)


def _more(minor: int, currency: str) -> str:
    return f"{'+' if minor > 0 else ''}{format_minor(minor, currency)}" if minor else "0"


def _count_rows(was: Total, now: Total) -> Iterator[tuple[str, ...]]:
    for label, name in COUNTS:
        old, new = getattr(was, name), getattr(now, name)
        yield label, str(old), str(new), f"{new - old:+d}" if new != old else "0"


def place_text(place: str) -> str:
    """Where an account is, in words."""
    return place or "nothing due"


def _matrices(impact: Impact) -> Iterator[Table | str]:
    yield "What is to be done:"
    yield _matrix(impact, "listed", place_text)
    stages = [cell for cell in matrix(impact, "stage") if cell.before != cell.after]
    if stages:
        yield "Where they stand on the ladder, because the version moves accounts in flight:"
        yield _matrix(impact, "stage", str)


def _matrix(impact: Impact, what: str, said: Callable[[str], str]) -> Table:
    rows = []
    for cell in matrix(impact, what):
        if cell.before != cell.after:
            amount = f"{format_minor(cell.amount, cell.currency)} {cell.currency}"
            rows.append((said(cell.before), said(cell.after), str(cell.accounts), amount))
    same = sum(cell.accounts for cell in matrix(impact, what) if cell.before == cell.after)
    rows.append(("the same", "", str(same), ""))
    return Table(("before", "after", "accounts", "owed"), tuple(rows), words=(0, 1))


def _contacts(impact: Impact, work: Work) -> Iterator[Section]:
    before = {each.channel: each for each in loads(impact.before, work.minutes)}
    after = {each.channel: each for each in loads(impact.after, work.minutes)}
    ways = [way for way in CHANNELS if way in before or way in after]
    if not ways:
        return
    rows = [_load_row(way, before.get(way), after.get(way)) for way in ways]
    header = (
        "",
        "before",
        "after",
        "blocked before",
        "blocked after",
        "hours before",
        "hours after",
    )
    yield Section(
        "Contacts that the list of the day asks for",
        (Table(header, tuple(rows)), _hours_of_the_day(before, after, work)),
    )


def _load_row(way: Channel, was: Load | None, now: Load | None) -> tuple[str, ...]:
    none = Load(way, 0, 0, Fraction(0))
    old, new = was or none, now or none
    figures = (old.allowed, new.allowed, old.blocked, new.blocked)
    return (way, *map(str, figures), *(_hours(each.minutes) for each in (old, new)))


def _hours(minutes: Fraction) -> str:
    return f"{float(minutes / 60):.1f}"


def _hours_of_the_day(
    before: Mapping[Channel, Load], after: Mapping[Channel, Load], work: Work
) -> str:
    old, new = (
        sum((each.minutes for each in side.values()), Fraction(0)) for side in (before, after)
    )
    said = f"Those that are allowed take {_hours(old)} hours before and {_hours(new)} after"
    if work.capacity is None and not work.week:
        return f"{said}; `--week` and `--capacity HOURS` tell what a whole week asks for."
    return f"{said}."


def _gate(impact: Impact) -> Iterator[Section]:
    before, after = blocked_by_rule(impact.before), blocked_by_rule(impact.after)
    rules = sorted({*before, *after})
    if rules:
        rows = tuple((rule, str(before.get(rule, 0)), str(after.get(rule, 0))) for rule in rules)
        yield Section(
            "Accounts that the gate keeps back", (Table(("rule", "before", "after"), rows),)
        )


def _accounts(
    moved: Sequence[Moved], reasons: Mapping[Key, Sequence[Deciding]], shown: int | None
) -> Iterator[Table | str]:
    some = moved if shown is None else moved[:shown]
    rows = tuple(
        (
            each.before.account,
            each.before.name,
            f"{format_minor(each.before.outstanding, each.before.currency)} {each.before.currency}",
            standing_text(each, each.before),
            standing_text(each, each.after),
            why_text(each, reasons.get(each.before.key, ())),
        )
        for each in some
    )
    yield Table(("account", "name", "owed", "before", "after", "why"), rows, words=(0, 1, 3, 4, 5))
    if len(some) < len(moved):
        left = len(moved) - len(some)
        yield f"and {counted(left, 'more', 'more')}: `--all` lists them, and so do `--csv FILE` and `--json`"


_SAID: Final = ("fees", "interest", "written_off", "provision")


def standing_text(moved: Moved, standing: Standing) -> str:
    """What is to be done about an account on one side, and the amounts that are different, in a few words."""
    said = [place_text(standing.listed) + (f" ({standing.invoice})" if standing.invoice else "")]
    if standing.blocked_by:
        said.append(f"blocked by {standing.blocked_by}")
    if "stage" in moved.differs_in:
        said.append(f"on {standing.stage}")
    if "credit_hold" in moved.differs_in:
        said.append("orders held back" if standing.credit_hold else "orders taken")
    for name in (each for each in _SAID if each in moved.differs_in):
        amount = format_minor(getattr(standing, name), standing.currency)
        said.append(f"{name.replace('_', ' ')} {amount}")
    return ", ".join(said)


def why_text(moved: Moved, deciding: Sequence[Deciding]) -> str:
    """What decides differently about the invoice that the list is about, else about any.

    Where no rule decides otherwise, the names of what is different.
    """
    if not deciding:
        return ", ".join(name.replace("_", " ") for name in moved.differs_in)
    about = {moved.before.invoice, moved.after.invoice}
    first = next((each for each in deciding if each.invoice in about), deciding[0])
    more = f", and {len(deciding) - 1} more" if len(deciding) > 1 else ""
    return (
        f"{first.invoice}: {first.section.replace('_', ' ')} {first.before} -> {first.after}{more}"
    )
