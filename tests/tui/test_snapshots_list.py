"""The list in its main states, at the three sizes that matter; `pytest --snapshot-update` draws them anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from collectrules.ledger.book import Ledger
from collectrules.worklist.claims import claim
from tests.tui import ledgers
from tests.tui.desk_ledgers import desk_ledger
from tests.tui.driving import Driver

SIZES = [(80, 24), (120, 36), (60, 20)]
Compare = Callable[..., bool]

pytestmark = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


@pytest.fixture(scope="session")
def desk_once(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return desk_ledger(tmp_path_factory.mktemp("desk") / "books.db").read_bytes()


@pytest.fixture
def desk(tmp_path: Path, desk_once: bytes) -> Path:
    path = tmp_path / "books.db"
    path.write_bytes(desk_once)
    return path


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
        pytest.param(("1",), id="to-call"),
        pytest.param(("3",), id="promises"),
        pytest.param(("7",), id="blocked"),
        pytest.param(("8", "end"), id="held"),
        pytest.param(("full_stop", "full_stop"), id="sorted"),
        pytest.param(("slash", *"inv-1", "enter"), id="filtered"),
        pytest.param(("down", "space", "space"), id="selected"),
    ],
)
def test_list(
    snap_compare: Compare, desk: Path, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    assert drawn(snap_compare, ledgers.app(desk), size, *keys)


def test_taken(snap_compare: Compare, desk: Path, size: tuple[int, int]) -> None:
    with Ledger.open(desk) as ledger:
        rows = ledger.connection.execute("SELECT seq FROM account ORDER BY seq").fetchall()
        for (account,), who in zip(rows, ("ben", "somebody-else"), strict=False):
            claim(ledger, account, by=who, at=ledgers.MORNING)
    assert drawn(snap_compare, ledgers.app(desk), size, "2", "down", "8")
