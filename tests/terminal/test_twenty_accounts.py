"""A morning's work, as somebody does it who knows the keys: twenty accounts, none of them by the mouse."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from collectrules.compliance.replay import replay
from collectrules.ledger.book import Ledger
from collectrules.ledger.verify import verify
from tests.terminal.tmux import Terminal, terminal


@pytest.fixture(scope="module")
def path(demo_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copy(demo_ledger, tmp_path_factory.mktemp("firm") / "books.db"))


def done(screen: Terminal, said: str) -> str:
    """Wait until the line under the list says that something was done; returns with whom."""
    seen = screen.until(lambda seen: said in seen.splitlines()[-2], f"`{said}` under the list")
    return seen.splitlines()[-2].rpartition(" - ")[2].strip()


def call(screen: Terminal, result: str, said: str, before: str) -> str:
    """Two keys a call; returns with whom it was."""
    screen.press("c")
    screen.shows("counts as an attempt")
    screen.press(result)
    screen.until(
        lambda seen: "╭" not in seen and said in seen and seen.splitlines()[-2] != before, said
    )
    return screen.seen().splitlines()[-2]


def fill(screen: Terminal, key: str, title: str, *answers: str, said: str) -> str:
    """Open an act, write into its fields, and do it."""
    screen.press(key)
    screen.shows(f"╭─ {title} ")
    for answer in answers:
        screen.type(answer)
        screen.press("Enter")
    screen.press("C-s")
    return done(screen, said)


def test_twenty_accounts(path: Path) -> None:
    with Ledger.open(path) as ledger:
        (before,) = ledger.connection.execute("SELECT max(seq) FROM journal").fetchone()
    with terminal("--ledger", path, "worklist", "--by", "nora") as screen:
        screen.shows("accounts, `?` shows the keys")
        screen.press("8")
        screen.shows("[8 all")
        line = ""
        for key, said in [("n", "no answer")] * 9 + [("m", "left message")] * 2:
            line = call(screen, key, f"logged: {said}", line)
        screen.press("c", ";")
        screen.shows("note")
        screen.type("the office is shut this week")
        screen.press("Enter", "n")
        done(screen, "logged: no answer")
        fill(screen, "p", "promise", "+7", said="promise of")
        screen.press("Down")
        fill(screen, "n", "note", "asks for a copy of the invoice", said="note")
        screen.press("Down")
        fill(screen, "b", "call back", "tomorrow 10:00", said="call-back")
        screen.press("Down")
        fill(screen, "h", "hardship", "on reduced hours", said="hardship")
        screen.press("Down", "Space", "Space", "Space")
        screen.shows("3 selected")
        screen.press("n")
        screen.shows("3 accounts")
        screen.type("new bank details sent")
        screen.press("C-s")
        screen.shows("y to do it")
        screen.press("y")
        screen.until(lambda seen: seen.splitlines()[-2].startswith(" 3 "), "the sum")
        screen.press("/")
        screen.type("gooseberry")
        screen.press("Enter")
        screen.until(lambda seen: "Gooseberry" in seen.splitlines()[4], "the one that is found")
        screen.press("Enter")
        screen.shows("log an e-mail")
        screen.press("e")
        done(screen, "logged: e-mailed")
        # A terminal sends Escape and a letter that follows at once like Alt and the letter.
        screen.press("Escape")
        screen.shows("/ filter: name")
        screen.press("c")
        screen.shows("counts as an attempt")
        screen.press("w")
        done(screen, "logged: wrong number")
        screen.press("u")
        done(screen, "taken back: wrong number")
        screen.press("q")
        screen.ended()
    with Ledger.open(path) as ledger:
        rows = ledger.connection.execute(
            "SELECT kind, count(*) FROM journal WHERE seq > ? AND recorded_by = 'nora' GROUP BY kind",
            (before,),
        )
        wrote = dict(rows.fetchall())
        assert wrote["contact"] == 9 + 2 + 1 + 1 + 1
        assert wrote["note"] == 1 + 1 + 3
        assert (wrote["promise"], wrote["call_back"], wrote["reversal"]) == (1, 1, 1)
        worked = ledger.connection.execute(
            """
            SELECT count(DISTINCT account_id) FROM (
                SELECT account_id, seq FROM contact UNION ALL SELECT account_id, seq FROM note
                UNION ALL SELECT account_id, seq FROM promise UNION ALL SELECT account_id, seq FROM call_back
            ) WHERE seq > ?
            """,
            (before,),
        ).fetchone()[0]
        assert worked >= 20
        assert verify(ledger) == []
        with ledger.reading():
            assert [found for found in replay(ledger).findings if found.entry.seq > before] == []
