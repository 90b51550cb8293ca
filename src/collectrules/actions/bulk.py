"""One action with many accounts: each by itself, and an honest sum at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from collectrules.actions.action import Action, Context, Done
from collectrules.errors import CollectrulesError
from collectrules.worklist.asking import Blocked

_VERBS = {
    "queue": "queued",
    "send": "sent",
    "cancel-queued": "cancelled",
    "contact": "logged",
    "agree": "agreed",
    "record": "recorded",
    "stop": "set",
    "decide": "approved",
}


@dataclass(slots=True)
class Tally:
    """What came of an action with many accounts so far."""

    action: Action
    total: int
    done: list[Done] = field(default_factory=list)
    blocked: Counter[str] = field(default_factory=Counter)
    """By the rule that was in the way."""
    failed: Counter[str] = field(default_factory=Counter)
    """By what was said."""

    @property
    def tried(self) -> int:
        """How many accounts were tried."""
        return len(self.done) + self.blocked.total() + self.failed.total()

    def refused(self, error: CollectrulesError) -> None:
        """Count one that was not done."""
        if isinstance(error, Blocked):
            self.blocked[error.verdict.rule] += 1
        else:
            self.failed[error.message] += 1

    @property
    def sentence(self) -> str:
        """`9 logged, 3 blocked: three-a-week, 1 failed: ...`; what was not tried is said as well."""
        parts = [f"{len(self.done):,} {_VERBS.get(self.action.id) or _VERBS[self.action.group]}"]
        for word, counts in (("blocked", self.blocked), ("failed", self.failed)):
            if counts:
                why = "; ".join(
                    f"{said}{f' ({count:,})' if len(counts) > 1 else ''}"
                    for said, count in counts.most_common()
                )
                parts.append(f"{counts.total():,} {word}: {why}")
        left = self.total - self.tried
        return ", ".join([*parts, *([f"{left:,} not tried"] if left else [])])

    @property
    def undos(self) -> tuple[Callable[[Context], str], ...]:
        """What takes each back that can be, the last first."""
        return tuple(each.undo for each in reversed(self.done) if each.undo is not None)
