"""`collectrules policy`: check a policy, read it in plain words, look up the facts it may use."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import common
from collectrules.errors import Diagnostic, Faults

if TYPE_CHECKING:
    from collectrules.cli.earlier import Earlier
    from collectrules.policy.checks import Checked
    from collectrules.policy.facts import Fact
    from collectrules.policy.model import Policy

app = typer.Typer(
    name="policy", help="Check a policy and read it in plain words.", no_args_is_help=True
)

PathsArgument = Annotated[
    list[Path], typer.Argument(metavar="PATH...", help="Policy files.", show_default=False)
]
PathArgument = Annotated[
    Path, typer.Argument(metavar="PATH", help="A policy file.", show_default=False)
]
AgainstOption = Annotated[
    Path | None,
    typer.Option(
        "--against",
        metavar="FILE",
        help="The version before, to say what was changed without a reason (default: the one in force in "
        "the ledger, where it has the same id).",
    ),
]


@dataclass(slots=True)
class _Checked:
    """What checking some files has found so far."""

    policies: dict[str, Policy] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    not_made: dict[str, Checked] = field(default_factory=dict)
    """By file, what the checks came to where some could not be made in full."""

    def count(self, severity: str) -> int:
        return sum(each.severity == severity for each in self.diagnostics)


@app.command()
def check(
    context: typer.Context,
    paths: PathsArgument,
    *,
    against: AgainstOption = None,
    as_of: common.AsOfOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> int:
    """Show every fault of the files at once, then what is doubtful; exits with 2 if there is a fault."""
    from collectrules.cli.earlier import Earlier

    checked = _Checked()
    day = common.day_or_today(as_of)
    earlier = Earlier(against, common.ledger_path(context, ledger), day)
    for path in dict.fromkeys(paths):
        _check_one(path, day, earlier, checked)
    if json:
        common.print_json(_checked_json(checked))
    else:
        _print_checked(checked)
    return 2 if checked.count("error") else 0


def _check_one(path: Path, day: date, earlier: Earlier, checked: _Checked) -> None:
    from collectrules.policy.checks import Known, check_policy
    from collectrules.policy.load import policy_in
    from collectrules.policy.source import read_bytes, read_document

    file = str(path)
    try:
        source = read_document(read_bytes(path), file)
        policy = policy_in(source)
    except Faults as faults:
        checked.diagnostics += faults.diagnostics
        checked.sources[file] = faults.source
        return
    checked.policies[file] = policy
    checked.sources[file] = source.text
    found = check_policy(policy, Known(day=day, before=earlier.version_of(policy)))
    checked.diagnostics += found.diagnostics(source)
    if found.undecided:
        checked.not_made[file] = found


def _checked_json(checked: _Checked) -> dict[str, object]:
    from collectrules.policy.render import in_order

    return {
        "policies": [
            {
                "file": file,
                "id": policy.id,
                "version": policy.version,
                "effective_from": policy.effective_from,
                "sha256": policy.sha256,
            }
            for file, policy in checked.policies.items()
        ],
        "not_checked": [
            {"file": file, "codes": found.undecided, "why": found.why}
            for file, found in checked.not_made.items()
        ],
        "diagnostics": [each.as_json() for each in in_order(checked.diagnostics)],
    }


def _print_checked(checked: _Checked) -> None:
    from collectrules.policy.render import render_full

    if checked.diagnostics:
        typer.echo(render_full(checked.diagnostics, checked.sources) + "\n")
    for file, policy in checked.policies.items():
        what = f"`{policy.id}` version {policy.version}, from {policy.effective_from}"
        typer.echo(common.printable(f"{file}: fine: {what}"))
    for file, found in checked.not_made.items():
        codes = ", ".join(found.undecided)
        typer.echo(common.printable(f"{file}: not checked in full: {codes}: {found.why}"))
    counts = [
        f"{number} {severity}{'s' if number != 1 else ''}"
        for severity in ("error", "warning")
        if (number := checked.count(severity))
    ]
    if counts:
        typer.echo(" and ".join(counts) + " found")


@app.command()
def facts(json: common.JsonOption = False) -> None:
    """List every fact a rule may test: what it is of, its unit, and what it means."""
    from collectrules.policy.facts import FACTS

    if json:
        common.print_json([_fact_json(fact) for fact in FACTS.values()])
        return
    rows = [(fact.name, fact.subject, _unit(fact)) for fact in FACTS.values()]
    used = sum(max(len(row[column]) for row in rows) + 2 for column in range(3))
    room = max(30, _width() - used)
    table = [
        (*(row if not number else ("", "", "")), line)
        for row, fact in zip(rows, FACTS.values(), strict=True)
        for number, line in enumerate(textwrap.wrap(fact.meaning, room))
    ]
    typer.echo(common.table(("fact", "of", "is", "means"), table))


def _fact_json(fact: Fact) -> dict[str, object]:
    return {
        "name": fact.name,
        "of": fact.subject,
        "type": fact.type,
        "words": list(fact.words),
        "ids_of": fact.named_by or None,
        "decided_by_the_policy": fact.derived,
        "meaning": fact.meaning,
    }


def _unit(fact: Fact) -> str:
    units = {
        "money": "an amount",
        "days": "whole days",
        "count": "a whole number",
        "flag": "true or false",
        "word": "a word",
    }
    ids = f"the id of a {fact.named_by}" if fact.named_by else ""
    return " or ".join(filter(None, (*fact.words, ids))) or units[fact.type]


@app.command()
def show(path: PathArgument, json: common.JsonOption = False) -> None:
    """Say in plain words what the policy does, one sentence for each rule."""
    from collectrules.policy.load import load

    policy = load(path)
    if json:
        common.print_json(_shown_json(policy))
        return
    typer.echo("\n".join(common.printable(line) for line in _shown(policy)))


def _shown(policy: Policy) -> Iterator[str]:
    from collectrules.policy.sentences import chapters
    from collectrules.policy.words import joined

    yield policy.title
    yield f"`{policy.id}` version {policy.version}, from {policy.effective_from}"
    yield f"Amounts are in {joined(policy.currencies, 'or')}."
    yield from textwrap.wrap(policy.reason, _width())
    for chapter in chapters(policy):
        yield ""
        yield chapter.heading
        for id, sentence in chapter.rules:
            yield from textwrap.wrap(
                f"{id}: {sentence}", _width(), initial_indent="  ", subsequent_indent="      "
            )


def _shown_json(policy: Policy) -> dict[str, object]:
    from collectrules.policy.sentences import chapters

    return {
        "id": policy.id,
        "title": policy.title,
        "version": policy.version,
        "effective_from": policy.effective_from,
        "review_by": policy.review_by,
        "currencies": policy.currencies,
        "sha256": policy.sha256,
        "sections": {
            chapter.section: [{"id": id, "text": sentence} for id, sentence in chapter.rules]
            for chapter in chapters(policy)
        },
    }


def _width() -> int:
    return min(100, shutil.get_terminal_size((100, 24)).columns)
