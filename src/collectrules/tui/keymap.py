"""A person's own keys: a file that gives what can be done other keys than those it has.

    # keymap.toml
    log-call = "f5"
    filter = ["/", "ctrl+f"]

What is not named keeps its keys. Keys are single letters and signs, or names such as `f5`, `ctrl+t`,
`pageup`.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from collectrules.errors import InputError, Place
from collectrules.tui.keys import Key

_NAMED: Final = frozenset(
    {
        "escape", "enter", "tab", "space", "backspace", "insert", "delete", "home", "end", "pageup",
        "pagedown", "up", "down", "left", "right", *(f"f{number}" for number in range(1, 25)),
    }
)  # fmt: skip
_MODIFIERS: Final = ("ctrl", "alt", "shift")
_SIGNS: Final = {",": "comma", "+": "plus"}
"""Signs that stand for something else where keys are listed."""

Areas = Mapping[str, Sequence[Key]]
"""By the name of a part of the screen, what can be done there: within one, a key does one thing."""


def place_of_keymap() -> Path:
    """Where the file is looked for: `$COLLECTRULES_KEYMAP`, else in the user's configuration."""
    given = os.environ.get("COLLECTRULES_KEYMAP")
    if given:
        return Path(given)
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(home) / "collectrules" / "keymap.toml"


def read_keymap(path: Path, areas: Areas) -> dict[str, str]:
    """For each thing that the file names, by its id, its keys with commas between; empty without a file.

    Raises `InputError`, with the place, where the file cannot be read, an id or a key is none, or a key
    would do two things in one part of the screen.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"the keymap `{path}` cannot be read: {error}",
            help="mend it, or take it away to have the keys as they were",
        ) from error
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+), column (\d+)", str(error))
        place = Place(str(path), int(line[1]), int(line[2])) if line else None
        raise InputError("this is not TOML", help=_EXAMPLE, place=place) from error
    known = {key.id: key for keys in areas.values() for key in keys}
    keymap = {id: _keys(id, given, known, _place(path, text, id)) for id, given in said.items()}
    _refuse_clashes(keymap, areas, lambda id: _place(path, text, id))
    return keymap


_EXAMPLE: Final = 'write lines such as `log-call = "f5"`; `collectrules keys` lists the ids'


def _place(path: Path, text: str, id: str) -> Place:
    """Where the file names an id."""
    for number, line in enumerate(text.splitlines(), 1):
        if found := re.match(rf"""\s*(["']?){re.escape(id)}\1\s*[=.\]]""", line.lstrip("[")):
            return Place(str(path), number, 1 + len(line) - len(line.lstrip()), len(found[0]))
    return Place(str(path), 1, 1)


def _keys(id: str, given: object, known: Mapping[str, Key], place: Place) -> str:
    if id not in known:
        near = difflib.get_close_matches(id, known, n=1)
        suggestion = f"did you mean `{near[0]}`? " if near else ""
        raise InputError(
            f"nothing is called `{id}`",
            help=f"{suggestion}`collectrules keys` lists the ids",
            place=place,
        )
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        raise InputError(f"the keys of `{id}` are not text", help=_EXAMPLE, place=place)
    if not listed:
        raise InputError(
            f"`{id}` has no key", help="name one at least, or leave the line out", place=place
        )
    return ",".join(_key(id, each, place) for each in listed)


def _key(id: str, given: str, place: Place) -> str:
    *before, last = given.split("+") if len(given) > 1 else [given]
    single = len(last) == 1 and last.isprintable() and not last.isspace()
    modified = all(each in _MODIFIERS for each in before)
    if not modified or not (single or last in _NAMED):
        raise InputError(
            f"`{given}` is not a key, for `{id}`",
            help="write a letter, a sign, or a name such as `f5`, `ctrl+t`, `pageup`, `escape`",
            place=place,
        )
    return "+".join((*before, _SIGNS.get(last, last)))


def _refuse_clashes(keymap: Mapping[str, str], areas: Areas, place: Callable[[str], Place]) -> None:
    for area, keys in areas.items():
        does: dict[str, str] = {}
        for key in keys:
            for each in keymap.get(key.id, key.keys).split(","):
                other = does.setdefault(spelt(each), key.id)
                if other != key.id and (key.id in keymap or other in keymap):
                    moved = key.id if key.id in keymap else other
                    raise InputError(
                        f"`{spelt(each)}` would do both `{other}` and `{key.id}` in {area}",
                        help=f"give `{other if moved == key.id else key.id}` another key too",
                        place=place(moved),
                    )


_SPELT: Final = {
    "slash": "/", "question_mark": "?", "comma": ",", "full_stop": ".", "asterisk": "*", "colon": ":",
    "plus": "+", "minus": "-", "semicolon": ";", "left_square_bracket": "[", "right_square_bracket": "]",
}  # fmt: skip


def spelt(key: str) -> str:
    """A key as people write it: signs by themselves."""
    return _SPELT.get(key, key)


_SHOWN: Final = {
    "escape": "Esc", "pageup": "PgUp", "pagedown": "PgDn", "up": "↑", "down": "↓", "left": "←", "right": "→",
}  # fmt: skip


def shown_as(key: str) -> str:
    """A key as the screen shows it: `F5`, `Ctrl+F`, `Esc`, `c`."""
    *before, last = key.split("+")
    sign = spelt(last)
    named = _SHOWN.get(last) or (sign if len(sign) == 1 else sign.capitalize())
    letter = named.upper() if before and len(named) == 1 else named
    return "+".join((*(each.capitalize() for each in before), letter))


def moved(keys: Sequence[Key], keymap: Mapping[str, str]) -> tuple[Key, ...]:
    """A table of keys as a keymap leaves it."""
    return tuple(
        replace(key, keys=keymap[key.id], shown=" ".join(map(shown_as, keymap[key.id].split(","))))
        if key.id in keymap
        else key
        for key in keys
    )
