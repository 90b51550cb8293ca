"""The line that says what just happened: with a very long name in it, all of it can still be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectrules.ledger.book import Ledger
from collectrules.worklist.claims import claim
from collectrules.worklist.find import called
from tests.tui import ledgers
from tests.tui.driving import Driver, driving
from tests.tui.test_taken import account_id, look

SIZES = [(120, 36), (80, 24), (60, 20)]
LONG = ("down", "down", "down", "down")
"""To the account whose name has 300 characters."""
NOTICE = "list changed, R to refresh"


def on_screen(screen: Driver) -> str:
    """The lines between the list and the keys as they are drawn, each part by itself and on one line."""
    parts = []
    for selector in ("#said", "#notice"):
        widget = screen.worklist.query_one(selector)
        lines = range(screen.worklist.status.size.height)
        drawn = [widget.render_line(y).text for y in lines if y < widget.size.height]
        parts.append(" ".join(" ".join(drawn).split()))
    return " | ".join(parts)


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_what_was_logged_and_the_notice_are_both_read_whole(
    path: Path, size: tuple[int, int]
) -> None:
    async with driving(path, size=size) as screen:
        await screen.press(*LONG, "c", "n")
        with Ledger.open(path) as ledger, ledger.writing(at=ledgers.MORNING, by="ben") as book:
            ledgers._contact(book, account_id(path, "C-02"), ledgers.DAY, "call", "NA")
        await look(screen)
        said, notice = on_screen(screen).split(" | ")
        assert notice == NOTICE
        assert said.startswith("logged: ")
        assert said == screen.status()
        assert said.endswith("…")


async def test_who_has_an_account_is_said_after_its_name(path: Path) -> None:
    async with driving(path, size=(60, 20)) as screen:
        with Ledger.open(path) as ledger:
            claim(ledger, account_id(path, "C-05"), by="ben", at=ledgers.MORNING)
        await screen.press(*LONG, "c")
        assert on_screen(screen).split(" | ")[0].endswith("… is taken by ben")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Harbour Bakery", "Harbour Bakery"),
        ("x" * 36, "x" * 36),
        ("x" * 37, "x" * 35 + "…"),
        ("word " * 20, "word " * 6 + "word…"),
        ("海" * 18, "海" * 18),
        ("海" * 19, "海" * 17 + "…"),
    ],
)
def test_a_long_name_is_cut_in_a_sentence(name: str, said: str) -> None:
    assert called(name) == said
