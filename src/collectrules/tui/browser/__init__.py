"""The screen in a browser: a server on this machine, one program a tab, nothing fetched from elsewhere."""

from __future__ import annotations

import os
from typing import Final

SERVED_BY: Final = "COLLECTRULES_SERVED_BY"
"""In the environment of a screen that is shown in a browser: the process that serves it."""


def is_served() -> bool:
    """Whether this program is shown in a tab of a browser."""
    return bool(os.environ.get(SERVED_BY))


def is_left_alone() -> bool:
    """Whether the server that showed this program is gone."""
    server = os.environ.get(SERVED_BY, "")
    return bool(server) and str(os.getppid()) != server
