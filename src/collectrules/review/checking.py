"""Whether judging only some comes to the same as judging everybody: both are tried on the same books."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from collectrules.ledger.book import Book

Found = tuple[list[tuple[object, ...]], list[tuple[object, ...]]]
"""The rows of the worklist, in order, and what was written, sorted."""

_LISTED: Final = """
    SELECT account_id, currency, segment, score, to_collect, overdue_total, oldest_days_past_due, invoice_id,
           stage, kind, rule, facts
    FROM worklist ORDER BY rank
"""
_WRITTEN: Final = """
    SELECT kind, effective_on, payload FROM journal WHERE seq > ? AND kind <> 'run' ORDER BY kind, payload
"""


def found_by(book: Book, before: int) -> Found:
    """What the run came to that wrote the events after one."""
    execute = book.connection.execute
    return execute(_LISTED).fetchall(), execute(_WRITTEN, (before,)).fetchall()


def tried(book: Book, run: Callable[[], object]) -> Found:
    """What a run comes to; it is undone."""
    before = book.seq, book.chain
    book.connection.execute("SAVEPOINT tried")
    try:
        run()
        return found_by(book, before[0])
    finally:
        book.connection.execute("ROLLBACK TO tried")
        book.connection.execute("RELEASE tried")
        book.seq, book.chain = before
