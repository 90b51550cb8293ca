"""The keys of the worklist: what each does, and how the footer and the help say it.

A key has an id of its own, so that it can be moved to another key where a terminal has taken it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from collectrules.actions.contact import CHANNEL_ACTIONS
from collectrules.actions.table import ACTIONS


@dataclass(frozen=True, slots=True)
class Key:
    """One thing to do: its id, its keys, the action behind it, and its words."""

    id: str
    keys: str
    """Several are separated by commas; the first is shown."""
    action: str
    label: str
    """In the footer; empty where it is only told in the help."""
    help: str
    shown: str = ""
    """How the key is written, where its name is not that."""


WORKLIST: Final = (
    Key("log-next", "enter", "log", "log", "log the next action of the account", "Enter"),
    Key("log-call", "c", "log('call')", "call", "log a call"),
    Key("filter", "slash", "filter", "find", "filter by name, account, invoice, rule", "/"),
    Key("help", "question_mark", "help", "help", "this help", "?"),
    Key("quit", "q", "app.quit", "quit", "quit"),
    Key("log-email", "e", "log('email')", "e-mail", "log an e-mail"),
    Key("log-letter", "l", "log('letter')", "letter", "log a letter"),
    Key("log-text", "s", "log('sms')", "text", "log a text message"),
    Key("take-back", "u", "undo", "undo", "take back the last act done here"),
    Key("refresh", "R", "refresh_list", "refresh", "read the list again"),
    Key("clear-filter", "escape", "clear_filter", "", "clear the filter", "Esc"),
)
"""What can be done with the account under the cursor, in the order in which a narrow footer keeps it."""

ACTS: Final = tuple(
    Key(f"act-{each.id}", each.key, f"act('{each.id}')", "", each.help)
    for each in ACTIONS
    if each.key and each.id not in CHANNEL_ACTIONS
)
"""The actions of the table that are no plain contacts, as they are told in the help."""

MOVEMENT: Final = (
    Key("row-down", "down,j", "move(1)", "", "next account", "↓ j"),
    Key("row-up", "up,k", "move(-1)", "", "account before", "↑ k"),
    Key("page-down", "pagedown", "page(1)", "", "a page down", "PgDn"),
    Key("page-up", "pageup", "page(-1)", "", "a page up", "PgUp"),
    Key("first-row", "home", "first", "", "first account", "Home"),
    Key("last-row", "end", "last", "", "last account", "End"),
)
"""How the cursor moves in the list."""
