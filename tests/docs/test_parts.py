"""The page about parts has every package that is depended on, and no other."""

from __future__ import annotations

import re
import tomllib

from tests.docs.pages import ROOT

NAME = re.compile(r"[A-Za-z0-9_.-]+")


def names(requirements: list[str]) -> set[str]:
    return {match.group() for each in requirements if (match := NAME.match(each))}


def test_every_package_has_its_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    page = (ROOT / "docs/explanation/parts.md").read_text(encoding="utf-8")
    run, rest = page.split("Where the extra `verify` is installed")
    verify, develop = rest.split("For development:")
    told = [
        set(re.findall(r"^\| `([^`]+)`", part, re.MULTILINE)) for part in (run, develop, verify)
    ]
    assert told[0] == names(project["project"]["dependencies"])
    assert told[1] == names(project["dependency-groups"]["dev"])
    assert told[2] == names(project["project"]["optional-dependencies"]["verify"])
