"""Keys one after the other: each is done with before the next is looked at.

A key that opens a dialog takes a moment to do so. One that was pressed right after it would be handed to what
is still on top, and do something else there, or nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from time import monotonic
from typing import Final, Protocol, TypeVar, runtime_checkable

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

Answer = TypeVar("Answer")

LOOK_SECONDS: Final = 0.3
"""How often it is looked whether what a key was handed to is still there: the key may have removed it."""
LONGEST: Final = 10.0
"""Seconds after which a key is taken to be done with all the same: a busy machine may take long for one."""

MOVES: Final = frozenset({"up", "down", "pageup", "pagedown", "home", "end"})
"""Keys that only move, and come in dozens where one is held down: nothing opens by them."""


LEAVE: Final = frozenset({"ctrl+q", "ctrl+c"})
"""Keys that leave the program, or say how to."""


def let_keys_go_on(app: App[object], *, forget: bool = False) -> None:
    """Have keys wait no longer for what was under way; `forget` those that were pressed meanwhile."""
    if isinstance(app, KeysInOrder):
        if forget:
            app.forget_keys()
        app.keys_go_on()


@runtime_checkable
class HoldsKeys(Protocol):
    """A screen on which some keys have to wait until what was asked for before them is there."""

    def holds(self, key: events.Key) -> bool:
        """Whether a key has to wait; the screen calls `keys_go_on` when it has to no more."""
        ...


class KeysInOrder(App[Answer]):
    """An application that hands on a key once the one before has gone through everything that may want it."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[events.Key] = deque()
        self._since = 0.0
        """When the key that is under way was handed on; 0 where none is."""
        self._at: MessagePump | None = None
        """Where it is on its way."""

    @property
    def keys_wait(self) -> bool:
        """Whether a key is under way, or waits for one that is."""
        return bool(self._since or self._waiting)

    async def on_event(self, event: events.Event) -> None:
        """Keep a key waiting while another is under way."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif self._must_wait(event):
            if not self._waiting:
                self.set_timer(LOOK_SECONDS, self._go_on_anyway)
            self._waiting.append(event)
        elif event.key in MOVES:
            await super().on_event(event)
        else:
            await self._hand_on(event)

    async def _hand_on(self, key: events.Key) -> None:
        self._since = monotonic()
        # A key goes up from what has the focus; this follows it from node to node, and then what came of it.
        nodes = self.focused.ancestors_with_self if self.focused else [self.screen, self]
        await super().on_event(key)
        self._follow(iter((*nodes, *nodes)), self._since)

    def _follow(self, nodes: Iterator[MessagePump], since: float) -> None:
        self._at = node = next(nodes, None)
        if node is None:
            self._done(since)
        elif not node.call_later(self._follow, nodes, since):
            self._follow(nodes, since)

    def _done(self, since: float) -> None:
        if since == self._since:
            self._since = 0.0
            self.call_later(self._next)

    def keys_go_on(self) -> None:
        """Look again at the keys that wait: what they had to wait for is there."""
        if self._waiting:
            self.call_later(self._next)

    def forget_keys(self) -> None:
        """Drop the keys that wait: what they were pressed for did not come about."""
        self._waiting.clear()

    def _must_wait(self, key: events.Key) -> bool:
        """Whether a key comes after others; who wants to leave does not wait for the ledger."""
        if key.key in LEAVE and not self._since:
            return bool(self._waiting) and not self._held(self._waiting[0])
        return self.keys_wait or self._held(key)

    def _held(self, key: events.Key) -> bool:
        screen = self.screen
        return isinstance(screen, HoldsKeys) and screen.holds(key)

    async def _next(self) -> None:
        if not self._waiting or self._since:
            return
        key: events.Key | None = self._waiting[0]
        if key is not None and self._held(key):
            key = next((each for each in self._waiting if each.key in LEAVE), None)
        if key is not None:
            self._waiting.remove(key)
            await self._hand_on(key)

    async def _go_on_anyway(self) -> None:
        gone = self._at is not None and not self._at.is_running
        if self._since and (gone or monotonic() - self._since >= LONGEST):
            self._since = 0.0
        await self._next()
        if self._waiting:
            self.set_timer(LOOK_SECONDS, self._go_on_anyway)
