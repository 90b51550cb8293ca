"""A review against brute force: both versions really run on copies, then judged one invoice at a time."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from collectrules.ledger.book import Ledger
from collectrules.ledger.policies import publish
from collectrules.policy.load import parse
from collectrules.policy.shipped import shipped_policy
from collectrules.review.ground import ground_of
from collectrules.review.impact import impact_of, matrix, totals
from collectrules.review.model import Impact, Key, Version
from collectrules.review.reasons import explanations, reasons
from collectrules.worklist.run import run_day
from collectrules.worklist.versions import policy_in_force
from tests.imports.desk import Desk
from tests.review.slow import differences, slow_side
from tests.samples import IBM, sample

AT = datetime(2026, 7, 1, 9, tzinfo=UTC)
READY = shipped_policy("ready")


def changed(text: bytes, *replacements: tuple[str, str]) -> bytes:
    """A version of its own, with each replacement made at least once."""
    read = text.decode()
    for what, by in ((r"(?m)^version( *)=.*$", r'version\1= "next"'), *replacements):
        read, count = re.subn(what, by, read)
        assert count
    return read.encode()


LONGER = changed(
    READY,
    (r"(?m)^days   = 5$", "days   = 10"),
    (r"when.overdue_total = \{ at_least = 250.00 \}", "when.overdue_total = { at_least = 900.00 }"),
)


def version(text: bytes, name: str) -> Version:
    return Version(name, parse(text, name), text)


def really(
    path: Path, folder: Path, as_of: date, text: bytes | None
) -> dict[Key, dict[str, object]]:
    """What is so of every account after a real run on a copy, by a version published for the day first."""
    copy = folder / "copy.db"
    shutil.copy(path, copy)
    with Ledger.open(copy) as ledger:
        if text is not None:
            read = parse(text, "next")
            with ledger.writing(at=AT, by="test") as book:
                publish(
                    book,
                    text,
                    policy_id=read.id,
                    version=read.version,
                    language=1,
                    effective_from=as_of,
                )
        policy, seq = policy_in_force(ledger, as_of)
        (before,) = ledger.connection.execute("SELECT max(seq) FROM journal").fetchone()
        run_day(ledger, policy, seq, as_of=as_of, at=AT, by="test")
        return slow_side(ledger, {"": policy.on(as_of)}, as_of, before)


def true_to_the_last_account(path: Path, folder: Path, as_of: date) -> Impact:
    """The impact of the longer grace, which is what brute force finds, and nothing else."""
    with ground_of(path, as_of, at=AT) as ground:
        impact = impact_of(ground, version(READY, "now"), version(LONGER, "next"))
        why = reasons(ground, impact)
        explained = [
            (each, *(explanations(ground, v, each.before.account_id, each.before.currency) for v in (
                impact.before.version, impact.after.version
            )))
            for each in impact.moved
        ]  # fmt: skip
    was, now = (really(path, folder, as_of, text) for text in (None, LONGER))
    assert differences(impact.before, was) == []
    assert differences(impact.after, now) == []
    moved = {each.before.key for each in impact.moved}
    assert {key for key in {*was, *now} if was.get(key) != now.get(key)} == moved
    assert moved
    for each, before, after in explained:
        assert {one.invoice.number for one in before} == {one.invoice.number for one in after}
        for standing, said in ((each.before, before), (each.after, after)):
            due = {one.invoice.number: one.decision for one in said}
            if standing.kind == "stage":
                assert due[standing.invoice] == f"stage `{standing.listed}` is due"
        assert why[each.before.key]
    return impact


def test_on_the_demo_it_is_true_to_the_last_account(demo: Path, tmp_path: Path) -> None:
    impact = true_to_the_last_account(demo, tmp_path, date(2026, 7, 1))
    _adds_up(impact)


def test_both_versions_judge_from_one_gathering_of_the_books(demo: Path) -> None:
    with ground_of(demo, date(2026, 7, 1), at=AT) as ground:
        gathered: list[str] = []
        ground.ledger.connection.set_trace_callback(
            lambda sql: gathered.append(sql) if "INSERT INTO item" in sql else None
        )
        assert impact_of(ground, version(READY, "now"), version(LONGER, "next")).moved
        # Some accounts may be gathered anew, because the run itself writes something about them.
        assert sum("asked_account" not in sql for sql in gathered) == 1


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLLECTRULES_LEDGER", raising=False)
    return Desk(tmp_path, capsys)


def test_on_the_ibm_file_it_is_true_to_the_last_account(desk: Desk, tmp_path: Path) -> None:
    path = ibm_ledger(desk, tmp_path)
    impact = true_to_the_last_account(path, tmp_path, date(2013, 7, 8))
    _adds_up(impact)


def ibm_ledger(desk: Desk, folder: Path) -> Path:
    """The sample, taken at the end of two quarters, run between by the ready policy."""
    file, path = sample(IBM), folder / "collectrules.db"
    with Ledger.open(path) as ledger, ledger.writing(at=AT, by="test") as book:
        read = parse(READY, "ready.toml")
        publish(
            book, READY, policy_id=read.id, version=read.version, language=1,
            effective_from=date(2012, 1, 1),
        )  # fmt: skip
    for day in ("2013-05-31", "2013-06-30"):
        assert desk.take(file, day).code == 0
        with Ledger.open(path) as ledger:
            on = date.fromisoformat(day)
            policy, seq = policy_in_force(ledger, on)
            run_day(ledger, policy, seq, as_of=on, at=AT, by="test")
    return path


def _adds_up(impact: Impact) -> None:
    """Every account is in one cell of the matrix, and the totals are those of the accounts."""
    keys = {*impact.before.standings, *impact.after.standings}
    for what in ("listed", "stage"):
        assert sum(cell.accounts for cell in matrix(impact, what)) == len(keys)
    for side in (impact.before, impact.after):
        for currency, total in totals(side).items():
            own = [each for each in side if each.currency == currency]
            assert total.accounts == len(own)
            assert total.fees == sum(each.fees for each in own)
            assert total.listed == sum(each.listed != "" for each in own)
