"""`run`, `worklist`, `explain` and `report ageing` as a user types them, the JSON shapes included."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from collectrules.cli import common
from collectrules.cli.app import run as typed
from tests.samples import CUSTOMERS_694, IBM, sample

HEADER = "customer,name,invoice,date,due,amount,currency"
ROWS = [
    "0071,Acme,17,2026-01-01,2026-01-31,1250.00,USD",
    "0071,Acme,18,2026-02-20,2026-03-22,80.00,USD",
    "0071,Acme,19,2026-02-01,2026-03-03,60.00,CAD",
    "0072,Baker [/red],20,2026-02-20,2026-03-22,3.00,USD",
    "0073,Corby,21,2026-02-20,2026-03-22,500.00,JPY",
]


class Shell:
    """A folder with a ledger in it, and a user who types."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: str | Path) -> tuple[int, str, str]:
        """The exit code, and what was printed to standard output and to standard error."""
        code = typed([str(word) for word in words])
        out, err = self._capsys.readouterr()
        return code, out, err

    def json(self, *words: str | Path) -> Any:
        code, out, err = self(*words, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLLECTRULES_LEDGER", raising=False)
    shell = Shell(capsys)
    assert shell("init")[0] == 0
    return shell


@pytest.fixture
def open_items(tmp_path: Path, shell: Shell) -> Callable[..., None]:
    def write(*rows: str, as_of: str) -> None:
        path = tmp_path / "open.csv"
        path.write_text("\n".join((HEADER, *rows)) + "\n")
        assert shell("import", "open-items", path, "--as-of", as_of)[0] == 0

    return write


def test_run_says_what_it_did_in_a_stable_shape(
    shell: Shell, open_items: Callable[..., None]
) -> None:
    open_items(*ROWS, as_of="2026-03-25")
    said = shell.json("run", "--as-of", "2026-03-25")
    assert list(said) == [
        "as_of", "policy", "accounts", "invoices", "unjudged", "classes", "charges", "forgiven",
        "interest", "corrections", "unconfirmed_rates", "write_offs", "moved", "agreements", "stages",
        "entered", "blocked", "worklist", "engine", "beside", "dry_run", "seconds",
    ]  # fmt: skip
    assert said["as_of"] == "2026-03-25"
    assert set(said["policy"]) == {"id", "version", "sha256"}
    assert (said["accounts"], said["invoices"]) == (3, 4)
    assert said["unjudged"] == {"JPY": 1}
    assert said["entered"] == {"first-call": 1, "second-reminder": 1}
    assert said["engine"] == "durable-rules"
    assert shell.json("run", "--as-of", "2026-03-25")["stages"] == {}


def test_a_dry_run_shows_the_same_and_writes_nothing(
    shell: Shell, open_items: Callable[..., None]
) -> None:
    open_items(*ROWS, as_of="2026-03-25")
    before = Path("collectrules.db").read_bytes(), Path("collectrules.db-wal").exists()
    planned = shell.json("run", "--as-of", "2026-03-25", "--dry-run")
    assert shell("worklist", "--plain")[0] == 2
    assert (Path("collectrules.db").read_bytes(), Path("collectrules.db-wal").exists()) == before
    done = shell.json("run", "--as-of", "2026-03-25")
    for said in (planned, done):
        del said["seconds"], said["dry_run"]
    assert planned == done


def test_the_worklist_in_a_stable_shape(shell: Shell, open_items: Callable[..., None]) -> None:
    open_items(*ROWS, as_of="2026-03-25")
    shell("run", "--as-of", "2026-03-25")
    rows = shell.json("worklist", "--as-of", "2026-03-25")
    assert {tuple(row) for row in rows} == {
        (
            "account", "name", "currency", "to_collect", "oldest_days_past_due", "stage", "next_action",
            "rule", "why", "allowed", "blocked_by", "allowed_from",
        )
    }  # fmt: skip
    first = next(row for row in rows if row["currency"] == "USD" and row["account"] == "0071")
    assert first["to_collect"] == "1330.00"
    assert first["oldest_days_past_due"] == 53
    assert (first["stage"], first["next_action"], first["rule"]) == (
        "none",
        "call (first-call)",
        "first-call",
    )
    assert (
        first["why"]
        == "17: 48 days past grace (at least 15) and 1,330.00 overdue (at least 100.00)"
    )
    assert (first["allowed"], first["blocked_by"], first["allowed_from"]) == (True, None, None)


def test_a_contact_logged_moves_the_ladder_and_blocks_the_day(
    shell: Shell, open_items: Callable[..., None]
) -> None:
    open_items(*ROWS, as_of="2026-03-25")
    shell("run", "--as-of", "2026-03-25")
    log = ("log", "0071", "call", "--at", "2026-03-25T10:00", "--by", "ana", "--currency", "USD")
    assert shell(*log, "--result", "NA")[0] == 0
    rows = shell.json("worklist")
    blocked = next(row for row in rows if row["account"] == "0071" and row["currency"] == "USD")
    assert (blocked["allowed"], blocked["blocked_by"]) == (False, "one-call-a-day")
    assert blocked["allowed_from"] == "2026-03-26"
    code, _, err = shell(*log, "--result", "LM")
    assert code == 1
    assert "one-call-a-day" in err
    assert shell.json("run", "--as-of", "2026-03-25")["blocked"] == 1


def test_explain_says_every_rule_and_the_decision(
    shell: Shell, open_items: Callable[..., None]
) -> None:
    open_items(*ROWS, as_of="2026-03-25")
    shell("run", "--as-of", "2026-03-25")
    code, out, _ = shell("explain", "17")
    assert code == 0
    assert "decision: stage `first-call` is due" in out
    assert "> first-call: is due" in out
    assert "becomes `formal-letter` on 2026-04-01" in out
    both = shell.json("explain", "0071")
    assert [one["currency"] for one in both] == ["USD", "CAD"]
    assert len(shell.json("explain", "0071", "--all")) == 3
    assert {rule["section"] for rule in both[0]["rules"]} == {
        "segment", "grace", "hold", "late_fee", "stage", "write_off", "priority", "contact_limit",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "--as-of", "2026-02-30"], "`2026-02-30` is not a day"),
        (["run", "--as-of", "1999-12-31"], "no policy is in force on 1999-12-31"),
        (["worklist", "--plain"], "there is no worklist yet"),
        (["explain", "nobody"], "no account or invoice is numbered `nobody`"),
        (["--ledger", "none.db", "run"], "there is no ledger at `none.db`"),
        (["run", "--ledger", "none.db"], "there is no ledger at `none.db`"),
        (["frob"], "No such command"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_exit_code_2(
    shell: Shell, words: list[str], message: str
) -> None:
    code, out, err = shell(*words)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


def test_an_earlier_day_than_the_last_run_is_refused(
    shell: Shell, open_items: Callable[..., None]
) -> None:
    open_items(*ROWS, as_of="2026-03-25")
    shell("run", "--as-of", "2026-03-26")
    for words in (
        ["run", "--as-of", "2026-03-25"],
        ["worklist", "--plain", "--as-of", "2026-03-25"],
    ):
        code, _, err = shell(*words)
        assert code == 2
        assert "2026-03-26" in err


def test_a_dispute_stops_an_invoice_until_it_is_ended(
    shell: Shell, open_items: Callable[..., None]
) -> None:
    open_items(*ROWS, as_of="2026-03-25")
    dispute = ("--at", "2026-03-25T10:00", "--by", "ana", "--invoice", "17", "--note", "short")
    assert shell("log", "0071", "call", "--result", "DSP", *dispute)[0] == 0
    assert "`dispute` stops the ladder" in shell("explain", "17", "--as-of", "2026-03-25")[1]
    end = (
        "end-dispute",
        "0071",
        "17",
        "--outcome",
        "credited",
        "--on",
        "2026-03-27",
        "--by",
        "ana",
    )
    assert shell(*end)[0] == 0
    assert shell(*end)[0] == 1
    assert "is not in dispute" not in shell("explain", "17", "--as-of", "2026-03-26")[1]
    assert "stage `first-call` is due" in shell("explain", "17", "--as-of", "2026-03-27")[1]


def test_what_has_not_come_cannot_have_ended_a_dispute(
    shell: Shell, open_items: Callable[..., None]
) -> None:
    open_items(*ROWS, as_of="2026-03-25")
    dispute = ("--at", "2026-03-25T10:00", "--by", "ana", "--invoice", "17", "--note", "short")
    assert shell("log", "0071", "call", "--result", "DSP", *dispute)[0] == 0
    code, out, err = shell("end-dispute", "0071", "17", "--outcome", "x", "--on", "9000-01-01")
    assert (code, out) == (2, "")
    assert "9000-01-01 has not come yet" in err
    assert "`dispute` stops the ladder" in shell("explain", "17", "--as-of", "2026-03-25")[1]


def test_what_the_policy_does_not_serve_is_not_explained_as_if_it_did(
    shell: Shell, open_items: Callable[..., None]
) -> None:
    open_items(*ROWS, as_of="2026-03-25")
    code, out, err = shell("explain", "0073", "--as-of", "2026-03-25")
    assert (code, out) == (2, "")
    assert "`0073` owes JPY, which policy ready 1 does not serve" in err
    assert "it serves USD" in err
    open_items(*ROWS, "0071,Acme,29,2026-02-20,2026-03-22,900.00,JPY", as_of="2026-03-25")
    code, out, _ = shell("explain", "0071", "--as-of", "2026-03-25", "--all")
    assert code == 0
    assert [currency in out for currency in ("USD", "CAD", "JPY")] == [True, True, False]


def test_another_policy_is_tried_and_decides_nothing(
    shell: Shell, open_items: Callable[..., None]
) -> None:
    open_items(*ROWS, as_of="2026-03-25")
    shell("run", "--as-of", "2026-03-25")
    text = Path("policies/ready.toml").read_text()
    Path("later.toml").write_text(
        text.replace('version        = "1"', 'version = "2"').replace("2000-01-01", "2027-01-01")
        + '\n[[priority]]\nid = "everyone"\nscore = 1\n'
    )
    before = shell.json("verify")
    tried = shell.json("run", "--dry-run", "--as-of", "2026-03-26", "--policy", "later.toml")
    assert (tried["policy"]["version"], tried["dry_run"]) == ("2", True)
    as_is = shell.json("run", "--dry-run", "--as-of", "2026-03-26")
    assert tried["invoices"] == as_is["invoices"]
    assert tried["stages"] == as_is["stages"]
    again = shell.json("run", "--dry-run", "--as-of", "2026-03-26", "--policy", "ready@1")
    assert again["worklist"] == as_is["worklist"]
    assert shell.json("verify") == before
    code, out, err = shell("run", "--as-of", "2026-03-26", "--policy", "later.toml")
    assert (code, out) == (2, "")
    assert "only the version in force decides" in err


def test_answering_no_to_what_a_run_would_do_writes_nothing(
    shell: Shell, open_items: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_items(*ROWS, as_of="2026-03-25")
    before = shell.json("verify")
    monkeypatch.setattr(common, "asks", lambda *, yes: not yes)
    monkeypatch.setattr("typer.confirm", lambda question, default: default)
    code, out, err = shell("run", "--as-of", "2026-03-25")
    assert (code, err) == (1, "")
    assert "entering above the first stage" in out
    assert out.count("nothing was written") == 1
    assert out.endswith("nothing was written\n")
    assert shell.json("verify") == before


def test_the_owner_approves_what_the_policy_says_he_must(
    shell: Shell, open_items: Callable[..., None]
) -> None:
    text = Path("policies/ready.toml").read_text()
    text = text.replace('ceiling = "first-call"', 'ceiling = "letter-before-action"')
    Path("policies/two.toml").write_text(text.replace('version        = "1"', 'version = "2"'))
    assert shell("policy", "publish", "policies/two.toml")[0] == 0
    open_items(*ROWS, as_of="2026-04-25")
    assert shell.json("run", "--as-of", "2026-04-25")["worklist"]["letter-before-action"] == 1
    mailed = ("log", "0071", "letter", "--result", "ML", "--at", "2026-04-25T10:00", "--by", "ana")
    code, _, err = shell(*mailed, "--stage", "letter-before-action")
    assert code == 1
    assert "the owner has to approve `letter-before-action` first" in err
    code, out, _ = shell(*mailed)
    assert code == 0
    assert "`letter-before-action` goes on waiting: the owner has to approve it" in out
    assert "`letter-before-action` is due" in shell("explain", "17", "--as-of", "2026-04-25")[1]
    code, out, _ = shell(*mailed, "--approved-by", "mara")
    assert (code, "goes on waiting" in out) == (0, False)
    assert "letter-before-action: carried out" in shell("explain", "17", "--as-of", "2026-04-25")[1]


def test_the_list_is_ordered_by_any_number_of_an_account(
    shell: Shell, open_items: Callable[..., None]
) -> None:
    text = Path("policies/ready.toml").read_text().replace('version        = "1"', 'version = "2"')
    start = text.index("[worklist]")
    order = '[worklist]\norder = ["to_collect", "outstanding_total", "average_days_late"]\n'
    Path("policies/two.toml").write_text(text[:start] + order)
    assert shell("policy", "publish", "policies/two.toml")[0] == 0
    open_items(*ROWS, as_of="2026-03-25")
    shell("run", "--as-of", "2026-03-25")
    owed = [float(row["to_collect"]) for row in shell.json("worklist")]
    assert owed == sorted(owed, reverse=True)


def test_verify_says_whether_the_books_are_as_they_were_written(
    shell: Shell, open_items: Callable[..., None]
) -> None:
    open_items(*ROWS, as_of="2026-03-25")
    shell("run", "--as-of", "2026-03-25")
    said = shell.json("verify")
    assert said["faults"] == []
    raw = sqlite3.connect("collectrules.db")
    raw.execute("DROP TRIGGER invoice_no_update")
    raw.execute("UPDATE invoice SET amount = amount + 1 WHERE number = '17'")
    raw.commit()
    raw.close()
    code, out, _ = shell("verify")
    assert code == 1
    assert "its row in `invoice` do not agree" in out


def test_ageing_in_a_stable_shape(shell: Shell, open_items: Callable[..., None]) -> None:
    open_items(*ROWS, as_of="2026-03-25")
    lines = shell.json("report", "ageing", "--as-of", "2026-03-25")
    assert [(line["currency"], line["outstanding"]) for line in lines] == [
        ("CAD", "60.00"), ("JPY", "500"), ("USD", "1333.00"),
    ]  # fmt: skip
    assert lines[2]["buckets"] == {
        "current": "0.00", "1-30": "83.00", "31-60": "1250.00", "61-90": "0.00", "over 90": "0.00",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "as_of", "held"),
    [(IBM, "2012-12-31", {"USD": (99, 13)}), (IBM, "2013-06-30", {"USD": (84, 12)}),
     (CUSTOMERS_694, "2020-04-30", {"CAD": (648, 528), "USD": (7975, 6088)})],
)  # fmt: skip
def test_the_whole_way_on_real_receivables(
    shell: Shell, name: str, as_of: str, held: dict[str, tuple[int, int]]
) -> None:
    said = shell.json("import", "open-items", sample(name), "--as-of", as_of)
    assert said["rows"] == sum(
        said[key] for key in ("new", "changed", "unchanged", "not_open", "rejected")
    )
    lines = shell.json("report", "ageing", "--as-of", as_of)
    assert {one["currency"]: (one["invoices"], one["overdue_invoices"]) for one in lines} == held
    for line in lines:
        parts = (*line["buckets"].values(), line["credit"], line["charges"])
        assert Decimal(line["outstanding"]) == sum(map(Decimal, parts))
        assert line["outstanding"] == said["open"][line["currency"]]["amount"]
    ran = shell.json("run", "--as-of", as_of)
    assert ran["invoices"] == sum(invoices for invoices, _ in held.values())
    rows = shell.json("worklist")
    assert len(rows) == sum(ran["worklist"].values()) > 0
    for row in rows[:: max(1, len(rows) // 25)]:
        explained = shell.json("explain", row["account"])
        one = next(each for each in explained if each["currency"] == row["currency"])
        assert one["decision"] == f"stage `{row['rule']}` is due"
        assert row["why"].startswith(f"{one['invoice']}: ")
