"""What can be expected of the ladder and of what stands in its way."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from collectrules.policy.model import STOPPABLE, ContactAction, Stage, TaskAction
from collectrules.scenarios.seen import Seen
from collectrules.scenarios.wanted import NOTHING, Wanted, listed, paired


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberWanted(Wanted):
    """The score of the account, or the days until its next stage may be taken."""

    number: int

    def asked(self, seen: Seen) -> str:
        """The number."""
        return str(self.number)

    def got(self, seen: Seen) -> str:
        """The number."""
        judgement = seen.judgement
        if judgement is None:
            return "0"
        return str(judgement.score if self.key == "score" else judgement.stage_wait)

    def concerned(self, seen: Seen) -> Collection[str]:
        """The rules that count, or the stage that waits."""
        return _next(seen) if self.key == "wait_days" else Wanted.concerned(self, seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageWanted(Wanted):
    """A stage that is not the one due: the next one, held or waiting, or the last one carried out."""

    stage: str

    def asked(self, seen: Seen) -> str:
        """Its id, or `none`."""
        return self.stage

    def got(self, seen: Seen) -> str:
        """Its id, or `none`."""
        if self.key == "next_stage":
            return listed(_next(seen))
        return NOTHING if seen.known is None else str(seen.known["stage"])

    def concerned(self, seen: Seen) -> Collection[str]:
        """The stage wanted and the one there is."""
        return {self.stage, self.got(seen)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionWanted(Wanted):
    """What the stage that is due asks for: as much of it as is said."""

    asks: Mapping[str, str]

    def asked(self, seen: Seen) -> str:
        """What is said of it, or `none`."""
        return paired(self.asks)

    def got(self, seen: Seen) -> str:
        """The same of the stage that is due, or `none`."""
        due = action_of(_due(seen))
        return paired({key: due[key] for key in self.asks or due if key in due})

    def trace(self, seen: Seen) -> str:
        """The stage that asks for it."""
        return listed(seen.decided("stage"))

    def concerned(self, seen: Seen) -> Collection[str]:
        """The stage that is due, else every one."""
        return seen.decided("stage") or seen.policy.stage_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalWanted(Wanted):
    """Who has to approve the stage that is due."""

    who: str

    def asked(self, seen: Seen) -> str:
        """`owner` or `none`."""
        return self.who

    def got(self, seen: Seen) -> str:
        """`owner` or `none`."""
        due = _due(seen)
        return due.approval if due else NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedWanted(Wanted):
    """What holds stop, or an override that leaves the invoice out."""

    what: tuple[str, ...]

    def asked(self, seen: Seen) -> str:
        """The names of what stops, or `none`."""
        return listed(sorted(self.what))

    def got(self, seen: Seen) -> str:
        """The names of what stops, or `none`."""
        judged = seen.judgement
        return listed(sorted(what for what in STOPPABLE if judged and judged.stopped(what)))

    def concerned(self, seen: Seen) -> Collection[str]:
        """Every hold."""
        return [hold.id for hold in seen.policy.hold]


def action_of(stage: Stage | None) -> dict[str, str]:
    """What a stage asks for, under the keys of its `action` in a policy."""
    if stage is None:
        return {}
    action = stage.action
    if isinstance(action, ContactAction):
        several = len(action.channels) > 1
        said = {
            "channels" if several else "channel": ", ".join(action.channels),
            "enough": action.enough if several else "",
            "template": action.template,
            "script": action.script,
            "tone": action.tone,
        }
        return {key: value for key, value in said.items() if value}
    if isinstance(action, TaskAction):
        return {"task": action.task}
    return {"place_with": action.place_with}


def _due(seen: Seen) -> Stage | None:
    due = seen.judgement.stage_due if seen.judgement else None
    return None if due is None else seen.policy.stage[due]


def _next(seen: Seen) -> tuple[str, ...]:
    step = seen.judgement.step if seen.judgement else None
    return (seen.policy.stage[step.stage].id,) if step else ()
