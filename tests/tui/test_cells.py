from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from collectrules.tui.cells import fit, harmless


def test_what_steers_a_terminal_becomes_a_question_mark() -> None:
    assert harmless("a\x1b[31mb\tc\nd\u202ee\u2028f") == "a?[31mb?c?d?e?f"


def test_characters_terminals_disagree_about_are_made_plain() -> None:
    assert harmless("❤\ufe0f 👩\u200d🍳 👍🏽 🇬🇧") == "❤ 👩🍳 👍 GB"


def test_accents_and_other_scripts_stay() -> None:
    for text in ("Ärger & Söhne", "مخبز الميناء", "מאפייה", "面包店", "Nguyễn"):
        assert harmless(text) == text


@given(st.text(), st.integers(0, 40), st.booleans())
def test_fitted_text_is_exactly_as_wide_as_its_column(text: str, width: int, right: bool) -> None:
    assert cell_len(fit(text, width, right=right)) == width


def test_what_is_cut_shows_it() -> None:
    assert fit("Harbour Bakery", 8) == "Harbour…"
    assert fit("面包店面包店", 6) == "面包 …"
    assert fit("12", 4, right=True) == "  12"
