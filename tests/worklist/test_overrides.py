"""Overrides: what is set counts from its day until it ends, and what cannot be is refused in a sentence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from collectrules.errors import Refused
from collectrules.ledger.overrides import Override, in_effect, overrides
from collectrules.ledger.verify import verify
from collectrules.worklist.carried import carried_out
from collectrules.worklist.overrides import OverrideWanted, end_override, set_override
from collectrules.worklist.reversals import reverse
from tests.worklist.books import NOON, TODAY, Books, policy

DAY = timedelta(days=1)


def wanted(books: Books, **more: object) -> OverrideWanted:
    said = {
        "account_id": books.account,
        "kind": "leave_out",
        "reason": "in court",
        "from_on": TODAY,
    }
    return OverrideWanted(**(said | more))


def set_(books: Books, **more: object) -> Override:
    return set_override(books.ledger, wanted(books, **more), at=NOON, by="ana")


def end(books: Books, override: Override, on: date = TODAY, reason: str = "judged") -> Override:
    return end_override(books.ledger, override, reason=reason, on=on, at=NOON, by="bob")


def test_it_is_recorded_with_its_day_its_reason_and_who(books: Books) -> None:
    made = set_(books, invoice_id=books.invoices[0], reason=" in court ", until_on=TODAY + 9 * DAY)
    assert made == overrides(books.ledger.connection)[0]
    assert (made.account, made.invoice, made.kind) == ("C-1", "A", "leave_out")
    assert (made.from_on, made.last_on, made.reason, made.by) == (
        TODAY,
        TODAY + 9 * DAY,
        "in court",
        "ana",
    )
    assert verify(books.ledger) == []


def test_it_counts_from_its_first_day_to_its_last(books: Books) -> None:
    made = set_(books, until_on=TODAY + 2 * DAY)
    assert [made.counts_on(TODAY + n * DAY) for n in range(-1, 4)] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_ended_it_counts_no_more_from_the_day(books: Books) -> None:
    ended = end(books, set_(books), on=TODAY + 2 * DAY)
    assert [ended.counts_on(TODAY + n * DAY) for n in range(4)] == [True, True, False, False]
    assert (ended.last_on, ended.ended_reason) == (TODAY + DAY, "judged")


def test_ended_on_its_first_day_it_never_counts(books: Books) -> None:
    ended = end(books, set_(books))
    assert not any(ended.counts_on(TODAY + n * DAY) for n in range(-2, 3))
    set_(books)
    assert len(overrides(books.ledger.connection)) == 2


def test_as_known_before_it_was_ended_it_is_open(books: Books) -> None:
    made = set_(books)
    known = books.events()
    end(books, made, on=TODAY + DAY)
    (before,) = overrides(books.ledger.connection, known=known)
    assert before.last_on is None
    (as_of,) = overrides(books.ledger.connection, as_of=TODAY)
    assert as_of.last_on is None


@pytest.mark.parametrize("reason", ["", "  ", "\t"])
def test_a_reason_is_asked_for(books: Books, reason: str) -> None:
    with pytest.raises(Refused, match="the reason is missing"):
        set_(books, reason=reason)
    made = set_(books)
    before = books.events()
    with pytest.raises(Refused, match="the reason is missing"):
        end(books, made, reason=reason)
    assert books.events() == before


def test_a_last_day_before_the_first_is_refused(books: Books) -> None:
    with pytest.raises(Refused, match="comes before the first"):
        set_(books, until_on=TODAY - DAY)


@pytest.mark.parametrize("days", [-1, 3651])
def test_a_grace_that_no_policy_could_give_is_refused(books: Books, days: int) -> None:
    with pytest.raises(Refused, match="days of grace are not possible"):
        set_(books, kind="grace", days=days)


@pytest.mark.parametrize("days", [0, 3650])
def test_a_grace_that_a_policy_could_give_is_taken(books: Books, days: int) -> None:
    assert set_(books, kind="grace", days=days).days == days


def test_what_the_ledger_does_not_have_is_refused(books: Books) -> None:
    with pytest.raises(Refused, match="no account with the id 77"):
        set_(books, account_id=77)
    with pytest.raises(Refused, match="no invoice with the id 77"):
        set_(books, invoice_id=77)


def test_a_second_of_a_kind_for_the_same_is_refused(books: Books) -> None:
    made = set_(books, until_on=TODAY + 9 * DAY)
    for first in (TODAY - DAY, TODAY + 9 * DAY):
        with pytest.raises(Refused, match=r"account `C-1` is left out already, from 2026-09-10"):
            set_(books, from_on=first)
    set_(books, invoice_id=books.invoices[0])
    set_(books, kind="grace", days=5)
    set_(books, from_on=TODAY + 10 * DAY)
    set_(books, from_on=TODAY - 9 * DAY, until_on=TODAY - DAY)
    assert made.seq


@pytest.mark.parametrize(("on", "said"), [(-1, "begins on"), (10, "is over")])
def test_it_ends_while_it_counts(books: Books, on: int, said: str) -> None:
    made = set_(books, until_on=TODAY + 9 * DAY)
    with pytest.raises(Refused, match=said):
        end(books, made, on=TODAY + on * DAY)


def test_an_end_is_once(books: Books) -> None:
    made = set_(books)
    end(books, made, on=TODAY + DAY)
    with pytest.raises(Refused, match="is over"):
        end(books, made, on=TODAY + DAY)


def test_a_dry_run_writes_nothing(books: Books) -> None:
    before = books.events()
    shown = set_override(books.ledger, wanted(books), at=NOON, by="ana", dry_run=True)
    assert shown.seq == before + 1
    assert books.events() == before


def test_the_invoices_own_goes_before_its_accounts_and_the_later_before_the_earlier(
    books: Books,
) -> None:
    a, b, _ = books.invoices
    own = set_(books, kind="grace", days=3, invoice_id=a)
    whole = set_(books, kind="grace", days=20)
    found = overrides(books.ledger.connection)
    assert in_effect(found, a, TODAY) == {"grace": own}
    assert in_effect(found, b, TODAY) == {"grace": whole}
    assert in_effect(found, b, TODAY - DAY) == {}


def test_one_entered_by_mistake_is_taken_back(books: Books) -> None:
    made = set_(books)
    assert reverse(
        books.ledger, seq=made.seq, reason="the other one", on=TODAY, at=NOON, by="ana"
    ).events == (made.seq,)
    assert overrides(books.ledger.connection) == ()
    set_(books)


def test_an_end_is_not_taken_back_but_set_anew(books: Books) -> None:
    end(books, set_(books), on=TODAY + DAY)
    with pytest.raises(Refused, match="cannot be taken back") as refused:
        reverse(books.ledger, seq=books.events(), reason="no", on=TODAY + DAY, at=NOON, by="ana")
    assert refused.value.help == "set a further override from that day"


def test_an_invoice_with_an_override_is_not_taken_back(books: Books) -> None:
    set_(books, invoice_id=books.invoices[0])
    with pytest.raises(Refused, match=r"event 6 \(override\) rests on it"):
        reverse(books.ledger, seq=books.invoices[0], reason="no", on=TODAY, at=NOON, by="ana")


def test_a_contact_carries_nothing_out_for_what_is_left_out(books: Books) -> None:
    a, b, c = books.invoices
    books.fall_due("call", "call", "reminder")
    set_(books, invoice_id=a)
    given = (books.ledger.connection, policy(), books.account, "call")
    assert [each.invoice_id for each in carried_out(*given, TODAY).done] == [b, c]
    assert [each.invoice_id for each in carried_out(*given, TODAY - DAY).done] == []
    whole = set_(books)
    assert carried_out(*given, TODAY).done == ()
    end(books, whole, on=TODAY)
    assert [each.invoice_id for each in carried_out(*given, TODAY).done] == [b, c]
