"""`override set`, `end` and `list` as a user types them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectrules.cli import common
from collectrules.ledger.book import APPLICATION_ID
from tests.cli.test_daily import ROWS, Shell, open_items, shell

__all__ = ["open_items", "shell"]

TODAY = "2026-03-25"


@pytest.fixture(autouse=True)
def books(shell: Shell, open_items: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "now", lambda: datetime(2026, 3, 25, 9, tzinfo=UTC))
    open_items(*ROWS[:4], as_of=TODAY)


def set_(shell: Shell, *words: str) -> tuple[int, str, str]:
    return shell("override", "set", *words, "--reason", "in court", "--by", "ana")


def end(shell: Shell, *words: str) -> tuple[int, str, str]:
    return shell("override", "end", *words, "--reason", "judged", "--by", "bob")


def test_left_out_ended_and_listed(shell: Shell) -> None:
    code, out, err = set_(shell, "0071", "--leave-out")
    assert (code, err) == (0, "")
    assert out.startswith(
        "account `0071` is left out from 2026-03-25 until it is ended: in court\nevent "
    )
    run = shell.json("run", "--as-of", TODAY)
    assert sum(run["worklist"].values()) == 0
    (explained,) = shell.json("explain", "17")
    (said,) = explained["overrides"]
    assert said | {"event": 0} == {
        "event": 0,
        "account": "0071",
        "invoice": None,
        "kind": "leave_out",
        "days": None,
        "policy": None,
        "from": TODAY,
        "until": None,
        "reason": "in court",
        "by": "ana",
        "ended_reason": None,
    }
    assert explained["decision"] == "nothing: the invoice is left out"
    code, out, _ = end(shell, "0071")
    assert (code, out) == (0, "account `0071`: left out ended, from 2026-03-25 on\n")
    assert sum(shell.json("run", "--as-of", TODAY)["worklist"].values()) == 2
    (listed,) = shell.json("override", "list")
    assert (listed["until"], listed["counts"], listed["ended_reason"]) == (
        "2026-03-24",
        False,
        "judged",
    )


def test_grace_of_one_invoice(shell: Shell) -> None:
    code, out, _ = set_(shell, "0071", "--invoice", "17", "--grace", "60", "--until", "2026-06-30")
    assert code == 0
    assert out.startswith("invoice `17` is given 60 days of grace from 2026-03-25 until 2026-06-30")
    shell("run", "--as-of", TODAY)
    code, out, _ = shell("explain", "17")
    assert (
        "\n60 days of grace by an override of its own, instead of `grace-standard` (5), since "
        "2026-03-25 until 2026-06-30: in court (ana)\ndecision: nothing for now\n" in out
    )


def test_a_dry_run_writes_nothing(shell: Shell) -> None:
    code, out, _ = set_(shell, "0071", "--leave-out", "--dry-run")
    assert (code, out.splitlines()) == (
        0,
        [
            "account `0071` would be left out from 2026-03-25 until it is ended: in court",
            "nothing was written",
        ],
    )
    assert shell.json("override", "list") == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("0071",), 2, "error: it does not say what the override does\n"),
        (("0071", "--leave-out", "--grace", "3"), 2, "error: an override does one thing\n"),
        (("0070", "--leave-out"), 2, "error: unknown account `0070`\n"),
        (
            ("0071", "--invoice", "20", "--leave-out"),
            2,
            "error: account `0071` has no invoice `20`",
        ),
        (("0071", "--leave-out", "--until", "2026-03-24"), 1, "error: the last day, 2026-03-24, "),
        (("0071", "--leave-out", "--until", "soon"), 2, "error: `soon` is not a day\n"),
        (("0071", "--grace", "4000"), 1, "error: 4000 days of grace are not possible\n"),
        (("0071", "--leave-out", "--reason", " "), 1, "error: the reason is missing\n"),
    ],
)
def test_what_cannot_be_set_is_said(
    shell: Shell, words: tuple[str, ...], code: int, said: str
) -> None:
    given = words if "--reason" in words else (*words, "--reason", "in court")
    got, out, err = shell("override", "set", *given)
    assert (got, out) == (code, "")
    assert err.startswith(said)
    assert "  = help: " in err
    assert shell.json("override", "list") == []


def test_what_cannot_be_ended_is_said(shell: Shell) -> None:
    assert end(shell, "0071")[2].startswith(
        "error: account `0071` has no such override that counts on 2026-03-25 or later\n"
    )
    set_(shell, "0071", "--leave-out")
    set_(shell, "0071", "--grace", "9")
    assert end(shell, "0071")[2].startswith(
        "error: account `0071` has 2 overrides: left out from 2026-03-25, 9 days of grace from "
    )
    assert end(shell, "0071", "--grace", "--on", "2026-03-26")[2].startswith(
        "error: 2026-03-26 has not come yet\n"
    )
    assert end(shell, "0071", "--leave-out", "--on", "2026-03-01")[2].startswith(
        "error: the override of account `0071` begins on 2026-03-25, after 2026-03-01\n"
    )
    assert end(shell, "0071", "--grace")[0] == 0


def test_one_that_is_to_come_is_ended_before_it_begins(shell: Shell) -> None:
    set_(shell, "0071", "--leave-out", "--from", "2026-05-01")
    assert "to come" in shell("override", "list")[1]
    code, out, _ = end(shell, "0071")
    assert (code, out) == (0, "account `0071`: left out ended, from 2026-05-01 on\n")
    (listed,) = json.loads(shell("override", "list", "--as-of", "2026-05-01", "--json")[1])
    assert listed["counts"] is False


WHOLESALE = """language = 1

