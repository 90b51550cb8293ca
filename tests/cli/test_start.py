"""`init`, `demo`, `doctor`, `policy publish` and `policy list` as they are typed."""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from collectrules.cli.app import run
from collectrules.demo import build
from collectrules.engine import judge
from collectrules.ledger import health
from collectrules.ledger.book import Ledger
from collectrules.policy.load import load
from collectrules.policy.shipped import shipped_names, shipped_policy, shipped_scenarios


@pytest.fixture(autouse=True)
def new_ledgers_are_copies() -> None:
    """Here each new ledger is made as the program makes it."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLLECTRULES_LEDGER", raising=False)
    return tmp_path


COPIED = [
    "collectrules.db",
    "policies",
    "policies/policy.schema.json",
    "policies/ready.scenarios.toml",
    "policies/ready.toml",
]


def files(folder: Path) -> list[str]:
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*"))


def said_json(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_a_new_ledger_says_what_to_type_next(
    folder: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    assert run(["init", "my shop", "--currency", "GBP", "--by", "ana"]) == 0
    assert capsys.readouterr().out == snapshot
    assert files(folder / "my shop") == COPIED


def test_the_policy_is_copied_as_it_ships(folder: Path) -> None:
    assert run(["init", "--by", "ana"]) == 0
    assert (folder / "policies/ready.toml").read_bytes() == shipped_policy("ready")
    scenarios = folder / "policies/ready.scenarios.toml"
    assert scenarios.read_bytes() == shipped_scenarios("ready", "USD")


def test_scenarios_of_ones_own_are_not_overwritten(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "policies").mkdir()
    (folder / "policies/ready.scenarios.toml").write_text("mine")
    assert run(["init", "--by", "ana"]) == 2
    assert "has other scenarios" in capsys.readouterr().err
    assert files(folder) == ["policies", "policies/ready.scenarios.toml"]


@pytest.mark.parametrize(("currency", "copied"), [("KWD", True), ("JPY", False)])
def test_scenarios_in_cents_do_not_go_with_a_currency_without_them(
    currency: str, copied: bool, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", "--currency", currency, "--json", "--by", "ana"]) == 0
    made = said_json(capsys)["scenarios_file"]
    assert made == ("policies/ready.scenarios.toml" if copied else None)
    assert ("policies/ready.scenarios.toml" in files(folder)) is copied
    assert run(["policy", "test", "policies"]) == (0 if copied else 2)


def test_what_it_says_to_type_works(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--by", "ana"]) == 0
    assert run(["policy", "show", "policies/ready.toml"]) == 0
    assert run(["run", "--by", "ana"]) == 0
    assert run(["worklist"]) == 0
    assert "nobody has to be contacted" in capsys.readouterr().out


def test_a_second_time_changes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--by", "ana"]) == 0
    before = (folder / "collectrules.db").read_bytes()
    assert run(["init", "--by", "ana"]) == 2
    assert "`collectrules.db` is already there" in capsys.readouterr().err
    assert (folder / "collectrules.db").read_bytes() == before


def test_a_policy_of_ones_own_is_not_overwritten(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "policies").mkdir()
    (folder / "policies/ready.toml").write_text("mine")
    assert run(["init", "--by", "ana"]) == 2
    assert "is another policy" in capsys.readouterr().err
    assert files(folder) == ["policies", "policies/ready.toml"]


def test_a_dry_run_makes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "shop", "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith("would make shop/collectrules.db")
    assert files(folder) == []


def test_nothing_half_made_is_left(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_names: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("collectrules.cli.start.os.replace", full)
    assert run(["init", "a/shop", "--by", "ana"]) == 2
    assert "nothing can be made in `a/shop`: no space left on device" in capsys.readouterr().err
    assert files(folder) == []


def test_a_name_that_is_no_name_leaves_nothing(folder: Path) -> None:
    assert run(["init", "shop", "--by", "a\nb"]) == 2
    assert files(folder) == []


def test_a_file_in_the_way(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "shop").write_text("")
    assert run(["init", "shop"]) == 2
    assert "`shop` is a file, not a folder" in capsys.readouterr().err


def test_currencies_of_ones_own(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--currency", "eur", "--currency", "GBP", "--json", "--by", "ana"]) == 0
    made = said_json(capsys)
    assert made["policy"]["currencies"] == ["EUR", "GBP"]
    assert load(folder / made["policy_file"]).sha256 == made["policy"]["sha256"]
    text = (folder / made["policy_file"]).read_text(encoding="utf-8")
    shipped = shipped_policy("ready").decode().splitlines()
    assert len(set(text.splitlines()) - set(shipped)) == 1


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--currency", "XXX"], "unknown currency `XXX`"),
        (["--currency", "JPY", "--currency", "USD"], "the same number of decimals"),
        (["--policy", "redy"], "did you mean `ready`?"),
    ],
)
def test_what_cannot_be_begun_with(
    folder: Path, capsys: pytest.CaptureFixture[str], options: list[str], sentence: str
) -> None:
    assert run(["init", *options]) == 2
    assert sentence in capsys.readouterr().err
    assert files(folder) == []


@pytest.mark.parametrize("command", ["init", "demo"])
def test_the_ledger_option_does_not_say_where(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert run(["--ledger", "x.db", command]) == 2
    assert f"`collectrules {command} DIR`" in capsys.readouterr().err


def test_another_ledger_in_the_environment_is_mentioned(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLLECTRULES_LEDGER", "elsewhere.db")
    assert run(["init", "--dry-run"]) == 0
    assert "COLLECTRULES_LEDGER names another ledger" in capsys.readouterr().out


def test_every_shipped_policy_can_be_begun_with() -> None:
    assert "ready" in shipped_names()
    for name in shipped_names():
        assert run(["init", name, "--policy", name, "--by", "ana"]) == 0


class _ShortYear:
    """A year in which nothing but a run happens."""

    def __init__(self, ledger: Ledger, *policy: Any) -> None:
        self.given = (ledger, *policy)

    def live(self) -> None:
        from collectrules.demo.days import LAST_DAY, moment_of
        from collectrules.worklist.run import run_day

        ledger, policy, seq = self.given
        run_day(ledger, policy, seq, as_of=LAST_DAY, at=moment_of(LAST_DAY, 8), by="mara")


def test_the_demo_prints_its_list_where_there_is_no_terminal(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build, "Year", _ShortYear)
    for _ in range(2):
        assert run(["demo"]) == 0
        shown = capsys.readouterr().out
        assert shown.startswith("worklist for 2026-06-30")
        assert "collectrules --ledger collectrules-demo/collectrules.db worklist" in shown
    assert run(["demo", "other", "--json"]) == 0
    assert said_json(capsys) == []
    assert files(folder / "other") == ["collectrules.db", "policies", "policies/ready.toml"]


def test_the_demo_leaves_a_real_ledger_alone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", "--by", "ana"]) == 0
    assert run(["demo", "."]) == 2
    assert "is not a demo's ledger" in capsys.readouterr().err


def test_doctor_without_a_ledger(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--json"]) == 0
    found = said_json(capsys)
    assert found["program"]["python"] == sys.version.split()[0]
    assert found["program"]["sqlite"] == sqlite3.sqlite_version
    assert found["ledger"] == {}
    assert any("`collectrules init` makes one" in note for note in found["notes"])


def test_doctor_with_a_ledger(capsys: pytest.CaptureFixture[str]) -> None:
    run(["init", "--by", "ana"])
    capsys.readouterr()
    assert run(["doctor", "--json"]) == 0
    found = said_json(capsys)
    ledger = found["ledger"]
    assert ledger["events"] == 1
    assert ledger["journal_mode"] == "wal"
    assert re.fullmatch("[0-9a-f]{64}", ledger["chain_end"])
    assert ledger["policy"]["id"] == "ready"
    assert any("no run yet" in note for note in found["notes"])
    assert run(["doctor", "--as-of", "1999-12-31"]) == 0
    shown = capsys.readouterr().out
    assert "note: no policy is in force on 1999-12-31" in shown
    assert shown.endswith("nothing is wrong\n")


def test_doctor_says_why_another_engine_judges(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(judge, "durable_fault", lambda: "durable-rules is not installed")
    assert run(["doctor"]) == 0
    shown = capsys.readouterr().out
    assert re.search(r"^engine +meaning$", shown, re.MULTILINE)
    assert "note: durable-rules is not installed; the specification" in shown


def test_doctor_on_a_ledger_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--ledger", "none.db", "doctor"]) == 1
    assert "wrong: there is no ledger at `none.db`" in capsys.readouterr().out


def test_doctor_on_a_file_that_is_no_ledger(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "notes.txt").write_text("a shopping list, long enough to look at" * 100)
    assert run(["doctor", "--ledger", "notes.txt"]) == 1
    assert "is not a ledger, or is damaged" in capsys.readouterr().out
    sqlite3.connect(folder / "other.db").execute("CREATE TABLE t (x)").connection.close()
    assert run(["doctor", "--ledger", "other.db"]) == 1
    assert "not a collectrules ledger" in capsys.readouterr().out


def test_doctor_sees_what_is_wrong(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["init", "--by", "ana"])
    connection = sqlite3.connect(folder / "collectrules.db")
    connection.execute("DROP TRIGGER journal_no_update")
    connection.execute("UPDATE journal SET recorded_by = 'bob'")
    connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('collectrules', '9999_later', '')"
    )
    connection.commit()
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    monkeypatch.setattr(health, "network_file_system", lambda _path: "nfs4")
    capsys.readouterr()
    assert run(["doctor", "--json"]) == 1
    faults = " ".join(said_json(capsys)["faults"])
    for sentence in (
        "newer collectrules",
        "is delete, not wal",
        "nfs4",
        "does not fit its hash",
        "the trigger `journal_no_update` is gone",
    ):
        assert sentence in faults


def test_doctor_changes_nothing(folder: Path) -> None:
    run(["init", "--by", "ana"])
    before = (folder / "collectrules.db").read_bytes()
    assert run(["doctor"]) == 0
    assert (folder / "collectrules.db").read_bytes() == before


def test_versions_are_published_once(
    folder: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    run(["init", "--by", "ana"])
    policy = folder / "policies/ready.toml"
    text = policy.read_text(encoding="utf-8")
    later = re.sub(r'(?m)^version( +)= "1" ', r'version\1= "2" ', text)
    later = later.replace("effective_from = 2000-01-01", "effective_from = 2026-03-01")
    policy.write_text(later, encoding="utf-8")
    capsys.readouterr()
    publish = ["policy", "publish", "policies/ready.toml", "--by", "ana"]
    assert run([*publish, "--dry-run"]) == 0
    assert run(publish) == 0
    assert run(publish) == 0
    for day in ("1999-12-31", "2026-02-28", "2026-03-01"):
        assert run(["policy", "list", "--as-of", day]) == 0
    shown = re.sub(r"\b[0-9a-f]{12}\b", "<sha-256>", capsys.readouterr().out)
    assert shown == snapshot
    policy.write_text(later + "# another text\n", encoding="utf-8")
    assert run(publish) == 2
    assert "was published with another text" in capsys.readouterr().err


def test_versions_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    run(["init", "--by", "ana"])
    capsys.readouterr()
    assert run(["policy", "publish", "policies/ready.toml", "--by", "ana", "--json"]) == 0
    published = said_json(capsys)
    assert (published["id"], published["new"], published["dry_run"]) == ("ready", False, False)
    assert run(["policy", "list", "--json"]) == 0
    (listed,) = said_json(capsys)
    assert listed["in_force"]
    assert listed["sha256"] == published["sha256"]


READY = "policies/ready.toml"
APPROVED = ("--approved-by", "Olive Owner", "--reason", "the winter was slow")


def further_version(folder: Path, number: str = "2", start: str = "2026-03-01") -> None:
    """The ready policy as a further version of it."""
    policy = folder / READY
    text = re.sub(
        r'(?m)^version( +)= "[^"]*" ',
        rf'version\1= "{number}" ',
        policy.read_text(encoding="utf-8"),
    )
    text = re.sub(r"(?m)^effective_from = [-0-9]+", f"effective_from = {start}", text)
    policy.write_text(text, encoding="utf-8")


def test_who_approved_a_version_and_why_is_kept(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["init", "--by", "ana"])
    further_version(folder)
    capsys.readouterr()
    assert run(["policy", "publish", READY, "--by", "ana", *APPROVED, "--dry-run"]) == 0
    would = capsys.readouterr().out
    assert would.endswith(
        " would be published, in force from 2026-03-01, approved by Olive Owner\n"
    )
    assert run(["policy", "publish", READY, "--by", "ana", *APPROVED]) == 0
    assert capsys.readouterr().out == would.replace("would be", "is")
    assert run(["policy", "list", "--as-of", "2026-03-01"]) == 0
    header, _, first, second = capsys.readouterr().out.splitlines()
    assert header.endswith("in force  approved by")
    assert first.endswith("  no")
    assert second.endswith("  yes       Olive Owner")
    assert run(["policy", "list", "--json"]) == 0
    assert [(each["approved_by"], each["reason"]) for each in said_json(capsys)] == [
        (None, None),
        ("Olive Owner", "the winter was slow"),
    ]
    assert run(["verify"]) == 0


def test_a_version_that_is_published_already_is_not_approved_again(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["init", "--by", "ana"])
    publish = ["policy", "publish", READY, "--by", "ana"]
    capsys.readouterr()
    assert run([*publish, *APPROVED]) == 0
    assert capsys.readouterr().out.endswith(
        " was published before, word for word: nothing to do; it stays without an approval\n"
    )
    assert run([*publish, *APPROVED, "--json"]) == 0
    again = said_json(capsys)
    assert (again["new"], again["approved_by"], again["reason"]) == (False, None, None)
    further_version(folder)
    assert run([*publish, *APPROVED]) == 0
    capsys.readouterr()
    assert run([*publish, "--approved-by", "bob", "--reason", "another"]) == 0
    assert capsys.readouterr().out.endswith(" nothing to do; it stays approved by Olive Owner\n")
    assert run([*publish, "--json"]) == 0
    again = said_json(capsys)
    assert (again["approved_by"], again["reason"]) == ("Olive Owner", "the winter was slow")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (APPROVED[:2], "error: an approval needs both who gave it and why\n"),
        (APPROVED[2:], "error: an approval needs both who gave it and why\n"),
        (("--approved-by", " ", *APPROVED[2:]), "error: who approved it is missing\n"),
        (("--approved-by", "a\nb", *APPROVED[2:]), "error: who approved it is not a name\n"),
        ((*APPROVED[:2], "--reason", "\t"), "error: why it was approved is missing\n"),
    ],
)
def test_an_approval_has_a_name_and_a_reason(
    words: Sequence[str], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["init", "--by", "ana"])
    further_version(folder)
    capsys.readouterr()
    assert run(["policy", "publish", READY, "--by", "ana", *words]) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err.startswith(said)) == ("", True)
    assert "= help: " in shown.err
    assert run(["policy", "list", "--json"]) == 0
    assert len(said_json(capsys)) == 1


def test_what_was_written_with_an_approval_is_harmless_in_a_terminal(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["init", "--by", "ana"])
    further_version(folder)
    words = ("--approved-by", "Ölwen [b]", "--reason", "why\x1b[31m\nnot")
    assert run(["policy", "publish", READY, "--by", "ana", *words]) == 0
    capsys.readouterr()
    assert run(["policy", "show", "2"]) == 0
    assert "Approved by Ölwen [b]: why?[31m not\n" in capsys.readouterr().out
    assert run(["policy", "show", "1"]) == 0
    assert "Approved" not in capsys.readouterr().out
