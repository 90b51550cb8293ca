"""One action with many accounts, one after the other: the screen goes on meanwhile, and can stop it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from collectrules.actions.action import Action, Done
from collectrules.actions.bulk import Tally
from collectrules.actions.context import context_at
from collectrules.actions.filling import carry_out
from collectrules.actions.spelling import on_screen
from collectrules.errors import CollectrulesError, LedgerError
from collectrules.tui.desk import Desk
from collectrules.tui.undo import Act, Subject
from collectrules.worklist.find import account_by_id


async def perform(
    desk: Desk,
    subject: Subject,
    action: Action,
    answers: Mapping[str, str],
    *,
    dry_run: bool = False,
) -> Done:
    """Carry an action out with an account, in a transaction of its own. Raises as the action does."""
    now, given = desk.now(), dict(answers)
    asked = desk.ask if dry_run else desk.surely
    return await asked(
        lambda ledger: carry_out(
            context_at(
                ledger,
                account_by_id(ledger, subject.account_id),
                currency=subject.currency,
                at=now,
                by=desk.by,
                dry_run=dry_run,
            ),
            action,
            given,
            spelt=on_screen,
        )
    )


async def act_with_all(
    desk: Desk,
    action: Action,
    subjects: Sequence[Subject],
    answers: Mapping[str, str],
    *,
    progress: Callable[[Tally], None],
    stopping: Callable[[], bool],
) -> tuple[Tally, Act]:
    """Carry an action out with each account by itself, until it is to stop or the ledger fails.

    An answer that is empty is as each account has it at first. Returns what came of it, and its undo.
    """
    given = {name: said for name, said in answers.items() if said.strip()}
    tally = Tally(action, len(subjects))
    done: list[tuple[Subject, Done]] = []
    for subject in subjects:
        if stopping():
            break
        progress(tally)
        try:
            each = await perform(desk, subject, action, given)
        except CollectrulesError as error:
            tally.refused(error)
            if isinstance(error, LedgerError):
                break
        else:
            tally.done.append(each)
            done.append((subject, each))
    undos = tuple((s, each.undo) for s, each in reversed(done) if each.undo is not None)
    return tally, Act(tally.sentence, undos, list_changed=True)
