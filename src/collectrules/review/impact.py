"""What is different between two versions on one ledger, added up: who moves where, and what it costs.

Amounts are minor units and are never added across currencies.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Final

from collectrules.engine.gather import roomy
from collectrules.policy.model import Channel
from collectrules.review.ground import Ground, Progress
from collectrules.review.model import NO_STAGE, Impact, Side, Standing, Version
from collectrules.review.standing import stand
from collectrules.review.unswept import unswept

NOTHING: Final = ""
"""Where nothing is to be done about an account."""
CHANNELS: Final[tuple[Channel, ...]] = ("call", "email", "sms", "letter")
MINUTES: Final[Mapping[Channel, Fraction]] = {
    "call": Fraction(8),
    "email": Fraction(1),
    "sms": Fraction(1),
    "letter": Fraction(4),
}
"""What a contact takes of somebody's time, in minutes, where nothing else is said: an estimate to be replaced
by one's own."""


def impact_of(
    ground: Ground, before: Version, after: Version, progress: Progress | None = None
) -> Impact:
    """Both versions run on the copy, as of the day of the ground.

    Raises as `stand` does.
    """
    sides = []
    with unswept():
        with roomy(ground.ledger.connection):
            ground.share(before.policy, after.policy)
        for version in (before, after):
            if progress is not None:
                progress(f"judging every account by {version.name}")
            sides.append(stand(ground, version, ground.as_of))
    return Impact(*sides)


@dataclass(frozen=True, slots=True)
class Total:
    """What one side comes to in a currency."""

    accounts: int = 0
    outstanding: int = 0
    overdue: int = 0
    to_collect: int = 0
    fees: int = 0
    interest: int = 0
    written_off: int = 0
    provision: int = 0
    listed: int = 0
    """Accounts on the worklist."""
    approvals: int = 0
    """Of these, accounts whose next step the owner has to approve."""
    blocked: int = 0
    """Of these, accounts whose contact the gate allows at no time of the day."""
    credit_holds: int = 0
    """Accounts whose new orders are to be held back."""
    held: int = 0
    """Accounts over which a hold stands."""


def totals(side: Side) -> Mapping[str, Total]:
    """What a side comes to, by currency."""
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in side:
        counted = sums[each.currency]
        counted["accounts"] += 1
        for name in _AMOUNTS:
            counted[name] += getattr(each, name)
        counted["listed"] += bool(each.listed)
        counted["approvals"] += each.approval
        counted["blocked"] += bool(each.blocked_by)
        counted["credit_holds"] += each.credit_hold
        counted["held"] += bool(each.held_by)
    names = [each.name for each in fields(Total)]
    return {
        currency: Total(**{name: counted[name] for name in names})
        for currency, counted in sorted(sums.items())
    }


_AMOUNTS: Final = (
    "outstanding", "overdue", "to_collect", "fees", "interest", "written_off", "provision",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """Accounts that are here before and there after, and what they owe before, in minor units."""

    currency: str
    before: str
    after: str
    accounts: int
    amount: int


def matrix(impact: Impact, what: str = "listed") -> tuple[Cell, ...]:
    """How many accounts, and how much they owe, from where to where; every account is in one cell.

    `what` is `listed`, what puts it on the worklist, or `stage`, what was carried out. Places are in
    the order of the ladders, that before first.
    """
    cells: defaultdict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for before, after in pairs(impact):
        cell = cells[before.currency, getattr(before, what), getattr(after, what)]
        cell[0] += 1
        cell[1] += before.outstanding
    order = {place: n for n, place in enumerate(places(impact))}
    last = len(order)
    return tuple(
        Cell(*key, *counted)
        for key, counted in sorted(
            cells.items(),
            key=lambda one: (one[0][0], order.get(one[0][1], last), order.get(one[0][2], last)),
        )
    )


def pairs(impact: Impact) -> Iterator[tuple[Standing, Standing]]:
    """Every account before and after; of one that only one side judges, the other asks nothing."""
    moved = {each.before.key: each for each in impact.moved}
    for key, standing in impact.before.standings.items():
        yield standing, moved[key].after if key in moved else standing
    for key, standing in impact.after.standings.items():
        if key not in impact.before.standings:
            yield (moved[key].before if key in moved else standing), standing


def places(impact: Impact) -> tuple[str, ...]:
    """Where an account can be: nothing due, each stage of both ladders, each rule that writes off."""
    reads = [
        read for side in (impact.before, impact.after) for _, read in side.version.policy.groups
    ]
    stages = (stage.id for read in reads for stage in read.stage)
    write_offs = (rule.id for read in reads for rule in read.write_off)
    return tuple(dict.fromkeys((NOTHING, NO_STAGE, *stages, *write_offs)))


@dataclass(frozen=True, slots=True)
class Load:
    """The contacts that the list of the day asks for over one channel."""

    channel: Channel
    allowed: int
    blocked: int
    """Not allowed at any time of the day."""
    minutes: Fraction
    """What those that are allowed take."""


def loads(side: Side, minutes: Mapping[Channel, Fraction] = MINUTES) -> tuple[Load, ...]:
    """The contacts on the list by channel: where one of several is enough, the first of them is counted."""
    allowed, blocked = Counter[Channel](), Counter[Channel]()
    asked: set[tuple[int, Channel]] = set()
    for each in side:
        ways = each.channels if each.enough == "all" else each.channels[:1]
        for way in ways:
            # Somebody who owes in two currencies is called once.
            if (each.account_id, way) not in asked:
                asked.add((each.account_id, way))
                (blocked if each.blocked_by else allowed)[way] += 1
    return tuple(
        Load(way, allowed[way], blocked[way], allowed[way] * minutes.get(way, Fraction(0)))
        for way in CHANNELS
        if allowed[way] or blocked[way]
    )


def blocked_by_rule(side: Side) -> Mapping[str, int]:
    """How many accounts each rule of the gate keeps from being contacted on the day."""
    counted = Counter(each.blocked_by for each in side if each.blocked_by)
    return dict(sorted(counted.items()))
