"""`override set`, `end` and `list` as a user types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from collectrules.cli import common
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
