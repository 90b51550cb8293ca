"""Writes what only repeats what is said elsewhere: pages of docs/reference/, the schema beside the policies,
the places that have holidays.

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

from collectrules.actions.action import Field
from collectrules.actions.table import ACTIONS
from collectrules.cli.app import app
from collectrules.compliance.limits import CHANNEL_NAMES
from collectrules.compliance.results import Result, results_of
from collectrules.errors import Diagnostic, Faults
from collectrules.policy.calendars import places_text
from collectrules.policy.checks import Known, check_policy
from collectrules.policy.codes import BLOCKS, CODES, Code
from collectrules.policy.facts import FACTS, Fact
from collectrules.policy.load import policy_in
from collectrules.policy.render import render_full
from collectrules.policy.schema import FILE_NAME, schema_text
from collectrules.policy.source import read_document
from collectrules.policy.words import unit_text
from collectrules.reports.definitions import DEFINITIONS, ROLL_RATE
from collectrules.reports.figures import Definition

ROOT: Final = Path(__file__).parent.parent
REFERENCE: Final = ROOT / "docs" / "reference"
_GENERATED: Final = "<!-- written by scripts/docs.py; change the code it reads, not this page -->"
_FILE: Final = "my-policy.toml"
_HEAD: Final = (
    "language = 1",
    "",
    "[policy]",
    'id = "harbour"',
    'title = "Harbour Supplies"',
    'version = "1"',
    "effective_from = 2026-01-01",
    'currency = "GBP"',
)
_ARTICLES: Final = {"error": "an error", "warning": "a warning", "note": "a note"}


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with `--check` say which are stale; returns the exit code."""
    if set(arguments) - {"--check"}:
        sys.stderr.write("usage: python scripts/docs.py [--check]\n")
        return 2
    written = {REFERENCE / name: page() for name, page in PAGES.items()}
    written[ROOT / "policies" / FILE_NAME] = schema_text()
    written[ROOT / "src" / "collectrules" / "policy" / "places.txt"] = places_text()
    if "--check" in arguments:
        return _checked(written)
    for path, text in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
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
    unit = unit_text(fact)
    return f"{unit}; the policy decides it" if fact.derived else unit


def diagnostics_page() -> str:
    """Every code under fixed headings, block by block."""
    lead = (
        "Everything that can be said against a policy. `collectrules policy check` shows all of it at "
        "once, each with its code in brackets; `collectrules policy rule unknown-fact`, or `policy rule "
        "CR140`, says what stands here. Neither a number nor a name ever changes, so scripts may rely on "
        "them.\n\n"
        "A policy with an error of CR1xx cannot be read, and so not be published. What CR2xx finds is "
        "for you to weigh: see [the checks](../explanation/the-checks.md)."
    )
    blocks = [_block(begins, title) for begins, title in BLOCKS.items()]
    return _page("Diagnostics", lead, filter(None, blocks))


def _block(begins: str, title: str) -> str:
    """The codes whose numbers begin so, in a table and one by one; empty where there are none."""
    codes = [each for each in CODES.values() if each.number.startswith(begins)]
    rows = [(each.number, f"[`{each.name}`](#{each.name})", each.meaning) for each in codes]
    table = _table(("number", "name", "means"), rows)
    parts = [f"## {begins}xx: {title[:1].lower()}{title[1:]}", table, *map(_diagnostic, codes)]
    return "\n\n".join(parts) if codes else ""


def _diagnostic(code: Code) -> str:
    parts = [
        f"### `{code.name}`",
        f"{code.number}, {_ARTICLES[code.severity]}: {code.meaning}.",
        f"**What it finds.** {code.finds}",
        f"**Why it is bad.** {code.why}",
        f"**Example**\n\n{_example(code, code.example)}",
        f"**Write instead**\n\n{_example(code, code.instead)}",
    ]
    shown = _first_found(code) if code.is_policy else ""
    if shown:
        parts.insert(-1, f"It is told so:\n\n```text\n{shown}\n```")
    return "\n\n".join(parts)


def _example(code: Code, text: str) -> str:
    if not text:
        return "A file with nothing in it."
    return f"```toml\n{text}\n```" if code.is_toml else f"```sh\n{text.removeprefix('$ ')}\n```"


def whole_example(code: Code, text: str) -> bytes:
    """A piece of a policy made a whole file: the part of the head that it leaves out put before it."""
    if not text or text.startswith("language"):
        return text.encode()
    said = {line.partition("=")[0].strip() for line in text.partition("[")[0].split("\n")}
    head = [line for line in _HEAD if line.partition("=")[0].strip() not in said]
    whole = "\n".join((*head, text if text.partition("=")[0].strip() in said else f"\n{text}", ""))
    return whole.encode("windows-1252" if code.name == "not-utf8" else "utf-8")


