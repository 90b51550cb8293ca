"""Every command that a page shows exists, with every option it is shown with."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.core import TyperGroup

from collectrules.cli.app import app
from tests.docs.pages import PAGES, ROOT, blocks

INLINE = re.compile(r"`(collectrules [^`]+)`")


def shown() -> Iterator[tuple[str, str]]:
    """The commands of the pages, each with where it stands."""
    for page in PAGES:
        for block in blocks(page):
            yield from ((block.place, command) for command, _ in block.commands)
        prose = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
        name = str(page.relative_to(ROOT))
        yield from ((name, " ".join(found.split())) for found in INLINE.findall(prose))


SHOWN = sorted({each for each in shown() if each[1].startswith("collectrules")})


def command_of(words: list[str]) -> tuple[Any, list[str]]:
    """The command that words name, and what is left of them."""
    command: Any = typer.main.get_command(app)
    left = list(words)
    while isinstance(command, TyperGroup) and left:
        word = left.pop(0)
        if word == "--ledger":
            del left[0]
        elif not word.startswith("-"):
            command = command.commands[word]
    return command, left


def options_of(command: Any) -> set[str]:
    return {name for each in command.params for name in each.opts} | {"--help"}


@pytest.mark.parametrize(("place", "command"), SHOWN, ids=lambda text: text.split(":")[0])
def test_a_command_and_its_options_exist(place: str, command: str) -> None:
    found, left = command_of(shlex.split(command.replace("...", ""))[1:])
    used = {word.partition("=")[0] for word in left if word.startswith("--")}
    assert used - options_of(found) == set(), place


def test_commands_are_found() -> None:
    assert len(SHOWN) > 50
    with pytest.raises(KeyError):
        command_of(["harvest"])
