"""Whom a contact of a scenario is to reach, by the names that the scenario gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from collectrules.compliance.whom import Purpose, Whom


@dataclass(frozen=True, slots=True)
class Meant:
    """A person, and a number or an address of theirs; empty is anybody, by any number or address."""

    person: str = ""
    to: str = ""
    """The number or address, as it is kept."""
    purpose: Purpose = ""

    def __str__(self) -> str:
        """`to Ana at +12125550123 for a reply`; empty for anybody."""
        said = [f"to {self.person}"] if self.person else []
        said += [f"at {self.to}"] if self.to else []
        said += [f"for {self.purpose}"] if self.purpose else []
        return " ".join(said)


ANYBODY: Final = Meant()


@dataclass(frozen=True, slots=True)
class Ids:
    """The persons and what reaches them, as the ledger of a timeline numbers them."""

    persons: Mapping[str, int] = field(default_factory=dict)
    reaches: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """By the person and the number or address."""

    def whom(self, meant: Meant) -> Whom:
        """Whom the gate is asked about; raises `KeyError` for a person who was not recorded."""
        return Whom(
            person_id=self.persons[meant.person] if meant.person else None,
            reach_id=self.reaches[meant.person, meant.to] if meant.to else None,
            purpose=meant.purpose,
        )


NO_IDS: Final = Ids()
"""Nobody was recorded."""
