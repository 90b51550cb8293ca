"""`collectrules policy diff`: what is different between two versions, condition by condition."""

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
    from collectrules.policy.change import Change

_MARKS: Final = {
    "added": "+",
    "removed": "-",
    "changed": "~",
    "renamed": "=",
    "moved": "^",
    "text only": "'",
}


def diff(
    context: typer.Context,
    before: PolicyArgument,
    after: PolicyArgument,
    *,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Say what is different between two policies, condition by condition, in sentences.

    Each is a file, a published version, or `git:REVISION:FILE`.
    """
    from collectrules.policy.diff import changes

    path, today = common.ledger_path(context, ledger), common.day_or_today(None)
    old, new = (named_policy(text, path, today) for text in (before, after))
    found = changes(old.policy, new.policy)
    if json:
        common.print_json(
            {
                "before": _named_json(old),
                "after": _named_json(new),
                "changes": [change_json(change) for change in found],
            }
        )
        return
    typer.echo("\n".join(map(common.printable, _lines(old, new, found))))


def change_json(change: Change) -> dict[str, object]:
    """A change as `--json` prints it: its parts, its id, and whether it decides anything."""
    return {"id": change.id, **asdict(change), "decides": change.decides}


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
    yield from change_lines(found)


def change_lines(found: tuple[Change, ...]) -> Iterator[str]:
    """Changes under the sections they are of, an empty line before each section."""
    if not found:
        yield ""
        yield "they decide alike, and say the same"
    elif not any(change.decides for change in found):
        yield ""
        yield "they decide alike; only words are different"
    under = ""
    for change in found:
        heading = ": ".join(filter(None, (change.heading, change.section)))
        if heading != under:
            under = heading
            yield from ("", heading)
        yield from _wrapped(f"{_MARKS[change.kind]} {change.sentence}", "", "      ")
        if not change.decides:
            yield from _texts(change)


def _texts(change: Change) -> Iterator[str]:
    """The words that are different, as they were and as they are."""
    for label, text in (("was", change.before), ("now", change.after)):
        if text:
            yield from _wrapped(f"{label}  {text}", "      ", "           ")


def _wrapped(text: str, first: str, others: str) -> list[str]:
    return textwrap.wrap(text, width(), initial_indent=first, subsequent_indent=others)
