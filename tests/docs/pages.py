"""The pages of the documentation and the fenced blocks in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PAGES: Final = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))

_FENCE: Final = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_CAPTION: Final = re.compile(r"`(?P<file>[^`]+)`[^`]*:")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: where it begins, what follows the fence, the file its caption names."""

    place: str
    info: str
    caption: str
    """The file that the block is, or that it changes; empty where the line above names none."""
    text: str

    @property
    def commands(self) -> tuple[tuple[str, str], ...]:
        """Of a console block, each command and what it prints."""
        return tuple(_commands(self.text)) if self.info == "console" else ()


def blocks(page: Path) -> tuple[Block, ...]:
    """The fenced blocks of a page, those in its HTML comments too."""
    return tuple(_blocks(page))


def _blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for match in _FENCE.finditer(text):
        before = text[: match.start()].rstrip()
        caption = _CAPTION.fullmatch(before.rpartition("\n")[2])
        line = text.count("\n", 0, match.start()) + 1
        place = f"{page.relative_to(ROOT)}:{line}"
        yield Block(place, match["info"], caption["file"] if caption else "", match["text"])


def _commands(text: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, printed = re.sub(r"\\\n *", "", part).partition("\n")
        yield command, printed
