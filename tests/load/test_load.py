"""Many processes at one ledger, some killed in the middle: no limit is stepped over, nothing is lost.

A few seconds of it in `make test`; with SOAK set, which `make soak` does, sixteen processes for a minute
and a hundred kills.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter, defaultdict
from contextlib import closing
from pathlib import Path

import pytest

from collectrules.compliance.replay import replay
from collectrules.ledger.book import Ledger
from collectrules.ledger.verify import verify
from tests.load.counting import Made, breaches, made
from tests.load.hammer import make

ROOT = Path(__file__).parent.parent.parent
WHOLE = "SOAK" in os.environ
PROCESSES, SECONDS, KILLS = (16, 60.0, 100) if WHOLE else (4, 3.0, 5)
ACCOUNTS = 50 if WHOLE else 8
LONG_ENOUGH = 600.0
"""Seconds after the beginning at which a process ends that nobody killed."""


class Hammers:
    """Processes at one ledger, each with a file of what it was told to have written."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "books.db"
        self.files: list[Path] = []
        self.running: list[tuple[subprocess.Popen[bytes], Path]] = []
        self.killed: list[int] = []
        make(self.path, ACCOUNTS)

    def begin(self, count: int, seconds: float) -> None:
        """Start so many, which act for so many seconds once they may go."""
        for _ in range(count):
            seed = len(self.files)
            told = self.path.with_name(f"told-{seed}.txt")
            given = map(str, (self.path, told, seed, seconds))
            command = [sys.executable, "-m", "tests.load.hammer", *given]
            self.files.append(told)
            self.running.append((subprocess.Popen(command, cwd=ROOT), told))

    def go(self) -> None:
        """Let all of them act, from now on, at the same time."""
        for process, told in self.running:
            _wait_for(process, told)
        self.path.with_name("go").touch()

    def kill_one(self, at_random: random.Random) -> None:
        """Kill one of those that run, as no program can prevent, at some moment after it began."""
        process, told = self.running.pop(at_random.randrange(len(self.running)))
        _wait_for(process, told)
        time.sleep(at_random.random() * 0.3)
        process.send_signal(signal.SIGKILL)
        self.killed.append(process.wait())

    def end(self) -> list[int]:
        """Wait for all that run; returns how they ended."""
        codes = [process.wait(LONG_ENOUGH) for process, _ in self.running]
        self.running.clear()
        return codes

    def stop(self) -> None:
        """Leave none behind, whatever happened."""
        for process, _ in self.running:
            process.kill()
            process.wait()

    @property
    def told(self) -> dict[str, list[str]]:
        """By its first word, the rest of every whole line."""
        lines: dict[str, list[str]] = defaultdict(list)
        for file in self.files:
            text = file.read_text(encoding="utf-8") if file.exists() else ""
            for line in text.split("\n")[:-1]:
                word, _, rest = line.partition(" ")
                lines[word].append(rest)
        return lines


def _wait_for(process: subprocess.Popen[bytes], told: Path) -> None:
    """Wait until a process says that it is ready, or ends."""
    while not (told.exists() and told.stat().st_size) and process.poll() is None:
        time.sleep(0.01)


@pytest.fixture
def hammers(tmp_path: Path) -> Hammers:
    return Hammers(tmp_path)


def test_processes_at_once_never_step_over_a_limit(
    hammers: Hammers, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        hammers.begin(PROCESSES, SECONDS)
        hammers.go()
        codes = hammers.end()
    finally:
        hammers.stop()
    figures = whole(hammers)
    assert codes == [0] * PROCESSES
    done = [json.loads(each) for each in hammers.told["done"]]
    acts, slowest = sum(each["acts"] for each in done), max(each["slowest"] for each in done)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{PROCESSES} processes, {SECONDS:.0f} s: {acts} acts, {figures}; "
            f"the slowest took {slowest:.2f} s, the idlest process did {min(each['acts'] for each in done)}\n"
        )


def test_processes_killed_in_the_middle_leave_the_ledger_whole(
    hammers: Hammers, capsys: pytest.CaptureFixture[str]
) -> None:
    at_random = random.Random(5)
    try:
        hammers.begin(4, LONG_ENOUGH)
        hammers.go()
        for _ in range(KILLS):
            hammers.kill_one(at_random)
            hammers.begin(1, LONG_ENOUGH)
        while hammers.running:
            hammers.kill_one(at_random)
    finally:
        hammers.stop()
    assert set(hammers.killed) == {-signal.SIGKILL}
    figures = whole(hammers, killed=len(hammers.killed))
    with capsys.disabled():
        sys.stdout.write(f"\n{len(hammers.killed)} processes killed: {figures}\n")


def whole(hammers: Hammers, *, killed: int = 0) -> str:
    """Hold the ledger against its limits, its chain and what every process was told; returns the figures."""
    told = hammers.told
    assert told["error"] == []
    everything = made(hammers.path)
    assert list(breaches(everything)) == []
    with Ledger.open(hammers.path) as ledger:
        assert verify(ledger) == []
        with ledger.reading():
            assert replay(ledger).of("breach") == ()
        assert ledger.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with closing(sqlite3.connect(hammers.path)) as connection:
        kinds = dict(connection.execute("SELECT kind, count(*) FROM journal GROUP BY kind"))
        seqs = {
            kind: {seq for (seq,) in connection.execute(f"SELECT seq FROM {kind}")}
            for kind in ("attempt", "attempt_release", "contact", "gate_check")
        }
        unasked = connection.execute(
            """
            SELECT seq FROM attempt AS a
            WHERE NOT EXISTS (SELECT 1 FROM gate_check AS g WHERE g.seq = a.seq - 1 AND g.allowed = 1)
              AND NOT EXISTS (SELECT 1 FROM reversal AS r WHERE r.seq = a.seq - 1)
            UNION ALL
            SELECT seq FROM contact AS c
            WHERE c.direction = 'out'
              AND NOT EXISTS (SELECT 1 FROM gate_check AS g WHERE g.seq = c.seq - 1 AND g.allowed = 1)
            """
        ).fetchall()
    assert unasked == []
    nothing_lost(told, seqs, killed)
    full = Counter(each.account for each in everything)
    assert len(full) > ACCOUNTS / 2, "hardly anything was let through: the test says nothing"
    assert len(told["blocked"]) > 5, "hardly anything was refused: the test says nothing"
    return (
        f"{kinds['attempt']} attempts reserved, {kinds['attempt_release']} released, "
        f"{kinds['contact']} contacts, {kinds['reversal']} taken back, {len(told['blocked'])} refused, "
        f"{kinds['gate_check']} questions on record, {open_attempts(everything)} attempts left open; "
        "0 limits exceeded, 0 lost, the chain is whole"
    )


def nothing_lost(told: dict[str, list[str]], seqs: dict[str, set[int]], killed: int) -> None:
    """What a process was told is there; what is there and was told to nobody is one act a kill at most."""
    contacts = {int(line.split()[0]) for line in told["contact"]}
    heard = {
        "attempt": set(map(int, told["attempt"])),
        "attempt_release": set(map(int, told["release"])),
        "contact": contacts,
        "gate_check": set(map(int, [*told["blocked"], *told["check"]])),
    }
    for kind, known in heard.items():
        assert known <= seqs[kind], f"{kind} lost"
    untold = sum(
        len(seqs[kind] - heard[kind]) for kind in ("attempt", "attempt_release", "contact")
    )
    assert untold <= killed


def open_attempts(everything: list[Made]) -> int:
    return sum(each.result == "reserved" for each in everything)
