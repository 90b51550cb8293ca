"""`collectrules review` as it is typed: on a copy of the demo's ledger, against versions in files."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from collectrules.cli.app import run
from collectrules.policy.shipped import shipped_policy

READY = shipped_policy("ready").decode()
DAY = ("--as-of", "2026-07-01")
Review = Callable[..., tuple[int, str, str]]


@pytest.fixture
def review(
    demo_ledger: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Review:
    """The command in a folder with the ledger, which it must leave as it was; exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLLECTRULES_LEDGER", raising=False)
    ledger = Path(shutil.copy(demo_ledger, tmp_path / "collectrules.db"))

    def typed(*words: str) -> tuple[int, str, str]:
        before = ledger.read_bytes()
        code = run(["review", *words])
        assert ledger.read_bytes() == before
        said = capsys.readouterr()
        return code, said.out, said.err

    return typed


def policy(name: str, *replacements: tuple[str, str]) -> str:
    """A file with a version of the ready policy, each replacement made once at least."""
    text = READY
    for what, by in ((r"(?m)^version( *)=.*$", r'version\1= "next"'), *replacements):
        text, count = re.subn(what, by, text)
        assert count, what
    Path(name).write_text(text)
    return name


LONGER = (r"(?m)^days   = 5$", "days   = 10")


def test_a_version_against_itself_shows_exactly_nothing(review: Review) -> None:
    Path("same.toml").write_text(READY)
    for other in ("published", "ready@1", "same.toml"):
        code, out, _ = review("published", other, *DAY)
        assert code == 0
        assert "No account is treated differently: every figure is the same under both." in out
        code, out, _ = review("published", other, *DAY, "--json")
        found = json.loads(out)
        assert found["accounts"] == []
        assert found["sides"]["before"] == found["sides"]["after"]
        for cells in found["matrix"].values():
            assert all(cell["before"] == cell["after"] for cell in cells)


def test_the_json_and_the_csv_tell_of_the_same_accounts(review: Review) -> None:
    longer = policy("longer.toml", LONGER)
    code, out, err = review("published", longer, *DAY, "--json", "--csv", "moved.csv")
    assert (code, err) == (0, "")
    found = json.loads(out)
    rows = list(csv.DictReader(io.StringIO(Path("moved.csv").read_text())))
    assert [row["account"] for row in rows] == [each["account"] for each in found["accounts"]]
    for row, each in zip(rows, found["accounts"], strict=True):
        for side in ("before", "after"):
            assert row[f"listed_{side}"] == each[side]["listed"]
            assert row[f"fees_{side}"] == each[side]["fees"]
        assert each["because"]
    fewer = [
        sum(side["totals"][code]["listed"] for code in side["totals"])
        for side in (found["sides"]["before"], found["sides"]["after"])
    ]
    left = [
        each
        for each in found["accounts"]
        if each["before"]["listed"] and not each["after"]["listed"]
    ]
    assert fewer[0] - fewer[1] == len(left) > 0


def test_the_contacts_are_set_against_the_hours_there_are(review: Review) -> None:
    longer = policy("longer.toml", LONGER)
    minutes = ("--minutes", "call=60", "--minutes", "email=0", "--minutes", "letter=0")
    _, out, _ = review("published", longer, *DAY, "--json", *minutes, "--capacity", "10")
    before = json.loads(out)["sides"]["before"]["contacts"]
    calls = before["call"]["allowed"]
    assert before["call"]["minutes"] == str(60 * calls)
    _, out, _ = review("published", longer, *DAY, *minutes, "--capacity", "10")
    assert f"Those that are allowed take {calls}.0 hours before" in out


def test_the_contacts_of_a_week_are_set_against_the_hours_there_are(review: Review) -> None:
    longer = policy("longer.toml", LONGER)
    minutes = ("--minutes", "call=60", "--minutes", "email=0", "--minutes", "letter=0")
    _, out, _ = review("published", longer, *DAY, "--json", *minutes, "--week")
    week = json.loads(out)["week"]
    calls = [week[side]["contacts"].get("call", 0) for side in ("before", "after")]
    assert calls[0] > 0
    assert week["before"]["minutes"] == str(60 * calls[0])
    for side in ("before", "after"):
        days = week[side]["days"]
        assert len(days) == 7
        assert sum(day.get("call", 0) for day in days) == week[side]["contacts"].get("call", 0)
    _, out, _ = review("published", longer, *DAY, *minutes, "--capacity", "10")
    assert f"They take {calls[0]}.0 hours before and {calls[1]}.0 after" in out
    assert f"{10 * calls[0]} % and {10 * calls[1]} % of the 10 hours" in out
    assert f"from {week['from']} to {week['to']}" in out


