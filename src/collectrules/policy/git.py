"""A policy as it stood in a revision of a git repository, read by the program git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

from collectrules.errors import InputError
from collectrules.policy.source import LARGEST_FILE

GIT: Final = "git:"
"""What a revision of a file begins with: `git:HEAD:policies/ready.toml`."""
_SECONDS: Final = 60
_FORM: Final = "write it as in `git:HEAD~1:policies/ready.toml`"


def read_revision(text: str) -> bytes:
    """The bytes of a file in a revision; the path counts from the working folder, as that of any file does.

    Raises `InputError` where git is not installed, this is no repository, or the revision has no such file.
    """
    revision, path = _parts(text)
    _run(
        ("rev-parse", "--git-dir"),
        lambda said: InputError(
            f"`{text}` cannot be read: {said}", help="run it in a folder of a git repository"
        ),
    )
    commit = _run(
        ("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"),
        lambda _: InputError(
            f"`{revision}` is no revision of this git repository",
            help="`git log --oneline` and `git tag` show them",
        ),
    )
    place = f"{commit.decode().strip()}:{_from_here(path)}"
    size = _run(("cat-file", "-s", place), lambda _: _no_such_file(revision, path))
    kind = _run(("cat-file", "-t", place), lambda _: _no_such_file(revision, path))
    if kind.strip() != b"blob":
        raise InputError(
            f"`{path}` is a folder in `{revision}`, not a file", help="name a policy file in it"
        )
    if int(size) > LARGEST_FILE:
        raise InputError(
            f"`{path}` is too large for a policy in `{revision}`",
            help="check that it is a policy file",
        )
    return _run(("cat-file", "blob", place), lambda _: _no_such_file(revision, path))


def _parts(text: str) -> tuple[str, str]:
    """The revision and the path; a revision has no colon but in a search of messages, a path may."""
    revision, _, path = text.removeprefix(GIT).partition(":")
    if not revision or revision.startswith("-") or not path or "\0" in text:
        raise InputError(f"`{text}` does not say which revision of which file", help=_FORM)
    return revision, path


def _from_here(path: str) -> str:
    """A path as git takes it, from the working folder on."""
    relative = os.path.relpath(path) if Path(path).is_absolute() else os.path.normpath(path)
    return f"./{Path(relative).as_posix()}"


def _no_such_file(revision: str, path: str) -> InputError:
    return InputError(
        f"there is no `{path}` in `{revision}`",
        help=f"`git ls-tree --name-only {revision} ./` shows what is in it, from this folder",
    )


def _run(words: tuple[str, ...], refused: Callable[[str], InputError]) -> bytes:
    """What git answers; `refused` makes an error of what it says where it does not."""
    try:
        done = subprocess.run(
            ("git", "--no-optional-locks", *words),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={**os.environ, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"},
        )
    except FileNotFoundError:
        raise InputError(
            "git is not installed here, or not found", help="install git, or name a file"
        ) from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InputError(f"git cannot be run: {error}", help="name a file instead") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise refused(said.removeprefix("fatal: ") or "git refuses")
    return done.stdout
