"""The terminal is closed in the middle of a dialog: nothing half written stays, and the program ends."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from collectrules.ledger.book import Ledger
from collectrules.ledger.verify import verify
from tests.tui import ledgers

PROGRAM = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from collectrules.cli.app import run
sys.exit(run(sys.argv[1:]))
"""
"""The command, with the terminal as its own, so that it is told when that is closed."""
IGNORED = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)"
"""As `nohup` starts a command."""
PATIENCE = 60.0
"""Seconds that a slow machine has to draw a screen."""


CONTROLS = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")
"""Colours and moves: a text may be drawn in pieces, with these between them."""


def wait_for(terminal: int, text: str) -> None:
    """Read what is drawn until a text is."""
    drawn = b""
    while text.encode() not in CONTROLS.sub(b"", drawn):
        ready, _, _ = select.select([terminal], [], [], PATIENCE)
        assert ready, drawn[-2000:]
        drawn += os.read(terminal, 65536)


@pytest.mark.parametrize("before", ["", IGNORED], ids=["", "of one who ignores that"])
def test_a_closed_terminal_leaves_nothing_half_written(path: Path, before: str) -> None:
    events = ledgers.rows(path, "SELECT count(*) FROM journal")
    terminal, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    command = [
        sys.executable,
        "-c",
        before + PROGRAM,
        "--ledger",
        str(path),
        "worklist",
        "--by",
        "mara",
    ]
    program = subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        env=os.environ | {"TERM": "xterm-256color"},
    )
    os.close(theirs)
    try:
        wait_for(terminal, "shows the keys")
        os.write(terminal, b"p")
        wait_for(terminal, "by which day")
        os.write(terminal, b"+7")
        wait_for(terminal, "promise of ")
        os.close(terminal)
        program.wait(PATIENCE)
    finally:
        program.kill()
        program.wait()
    assert ledgers.rows(path, "SELECT count(*) FROM journal") == events
    with Ledger.open(path) as ledger:
        assert verify(ledger) == []
