"""The dialogs in which something is done with an account, at three sizes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui import ledgers
from tests.tui.people import add_people
from tests.tui.test_acting import OFFERS
from tests.tui.test_snapshots import Compare, drawn

SIZES = [(120, 36), (80, 24), (60, 20)]
pytestmark = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(("p", "plus", "7"), id="promise"),
        pytest.param(("i",), id="plan"),
        pytest.param(("x",), id="stop"),
        pytest.param(("b", "1", "ctrl+s"), id="wrong"),
        pytest.param(("end", "k", "a", "tab", "x", "ctrl+s"), id="asked"),
    ],
)
def test_act(
    snap_compare: Compare, tmp_path: Path, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    path = ledgers.made(tmp_path / "offers.db", OFFERS)
    assert drawn(snap_compare, ledgers.app(path), size, *keys)


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(("c",), id="numbers"),
        pytest.param(("c", "semicolon", "o", "k", "enter"), id="note"),
        pytest.param(("end", "k", "k", "k", "c"), id="instead"),
        pytest.param(("end", "k", "k", "enter"), id="reason"),
    ],
)
def test_contact(
    snap_compare: Compare, path: Path, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    add_people(path)
    assert drawn(snap_compare, ledgers.app(path), size, *keys)
