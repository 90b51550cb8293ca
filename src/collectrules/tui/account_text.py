"""What the screen of an account says beside the timeline, part by part, set to the width there is."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from textual.content import Content

from collectrules.compliance.gate import Verdict
from collectrules.compliance.limits import CHANNEL_NAMES
from collectrules.money import format_minor
from collectrules.policy.words import joined
from collectrules.tui.cells import harmless
from collectrules.tui.columns import free_text
from collectrules.worklist.account import Account, Head
from collectrules.worklist.listing import CHANNELS

HEADING: Final = "bold $text-primary"
QUIET: Final = "$foreground-muted"
WARNING: Final = "$text-warning"
_GAP: Final = 3


def head_text(head: Head, segment: str) -> Content:
    """Who it is, in a line."""
    place = "  ".join(each for each in (head.number, head.debtor_kind, segment) if each)
    parts: list[Content] = [
        Content.styled(harmless(head.name), "bold"),
        Content.styled(harmless(place), QUIET),
    ]
    if head.open_by:
        parts.append(Content.styled(harmless(f"{head.open_by} has it open"), WARNING))
    return Content("  ").join(parts)


def sums_text(account: Account, width: int) -> Content:
    """What is owed, promised, disputed and to be collected; what is nothing is left out."""
    money, code = account.money, account.currency
    sums = [
        ("to collect", money.to_collect, True),
        ("owed", money.owed, True),
        ("late fees in it", money.fees, False),
        ("interest in it", money.interest, False),
        ("promised", money.promised, False),
        ("in dispute", money.disputed, False),
        ("unapplied", money.unapplied, False),
        ("credit", money.credit, False),
    ]
    pairs = [
        Content.assemble((f"{label} ", QUIET), (format_minor(minor, code), "bold"))
        for label, minor, always in sums
        if minor or always
    ]
    pairs[0] += Content.styled(f" {code}", QUIET)
    if account.other_currencies:
        said = f"they owe in {joined(account.other_currencies, 'and')} too"
        pairs.append(Content.styled(said, WARNING))
    return flowed(pairs, width)


def flowed(pieces: Sequence[Content], width: int) -> Content:
    """Pieces beside each other, on as many lines as they need; none is parted unless it is too long alone."""
    lines: list[list[Content]] = [[]]
    used = 0
    for piece in pieces:
        cells = cell_len(piece.plain)
        if lines[-1] and used + _GAP + cells > width:
            lines.append([])
            used = 0
        used += cells + (_GAP if lines[-1] else 0)
        lines[-1].append(piece)
    return stacked([Content(" " * _GAP).join(each) for each in lines])


def gate_lines(account: Account, wanted: Sequence[str]) -> list[Content]:
    """What the gate says now: in full of the channels that are wanted, in a word of the others."""
    lines = []
    for channel in CHANNELS:
        if channel in wanted:
            verdict = account.gate[channel]
            lines.append(
                Content.styled(harmless(verdict.sentence), "" if verdict.allowed else WARNING)
            )
    others: dict[str, list[str]] = {}
    for channel in CHANNELS:
        if channel not in wanted:
            others.setdefault(may_text(account.gate[channel]), []).append(CHANNEL_NAMES[channel])
    said = [f"{joined(names, 'and')} {when}" for when, names in others.items()]
    return [*lines, Content.styled("; ".join(said), QUIET)] if said else lines


def may_text(verdict: Verdict) -> str:
    """`now`, `from 2026-07-01 08:00`, `never`."""
    if verdict.allowed_from is None:
        return "never"
    return "now" if verdict.allowed else f"from {free_text(verdict)}"


def section(heading: str, lines: Sequence[Content]) -> Content:
    """Lines under a heading."""
    return stacked([Content.styled(harmless(heading), HEADING), *lines])


def stacked(lines: Sequence[Content]) -> Content:
    """Contents, one under the other."""
    return Content("\n").join(lines)


def sections(parts: Sequence[Content]) -> Content:
    """Sections with an empty line between them."""
    return Content("\n\n").join(part for part in parts if part.plain)


def table(rows: Sequence[tuple[str, str]], width: int) -> list[Content]:
    """Labels and what they stand for, aligned in `width` cells."""
    wide = max((cell_len(label) for label, _ in rows), default=0) + 2
    lines = []
    for label, said in rows:
        first, *others = wrapped(said, width - wide)
        lines.append(Content.assemble((f"{label:<{wide}}", QUIET), first))
        lines += [Content(f"{'':{wide}}{other}") for other in others]
    return lines


def indented(said: str, width: int, style: str = "") -> list[Content]:
    """A text in `width` cells, two cells to the right."""
    return [Content.styled(f"  {line}", style) for line in wrapped(said, width - 2)]


def wrapped(said: str, width: int) -> list[str]:
    """A text in lines of so many cells, broken between words; always at least one line."""
    lines = textwrap.wrap(harmless(said), max(12, width), break_on_hyphens=False)
    return lines or [""]
