"""Whom to tell that a ledger has to be waited for: people at the command line, or the screen in its way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

Sayer = Callable[[], None]
"""Says that another program is writing and is waited for."""

_sayer: Final[ContextVar[Sayer | None]] = ContextVar("sayer", default=None)


@contextmanager
def telling_of_waits(say: Sayer | None) -> Iterator[None]:
    """Have `say` called where a ledger is waited for within the block, in this thread; None for nobody."""
    before = _sayer.set(say)
    try:
        yield
    finally:
        _sayer.reset(before)


def say_waiting() -> None:
    """Tell whoever wants to know that a ledger is being waited for."""
    say = _sayer.get()
    if say is not None:
        say()


def once(say: Sayer) -> Sayer:
    """A sayer that speaks the first time only."""
    said: list[bool] = []

    def say_once() -> None:
        if not said:
            said.append(True)
            say()

    return say_once
