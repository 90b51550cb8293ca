"""Writes the pages of docs/reference/ that only repeat what the code says: facts, diagnostics, commands.

`python scripts/docs.py` writes them; with `--check` it writes nothing and fails where one is stale.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, get_args

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from collectrules.cli.app import app
from collectrules.compliance.limits import CHANNEL_NAMES
from collectrules.compliance.results import Result, results_of
from collectrules.errors import Faults
from collectrules.policy.checks import CHECKS, Known, check_policy
from collectrules.policy.codes import CODES
from collectrules.policy.facts import FACTS, Fact
from collectrules.policy.load import parse, policy_in
from collectrules.policy.render import render_full
from collectrules.policy.source import read_document

ROOT: Final = Path(__file__).parent.parent
REFERENCE: Final = ROOT / "docs" / "reference"
_BAD: Final = ROOT / "tests" / "policy" / "bad"
_DOUBTFUL: Final = ROOT / "tests" / "policy" / "doubtful"
_DAY: Final = date(2026, 6, 1)
"""A day for the examples; what is said of them does not depend on it."""
_GENERATED: Final = "<!-- written by scripts/docs.py; change the code it reads, not this page -->"
_UNITS: Final = {
    "money": "an amount",
    "days": "whole days",
    "count": "a whole number",
    "flag": "true or false",
    "word": "a word",
}


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with `--check` say which are stale; returns the exit code."""
    if set(arguments) - {"--check"}:
        sys.stderr.write("usage: python scripts/docs.py [--check]\n")
        return 2
    written = {REFERENCE / name: page() for name, page in PAGES.items()}
    if "--check" in arguments:
        return _checked(written)
    for path, text in written.items():
        path.write_text(text, encoding="utf-8")
    return 0


def _checked(written: dict[Path, str]) -> int:
    stale = [path.relative_to(ROOT) for path, text in written.items() if _text(path) != text]
    if not stale:
        return 0
    names, verb = ", ".join(map(str, stale)), "is" if len(stale) == 1 else "are"
    sys.stderr.write(f"{names} {verb} stale: `python scripts/docs.py` writes what the code says\n")
    return 1


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _page(title: str, lead: str, parts: Iterable[str]) -> str:
    return "\n\n".join((f"# {title}", _GENERATED, lead, *parts)) + "\n"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def facts_page() -> str:
    """Every fact of the catalogue, those of accounts first."""
    lead = (
        "What a rule may ask about, on the day it is judged. `collectrules policy facts` prints the "
        "same list.\n\n"
        "A fact always has a value. Amounts are in the currency of what is owed; days are whole days. "
        "Facts of an account can be asked for in every section with conditions, facts of an invoice "
        "only where invoices are judged: see [conditions](policy-language.md#conditions)."
    )
    parts = [
        "## Of an account\n\nFor each currency it owes in by itself.\n\n" + _facts_of("account"),
        "## Of an invoice\n\n" + _facts_of("invoice"),
    ]
    return _page("Facts", lead, parts)


def _facts_of(subject: str) -> str:
    rows = [
        (f"`{fact.name}`", _is(fact), fact.meaning)
        for fact in FACTS.values()
        if fact.subject == subject
    ]
    return _table(("fact", "is", "means"), rows)


def _is(fact: Fact) -> str:
    words = [f"`{word}`" for word in fact.words]
    ids = [f"the id of a {fact.named_by}"] if fact.named_by else []
    unit = " or ".join(words + ids) or _UNITS[fact.type]
    return f"{unit}; the policy decides it" if fact.derived else unit


def diagnostics_page() -> str:
    """Every code, what it means and, where the tests keep a bad policy, what it looks like."""
    lead = (
        "Everything that can be wrong with a policy file. `collectrules policy check` shows all faults "
        "of a file at once, each with its code in brackets. Codes never change their name, so scripts "
        "may rely on them.\n\n"
        "Those about rules that can be read and are doubtful are warnings, of which "
        "[the checks](../explanation/the-checks.md) says more: "
        f"{', '.join(f'`{code}`' for code in CHECKS)}. All others are errors, and a policy with an error "
        "cannot be published."
    )
    return _page("Diagnostics", lead, [_diagnostic(*item) for item in CODES.items()])


def _diagnostic(code: str, meaning: str) -> str:
    parts = [f"## `{code}`", meaning[:1].upper() + meaning[1:] + "."]
    bad, doubtful = _BAD / f"{code}.toml", _DOUBTFUL / f"{code}.toml"
    if bad.exists():
        parts.append(f"```text\n{_first_fault(bad.read_bytes(), code)}\n```")
    elif doubtful.exists():
        parts.append(f"```text\n{_first_doubt(doubtful.read_bytes(), code)}\n```")
    return "\n\n".join(parts)


