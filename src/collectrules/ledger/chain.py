"""The chain that makes a change to the past show: each event's hash covers the one before it."""

from __future__ import annotations

import hashlib
from typing import Final

GENESIS: Final = "0" * 64
"""What the first event names as the hash before it."""

SEPARATOR: Final = "\n"
"""Stands between the parts that are hashed; no part may contain it."""


def link(previous: str, *parts: str) -> str:
    """The hash of an event: SHA-256, in hexadecimal, of the hash before it and the event's parts.

    The parts are seq, kind, effective day, moment recorded, who recorded it, and the payload.
    """
    return hashlib.sha256(SEPARATOR.join((previous, *parts)).encode()).hexdigest()


class Chain:
    """The running end of the chain, for callers that link many events one after the other."""

    def __init__(self, last: str) -> None:
        self.last = last

    def link(self, text: str) -> str:
        """Link the next event, its parts already joined by `SEPARATOR`; returns its hash."""
        self.last = hashlib.sha256(f"{self.last}{SEPARATOR}{text}".encode()).hexdigest()
        return self.last
