"""`keys`: what each key of the screen does, and how to give it another."""

from __future__ import annotations

import typer

from collectrules.cli import common


def keys(*, json: common.JsonOption = False) -> None:
    """List what can be done on the screen, by its id and its keys; a keymap gives it others."""
    from collectrules.tui.keymap import moved, place_of_keymap, read_keymap, spelt
    from collectrules.tui.keys import AREAS

    path = place_of_keymap()
    keymap = read_keymap(path, AREAS)
    rows = [
        (area, key, [spelt(each) for each in key.keys.split(",")])
        for area, table in AREAS.items()
        for key in moved(table, keymap)
    ]
    if json:
        said = [
            {"where": area, "id": key.id, "keys": keys, "does": key.help, "moved": key.id in keymap}
            for area, key, keys in rows
        ]
        common.print_json({"keymap": path, "read": path.exists(), "keys": said})
        return
    header = ("id", "keys", "does", "where")
    listed = [(key.id, " ".join(keys), key.help, area) for area, key, keys in rows]
    typer.echo(common.table(header, listed))
    verb = "are those of" if path.exists() else "can be moved in"
    typer.echo(f'\nthe keys {verb} `{path}`, with lines such as: log-call = "f5"')
