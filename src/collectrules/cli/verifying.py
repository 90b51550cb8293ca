"""`verify`: whether the books are as they were written."""

from __future__ import annotations

import typer

from collectrules.cli import common


def verify(
    context: typer.Context, *, json: common.JsonOption = False, ledger: common.LedgerOption = None
) -> int:
    """Check every event against the chain of hashes, and every table against the journal."""
    from collectrules.ledger.book import Ledger
    from collectrules.ledger.verify import verify as faults_of

    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        faults = faults_of(book)
        (events,) = book.connection.execute("SELECT count(*) FROM journal").fetchone()
    if json:
        common.print_json({"events": events, "faults": faults})
    elif faults:
        typer.echo("\n".join(faults))
        typer.echo(
            "\nthe ledger was changed by something else than this program: keep a copy as it is"
        )
    else:
        typer.echo(
            f"{events:,} events: the chain is whole, and every table says what the journal says"
        )
    return 1 if faults else 0
