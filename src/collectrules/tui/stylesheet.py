"""The rules of the stylesheets, read once in a process: Textual reads them twice before it shows anything."""

from __future__ import annotations

from typing import Final

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

_READ: Final[dict[tuple[object, ...], list[RuleSet]]] = {}
"""The rules of each text that was read, by what they depend on: colours of the theme among it."""


class ReadOnce(Stylesheet):
    """A stylesheet that reads no text again which was read with the same colours.

    Textual forgets what it read as soon as it is told of a theme, also where that is the one it had.
    """

    def _parse_rules(
        self,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        about = css, read_from, is_default_rules, tie_breaker, scope
        key = (*about, tuple(self._variables.items()))
        if key not in _READ:
            _READ[key] = super()._parse_rules(*about)
        return _READ[key]

    def reparse(self) -> None:
        """Take the rules with the colours of now; where one has a fault, leave all as they were."""
        self.parse()