def _first_found(code: Code) -> str:
    """What is told of the code's example; empty where a check is not of this version."""
    found, text = found_in(code, code.example)
    first = next((each for each in found if each.code == code.name), None)
    return render_full([first], {_FILE: text}) if first else ""


def found_in(code: Code, text: str) -> tuple[Sequence[Diagnostic], str]:
    """What is told of a code's example, or of what to write instead, and the file that it is told of."""
    try:
        source = read_document(whole_example(code, text), _FILE)
        checked = check_policy(policy_in(source), _known(code, text))
        return checked.diagnostics(source), source.text
    except Faults as faults:
        return faults.diagnostics, faults.source


def _known(code: Code, text: str) -> Known:
    """What an example says of the version before, or of scenarios, in a comment."""
    before, tried = None, None
    if "# in the version before: " in text:
        earlier = whole_example(code, code.example.replace("days = 10", "days = 5"))
        before = policy_in(read_document(earlier, _FILE))
    if "# not named in any scenario" in text:
        tried = frozenset[tuple[str, str]]()
    return Known(day=date(2026, 6, 1), before=before, tried=tried)


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
    return _page("Commands", lead, [top, *commands, _actions(), _results()])


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


def _actions() -> str:
    """What can be done with an account, each with its fields."""
    parts = [
        "## What can be done with an account",
        "What `collectrules log ACCOUNT WHAT NAME=VALUE ...` does, and what it asks; on the screen it is one "
        "key. A name in brackets need not be given: it is left empty, or is as the screen has it at first.",
    ]
    for action in ACTIONS:
        key = f" (`{action.key}` on the screen)" if action.key else ""
        asked = "It is asked about before it is done there. " if action.confirm else ""
        many = "It can be done with many accounts at once there." if action.bulk else ""
        rows = [_asks(each) for each in action.fields]
        said = f"{action.help[0].upper()}{action.help[1:]}. {asked}{many}".strip()
        table = _table(("name", "asks", "as"), rows)
        parts.append(f"### `{action.id}`{key}\n\n{said}\n\n{table}")
    return "\n\n".join(parts)


def _asks(field: Field) -> tuple[str, ...]:
    name = f"[{field.name}]" if field.optional or field.first else field.name
    words = ", ".join(word for word, _ in field.choices)
    return f"`{name}`", field.label, words or field.hint or field.kind


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


_MEANT: Final = """\
## How they are meant

- **The period** is whole days, the first and the last in it. By default it is the last three calendar
  months that were over on `--as-of`. Balances are those at the end of its last day; of what was recorded
  later, only what was so by then counts, and with `--known-on` only what was known by a day.
- **Receivables** are what is left of the amounts of invoices, less credit notes, overpayments and unapplied
  cash. Late fees and interest are left out, as they are no sales. They are the buckets, `credit` and
  `unapplied` of `report ageing`, added up.
- **Sales** are invoices by their date, less credit notes by theirs and credit given on an invoice. Of sales
  before its first import the ledger knows only what was still open then; the report says so where the
  period begins earlier.
- **Past due** is what is left of invoices after their due date. A payment plan makes no debt younger.
- **A figure that cannot be computed** has no value and says why: `no sales in the period`.
- **Rounding** is half up to two decimals, when a figure is printed and never before.
- **By version of the policy** (`--by policy`): the period in parts, from the day each version came into
  force, each part with figures of its own."""


def figures_page() -> str:
    """Every figure of `report kpi`: its formula, how it is meant, and where it is from."""
    lead = (
        "What `collectrules report kpi` computes, each currency by itself. `--explain` puts the numbers of "
        "your ledger into the formulas. [Month-end figures](../how-to/month-end-figures.md) says when to "
        "read which."
    )
    parts = [_figure(each) for each in (*DEFINITIONS.values(), ROLL_RATE)]
    return _page("Figures", lead, [_MEANT, *parts])


def _figure(definition: Definition) -> str:
    rows = [
        ("formula", definition.formula),
        ("unit", definition.unit),
        ("source", definition.source),
        ("in JSON", f"`{definition.key}`" if definition.key in DEFINITIONS else "`roll_rates`"),
    ]
    name = definition.name[:1].upper() + definition.name[1:]
    return f"## {name}\n\n{definition.about}\n\n{_table(('', ''), rows)}"


PAGES: Final[dict[str, Callable[[], str]]] = {
    "facts.md": facts_page,
    "diagnostics.md": diagnostics_page,
    "commands.md": commands_page,
    "figures.md": figures_page,
}
"""The generated pages of docs/reference/ and what writes each."""


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
