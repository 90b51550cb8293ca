"""The reports as a user types them: text, CSV, JSON and pages, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from collectrules.cli.app import run as typed

HEADER = "customer,name,invoice,date,due,amount,currency"
ROWS = (
    "0071,Acme,17,2026-01-01,2026-01-31,1250.00,USD",
    "0071,Acme,18,2026-02-20,2026-03-22,80.00,USD",
    "0072,=Baker,20,2026-02-20,2026-03-26,30.00,USD",
    "0073,Corby,21,2026-02-20,2026-03-22,500,JPY",
)
MATRIX = """
[[provision]]
bucket = "current"
percent = 2

[[provision]]
bucket = "31-60"
loss = "2/23"
"""
POLICY = """\
language = 1

[policy]
id = "shop"
title = "Shop"
version = "1"
effective_from = 2026-01-01
currency = ["USD", "EUR"]
"""

Say = Callable[..., str]


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Types a command in a folder with a ledger of four invoices, and returns what it prints."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLLECTRULES_LEDGER", raising=False)

    def type_in(*words: str, code: int = 0) -> str:
        assert typed(list(words)) == code, capsys.readouterr()
        said = capsys.readouterr()
        return said.out if code == 0 else said.err

    Path("shop.toml").write_text(POLICY + MATRIX, encoding="utf-8")
    type_in("init", "--currency", "USD")
    Path("open.csv").write_text("\n".join([HEADER, *ROWS]), encoding="utf-8")
    type_in("import", "open-items", "open.csv", "--as-of", "2026-03-25", "--yes")
    return type_in


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_ageing_by_account_adds_up_to_that_by_currency(say: Say) -> None:
    asked = ("report", "ageing", "--as-of", "2026-03-25")
    whole = {each["currency"]: each for each in json.loads(say(*asked, "--json"))}
    parts = json.loads(say(*asked, "--by", "account", "--json"))
    for currency, each in whole.items():
        mine = [Decimal(part["outstanding"]) for part in parts if part["currency"] == currency]
        assert sum(mine) == Decimal(each["outstanding"])
    assert [(part["account"], part["name"], part["outstanding"]) for part in parts] == [
        ("0073", "Corby", "500"),
        ("0071", "Acme", "1330.00"),
        ("0072", "=Baker", "30.00"),
    ]


def test_csv_is_what_json_is_in_columns_a_spreadsheet_leaves_alone(say: Say) -> None:
    asked = ("report", "ageing", "--as-of", "2026-03-25", "--by", "account")
    found = rows(say(*asked, "--csv"))
    assert list(found[0]) == [
        "as_of", "currency", "account", "name", "accounts", "invoices", "overdue_invoices", "current",
        "days_1_to_30", "days_31_to_60", "days_61_to_90", "days_over_90", "credit", "charges",
        "interest", "unapplied", "outstanding",
    ]  # fmt: skip
    assert [each["name"] for each in found] == ["Corby", "Acme", "'=Baker"]
    assert (found[1]["days_31_to_60"], found[1]["days_1_to_30"]) == ("1250.00", "80.00")


def test_accounts_in_the_order_asked_for(say: Say) -> None:
    asked = ("report", "ageing", "--as-of", "2026-03-25", "--by", "account", "--sort", "name")
    found = rows(say(*asked, "--csv"))
    assert [each["account"] for each in found if each["currency"] == "USD"] == ["0072", "0071"]


def test_ageing_by_policy_names_the_version(say: Say) -> None:
    asked = ("report", "ageing", "--as-of", "2026-03-25", "--by", "policy")
    found = json.loads(say(*asked, "--json"))
    assert [each["policy"] for each in found] == [{"id": "ready", "version": "1"}] * 2
    assert {each["policy"] for each in rows(say(*asked, "--csv"))} == {"ready 1"}


def test_ageing_draws_bars(say: Say) -> None:
    said = say("report", "ageing", "--as-of", "2026-03-25", "--chart")
    assert "  31-60  " + "█" * 40 + " 1,250.00" in said


def test_nothing_outstanding_is_said(say: Say) -> None:
    assert "Nothing is outstanding." in say("report", "ageing", "--as-of", "2025-01-01")
    assert json.loads(say("report", "ageing", "--as-of", "2025-01-01", "--json")) == []
    assert say("report", "ageing", "--as-of", "2025-01-01", "--csv") == ""


@pytest.mark.parametrize("report", ["ageing", "kpi", "provision", "loss-rates"])
def test_every_report_writes_a_page(say: Say, report: str) -> None:
    Path("again.html").write_text("old", encoding="utf-8")
    said = say("report", report, "--as-of", "2026-03-31", "--html", "again.html")
    page = Path("again.html").read_text(encoding="utf-8")
    assert said == "wrote again.html\n"
    assert page.startswith("<!doctype html>")
    assert "USD" in page


@pytest.mark.parametrize("report", ["ageing", "kpi", "provision", "loss-rates"])
def test_one_form_at_a_time(say: Say, report: str) -> None:
    said = say("report", report, "--json", "--csv", code=2)
    assert said.startswith("error: `--json` and `--csv` exclude each other")


def test_a_page_that_cannot_be_written(say: Say) -> None:
    said = say("report", "ageing", "--html", "nowhere/a.html", code=2)
    assert "`nowhere/a.html` cannot be written" in said
    assert "name another file with `--html`" in said


def test_figures_of_the_last_three_months(say: Say) -> None:
    """2026-03-31: 1,360.00 receivable, all sold since January, 90 days."""
    asked = ("report", "kpi", "--as-of", "2026-04-10")
    found = json.loads(say(*asked, "--json"))
    yen, usd = found
    assert (usd["from"], usd["to"], usd["days"]) == ("2026-01-01", "2026-03-31", 90)
    assert (usd["receivables"], usd["sales"]) == ("1360.00", "1360.00")
    assert usd["figures"]["dso"]["value"] == "90.00"
    assert usd["figures"]["dso"]["working"] == "1,360.00 / 1,360.00 x 90 days"
    assert yen["figures"]["promises_kept"] == {
        "name": "promises kept",
        "value": None,
        "unit": "%",
        "why_not": "no promise was due in the period",
        "formula": yen["figures"]["promises_kept"]["formula"],
        "working": "0 / 0 x 100",
        "source": yen["figures"]["promises_kept"]["source"],
    }
    said = say(*asked)
    assert "The ledger begins on 2026-03-25" in said
    assert not re.search(r"\b(nan|none|inf)\b", said, re.IGNORECASE)


def test_figures_as_csv_are_a_line_each(say: Say) -> None:
    found = rows(say("report", "kpi", "--as-of", "2026-04-10", "--csv"))
    usd = {each["figure"]: each for each in found if each["currency"] == "USD"}
    assert list(found[0]) == [
        "from", "to", "currency", "policy", "figure", "value", "unit", "why_not",
    ]  # fmt: skip
    assert (usd["dso"]["value"], usd["dso"]["unit"]) == ("90.00", "days")
    assert (usd["recovery_rate"]["value"], usd["recovery_rate"]["why_not"]) == (
        "",
        "nothing was written off in the period",
    )


def test_explain_gives_the_formula_the_numbers_and_the_source(say: Say) -> None:
    said = say("report", "kpi", "--as-of", "2026-04-10", "--explain")
    assert "1,360.00 / 1,360.00 x 90 days = 90.00 days" in said
    assert "= receivables at the end / sales of the period x days of the period" in said
    assert "creditguru.com (N = 3): 55.93" in " ".join(said.split())


def test_figures_by_version_split_the_period(say: Say) -> None:
    second = POLICY.replace('version = "1"', 'version = "2"').replace("2026-01-01", "2026-03-01")
    for name, text in (("shop.toml", POLICY), ("two.toml", second)):
        Path(name).write_text(text, encoding="utf-8")
        say("policy", "publish", name)
    asked = ("report", "kpi", "--as-of", "2026-03-31", "--by", "policy", "--json")
    found = [each for each in json.loads(say(*asked)) if each["currency"] == "USD"]
    assert [(each["policy"]["version"], each["from"], each["to"]) for each in found] == [
        ("1", "2026-01-01", "2026-02-28"),
        ("2", "2026-03-01", "2026-03-31"),
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "2026-03-02", "--to", "2026-03-01"), "ends before it begins"),
        (("--to", "2026-04-11"), "is not over on 2026-04-10"),
        (("--from", "02.03.2026"), "`02.03.2026` is not a day"),
    ],
)
def test_a_period_that_cannot_be_is_refused(say: Say, words: tuple[str, ...], said: str) -> None:
    assert said in say("report", "kpi", "--as-of", "2026-04-10", *words, code=2)


def test_the_provision_of_the_policy_in_force(say: Say) -> None:
    """On 31 March: 59 days past due 1,250.00 at 2/23 = 108.70, 9 and 5 days are in no bucket."""
    say("policy", "publish", "shop.toml")
    asked = ("report", "provision", "--as-of", "2026-03-31")
    yen, usd = json.loads(say(*asked, "--json"))
    assert usd["policy"] == {"id": "shop", "version": "1"}
    assert usd["buckets"][1] == {
        "bucket": "31-60", "amount": "1250.00", "loss": "2/23", "provision": "108.70",
    }  # fmt: skip
    assert usd["gaps"][0] == {"bucket": "1-30", "amount": "110.00"}
    assert (usd["provision"], usd["outstanding"]) == ("108.70", "1360.00")
    assert yen["why_not"] == "the policy does not serve JPY"
    said = say(*asked)
    assert "No bucket is for: 1-30 (110.00), over 60 (0.00)" in said
    assert "2/23 (8.70 %)" in said
    found = rows(say(*asked, "--csv"))
    assert [each["loss"] for each in found if each["amount"] == "1250.00"] == ["2 of 23"]


def test_the_provision_needs_a_policy(say: Say) -> None:
    said = say("report", "provision", "--as-of", "1999-12-31", code=2)
    assert "no policy is in force on 1999-12-31" in said


def test_loss_rates_in_the_form_of_a_policy(say: Say) -> None:
    asked = ("report", "loss-rates", "--as-of", "2026-07-31", "--from", "2026-01-01")
    (yen, usd) = json.loads(say(*asked, "--json"))
    assert (usd["invoices"], usd["lost"]) == (3, "1360.00")
    assert yen["buckets"][0] == {"bucket": "current", "came": "500", "loss": "1"}
    told = say(*asked, "--as-policy", "usd")
    Path("mine.toml").write_text(POLICY + told, encoding="utf-8")
    assert "[[provision]]" in told
    say("policy", "check", "mine.toml")
    said = say(*asked, "--as-policy", "CHF", code=1)
    assert "nothing invoiced in CHF in the period has had the time to become lost" in said
