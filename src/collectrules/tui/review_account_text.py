"""An account under one of two versions: what is to be done, and how each of its invoices is decided."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from textual.content import Content

from collectrules.compliance.limits import CHANNEL_NAMES
from collectrules.engine.explain import Considered, Explanation
from collectrules.policy.model import GATED
from collectrules.policy.words import joined
from collectrules.review.model import Moved, Standing
from collectrules.review.tell import standing_text
from collectrules.tui.account_text import (
    HEADING,
    QUIET,
    WARNING,
    indented,
    sections,
    stacked,
    wrapped,
)
from collectrules.tui.review_reading import Explained

_SAME: Final = (
    "No rule decides otherwise about an invoice: what is different is an amount, or what the gate"
    " allows."
)
_OTHERWISE: Final = "bold $text-accent"
"""What the versions decide differently."""


def differs_text(explained: Explained, width: int) -> Content:
    """What is decided differently, invoice by invoice."""
    lines: list[Content] = []
    for each in explained.deciding:
        section = each.section.replace("_", " ")
        said = f"{each.invoice}: {section} {each.before} -> {each.after}"
        lines += [Content.styled(line, _OTHERWISE) for line in wrapped(said, width)]
    return stacked(lines or [Content(line) for line in wrapped(_SAME, width)])


def side_text(
    name: str, moved: Moved, standing: Standing, explained: Explained, width: int
) -> Content:
    """One side, whose version has a name."""
    told = explained.before if standing is moved.before else explained.after
    differing = frozenset(explained.differing())
    head = stacked([*_styled(name, HEADING, width), *_standing(moved, standing, width)])
    if not told:
        nothing = "nothing is open, or it does not serve the currency"
        return sections([head, stacked(_styled(nothing, QUIET, width))])
    return sections([head, *(_invoice(each, differing, width) for each in told)])


def _styled(said: str, style: str, width: int) -> list[Content]:
    return [Content.styled(line, style) for line in wrapped(said, width)]


def _standing(moved: Moved, standing: Standing, width: int) -> Iterator[Content]:
    yield from _styled(standing_text(moved, standing), "bold", width)
    if standing.channels:
        ways = [CHANNEL_NAMES[each] for each in standing.channels]
        yield from _styled(
            f"by {joined(ways, 'and' if standing.enough == 'all' else 'or')}", "", width
        )
    if standing.approval:
        yield from _styled("the owner has to approve it first", WARNING, width)
    if standing.blocked_by:
        free = f", free from {standing.free_from}" if standing.free_from else ""
        yield from _styled(f"the gate: {standing.blocked_by}{free}", WARNING, width)
    if standing.held_by:
        yield from _styled(f"held by {joined(standing.held_by, 'and')}", WARNING, width)


def _invoice(told: Explanation, differing: Collection[tuple[str, str]], width: int) -> Content:
    number = told.invoice.number
    lines = _styled(f"{number}: {told.decision}", HEADING, width)
    for each in told.considered:
        # What the gate says of contacts stands above, for the whole account.
        if each.decided and each.section not in GATED:
            otherwise = (number, each.section) in differing
            lines += _rule(each, _outcome(each, told), width, otherwise=otherwise)
    missed = told.nearest_miss
    if missed is not None:
        why = "; ".join(reading.text for reading in missed.failed)
        lines += indented(f"nearest miss: `{missed.rule}`, because {why}", width, QUIET)
    if told.change is not None:
        lines += indented(f"then it {told.change.sentence}", width)
    return stacked(lines)


def _outcome(each: Considered, told: Explanation) -> str:
    """What came of a rule: of the grace its days, of a segment nothing but that it is the one."""
    grace = told.judgement.grace
    if each.section == "grace" and grace is not None:
        return f": {grace.days} days"
    return "" if each.section == "segment" else f": {each.outcome}"


def _rule(each: Considered, outcome: str, width: int, *, otherwise: bool) -> Sequence[Content]:
    section = each.section.replace("_", " ")
    style = _OTHERWISE if otherwise else ""
    lines = indented(f"{section} {each.rule}{outcome}", width, style)
    for reading in each.when:
        said = indented(reading.text, width - 2, QUIET)
        lines += [Content("  ") + line for line in said]
    return lines