[policy]
id             = "wholesale"
title          = "Wholesale customers"
version        = "{version}"
effective_from = {from_}
currency       = "USD"

[[stage]]
id     = "statement"
when.days_past_due = {{ at_least = 1 }}
action = {{ channel = "letter", template = "statement" }}
"""


def publish(
    shell: Shell, path: Path, version: str, from_: str, *words: str
) -> tuple[int, str, str]:
    path.write_text(WHOLESALE.format(version=version, from_=from_))
    return shell("policy", "publish", path, *words)


def test_under_another_policy(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "wholesale.toml"
    code, out, _ = publish(shell, file, "1", "2026-01-01", "--beside")
    assert (code, out.split(" (")[0]) == (0, "`wholesale` version 1")
    assert out.endswith(" is published beside the main policy, in force from 2026-01-01\n")
    publish(shell, file, "2", "2026-04-01", "--beside")
    listed = shell.json("policy", "list", "--as-of", TODAY)
    assert [(each["id"], each["beside"], each["in_force"]) for each in listed] == [
        ("ready", False, True),
        ("wholesale", True, True),
        ("wholesale", True, False),
    ]
    code, out, _ = set_(shell, "0071", "--invoice", "17", "--policy", "wholesale")
    assert out.startswith("invoice `17` is put under policy `wholesale` from 2026-03-25 until it ")
    run = shell.json("run", "--as-of", TODAY)
    assert run["policy"]["id"] == "ready"
    (beside,) = run["beside"]
    assert (beside["id"], beside["version"], beside["accounts"]) == ("wholesale", "1", 1)
    assert run["stages"]["statement"] == 1
    explained = {each["invoice"]: each for each in shell.json("explain", "0071", "--all")}
    assert explained["17"]["policy"]["id"] == "wholesale"
    assert explained["17"]["decision"] == "stage `statement` is due"
    assert {each["policy"]["id"] for n, each in explained.items() if n != "17"} == {"ready"}
    code, out, _ = shell("explain", "17")
    assert (
        "\nunder policy `wholesale` 1 since 2026-03-25 until ended: in court (ana)\n"
        "decision: stage `statement` is due\n" in out
    )
    rules = {row["rule"]: row["why"] for row in shell.json("worklist")}
    assert rules["statement"] == "17: 53 days past due (at least 1)"
    logged = shell.json("log", "0071", "letter", "--result", "ML")
    assert logged["carried_out"] == [{"invoice": "17", "stage": "statement"}]
    assert shell.json("run", "--as-of", "2026-04-01")["beside"][0]["version"] == "2"


@pytest.mark.parametrize(
    ("id", "said"),
    [
        ("wholesal", "error: no policy `wholesal` has been published beside the main one\n"),
        ("ready", "error: no policy `ready` has been published beside the main one\n"),
        ("wholesale", "error: no version of `wholesale` is in force on 2026-03-25\n"),
    ],
)
def test_a_policy_that_nobody_can_be_put_under(
    shell: Shell, tmp_path: Path, id: str, said: str
) -> None:
    publish(shell, tmp_path / "wholesale.toml", "1", "2026-04-01", "--beside")
    code, out, err = set_(shell, "0071", "--policy", id)
    assert (code, out) == (1, "")
    assert err.startswith(said)


def test_a_policy_is_published_in_one_way(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "wholesale.toml"
    publish(shell, file, "1", "2026-01-01", "--beside")
    assert publish(shell, file, "1", "2026-01-01")[2].startswith(
        "error: `wholesale` was published beside the main policy before\n"
    )
    assert "nothing to do" in publish(shell, file, "1", "2026-01-01", "--beside")[1]


def test_doctor_looks_at_a_ledger_of_an_earlier_format(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as old:
        formats = Path(__file__).parents[1] / "ledger" / "formats"
        old.executescript((formats / "0002_stage_moves.sql").read_text(encoding="utf-8"))
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    said = json.loads(shell("doctor", "--ledger", path, "--json")[1])
    assert not [fault for fault in said["faults"] if "table" in fault]
    assert said["ledger"]["format"] == "0002_stage_moves"
