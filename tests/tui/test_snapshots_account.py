"""The opened account as it is drawn; `pytest --snapshot-update` draws it anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from collectrules.tui.app import WorklistApp
from collectrules.tui.screens.account import AccountScreen
from tests.tui import account_ledgers, ledgers
from tests.tui.driving import Driver

SIZES = [(120, 36), (80, 24), (60, 20)]
Compare = Callable[..., bool]

pytestmark = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


@pytest.fixture(scope="session")
def rich_once(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = account_ledgers.made(tmp_path_factory.mktemp("account") / "books.db")
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path, rich_once: bytes) -> Path:
    path = tmp_path / "books.db"
    path.write_bytes(rich_once)
    return path


def drawn(compare: Compare, app: WorklistApp, size: tuple[int, int], *keys: str) -> bool:
    async def before(pilot: Pilot[None]) -> None:
        driver = Driver(pilot)
        await driver.settle()
        await driver.press("o")
        await driver.settle()
        assert isinstance(pilot.app.screen, AccountScreen)
        await driver.press(*keys)
        await driver.settle()
        for field in pilot.app.screen.query(Input):
            field.cursor_blink = False

    return compare(app, terminal_size=size, run_before=before)


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(("j", "j"), id="timeline"),
        pytest.param(("2",), id="next"),
        pytest.param(("3",), id="money"),
        pytest.param(("4",), id="people"),
        pytest.param(("5",), id="why"),
        pytest.param((*"jjjjjjjj", "u"), id="take-back"),
        pytest.param(("question_mark",), id="help"),
    ],
)
def test_account(
    snap_compare: Compare, path: Path, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    assert drawn(snap_compare, ledgers.app(path), size, *keys)


def test_account_on_a_light_ground(
    snap_compare: Compare, path: Path, size: tuple[int, int]
) -> None:
    app = ledgers.app(path)
    app.theme = "textual-light"
    assert drawn(snap_compare, app, size, "f")


def test_account_without_colours(
    snap_compare: Compare,
    path: Path,
    size: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert drawn(snap_compare, ledgers.app(path), size, "j")
