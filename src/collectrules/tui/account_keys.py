"""The keys of an opened account: what each does, and how the footer and the help say it."""

from __future__ import annotations

from typing import Final

from collectrules.tui.keys import ACTS, WORKLIST, Key

ACCOUNT: Final = (
    Key("account-back", "escape,left", "back", "back", "back to the list", "Esc"),
    Key("account-look", "v", "look", "look at", "look at all, money, contacts, people, policy"),
    Key("account-help", "question_mark", "help", "help", "this help", "?"),
    Key("account-take-back", "u", "take_back", "undo", "take back the event under the cursor"),
    Key("account-later", "plus,equals_sign", "payoff_day(1)", "later", "the payoff a day on", "+"),
    Key("account-sooner", "minus", "payoff_day(-1)", "", "the payoff a day before", "-"),
    Key("account-day", "g", "ask_day", "day", "the payoff on a day to name"),
    Key("account-copy", "y", "copy", "copy", "copy the number to dial"),
    Key("account-refresh", "R", "refresh", "refresh", "read the account again"),
    Key("account-quit", "q", "app.quit", "quit", "quit"),
    Key("account-timeline", "1", "part('timeline')", "", "the timeline"),
    Key("account-next", "2", "part('next')", "", "what is next, and what may be said and offered"),
    Key("account-money", "3", "part('money')", "", "the payoff, agreements, invoices"),
    Key("account-people", "4", "part('people')", "", "people, numbers, their time now"),
    Key("account-why", "5", "part('why')", "", "why, and what would come after"),
    Key("account-part-on", "tab", "other_part(1)", "", "the part after this one", "Tab"),
    Key("account-part-back", "shift+tab", "other_part(-1)", "", "the part before", "Shift+Tab"),
)
"""What can be done on the screen itself, in the order in which a narrow footer keeps it."""

WORKING: Final = (*(key for key in WORKLIST if key.id.startswith("log-")), *ACTS)
"""What can be done with the account, by the same keys as on the list."""

TIMELINE: Final = (
    Key("event-down", "down,j", "move(1)", "", "event before", "↓ j"),
    Key("event-up", "up,k", "move(-1)", "", "event after", "↑ k"),
    Key("event-page-down", "pagedown", "page(1)", "", "a page down", "PgDn"),
    Key("event-page-up", "pageup", "page(-1)", "", "a page up", "PgUp"),
    Key("event-first", "home", "first", "", "the latest event", "Home"),
    Key("event-last", "end", "last", "", "the first event there was", "End"),
)
"""How the cursor moves in the timeline."""
