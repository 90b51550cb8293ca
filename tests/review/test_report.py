"""The page of a review: every account and figure that it is about is on it, and nothing that is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from collectrules.cli.page_text import as_text
from collectrules.ledger.policies import Approval
from collectrules.policy.diff import changes
from collectrules.policy.load import parse
from collectrules.reports.page import Folds, Matrix, Section, Table, Tiles
from collectrules.reports.page_html import page_html
from collectrules.review.attribution import Alone, Effect
from collectrules.review.mixtures import Part
from collectrules.review.model import Impact, Review, Side, Standing, Version
from collectrules.review.reasons import Deciding
from collectrules.review.report import MOST_ACCOUNTS, Parts, review_page
from collectrules.review.tell import Work
from collectrules.review.tell_parts import change_text

DAY = date(2026, 6, 30)
TEXT = """
language = 1
[policy]
id = "p"
title = "Harbour <policy>"
version = "1"
effective_from = 2026-01-01
currency = ["GBP", "EUR"]

[[grace]]
id = "grace"
days = 5

[[stage]]
id = "reminder"
when.days_past_grace = { at_least = 1 }
action = { channel = "email", template = "reminder" }

[[stage]]
id = "call"
when.days_past_grace = { at_least = 20 }
action = { channel = "call", script = "first" }
"""
AFTER = TEXT.replace('version = "1"', 'version = "2"').replace("days = 5", "days = 10")


def version(text: str, name: str) -> Version:
    data = text.encode()
    return Version(name, parse(data, name), data)


BEFORE_VERSION, AFTER_VERSION = version(TEXT, "one"), version(AFTER, "two.toml")


def standing(number: int, **more: object) -> Standing:
    given: dict[str, object] = {
        "account_id": number,
        "account": f"C-{number}",
        "name": f"Ash & <b>{number}</b>",
        "currency": "GBP",
        "segment": "standard",
        "stage": "none",
        "listed": "",
        "outstanding": 100_00 * number,
    }
    return Standing(**(given | more))


def review_of(before: list[Standing], after: list[Standing]) -> Review:
    sides = [
        Side(each, DAY, {one.key: one for one in standings})
        for each, standings in ((BEFORE_VERSION, before), (AFTER_VERSION, after))
    ]
    said = changes(BEFORE_VERSION.policy, AFTER_VERSION.policy)
    return Review(BEFORE_VERSION, AFTER_VERSION, DAY, said, Impact(*sides))


def listed(number: int, stage: str, **more: object) -> Standing:
    channel = "email" if stage == "reminder" else "call"
    return standing(
        number, listed=stage, kind="stage", channels=(channel,), invoice=f"I{number}", **more
    )


CALLED = [listed(1, "call", fees=15_00), listed(2, "reminder"), standing(3)]
REMINDED = [listed(1, "reminder"), standing(2), standing(3)]
WHY = {(1, "GBP"): (Deciding("I1", "grace", "5 days (grace)", "10 days (grace)"),)}


def page_text(review: Review, parts: Parts | None = None) -> str:
    page = review_page(review, WHY, ("A note.",), Work(), parts or Parts())
    return "\n".join(as_text(page, chart=True))


def test_five_sentences_say_it() -> None:
    page = review_page(review_of(CALLED, REMINDED), WHY, (), Work(), Parts())
    said = [part for part in page.sections[0].parts if isinstance(part, str)]
    assert said == [
        "The versions differ in 1 thing that decides.",
        "2 accounts are treated differently, of 3; together they owe 300.00 GBP.",
        "On the day's list 0 come to it, 1 go from it, and 1 are on it for another step.",
        "Late fees of the day differ by -15.00 GBP; interest, what is written off and the provision are the"
        " same under both.",
        "The contacts of the day that are allowed take 0.1 hours before and 0.0 after.",
    ]


def test_the_matrix_is_of_all_accounts_each_once() -> None:
    page = review_page(review_of(CALLED, REMINDED), WHY, (), Work(), Parts())
    (matrix,) = [part for each in page.sections for part in each.parts if isinstance(part, Matrix)]
    counts = [[cell.count for cell in row] for row in matrix.cells]
    assert matrix.places == ("nothing due", "reminder", "call")
    assert counts == [["1", "", ""], ["1", "", ""], ["", "1", ""]]
    assert [cell.amount for cell in matrix.cells[2]] == ["", "100.00", ""]
    assert sum(cell.share for row in matrix.cells for cell in row) == 1


def test_each_account_has_its_reasons() -> None:
    page = review_page(review_of(CALLED, REMINDED), WHY, (), Work(), Parts())
    (folds,) = [part for each in page.sections for part in each.parts if isinstance(part, Folds)]
    assert [each.title for each in folds.folds] == ["C-2 Ash & <b>2</b>", "C-1 Ash & <b>1</b>"]
    why = folds.folds[1].parts[1]
    assert isinstance(why, Table)
    assert why.rows == (("I1", "grace", "5 days (grace)", "10 days (grace)"),)


def test_a_version_against_itself_is_nothing() -> None:
    review = review_of(CALLED, CALLED)
    review = replace(review, after=review.before, changes=())
    page = review_page(review, {}, (), Work(), Parts())
    tiles = page.sections[0].parts[0]
    assert isinstance(tiles, Tiles)
    assert tiles.tiles[0].said == "0"
    assert not any(isinstance(part, Folds) for each in page.sections for part in each.parts)
    assert "No account is treated differently today" in page_text(review)


def test_names_are_no_markup_and_both_hashes_are_told() -> None:
    page = page_html(review_page(review_of(CALLED, REMINDED), WHY, (), Work(), Parts()))
    assert "Ash & <b>" not in page
    assert "Ash &amp; &lt;b&gt;1&lt;/b&gt;" in page
    assert "Harbour &lt;policy&gt;" in page
    for each in (BEFORE_VERSION, AFTER_VERSION):
        assert each.policy.sha256 in page


def test_who_approved_a_published_version_is_told_with_its_hash() -> None:
    review = review_of(CALLED, REMINDED)
    assert "approved by" not in page_text(review)
    approval = Approval("Olive <Owner>", "it was slow")
    page = page_text(replace(review, before=replace(review.before, approval=approval)))
    assert page.count("approved by Olive <Owner>: it was slow") == 1


def test_what_else_was_asked_for_is_on_it() -> None:
    more = (Section("What each change does alone", ("Alone.",)),)
    past = (Section("How soon", ("Soon.",)),)
    said = page_text(review_of(CALLED, REMINDED), Parts(more, past, "May", ("It cannot know.",)))
    for each in ("What each change does alone", "How soon, May", "It cannot know.", "A note."):
        assert each in said


def test_more_accounts_than_a_page_holds_are_counted() -> None:
    before = [listed(number, "call") for number in range(1, MOST_ACCOUNTS + 4)]
    after = [listed(number, "reminder") for number in range(1, MOST_ACCOUNTS + 4)]
    assert "And 3 more, which are in the CSV and the JSON." in page_text(review_of(before, after))


PLACES = st.sampled_from(["", "reminder", "call"])


@given(st.lists(st.tuples(PLACES, PLACES, st.sampled_from(["GBP", "EUR"])), max_size=30))
def test_no_account_is_lost_on_the_way_to_the_page(moves: list[tuple[str, str, str]]) -> None:
    def side(which: int) -> list[Standing]:
        return [
            standing(
                number, listed=move[which], currency=move[2], kind="stage" if move[which] else ""
            )
            for number, move in enumerate(moves, 1)
        ]

    page = review_page(review_of(side(0), side(1)), {}, (), Work(), Parts())
    matrices = [part for each in page.sections for part in each.parts if isinstance(part, Matrix)]
    counted = sum(
        int(cell.count.replace(",", ""))
        for matrix in matrices
        if matrix.title.startswith("What is to be done")
        for row in matrix.cells
        for cell in row
        if cell.count
    )
    assert counted == len(moves)
    folds = [part for each in page.sections for part in each.parts if isinstance(part, Folds)]
    assert sum(len(part.folds) for part in folds) == sum(was != now for was, now, _ in moves)


def test_what_no_sentence_of_the_diff_is_about_is_said_in_words() -> None:
    said = {
        place: change_text(Alone(Part((place,)), (), Effect(), ()))
        for place in (
            ("policy", "effective_from", "effective_from"),
            ("policy", "ladder", "ladder"),
            ("stage", "call", "moved"),
        )
    }
    assert list(said.values()) == [
        "the day from which it counts",
        "`ladder` of the policy",
        "stage call: moved",
    ]
