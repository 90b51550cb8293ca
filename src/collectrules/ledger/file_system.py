"""Where a ledger lies: SQLite's write-ahead log needs a disk of this machine, not one of the network."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

_MOUNTS: Final = Path("/proc/self/mountinfo")
_NETWORK: Final = frozenset(
    [
        "9p",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "davfs",
        "fuse.glusterfs",
        "fuse.rclone",
        "fuse.sshfs",
        "gfs2",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "ocfs2",
        "smb2",
        "smb3",
        "smbfs",
    ]
)


def network_file_system(path: Path) -> str | None:
    """The kind of network file system that holds `path`, such as `nfs4`; None on a disk of this machine.

    Known on Linux, and of shares that Windows names by `\\\\server`; elsewhere None.
    """
    whole = str(path.absolute())
    if whole.startswith("\\\\"):
        return "a Windows share"
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    kind = kind_of_mount(path.resolve(), mounts)
    return kind if kind in _NETWORK else None


def kind_of_mount(path: Path, mounts: str) -> str | None:
    """The kind of the file system that `path` lies on; `mounts` is in the form of Linux's mountinfo."""
    found: tuple[int, str] | None = None
    for line in mounts.splitlines():
        fields, _, rest = line.partition(" - ")
        words = fields.split(" ")
        if len(words) < 5 or not rest:
            continue
        point = Path(_unescaped(words[4]))
        # Of two mounts on one folder the later one is seen.
        if path.is_relative_to(point) and (found is None or len(point.parts) >= found[0]):
            found = (len(point.parts), rest.split(" ")[0])
    return found[1] if found else None


def _unescaped(text: str) -> str:
    """A path of mountinfo, where a blank is written `\\040`."""
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), text)
