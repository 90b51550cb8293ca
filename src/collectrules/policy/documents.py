"""A short text with headings, as plain text, Markdown or a page that can be printed."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Format = Literal["text", "markdown", "html"]

_WIDTH: Final = 78
_STYLE: Final = """\
:root { color-scheme: light dark; }
body { font: 11pt/1.5 Georgia, "Times New Roman", serif; }
body { max-width: 40em; margin: 3em auto; padding: 0 1.5em; }
h1 { font-size: 1.6em; line-height: 1.2; margin-bottom: 0.2em; }
h2 { font-size: 1.1em; margin: 1.6em 0 0.3em; break-after: avoid; }
p, li { margin: 0.3em 0; break-inside: avoid; }
ul { padding-left: 1.2em; }
.small { font-size: 0.85em; opacity: 0.75; }
footer { margin-top: 2.5em; border-top: 1px solid; padding-top: 0.6em; }
@page { size: A4; margin: 22mm 20mm; }
@media print { body { margin: 0; padding: 0; max-width: none; } }
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands below it, each sentence or point by itself."""

    heading: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A title, a line below it, parts, and a line at the end."""

    title: str
    below: str
    parts: tuple[Part, ...]
    foot: str


def rendered(document: Document, form: Format) -> str:
    """The document in one of its forms, with a line feed at its end."""
    lines = {"text": _text, "markdown": _markdown, "html": _html}[form](document)
    return "\n".join(lines) + "\n"


def _text(document: Document) -> Iterator[str]:
    yield document.title
    yield "=" * len(document.title)
    yield document.below
    for part in document.parts:
        yield ""
        yield part.heading
        yield "-" * len(part.heading)
        yield from _points(part.points)
    yield ""
    yield document.foot


def _points(points: Sequence[str]) -> Iterator[str]:
    if len(points) == 1:
        yield from textwrap.wrap(points[0], _WIDTH)
        return
    for point in points:
        yield from textwrap.wrap(point, _WIDTH, initial_indent="* ", subsequent_indent="  ")


def _markdown(document: Document) -> Iterator[str]:
    yield f"# {_escaped(document.title)}"
    yield ""
    yield _escaped(document.below)
    for part in document.parts:
        yield ""
        yield f"## {_escaped(part.heading)}"
        yield ""
        lead = "- " if len(part.points) > 1 else ""
        yield from (lead + _escaped(point) for point in part.points)
    yield ""
    yield "---"
    yield ""
    yield _escaped(document.foot)


def _escaped(text: str) -> str:
    """`text` so that Markdown shows it as it is."""
    return "".join(f"\\{each}" if each in r"\`*_{}[]<>#|" else each for each in text)


def _html(document: Document) -> Iterator[str]:
    title = html.escape(document.title)
    yield "<!doctype html>"
    yield '<html lang="en">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>"
    yield f"<style>\n{_STYLE}</style>"
    yield "</head>"
    yield "<body>"
    yield f"<header><h1>{title}</h1><p class=small>{html.escape(document.below)}</p></header>"
    yield "<main>"
    for part in document.parts:
        yield f"<section><h2>{html.escape(part.heading)}</h2>"
        if len(part.points) == 1:
            yield f"<p>{html.escape(part.points[0])}</p>"
        else:
            items = "".join(f"<li>{html.escape(point)}</li>" for point in part.points)
            yield f"<ul>{items}</ul>"
        yield "</section>"
    yield "</main>"
    yield f"<footer class=small><p>{html.escape(document.foot)}</p></footer>"
    yield "</body>"
    yield "</html>"
