"""`collectrules policy diff`: what is different between two versions, condition by condition."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Final

import typer

from collectrules.cli import common
from collectrules.cli.named import NamedPolicy, PolicyArgument, named_policy
from collectrules.cli.policy_explain import width
from collectrules.errors import InputError

if TYPE_CHECKING:
    from collectrules.policy.change import Change
    from collectrules.policy.proof.between import Between

ProveOption = Annotated[
    bool,
    typer.Option(
        "--prove",
        help="Show where the two decide differently at all, by the smallest account, or prove that they do "
        "not (with the extra `verify`).",
    ),
]

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
    prove: ProveOption = False,
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
    proof = _proof(old, new) if prove else None
    if json:
        common.print_json(
            {
                "before": _named_json(old),
                "after": _named_json(new),
                "changes": [change_json(change) for change in found],
                "proof": None if proof is None else [asdict(each) for each in proof],
            }
        )
        return
    lines = [*_lines(old, new, found), *(() if proof is None else proof_lines(proof, found))]
    typer.echo("\n".join(map(common.printable, lines)))


def _proof(old: NamedPolicy, new: NamedPolicy) -> tuple[Between, ...]:
    from collectrules.policy.proof.prover import z3_is_installed

    if not z3_is_installed():
        raise InputError(
            "`--prove` needs z3, which is not installed",
            help="install collectrules with its extra: `pip install 'collectrules[verify]'`",
        )
    from collectrules.policy.proof.between import between

    return tuple(between(old.policy, new.policy))


def proof_lines(proof: tuple[Between, ...], found: tuple[Change, ...]) -> Iterator[str]:
    """Where two policies decide differently, each with an account that shows it, and where it is proved
    that they do not."""
    from collectrules.policy.proof.between import unasked

    yield from ("", "proof")
    if not proof:
        yield "they serve no currency together, so there is no invoice that both judge"
        return
    for (since, currency), group in groupby(proof, lambda each: (each.since, each.currency)):
        said = [f"from {since} on"] * (since is not None)
        said += [f"for what is owed in {currency}"] * bool(currency)
        yield from ([f"{', '.join(said)}:"] if said else [])
        yield from _answers(tuple(group))
    for change in unasked(found):
        yield from _wrapped(f"not asked about: {change.sentence}", "", "      ")


def _answers(proof: tuple[Between, ...]) -> Iterator[str]:
    by_answer = {
        answer: [each for each in proof if each.answer == answer]
        for answer in ("differ", "unknown", "alike")
    }
    for each in by_answer["differ"]:
        yield from _wrapped(f"~ {each.section}: {each.before} -> {each.after}", "", "      ")
        yield from _wrapped(f"such as {each.account}", "      ", "      ")
    for answer, said in (
        ("unknown", "? neither proved nor shown by an example"),
        ("alike", "= proved to be decided alike"),
    ):
        sections = [each.section for each in by_answer[answer]]
        if len(sections) == len(proof):
            yield f"{said}: everything"
        elif sections:
            yield from _wrapped(f"{said}: {', '.join(sections)}", "", "      ")


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
