"""Every screen as it is drawn, at the two sizes that matter; `pytest --snapshot-update` draws them anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui import ledgers
from tests.tui.driving import Driver

SIZES = [(120, 36), (80, 24)]
Compare = Callable[..., bool]

pytestmark = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


def drawn(snap_compare: Compare, app: App[None], size: tuple[int, int], *keys: str) -> bool:
    async def before(pilot: Pilot[None]) -> None:
        driver = Driver(pilot)
        await driver.settle()
        await driver.press(*keys)
        for field in pilot.app.screen.query(Input):
            field.cursor_blink = False

    return snap_compare(app, terminal_size=size, run_before=before)


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(("down",), id="list"),
        pytest.param(("c", "n", "c", "v"), id="worked"),
        pytest.param(("slash", "l", "t", "d"), id="filter"),
        pytest.param(("c",), id="call"),
        pytest.param(("c", "p"), id="promise"),
        pytest.param(("end", "k", "k", "k", "c"), id="blocked"),
        pytest.param(("question_mark",), id="help"),
    ],
)
def test_screen(
    snap_compare: Compare, path: Path, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    assert drawn(snap_compare, ledgers.app(path), size, *keys)


def test_without_colours(
    snap_compare: Compare, path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert drawn(snap_compare, ledgers.app(path), size, "c", "n")


def test_on_a_light_ground(snap_compare: Compare, path: Path, size: tuple[int, int]) -> None:
    app = ledgers.app(path)
    app.theme = "textual-light"
    assert drawn(snap_compare, app, size, "c", "n")
