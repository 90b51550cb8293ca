"""What could be looked at in a policy: what the books show, with its figures. Nothing is changed by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["never fired", "never decided", "limit hit daily", "pays unasked"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to look at."""

    kind: Kind
    section: str
    rule: str
    """The id of the rule that it is about."""
    sentence: str
    """What the books show, in one sentence without a full stop."""
    consider: str
    """What could be done about it, in a few words."""
    figures: tuple[tuple[str, int | str], ...]
    """What it rests on, by name; days and counts."""
