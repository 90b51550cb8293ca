"""`rates`, `payoff`, and interest in `run`, `explain`, `report ageing` and `doctor`, as a user types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from collectrules.cli.app import run as typed

POLICY = """
language = 1
[policy]
id = "own"
title = "Own"
version = "1"
effective_from = 2020-01-01
currency = ["GBP", "EUR"]
reason = "a test"
[[late_fee]]
id = "fixed-sum"
when.days_past_due = { at_least = 1 }
charge = { amount = 70.00 }
cite = "s.5A(2)"
[[hold]]
id = "dispute"
when.disputed = true
stops = ["interest"]
clock = "stopped"
"""
STATUTORY = """
[[interest]]
id = "statutory"
when.days_past_due = { at_least = 1 }
rate = { reference = "bank-of-england", margin = 8, fixed = "when-interest-starts" }
cite = "SI 2002/1675, art. 4"
"""
EU = """
[[interest]]
id = "eu"
when.days_past_due = { at_least = 1 }
rate = { reference = "ecb", margin = 8, fixed = "never" }
cite = "Directive 2011/7/EU"
"""
HEADER = "customer,name,invoice,date,due,amount,currency"
HARBOUR = "0101,Harbour,INV-1,2026-08-01,2026-08-31,2400.00,GBP"


class Shell:
    """A folder with a ledger in it, and a user who types."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder, self._capsys = folder, capsys

    def __call__(self, *words: str) -> tuple[int, str, str]:
        code = typed(list(words))
        out, err = self._capsys.readouterr()
        return code, out, err

    def json(self, *words: str) -> Any:
        code, out, err = self(*words, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    def said(self, *words: str) -> str:
        code, out, err = self(*words)
        assert (code, err) == (0, "")
        return out

    def publish(self, text: str) -> None:
        (self._folder / "own.toml").write_text(text)
        self.said("policy", "publish", "own.toml")

    def bring(self, *rows: str, as_of: str) -> None:
        (self._folder / "open.csv").write_text("\n".join((HEADER, *rows)) + "\n")
        self.said("import", "open-items", "open.csv", "--as-of", as_of, "--yes")


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLLECTRULES_LEDGER", raising=False)
    shell = Shell(tmp_path, capsys)
    shell.said("init")
    return shell


@pytest.fixture
def harbour(shell: Shell) -> Shell:
    """2,400.00 GBP due on 31 August 2026, under the statutory rate."""
    shell.publish(POLICY + STATUTORY)
    shell.bring(HARBOUR, as_of="2026-09-01")
    return shell


def test_the_pay_off_figure_of_the_law(harbour: Shell) -> None:
    harbour.said("run", "--as-of", "2026-10-08")
    found = harbour.json("payoff", "0101", "--on", "2026-10-08")
    # 2,400.00 x 11.75 % x 38/365 = 29.3589; x 1/365 = 0.7726; the fixed sum of 1,000.00 to 10,000.00 is 70.00
    assert found == {
        "principal": "2400.00",
        "fees": "70.00",
        "interest": "29.36",
        "total": "2499.36",
        "per_day": "0.77",
        "currency": "GBP",
    }
    assert harbour.json("payoff", "INV-1", "--on", "2026-10-08") == found


def test_it_is_the_same_before_the_run_as_after_it_but_for_fees(harbour: Shell) -> None:
    before = harbour.json("payoff", "0101", "--on", "2026-10-08")
    harbour.said("run", "--as-of", "2026-10-08")
    after = harbour.json("payoff", "0101", "--on", "2026-10-08")
    assert (before["interest"], before["per_day"]) == (after["interest"], after["per_day"])


@pytest.mark.parametrize(
    ("on", "interest", "per_day"),
    [
        ("2026-08-30", "0.00", "0.00"),
        ("2026-08-31", "0.00", "0.77"),  # the day after is the first
        ("2026-09-01", "0.77", "0.77"),
        ("2027-08-31", "282.00", "0.77"),  # 2,400.00 x 11.75 %: a year, of days to come
    ],
)
def test_on_other_days(harbour: Shell, on: str, interest: str, per_day: str) -> None:
    found = harbour.json("payoff", "INV-1", "--on", on)
    assert (found["interest"], found["per_day"]) == (interest, per_day)


def test_the_day_before_interest_begins_is_the_same_after_the_run(harbour: Shell) -> None:
    """2,400.00 x 11.75 % x 1/365 = 0.7726: a day that has passed is told as it was before."""
    harbour.said("run", "--as-of", "2026-10-08")
    found = harbour.json("payoff", "INV-1", "--on", "2026-08-31")
    assert (found["interest"], found["per_day"]) == ("0.00", "0.77")
    said = harbour.said("payoff", "INV-1", "--on", "2026-08-30")
    assert "each day after adds nothing, as long as nothing changes\n" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("INV-1", "--on", "2026-07-31"), "`INV-1` was not issued by 2026-07-31"),
        (("0101", "--on", "2026-07-31"), "`0101` has no invoice by 2026-07-31"),
        (("INV-1", "--currency", "EUR"), "`INV-1` is not in `EUR`\n  = help: it is in GBP"),
    ],
)
def test_what_there_is_no_figure_for(harbour: Shell, words: tuple[str, ...], said: str) -> None:
    code, _, err = harbour("payoff", *words)
    assert (code, said in err) == (2, True), err


