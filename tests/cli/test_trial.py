"""`trial start`, `end` and `list` as a user types them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectrules.cli import common
from tests.cli.test_daily import ROWS, Shell, open_items, shell

__all__ = ["open_items", "shell"]

TODAY = "2026-03-25"
CHALLENGER = """language = 1
[policy]
id = "sooner"
title = "Sooner"
version = "1"
effective_from = 2026-01-01
currency = ["USD", "CAD"]

[[grace]]
id = "none"
days = 0

[[stage]]
id = "call-at-once"
when.days_past_grace = { at_least = 1 }
action = { channel = "call", script = "first-call" }
"""


@pytest.fixture(autouse=True)
def books(
    shell: Shell,
    open_items: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(common, "now", lambda: datetime(2026, 3, 25, 9, tzinfo=UTC))
    open_items(*ROWS[:4], as_of=TODAY)
    (tmp_path / "sooner.toml").write_text(CHALLENGER, encoding="utf-8")
    assert shell("policy", "publish", str(tmp_path / "sooner.toml"), "--beside")[0] == 0


def start(shell: Shell, name: str, *words: str) -> tuple[int, str, str]:
    return shell(
        "trial",
        "start",
        name,
        "--policy",
        "sooner",
        "--reason",
        "do calls pay",
        "--by",
        "ana",
        *words,
    )


def test_started_explained_ended_and_listed(shell: Shell) -> None:
    code, out, err = start(shell, "call-at-once", "--share", "50%")
    assert (code, err) == (0, "")
    assert out.startswith(
        "trial `call-at-once` begins on 2026-03-25: 50% of the accounts, by now 1 of 2, under policy "
        "`sooner`: do calls pay\nevent "
    )
    run = shell.json("run", "--as-of", TODAY)
    assert [each["id"] for each in run["beside"]] == ["sooner"]
    said = shell("explain", "17")[1]
    assert "policy sooner 1, SHA-256" in said
    assert (
        "\nunder policy `sooner` 1 by trial `call-at-once` since 2026-03-25 until ended: do calls pay (ana)\n"
        "decision: stage `call-at-once` is due\n" in said
    )
    said = shell("explain", "20")[1]
    assert "policy ready 1, SHA-256" in said
    assert (
        "\nin trial `call-at-once` among those that stay under the policy in force, since 2026-03-25\n"
        in said
    )
    drawn = [shell.json("explain", number)[0]["trial"] for number in ("17", "20")]
    assert drawn == [
        {"name": "call-at-once", "drawn": True},
        {"name": "call-at-once", "drawn": False},
    ]
    (listed,) = shell.json("trial", "list")
    assert listed | {"event": 0} == {
        "event": 0,
        "trial": "call-at-once",
        "policy": "sooner",
        "share": "50",
        "accounts": 1,
        "of_accounts": 2,
        "from": TODAY,
        "until": None,
        "reason": "do calls pay",
        "by": "ana",
        "ended_reason": None,
        "counts": True,
    }
    code, out, _ = shell("trial", "end", "call-at-once", "--reason", "seen enough", "--by", "bob")
    assert (code, out) == (
        0,
        "trial `call-at-once` is over from 2026-03-25 on: everybody is under the policy in force again\n",
    )
    (listed,) = shell.json("trial", "list")
    assert (listed["until"], listed["counts"], listed["ended_reason"]) == (
        "2026-03-24", False, "seen enough",
    )  # fmt: skip
    assert "is over" in shell("trial", "list")[1]
    assert shell.json("explain", "17")[0]["trial"] is None
    assert "policy ready 1, SHA-256" in shell("explain", "17")[1]


def test_a_dry_run_writes_nothing(shell: Shell) -> None:
    code, out, _ = start(shell, "call-at-once", "--share", "12.5", "--dry-run")
    assert code == 0
    assert out.splitlines()[0].startswith(
        "trial `call-at-once` would begin on 2026-03-25: 12.5% of"
    )
    assert out.splitlines()[1] == "nothing was written"
    assert shell("trial", "list")[1] == (
        "there are no trials; `collectrules trial start` begins one\n"
    )
    start(shell, "call-at-once", "--share", "50")
    told = shell.json("trial", "end", "call-at-once", "--reason", "enough", "--dry-run")
    assert (told["until"], told["dry_run"]) == ("2026-03-24", True)
    assert shell.json("trial", "list")[0]["until"] is None


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("t", "--share", "half"), 2, "error: `half` is no percentage\n"),
        (("t", "--share", "12.345"), 2, "error: `12.345` is too exact a share\n"),
        (("t", "--share", "0"), 1, "error: a trial needs accounts on both sides\n"),
        (("t", "--share", "100%"), 1, "error: a trial needs accounts on both sides\n"),
        (("t", "--share", "50", "--from", "soon"), 2, "error: `soon` is not a day\n"),
        (("t", "--share", "50", "--policy", "ready"), 1, "error: "),
    ],
)
def test_what_cannot_be_started_is_said(
    shell: Shell, words: tuple[str, ...], code: int, said: str
) -> None:
    got, out, err = start(shell, *words)
    assert (got, out) == (code, "")
    assert err.startswith(said)
    assert "  = help: " in err


def test_what_cannot_be_ended_is_said(shell: Shell) -> None:
    start(shell, "call-at-once", "--share", "50", "--from", "2026-03-20")

    def end(name: str, *words: str) -> tuple[int, str]:
        code, _, err = shell("trial", "end", name, "--reason", "enough", *words)
        return code, err

    code, err = end("call-at-onze")
    assert (code, err.splitlines()[0]) == (2, "error: there is no trial `call-at-onze`")
    assert "did you mean `call-at-once`?" in err
    code, err = end("call-at-once", "--on", "2026-03-26")
    assert (code, err.splitlines()[0]) == (2, "error: 2026-03-26 has not come yet")
    code, err = end("call-at-once", "--on", "2026-03-19")
    assert code == 1
    assert err.startswith("error: trial `call-at-once` begins on 2026-03-20, after 2026-03-19\n")
    assert end("call-at-once", "--on", "2026-03-20") == (0, "")


def test_the_report_of_a_few_says_that_they_are_too_few(shell: Shell, tmp_path: Path) -> None:
    code, _, err = shell("report", "trial")
    assert (code, err.splitlines()[0]) == (2, "error: there are no trials")
    start(shell, "call-at-once", "--share", "50")
    code, out, err = shell("report", "trial", "--as-of", TODAY)
    assert (code, err) == (0, "")
    assert out.startswith(
        "Trial call-at-once\n2026-03-25 to 2026-03-25, 1 day. It goes on; 50 % of"
    )
    said = shell.json("report", "trial", "call-at-once", "--as-of", TODAY)
    assert list(said) == [
        "trial", "share", "from", "to", "ended", "level", "least", "least_of_each", "on_trial", "in_force",
        "figures",
    ]  # fmt: skip
    assert said["on_trial"] == {
        "policies": ["sooner 1"], "accounts": 1, "by_hand": 0, "compared": 1, "invoices": 3,
    }  # fmt: skip
    figures = [(each["figure"], each["currency"], each["says"]) for each in said["figures"]]
    assert figures == [
        ("paid", None, "too few"),
        ("days_to_pay", None, "too few"),
        ("contacts", None, "too few"),
        ("disputed", None, "too few"),
        ("promises_kept", None, "too few"),
        ("collected", "CAD", "too few"),
        ("fees", "CAD", "too few"),
        ("collected", "USD", "too few"),
        ("fees", "USD", "too few"),
    ]
    lines = shell("report", "trial", "--as-of", TODAY, "--csv")[1].splitlines()
    assert lines[0].startswith(
        "trial,from,to,figure,unit,currency,on_trial_accounts,on_trial,on_trial_low,"
    )
    assert len(lines) == 1 + len(figures)
    page = tmp_path / "trial.html"
    assert shell("report", "trial", "--as-of", TODAY, "--html", page)[0] == 0
    assert "<h1>Trial call-at-once</h1>" in page.read_text(encoding="utf-8")
    code, _, err = shell("report", "trial", "call-at-onze")
    assert (code, err.splitlines()[0]) == (2, "error: there is no trial `call-at-onze`")
    code, _, err = shell("report", "trial", "--as-of", "2026-03-01")
    assert (code, err.splitlines()[0]) == (
        1,
        "error: trial `call-at-once` begins on 2026-03-25: nothing is known of it on 2026-03-01",
    )
