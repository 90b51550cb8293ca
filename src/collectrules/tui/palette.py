"""The palette of commands: what the keys do here and now, found by any words of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.app import App, SystemCommand
from textual.screen import Screen

from collectrules.tui.keymap import shown_as
from collectrules.tui.keys import AREAS

_HELP = {(key.id, key.action): key.help for keys in AREAS.values() for key in keys}


def commands(app: App[None], screen: Screen[object]) -> Iterator[SystemCommand]:
    """Everything that a key does on a screen as it is, once each, with its keys."""
    keys: dict[tuple[str, str], list[str]] = {}
    found = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if not active.enabled or not binding.id:
            continue
        keys.setdefault((binding.id, binding.action), []).append(shown_as(binding.key))
        found[binding.id, binding.action] = active
    for (id, action), active in found.items():
        title = _HELP.get((id, action)) or active.binding.description
        if title:
            told = " ".join(keys[id, action])
            yield SystemCommand(title, told, partial(app.run_action, action, active.node))
