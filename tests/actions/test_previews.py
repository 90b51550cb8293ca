"""What is shown before an act is what is then written, to the cent, whatever the sums."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.errors import CollectrulesError
from collectrules.money import format_minor
from tests.actions.office import LIMITS, Office
from tests.acts.books import POLICY, Firm

SUMS = st.lists(st.integers(1, 2_000_000), min_size=1, max_size=4)


@contextmanager
def office_with(sums: list[int]) -> Iterator[Office]:
    """Invoices of these sums, overdue by some days, beside the one of 1,000.00."""
    with tempfile.TemporaryDirectory() as folder:
        firm = Firm(Path(folder) / "books.db", POLICY + LIMITS)
        for place, each in enumerate(sums):
            firm.issue(f"N{place}", each, due=f"2026-02-0{place + 2}")
        firm.run("2026-02-08")
        yield Office(firm)
        firm.ledger.close()


@settings(max_examples=15, deadline=None)
@given(SUMS, st.integers(1, 3), st.sampled_from(["week", "month"]), st.integers(0, 9))
def test_a_plan(sums: list[int], count: int, every: str, first: int) -> None:
    with office_with(sums) as office:
        answers = {"instalments": str(count), "every": every, "first": f"+{first}"}
        shown = office.do("plan", dry_run=True, **answers)
        assert office.rows("SELECT count(*) FROM plan") == [(0,)]
        made = office.do("plan", **answers)
        parts = office.rows("SELECT number, due_on, amount FROM instalment ORDER BY number")
        owed = office.rows("SELECT amount FROM plan")[0][0]
        assert made.lines == shown.lines
        assert [line.split()[2:] for line in shown.lines[1:]] == [
            [str(day), format_minor(int(str(amount)), "GBP"), "GBP"] for _, day, amount in parts
        ]
        assert sum(int(str(amount)) for *_, amount in parts) == owed


@settings(max_examples=15, deadline=None)
@given(SUMS, st.integers(1, 9_999), st.booleans())
def test_a_settlement(sums: list[int], hundredths: int, by_amount: bool) -> None:
    with office_with(sums) as office:
        answers = {"percent": f"{hundredths / 100:.2f}", "until": "+3", "approved_by": "Olga"}
        shown = office.do("settlement", dry_run=True, **answers)
        amount = shown.lines[0].split()[0]
        if by_amount:
            answers = {"amount": amount, "until": "+3", "approved_by": "Olga"}
        made = office.do("settlement", **answers)
        assert made.lines == shown.lines
        ((written,),) = office.rows("SELECT amount FROM settlement")
        assert format_minor(int(str(written)), "GBP") == amount


@settings(max_examples=15, deadline=None)
@given(SUMS, st.integers(1, 4_000_000))
def test_a_payment(sums: list[int], amount: int) -> None:
    with office_with(sums) as office:
        said = format_minor(amount, "GBP")
        shown = office.do("payment", dry_run=True, amount=said)
        made = office.do("payment", amount=said)
        assert made.lines == shown.lines
        used = office.rows(
            "SELECT coalesce(-sum(amount), 0) FROM (SELECT amount FROM posting WHERE kind = 'payment'"
            " UNION ALL SELECT amount FROM part_posting WHERE kind = 'payment')"
        )[0][0]
        held = [line for line in made.lines if "is held as unapplied cash" in line]
        left = amount - int(str(used))
        assert held == (
            [f"{format_minor(left, 'GBP')} GBP is held as unapplied cash"] if left else []
        )
        office.undo(made)
        assert office.rows("SELECT count(*) FROM reversal")[0][0] > 0
        assert office.sound()


@pytest.mark.parametrize("amount", ["1,040.00", "2,000", "0"])
def test_an_amount_that_forgives_nothing_is_no_settlement(office: Office, amount: str) -> None:
    with pytest.raises(CollectrulesError, match="is no settlement"):
        office.do("settlement", amount=amount, until="+3", approved_by="Olga")


def test_less_than_the_offer_waits_for_the_owner(office: Office) -> None:
    office.firm.issue("OLD", 10_000, due="2026-01-05")
    with pytest.raises(CollectrulesError, match="the owner has to approve `settle-at-80`"):
        office.do("settlement", amount="1,100", until="+3")
