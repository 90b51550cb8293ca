"""`review` and what may be amiss: versions, days and files that do not do, and a stop in the middle."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectrules.cli import common
from collectrules.cli.app import run
from collectrules.errors import InputError
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened
from tests.cli.test_review import DAY, LONGER, READY, Review, policy, review
from tests.cli.test_review_parts import found_in

__all__ = ["review"]

YEN = (r"(?m)^currency       = .*$", 'currency = "JPY"')
NOBODY = "amounts are in USD before and in JPY after, and nothing is converted"


def test_versions_without_a_currency_in_common_are_said_and_counted(review: Review) -> None:
    found = found_in(review, policy("yen.toml", YEN), "--changes")
    owing = {each["currency"] for each in found["accounts"]}
    for code in owing:
        assert any(f"owe in {code}, which `yen.toml` does not serve" in n for n in found["notes"])
    said = [each["sentence"] for each in found["changes"] if each["decides"]]
    assert any(NOBODY in each for each in said)
    # 500.00 dollars, and 500 yen: each in the decimals of its own.
    assert "small-balance: at most 5.00 -> 5 is left to pay" in said
    attribution = found["attribution"]
    assert attribution["changes"] == []
    assert attribution["not_tried_alone"] == said
    assert len(attribution["text_only"]) + len(said) == len(found["changes"])


def test_another_language_version_is_said_with_its_place(review: Review) -> None:
    Path("later.toml").write_text(re.sub(r"(?m)^language .*$", "language = 2", READY))
    code, out, err = review("published", "later.toml", *DAY)
    assert (code, out) == (2, "")
    assert re.search(r"later\.toml:\d+:12: error\[unknown-language\]", err)
    assert "this program reads language `1`" in err


def test_a_day_still_to_come_is_said(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "now", lambda: datetime(2026, 7, 1, 9, tzinfo=UTC))
    for day, said in (("2026-07-02", False), ("2026-08-01", True)):
        code, out, _ = review("published", "ready@1", "--as-of", day)
        assert code == 0
        assert (f"{day} is still to come: what is billed, paid or promised" in out) is said


def test_the_version_in_force_where_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    with Ledger.create(Path("l.db")) as ledger, ledger.writing(at=at, by="ana") as book:
        book.append(AccountOpened("C1", "Ash", "business"), on="2026-01-01")
    name = policy("next.toml", LONGER)
    for words in (("published", name), (name, "published"), (name, "ready@1")):
        assert run(["review", *words, *DAY, "--ledger", "l.db"]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert "published in this ledger" in said.err or "`ready@1` is neither a file" in said.err
        assert "help: " in said.err
    assert run(["review", name, name, *DAY, "--ledger", "l.db"]) == 0
    assert "No account is treated differently" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("git:none:ready.toml", "`none` is no revision of this git repository"),
        ("git:HEAD:none.toml", "there is no `none.toml` in `HEAD`"),
        ("git:HEAD", "`git:HEAD` does not say which revision of which file"),
    ],
)
def test_revisions_that_are_none(review: Review, revision: str, said: str) -> None:
    git = ["git", "-c", "user.name=n", "-c", "user.email=e@x"]
    Path("ready.toml").write_text(READY)
    for words in (["init", "-q"], ["add", "ready.toml"], ["commit", "-qm", "first"]):
        subprocess.run([*git, *words], check=True)
    code, out, err = review("published", revision, *DAY)
    assert (code, out) == (2, "")
    assert said in err
    assert "help: " in err
    assert review("published", "git:HEAD:ready.toml", *DAY)[0] == 0


def test_a_revision_outside_of_a_repository(
    review: Review, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    code, out, err = review("published", "git:HEAD:ready.toml", *DAY)
    assert (code, out) == (2, "")
    assert "not a git repository" in err
    assert "run it in a folder of a git repository" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "2026-06-02", "--to", "2026-06-01"), "ends before it begins"),
        (("--from", "2026-06-02", "--to", "2026-06-31"), "`2026-06-31` is not a day"),
        (("--from", "2020-01-01", "--to", "2020-01-31"), "nothing had been recorded by 2020-01-31"),
        (("--as-of", "2020-01-01"), "knew of no account by the end of 2020-01-01"),
        (("--csv", "nowhere/a.csv"), "there is no folder `nowhere`"),
        (("--html", "."), "`.` cannot be written: is a directory"),
        (("--csv", "collectrules.db"), "it is a ledger, and would be lost"),
        (("--html", "next.toml"), "`next.toml` is one of the two versions"),
        (("--html", "a", "--csv", "./a"), "`--html` and `--csv` both name `a`"),
    ],
)
def test_days_and_files_that_do_not_do(review: Review, words: tuple[str, ...], said: str) -> None:
    """Said before anything is run, and nothing is written."""
    policy("next.toml", LONGER)
    before = sorted(os.listdir())
    code, out, err = review("published", "next.toml", *words)
    assert (code, out) == (2, "")
    assert said in err
    assert "help: " in err
    assert sorted(os.listdir()) == before


def test_a_file_is_written_whole_or_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("the quarter before")
    file.chmod(0o600)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        with pytest.raises(InputError, match="no space left on"):
            common.write_text(file, "this quarter", option="--csv")
    assert file.read_text() == "the quarter before"
    common.write_text(file, "this quarter", option="--csv")
    assert file.read_text() == "this quarter"
    assert file.stat().st_mode & 0o777 == 0o600
    link = tmp_path / "link.csv"
    link.symlink_to(file)
    common.write_text(link, "by another name", option="--csv")
    assert link.is_symlink()
    assert file.read_text() == "by another name"
    assert sorted(os.listdir(tmp_path)) == ["a.csv", "link.csv"]


def stopping(number: int, real: Callable[..., object]) -> Callable[..., object]:
    """A function that somebody stops when it is called so often."""
    left = [number]

    def called(*args: object, **named: object) -> object:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        return real(*args, **named)

    return called


@pytest.mark.parametrize(
    ("where", "number", "words"),
    [
        ("worklist.run.build", 2, ()),
        ("review.reasons.reasons", 1, ()),
        ("review.mixtures.Mixing.mixture", 2, ("--changes",)),
        ("review.in_flight.effect_of", 2, ("--in-flight",)),
        ("review.life.Life.live", 4, ("--from", "2026-06-20", "--to", "2026-06-30")),
        ("reports.page_html.page_html", 1, ("--html", "a.html")),
        ("cli.common.shutil.copymode", 1, ("--html", "a.html")),
    ],
)
def test_a_stop_leaves_nothing_behind(
    review: Review,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    number: int,
    words: tuple[str, ...],
) -> None:
    """While versions are run, changes tried, days lived, the page made, and when it is put in its place."""
    name = policy("next.toml", LONGER)
    monkeypatch.setattr(f"collectrules.{where}", stopping(number, _real(f"collectrules.{where}")))
    if where.endswith("copymode"):
        Path("a.html").write_text("the quarter before")
    before = {each: Path(each).read_bytes() for each in os.listdir()}
    code, out, _ = review("published", name, *DAY, "--csv", "a.csv", *words)
    assert (code, out) == (130, "")
    assert {each: Path(each).read_bytes() for each in os.listdir()} == before


def _real(where: str) -> Callable[..., object]:
    from pkgutil import resolve_name

    module, _, name = where.rpartition(".")
    real: Callable[..., object] = getattr(resolve_name(module), name)
    return real
