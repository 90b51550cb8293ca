"""`payment`, `credit`, `waive` and `take-back` as they are typed: what they say and what they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_interest import Shell

POLICY = """
language = 1
[policy]
id = "own"
title = "Own"
version = "1"
effective_from = 2026-01-01
currency = ["GBP", "EUR"]
"""


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    """Account 7 owes 300.00 GBP, account 8 both 100.00 GBP and 200.00 EUR."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLLECTRULES_LEDGER", raising=False)
    shell = Shell(tmp_path, capsys)
    shell.said("init")
    shell.publish(POLICY)
    shell.bring(
        "7,One,A,2026-01-01,2026-01-31,300.00,GBP",
        "8,Two,B,2026-01-01,2026-01-31,100.00,GBP",
        "8,Two,C,2026-01-01,2026-01-31,200.00,EUR",
        as_of="2026-02-01",
    )
    return shell


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("7", "350", "--currency", "GBP"), "payment apply 7`"),
        (("7", "50", "--currency", "EUR", "--hold"), "payment apply 7 --currency EUR`"),
        (("8", "250", "--currency", "EUR"), "payment apply 8 --currency EUR`"),
    ],
)
def test_what_is_held_can_be_used_as_it_says(
    shell: Shell, words: tuple[str, ...], said: str
) -> None:
    recorded = shell.said("payment", "record", *words, "--on", "2026-02-03")
    assert f"is held as unapplied cash: `collectrules {said} puts it to use" in recorded


def refused(shell: Shell, *words: str) -> str:
    code, out, err = shell(*words)
    assert (code, out) == (1, "")
    return err


def test_cash_that_nothing_is_owed_for_stays(shell: Shell) -> None:
    shell.said("payment", "record", "7", "350", "--on", "2026-02-03")
    err = refused(shell, "payment", "apply", "7", "--on", "2026-02-04")
    assert "`7` owes nothing in GBP on 2026-02-04 that could be paid with it" in err


def test_cash_of_who_disputes_all_of_it_waits_for_a_word(shell: Shell) -> None:
    shell.said("log", "7", "call", "--result", "DSP", "--invoice", "A", "--at", "2026-02-02T12:00",
               "--note", "one is missing")  # fmt: skip
    shell.said("payment", "record", "7", "50", "--on", "2026-02-03")
    err = refused(shell, "payment", "apply", "7", "--on", "2026-02-04")
    assert "all that `7` owes in GBP on 2026-02-04 is in dispute" in err
    assert "`--invoice A`" in err
    err = refused(shell, "payment", "apply", "7", "--on", "2026-02-04", "--invoice", "A",
                  "--part", "costs")  # fmt: skip
    assert "nothing is left to pay on `A` of its costs" in err


def test_a_payment_taken_back_twice_is_called_one(shell: Shell) -> None:
    shell.said("payment", "record", "7", "50", "--on", "2026-02-03", "--reference", "BACS 7")
    bounce = ("payment", "bounce", "7", "BACS 7", "--reason", "no funds", "--on")
    assert "(payment) took effect on 2026-02-03" in refused(shell, *bounce, "2026-02-02")
    shell.said(*bounce, "2026-02-05")
    assert "(payment) was taken back before" in refused(shell, *bounce, "2026-02-06")


def test_what_cannot_be_waived_says_where_to_look(shell: Shell) -> None:
    err = refused(shell, "waive", "7", "A", "--reason", "kind", "--on", "2026-02-03")
    assert "nothing of fees or interest is owed on `A` on 2026-02-03" in err
    assert "`collectrules payoff A --on 2026-02-03` shows what is owed on it" in err