def test_a_payment_told_late_says_which_interest_it_puts_right(harbour: Shell) -> None:
    """Through 30 September 2,400.00 x 11.75 % x 30/365 = 23.1781 were booked.

    1,000.00 of 15 September: by then 15 days, 11.5890, so 11.59 goes to interest and 988.41 to principal.
    Then 15 days of 1,411.59: 6.8164. Together 18.4054, so 18.41: 4.77 less than the 23.18 in the books. What
    was charged as a late fee later is not paid by it, 70.00 of the run's day.
    """
    harbour.said("run", "--as-of", "2026-10-08")
    words = ("payment", "record", "0101", "1000", "--on", "2026-09-15", "--part", "interest",
             "--part", "principal")  # fmt: skip
    planned = harbour.json(*words, "--dry-run")
    assert planned["corrections"] == [
        {
            "account": "0101",
            "invoice": "INV-1",
            "currency": "GBP",
            "from": "2026-09-01",
            "through": "2026-09-30",
            "amount": "-4.77",
        }
    ]
    said = harbour.said(*words)
    assert "interest put right: INV-1 of 0101, 2026-09-01 to 2026-09-30: -4.77 GBP\n" in said
    assert harbour.json("run", "--as-of", "2026-10-09")["corrections"]["count"] == 0


def dispute(shell: Shell, day: str) -> None:
    shell.said("log", "0101", "call", "--result", "DSP", "--at", f"{day}T12:00", "--invoice", "INV-1",
               "--note", "two are missing")  # fmt: skip


def test_explained_stretch_by_stretch(harbour: Shell) -> None:
    dispute(harbour, "2026-09-10")
    harbour.said("end-dispute", "0101", "INV-1", "--outcome", "they came", "--on", "2026-09-21")
    segments = harbour.json("payoff", "INV-1", "--on", "2026-10-08", "--explain")["segments"]
    told = [
        (s["from"], s["to"], s["days"], s["balance"], s["rate"], s["sum"], s["paused"])
        for s in segments
    ]
    assert told == [
        ("2026-09-01", "2026-09-09", 9, "2400.00", "11.75", "6.953425", None),
        ("2026-09-10", "2026-09-20", 11, "2400.00", "0", "0.000000", "dispute"),
        ("2026-09-21", "2026-10-08", 18, "2400.00", "11.75", "13.906849", None),
    ]
    said = harbour.said("payoff", "INV-1", "--on", "2026-10-08", "--explain")
    assert "no interest: dispute" in said
    assert "bank-of-england 2026-06-30: 3.75 %" in said
    assert "interest      20.86" in said  # 2,400.00 x 11.75 % x 27/365 = 20.8603


def test_several_currencies_are_several_figures(shell: Shell) -> None:
    shell.publish(POLICY + EU)
    shell.bring(
        "7,Two,A,2026-07-01,2026-07-31,100.00,GBP",
        "7,Two,B,2026-07-01,2026-07-31,300.00,EUR",
        "7,Two,C,2026-07-01,2026-07-31,-50.00,EUR",
        as_of="2026-08-01",
    )
    found = shell.json("payoff", "7", "--on", "2026-08-31")
    assert [(each["currency"], each["principal"]) for each in found] == [
        ("EUR", "250.00"),
        ("GBP", "100.00"),
    ]
    assert shell.json("payoff", "7", "--on", "2026-08-31", "--currency", "gbp") == found[1]
    code, _, err = shell("payoff", "7", "--currency", "USD")
    assert (code, "it has them in EUR, GBP" in err) == (2, True)


