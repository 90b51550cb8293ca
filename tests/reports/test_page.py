"""A report as a page: it fetches nothing, and says in words what its bars show."""

from __future__ import annotations

from fractions import Fraction
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from collectrules.cli.report_output import as_csv, as_text
from collectrules.reports.page import (
    Bar,
    Bars,
    Cell,
    Fold,
    Folds,
    Matrix,
    Page,
    Pair,
    Pairs,
    Section,
    Table,
    Terms,
    Tile,
    Tiles,
    bars,
)
from collectrules.reports.page_html import page_html

OWED = Table(
    ("customer", "owes"),
    (("[red]<script>alert(1)</script>", "1.00"), ("total", "1.00")),
    total=True,
)
DRAWN = bars(
    'GBP: "1.00" & more',
    [("1-30", "1.00", 100), ("credit", "-2.00", -200), ("over 90", "0.50", 50)],
)
SAID = Terms((("days sales outstanding", ("= a / b", "Source: x.")),))
PAGE = Page(
    "Ageing <of> & all",
    "At the end of 2026-06-30.",
    (Section("GBP", (OWED, DRAWN, "A sentence.", SAID)),),
    ("A note.",),
)


class Seen(HTMLParser):
    """What a page is made of: its elements with their attributes, its words, and whether each is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.fixture
def seen() -> Seen:
    return Seen(page_html(PAGE))


def test_a_page_is_whole_and_fetches_nothing(seen: Seen) -> None:
    assert seen.open == []
    loading = {"src", "href", "srcset", "data", "action", "poster"}
    assert not [each for each in seen.elements if loading & each[1].keys()]
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in seen.elements}
    assert "url(" not in seen.words
    assert "@import" not in seen.words


def test_what_customers_are_called_is_no_markup(seen: Seen) -> None:
    assert "[red]<script>alert(1)</script>" in seen.words
    assert "Ageing <of> & all" in seen.words


def test_a_picture_is_read_out(seen: Seen) -> None:
    (svg,) = [attributes for tag, attributes in seen.elements if tag == "svg"]
    assert svg["role"] == "img"
    assert svg["aria-label"] == 'GBP: "1.00" & more. 1-30: 1.00; credit: -2.00; over 90: 0.50'


def test_bars_are_as_long_as_what_they_stand_for() -> None:
    page = page_html(PAGE)
    svg = ElementTree.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])
    lengths = [float(each.attrib["width"]) for each in svg.iter("rect")]
    assert lengths[1] == 0
    assert lengths[0] == pytest.approx(2 * lengths[2], abs=0.2)
    width = float(svg.attrib["viewBox"].split()[2])
    assert all(float(each.attrib["x"]) < width for each in svg.iter("text"))


def test_light_dark_and_paper_have_their_colours(seen: Seen) -> None:
    for condition in ("prefers-color-scheme: dark", "@media print", "@page"):
        assert condition in seen.words


def test_text_has_bars_only_where_they_are_asked_for() -> None:
    plain, drawn = ("\n".join(as_text(PAGE, chart=chart)) for chart in (False, True))
    assert "█" not in plain
    assert "   1-30  " + "█" * 40 + " 1.00" in drawn
    assert " credit  -2.00" in drawn
    assert "over 90  " + "█" * 20 + " 0.50" in drawn
    assert plain.endswith("A note.")


@pytest.mark.parametrize(
    ("size", "drawn"), [(0, ""), (1, "▏"), (100, "▏"), (125, "▏"), (1_000, "█"), (39_999, "█" * 40)]
)
def test_whatever_is_more_than_nothing_shows(size: int, drawn: str) -> None:
    found = Page("", "", (Section("", (bars("", [("a", "x", size), ("b", "y", 40_000)]),)),))
    line = next(line for line in as_text(found, chart=True) if line.startswith("a"))
    assert line == f"a  {drawn}{' ' if drawn else ''}x"


def test_bars_of_nothing_at_all() -> None:
    empty = bars("nothing", [("a", "0.00", 0)])
    assert empty == Bars("nothing", empty.bars)
    assert empty.longest == Fraction(0)
    page = Page("t", "b", (Section("", (empty,)),))
    assert "a  0.00" in list(as_text(page, chart=True))
    assert 'width="0.0"' in page_html(page)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+49 30 1", "'+49 30 1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("-Birch", "'-Birch"),
        ("-12.50", "-12.50"),
        ("Ash & Co", "Ash & Co"),
        ('Ash "A", Co', '"Ash ""A"", Co"'),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(value: str, cell: str) -> None:
    assert as_csv([{"a": 1, "b": value}]) == f"a,b\r\n1,{cell}\r\n"


def test_nothing_is_no_csv() -> None:
    assert as_csv([]) == ""


TILES = Tiles((Tile("moved", "42 <b>", "of 300"), Tile("fees", "-18.00 GBP")))
PAIRS = Pairs(
    "calls & mails",
    (
        Pair("calls", Bar("1", "20", Fraction(20)), Bar("2", "10", Fraction(10))),
        Pair("mails", Bar("1", "0", Fraction(0)), Bar("2", "40", Fraction(40))),
    ),
)
MOVES = Matrix(
    "GBP",
    "under 1",
    "under 2",
    ("none", "<reminder>"),
    (
        (Cell("7", "70.00", Fraction(1, 2)), Cell("3", "30.00", Fraction(1, 4))),
        (Cell(), Cell("1", "2.50")),
    ),
)
FOLDS = Folds((Fold("C-1 <i>", "call -> none", ("Why & wherefore.", OWED)),))
REVIEW = Page("t", "b", (Section("s", (TILES, PAIRS, MOVES, FOLDS)),))


def test_a_review_is_whole_and_no_name_is_markup() -> None:
    seen = Seen(page_html(REVIEW))
    assert seen.open == []
    for said in ("42 <b>", "<reminder>", "C-1 <i>", "Why & wherefore."):
        assert said in seen.words
    assert not {"b", "i"} - {"b"} & {tag for tag, _ in seen.elements}


def test_what_moves_is_shaded_by_its_share_and_what_stays_is_not() -> None:
    seen = Seen(page_html(REVIEW))
    cells = [
        of
        for tag, of in seen.elements
        if tag == "td" and of.get("class") in {"goes", "stays", "none"}
    ]
    assert [of["class"] for of in cells] == ["stays", "goes", "none", "stays"]
    assert [of.get("style") for of in cells] == [
        "--strength: 0%", "--strength: 23%", None, "--strength: 0%",
    ]  # fmt: skip


def test_pairs_are_on_one_scale() -> None:
    page = page_html(REVIEW)
    svg = ElementTree.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])
    lengths = [float(each.attrib["width"]) for each in svg.iter("rect")]
    assert (
        lengths[3]
        == pytest.approx(2 * lengths[0], abs=0.2)
        == pytest.approx(4 * lengths[1], abs=0.4)
    )
    assert lengths[2] == 0
    assert svg.attrib["aria-label"] == ("calls & mails. calls, 1: 20; 2: 10; mails, 1: 0; 2: 40")


def test_in_a_terminal_everything_is_open_and_said() -> None:
    text = "\n".join(as_text(REVIEW, chart=True))
    assert "moved      42 <b>  of 300" in text
    assert "fees   -18.00 GBP" in text
    assert "calls, 1  " + "█" * 20 + " 20" in text
    assert "mails, 2  " + "█" * 40 + " 40" in text
    assert "GBP: under 1 down, under 2 across" in text
    assert "C-1 <i>: call -> none" in text
    assert "  Why & wherefore." in text
    lines = text.split("\n")
    row = next(n for n, line in enumerate(lines) if line.startswith("<reminder>"))
    assert lines[row].split() == ["<reminder>", ".", "1"]
    assert lines[row + 1].split() == ["2.50"]
