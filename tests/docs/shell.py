"""A shell that knows just enough to follow a page: its commands, and the files it shows."""

from __future__ import annotations

import io
import re
import shlex
from contextlib import redirect_stderr, redirect_stdout
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from collectrules.cli.app import run
from tests.docs.pages import Block


class Shell:
    """Follows the blocks of a page in a folder, the working one."""

    def __init__(self) -> None:
        self._code = 0

    def follow(self, block: Block) -> None:
        """Write the file a block shows, change the one it changes, or run its commands.

        Raises `AssertionError` where a command prints something else.
        """
        if block.info == "console":
            for command, printed in block.commands:
                self._expect(block, command, printed)
        elif block.caption and block.info.startswith("diff"):
            _change(Path(block.caption), block)
        elif block.caption:
            Path(block.caption).write_text(block.text, encoding="utf-8")

    def _expect(self, block: Block, command: str, printed: str) -> None:
        said = self._said(shlex.split(command))
        assert matches(said, printed), (
            f"{block.place}: `{command}` prints\n\n{said}\nnot\n\n{printed}"
        )

    def _said(self, words: list[str]) -> str:
        match words:
            case ["collectrules", *arguments]:
                return self._run(arguments)
            case ["echo", "$?"]:
                return f"{self._code}\n"
            case ["cp", source, target]:
                Path(target).write_bytes(Path(source).read_bytes())
                return ""
        raise AssertionError(f"no page may run `{shlex.join(words)}`: it could not be tested")

    def _run(self, arguments: list[str]) -> str:
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            self._code = run(arguments)
        return said.getvalue()


def matches(said: str, printed: str) -> bool:
    """Whether what was said is what is printed, `...` standing for anything, alone for any lines."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else _pattern(line) + r"\n"
        for line in _lines(printed)
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in _lines(said))) is not None


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").split("\n")]


def _pattern(line: str) -> str:
    return ".*".join(map(re.escape, line.split("...")))


def _change(path: Path, block: Block) -> None:
    """Put the lines with a plus in the place of those with a minus, which must stand there once."""
    text = path.read_text(encoding="utf-8")
    for old, new in _changes(block.text):
        assert text.count(old) == 1, f"{block.place}: `{path}` does not have\n{old}"
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def _changes(diff: str) -> list[tuple[str, str]]:
    lines = [line for line in diff.splitlines() if line[:1] in {"-", "+"}]
    runs = ["".join(f"{line[1:]}\n" for line in run) for _, run in groupby(lines, itemgetter(0))]
    return list(zip(runs[::2], runs[1::2], strict=True))
