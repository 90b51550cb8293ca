"""How a report is put out: as text, with bars or without, as CSV, as JSON, or as a page."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import common
from collectrules.cli.page_text import as_text
from collectrules.errors import InputError

if TYPE_CHECKING:
    from collectrules.reports.page import Page

CsvOption = Annotated[bool, typer.Option("--csv", help="Print CSV, for a spreadsheet.")]
ChartOption = Annotated[bool, typer.Option("--chart", help="Draw bars below the tables.")]
HtmlOption = Annotated[
    Path | None,
    typer.Option(
        "--html", metavar="FILE", help="Write a page with charts to a file.", show_default=False
    ),
]


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

            common.write_text(self.html, page_html(page()), option="--html")
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
