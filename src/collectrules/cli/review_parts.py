"""The parts of `collectrules review` that an option asks for: each change alone, accounts on a stage."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collectrules.reports.page import Section
    from collectrules.review.ground import Ground, Progress
    from collectrules.review.model import Impact


@dataclass(frozen=True, slots=True)
class AskedParts:
    """What was asked for, to be read and as JSON."""

    sections: tuple[Section, ...] = ()
    json: dict[str, object] = field(default_factory=dict)

    def plus(self, more: AskedParts) -> AskedParts:
        """Both, in order."""
        return AskedParts((*self.sections, *more.sections), self.json | more.json)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which parts are."""

    each_change: bool
    in_flight: bool


def asked_parts(ground: Ground, impact: Impact, asked: Asked, *, progress: Progress) -> AskedParts:
    """Runs the copy once for each change, and once for each way of treating accounts on a stage."""
    from collectrules.review import tell_parts

    sections: tuple[Section, ...] = ()
    json: dict[str, object] = {}
    if asked.each_change:
        from collectrules.policy.diff import changes
        from collectrules.review.attribution import attribute

        said = changes(impact.before.version.policy, impact.after.version.policy)
        found = attribute(ground, impact, said, progress)
        sections += tell_parts.attribution_sections(found)
        json["attribution"] = tell_parts.attribution_json(found)
    if asked.in_flight:
        from collectrules.review.in_flight import in_flight_of

        choice = in_flight_of(ground, impact.before, impact.after.version, progress)
        sections += tell_parts.in_flight_sections(choice)
        json["in_flight"] = tell_parts.in_flight_json(choice)
    return AskedParts(sections, json)
