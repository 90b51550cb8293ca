"""The parts of a score add up to it."""

from __future__ import annotations

from pathlib import Path

from collectrules.ledger.book import Ledger
from collectrules.worklist.head import read_head
from collectrules.worklist.pages import Pages, Shown
from collectrules.worklist.score import score_parts, score_text
from tests.worklist.desk_books import DAY, made


def test_the_parts_of_a_score_are_the_rules_that_held_on_the_day_of_the_run(tmp_path: Path) -> None:
    path = tmp_path / "books.db"
    accounts = [
        (50, "GBP", ["promise broken"], ["paid"]),
        (50, "EUR", [], []),
        (9, "GBP", [], ["promise broken"]),
        (-3, "GBP", [], []),
    ]
    made(path, accounts)
    with Ledger.open(path) as ledger:
        head = read_head(ledger)
        rows = Pages.read(ledger, DAY).show(ledger, Shown(), keep=None, otherwise=0, size=9).rows
        told = {}
        for row in rows:
            parts = score_parts(ledger, head, row.account_id, row.currency, row.policy_seq)
            assert sum(part.rule.score for part in parts) == row.score
            told[row.account] = score_text(parts, row.score)
        assert score_parts(ledger, head, rows[0].account_id, "USD") == ()
    assert told == {
        "C-0": "140 points: broken promise +100, oldest invoice +40",
        "C-1": "40 points: oldest invoice +40",
        "C-2": "0 points",
        "C-3": "0 points",
    }
