from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from textual.css import stylesheet as textual_stylesheet

from collectrules.tui import stylesheet, themes
from tests.tui.driving import driving


async def test_no_text_is_read_twice_with_the_same_colours(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: Counter[tuple[object, ...]] = Counter()
    parse, theme = textual_stylesheet.parse, themes.DARK

    def counted(scope: str, css: str, read_from: object, **said: Any) -> object:
        read[(scope, css, read_from, theme.name)] += 1
        return parse(scope, css, read_from, **said)

    monkeypatch.setattr(stylesheet, "_READ", {})
    monkeypatch.setattr(textual_stylesheet, "parse", counted)
    async with driving(path) as screen:
        begun = read.total()
        await screen.press("c", "escape")
        for theme in (themes.LIGHT, themes.DARK, themes.LIGHT):
            screen.app.theme = theme.name
            await screen.settle()
    assert begun > 5
    assert read.total() > 2 * begun
    assert set(read.values()) == {1}
