"""The colours of the screens: a dark and a light theme of our own in which every text can be read.

Text stands out from every ground it is put on by at least 4.5 to 1, as WCAG 2 asks (success criterion 1.4.3);
a test computes it on the screens as they are drawn.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

from textual.theme import BUILTIN_THEMES, Theme

from collectrules.errors import InputError

DARK: Final = Theme(
    name="collectrules-dark",
    dark=True,
    primary="#5aa9e6",
    secondary="#8fb8d8",
    accent="#ffc473",
    success="#8ad4a1",
    warning="#ffc473",
    error="#f2899a",
    foreground="#e4e7ea",
    background="#14171a",
    surface="#1c2024",
    panel="#262c32",
    variables={
        "foreground-muted": "#a9b2bb",
        "text-muted": "#a9b2bb",
        "text-disabled": "#a9b2bb",
        "text-primary": "#7cbcf0",
        "text-accent": "#ffc473",
        "text-success": "#8ad4a1",
        "text-warning": "#ffc473",
        "text-error": "#f59aa9",
        "primary-muted": "#1f3a52",
        "warning-muted": "#4a3617",
        "footer-key-foreground": "#ffc473",
        "block-cursor-background": "#8cc4f5",
        "block-cursor-foreground": "#0b1620",
    },
)
LIGHT: Final = Theme(
    name="collectrules-light",
    dark=False,
    primary="#0b5cad",
    secondary="#41668a",
    accent="#8a5300",
    success="#14602e",
    warning="#8a5300",
    error="#a01c30",
    foreground="#1b1f23",
    background="#f7f7f5",
    surface="#efefec",
    panel="#e4e4e0",
    variables={
        "foreground-muted": "#555b61",
        "text-muted": "#555b61",
        "text-disabled": "#555b61",
        "text-primary": "#0b4f96",
        "text-accent": "#7a4a00",
        "text-success": "#14602e",
        "text-warning": "#7a4a00",
        "text-error": "#a01c30",
        "primary-muted": "#bfd6ec",
        "warning-muted": "#f3dfb4",
        "footer-key-foreground": "#0b4f96",
        "block-cursor-background": "#0b4f96",
        "block-cursor-foreground": "#ffffff",
    },
)
OWN: Final = (DARK, LIGHT)
_SHORT: Final = {"dark": DARK.name, "light": LIGHT.name}
"""What people type for them."""


def theme_named(name: str, themes: Iterable[str] = BUILTIN_THEMES) -> str:
    """The name of a theme: one of our own, `dark` or `light` for them, or one of `themes`.

    Raises `InputError` where there is none of that name.
    """
    known = [*_SHORT, *_SHORT.values(), *themes]
    wanted = name.strip().lower()
    if wanted in known:
        return _SHORT.get(wanted, wanted)
    near = difflib.get_close_matches(wanted, known, n=1)
    raise InputError(
        f"no theme is called `{name}`",
        help=f"did you mean `{near[0]}`?" if near else f"there is {', '.join(known)}",
    )
