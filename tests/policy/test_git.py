from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from collectrules.errors import InputError
from collectrules.policy.git import read_revision


def git(*words: str) -> None:
    subprocess.run(
        ("git", "-c", "user.name=ana", "-c", "user.email=ana@example.org", *words),
        check=True,
        capture_output=True,
    )


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of two commits of `policies/a.toml`; the working copy says a third thing."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "policies" / "a.toml"
    file.parent.mkdir()
    git("init", "-q", ".")
    for text in (b"first\r\n", b"second"):
        file.write_bytes(text)
        git("add", ".")
        git("commit", "-q", "-m", "a: change")
    file.write_bytes(b"third")
    return tmp_path


@pytest.mark.usefixtures("repository")
def test_a_file_is_read_as_it_stood_byte_for_byte() -> None:
    assert read_revision("git:HEAD:policies/a.toml") == b"second"
    assert read_revision("git:HEAD~1:policies/a.toml") == b"first\r\n"
    assert read_revision("git:HEAD:./policies/../policies/a.toml") == b"second"


def test_the_path_counts_from_the_working_folder(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / "policies")
    assert read_revision("git:HEAD:a.toml") == b"second"
    assert read_revision(f"git:HEAD:{repository}/policies/a.toml") == b"second"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("git:HEAD", "does not say which revision of which file"),
        ("git::a.toml", "does not say which revision of which file"),
        ("git:--help:a.toml", "does not say which revision of which file"),
        ("git:HEAD:", "does not say which revision of which file"),
        ("git:nowhere:policies/a.toml", "`nowhere` is no revision of this git repository"),
        ("git:HEAD:b.toml", "there is no `b.toml` in `HEAD`"),
        ("git:HEAD:../a.toml", "there is no `../a.toml` in `HEAD`"),
        ("git:HEAD:policies", "`policies` is a folder in `HEAD`, not a file"),
    ],
)
@pytest.mark.usefixtures("repository")
def test_what_is_not_there_is_said(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said.replace(".", r"\.")) as caught:
        read_revision(text)
    assert caught.value.help


def test_a_folder_that_is_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(InputError, match="not a git repository"):
        read_revision("git:HEAD:a.toml")


def test_git_that_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="git is not installed"):
        read_revision("git:HEAD:a.toml")
