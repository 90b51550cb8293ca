"""How long the command line takes to start, against an interpreter that does nothing."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from typing import Final

_TIMES: Final = 15


def main() -> None:
    """Print the median of `collectrules --help`, and its ratio to a bare interpreter."""
    bare = _median([sys.executable, "-c", "pass"])
    for words in (["--help"], ["--version"], ["run", "--help"]):
        taken = _median([sys.executable, "-m", "collectrules", *words])
        print(
            f"collectrules {' '.join(words):12} {taken:.3f} s, {taken / bare:.1f} times a bare interpreter"
        )


def _median(command: list[str]) -> float:
    taken = []
    for _ in range(_TIMES):
        started = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
