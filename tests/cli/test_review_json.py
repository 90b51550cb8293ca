"""What `review --json` and `--csv` say has a line in the documentation, key by key."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from collectrules.review.model import Standing
from tests.cli.test_review import DAY, LONGER, Review, policy, review

__all__ = ["review"]

PAGE = Path(__file__).parents[2] / "docs/reference/json.md"
PERIOD = ("--from", "2026-06-24", "--to", "2026-06-30")
BY_NAME = frozenset(
    {
        "totals", "contacts", "blocked_by", "unserved", "lost_stages", "currencies", "lost", "moves",
        "on_a_stage", "done", "by_rule", "blocked", "amounts", "counts", "checked", "not_told", "minutes",
    }
)  # fmt: skip
"""Keys under which things are by their own names: a currency, a stage, a day."""


def documented(start: str, end: str) -> set[str]:
    """The words in code between two lines of the page."""
    text = PAGE.read_text()
    part = text[text.index(start) : text.index(end)]
    return set(re.findall(r"`([a-z_0-9]+)`", part))


def keys(found: object, under: str = "") -> Iterator[str]:
    """Every key of what was printed, but names."""
    if isinstance(found, list):
        for each in found:
            yield from keys(each, under)
    elif isinstance(found, dict):
        for key, value in found.items():
            if under not in BY_NAME:
                yield key
            yield from keys(value, "" if under in BY_NAME else key)


def test_every_key_is_documented(review: Review) -> None:
    """The whole of it: changes, impact, each change alone, accounts, accounts on a stage, the back-test."""
    path = policy("next.toml", LONGER)
    words = (*DAY, *PERIOD, "--check", "--changes", "--in-flight", "--json", "--csv", "a.csv")
    code, out, err = review("published", path, *words)
    assert code == 0, err
    found = json.loads(out)
    assert found["attribution"]["changes"]
    assert found["in_flight"]["ways"]
    assert found["accounts"]
    tried = found.pop("backtest")
    assert tried["escalations"]
    known = documented("`policy diff` prints", "`policy test` prints")
    assert set(keys(found)) <= known
    assert set(keys(tried)) <= documented("`review --from --to` prints", "`policy test` prints")
    header = Path("a.csv").read_text().splitlines()[0].split(",")
    names = [name for name in Standing.__annotations__ if name not in _OF_WHOM]
    assert header == [
        "account", "name", "currency",
        *(f"{name}_{side}" for name in names for side in ("before", "after")),
        "because",
    ]  # fmt: skip
    assert set(names) <= known


_OF_WHOM = frozenset({"account_id", "account", "name", "currency"})


def test_a_back_test_alone_is_what_it_is_among_all_the_rest(review: Review) -> None:
    path = policy("next.toml", LONGER)
    _, alone, _ = review("published", path, *DAY, *PERIOD, "--json", "--csv", "a.csv")
    _, whole, _ = review("published", path, *DAY, *PERIOD, "--json", "--in-flight")
    assert json.loads(whole)["backtest"] == json.loads(alone)
    header = Path("a.csv").read_text().splitlines()[0].split(",")
    assert header == list(json.loads(alone)["escalations"][0])
    _, said, _ = review("published", path, *DAY, *PERIOD, "--in-flight")
    assert "Accounts on a stage" in said
    assert "Back-test 2026-06-24 to 2026-06-30" in said
    assert "What this cannot know: how they would have reacted" in said


@pytest.mark.parametrize(
    "more",
    [
        ("--json",),
        ("--html", "a.html"),
        ("--csv", "a.csv"),
        PERIOD,
        ("--changes",),
        ("--in-flight",),
    ],
)
def test_one_account_goes_without_what_would_go_unheard(
    review: Review, more: tuple[str, ...]
) -> None:
    code, out, err = review("published", "ready@1", *DAY, "--account", "C1049", *more)
    assert (code, out) == (2, "")
    assert f"goes without `{more[0]}`" in err
