"""Persons of an account of the screen's ledger."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from collectrules.acts.people import Act, ReachWanted, add_person, add_reach
from collectrules.ledger.book import Ledger
from collectrules.worklist.find import find_account
from tests.tui import ledgers

PEOPLE = (
    ("Ben [b]Fraser[/b]", "+12125550123", "America/New_York"),
    ("Ann O'Hara", "+442079460958", "Europe/London"),
)


def add_people(path: Path, account: str = "C-01") -> None:
    """Two persons with a telephone each, known for a month."""
    at = ledgers.MORNING - timedelta(days=30)
    act = Act(at.date(), at, "edwin")
    with Ledger.open(path) as ledger:
        named = find_account(ledger, account)
        for name, number, zone in PEOPLE:
            person = add_person(ledger, named, act, name=name, role="debtor")
            wanted = ReachWanted(kind="phone", value=number, place="work", zones=(zone,))
            add_reach(ledger, person, act, wanted)
