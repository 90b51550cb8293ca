"""`report dashboard` has the numbers of the other reports, each currency by itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from collectrules.cli.app import run
from collectrules.reports.period import month_of
from tests.tui import ledgers
from tests.tui.owner_ledger import add_business

DAY = str(ledgers.DAY)
Said = Callable[..., Any]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return add_business(ledgers.made(tmp_path_factory.mktemp("books") / "books.db"))


@pytest.fixture
def said(books: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    def of(*arguments: str) -> Any:
        assert run(["--ledger", str(books), *arguments, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return of


def test_it_has_what_the_other_reports_have(said: Said) -> None:
    shown = {each["currency"]: each for each in said("report", "dashboard", "--as-of", DAY)}
    ageing = {each["currency"]: each for each in said("report", "ageing", "--as-of", DAY)}
    rows = said("worklist")
    assert list(shown) == ["GBP", "EUR"]
    for currency, each in shown.items():
        line = ageing[currency]
        assert (each["outstanding"], each["buckets"]) == (line["outstanding"], line["buckets"])
        assert sum(stage["accounts"] for stage in each["stages"]) == line["accounts"]
        assert each["list"]["rows"] == len(rows)
        assert sum(rule["rows"] for rule in each["list"]["blocked"]) == sum(
            not row["allowed"] for row in rows
        )


def test_its_months_are_those_of_the_report_of_figures(said: Said) -> None:
    shown = {each["currency"]: each for each in said("report", "dashboard", "--as-of", DAY)}
    (month,) = (each for each in shown["EUR"]["months"] if each["month"] == "2026-05")
    period = month_of(ledgers.DAY.replace(month=5))
    days = ("--from", str(period.first), "--to", str(period.last))
    found = {each["currency"]: each for each in said("report", "kpi", "--as-of", DAY, *days)}
    figures = found["EUR"]["figures"]
    assert month == {
        "month": "2026-05",
        **{key: figures[key]["value"] for key in ("dso", "dso_count_back", "cei", "delinquency")},
    }


def test_promises_and_money_by_day(said: Said) -> None:
    pounds, euros = said("report", "dashboard", "--as-of", DAY)
    assert pounds["collected"] == {
        "2026-06-24": "120.00",
        "2026-06-29": "300.00",
        "2026-06-30": "45.50",
    }
    assert euros["collected"] == {"2026-06-30": "10.00"}
    assert pounds["promises"]["today"] == {"due": 1, "promised": "50.00", "paid": "0.00"}
    assert pounds["promises"]["last_days"] == {
        "from": "2026-05-31",
        "to": "2026-06-29",
        "due": 2,
        "kept": 1,
        "broken": 1,
        "promised": "300.00",
        "paid": "100.00",
    }


def test_as_text_each_part_has_its_currency_and_the_list_is_told_once(
    books: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--ledger", str(books), "report", "dashboard", "--as-of", DAY]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"dashboard of {DAY}, policy harbour 7"
    assert lines.count("the list") == 1
    assert [line for line in lines if line.startswith("collected")] == [
        "collected, GBP",
        "collected, EUR",
    ]


def test_before_the_first_run_and_without_a_policy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "empty.db"
    ledgers.Ledger.create(path).close()
    assert run(["--ledger", str(path), "report", "dashboard"]) == 0
    out = capsys.readouterr().out
    assert "no policy in force" in out
    assert "there is no worklist yet" in out
    assert run(["--ledger", str(path), "report", "dashboard", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
