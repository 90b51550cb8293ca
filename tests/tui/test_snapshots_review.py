"""The review as it is drawn, at the sizes that matter."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui import ledgers
from tests.tui.owner_ledger import NEXT, add_business, publish, version
from tests.tui.test_snapshots import Compare, drawn

SIZES = [(120, 36), (80, 24), (60, 20)]

KEYS = [
    pytest.param(("V",), id="versions"),
    pytest.param(("V", "enter"), id="whole"),
    pytest.param(("V", "enter", "down"), id="change"),
    pytest.param(("V", "enter", "enter", "enter"), id="account"),
    pytest.param(("V", "enter", "p", "N", "o", "r", "a", "ctrl+s"), id="publish"),
]


@pytest.fixture
def books(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(path.parent)
    publish(path, version("9", "2026-09-01"))
    (path.parent / "next.toml").write_bytes(NEXT)
    return add_business(path)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("keys", KEYS)
def test_screen(
    snap_compare: Compare, books: Path, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    assert drawn(snap_compare, ledgers.app(books), size, *keys)


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(("V", "enter", "end", "up"), id="in-flight"),
        pytest.param(("V", "enter", "end"), id="week"),
        pytest.param(("V", "enter", "down", "down"), id="words"),
        pytest.param(("V", "enter", "question_mark"), id="help"),
        pytest.param(("V", "question_mark"), id="help-versions"),
    ],
)
def test_part(snap_compare: Compare, books: Path, keys: tuple[str, ...]) -> None:
    assert drawn(snap_compare, ledgers.app(books), (80, 24), *keys)


def test_on_a_light_ground(snap_compare: Compare, books: Path) -> None:
    app = ledgers.app(books)
    app.theme = "textual-light"
    assert drawn(snap_compare, app, (120, 36), "V", "enter", "enter")
