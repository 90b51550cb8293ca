"""Where the policies and packs are that come with the program.

A wheel has them inside the package; from a checkout they are read in `policies/`, where they are kept.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from collectrules.errors import InputError

_PACKAGE: Final = Path(__file__).parent.parent
_FOLDERS: Final = (_PACKAGE / "_policies", _PACKAGE.parent.parent / "policies")


def shipped_folder() -> Path:
    """The folder with the policies that come with the program.

    Raises `InputError` where the installation has lost it.
    """
    for folder in _FOLDERS:
        if folder.is_dir():
            return folder
    raise InputError(
        "this installation has no policies", help="install collectrules again: files are missing"
    )


def pack_ids() -> tuple[str, ...]:
    """The ids of the compliance packs that come with the program, in alphabetical order."""
    return tuple(sorted(path.stem for path in (shipped_folder() / "packs").glob("*.toml")))
