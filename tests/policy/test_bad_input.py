"""What disks, editors and slips of the pen do to a policy: a diagnostic each, or nothing at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from collectrules.cli.app import run
from collectrules.policy.source import MOST_RULES
from tests.policy.texts import HEAD, policy

GRACE = '[[grace]]\nid = "everyone"\ndays = 5\n'
NEGATIVE = GRACE.replace("5", "-5")
FEE = '[[late_fee]]\nid = "fee"\ncharge = { percent = 1_000, of = "balance" }\n'
EVERYWHERE = """\
[[grace]]
id = "everyone"
days = NUMBER

[[late_fee]]
id = "fee"
when.balance = { at_least = NUMBER }
when.days_past_due = NUMBER
charge = { percent = NUMBER, of = "balance" }

[[late_fee]]
id = "by-size"
charge = { bands = [{ below = NUMBER, amount = NUMBER }, { amount = NUMBER }], of = "balance" }

[[stage]]
id = "agency"
wait_days = NUMBER
action = { place_with = "northgate", contingency_percent = NUMBER }

[[contact_limit]]
id = "calls"
channels = ["call"]
at_most = NUMBER
within_days = NUMBER

[[priority]]
id = "payer"
when.invoices_paid = [NUMBER]
score = NUMBER
"""

FINE = {
    "a-byte-order-mark": b"\xef\xbb\xbf" + (HEAD + GRACE).encode(),
    "windows-line-ends": (HEAD + GRACE).replace("\n", "\r\n").encode(),
    "both-line-ends": HEAD.replace("\n", "\r\n").encode() + GRACE.encode(),
    "tabs": (HEAD + GRACE).replace(" = ", "\t=\t").replace("[[", "\t[[").encode(),
    "no-last-line-end": (HEAD + GRACE).rstrip("\n").encode(),
}
BAD = {
    "byte-order-mark": b"\xef\xbb\xbf" + (HEAD + NEGATIVE).encode(),
    "two-byte-order-marks": b"\xef\xbb\xbf\xef\xbb\xbf" + HEAD.encode(),
    "windows-line-ends": (HEAD + NEGATIVE).replace("\n", "\r\n").encode(),
    "old-macintosh-line-ends": (HEAD + GRACE).replace("\n", "\r").encode(),
    "tabs": (HEAD + NEGATIVE).replace(" = ", "\t=\t").encode(),
    "space-that-does-not-break": (HEAD + GRACE).replace("days = ", "days =\u00a0").encode(),
    "quotes-of-a-word-processor": (HEAD + GRACE).replace('"everyone"', "“everyone”").encode(),
    "utf-16": (HEAD + GRACE).encode("utf-16"),
    "utf-16-without-a-mark": (HEAD + GRACE).encode("utf-16-le"),
    "no-text": bytes(range(256)),
    "ten-megabytes": HEAD.encode() + b"# all customers\n" * 655_360,
    "five-thousand-rules": (
        HEAD + "".join(f'[[priority]]\nid = "p-{n}"\nscore = 1\n' for n in range(5_000))
    ).encode(),
    "endless-line": (HEAD + f'reason = "{"so " * 300_000}"\nreasons = 1\n').encode(),
    "endless-time-zone": (HEAD + f'time_zone = "{"Europe/London" * 10_000}"\n').encode(),
    "endless-nesting": (HEAD + "any = " + "[" * 5_000 + "]" * 5_000 + "\n").encode(),
    "thirtieth-of-february": (HEAD + "review_by = 2026-02-30\n").encode(),
    "a-thousand-per-cent": (HEAD + FEE).encode(),
    "negative-grace": (HEAD + NEGATIVE).encode(),
    "duplicate-id": (HEAD + GRACE + GRACE).encode(),
    "no-such-currency": HEAD.replace("GBP", "ABC").encode(),
    "nan": (HEAD + EVERYWHERE.replace("NUMBER", "nan")).encode(),
    "infinity": (HEAD + EVERYWHERE.replace("NUMBER", "-inf")).encode(),
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")


@pytest.mark.parametrize("name", FINE)
def test_what_editors_do_is_no_fault(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("policy.toml").write_bytes(FINE[name])
    assert run(["policy", "check", "policy.toml"]) == 0
    told = capsys.readouterr().out
    assert "policy.toml: fine: `corner-shop` version 2026.1, from 2026-01-01\n" in told
    assert "error" not in told


def test_as_many_rules_as_are_read() -> None:
    rules = "".join(f'[[priority]]\nid = "p-{n}"\nscore = 1\n' for n in range(MOST_RULES))
    assert len(policy(rules).priority) == MOST_RULES


@pytest.mark.parametrize("name", BAD)
def test_what_is_told(
    name: str, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    Path("policy.toml").write_bytes(BAD[name])
    assert run(["policy", "check", "policy.toml"]) == 2
    shown = capsys.readouterr()
    assert shown.out == snapshot
    assert shown.err == ""


@pytest.mark.parametrize("number", ["nan", "-nan", "inf", "+inf", "-inf"])
def test_what_is_no_number_is_told_wherever_it_stands(
    number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("policy.toml").write_text(HEAD + EVERYWHERE.replace("NUMBER", number))
    assert run(["policy", "check", "policy.toml", "--output", "concise"]) == 2
    told = capsys.readouterr().out.splitlines()
    assert len(told) == EVERYWHERE.count("NUMBER")
    assert {line.partition("[")[2].partition("]")[0] for line in told} == {"wrong-type"}


def test_twenty_thousand_faults_on_one_line_are_shown_in_one_pass(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each is shown with the little of the line that is around it."""
    words = '"brokn", ' * 20_000
    rule = f'[[priority]]\nid = "p"\nscore = 1\nwhen.promise = [{words}]\n'
    Path("policy.toml").write_text(HEAD + rule)
    assert run(["policy", "check", "policy.toml"]) == 2
    assert "20,000 errors found" in capsys.readouterr().out
