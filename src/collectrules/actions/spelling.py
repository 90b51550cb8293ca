"""What an act says of its options, in the words of who asked: fields on a screen, `name=` in a shell.

An act tells what to do by the options of its own command, such as `--approved-by NAME`. Where it is one of
the actions, what it asks has other names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from collectrules.actions.action import Action, Field

Spelt = Callable[[Field], str]

_OPTION: Final = re.compile(r"`--([a-z-]+)(?: [^`]*)?`")
_FIELDS: Final = {"invoice": "invoices"}
"""Options whose field has another name."""


def in_shell(field: Field) -> str:
    """`approved-by=`."""
    return f"`{field.name}=`"


def on_screen(field: Field) -> str:
    """`approved by`, as it stands beside the field."""
    return f"`{field.label}`"


def with_fields(action: Action, text: str, spelt: Spelt) -> str:
    """A text with its options spelt as fields of an action; an option for which it has none stays."""
    fields = {each.name: each for each in action.fields}

    def named(found: re.Match[str]) -> str:
        field = fields.get(_FIELDS.get(found[1], found[1]))
        return spelt(field) if field else found[0]

    return _OPTION.sub(named, text)