def test_an_unconfirmed_rate_is_told_wherever_it_is_used(shell: Shell) -> None:
    shell.publish((POLICY + STATUTORY).replace("2020-01-01", "2008-01-01"))
    shell.bring("7,Old,A,2009-01-01,2009-01-31,1000.00,GBP", as_of="2009-02-01")
    note = "bank-of-england 2008-12-31: 2.00 % (from memory); unconfirmed: check before use"
    assert note in shell.said("payoff", "7", "--on", "2009-02-28")
    assert "bank-of-england 2008-12-31, 2.00 %: unconfirmed" in shell.said(
        "run", "--as-of", "2009-02-28"
    )
    assert "unconfirmed: check before use" in shell.said("rates", "list", "bank-of-england")
    # Checked and confirmed, it is so no more.
    confirmed = shell.said("rates", "add", "bank-of-england", "--from", "2008-12-31", "--percent", "2.00",
                           "--source", "Bank of England")  # fmt: skip
    assert confirmed == "confirmed: bank-of-england 2008-12-31: 2.00 % (Bank of England)\n"
    assert "unconfirmed" not in shell.said("payoff", "7", "--on", "2009-02-28")


def test_a_hole_names_the_table_and_adding_the_rate_fills_it(shell: Shell) -> None:
    shell.publish(POLICY + EU)
    shell.bring("7,Two,B,2026-11-01,2026-12-01,365.00,EUR", as_of="2026-12-02")
    code, _, err = shell("payoff", "7", "--on", "2027-01-01")
    assert code == 2
    assert "rate of the European Central Bank of 2027-01-01 is not known" in err
    assert "collectrules rates add ecb --from 2027-01-01 --percent X --source TEXT" in err
    known = shell.json("payoff", "7", "--on", "2026-12-31")
    assert (known["interest"], known["per_day"]) == ("3.12", None)  # 365.00 x 10.40 % x 30/365
    assert "what each day after adds is not known" in shell.said(
        "payoff", "7", "--on", "2026-12-31"
    )
    shell.said(
        "rates", "add", "ecb", "--from", "2027-01-01", "--percent", "2", "--source", "the ECB"
    )
    assert shell.json("payoff", "7", "--on", "2027-01-01")["interest"] == "3.22"  # and 0.10


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("libor", "2026-07-01", "1"), 2, "there is no reference rate `libor`"),
        (("eecb", "2026-07-01", "1"), 2, "did you mean `ecb`?"),
        (("ecb", "2026-07-02", "1"), 2, "is asked for on 1 January or 1 July"),
        (("bank-of-england", "2026-07-01", "1"), 2, "30 June or 31 December, not on 2026-07-01"),
        (("ecb", "2027-01-01", "250"), 2, "beyond what can be"),
        (("ecb", "2027-01-01", "-11"), 2, "beyond what can be"),
        (("ecb", "2027-01-01", "two"), 2, "`two` is not a percentage"),
        (("ecb", "2027-01-01", "nan"), 2, "`nan` is not a percentage"),
        (("ecb", "2027-13-01", "2"), 2, "`2027-13-01` is not a day"),
        (("ecb", "2026-07-01", "2.50"), 1, "is known as 2.40 %"),
    ],
)
def test_a_rate_that_cannot_be_is_refused(
    shell: Shell, words: tuple[str, str, str], code: int, said: str
) -> None:
    reference, day, percent = words
    found = shell("rates", "add", reference, "--from", day, "--percent", percent, "--source", "x")
    assert (found[0], said in found[2]) == (code, True), found[2]
    assert shell.json("rates", "list", "ecb")[-1]["from"] == "2026-07-01"


def test_a_rate_is_corrected_only_when_that_is_said(shell: Shell) -> None:
    corrected = (
        "rates",
        "add",
        "ecb",
        "--from",
        "2026-07-01",
        "--percent",
        "2.5",
        "--source",
        "ECB",
    )
    assert shell(*corrected)[0] == 1
    assert shell.said(*corrected, "--correction", "--dry-run").endswith("nothing was written\n")
    assert shell.json("rates", "list", "ecb")[-1]["percent"] == "2.40"
    said = shell.json(*corrected, "--correction")
    assert (said["new"], said["percent"], said["confidence"]) == (True, "2.5", "added")
    assert shell.json("rates", "list", "ecb")[-1]["percent"] == "2.5"
    assert "known already" in shell.said(*corrected)
    assert (
        shell("rates", "add", "ecb", "--from", "2027-01-01", "--percent", "2", "--source", " ")[0]
        == 2
    )


def test_rates_are_listed_where_there_is_no_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLLECTRULES_LEDGER", raising=False)
    shell = Shell(tmp_path, capsys)
    assert len(shell.json("rates", "list")) == 38 + 28 + 50
    assert shell("rates", "list", "--ledger", "gone.db")[0] == 2


