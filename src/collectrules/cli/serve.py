"""`serve`: the worklist in a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from collectrules.cli import common


def serve(
    context: typer.Context,
    *,
    host: Annotated[
        str, typer.Option("--host", metavar="HOST", help="Where to listen.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="N", help="The port; 0 is any that is free.")
    ] = 8000,
    public_url: Annotated[
        str,
        typer.Option(
            "--public-url",
            metavar="URL",
            help="Its address, where another server stands before it.",
        ),
    ] = "",
    by: common.ByOption = None,
    ledger: common.LedgerOption = None,
) -> None:
    """Open the worklist in a browser on this machine; Ctrl+C ends it."""
    from collectrules.ledger.book import Ledger
    from collectrules.tui.browser.serving import (
        BrowserServer,
        command_line,
        is_this_machine,
        listening,
    )
    from collectrules.worklist.listing import last_run

    path = common.ledger_path(context, ledger)
    with Ledger.open(path) as book:
        last_run(book)
    who = common.actor(by)
    opened = command_line(["--ledger", str(path.resolve()), "worklist", "--by", who])
    server = BrowserServer(
        opened,
        listening(host, port),
        title=f"collectrules: {path.name}",
        say=_say,
        url=public_url.rstrip("/"),
    )
    typer.echo(f"the worklist of `{path}`, for {who}; every tab is one more at work")
    if not is_this_machine(host):
        typer.echo(
            f"warning: other machines can reach {host}: whoever has the address below reads and changes the"
            " ledger as you, and what is sent is not encrypted",
            err=True,
        )
    server.serve()


def _say(address: str) -> None:
    typer.echo(f"open {address}\nCtrl+C ends it, and the tabs with it")
