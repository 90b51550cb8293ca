"""What others record into the ledger while it is open here."""

from __future__ import annotations

from collectrules.ledger.book import Ledger
from collectrules.worklist.changes import Seen, seen_now, shows


class Others:
    """Notices what another program has recorded; used on the ledger's thread, before and after each request.

    Everything is written by one connection here, so that what SQLite reports as changed was changed by
    somebody else.
    """

    def __init__(self) -> None:
        self._version = -1
        self._seen: Seen | None = None
        self.wrote = False
        """Whether anything that the list may show was recorded since it was read."""

    def read(self, ledger: Ledger) -> None:
        """Take the ledger as it is now for what is known."""
        self._version, self._seen = _data_version(ledger), seen_now(ledger.connection)
        self.wrote = False

    def look(self, ledger: Ledger) -> None:
        """Look what is new; what was recorded while nobody else wrote is our own."""
        version = _data_version(ledger)
        if version != self._version and self._seen is not None:
            self.wrote = self.wrote or shows(ledger.connection, self._seen)
        self._version, self._seen = version, seen_now(ledger.connection)


def _data_version(ledger: Ledger) -> int:
    (version,) = ledger.connection.execute("PRAGMA data_version").fetchone()
    return int(version)
