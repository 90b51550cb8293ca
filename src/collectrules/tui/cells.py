"""Text from customers and files made fit for a terminal: harmless, on one line, as wide as its column.

A terminal counts in cells: a Latin letter takes one, most ideographs and emoji two, an accent none.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from rich.cells import cell_len, set_cell_size

_HARMFUL: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Control characters, characters that turn the direction of writing, halves of characters, line ends."""

_UNSTEADY: Final = re.compile(
    "[\u00ad\u200b-\u200d\ufeff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0000-\U000e01ef]"
)
"""Characters without a width that join others or change their looks; terminals disagree about the result."""

_FLAG_LETTERS: Final = {0x1F1E6 + place: chr(ord("A") + place) for place in range(26)}
"""The halves of a flag as the letters they stand for; terminals disagree about the width of flags."""


def harmless(text: str) -> str:
    """`text` on one line, without what could steer a terminal; such characters become `?`."""
    if text.isascii() and text.isprintable():
        return text
    steady = _UNSTEADY.sub("", text).translate(_FLAG_LETTERS)
    return "".join(
        "?" if unicodedata.category(character) in _HARMFUL else character for character in steady
    )


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Harmless `text` in exactly `width` cells: filled with spaces, or cut and ended with `…`."""
    text = harmless(text)
    length = len(text) if text.isascii() else cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + "…" if width > 0 else ""
    padding = " " * (width - length)
    return padding + text if right else text + padding
