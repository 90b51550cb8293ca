"""The screen with a person's own keys, and `keys`, which lists them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from collectrules.cli.app import run as typed
from collectrules.tui.app import WorklistApp
from collectrules.tui.widgets.key_bar import KeyBar
from tests.tui import ledgers
from tests.tui.driving import Driver


async def test_a_moved_key_does_what_the_other_did(path: Path) -> None:
    app = WorklistApp(path, by="mara", now=lambda: ledgers.MORNING, keymap={"refresh": "f5"})
    async with app.run_test(size=(120, 36)) as pilot:
        driver = Driver(pilot)
        await driver.settle()
        await driver.press("R")
        assert driver.status() != "the list was read again"
        await driver.press("f5")
        assert driver.status() == "the list was read again"
        shown = {
            binding.id: app.get_key_display(binding)
            for _, binding, _, _ in app.screen.active_bindings.values()
        }
        assert shown["refresh"] == "F5"


async def test_a_moved_key_keeps_its_place_in_the_last_line(path: Path) -> None:
    lines = {}
    for keymap in ({}, {"log-call": "f5", "filter": "ctrl+f"}):
        app = WorklistApp(path, by="mara", now=lambda: ledgers.MORNING, keymap=keymap)
        async with app.run_test(size=(120, 36)) as pilot:
            driver = Driver(pilot)
            await driver.settle()
            lines[bool(keymap)] = (
                driver.app.screen.query_one(KeyBar).render_line(0).text.split("  ")
            )
    moved = {" Enter log": " Enter log", "c call": "F5 call", "/ find": "Ctrl+F find"}
    shown = [moved.get(each, each) for each in lines[False] if each.strip()]
    assert shown == [each for each in lines[True] if each.strip()]


def keys(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert typed(["keys", "--json"]) == 0
    said: dict[str, object] = json.loads(capsys.readouterr().out)
    return said


def test_the_shell_lists_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "keymap.toml"
    monkeypatch.setenv("COLLECTRULES_KEYMAP", str(path))
    before = keys(capsys)
    assert (before["keymap"], before["read"]) == (str(path), False)
    path.write_text('refresh = ["f5", "ctrl+r"]\n')
    after = keys(capsys)
    listed = {row["id"]: row for row in after["keys"]}  # type: ignore[attr-defined]
    assert after["read"]
    assert listed["refresh"]["keys"] == ["f5", "ctrl+r"]
    assert listed["refresh"]["moved"]
    assert not listed["log-call"]["moved"]
    assert typed(["keys"]) == 0
    assert "refresh" in capsys.readouterr().out


def test_a_bad_keymap_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "keymap.toml"
    monkeypatch.setenv("COLLECTRULES_KEYMAP", str(path))
    path.write_text('refesh = "f5"\n')
    assert typed(["keys"]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"{path}:1:1: error: nothing is called `refesh`")
    assert "did you mean `refresh`?" in err
