"""Which files a check is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectrules.errors import Faults
from collectrules.policy.files import find_policies
from collectrules.policy.source import read_bytes
from tests.policy.texts import HEAD


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b.toml").write_text(HEAD)
    (tmp_path / "a-2026.1.toml").write_text('[policy]\nid = "a"\n')
    (tmp_path / "broken.toml").write_text("[[\n")
    (tmp_path / "b.scenarios.toml").write_text(HEAD)
    (tmp_path / "mapping.toml").write_text('[columns]\naccount = "Customer No"\n')
    (tmp_path / "readme.md").write_text("language = 1\n")
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "uk.toml").write_text(HEAD)
    (tmp_path / "folder.toml").mkdir()
    return tmp_path


def test_a_folder_stands_for_the_policies_in_it(folder: Path) -> None:
    """What is too broken to tell is taken for one, so that its fault is shown."""
    found = find_policies([folder])
    assert [path.name for path in found.files] == ["a-2026.1.toml", "b.toml", "broken.toml"]
    assert found.faults == []


def test_what_is_passed_over_is_said(folder: Path) -> None:
    assert find_policies([folder]).passed_over == {
        str(folder / "b.scenarios.toml"): "it has scenarios",
        str(folder / "mapping.toml"): "it has neither `language` nor `[policy]`",
    }


def test_a_file_that_is_named_is_a_policy_whatever_it_says(folder: Path) -> None:
    """A fault then says what is missing. Only scenarios are known by their name: a shell's `*` names them."""
    named = [folder / "mapping.toml", folder / "b.toml", folder / "b.scenarios.toml"]
    found = find_policies(named)
    assert found.files == named[:2]
    assert list(found.passed_over) == [str(named[2])]
    assert found.faults == []


def test_a_file_is_checked_once(folder: Path) -> None:
    found = find_policies([folder / "b.toml", folder, folder / "b.toml"])
    assert [path.name for path in found.files] == ["b.toml", "a-2026.1.toml", "broken.toml"]


def test_a_folder_without_a_policy_is_a_fault(folder: Path) -> None:
    (fault,) = find_policies([folder / "folder.toml", folder / "b.toml"]).faults
    assert (fault.code, fault.message) == ("unreadable", "there is no policy in this folder")
    assert fault.place.file == str(folder / "folder.toml")


def test_scenarios_alone_are_nothing_to_check(folder: Path) -> None:
    (fault,) = find_policies([folder / "b.scenarios.toml"]).faults
    assert fault.message == "this is no policy, and no other file is named"


def test_a_folder_nobody_may_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Path) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "iterdir", refused)
    (fault,) = find_policies([folder]).faults
    assert fault.message == "the folder cannot be read: permission denied"


@pytest.mark.parametrize("name", ["x" * 5_000 + ".toml", "policy\0.toml"])
def test_a_name_that_nothing_can_have_is_left_to_reading(name: str) -> None:
    found = find_policies([Path(name)])
    assert (found.files, found.faults) == ([Path(name)], [])
    assert codes_of(found.files[0]) == ["unreadable"]


def codes_of(path: Path) -> list[str]:
    with pytest.raises(Faults) as caught:
        read_bytes(path)
    return [each.code for each in caught.value.diagnostics]
