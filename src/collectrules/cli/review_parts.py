"""The parts of `collectrules review` that an option asks for: the week, each change, accounts on a stage."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collectrules.reports.page import Section
    from collectrules.review.ground import Ground, Progress
    from collectrules.review.model import Impact
    from collectrules.review.tell import Work


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
    week: bool


def asked_parts(
    ground: Ground, impact: Impact, asked: Asked, work: Work, *, progress: Progress
) -> AskedParts:
    """Lives the week under each version, runs the copy for each change, and for each way of treating
    accounts on a stage."""
    from collectrules.review import tell_parts

    sections: tuple[Section, ...] = ()
    json: dict[str, object] = {}
    if asked.week:
        from collectrules.review.tell_week import week_json, week_sections
        from collectrules.review.week_ahead import week_of

        versions = (impact.before.version, impact.after.version)
        before, after = (week_of(ground, each, progress) for each in versions)
        sections += week_sections(before, after, work)
        json["week"] = week_json(before, after, work)
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
