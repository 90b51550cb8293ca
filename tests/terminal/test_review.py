"""A change of the policy is reviewed and published in a real terminal, with real keys."""

from __future__ import annotations

from pathlib import Path

from collectrules.ledger.book import Ledger
from tests.terminal.tmux import terminal
from tests.tui import ledgers
from tests.tui.owner_ledger import NEXT


def test_a_change_is_looked_at_and_published(path: Path) -> None:
    file = path.parent / "next.toml"
    file.write_bytes(NEXT)
    words = ("review", "published", file, "--as-of", str(ledgers.DAY), "--screen", "--by", "mara")
    with terminal("--ledger", path, *words) as screen:
        screen.shows("all of it is worked out")
        screen.press("Down", "Enter", "Enter")
        screen.shows("after: only grace for every other invoice: 5 -> 10 days")
        screen.press("Escape")
        screen.shows("all changes together")
        screen.press("p")
        screen.shows("approved by")
        screen.type("Nora")
        screen.press("C-s")
        screen.shows("y to do it")
        screen.press("y")
        screen.shows("harbour 8 is published")
        screen.press("q")
        screen.ended()
    with Ledger.open(path) as ledger:
        (row,) = ledger.query("SELECT approved_by FROM policy_approval")
        assert row["approved_by"] == "Nora"
        assert (
            ledger.query("SELECT version FROM policy_version ORDER BY seq DESC")[0]["version"]
            == "8"
        )