def _first_doubt(data: bytes, code: str) -> str:
    source = read_document(data, "my-policy.toml")
    found = check_policy(policy_in(source), Known(day=_DAY)).diagnostics(source)
    first = next(each for each in found if each.code == code)
    return render_full([first], {source.file: source.text})


def _first_fault(data: bytes, code: str) -> str:
    try:
        parse(data, "my-policy.toml")
    except Faults as faults:
        first = next(each for each in faults.diagnostics if each.code == code)
        return render_full([first], {"my-policy.toml": faults.source})
    raise AssertionError(f"tests/policy/bad/{code}.toml has no fault")


def commands_page() -> str:
    """Every command with its arguments and options, and the results a contact can have."""
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    lead = (
        "Each command says the same with `--help`. What `--json` prints is in [json](json.md), what "
        "the exit codes mean in [exit codes](exit-codes.md)."
    )
    top = "## `collectrules`\n\n" + _parameters(root.params)
    commands = [_command(path, command) for path, command in _commands(root)]
    return _page("Commands", lead, [top, *commands, _results()])


def _commands(
    group: TyperGroup, before: str = "collectrules"
) -> Iterator[tuple[str, TyperCommand]]:
    for name, command in group.commands.items():
        path = f"{before} {name}"
        if isinstance(command, TyperGroup):
            yield from _commands(command, path)
        else:
            assert isinstance(command, TyperCommand)
            yield path, command


def _command(path: str, command: TyperCommand) -> str:
    arguments = [each for each in command.params if isinstance(each, TyperArgument)]
    usage = " ".join([path, *map(_argument, arguments), "[OPTIONS]"])
    parts = [f"## `{path}`", f"```text\n{usage}\n```", _sentence(command.help or "")]
    return "\n\n".join([*parts, _parameters(command.params)])


def _sentence(text: str) -> str:
    return " ".join(text.split())


def _argument(argument: TyperArgument) -> str:
    name = argument.metavar or argument.name or ""
    return name if argument.required else f"[{name}]"


def _parameters(parameters: Iterable[Any]) -> str:
    rows = [
        _parameter(each)
        for each in parameters
        if isinstance(each, TyperArgument | TyperOption) and not getattr(each, "hidden", False)
    ]
    return _table(("", ""), rows)


def _parameter(parameter: TyperArgument | TyperOption) -> tuple[str, str]:
    if isinstance(parameter, TyperArgument):
        return f"`{parameter.metavar or parameter.name}`", _help(parameter)
    value = "" if parameter.is_flag else " " + _value(parameter)
    names = ", ".join(f"`{name}{value}`" for name in parameter.opts)
    return names, ("Needed. " if parameter.required else "") + _help(parameter)


def _value(option: TyperOption) -> str:
    choices = get_args(option.type_descriptor.annotation)
    return option.metavar or "|".join(map(str, choices)) or "TEXT"


def _help(parameter: TyperArgument | TyperOption) -> str:
    said, shown, default = parameter.help or "", parameter.show_default, parameter.default
    if isinstance(shown, str):
        return f"{said} Default: {shown}."
    if default in (None, False, "") or callable(default):
        return said
    return f"{said} Default: `{default}`."


def _results() -> str:
    parts = [
        "## Results of a contact",
        "What `collectrules log` takes as `--result`. Limits on contacts count what the policy says: "
        "attempts, contacts or conversations. A result that carries out a stage does what the ladder "
        "asked for.",
    ]
    for channel, name in CHANNEL_NAMES.items():
        rows = [_result(result) for result in results_of(channel)]
        header = ("code", "means", "attempt", "contact", "conversation", "carries out", "needs")
        parts.append(f"### By {name}: `{channel}`\n\n{_table(header, rows)}")
    return "\n\n".join(parts)


def _result(result: Result) -> tuple[str, ...]:
    ours = result.direction == "out"
    counted = [result.counts_as(each) for each in ("attempts", "contacts", "conversations")]
    needs = {"": "", "promise": "`--promise`, `--until`", "dispute": "`--invoice`, `--note`"}
    return (
        f"`{result.code}`",
        result.label if ours else f"{result.label}; theirs, so no limit counts it",
        *("yes" if each else "" for each in (*counted, result.carries_out)),
        needs[result.needs],
    )


PAGES: Final[dict[str, Callable[[], str]]] = {
    "facts.md": facts_page,
    "diagnostics.md": diagnostics_page,
    "commands.md": commands_page,
}
"""The generated pages of docs/reference/ and what writes each."""


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
