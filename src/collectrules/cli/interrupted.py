"""Ctrl-C while SQLite is at work: it stops the command, and is not taken for an error of the ledger."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from collectrules.errors import CollectrulesError


@contextmanager
def stops_at_once() -> Iterator[None]:
    """Raise `KeyboardInterrupt` where one came while SQLite was calling one of our functions.

    SQLite says no more of it than that the function failed, which would be told as damage to the ledger.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler or not _in_main_thread():
        yield
        return
    asked: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        asked.append(number)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    except CollectrulesError:
        if asked:
            raise KeyboardInterrupt from None
        raise
    finally:
        signal.signal(signal.SIGINT, before)


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()
