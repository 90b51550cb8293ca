"""The keys of the worklist: what each does, and how the footer and the help say it.

A key has an id of its own, so that it can be moved to another key where a terminal has taken it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from collectrules.actions.contact import CHANNEL_ACTIONS
from collectrules.actions.table import ACTIONS
from collectrules.worklist.views import VIEWS


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
    Key("open-account", "o,right", "open_account", "open", "open the account: all about it"),
    Key("filter", "slash", "filter", "find", "filter by name, account, invoice, rule", "/"),
    Key("help", "question_mark", "help", "help", "this help", "?"),
    Key("quit", "q", "app.quit", "quit", "quit"),
    Key("log-email", "e", "log('email')", "e-mail", "log an e-mail"),
    Key("log-letter", "l", "log('letter')", "letter", "log a letter"),
    Key("log-text", "s", "log('sms')", "text", "log a text message"),
    Key("take-back", "u", "undo", "undo", "take back the last act done here"),
    Key("refresh", "R", "refresh_list", "refresh", "read the list again"),
    Key("copy", "y", "copy", "", "copy the account's number"),
    Key("clear-filter", "escape", "clear", "", "clear the selection, then the filter", "Esc"),
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

BROWSING: Final = (
    *(
        Key(f"view-{view.id}", view.key, f"view('{view.id}')", "", f"show {view.told}")
        for view in VIEWS
    ),
    Key("next-view", "right_square_bracket", "step_view(1)", "", "the next view", "]"),
    Key("view-before", "left_square_bracket", "step_view(-1)", "", "the view before", "["),
    Key("sort", "full_stop", "sort", "", "sort by the next thing", "."),
    Key("reverse", "comma", "reverse", "", "turn the order round", ","),
    Key("select", "space", "select", "", "select the account, or not any more", "Space"),
    Key("select-shown", "asterisk", "select_shown", "", "select all that is shown", "*"),
)
"""Which accounts are shown and in which order, and which are selected."""
ON_ROWS: Final = frozenset(
    key.id
    for key in (*WORKLIST, *ACTS, *BROWSING, *MOVEMENT)
    if key in (*ACTS, *MOVEMENT) or key.action.startswith(("log", "open_", "copy", "select"))
)
"""The ids of the keys that are about the row under the cursor, or about those that are shown."""
OWNER: Final = (
    Key(
        "dashboard",
        "D,f2",
        "app.owner('dashboard')",
        "",
        "the dashboard: how collecting goes",
        "D F2",
    ),
    Key(
        "policy",
        "P,f3",
        "app.owner('policy')",
        "",
        "the policy in force, who is on which stage",
        "P F3",
    ),
    Key(
        "review", "V,f4", "app.owner('review')", "", "the review of a policy's next version", "V F4"
    ),
)
"""The owner's screens, from wherever one is."""

DASHBOARD: Final = (
    Key("back", "escape", "back", "back", "back to where you were", "Esc"),
    Key("currency-next", "c", "currency(1)", "currency", "the next currency", "c"),
    Key("currency-before", "C", "currency(-1)", "", "the currency before", "C"),
    Key("refresh", "R", "read_again", "refresh", "read all of it again", "R"),
    Key("owner-help", "question_mark", "help", "help", "this help", "?"),
    Key("quit", "q", "app.quit", "quit", "quit", "q"),
)
"""What can be done on the dashboard."""

POLICY: Final = (
    Key(
        "back",
        "escape",
        "back",
        "back",
        "clear the search, or back to where you were",
        "Esc",
    ),
    Key(
        "policy-open",
        "enter",
        "open",
        "open",
        "read the version, show the stage or the account",
        "Enter",
    ),
    Key("policy-find", "slash", "find", "find", "find rules by any word in them", "/"),
    Key("part-next", "right_square_bracket", "part(1)", "next part", "the next part", "]"),
    Key("part-before", "left_square_bracket", "part(-1)", "", "the part before", "["),
    Key("part-1", "1", "part_named('rules')", "", "the rules", "1"),
    Key("part-2", "2", "part_named('contacts')", "", "limits, packs, results", "2"),
    Key("part-3", "3", "part_named('versions')", "", "the versions", "3"),
    Key("part-4", "4", "part_named('findings')", "", "the findings", "4"),
    Key("part-5", "5", "part_named('stages')", "", "who is on which stage", "5"),
    Key("refresh", "R", "read_again", "refresh", "read all of it again", "R"),
    Key("owner-help", "question_mark", "help", "help", "this help", "?"),
    Key("quit", "q", "app.quit", "quit", "quit", "q"),
)
"""What can be done on the policy screen."""

REVIEW: Final = (
    Key("back", "escape", "back", "back", "back to the changes, or to where you were", "Esc"),
    Key(
        "review-open",
        "enter",
        "open",
        "open",
        "go to the accounts of a change, or explain an account by both versions",
        "Enter",
    ),
    Key("review-account", "o", "open_account", "", "open the account: all about it", "o"),
    Key("review-publish", "p", "publish", "publish", "publish the version, with approval", "p"),
    Key("review-versions", "v", "versions", "versions", "compare other versions", "v"),
    Key("refresh", "R", "read_again", "refresh", "work all of it out again", "R"),
    Key("owner-help", "question_mark", "help", "help", "this help", "?"),
    Key("quit", "q", "app.quit", "quit", "quit", "q"),
)
"""What can be done on the review; Tab goes from one of its lists to the next."""

REVIEW_VERSIONS: Final = (
    Key("back", "escape", "back", "back", "back to where you were", "Esc"),
    Key("versions-take", "enter", "take", "review", "review what it would change", "Enter"),
    Key("versions-before", "b", "before", "compare with", "compare with it, not with today's", "b"),
    Key("versions-name", "slash", "name", "name one", "name a file or a version yourself", "/"),
    Key("owner-help", "question_mark", "help", "help", "this help", "?"),
    Key("quit", "q", "app.quit", "quit", "quit", "q"),
)
"""What can be done where the versions are chosen."""

REVIEW_ACCOUNT: Final = (
    Key("back", "escape", "back", "back", "back to the review", "Esc"),
    Key("explained-next", "right_square_bracket", "step(1)", "next", "the next account", "]"),
    Key("explained-before", "left_square_bracket", "step(-1)", "", "the account before", "["),
    Key("review-account", "o", "open_account", "open", "open the account: all about it", "o"),
    Key("owner-help", "question_mark", "help", "help", "this help", "?"),
    Key("quit", "q", "app.quit", "quit", "quit", "q"),
)
"""What can be done where an account is explained by both versions."""

EVERYWHERE: Final = (
    *OWNER,
    Key(
        "palette", "colon,ctrl+p", "command_palette", "", "find what to do by any words", ": Ctrl+P"
    ),
)
"""What the keys do wherever no dialog is open."""

AREAS: Final[Mapping[str, tuple[Key, ...]]] = {
    "the list": (*WORKLIST, *ACTS, *BROWSING, *MOVEMENT, *EVERYWHERE),
    "the dashboard": (*DASHBOARD, *EVERYWHERE),
    "the policy screen": (*POLICY, *EVERYWHERE),
    "the review": (*REVIEW, *EVERYWHERE),
    "the versions to review": (*REVIEW_VERSIONS, *EVERYWHERE),
    "an account under both versions": (*REVIEW_ACCOUNT, *EVERYWHERE),
}
"""By the name of a part of the screen, every key that does something there."""
