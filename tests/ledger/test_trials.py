"""Who is in a trial comes of a hash that anybody can work out again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened, OverrideSet, TrialEnded, TrialStarted
from collectrules.ledger.overrides import in_effect
from collectrules.ledger.touched import accounts_touched
from collectrules.ledger.trials import EVER_UNDER, Trial, counting, draw, trials
from collectrules.ledger.verify import verify

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
BEGIN, END = date(2026, 3, 2), date(2026, 5, 1)


# The digests are those of `printf 'NAME\nNUMBER' | sha256sum`.
@pytest.mark.parametrize(
    ("name", "number", "digest"),
    [
        ("call-earlier", "0101", "f34b978fc49dfba3"),
        ("call-earlier", "0102", "d5c3418ec8365c06"),
        ("call-earlier", "105", "b9d3cef12ca9dd5c"),
        ("call-earlier", "", "329a02f96618740b"),
        ("call-earlier", "Ä-7", "b422e1388219c34f"),
        ("call-earlier", "0101 ", "1016fd691a277bd6"),
        ("call-later", "0101", "e67afb96963fd4b0"),
    ],
)
def test_a_place_is_the_first_32_bits_of_the_digest(name: str, number: str, digest: str) -> None:
    place = draw(name, number)
    first = int(digest[:8], 16)
    assert place * 2**32 <= first * 10_000 < (place + 1) * 2**32


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "books.db") as made:
        yield made


def opened(ledger: Ledger, *numbers: str, on: str = "2026-01-01") -> dict[str, int]:
    with ledger.writing(at=AT, by="ana") as book:
        return {each: book.append(AccountOpened(each, each, "business"), on=on) for each in numbers}


def started(ledger: Ledger, name: str = "t", share: int = 5_000, on: date = BEGIN) -> int:
    with ledger.writing(at=AT, by="ana") as book:
        return book.append(TrialStarted(name, "other", share, "which is better"), on=on)


def test_a_share_is_what_it_says_and_a_larger_one_keeps_those_of_a_smaller() -> None:
    numbers = [f"{n:05}" for n in range(20_000)]

    def drawn(share: int) -> set[str]:
        trial = Trial(1, "t", "other", share, BEGIN, "why", "ana")
        return {each for each in numbers if trial.has(each)}

    tenth, half = drawn(1_000), drawn(5_000)
    assert tenth < half
    # Five standard deviations of a binomial: sqrt(20,000 x 0.1 x 0.9) is 42, sqrt(20,000 x 0.25) is 71.
    assert abs(len(tenth) - 2_000) < 212
    assert abs(len(half) - 10_000) < 354
    again = Trial(2, "u", "other", 5_000, BEGIN, "why", "ana")
    both = sum(again.has(each) for each in half)
    assert abs(both - 5_000) < 307


def test_sql_and_python_draw_the_same(ledger: Ledger) -> None:
    ids = opened(ledger, *(f"C-{n}" for n in range(200)), "Ä", "0", "00")
    started(ledger, share=3_000)
    (trial,) = trials(ledger.connection)
    want = {seq for number, seq in ids.items() if trial.has(number)}
    assert 20 < len(want) < 120
    assert {each.account_id for each in counting(ledger.connection, as_of=BEGIN)} == want
    rows = ledger.connection.execute(f"SELECT account_id FROM {EVER_UNDER}")
    assert {account for (account,) in rows} == want


def test_accounts_opened_later_fall_into_it_from_their_first_day(ledger: Ledger) -> None:
    started(ledger, share=9_999)
    (seq,) = opened(ledger, "new", on="2026-04-01").values()
    assert counting(ledger.connection, as_of=date(2026, 3, 31)) == ()
    (act,) = counting(ledger.connection, as_of=date(2026, 4, 1))
    assert (act.account_id, act.from_on, act.by_trial, act.policy_id) == (
        seq, date(2026, 4, 1), "t", "other",
    )  # fmt: skip
    assert counting(ledger.connection, as_of=date(2026, 4, 1), known=seq - 1) == ()
    assert counting(ledger.connection, as_of=date(2026, 4, 1), accounts=[seq + 1]) == ()


def test_it_counts_through_the_day_before_its_end(ledger: Ledger) -> None:
    seq = started(ledger)
    with ledger.writing(at=AT, by="bob") as book:
        book.append(TrialEnded(seq, "seen enough"), on=END)
    (trial,) = trials(ledger.connection)
    assert (trial.last_on, trial.ended_reason, trial.by) == (
        date(2026, 4, 30),
        "seen enough",
        "ana",
    )
    days = (date(2026, 3, 1), BEGIN, date(2026, 4, 30), END)
    assert [trial.counts_on(day) for day in days] == [False, True, True, False]
    (then,) = trials(ledger.connection, as_of=date(2026, 4, 30))
    assert then.ended_on is None
    (known,) = trials(ledger.connection, known=seq)
    assert known.ended_on is None
    assert trials(ledger.connection, as_of=date(2026, 3, 1)) == ()
    assert verify(ledger) == []


def test_one_that_ended_on_its_first_day_never_counted(ledger: Ledger) -> None:
    seq = started(ledger)
    with ledger.writing(at=AT, by="bob") as book:
        book.append(TrialEnded(seq, "a slip"), on=BEGIN)
    (trial,) = trials(ledger.connection)
    assert not trial.counts_on(BEGIN)
    assert trial.last_on == date(2026, 3, 1)


@given(first=st.booleans(), whole=st.booleans())
def test_an_override_goes_before_a_trial_whichever_was_recorded_first(
    first: bool, whole: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with Ledger.create(tmp_path_factory.mktemp("t") / "books.db") as ledger:
        (account,) = opened(ledger, "1").values()
        override = OverrideSet(account, None, "policy", None, "mine", None, "contract")
        if first:
            started(ledger, share=9_999)
        if whole:
            with ledger.writing(at=AT, by="ana") as book:
                book.append(override, on=BEGIN)
        if not first:
            started(ledger, share=9_999)
        acts = counting(ledger.connection, as_of=BEGIN)
    assert in_effect(acts, 99, BEGIN)["policy"].policy_id == ("mine" if whole else "other")


def test_a_trial_may_be_about_any_account(ledger: Ledger) -> None:
    seq = started(ledger)
    assert accounts_touched(ledger.connection, seq - 1) is None
    assert accounts_touched(ledger.connection, seq) == frozenset()
