"""How a report is put out: as text, with bars or without, as CSV, as JSON, or as a page."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from collectrules.cli import common
from collectrules.errors import InputError

if TYPE_CHECKING:
    from collectrules.reports.page import Bars, Page, Section, Table, Terms

CsvOption = Annotated[bool, typer.Option("--csv", help="Print CSV, for a spreadsheet.")]
ChartOption = Annotated[bool, typer.Option("--chart", help="Draw bars below the tables.")]
HtmlOption = Annotated[
    Path | None,
    typer.Option(
        "--html", metavar="FILE", help="Write a page with charts to a file.", show_default=False
    ),
]

_WIDTH: Final = 100
_LONGEST: Final = 40
"""Characters of the longest bar."""
_EIGHTHS: Final = " ▏▎▍▌▋▊▉"


@dataclass(frozen=True, slots=True)
class Output:
    """What was asked for with `--json`, `--csv`, `--chart` and `--html`."""

    json: bool = False
    csv: bool = False
    chart: bool = False
    html: Path | None = None

    def __post_init__(self) -> None:
        asked = [
            option
            for option, given in (
                ("--json", self.json),
                ("--csv", self.csv),
                ("--chart", self.chart),
                ("--html", self.html is not None),
            )
            if given
        ]
        if len(asked) > 1:
            raise InputError(f"`{asked[0]}` and `{asked[1]}` exclude each other", help="choose one")

    @property
    def draws(self) -> bool:
        """Whether bars are wanted."""
        return self.chart or self.html is not None

    def put(
        self,
        data: Callable[[], object],
        rows: Callable[[], Iterable[dict[str, object]]],
        page: Callable[[], Page],
    ) -> None:
        """Put a report out: `data` as JSON, `rows` as CSV, `page` for people."""
        if self.json:
            common.print_json(data())
        elif self.csv:
            typer.echo(as_csv(rows()), nl=False)
        elif self.html is not None:
            from collectrules.reports.page_html import page_html

            common.write_text(self.html, page_html(page()))
            typer.echo(common.printable(f"wrote {self.html}"))
        else:
            typer.echo("\n".join(as_text(page(), chart=self.chart)))


def known_text(known_on: str | None) -> str:
    """What of the books is known, for the end of a sentence; empty where all is."""
    return f", as known on {known_on}" if known_on else ""


def as_csv(rows: Iterable[dict[str, object]]) -> str:
    """Rows with the same keys under a header, lines ended as RFC 4180 has it; empty where there are none."""
    written = io.StringIO()
    writer = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(written, row.keys())
            writer.writeheader()
        writer.writerow({key: _plain_cell(value) for key, value in row.items()})
    return written.getvalue()


def as_words(text: str) -> str:
    """A range of days or a fraction in words, since a spreadsheet takes `1-30` and `2/23` for days."""
    return text.replace("-", " to ").replace("/", " of ")


def _plain_cell(value: object) -> object:
    """A text that a spreadsheet would take for a formula is put behind an apostrophe."""
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return value if _is_number(value) else f"'{value}"
    return value


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()


def as_text(page: Page, *, chart: bool) -> Iterator[str]:
    """The page in a terminal, its bars where they are asked for."""
    yield common.printable(page.title)
    yield from textwrap.wrap(common.printable(page.below), _WIDTH)
    for section in page.sections:
        yield from _section(section, chart=chart)
    if page.notes:
        yield ""
    for note in page.notes:
        yield from textwrap.wrap(common.printable(note), _WIDTH)


def _section(section: Section, *, chart: bool) -> Iterator[str]:
    from collectrules.reports.page import Bars, Table, Terms

    yield ""
    if section.heading:
        yield common.printable(section.heading)
        yield ""
    said = [part for part in section.parts if chart or not isinstance(part, Bars)]
    for number, part in enumerate(said):
        if number and not (isinstance(part, str) and isinstance(said[number - 1], str)):
            yield ""
        match part:
            case Table():
                yield _table(part)
            case Bars():
                yield from _bars(part)
            case Terms():
                yield from _terms(part)
            case str():
                yield from textwrap.wrap(
                    common.printable(part), _WIDTH, subsequent_indent="  ", break_on_hyphens=False
                )


def _table(table: Table) -> str:
    numbers = frozenset(range(len(table.header))) - frozenset(table.words)
    return common.table(table.header, table.rows, right=numbers)


def _terms(terms: Terms) -> Iterator[str]:
    for term, said in terms.terms:
        yield common.printable(term)
        for each in said:
            yield from textwrap.wrap(
                common.printable(each), _WIDTH, initial_indent="  ", subsequent_indent="    "
            )


def _bars(bars: Bars) -> Iterator[str]:
    yield common.printable(bars.title)
    width = max(len(bar.label) for bar in bars.bars)
    for bar in bars.bars:
        drawn = _drawn(bar.size / bars.longest if bars.longest else Fraction(0))
        yield f"{common.printable(bar.label).rjust(width)}  {drawn}{' ' if drawn else ''}{bar.said}"


def _drawn(share: Fraction) -> str:
    """A bar of whole and eighth blocks; what is more than nothing shows."""
    eighths = round(share * _LONGEST * 8) or (share > 0)
    whole, part = divmod(int(eighths), 8)
    return "█" * whole + (_EIGHTHS[part] if part else "")
