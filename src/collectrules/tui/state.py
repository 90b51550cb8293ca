"""What the screen remembers, in a small file of the user's: the view and the sort."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from collectrules.worklist.pages import Shown
from collectrules.worklist.views import SORTS, VIEWS, View


def state_file(environment: Mapping[str, str], home: Path) -> Path:
    """Where it is kept: in `$XDG_STATE_HOME`, or in `.local/state` of the home folder."""
    folder = environment.get("XDG_STATE_HOME", "")
    # A relative folder is none, as the specification of these folders says.
    base = Path(folder) if folder and Path(folder).is_absolute() else home / ".local" / "state"
    return base / "collectrules" / "screen.json"


@dataclass(frozen=True, slots=True)
class StateFile:
    """A file that may be missing, damaged or not ours to write: then nothing is remembered."""

    path: Path | None = None
    """None remembers nothing."""
    view: View | None = None
    """What to begin with, whatever is remembered."""

    def read(self) -> Shown:
        """What was shown last, without the words that were looked for."""
        known = self._known()
        view = self.view or next(
            (each for each in VIEWS if each.id == known.get("view")), VIEWS[-1]
        )
        sort = next((each for each in SORTS if each.id == known.get("sort")), SORTS[0])
        return Shown(view, sort=sort, reverse=known.get("reverse") is True)

    def write(self, shown: Shown) -> None:
        """Remember what is shown; what others keep in the file stays."""
        if self.path is None:
            return
        told = {"view": shown.view.id, "sort": shown.sort.id, "reverse": shown.reverse}
        text = json.dumps({**self._known(), **told}, indent=1)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            new = self.path.with_name(f"{self.path.name}.{os.getpid()}")
            new.write_text(text, encoding="utf-8")
            new.replace(self.path)
        except OSError:
            return

    def _known(self) -> dict[str, object]:
        if self.path is None:
            return {}
        try:
            known = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return known if isinstance(known, dict) else {}
