"""`review --changes` and `review --in-flight`: each part is what a file with that alone does on the demo."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from typing import Any

from tests.cli.test_review import DAY, LONGER, Review, policy, review

__all__ = ["review"]

FEWER_CALLS = (r"(?s)(id = \"first-call\".*?at_least = )100\.00", r"\g<1>300.00")
WORDS = (r"(?m)^title( *)=.*$", r'title\1= "Another title"')
DEFAULTS = {"fees": "0.00", "interest": "0.00", "provision": "0.00", "written_off": "0.00"}


def found_in(review: Review, *words: str) -> dict[str, Any]:
    code, out, err = review("published", *words, *DAY, "--json")
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def money(found: dict[str, Any], name: str) -> Decimal:
    """By how much a figure of all accounts in the demo's main currency is different."""
    before, after = (
        Decimal(found["sides"][side]["totals"]["GBP"][name]) for side in ("before", "after")
    )
    return after - before


def test_each_change_does_what_a_file_with_it_alone_does(review: Review) -> None:
    whole = found_in(review, policy("all.toml", LONGER, FEWER_CALLS, WORDS), "--changes")
    attribution = whole["attribution"]
    alone = {each["id"]: each for each in attribution["changes"]}
    assert set(alone) == {"grace/grace-standard/days", "stage/first-call/when.overdue_total"}
    assert len(attribution["text_only"]) == 1
    for id, edit in zip(sorted(alone), (LONGER, FEWER_CALLS), strict=True):
        brute = found_in(review, policy("one.toml", edit))
        accounts = [(one["account"], one["currency"]) for one in brute["accounts"]]
        assert [(one["account"], one["currency"]) for one in alone[id]["accounts"]] == accounts
        assert accounts
        figures = alone[id]["effect"]["currencies"]["GBP"]
        assert {name: Decimal(figures[name]) for name in DEFAULTS} == {
            name: money(brute, name) for name in DEFAULTS
        }


def test_the_lines_add_up_and_are_told(review: Review) -> None:
    path = policy("all.toml", LONGER, FEWER_CALLS)
    attribution = found_in(review, path, "--changes")["attribution"]
    lines = [each["effect"] for each in attribution["changes"]] + [attribution["interaction"]]
    for name in ("accounts", "owed", "fees", "provision", "listed"):
        parts = [each["currencies"].get("GBP", {}).get(name, 0) for each in lines]
        whole = attribution["whole"]["currencies"]["GBP"][name]
        assert sum(map(Decimal, parts)) == Decimal(whole)
    contacts: Counter[str] = Counter()
    for each in lines:
        for way, number in each["contacts"].items():
            contacts[way] += number
    assert {way: n for way, n in contacts.items() if n} == attribution["whole"]["contacts"]
    code, out, _ = review("published", path, *DAY, "--changes")
    assert code == 0
    assert "What each change does alone" in out
    assert "5 -> 10 days" in out
    assert "all changes together" in out


def test_each_way_of_accounts_in_flight_is_what_a_file_that_says_so_does(review: Review) -> None:
    said = found_in(review, policy("next.toml", LONGER), "--in-flight")["in_flight"]
    ways = {each["way"]: each for each in said["ways"]}
    assert said["written"] == "keep"
    assert list(ways) == ["keep", "restart"]
    for way, taken in ways.items():
        head = (r"(?m)^(version.*)$", rf'\1\nin_flight = "{way}"')
        brute = found_in(review, policy("way.toml", LONGER, head))
        assert taken["invoices_moved"] == brute["sides"]["after"]["moved_in_flight"]
        own = taken["effect"]["currencies"]
        counted = Counter(one["currency"] for one in brute["accounts"])
        assert {code: each["accounts"] for code, each in own.items() if each["accounts"]} == counted
    assert ways["keep"]["invoices_moved"] == 0
    assert ways["restart"]["invoices_moved"] > 0
