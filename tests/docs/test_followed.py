"""Pages that a reader follows: each command is run, and must print what the page says it prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, blocks
from tests.docs.shell import Shell, matches

FOLLOWED = [page for page in PAGES if any(block.commands for block in blocks(page))]


@pytest.mark.parametrize("page", FOLLOWED, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_prints_what_it_says(page: Path, shell: Shell) -> None:
    for block in blocks(page):
        shell.follow(block)


def test_the_tutorial_is_followed() -> None:
    assert ROOT / "docs/tutorial/ten-minutes.md" in FOLLOWED


@pytest.mark.parametrize(
    ("printed", "same"),
    [
        ("one\ntwo\nthree\n", True),
        ("one\n...\nthree\n", True),
        ("one\n...\ntwo\nthree\n", True),
        ("o...\ntwo\nthr...\n", True),
        ("...\n", True),
        ("one\ntwo\n", False),
        ("one\n...\nfour\n", False),
        ("one\n...three...two\n", False),
        ("", False),
    ],
)
def test_dots_stand_for_what_is_left_out(printed: str, same: bool) -> None:
    assert matches("one\ntwo\nthree\n", printed) is same
