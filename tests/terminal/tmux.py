"""A real terminal, as tmux gives one: real keys go in, what is seen comes out."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

PATIENCE: Final = 60.0
"""Seconds after which what was waited for will not come any more."""
_BETWEEN_LOOKS: Final = 0.03
_NOT_HANDED_ON: Final = ("NO_COLOR", "TMUX", "COLUMNS", "LINES")
"""What is said of another terminal than this one."""


def found() -> bool:
    """Whether this machine has tmux."""
    return shutil.which("tmux") is not None


class Terminal:
    """A terminal with one program in it."""

    def __init__(self, socket: str) -> None:
        self._socket = socket

    def _tmux(self, *words: str) -> str:
        command = ["tmux", "-L", self._socket, *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def seen(self) -> str:
        """What is on the screen; nothing once the program has ended."""
        command = ["tmux", "-L", self._socket, "capture-pane", "-p", "-t", "work"]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout

    def press(self, *keys: str) -> None:
        """Press keys, by the names that tmux has for them."""
        # By itself it would end the command for tmux.
        self._tmux("send-keys", "-t", "work", *(r"\;" if key == ";" else key for key in keys))

    def type(self, text: str) -> None:
        """Type a text, letter for letter."""
        self._tmux("send-keys", "-t", "work", "-l", text)

    def until(self, so: Callable[[str], bool], what: str = "") -> str:
        """Wait until the screen is so; returns what is seen then."""
        end = time.monotonic() + PATIENCE
        while not so(seen := self.seen()):
            assert time.monotonic() < end, f"waited for {what}\n{seen}"
            time.sleep(_BETWEEN_LOOKS)
        return seen

    def shows(self, text: str) -> str:
        """Wait until a text is seen."""
        return self.until(lambda seen: text in seen, f"`{text}`")

    def pid(self) -> int:
        """The program in it."""
        return int(self._tmux("display-message", "-p", "-t", "work", "#{pane_pid}"))

    def resize(self, width: int, height: int) -> None:
        """Make it another size."""
        self._tmux("resize-window", "-t", "work", "-x", str(width), "-y", str(height))

    def close(self) -> None:
        """Close the terminal, with whatever is in it."""
        self._tmux("kill-server")

    def ended(self) -> None:
        """Wait until the program in it has ended, and the terminal with it."""
        self.until(lambda seen: not seen, "the end")


@contextmanager
def terminal(
    *words: str | Path, width: int = 120, height: int = 36, **environment: str
) -> Iterator[Terminal]:
    """A terminal in which `collectrules` runs with some arguments."""
    socket = f"collectrules-{uuid.uuid4().hex[:12]}"
    program = shlex.join([sys.executable, "-m", "collectrules", *map(str, words)])
    home = {name: value for name, value in os.environ.items() if name not in _NOT_HANDED_ON}
    subprocess.run(
        [
            *("tmux", "-L", socket, "-f", os.devnull),
            *("new-session", "-d", "-s", "work", "-x", str(width), "-y", str(height)),
            f"exec {program}",
        ],
        check=True,
        env={**home, "TERM": "xterm-256color", **environment},
    )
    try:
        yield Terminal(socket)
    finally:
        subprocess.run(["tmux", "-L", socket, "kill-server"], capture_output=True, check=False)
