"""`collectrules policy rule` and `policy facts`: what a code means, and what a rule may ask about."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Final

import typer

from collectrules.cli import common

if TYPE_CHECKING:
    from collectrules.policy.codes import Code
    from collectrules.policy.facts import Fact

CodesArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="CODE...",
        help="Numbers or names, such as CR140 or unknown-fact.",
        show_default=False,
    ),
]
FactsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="FACT...", help="Names of facts, such as balance.", show_default=False),
]


def rule(codes: CodesArgument = None, json: common.JsonOption = False) -> None:
    """Explain codes that `policy check` shows: what is found, why it is bad, what to write instead."""
    from collectrules.policy.codes import CODES, find_code

    wanted = list(dict.fromkeys(find_code(each) for each in codes or ()))
    if json:
        common.print_json([_code_json(each) for each in wanted or CODES.values()])
    elif wanted:
        typer.echo("\n\n".join("\n".join(_explained(each)) for each in wanted))
    else:
        typer.echo(_list_of(CODES.values()))


def _list_of(codes: Iterable[Code]) -> str:
    rows = [((each.number, each.name, each.severity), each.meaning) for each in codes]
    return _wrapped_table(("number", "name", "is", "means"), rows)


def _explained(code: Code) -> Iterator[str]:
    yield f"{code.number} {code.name} ({code.severity})"
    yield from textwrap.wrap(code.meaning, width())
    for heading, text in (("What it finds", code.finds), ("Why it is bad", code.why)):
        yield f"\n{heading}"
        yield from textwrap.wrap(text, width(), initial_indent="  ", subsequent_indent="  ")
    for heading, text in (("Example", code.example), ("Write instead", code.instead)):
        yield f"\n{heading}"
        yield textwrap.indent(text or "(a file with nothing in it)", "  ")


def _code_json(code: Code) -> dict[str, object]:
    return {
        "rule": code.number,
        "code": code.name,
        "severity": code.severity,
        "meaning": code.meaning,
        "finds": code.finds,
        "why": code.why,
        "example": code.example,
        "instead": code.instead,
    }


def facts(names: FactsArgument = None, json: common.JsonOption = False) -> None:
    """List every fact a rule may test, its unit and what it means; or explain those that are named."""
    from collectrules.policy.fact_use import find_fact
    from collectrules.policy.facts import FACTS

    wanted = list(dict.fromkeys(find_fact(each) for each in names or ()))
    if json:
        common.print_json([_fact_json(fact) for fact in wanted or FACTS.values()])
    elif wanted:
        typer.echo("\n\n".join("\n".join(_fact_told(fact)) for fact in wanted))
    else:
        typer.echo(_table_of(FACTS.values()))


def _table_of(facts: Iterable[Fact]) -> str:
    rows = [((fact.name, fact.subject, _short_unit(fact)), fact.meaning) for fact in facts]
    return _wrapped_table(("fact", "of", "is", "means"), rows)


_MANY_WORDS: Final = 5


def _short_unit(fact: Fact) -> str:
    """The unit for a column of a table: of many words, the first and the last."""
    many = len(fact.words) > _MANY_WORDS
    return f"{fact.words[0]} to {fact.words[-1]}" if many else _unit(fact)


def _fact_told(fact: Fact) -> Iterator[str]:
    from collectrules.policy.fact_use import comparisons_of, example_of, sections_asking

    yield fact.name
    yield from textwrap.wrap(fact.meaning, width(), initial_indent="  ", subsequent_indent="  ")
    told = {
        "of": f"an {fact.subject}",
        "is": _unit(fact) + ("; the policy decides it" if fact.derived else ""),
        "compared by": ", ".join(comparisons_of(fact)),
        "asked for in": ", ".join(sections_asking(fact)),
        "such as": example_of(fact),
    }
    yield textwrap.indent(common.plain(told), "  ")


def _fact_json(fact: Fact) -> dict[str, object]:
    from collectrules.policy.fact_use import example_of, sections_asking

    return {
        "name": fact.name,
        "of": fact.subject,
        "type": fact.type,
        "words": list(fact.words),
        "ids_of": fact.named_by or None,
        "decided_by_the_policy": fact.derived,
        "meaning": fact.meaning,
        "asked_for_in": list(sections_asking(fact)),
        "example": example_of(fact),
    }


def _unit(fact: Fact) -> str:
    from collectrules.policy.words import unit_text

    return unit_text(fact).replace("`", "")


def _wrapped_table(header: tuple[str, ...], rows: Iterable[tuple[tuple[str, ...], str]]) -> str:
    """Rows of short cells and a sentence, which goes on in its own column below."""
    rows = list(rows)
    columns = range(len(header) - 1)
    used = sum(
        max(len(cells[column]) for cells in (header, *(row for row, _ in rows))) + 2
        for column in columns
    )
    lines = [
        (*(cells if not number else ("" for _ in columns)), line)
        for cells, sentence in rows
        for number, line in enumerate(textwrap.wrap(sentence, max(30, width() - used)))
    ]
    return common.table(header, lines)


def width() -> int:
    """How many columns prose may take: those of the terminal, and never more than 100."""
    return min(100, shutil.get_terminal_size((100, 24)).columns)
