"""Reading the persons of a scenario: who they are, and at which numbers and addresses they are reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, get_args

from collectrules.acts.people import LONGEST_NAME
from collectrules.compliance.telephone import email_address, telephone
from collectrules.compliance.zones import region_named, zone_named, zones_of_place
from collectrules.errors import InputError
from collectrules.ledger.events.people import Place, ReachKind, Role
from collectrules.policy.positions import KeyPath
from collectrules.policy.shape.base import shortened
from collectrules.scenarios.happenings_people import Person, Reach
from collectrules.scenarios.leaves import Leaves, named

KINDS: Final[tuple[ReachKind, ...]] = get_args(ReachKind)
ROLES: Final[tuple[Role, ...]] = get_args(Role)
PLACES: Final[tuple[Place, ...]] = get_args(Place)
_IN_WORDS: Final[Mapping[ReachKind, str]] = {
    "phone": "a telephone number",
    "email": "an e-mail address",
    "address": "an address",
}
_HELP: Final[Mapping[ReachKind, str]] = {
    "phone": "write it with + and the code of its country, or name its country with `region`",
    "email": "write it as name@example.com",
    "address": f"write it on one line of {LONGEST_NAME} characters",
}


@dataclass(frozen=True, slots=True)
class PersonReader:
    """Reads persons, keeping their faults; numbers without the code of a country are read in `country`."""

    leaves: Leaves
    country: str

    def person(self, value: object, path: KeyPath) -> Person | None:
        """A person with all that reaches them."""
        table = self.leaves.table(value, path, ("name", "role", *KINDS), needed=("name",))
        if table is None or "name" not in table:
            return None
        name = self._text(table["name"], (*path, "name"))
        said = self.leaves.word(table.get("role", ROLES[0]), (*path, "role"), ROLES)
        role = next((each for each in ROLES if each == said), None)
        reaches = tuple(self._reaches(table, path))
        if name is None or role is None:
            return None
        return Person(path=path, name=name, role=role, reaches=reaches)

    def _reaches(self, table: Mapping[str, object], path: KeyPath) -> Iterator[Reach]:
        """What reaches a person, each once."""
        found: set[tuple[ReachKind, str]] = set()
        for kind in (kind for kind in KINDS if kind in table):
            for value, where in self.leaves.each(table[kind], (*path, kind)):
                reach = self._reach(kind, value, where)
                if reach is None:
                    continue
                if (kind, reach.value.casefold()) in found:
                    said = f"`{shortened(reach.value)}` is there already"
                    help = "name each number and each address once"
                    self.leaves.report.add("duplicate-name", said, where, help=help)
                    continue
                found.add((kind, reach.value.casefold()))
                yield reach

    def _reach(self, kind: ReachKind, value: object, path: KeyPath) -> Reach | None:
        """A number or an address, written as a text or as a table with `value`."""
        if not isinstance(value, dict):
            return self._kept(kind, value, path, place=None, region="", zone="")
        local = ("region", "zone") if kind != "email" else ()
        table = self.leaves.table(value, path, ("value", "place", *local), needed=("value",))
        if table is None or "value" not in table:
            return None
        said = PLACES[-1]
        if "place" in table:
            word = self.leaves.word(table["place"], (*path, "place"), PLACES)
            said = next((each for each in PLACES if each == word), said)
        region = self._code(table, "region", path) if "region" in local else ""
        zone = self._code(table, "zone", path) if "zone" in local else ""
        place = said if "place" in table else None
        return self._kept(
            kind, table["value"], (*path, "value"), place=place, region=region, zone=zone
        )

    def _code(self, table: Mapping[str, object], key: str, path: KeyPath) -> str:
        """A region or a time zone; empty where it is left out or has a fault."""
        text = self.leaves.line(table[key], (*path, key)) if key in table else None
        if text is None:
            return ""
        try:
            return region_named(text) if key == "region" else zone_named(text)
        except InputError as error:
            said = f"{named((*path, key))} cannot be `{shortened(text)}`"
            self.leaves.report.add("unknown-word", said, (*path, key), help=error.help)
            return ""

    def _kept(
        self,
        kind: ReachKind,
        value: object,
        path: KeyPath,
        *,
        place: Place | None,
        region: str,
        zone: str,
    ) -> Reach | None:
        text = self._text(value, path)
        if text is None:
            return None
        zones: tuple[str, ...] = (zone,) if zone else ()
        usual: Place = "other"
        try:
            if kind == "phone":
                read = telephone(text, region.partition("-")[0] or self.country)
                kept, zones = read.value, zones or read.zones
                usual = "mobile" if read.mobile else usual
            elif kind == "email":
                kept = email_address(text)
            else:
                kept, zones = text, zones or zones_of_place(region)
        except InputError:
            said = f"`{shortened(text)}` is not {_IN_WORDS[kind]}"
            self.leaves.report.add("no-address", said, path, help=_HELP[kind])
            return None
        return Reach(kind=kind, value=kept, written=text, place=place or usual, zones=zones)

    def _text(self, value: object, path: KeyPath) -> str | None:
        """A name, a number or an address on one line that can be kept, each gap in it one blank."""
        line = self.leaves.line(value, path)
        text = " ".join((line or "").split())
        if line is not None and (not text.isprintable() or not 0 < len(text) <= LONGEST_NAME):
            said = f"{named(path)} cannot be kept"
            self.leaves.report.add("no-address", said, path, help=_HELP["address"])
            return None
        return text or None
