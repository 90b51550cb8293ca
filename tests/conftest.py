"""How hypothesis is set for every test.

The same examples are tried each time, so that a suite that passed goes on passing. `make fuzz` draws them at
random, and so does `make test ARGS=--hypothesis-profile=random`.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None)
settings.load_profile("random" if "FUZZ_CASES" in os.environ else "same")
