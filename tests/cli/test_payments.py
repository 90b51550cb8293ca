"""`payment`, `credit`, `waive` and `take-back` as they are typed: what they say and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_interest import HEADER, Shell

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


def test_what_is_taken_back_is_shown_first(shell: Shell) -> None:
    """Event numbers are easily mistyped: what it was is said, and a dry run says it beforehand."""
    recorded = shell.json("payment", "record", "7", "50", "--on", "2026-02-03")
    words = ("take-back", str(recorded["event"]), "--reason", "another's", "--on", "2026-02-05")
    planned = shell.json(*words, "--dry-run")
    assert [(one["what"], one["account"], one["invoice"], one["amount"]) for one in planned["events"]] == [
        ("payment", "7", None, "50.00"),
        ("payment of principal", "7", "A", "-50.00"),
    ]  # fmt: skip
    assert shell.json("payoff", "A", "--on", "2026-02-06")["principal"] == "250.00"
    said = shell.said(*words)
    assert "taken back, and counts no more from 2026-02-05 on:\n" in said
    assert "payment of principal  2026-02-03  7        A        -50.00  GBP" in said
    assert shell.json("payoff", "A", "--on", "2026-02-06")["principal"] == "300.00"


def test_every_kind_of_event_can_be_told(shell: Shell) -> None:
    """Contacts, promises, disputes, overrides and invoices too; what stays says what to do instead."""
    shell.said("log", "7", "call", "--result", "PTP", "--promise", "300", "--until", "2026-03-01",
               "--at", "2026-02-02T12:00")  # fmt: skip
    shell.said("log", "8", "call", "--result", "DSP", "--invoice", "B", "--at", "2026-02-02T12:00",
               "--note", "one is missing")  # fmt: skip
    shell.said("override", "set", "8", "--invoice", "C", "--grace", "9", "--reason", "kind",
               "--from", "2026-02-02")  # fmt: skip
    last = shell.json("verify")["events"]
    told = {}
    for event in range(1, last + 1):
        code, out, err = shell("take-back", str(event), "--reason", "x", "--dry-run", "--json")
        if code == 0:
            told |= {one["event"]: one for one in json.loads(out)["events"]}
        else:
            assert "cannot be taken back" in err
    whats = {(one["what"], one["account"], one["invoice"]) for one in told.values()}
    assert whats >= {
        ("invoice", "7", "A"),
        ("contact", "7", None),
        ("promise", "7", None),
        ("dispute", "8", "B"),
        ("override", "8", "C"),
    }


def test_an_import_warns_of_money_that_was_recorded_by_hand(shell: Shell, tmp_path: Path) -> None:
    """50.00 of account 7 are held here, and off invoice A in the file; what 8 paid was recorded nowhere."""
    shell.said("payment", "record", "7", "50", "--hold", "--on", "2026-02-03")
    (tmp_path / "open.csv").write_text(
        f"{HEADER}\n"
        "7,One,A,2026-01-01,2026-01-31,250.00,GBP\n"
        "8,Two,B,2026-01-01,2026-01-31,60.00,GBP\n"
        "8,Two,C,2026-01-01,2026-01-31,200.00,EUR\n"
    )
    words = ("import", "open-items", "open.csv", "--as-of", "2026-02-05")
    (warning,) = shell.json(*words, "--dry-run")["warnings"]
    assert warning.startswith(
        "1 account with payments recorded by hand since the last file (7): what is inferred as paid may"
    )
    shell.said(*words, "--yes")
    assert shell.json(*words, "--dry-run")["warnings"] == []
