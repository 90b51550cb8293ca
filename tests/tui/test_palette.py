"""The palette has what the keys do, and does it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from textual.command import CommandList, CommandPalette

from tests.tui.driving import driving

PATIENCE: Final = 30
"""Seconds after which the palette will not have found anything any more."""


async def test_it_has_what_the_keys_do_now(path: Path) -> None:
    async with driving(path) as driver:
        titles = {each.title for each in driver.app.get_system_commands(driver.app.screen)}
        assert {"log a call", "read the list again", "colours", "picture"} <= titles
        assert "take back the last act done here" not in titles
        await driver.press("c", "n")
        titles = {each.title for each in driver.app.get_system_commands(driver.app.screen)}
        assert "take back the last act done here" in titles


async def test_what_is_chosen_is_done(path: Path) -> None:
    async with driving(path) as driver:
        await driver.press("ctrl+p")
        assert isinstance(driver.app.screen, CommandPalette)
        await driver.type("read the list")
        palette = driver.app.screen
        async with asyncio.timeout(PATIENCE):
            while not palette.query_one(CommandList).option_count:
                await driver.settle()
        await driver.press("enter")
        assert driver.status() == "the list was read again"
