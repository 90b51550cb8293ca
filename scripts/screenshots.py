"""Draws the pictures of the screen in docs/images/, from the demo's ledger; the same each time."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from collectrules.demo.build import make_demo
from collectrules.demo.days import LAST_DAY, moment_of
from collectrules.policy.shipped import shipped_policy
from collectrules.tui.app import WorklistApp

IMAGES: Final = Path(__file__).parent.parent / "docs" / "images"
SIZE: Final = (120, 36)

PICTURES: Final[dict[str, tuple[str, ...]]] = {
    "worklist": ("down",) * 5 + ("enter", "e") + ("down",) * 5,
    "worklist-call": ("down",) * 11 + ("c",),
    "worklist-blocked": ("down",) * 4 + ("c",),
    "account": ("down",) * 10 + ("o",),
    "dashboard": ("D",),
    "review": ("V", "enter", "down"),
}
"""By the name of the picture, the keys that lead to it."""

_FONTS: Final = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""Rich has the browser fetch a font from elsewhere; whoever looks at a picture should not have to."""


def main() -> None:
    """Draw every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, plain_terminal():
        for name, keys in PICTURES.items():
            ledger = Path(folder) / f"{name}.db"
            make_demo(ledger, shipped_policy("ready"), "ready.toml")
            (Path(folder) / "next.toml").write_bytes(next_version())
            with contextlib.chdir(folder):
                svg = asyncio.run(picture(ledger, keys))
            (IMAGES / f"{name}.svg").write_text(svg, encoding="utf-8")
            print(IMAGES / f"{name}.svg")  # noqa: T201 - says what it made


def next_version() -> bytes:
    """What the demo's owner thinks of: more grace, the agency later."""
    text = shipped_policy("ready")
    for was, now in (
        (b'version        = "1"', b'version        = "2"'),
        (b"effective_from = 2000-01-01", b"effective_from = 2026-07-01"),
        (b"days   = 5\n", b"days   = 10\n"),
        (b"when.days_past_due = { at_least = 90 }", b"when.days_past_due = { at_least = 120 }"),
    ):
        if was not in text:
            raise ValueError(f"the ready policy does not say {was!r} any more")
        text = text.replace(was, now)
    return text


async def picture(ledger: Path, keys: tuple[str, ...]) -> str:
    """The screen as SVG after some keys."""
    app = WorklistApp(ledger, by="mara", now=lambda: moment_of(LAST_DAY, 9, 30))
    async with app.run_test(size=SIZE) as pilot:
        for key in ("", *keys):
            if key:
                await pilot.press(key)
            await pilot.pause()
            await app.workers.wait_for_complete()
            await pilot.pause()
        svg = app.export_screenshot()
    return _FONTS.sub("", svg).replace("Fira Code", "ui-monospace")


@contextmanager
def plain_terminal() -> Iterator[None]:
    """Without what this terminal prefers."""
    for name in ("NO_COLOR", "TEXTUAL_THEME", "TEXTUAL_FILTERS"):
        os.environ.pop(name, None)
    yield


if __name__ == "__main__":
    main()
