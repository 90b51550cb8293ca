"""What a review on the screen has found so far, and the lines that its left column has of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from collectrules.policy.change import Change
from collectrules.reports.page import Section
from collectrules.review.attribution import Alone, Attribution, Effect
from collectrules.review.in_flight import InFlightChoice
from collectrules.review.model import Impact, Moved, Version

Kind = Literal["all", "change", "words", "together", "in_flight", "week"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the left column, and what stands behind it."""

    kind: Kind
    text: str
    effect: Effect | None = None
    """What it does; None where it is not worked out yet, or is no effect."""
    moved: tuple[Moved, ...] = ()
    """The accounts that it treats differently, what owes most first."""
    after: Version | None = None
    """The version by which these are as they are after it."""
    changes: tuple[Change, ...] = ()
    waits: bool = False
    """Whether it is still being worked out."""

    @property
    def id(self) -> tuple[str, str]:
        """What it is known by, whatever is worked out meanwhile."""
        return self.kind, self.changes[0].id if self.changes else ""

    @property
    def accounts(self) -> int:
        """How many accounts, each counted once for a currency; of what is done together, below 0 as well."""
        figures = self.effect.figures.values() if self.effect is not None else ()
        return sum(each.accounts for each in figures)


@dataclass(slots=True)
class Reviewed:
    """Two versions, and what has been found by now."""

    before: Version
    after: Version
    changes: tuple[Change, ...]
    impact: Impact | None = None
    whole: Effect | None = None
    told: tuple[Section, ...] = ()
    """The whole as people read it."""
    parts: list[Alone] = field(default_factory=list)
    attribution: Attribution | None = None
    in_flight: InFlightChoice | None = None
    week: tuple[Section, ...] = ()
    """The contacts of the week ahead under both, as people read them; empty where they are not worked out."""
    published: bool = False
    """Whether the later version was published from the screen."""

    def lines(self) -> tuple[Line, ...]:
        """The whole, then each change in the order of the file, then what the whole has beside them."""
        return (self._whole(), *self._changes(), *self._together(), *self._beside())

    def _whole(self) -> Line:
        found = self.impact
        return Line(
            kind="all",
            text="all changes together",
            effect=self.whole,
            moved=found.moved if found is not None else (),
            after=self.after,
            waits=found is None,
        )

    def _changes(self) -> Iterator[Line]:
        """A line for each change; those that are nothing without each other have one line together."""
        by_change = {change: part for part in self.parts for change in part.changes}
        told = set()
        for change in self.changes:
            part = by_change.get(change)
            if part is None:
                yield _not_tried(change, waits=self.attribution is None and change.decides)
            elif part.part not in told:
                told.add(part.part)
                yield _tried(part)
        for part in self.parts:
            # The day from which on it counts is such a one: the diff says it in its head.
            if not part.changes and not part.effect.nothing:
                yield _tried(part)

    def _together(self) -> Iterator[Line]:
        found = self.attribution
        if found is not None and len(found.parts) > 1:
            yield Line(
                kind="together",
                text="what they do only together",
                effect=found.interaction,
                moved=found.together,
                after=self.after,
            )

    def _beside(self) -> Iterator[Line]:
        """What is no part of the whole: what else has to be known of it."""
        found = self.in_flight
        if found is None or found.on_a_stage:
            yield Line(kind="in_flight", text="accounts already on a stage", waits=found is None)
        yield Line(kind="week", text="contacts of the week ahead", waits=not self.week)


def _not_tried(change: Change, *, waits: bool) -> Line:
    kind: Kind = "change" if change.decides else "words"
    effect = None if waits else Effect()
    return Line(kind=kind, text=_said([change]), changes=(change,), effect=effect, waits=waits)


def _tried(part: Alone) -> Line:
    return Line(
        kind="change",
        text=_said(part.changes) or part.part.id,
        changes=part.changes,
        effect=part.effect,
        moved=part.moved,
        after=part.version,
    )


def _said(changes: Sequence[Change]) -> str:
    """The changes in sentences, and where they are so."""
    return "; ".join(
        f"{each.heading}: {each.sentence.rstrip('.')}"
        if each.heading
        else each.sentence.rstrip(".")
        for each in changes
    )
