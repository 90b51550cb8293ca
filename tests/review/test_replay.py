"""The worklist of any past day, made again to the letter."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from collectrules.errors import InputError
from collectrules.ledger.book import Ledger
from collectrules.review.replay import replay
from tests.review.lives import FIRST, live, policy_text


@pytest.mark.parametrize("seed", range(4))
def test_every_list_is_made_again_to_the_letter(tmp_path: Path, seed: int) -> None:
    lived = live(tmp_path / "l.db", seed, text=policy_text(interest=seed % 2 == 1))
    assert sum(map(len, lived.lists.values())) > 20
    with Ledger.open(lived.path) as ledger:
        for day, rows in lived.lists.items():
            again = replay(ledger, day)
            assert again.listing.as_of == day
            assert again.listing.rows == rows
            assert again.same


def test_the_ledger_is_left_as_it_is(tmp_path: Path) -> None:
    lived = live(tmp_path / "l.db", 1, days=20)
    before = lived.path.read_bytes()
    with Ledger.open(lived.path) as ledger:
        replay(ledger, min(lived.lists))
    assert lived.path.read_bytes() == before


def test_a_day_without_a_run_names_the_nearest(tmp_path: Path) -> None:
    lived = live(tmp_path / "l.db", 2, days=20)
    refused = pytest.raises(InputError, match="no run for 2025-12-01")
    with Ledger.open(lived.path) as ledger, refused as caught:
        replay(ledger, FIRST - timedelta(days=35))
    assert str(min(lived.lists)) in (caught.value.help or "")