def test_doctor_says_when_a_table_that_is_used_is_out_of_date(shell: Shell) -> None:
    shell.publish(POLICY)
    assert shell("doctor", "--as-of", "2027-01-15")[0] == 0
    shell.publish(POLICY.replace('version = "1"', 'version = "2"') + STATUTORY)
    assert shell("doctor", "--as-of", "2026-12-31")[0] == 0
    code, out, _ = shell("doctor", "--as-of", "2027-01-01")
    assert code == 1
    assert "the rates of bank-of-england are out of date: the last is of 2026-06-30" in out
    shell.said(
        "rates", "add", "bank-of-england", "--from", "2026-12-31", "--percent", "3", "--source", "x"
    )
    assert shell("doctor", "--as-of", "2027-01-01")[0] == 0


def test_a_hole_in_a_table_is_told_as_one(shell: Shell) -> None:
    shell.publish(POLICY + STATUTORY)
    add = ("rates", "add", "bank-of-england", "--percent", "3", "--source", "x", "--from")
    shell.said(*add, "2027-12-31")
    code, out, _ = shell("doctor", "--as-of", "2028-03-01")
    assert code == 1
    assert "the rates of bank-of-england have a hole: that of 2026-12-31 is not known" in out
    listed = shell.said("rates", "list", "bank-of-england").splitlines()
    assert listed[-3:] == [
        "the rate of 2026-12-31 is not known: `collectrules rates add` adds it",
        "the rate of 2027-06-30 is not known: `collectrules rates add` adds it",
        "interest that starts after 2028-06-30 needs the rate of 2028-06-30",
    ]
    shell.said(*add, "2026-12-31")
    shell.said(*add, "2027-06-30")
    assert shell("doctor", "--as-of", "2028-03-01")[0] == 0


def test_a_run_says_what_it_booked_and_what_it_corrected(harbour: Shell) -> None:
    said = harbour.json("run", "--as-of", "2026-10-08")
    assert said["interest"] == {
        "count": 1,
        "amounts": {"GBP": "23.18"},
    }  # 2,400.00 x 11.75 % x 30/365
    assert said["corrections"] == {"count": 0, "amounts": {}, "of": []}
    dispute(harbour, "2026-09-11")
    said = harbour.json("run", "--as-of", "2026-10-09")
    # 11 to 30 September, 20 days, had been booked: 10 are right, 7.73.
    assert said["corrections"] == {
        "count": 1,
        "amounts": {"GBP": "-15.45"},
        "of": [
            {
                "account": "0101",
                "invoice": "INV-1",
                "currency": "GBP",
                "from": "2026-09-01",
                "through": "2026-09-30",
                "amount": "-15.45",
            }
        ],
    }


def test_a_dry_run_says_the_same_of_interest(harbour: Shell) -> None:
    planned = harbour.said("run", "--as-of", "2026-10-08", "--dry-run")
    assert "interest     on 1 invoice to be booked: 23.18 GBP" in planned
    assert "interest     on 1 invoice booked: 23.18 GBP" in harbour.said(
        "run", "--as-of", "2026-10-08"
    )


def test_explain_says_the_interest_so_far(harbour: Shell) -> None:
    harbour.said("run", "--as-of", "2026-10-08")
    assert "interest so far: 29.36 GBP, of which 23.18 is in the books" in harbour.said(
        "explain", "INV-1"
    )
    (found,) = harbour.json("explain", "INV-1")
    assert found["interest"] == {"so_far": "29.36", "booked": "23.18"}


def test_ageing_counts_the_interest_in_the_books(harbour: Shell) -> None:
    harbour.said("run", "--as-of", "2026-10-08")
    (line,) = harbour.json("report", "ageing", "--as-of", "2026-10-08")
    assert (line["interest"], line["outstanding"]) == ("23.18", "2493.18")


def test_an_item_that_is_not_there_or_not_only_one(harbour: Shell) -> None:
    assert "no account or invoice is numbered `9`" in harbour("payoff", "9")[2]
    harbour.bring(HARBOUR, "0102,Other,INV-1,2026-08-01,2026-08-31,10.00,GBP", as_of="2026-09-02")
    code, _, err = harbour("payoff", "INV-1")
    assert (code, "--account NUMBER" in err) == (2, True)
    found = harbour.json("payoff", "INV-1", "--account", "0102", "--on", "2026-08-31")
    assert found["principal"] == "10.00"
    assert "has no invoice by 2020-01-01" in harbour("payoff", "0101", "--on", "2020-01-01")[2]


def test_nothing_is_written_by_asking(harbour: Shell, tmp_path: Path) -> None:
    before: Callable[[], bytes] = (tmp_path / "collectrules.db").read_bytes
    was = before()
    harbour.said("payoff", "0101", "--on", "2026-10-08", "--explain")
    assert before() == was
