"""Our own themes can be read: text stands out by 4.5 to 1 wherever it is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.color import Color
from textual.theme import Theme

from collectrules.cli.app import run
from collectrules.errors import InputError
from collectrules.tui.app import WorklistApp
from collectrules.tui.themes import DARK, LIGHT, OWN, theme_named
from tests.tui import ledgers
from tests.tui.driving import Driver, driving
from tests.tui.owner_ledger import add_business

LEAST = 4.5
_DRAWN = "─│╭╮╰╯┌┐└┘├┤┬┴┼━┃█▀▄▁▂▃▅▆▇▉▊▋▌▍▎▏▐░▒▓⅃┤├┬┴"
"""What draws lines and bars is no text."""


def luminance(colour: Color) -> float:
    """Relative luminance, as WCAG 2 defines it."""

    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = map(linear, colour.rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_it_is_defined() -> None:
    black, white, grey = (Color.parse(each) for each in ("#000", "#fff", "#767676"))
    assert contrast(black, white) == 21
    assert round(contrast(grey, white), 2) == 4.54


@pytest.mark.parametrize("theme", OWN, ids=lambda theme: theme.name)
def test_every_colour_of_text_on_every_ground(theme: Theme) -> None:
    variables = theme.to_color_system().generate() | theme.variables
    texts = [name for name in theme.variables if name.startswith("text-")]
    for ground in ("background", "surface", "panel"):
        for text in (*texts, "foreground", "foreground-muted"):
            found = contrast(Color.parse(variables[text]), Color.parse(variables[ground]))
            assert found >= LEAST, (text, ground, found)


def texts(screen: Driver) -> Iterator[tuple[Segment, float]]:
    """Every piece of text on the screen as it is drawn, with its contrast."""
    for strip in screen.app.screen._compositor.render_strips():
        for segment in strip:
            style = segment.style
            if style is None or not segment.text.strip(_DRAWN + " ▔▕"):
                continue
            if style.color is None or style.bgcolor is None or style.color.triplet is None:
                continue
            assert style.bgcolor.triplet is not None
            colours = [Color(*style.color.triplet), Color(*style.bgcolor.triplet)]
            yield segment, contrast(*colours)


@pytest.mark.parametrize("theme", OWN, ids=lambda theme: theme.name)
@pytest.mark.parametrize(
    "keys", [(), ("slash", "l"), ("D",), ("P",), ("P", "2"), ("P", "5"), ("V",)], ids="-".join
)
async def test_every_text_that_is_drawn(path: Path, theme: Theme, keys: tuple[str, ...]) -> None:
    add_business(path)
    async with driving(path) as screen:
        screen.app.theme = theme.name
        await screen.settle()
        await screen.press(*keys)
        drawn = list(texts(screen))
    assert len(drawn) > 10
    faint = [(segment.text, round(found, 2)) for segment, found in drawn if found < LEAST]
    assert faint == []


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("dark", DARK.name),
        ("Light", LIGHT.name),
        ("collectrules-light", LIGHT.name),
        ("nord", "nord"),
    ],
)
def test_a_theme_is_named(typed: str, named: str) -> None:
    assert theme_named(typed) == named


def test_an_unknown_theme_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="no theme is called `drak`") as refused:
        theme_named("drak")
    assert refused.value.help == "did you mean `dark`?"


@pytest.mark.parametrize("name", ["dark", "light"])
async def test_a_theme_that_is_asked_for_is_on(path: Path, name: str) -> None:
    watch = ledgers.Watch()
    app = WorklistApp(path, by="mara", now=watch, theme=theme_named(name))
    async with app.run_test():
        assert app.theme == f"collectrules-{name}"
        assert app.current_theme.dark is (name == "dark")


def test_a_wrong_theme_is_told_without_a_screen_too(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--ledger", str(path), "worklist", "--plain", "--theme", "drak"]) == 2
    assert "did you mean `dark`?" in capsys.readouterr().err
