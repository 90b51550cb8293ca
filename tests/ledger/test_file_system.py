"""Which file system a ledger lies on, from Linux's list of mounts."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectrules.ledger.file_system import kind_of_mount, network_file_system

MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:25 / /home rw shared:2 - nfs4 server:/home rw,vers=4.2
31 30 254:1 / /home/ana/local rw - xfs /dev/vdb rw
32 22 0:26 / /mnt/the\\040office rw - cifs //server/office rw
33 22 0:27 / /srv rw - nfs4 server:/srv rw
34 22 254:2 / /srv rw - ext4 /dev/vdc rw
a line of something else
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/books.db", "ext4"),
        ("/home/ana/books.db", "nfs4"),
        ("/home/ana/local/books.db", "xfs"),
        ("/homes/books.db", "ext4"),
        ("/mnt/the office/books.db", "cifs"),
        ("/srv/books.db", "ext4"),
    ],
)
def test_the_nearest_mount_counts(path: str, kind: str) -> None:
    assert kind_of_mount(Path(path), MOUNTS) == kind


def test_where_nothing_is_known() -> None:
    assert kind_of_mount(Path("/books.db"), "") is None


def test_only_those_of_the_network_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    monkeypatch.setattr("collectrules.ledger.file_system._MOUNTS", mounts)
    assert network_file_system(Path("/home/ana/books.db")) is None
    mounts.write_text(MOUNTS)
    assert network_file_system(Path("/home/ana/books.db")) == "nfs4"
    assert network_file_system(Path("/var/books.db")) is None
