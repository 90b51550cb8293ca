"""What the review screen has worked out beside it: versions read, both tried, each change alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from collectrules.engine.explain import Explanation
from collectrules.policy.diff import changes
from collectrules.reports.page import Part, Section, Table
from collectrules.review.attribution import Alone, Attribution, Effect, attribute, effect_of
from collectrules.review.ground import Ground, Progress
from collectrules.review.impact import impact_of
from collectrules.review.in_flight import InFlightChoice, in_flight_of
from collectrules.review.model import Impact, Moved, Version
from collectrules.review.notes import notes_of
from collectrules.review.reasons import Deciding, explanations, reasons_of
from collectrules.review.tell import ACCOUNTS, DIFFERENCE, Work, impact_page
from collectrules.review.tell_week import week_sections
from collectrules.review.versions import version_named
from collectrules.review.week_ahead import week_of
from collectrules.tui.reviewed import Reviewed


def read_both(names: tuple[str, str], path: Path, today: date) -> Reviewed:
    """Two versions as they were named, and how they read differently. Raises as `version_named` does."""
    before, after = (version_named(name, path, today) for name in names)
    return Reviewed(before, after, changes(before.policy, after.policy))


@dataclass(frozen=True, slots=True)
class Whole:
    """What changing from one version to the other does."""

    impact: Impact
    effect: Effect
    told: tuple[Section, ...]


def find_whole(
    ground: Ground, progress: Progress, *, before: Version, after: Version, work: Work
) -> Whole:
    """Both versions tried on the copy, and all of it in words; the accounts are listed beside it."""
    impact = impact_of(ground, before, after, progress)
    page = impact_page(impact, {}, (), work, shown=0)
    told = (
        *(_differing(each) for each in page.sections if each.heading != ACCOUNTS),
        Section("How it was made", (page.below, *notes_of(ground, impact))),
    )
    return Whole(impact, effect_of(impact), told)


def _differing(section: Section) -> Section:
    """A section without the rows of its totals that are the same on both sides."""
    parts = tuple(map(_without_the_same, section.parts))
    if parts == section.parts or any(isinstance(each, Table) and each.rows for each in parts):
        return Section(section.heading, parts)
    return Section(section.heading, ("nothing is different",))


def _without_the_same(part: Part) -> Part:
    if not isinstance(part, Table) or part.header[-1] != DIFFERENCE:
        return part
    return replace(part, rows=tuple(row for row in part.rows if row[-1] != "0"))


def find_parts(
    ground: Ground, progress: Progress, *, reviewed: Reviewed, found: Callable[[Alone], None]
) -> Attribution:
    """Each change alone; `found` is told each as it comes."""
    assert reviewed.impact is not None
    return attribute(ground, reviewed.impact, reviewed.changes, progress, found)


def find_in_flight(ground: Ground, progress: Progress, *, reviewed: Reviewed) -> InFlightChoice:
    """What becomes of accounts on a stage, in each of the ways."""
    assert reviewed.impact is not None
    return in_flight_of(ground, reviewed.impact.before, reviewed.after, progress)


def find_week(
    ground: Ground, progress: Progress, *, reviewed: Reviewed, work: Work
) -> tuple[Section, ...]:
    """The week ahead, lived under both versions, against the hours that the staff has."""
    before, after = (week_of(ground, each, progress) for each in (reviewed.before, reviewed.after))
    return week_sections(before, after, work)


@dataclass(frozen=True, slots=True)
class Explained:
    """An account under both versions."""

    moved: Moved
    deciding: tuple[Deciding, ...]
    """What is decided differently about its invoices."""
    before: tuple[Explanation, ...]
    after: tuple[Explanation, ...]

    def differing(self) -> Iterator[tuple[str, str]]:
        """The invoice and the section of each thing that is decided differently."""
        return ((each.invoice, each.section) for each in self.deciding)


def explain_both(
    ground: Ground, progress: Progress, *, moved: Moved, versions: tuple[Version, Version]
) -> Explained:
    """Both explanations of an account that the two treat differently."""
    key = moved.before.key
    progress(f"asking both about {moved.before.account}")
    before, after = (explanations(ground, version, *key) for version in versions)
    return Explained(moved, reasons_of(ground, versions, [key])[key], before, after)
