"""The owner's screens as they are drawn, at the sizes that matter."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectrules.ledger.policies import Approval
from tests.tui import ledgers
from tests.tui.owner_ledger import add_business, publish, version
from tests.tui.test_snapshots import Compare, drawn

SIZES = [(120, 36), (80, 24), (60, 20)]

KEYS = [
    pytest.param(("D",), id="dashboard"),
    pytest.param(("P",), id="policy"),
    pytest.param(("P", "5"), id="stages"),
]


@pytest.fixture
def books(path: Path) -> Path:
    approval = Approval("Olive Owner", "Key accounts found five days too few.")
    publish(path, version("8", "2026-09-01"), approval=approval)
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
        pytest.param(("P", "2"), id="contacts"),
        pytest.param(("P", "3"), id="versions"),
        pytest.param(("P", "5", "down", "enter"), id="stage"),
        pytest.param(("P", "slash", "v", "o", "i", "c", "e"), id="find"),
        pytest.param(("D", "question_mark"), id="help"),
    ],
)
def test_part(snap_compare: Compare, books: Path, keys: tuple[str, ...]) -> None:
    assert drawn(snap_compare, ledgers.app(books), (80, 24), *keys)


@pytest.mark.parametrize("keys", KEYS[:2])
def test_on_a_light_ground(snap_compare: Compare, books: Path, keys: tuple[str, ...]) -> None:
    app = ledgers.app(books)
    app.theme = "textual-light"
    assert drawn(snap_compare, app, (120, 36), *keys)


def test_without_colours(
    snap_compare: Compare, books: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert drawn(snap_compare, ledgers.app(books), (120, 36), "D")
