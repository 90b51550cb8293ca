"""The review on the screen says what the command says, down to an account, and publishes what was read."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Static

from collectrules.cli.app import run
from collectrules.ledger.book import Ledger
from collectrules.tui.screens.account import AccountScreen
from collectrules.tui.screens.policy import PolicyScreen
from collectrules.tui.screens.publish import PublishDialog
from collectrules.tui.screens.review import ReviewScreen
from collectrules.tui.screens.review_account import ReviewAccount
from collectrules.tui.screens.review_versions import ReviewVersions
from collectrules.tui.screens.worklist import WorklistScreen
from collectrules.tui.widgets.choice_list import ChoiceList
from collectrules.tui.widgets.heading import Heading
from tests.tui import ledgers
from tests.tui.driving import Driver, driving
from tests.tui.owner_ledger import NEXT, add_business, publish, version


@pytest.fixture
def next_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The next version, in a file beside the ledger and in the folder that one is in."""
    monkeypatch.chdir(path.parent)
    file = path.parent / "next.toml"
    file.write_bytes(NEXT)
    return file


@asynccontextmanager
async def review(
    path: Path, *keys: str, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[Driver]:
    """The review of the next version, all of it worked out."""
    async with driving(path, size=size) as screen:
        await screen.press("V", "enter", *keys)
        yield screen


def top(screen: Driver) -> object:
    return screen.app.screen


def drawn(screen: Driver, id: str) -> list[str]:
    """A list as it is drawn, without its heading."""
    choices = screen.app.screen.query_one(id, ChoiceList)
    assert choices.display
    lines = (choices.render_line(y).text for y in range(1, choices.size.height))
    return [" ".join(line.split()) for line in lines if line.strip()]


def told(screen: Driver, id: str = "#told") -> str:
    content = screen.app.screen.query_one(f"{id} .told", Static).content
    return " ".join(str(content).split())


def said(screen: Driver) -> str:
    return str(screen.app.screen.query_one("#said", Static).content)


def by_command(path: Path, capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, Any]:
    """What the command says of the same two versions."""
    arguments = [
        "review",
        "published",
        "next.toml",
        "--as-of",
        str(ledgers.DAY),
        "--json",
        *options,
    ]
    assert run(["--ledger", str(path), *arguments]) == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def journal(path: Path) -> list[str]:
    with Ledger.open(path) as ledger:
        return [row["kind"] for row in ledger.query("SELECT kind FROM journal ORDER BY seq")]


async def test_the_versions_to_choose_from(path: Path, next_one: Path) -> None:
    (path.parent / "same.toml").write_bytes(ledgers.POLICY)
    (path.parent / "broken.toml").write_bytes(NEXT + b'[[grace]]\nid = "x"\ndays = -3\n')
    publish(path, version("9", "2026-09-01"))
    async with driving(path) as screen:
        await screen.press("V")
        assert drawn(screen, "#versions") == [
            "next.toml harbour 8 2026-07-01 not published",
            "broken.toml cannot be read 1 fault: `policy check` sho…",
            "harbour@9 harbour 9 2026-09-01 published",
            "harbour@7 harbour 7 2025-01-01 in force today",
        ]
        await screen.press("down", "enter")
        assert "`broken.toml` has faults" in said(screen)
        await screen.press("escape")
        assert isinstance(top(screen), WorklistScreen)


async def test_it_says_what_the_command_says(
    path: Path, next_one: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = by_command(path, capsys, "--changes")
    async with review(path) as screen:
        lines = drawn(screen, "#changes")
        text = told(screen)
    parts = [each for each in found["attribution"]["changes"] if each["sentences"]]
    assert len(parts) == 2
    expected = [
        ("all changes together", found["attribution"]["whole"]),
        *((part["sentences"][0].rstrip("."), part["effect"]) for part in parts),
        ("what they do only together", found["attribution"]["interaction"]),
    ]
    for sentence, effect in expected:
        number = sum(each["accounts"] for each in effect["currencies"].values())
        assert any(
            line.startswith(sentence[:30]) and line.endswith(f" {number}") for line in lines
        ), (sentence, number, lines)
    assert any(line.endswith(" words") for line in lines)
    arguments = ["review", "published", "next.toml", "--as-of", str(ledgers.DAY)]
    assert run(["--ledger", str(path), *arguments]) == 0
    page = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    first = page.index("All accounts in GBP")
    totals = [line for line in page[first + 4 : page.index("From where to where")] if line]
    different = [line for line in totals if not line.endswith(" 0")]
    assert different
    assert all(line in text for line in different)
    assert not any(line in text for line in totals if line not in different)


async def test_each_line_has_the_accounts_that_it_moves(
    path: Path, next_one: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = by_command(path, capsys, "--changes")
    async with review(path) as screen:
        whole = [line.split()[0] for line in drawn(screen, "#moved")]
        assert whole == [each["account"] for each in found["accounts"]]
        lines = drawn(screen, "#changes")
        for part in (each for each in found["attribution"]["changes"] if each["sentences"]):
            place = next(n for n, x in enumerate(lines) if x[:20] == part["sentences"][0][:20])
            await screen.press("home", *["down"] * place)
            moved = [line.split()[0] for line in drawn(screen, "#moved")]
            assert moved == [each["account"] for each in part["accounts"]]


async def test_words_alone_are_shown_as_they_were_and_are(path: Path, next_one: Path) -> None:
    async with review(path) as screen:
        lines = drawn(screen, "#changes")
        place = next(n for n, line in enumerate(lines) if line.endswith(" words"))
        await screen.press(*["down"] * place)
        text = told(screen)
        assert "it decides the same" in text
        assert "was Most people have only forgotten. now People forget." in text
        assert not screen.app.screen.query_one("#moved", ChoiceList).display
        await screen.press("enter")
        assert said(screen) == "no account is treated differently by it"


async def test_accounts_on_a_stage_have_a_line(path: Path, next_one: Path) -> None:
    add_business(path)
    async with review(path, "end", "up") as screen:
        text = told(screen)
        assert "keep" in text
        assert "restart" in text
        assert "The version says: stay where they are (`keep`)." in text


async def test_the_week_ahead_is_that_of_the_command(
    path: Path, next_one: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    week = by_command(path, capsys, "--week")["week"]
    async with review(path, "end") as screen:
        text = told(screen)
    for way, number in week["before"]["contacts"].items():
        assert f"{way} {number} {week['after']['contacts'].get(way, 0)} " in text


async def test_an_account_is_explained_by_both(
    path: Path, next_one: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (first, *_) = by_command(path, capsys)["accounts"]
    async with review(path, "enter", "enter") as screen:
        assert isinstance(top(screen), ReviewAccount)
        heading = str(screen.app.screen.query_one(Heading).render())
        assert first["account"] in heading
        differs, before, after = (told(screen, id) for id in ("#differs", "#before", "#after"))
        for each in first["because"]:
            words = f"{each['invoice']}: {each['section'].replace('_', ' ')}"
            assert f"{words} {each['before']} -> {each['after']}" in differs
        assert before.startswith("before: harbour 7")
        assert after.startswith("after: harbour 8")
        assert before.removeprefix("before") != after.removeprefix("after")
        await screen.press("right_square_bracket", "left_square_bracket", "o")
        assert isinstance(top(screen), AccountScreen)
        await screen.press("escape", "escape", "escape", "escape")
        assert isinstance(top(screen), WorklistScreen)


async def test_under_one_change_alone_it_is_explained_by_that(path: Path, next_one: Path) -> None:
    async with review(path, "down", "enter", "enter") as screen:
        assert told(screen, "#after").startswith(
            "after: only grace for every other invoice: 5 -> 10"
        )
        assert "10" in told(screen, "#differs")


async def test_nothing_is_written_by_looking(path: Path, next_one: Path) -> None:
    before = journal(path)
    async with review(path, "down", "down", "enter", "enter", "escape", "R"):
        pass
    assert journal(path) == before


async def test_other_versions_are_named(path: Path, next_one: Path) -> None:
    publish(path, version("9", "2026-09-01"))
    async with driving(path) as screen:
        await screen.press("V", "slash", *"harbour@9", "enter")
        heading = str(screen.app.screen.query_one(Heading).render())
        assert "harbour 7 -> harbour 9" in heading
        assert "No account is treated differently" in told(screen)
        await screen.press("p")
        assert isinstance(top(screen), ReviewScreen)
        await screen.press("v", "slash", *"nowhere", "enter")
        assert "`nowhere` is neither a file nor a version published" in said(screen)


async def test_another_version_can_be_the_one_before(path: Path, next_one: Path) -> None:
    publish(path, version("9", "2026-09-01"))
    async with driving(path) as screen:
        await screen.press("V", "down", "b")
        assert "against harbour@9" in str(screen.app.screen.query_one("#asks", Static).content)
        await screen.press("b")
        assert "against the one in force" in str(
            screen.app.screen.query_one("#asks", Static).content
        )
        await screen.press("b", "up", "enter")
        assert "harbour 9 -> harbour 8" in str(screen.app.screen.query_one(Heading).render())


async def test_a_version_against_itself_is_nothing(path: Path, next_one: Path) -> None:
    async with driving(path) as screen:
        await screen.press("V", "slash", *"published", "enter")
        assert drawn(screen, "#changes") == [
            "all changes together 0",
            "contacts of the week ahead",
        ]
        assert "No account is treated differently" in told(screen)


async def test_it_is_published_with_approval_and_reason(path: Path, next_one: Path) -> None:
    before = journal(path)
    async with review(path, "p") as screen:
        assert isinstance(top(screen), PublishDialog)
        await screen.type("Nora")
        await screen.press("ctrl+s")
        assert "publish harbour 8, in force from 2026-07-01? y to do it" in screen.text("#act-said")
        assert journal(path) == before
        await screen.press("y")
        assert said(screen) == (
            "harbour 8 is published, in force from 2026-07-01, approved by Nora"
        )
        await screen.press("p")
        assert isinstance(top(screen), ReviewScreen)
    assert journal(path) == [*before, "policy_version", "policy_approval"]
    with Ledger.open(path) as ledger:
        (row,) = ledger.query(
            "SELECT v.text, a.approved_by, a.reason, j.recorded_by AS by FROM policy_approval AS a"
            " JOIN policy_version AS v ON v.seq = a.policy_seq JOIN journal AS j ON j.seq = a.seq"
        )
    assert row["text"].encode() == NEXT
    assert row["approved_by"] == "Nora"
    assert row["reason"] == "Short, and something of everything a row can be."
    assert row["by"] == "mara"


@pytest.mark.parametrize("key", ["n", "enter", "escape", "Y", "space"])
async def test_only_a_y_publishes(path: Path, next_one: Path, key: str) -> None:
    before = journal(path)
    async with review(path, "p") as screen:
        await screen.type("Nora")
        await screen.press("ctrl+s", key)
        assert isinstance(top(screen), PublishDialog)
        await screen.press("escape")
        assert said(screen) == "nothing was published"
    assert journal(path) == before


async def test_nobody_publishes_without_a_name_or_a_reason(path: Path, next_one: Path) -> None:
    next_one.write_bytes(NEXT.replace(b'reason         = "Short', b'# "Short'))
    before = journal(path)
    async with review(path, "p", "ctrl+s") as screen:
        assert screen.text("#act-said") == ""
        await screen.type("Nora")
        await screen.press("ctrl+s")
        assert screen.text("#act-said") == ""
        await screen.type("a quarter of experience")
        await screen.press("enter")
        assert "y to do it" in screen.text("#act-said")
    assert journal(path) == before


async def test_a_file_that_was_changed_since_is_not_published(path: Path, next_one: Path) -> None:
    before = journal(path)
    async with review(path, "p") as screen:
        await screen.type("Nora")
        await screen.press("ctrl+s")
        next_one.write_bytes(NEXT.replace(b"days   = 10", b"days   = 90"))
        await screen.press("y")
        assert "`next.toml` was changed since it was reviewed" in screen.text("#act-said")
        await screen.press("escape", "p")
        assert "was changed since it was reviewed" in screen.text("#act-said")
    assert journal(path) == before


async def test_a_stage_that_is_lost_is_in_the_way(path: Path, next_one: Path) -> None:
    add_business(path)
    next_one.write_bytes(NEXT.replace(b'id = "first-call"', b'id = "other-call"'))
    before = journal(path)
    async with review(path, "p") as screen:
        await screen.type("Nora")
        await screen.press("ctrl+s", "y")
        assert "`first-call`" in screen.text("#act-said")
    assert journal(path) == before


async def test_the_checks_and_the_scenarios_are_shown_before(path: Path, next_one: Path) -> None:
    next_one.write_bytes(NEXT.replace(b"[ladder]", b'[[grace]]\nid = "more"\ndays = 9\n\n[ladder]'))
    (path.parent / "next.scenarios.toml").write_text(
        '[[scenario]]\nname = "late"\ngiven = { days_past_due = 3 }\nexpect.stage = "agency"\n'
    )
    async with review(path, "p") as screen:
        found = screen.text("#act-preview")
        assert "warning in line" in found
        assert "0 of 1 scenario pass" in found
        assert "not as expected: late" in found
        await screen.type("Nora")
        await screen.press("ctrl+s")
        assert "1 scenario not as expected: all the same, publish" in screen.text("#act-said")


async def test_scenarios_that_cannot_be_read_are_said(path: Path, next_one: Path) -> None:
    (path.parent / "next.scenarios.toml").write_text("[[scenario]\n")
    async with review(path, "p") as screen:
        assert "scenarios that cannot be read: next.scenarios.toml" in screen.text("#act-preview")
        await screen.type("Nora")
        await screen.press("ctrl+s")
        assert "1 file of scenarios not read: all the same, publish" in screen.text("#act-said")


async def test_it_is_left_while_it_is_worked_out(path: Path, next_one: Path) -> None:
    async with driving(path) as screen:
        await screen.press("V")
        await screen.pilot.press("enter", "escape", "V")
        await screen.settle()
        assert isinstance(top(screen), ReviewVersions)
        await screen.press("f4", "f3")
        assert isinstance(top(screen), PolicyScreen)
        await screen.press("escape")
        assert isinstance(top(screen), WorklistScreen)


async def test_a_ledger_that_is_gone_is_said(path: Path, next_one: Path) -> None:
    async with driving(path) as screen:
        await screen.press("V")
        path.rename(path.with_suffix(".moved"))
        await screen.press("enter")
        assert "error:" in said(screen)
        path.with_suffix(".moved").rename(path)
        await screen.press("R")
        assert "all of it is worked out" in said(screen)
