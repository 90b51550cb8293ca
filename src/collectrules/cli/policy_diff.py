"""`collectrules policy diff`: what is different between two versions, rule by rule."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import typer

from collectrules.cli import common
from collectrules.cli.named import NamedPolicy, PolicyArgument, named_policy
from collectrules.cli.policy_explain import width

if TYPE_CHECKING:
    from collectrules.policy.diff import Change

_MARKS: Final = {"added": "+", "removed": "-", "changed": "~", "moved": "^", "text only": "'"}


def diff(
    context: typer.Context,
    before: PolicyArgument,
    after: PolicyArgument,
    *,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Say what is different between two policies, rule by rule; each a file or a published version."""
    from collectrules.policy.diff import changes

    path, today = common.ledger_path(context, ledger), common.day_or_today(None)
    old, new = (named_policy(text, path, today) for text in (before, after))
    found = changes(old.policy, new.policy)
    if json:
        common.print_json(
            {
                "before": _named_json(old),
                "after": _named_json(new),
                "changes": [asdict(change) for change in found],
            }
        )
        return
    typer.echo("\n".join(map(common.printable, _lines(old, new, found))))


def _named_json(named: NamedPolicy) -> dict[str, object]:
    policy = named.policy
    return {
        "name": named.name,
        "id": policy.id,
        "version": policy.version,
        "effective_from": policy.effective_from,
        "sha256": policy.sha256,
    }


def _lines(old: NamedPolicy, new: NamedPolicy, found: tuple[Change, ...]) -> Iterator[str]:
    for sign, named in (("-", old), ("+", new)):
        policy = named.policy
        yield f"{sign} {named.name}: `{policy.id}` version {policy.version}, from {policy.effective_from}"
    if not found:
        yield ""
        yield "they decide alike, and say the same"
    section = ""
    for change in found:
        if change.section != section:
            section = change.section
            yield from ("", section)
        yield from _change_lines(change)


def _change_lines(change: Change) -> Iterator[str]:
    yield f"{_MARKS[change.kind]} {change.rule}: {change.kind}"
    if change.kind == "moved":
        yield "      it stands above a rule now that it stood below"
        return
    for label, text in (("was", change.before), ("now", change.after)):
        if text:
            yield from textwrap.wrap(
                f"{label}  {text}",
                width(),
                initial_indent="      ",
                subsequent_indent="           ",
            )
