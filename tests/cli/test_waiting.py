"""A ledger that another program writes to, as the command line tells of it."""

from __future__ import annotations

import sys

import pytest
import typer

from collectrules.cli import app as command_line
from collectrules.cli.app import run
from collectrules.ledger.waiting import say_waiting

LINE = "waiting for another program that is writing to the ledger ...\n"


@pytest.fixture
def waits_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that waits for the ledger twice, in the place of every other."""
    waiting = typer.Typer()

    @waiting.command()
    def _wait() -> None:
        say_waiting()
        say_waiting()

    monkeypatch.setattr(command_line, "app", waiting)


@pytest.mark.parametrize(("people", "said"), [(True, LINE), (False, "")])
@pytest.mark.usefixtures("waits_twice")
def test_it_is_said_once_and_to_people_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], people: bool, said: str
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: people)
    assert run([]) == 0
    assert capsys.readouterr() == ("", said)
    say_waiting()
    assert capsys.readouterr() == ("", "")
