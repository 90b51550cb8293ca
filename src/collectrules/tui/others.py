"""What others record into the ledger while it is open here."""

from __future__ import annotations

from collectrules.ledger.book import Ledger


class Others:
    """Notices what another program has recorded; used on the ledger's thread, before and after each request.

    Everything is written by one connection here, so that what SQLite reports as changed was changed by
    somebody else. A claim or a question to the gate changes nothing that the list shows.
    """

    def __init__(self) -> None:
        self._version = -1
        self._seq = 0
        self.wrote = False
        """Whether anything that the list may show was recorded since it was read."""

    def read(self, ledger: Ledger) -> None:
        """Take the ledger as it is now for what is known."""
        self._version, self._seq = _data_version(ledger), _last(ledger)
        self.wrote = False

    def look(self, ledger: Ledger) -> None:
        """Look what is new; what was recorded while nobody else wrote is our own."""
        version = _data_version(ledger)
        if self._version not in (version, -1):
            self.wrote = self.wrote or self._theirs(ledger)
        self._version, self._seq = version, _last(ledger)

    def _theirs(self, ledger: Ledger) -> bool:
        """Whether any event since the last look is more than a question to the gate."""
        (found,) = ledger.connection.execute(
            "SELECT EXISTS (SELECT 1 FROM journal WHERE seq > :seq AND kind <> 'gate_check')",
            {"seq": self._seq},
        ).fetchone()
        return bool(found)


def _data_version(ledger: Ledger) -> int:
    (version,) = ledger.connection.execute("PRAGMA data_version").fetchone()
    return int(version)


def _last(ledger: Ledger) -> int:
    (seq,) = ledger.connection.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()
    return int(seq)
