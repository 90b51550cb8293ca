"""`collectrules policy`: the group of commands on policies, and `show`, which says one in plain words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import common
from collectrules.cli.named import NamedPolicy, PolicyArgument, named_policy
from collectrules.cli.policy_check import check
from collectrules.cli.policy_explain import facts, rule, width

if TYPE_CHECKING:
    from collectrules.policy.model import Policy

app = typer.Typer(
    name="policy", help="Check a policy and read it in plain words.", no_args_is_help=True
)

PathArgument = Annotated[
    Path, typer.Argument(metavar="PATH", help="A policy file.", show_default=False)
]


app.command()(check)
app.command()(rule)
app.command()(facts)


@app.command()
def show(
    context: typer.Context,
    policy: PolicyArgument,
    *,
    text: Annotated[bool, typer.Option("--text", help="Its file, word for word.")] = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Say in plain words what a policy does, one sentence for each rule; or print its file."""
    named = named_policy(policy, common.ledger_path(context, ledger), common.day_or_today(None))
    if text:
        typer.echo(named.data, nl=False)
    elif json:
        common.print_json(_shown_json(named.policy))
    else:
        typer.echo("\n".join(common.printable(line) for line in _shown(named)))


def _shown(named: NamedPolicy) -> Iterator[str]:
    from collectrules.policy.sentences import Chapter, Difference, chapters, differences
    from collectrules.policy.words import joined

    policy = named.policy
    yield policy.title
    yield f"`{policy.id}` version {policy.version}, from {policy.effective_from}"
    if policy.by_currency:
        yield f"Amounts are in {policy.currencies[0]}; those that differ by currency come at the end."
    else:
        yield f"Amounts are in {joined(policy.currencies, 'or')}."
    yield from textwrap.wrap(policy.reason, width())
    if named.approval:
        yield from textwrap.wrap(
            f"Approved by {named.approval.by}: {named.approval.reason}", width()
        )
    yield from _packs(policy)
    parts: list[Chapter | Difference] = [*chapters(policy), *differences(policy)]
    for part in parts:
        yield ""
        yield part.heading
        for id, sentence in part.rules:
            yield from textwrap.wrap(
                f"{id}: {sentence}", width(), initial_indent="  ", subsequent_indent="      "
            )


def _packs(policy: Policy) -> Iterator[str]:
    """The packs that the policy is never looser than, and those of them that do not reach it."""
    if not policy.packs:
        return
    from collectrules.policy.words import joined

    named = joined([str(use) for use in policy.packs], "and")
    yield from textwrap.wrap(f"Never looser than the packs {named}.", width())
    for id in policy.packs_not_reaching:
        yield from textwrap.wrap(
            f"The pack {id} does not reach who collects for themselves, so its rules do not count: "
            f'{{ id = "{id}", voluntary = true }} makes them count.',
            width(),
            break_on_hyphens=False,
        )


def _shown_json(policy: Policy) -> dict[str, object]:
    from collectrules.policy.sentences import chapters, differences

    return {
        "id": policy.id,
        "title": policy.title,
        "version": policy.version,
        "effective_from": policy.effective_from,
        "review_by": policy.review_by,
        "currencies": policy.currencies,
        "packs": [str(use) for use in policy.packs],
        "sha256": policy.sha256,
        "sections": {
            chapter.section: [{"id": id, "text": sentence} for id, sentence in chapter.rules]
            for chapter in chapters(policy)
        },
        "differences": [
            {"when": each.heading, "rules": [{"id": id, "text": text} for id, text in each.rules]}
            for each in differences(policy)
        ],
    }
