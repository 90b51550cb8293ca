"""Placements by agency and currency: what they were given, gave back, recovered and kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from collectrules.charges.placements import PlacementMade, placements


@dataclass(frozen=True, slots=True)
class PlacementLine:
    """All placements with one agency in one currency; amounts in minor units."""

    place_with: str
    currency: str
    count: int
    placed: int
    recalled: int
    """Of what was placed, that of placements we took back."""
    returned: int
    """Of what was placed, that of placements they gave back."""
    recovered: int
    share: int
    net: int
    expected_net: int


def placement_lines(connection: sqlite3.Connection, as_of: date) -> list[PlacementLine]:
    """The lines of the report, by agency and then by currency."""
    groups: dict[tuple[str, str], list[PlacementMade]] = {}
    for each in placements(connection, as_of):
        groups.setdefault((each.place_with, each.currency), []).append(each)
    return [_line(*key, groups[key]) for key in sorted(groups)]


def _line(place_with: str, currency: str, made: Sequence[PlacementMade]) -> PlacementLine:
    def placed(outcome: str) -> int:
        return sum(each.amount for each in made if each.state == outcome)

    return PlacementLine(
        place_with,
        currency,
        len(made),
        sum(each.amount for each in made),
        placed("recalled"),
        placed("returned"),
        sum(each.recovered for each in made),
        sum(each.share for each in made),
        sum(each.net for each in made),
        sum(each.expected_net for each in made),
    )
