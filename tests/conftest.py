"""What every test runs with: how hypothesis is set, and a person who has no files of their own.

The same examples are tried each time, so that a suite that passed goes on passing. `make fuzz` draws them at
random, and more of them; so does `make test ARGS=--hypothesis-profile=random`, which takes twice as long.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

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
