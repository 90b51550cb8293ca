"""Taking an act back, account by account, with an honest sum."""

from __future__ import annotations

from dataclasses import dataclass, replace

from collectrules.actions.context import context_at
from collectrules.errors import CollectrulesError, LedgerError
from collectrules.tui.desk import Desk
from collectrules.tui.undo import Act, Subject, Undo
from collectrules.worklist.find import account_by_id


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What came of taking an act back."""

    sentence: str
    left: Act | None
    """What could not be taken back now and may be later, as where the ledger is locked."""
    error: CollectrulesError | None


async def take_back(desk: Desk, act: Act) -> TakenBack:
    """Take an act back, account by account; refusals are counted, and an error of the ledger ends it."""
    done: list[str] = []
    refused: CollectrulesError | None = None
    for place, (subject, undo) in enumerate(act.undos):
        try:
            done.append(await _take_back(desk, subject, undo))
        except CollectrulesError as error:
            if _may_pass(error):
                rest = replace(act, undos=act.undos[place:])
                return TakenBack(_sum(act, done, refused), rest, error)
            refused = error
    return TakenBack(_sum(act, done, refused), None, refused)


async def _take_back(desk: Desk, subject: Subject, undo: Undo) -> str:
    now = desk.now()
    return await desk.surely(
        lambda ledger: undo(
            context_at(
                ledger,
                account_by_id(ledger, subject.account_id),
                currency=subject.currency,
                at=now,
                by=desk.by,
            )
        )
    )


def _may_pass(error: CollectrulesError) -> bool:
    """Whether the same may go well later: not where the answer is no."""
    return isinstance(error, LedgerError)


def _sum(act: Act, done: list[str], refused: CollectrulesError | None) -> str:
    if len(act.undos) == 1:
        return done[0] if done else ""
    why = f", the rest not: {refused.message}" if refused else ""
    return f"taken back: {len(done):,} of {len(act.undos):,}, {act.said}{why}"
