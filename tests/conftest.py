"""What every test runs with: how hypothesis is set, a person who has no files of their own, and new ledgers.

The same examples are tried each time, so that a suite that passed goes on passing. `make fuzz` draws them at
random, and more of them; so does `make test ARGS=--hypothesis-profile=random`, which takes twice as long.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from collectrules.demo.build import make_demo
from collectrules.ledger.book import IN_MEMORY, Ledger
from collectrules.policy.shipped import shipped_policy

settings.register_profile("same", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("random", deadline=None, max_examples=200)
settings.load_profile("random" if "FUZZ_CASES" in os.environ else "same")


@pytest.fixture(autouse=True, scope="session")
def nothing_of_whoever_runs_them(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Neither the view that a screen was left in nor the keys somebody moved are these tests'."""
    home = str(tmp_path_factory.mktemp("home"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_STATE_HOME", home)
        patched.setenv("XDG_CONFIG_HOME", home)
        yield


@pytest.fixture(scope="session")
def demo_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the demo's ledger, which nobody may write to: a year is lived only once."""
    path = tmp_path_factory.mktemp("demo") / "collectrules.db"
    make_demo(path, shipped_policy("ready"), "ready.toml")
    return path


@pytest.fixture(scope="session")
def blank_ledger(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a ledger in which nothing was recorded yet."""
    path = tmp_path_factory.mktemp("blank") / "books.db"
    Ledger.create(path).close()
    return path.read_bytes()


@pytest.fixture(autouse=True)
def new_ledgers_are_copies(blank_ledger: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables of a new ledger are made once: that takes longer than most tests. Some are about it."""
    create = Ledger.create

    def copied(path: Path) -> Ledger:
        if path == IN_MEMORY or path.exists() or not path.parent.is_dir():
            return create(path)
        path.write_bytes(blank_ledger)
        return Ledger.open(path)

    monkeypatch.setattr(Ledger, "create", copied)