def test_the_week_is_pointed_to_only_where_it_is_not_told(review: Review) -> None:
    longer = policy("longer.toml", LONGER)
    _, out, _ = review("published", longer, *DAY)
    assert "`--week` and `--capacity HOURS` tell what a whole week asks for." in " ".join(
        out.split()
    )
    _, out, _ = review("published", longer, *DAY, "--week")
    assert "`--week`" not in out


def test_an_account_is_explained_by_both(review: Review) -> None:
    longer = policy("longer.toml", LONGER)
    _, out, _ = review("published", longer, *DAY, "--json")
    account = json.loads(out)["accounts"][0]
    code, out, _ = review("published", longer, *DAY, "--account", account["account"])
    assert code == 0
    assert f"{account['account']} in {account['currency']} by ready@1 (version 1)" in out
    assert f"{account['account']} in {account['currency']} by longer.toml (version next)" in out
    assert f"{account['before']['invoice']}: stage `{account['before']['listed']}` is due" in out


def test_a_stage_that_is_gone_is_said_and_counted(review: Review) -> None:
    gone = policy("gone.toml", (r'id = "second-reminder"', 'id = "another-reminder"'))
    code, out, _ = review("published", gone, *DAY, "--json")
    assert code == 0
    found = json.loads(out)
    (lost,) = found["sides"]["after"]["lost_stages"].items()
    assert lost[0] == "second-reminder"
    assert found["sides"]["after"]["moved_in_flight"] == lost[1] > 0
    assert any(
        f"{lost[1]} open invoices stand on the stage `second-reminder`, which `gone.toml` neither has"
        in note
        for note in found["notes"]
    )


def test_a_currency_that_one_does_not_serve_is_said_and_counted(review: Review) -> None:
    dollars = policy("dollars.toml", (r"(?m)^currency       = .*$", 'currency = "USD"'))
    code, out, _ = review("published", dollars, *DAY, "--json")
    assert code == 0
    found = json.loads(out)
    unserved = found["sides"]["after"]["unserved"]
    assert set(unserved) == {"EUR", "GBP"}
    assert found["sides"]["before"]["unserved"] == {}
    for currency, count in unserved.items():
        note = f"{count} accounts owe in {currency}, which `dollars.toml` does not serve"
        assert any(each.startswith(note) for each in found["notes"])
    assert {each["currency"] for each in found["accounts"]} <= {"EUR", "GBP"}
    assert all(not each["after"]["listed"] for each in found["accounts"])


def test_a_day_before_the_last_run_and_a_day_that_was_run_are_said(review: Review) -> None:
    longer = policy("longer.toml", LONGER)
    _, out, _ = review("published", longer, "--as-of", "2026-03-03", "--json")
    notes = json.loads(out)["notes"]
    assert any("what had been recorded by the end of 2026-03-03 (UTC)" in note for note in notes)
    _, out, _ = review("published", longer, "--as-of", "2026-06-30", "--json")
    notes = json.loads(out)["notes"]
    assert any("was already run for 2026-06-30" in note for note in notes)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("published", "faulty.toml"), "faulty.toml:"),
        (("published", "none@9"), "`none@9` is neither a file nor a version published"),
        (("published", "ready@1", "--minutes", "fax=3"), "`fax=3` names no channel"),
        (("published", "ready@1", "--minutes", "call=x"), "`call=x` says no number of minutes"),
        (("published", "ready@1", "--account", "X"), "there is no account `X` with an invoice"),
        (("published", "ready@1", "--ledger", "none.db"), "there is no ledger at `none.db`"),
    ],
)
def test_what_is_wrong_is_said(review: Review, words: tuple[str, ...], said: str) -> None:
    Path("faulty.toml").write_text(READY.replace("days_past_due", "days_pastdue"))
    code, out, err = review(*words, *DAY)
    assert (code, out) == (2, "")
    assert said in err


def test_a_screen_needs_a_terminal_and_is_nothing_else(review: Review) -> None:
    after = policy("after.toml")
    code, out, err = review("published", after, *DAY, "--screen")
    assert (code, out) == (2, "")
    assert "error: `--screen` needs a terminal" in err
    for more in (("--json",), ("--html", "x.html"), ("--csv", "x.csv"), ("--account", "C1001")):
        code, out, err = review("published", after, *DAY, "--screen", *more)
        assert (code, out) == (2, "")
        assert "leave out `--html`, `--json`, `--csv`" in err
        assert not list(Path.cwd().glob("x.*"))
