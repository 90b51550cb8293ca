"""`log` with what can be done with an account beside contacts: the actions of the table, from the shell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from collectrules.cli import common
from collectrules.cli.whom import verdict_json, whom_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collectrules.actions.action import Action, Context, Done
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import AccountNamed
    from collectrules.worklist.outcomes import Blocked

_WIDTH = 16


def act(
    path: Path,
    account: str,
    what: str,
    texts: Sequence[str],
    *,
    currency: str,
    by: str | None,
    dry_run: bool,
    json: bool,
) -> int:
    """Carry an action out; returns the exit code: 1 where the gate refused and that was printed as JSON."""
    from collectrules.actions.context import context_at
    from collectrules.actions.filling import carry_out, given
    from collectrules.actions.table import action_named
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account
    from collectrules.worklist.outcomes import Blocked

    action = action_named(what)
    answers = given(action, texts)
    with Ledger.open(path) as book:
        named = find_account(book, account)
        context = context_at(
            book, named, currency=currency, at=common.now(), by=common.actor(by), dry_run=dry_run
        )
        try:
            done = carry_out(context, action, answers)
        except Blocked as blocked:
            if not json:
                raise
            common.print_json(_blocked_json(book, named, action, blocked, dry_run=dry_run))
            return 1
    if json:
        common.print_json(_done_json(context, action, done))
    else:
        _print_done(done, dry_run=dry_run)
    return 0


def _blocked_json(
    book: Ledger, account: AccountNamed, action: Action, blocked: Blocked, *, dry_run: bool
) -> dict[str, object]:
    return {
        "account": account.number,
        "action": action.id,
        **verdict_json(blocked.channel, blocked.verdict),
        **whom_json(book, blocked.whom),
        "check": None if dry_run else blocked.check,
    }


def _done_json(context: Context, action: Action, done: Done) -> dict[str, object]:
    return {
        "account": context.account.number,
        "action": action.id,
        "on": context.on,
        "said": done.sentence,
        "lines": list(done.lines),
        "events": [] if context.dry_run else list(done.events),
        "dry_run": context.dry_run,
    }


def _print_done(done: Done, *, dry_run: bool) -> None:
    lines = [f"{'would be done' if dry_run else 'done'}: {done.sentence}", *done.lines]
    events = f"event{'s' if len(done.events) > 1 else ''} {', '.join(map(str, done.events))}"
    lines.append("nothing was written" if dry_run else f"{events} of the journal")
    typer.echo("\n".join(map(common.printable, lines)))


def actions_text() -> str:
    """Every action with its fields, as the help lists them."""
    from collectrules.actions.table import ACTIONS

    lines = ["What there is besides a contact with --result, and what each asks as NAME=VALUE:"]
    for action in ACTIONS:
        fields = " ".join(
            f"[{each.name}]" if each.optional or each.first else each.name for each in action.fields
        )
        lines += [f"  {action.id:<{_WIDTH}} {action.help}", f"  {'':<{_WIDTH}} {fields}"]
    return "\n".join(lines)
