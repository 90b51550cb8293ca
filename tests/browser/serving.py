"""`collectrules serve` as a person starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Served:
    """A server that runs, and what it has said."""

    process: subprocess.Popen[str]
    said: tuple[str, ...]

    @property
    def address(self) -> str:
        """Where it can be opened, with the key."""
        (line,) = [each for each in self.said if each.startswith("open ")]
        return line.removeprefix("open ")

    def tabs(self) -> list[int]:
        """The programs that it has opened and that still run."""
        return [pid for pid, parent in _parents() if parent == self.process.pid]


def _parents() -> Iterator[tuple[int, int]]:
    rows = subprocess.run(
        ["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    ).stdout
    for row in rows.splitlines():
        pid, parent = row.split()
        yield int(pid), int(parent)


def runs(pid: int) -> bool:
    """Whether a process is still there."""
    return pid in dict(_parents())


@contextmanager
def served(path: Path, *options: str) -> Iterator[Served]:
    """The worklist of a ledger, served to this machine; what its screens remember is kept beside it."""
    taken = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    command = [sys.executable, "-m", "collectrules", "--ledger", str(path), "serve", "--by", "mara"]
    process = subprocess.Popen(
        [*command, "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**taken, "XDG_STATE_HOME": str(path.parent)},
    )
    try:
        assert process.stdout is not None
        said: list[str] = []
        while not (said and said[-1].startswith("Ctrl+C")):
            line = process.stdout.readline()
            assert line, said
            said.append(line.rstrip("\n"))
        yield Served(process, tuple(said))
    finally:
        process.terminate()
        process.communicate(timeout=30)
