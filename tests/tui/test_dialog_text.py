"""The numbers in the dialog over a contact: a long line goes on below, set in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from collectrules.acts.people import Act, ReachWanted, add_person, add_reach
from collectrules.ledger.book import Ledger
from collectrules.worklist.find import find_account
from tests.tui import ledgers
from tests.tui.driving import Driver, driving
from tests.tui.people import add_people

LONG = "Consolidated Longname of the Accounts Department, second floor, and of the one beside it"


def numbers(screen: Driver) -> list[str]:
    """The lines of the numbers as they are drawn."""
    widget = screen.app.screen.query_one("#dialog-number")
    return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]


@pytest.fixture
def several(path: Path) -> Path:
    """The account on top can be reached at four numbers, one of them somebody's with a long name."""
    add_people(path)
    at = ledgers.MORNING - timedelta(days=30)
    act = Act(at.date(), at, "edwin")
    with Ledger.open(path) as ledger:
        person = add_person(ledger, find_account(ledger, "C-01"), act, name=LONG, role="debtor")
        zones = ("America/New_York", "America/Indiana/Indianapolis")
        wanted = ReachWanted(kind="phone", value="+12125550199", place="work", zones=zones)
        add_reach(ledger, person, act, wanted)
    return path


async def test_where_a_number_has_no_room_for_whose_it_is_the_rest_is_set_in(several: Path) -> None:
    async with driving(several, size=(60, 20)) as screen:
        await screen.press("c")
        assert numbers(screen)[:5] == [
            "> 1  +1 212-555-0123   Ben [b]Fraser[/b], work",
            "     04:30 in New York",
            "  2  +44 20 7946 0958   Ann O'Hara, work",
            "     09:30 in London",
            "  3  +1 212-555-0199",
        ]
        rest = numbers(screen)[5:]
        assert rest[-1] == "  4  +44 1632 960001"
        assert all(line.startswith("     ") for line in rest[:-1])
        assert " ".join(" ".join(rest[:-1]).split()) == f"{LONG}, work 04:30 in New York"


async def test_where_there_is_room_each_number_has_a_line(several: Path) -> None:
    async with driving(several, size=(120, 36)) as screen:
        await screen.press("c")
        assert numbers(screen)[:2] == [
            "> 1  +1 212-555-0123   Ben [b]Fraser[/b], work  04:30 in New York",
            "  2  +44 20 7946 0958   Ann O'Hara, work  09:30 in London",
        ]
