"""The table of keys as Textual wants it."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from collectrules.tui.keys import Key


def bindings_of(keys: Iterable[Key]) -> list[BindingType]:
    """A binding for each key, shown in the footer where it has a label."""
    return [
        Binding(
            key.keys,
            key.action,
            key.label or key.help,
            show=bool(key.label),
            key_display=key.shown or None,
            id=key.id,
        )
        for key in keys
    ]
