"""The policy screen says what the commands say of a policy, and where everybody stands."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.widgets import Static

from collectrules.cli.app import run
from collectrules.ledger.policies import Approval
from collectrules.tui.screens.account import AccountScreen
from collectrules.tui.screens.policy import PolicyScreen
from collectrules.tui.screens.worklist import WorklistScreen
from collectrules.tui.widgets.choice_list import ChoiceList
from collectrules.tui.widgets.heading import Heading
from collectrules.tui.widgets.part_bar import PartBar
from tests.tui import ledgers
from tests.tui.driving import Driver, driving
from tests.tui.owner_ledger import DOUBTFUL, add_business, publish, version


@asynccontextmanager
async def policy(
    path: Path, *keys: str, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[Driver]:
    async with driving(path, size=size) as screen:
        await screen.press("P", *keys)
        assert isinstance(screen.app.screen, PolicyScreen)
        yield screen


def told(screen: Driver) -> str:
    """The text that is shown, without the ends of its lines."""
    return " ".join(str(screen.app.screen.query_one("#text .told", Static).content).split())


def lines(screen: Driver) -> list[str]:
    """The list that is shown, the heading first."""
    choices = screen.app.screen.query_one(ChoiceList)
    assert choices.display
    drawn = (choices.render_line(y).text for y in range(choices.size.height))
    return [" ".join(line.split()) for line in drawn if line.strip()]


def heading(screen: Driver) -> str:
    return str(screen.app.screen.query_one(Heading).render())


def said(screen: Driver) -> str:
    return str(screen.app.screen.query_one("#said", Static).content)


async def test_every_sentence_of_policy_show_is_there(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--ledger", str(path), "policy", "show", "published", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    rules = [rule for section in shown["sections"].values() for rule in section]
    assert {"first-call", "three-a-week", "everyone"} <= {rule["id"] for rule in rules}
    async with policy(path) as screen:
        text = told(screen)
        await screen.press("2")
        text += told(screen)
    for rule in rules:
        assert f"{rule['id']} {' '.join(rule['text'].split())}" in text


async def test_why_a_rule_is_so_stands_behind_it(path: Path) -> None:
    async with policy(path) as screen:
        assert "why: A voice learns more than an e-mail." in told(screen)
        assert "three-a-week" not in told(screen)
        await screen.press("2")
        assert "why: More than three messages a week collect nothing." in told(screen)
        assert "NA no answer (call, by us): an attempt" in told(screen)


async def test_rules_are_found_by_any_word_in_them(path: Path) -> None:
    async with policy(path, "slash") as screen:
        await screen.type("voice E-MAIL")
        assert "first-call" in told(screen)
        assert "formal-letter" not in told(screen)
        await screen.type("xyz")
        assert told(screen) == "nothing in the policy has these words"
        await screen.press("escape")
        assert "formal-letter" in told(screen)
        await screen.press("escape")
        assert isinstance(screen.app.screen, WorklistScreen)


async def test_digits_are_letters_while_finding(path: Path) -> None:
    async with policy(path, "slash", "5") as screen:
        assert screen.app.screen.query_one(PartBar).render().plain.startswith("[1 rules]")
        await screen.press("enter", "5")
        assert "[5 stages]" in screen.app.screen.query_one(PartBar).render().plain


async def test_the_versions_say_when_each_is_in_force(path: Path) -> None:
    for number, first in (("8", "2026-06-15"), ("9", "2026-09-01"), ("9a", "2026-09-01")):
        publish(path, version(number, first))
    publish(path, version("1", "2026-01-01", id="gentle"), beside=True)
    async with policy(path, "3") as screen:
        assert [line.rsplit(" ", 1)[0] for line in lines(screen)[1:]] == [
            "harbour 9a no 2026-09-01 further on",
            "harbour 9 never 2026-09-01",
            "harbour 8 today 2026-06-15 2026-08-31",
            "gentle 1 beside 2026-01-01 further on",
            "harbour 7 no 2025-01-01 2026-06-14",
        ]
        assert "policy harbour 8, in force" in heading(screen)


async def test_the_versions_say_who_approved_each_and_the_rules_why(path: Path) -> None:
    approval = Approval("[b]Olive Owner", "[red]the winter\u202e was slow")
    publish(path, version("8", "2026-06-15"), approval=approval)
    for size, hashed in (((80, 24), False), ((120, 36), True)):
        async with policy(path, "3", size=size) as screen:
            columns, *rows = lines(screen)
            assert columns.split(" until ")[1] == "approved by" + " sha-256" * hashed
            with_it, without = (row.split(" further on ")[-1] for row in rows)
            assert with_it.startswith("[b]Olive Owner")
            assert "Olive" not in without
    async with policy(path) as screen:
        assert "approved by [b]Olive Owner why: [red]the winter? was slow" in told(screen)
        await screen.press("slash", *"slow")
        assert "approved by" in told(screen)
        await screen.press("escape", "3", "down", "enter")
        assert "policy harbour 7" in heading(screen)
        assert "approved by" not in told(screen)


async def test_a_version_that_is_chosen_is_read(path: Path) -> None:
    publish(path, version("1", "2026-01-01", id="gentle"), beside=True)
    async with policy(path, "3", "enter") as screen:
        assert "policy gentle 1, beside the main one" in heading(screen)
        assert "(`gentle` version 1)" in told(screen)
        await screen.press("R")
        assert "policy harbour 7, in force" in heading(screen)


async def test_the_findings_are_those_of_policy_check(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = version("8", "2026-06-15", more=DOUBTFUL)
    publish(path, text)
    file = tmp_path / "elsewhere" / "harbour.toml"
    file.parent.mkdir()
    file.write_bytes(text)
    arguments = ["policy", "check", str(file), "--as-of", str(ledgers.DAY), "--json"]
    run(["--ledger", str(path), *arguments])
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    # Scenarios stand beside a file; a ledger has none.
    found = [each for each in found if each["code"] != "no-scenario"]
    assert {each["code"] for each in found} == {"hidden-rule"}
    async with policy(path, "4") as screen:
        shown = told(screen)
    for each in found:
        assert f"{each['severity']} {each['code']}, line {each['line']}" in shown
        assert " ".join(each["message"].split()) in shown
    assert shown.count(", line ") == len(found)


async def test_files_beside_the_ledger_are_held_against_what_is_in_force(path: Path) -> None:
    folder = path.parent / "policies"
    folder.mkdir()
    (folder / "same.toml").write_bytes(ledgers.POLICY)
    (folder / "next.toml").write_bytes(version("8", "2026-09-01"))
    (folder / "other.toml").write_bytes(version("1", "2026-09-01", id="other"))
    (folder / "broken.toml").write_bytes(b'language = 1\n[policy]\nid = "harbour"\n')
    async with policy(path, "4") as screen:
        shown = told(screen)
    assert "same.toml word for word harbour 7; nothing is doubtful" in shown
    assert "next.toml version 8, another text than harbour 7" in shown
    assert "broken.toml it cannot be read as a policy" in shown
    assert "other.toml" not in shown


async def test_a_stage_opens_to_its_accounts(path: Path) -> None:
    add_business(path)
    async with policy(path, "5") as screen:
        stages = lines(screen)[1:]
        place = next(n for n, line in enumerate(stages) if line.startswith("formal-letter"))
        await screen.press(*["down"] * place, "enter")
        assert lines(screen)[1:] == ["C-07 Crème & Söhne 300.00 300.00"]
        assert "on formal-letter, EUR" in heading(screen)
        await screen.press("enter")
        await screen.settle()
        assert isinstance(screen.app.screen, AccountScreen)
        assert "C-07" in screen.text("#account-head")
        await screen.press("escape")
        await screen.press("escape")
        assert lines(screen)[1:] == stages
        assert screen.app.screen.query_one(ChoiceList).cursor == place


async def test_customers_names_are_no_markup(path: Path) -> None:
    async with policy(path, "5", "down", "enter") as screen:
        assert any("[/foo] & [red]So" in line for line in lines(screen))


async def test_the_mouse_chooses_a_part_and_a_line(path: Path) -> None:
    async with policy(path) as screen:
        await screen.pilot.click(PartBar, offset=(45, 0))
        await screen.settle()
        stages = lines(screen)
        await screen.pilot.click(ChoiceList, offset=(3, 2))
        await screen.settle()
        await screen.pilot.click(ChoiceList, offset=(3, 2))
        await screen.settle()
        assert lines(screen) != stages


async def test_only_what_can_be_done_is_offered(path: Path) -> None:
    async with policy(path) as screen:
        offered = screen.app.screen.active_bindings
        assert "slash" in offered
        assert "enter" not in offered
        await screen.press("3")
        offered = screen.app.screen.active_bindings
        assert "slash" not in offered
        assert "enter" in offered


async def test_brackets_go_through_the_parts(path: Path) -> None:
    async with policy(path, "right_square_bracket") as screen:
        bar = screen.app.screen.query_one(PartBar)
        assert "[2 contacts]" in bar.render().plain
        await screen.press("left_square_bracket", "left_square_bracket")
        assert "[5 stages]" in bar.render().plain


async def test_help_is_about_the_policy(path: Path) -> None:
    async with policy(path) as screen:
        await screen.press("question_mark")
        assert str(screen.app.screen.query_one("#help").border_title) == "help: the policy"


async def test_no_policy_is_said_and_versions_to_come_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    ledgers.Ledger.create(path).close()
    async with policy(path) as screen:
        for part in ("1", "2", "4"):
            await screen.press(part)
            assert told(screen).startswith("no policy is in force today")
        await screen.press("3")
        assert lines(screen)[1:] == ["no policy has been published"]
        await screen.press("enter", "5", "enter")
        assert lines(screen)[1:] == ["nothing is open"]
    publish(path, version("1", "2027-01-01"))
    async with policy(path, "3", "enter") as screen:
        assert "policy harbour 1, not in force today" in heading(screen)
        assert "first-call" in told(screen)


async def test_a_ledger_that_is_gone(path: Path) -> None:
    async with driving(path) as screen:
        path.rename(path.with_suffix(".moved"))
        await screen.press("P")
        assert "was removed or replaced" in told(screen)
        await screen.press("2", "3", "enter", "4", "5", "enter", "slash")
        path.with_suffix(".moved").rename(path)
        await screen.press("R", "1")
        assert "first-call" in told(screen)
