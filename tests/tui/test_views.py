"""Views, sorts, the selection and what is remembered, with the hands on the keyboard."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from collectrules.tui.app import WorklistApp
from collectrules.tui.state import StateFile, state_file
from collectrules.tui.widgets.view_tabs import ViewTabs
from collectrules.worklist.pages import Shown
from collectrules.worklist.views import SORTS, VIEWS
from tests.tui import ledgers
from tests.tui.desk_ledgers import desk_ledger
from tests.tui.driving import Driver, driving


@pytest.fixture(scope="session")
def desk_once(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return desk_ledger(tmp_path_factory.mktemp("desk") / "books.db").read_bytes()


@pytest.fixture
def desk(tmp_path: Path, desk_once: bytes) -> Path:
    path = tmp_path / "books.db"
    path.write_bytes(desk_once)
    return path


def tabs(screen: Driver) -> str:
    return str(screen.worklist.query_one(ViewTabs).render()).strip()


def names(screen: Driver) -> list[str]:
    return sorted(screen.shown())


async def test_a_digit_shows_a_view_with_its_count_and_its_sums(desk: Path) -> None:
    async with driving(desk, size=(160, 36)) as screen:
        seen = {}
        for key in "12345678":
            await screen.press(key)
            shown = tabs(screen)
            seen[shown[shown.index("[") + 1 : shown.index("]")]] = names(screen)
    assert seen == {
        "1 to call now 3: 1,000.00 GBP": ["C-0", "C-7", "C-8"],
        "2 to mail 2: 1,000.00 GBP": ["C-1", "C-3"],
        "3 promises due 1: 100.00 EUR": ["C-2"],
        "4 broken promises 1: 300.00 GBP": ["C-3"],
        "5 in dispute 1: 500.00 GBP": ["C-4"],
        "6 for the owner 1: 500.00 EUR": ["C-5"],
        "7 blocked 1: 500.00 GBP": ["C-6"],
        "8 all 11: 3,300.00 GBP + 900.00 EUR": sorted(f"C-{n}" for n in range(11)),
    }


async def test_the_tabs_keep_digits_and_counts_where_there_is_little_room(desk: Path) -> None:
    async with driving(desk, size=(60, 20)) as screen:
        assert tabs(screen) == "1:3  2:2  3:1  4:1  5:1  6:1  7:1  [8 all 11]"
        await screen.press("3")
        assert tabs(screen) == "1:3  2:2  [3 promises due 1]  4:1  5:1  6:1  7:1  8:11"


async def test_a_click_on_a_tab_shows_its_view(desk: Path) -> None:
    async with driving(desk) as screen:
        await screen.pilot.click("#views", offset=(tabs(screen).index("7 blocked") + 2, 0))
        await screen.settle()
        assert names(screen) == ["C-6"]


async def test_brackets_go_from_view_to_view_and_round(desk: Path) -> None:
    async with driving(desk) as screen:
        seen = []
        for key in ("right_square_bracket", "right_square_bracket", "left_square_bracket"):
            await screen.press(key)
            seen.append(tabs(screen).split("[")[1].split()[0])
        assert seen == ["1", "2", "1"]


async def test_a_view_that_holds_nobody_says_so(path: Path) -> None:
    async with driving(path) as screen:
        await screen.press("3")
        assert "no promise is due" in screen.lines()[2]
        assert screen.text("#detail-text") == ""


async def test_call_backs_stand_on_top_with_their_time_and_held_rows_say_why(desk: Path) -> None:
    async with driving(desk, size=(160, 36)) as screen:
        lines = screen.lines()
        assert lines[1].split()[:4] == [">", "14:30", "Nåme", "7"]
        assert "call back 14:30" in lines[1]
        (promised,) = (line for line in lines if "C-10" in line)
        assert promised.split()[0] == "held"
        assert "held: promised until 2026-07-05" in promised
        await screen.press("1", "enter")
        assert str(screen.app.screen.query_one("#dialog").border_title) == "log a call"
        await screen.press("escape", "end")
        assert screen.account == "C-0"


async def test_a_call_back_of_an_earlier_day_says_which(desk: Path) -> None:
    async with driving(desk, size=(160, 36), now=ledgers.LATER) as screen:
        assert screen.lines()[1].split()[:2] == [">", "06-30"]
        assert "call back 06-30" in screen.lines()[1]
        assert "call back 07-01" in screen.lines()[2]


async def test_a_row_without_a_next_action_says_why_when_it_is_asked_for(desk: Path) -> None:
    async with driving(desk) as screen:
        await screen.press("3", "enter")
        assert screen.status() == ("held: promised until 2026-06-30; c, e, l and s log a contact")


async def test_the_cursor_keeps_its_account_from_view_to_view(desk: Path) -> None:
    async with driving(desk) as screen:
        await screen.press("end", "k")
        account = screen.account
        await screen.press("1", "8")
        assert account in screen.shown()
        await screen.press("7", "8")
        assert screen.account == "C-6"


async def test_sorts_are_gone_through_and_said_in_the_heading(desk: Path) -> None:
    async with driving(desk, size=(200, 36)) as screen:
        seen = []
        for key in ("full_stop", "comma", "full_stop", "full_stop", "comma"):
            await screen.press(key)
            headings = [word.strip() for word in screen.lines()[0].split("  ")]
            (sorted_by,) = (word for word in headings if {"▲", "▼"} & set(word))
            seen.append((sorted_by, screen.shown()[0], screen.status()))
        assert seen == [
            ("name ▲", "C-10", "all, by name"),
            ("name ▼", "C-9", "all, by name, turned round"),
            ("account ▼to collect", "C-3", "all, by to collect"),
            ("to collect ▼late", "C-5", "all, by days late"),
            ("to collect ▲late", "C-7", "all, by days late, turned round"),
        ]


async def test_space_selects_and_moves_on_and_esc_clears_the_selection_before_the_filter(
    desk: Path,
) -> None:
    async with driving(desk) as screen:
        await screen.press("slash", "c", "enter", "home", "space", "space")
        assert "2 selected" in screen.title()
        assert [line[1] for line in screen.lines()[1:4]] == ["*", "*", " "]
        assert len(screen.worklist.selected) == 2
        await screen.press("up", "space")
        assert "1 selected" in screen.title()
        await screen.press("escape")
        assert screen.worklist.selected == frozenset()
        assert screen.worklist.words == "c"
        await screen.press("escape")
        assert screen.worklist.words == ""


async def test_all_that_is_shown_is_selected_and_again_not(desk: Path) -> None:
    async with driving(desk) as screen:
        await screen.press("1", "asterisk", "8")
        assert "3 selected" in screen.title()
        await screen.press("asterisk")
        assert "11 selected" in screen.title()
        await screen.press("asterisk")
        assert "selected" not in screen.title()


async def test_what_is_done_is_counted_out_of_its_view_at_once_and_stays_where_it_is(
    desk: Path,
) -> None:
    async with driving(desk, size=(160, 36)) as screen:
        await screen.press("1", "end", "c", "n")
        assert "1 to call now 2: 500.00 GBP" in tabs(screen)
        assert names(screen) == ["C-0", "C-7", "C-8"]
        assert "2 done" in screen.title()
        await screen.press("u")
        assert "1 to call now 3: 1,000.00 GBP" in tabs(screen)
        assert screen.account == "C-0"
        await screen.press("c", "n", "2", "1")
        assert names(screen) == ["C-7", "C-8"]


async def test_the_view_and_the_sort_are_remembered(desk: Path, tmp_path: Path) -> None:
    file = StateFile(tmp_path / "state" / "screen.json")
    app = WorklistApp(desk, by="mara", now=ledgers.Watch(), remembered=file)
    async with app.run_test() as pilot:
        screen = Driver(pilot)
        await screen.settle()
        await screen.press("4", "full_stop", "comma")
    assert file.read() == Shown(VIEWS[3], sort=SORTS[1], reverse=True)
    again = WorklistApp(desk, by="mara", now=ledgers.Watch(), remembered=file)
    async with again.run_test() as pilot:
        screen = Driver(pilot)
        await screen.settle()
        assert tabs(screen).split("[")[1].startswith("4 broken promises")


@pytest.mark.parametrize(
    "text", ["", "nonsense", "[]", '{"view": 7, "sort": null, "reverse": "yes"}', "[" * 100_000]
)
def test_a_damaged_state_is_no_state(tmp_path: Path, text: str) -> None:
    path = tmp_path / "screen.json"
    path.write_text(text)
    assert StateFile(path).read() == Shown()
    StateFile(path).write(Shown(VIEWS[2]))
    assert StateFile(path).read() == Shown(VIEWS[2])


def test_what_others_keep_in_the_state_stays(tmp_path: Path) -> None:
    path = tmp_path / "screen.json"
    path.write_text('{"theme": "nord"}')
    StateFile(path).write(Shown(VIEWS[1]))
    assert json.loads(path.read_text()) == {
        "theme": "nord", "view": "mail", "sort": "order", "reverse": False
    }  # fmt: skip


def test_a_state_that_cannot_be_written_is_not_remembered(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    file = StateFile(tmp_path / "file" / "screen.json")
    file.write(Shown(VIEWS[1]))
    assert file.read() == Shown()


def test_the_state_is_kept_where_the_user_keeps_states() -> None:
    home = Path("/home/mara")
    assert state_file({}, home) == home / ".local/state/collectrules/screen.json"
    assert state_file({"XDG_STATE_HOME": "/x"}, home) == Path("/x/collectrules/screen.json")
    assert state_file({"XDG_STATE_HOME": "x"}, home) == state_file({}, home)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36)], ids=str)
async def test_when_to_call_back_is_read_whole_at_every_width(
    desk: Path, size: tuple[int, int]
) -> None:
    async with driving(desk, size=size) as screen:
        assert "14:30" in screen.lines()[1]
        assert "…" not in screen.lines()[1]
    async with driving(desk, size=size, now=ledgers.LATER) as screen:
        assert "06-30" in screen.lines()[1]
        assert "…" not in screen.lines()[1]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36), (200, 50)], ids=str)
async def test_a_heading_has_room_for_the_arrow(desk: Path, size: tuple[int, int]) -> None:
    known = ("name ", "to collect", "late", "allowed ", "last contact ")
    async with driving(desk, size=size) as screen:
        for _ in SORTS:
            for key in ("full_stop", "comma"):
                await screen.press(key)
                heading = screen.lines()[0]
                arrow = next((sign for sign in "▼▲" if sign in heading), "")
                before, _, after = heading.partition(arrow or "▼")
                assert "…" not in heading
                assert not arrow or before.endswith(known) or after.startswith(known)
