"""Taking back what was recorded by mistake."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from collectrules.errors import Refused
from collectrules.ledger.events import (
    Disputed,
    DisputeEnded,
    PolicyApproved,
    Posted,
    RunMade,
    StageStepped,
)
from collectrules.worklist.needs import Disputing
from collectrules.worklist.reversals import reverse
from tests.worklist.books import ISSUED, NOON, THREE_A_WEEK, TODAY, Books


def taken_back(books: Books, seq: int, on: date = TODAY, reason: str = "wrong account") -> object:
    return reverse(books.ledger, seq=seq, reason=reason, on=on, at=NOON, by="ana").events


def test_a_contact_takes_back_what_it_brought(books: Books) -> None:
    books.fall_due("call", "reminder")
    logged = books.log("PTP", promise=(100, "EUR", TODAY))
    other = books.log("NA")  # recorded in the same instant
    assert taken_back(books, logged.seq) == tuple(range(logged.seq, logged.seq + 4))
    assert books.done() == []
    assert books.rows("SELECT reversed_seq, reason FROM reversal ORDER BY seq") == [
        (seq, "wrong account") for seq in range(logged.seq, logged.seq + 4)
    ]
    assert taken_back(books, other.seq) == (other.seq,)


def test_what_was_taken_back_can_be_done_again(books: Books) -> None:
    books.fall_due("call", "reminder")
    taken_back(books, books.log("LV").seq)
    logged = books.log("LV")
    assert len(logged.carried_out) == 2
    assert books.done() == [("A", "call"), ("B", "reminder")]


def test_a_dispute_of_a_contact_that_was_taken_back_before_it(books: Books) -> None:
    a, b, _ = books.invoices
    logged = books.log("DSP", dispute=([Disputing(a), Disputing(b)], "short"))
    taken_back(books, logged.disputes[0])
    assert taken_back(books, logged.seq) == (logged.seq, logged.disputes[1])


def test_what_the_run_wrote_in_the_same_instant_is_not_the_contact_s(books: Books) -> None:
    logged = books.log("LV")
    with books.ledger.writing(at=NOON, by="ana") as book:
        book.append(StageStepped(books.invoices[0], "call", "due", books.policy_seq), on=TODAY)
    assert taken_back(books, logged.seq) == (logged.seq,)


def test_a_contact_taken_back_makes_room(books: Books) -> None:
    calls = [books.log("NA", "call", THREE_A_WEEK) for _ in range(3)]
    taken_back(books, calls[1].seq)
    books.log("NA", "call", THREE_A_WEEK)
    with pytest.raises(Refused):
        books.log("NA", "call", THREE_A_WEEK)


def test_never_twice_and_never_without_a_reason(books: Books) -> None:
    seq = books.log("NA").seq
    with pytest.raises(Refused, match="the reason is missing"):
        taken_back(books, seq, reason=" ")
    taken_back(books, seq)
    before = books.events()
    with pytest.raises(Refused, match=rf"event {seq} \(contact\) was taken back before"):
        taken_back(books, seq)
    with pytest.raises(Refused, match=r"\(reversal\) cannot be taken back") as refused:
        taken_back(books, before)
    assert refused.value.help == "record again what was taken back"
    assert books.events() == before


def test_not_before_the_day_it_took_effect(books: Books) -> None:
    seq = books.log("NA").seq
    with pytest.raises(Refused, match="took effect on 2026-09-10, after 2026-09-09"):
        taken_back(books, seq, on=TODAY - timedelta(days=1))


def test_an_invoice_stays_while_something_rests_on_it(books: Books) -> None:
    invoice = books.invoices[0]
    with books.ledger.writing(at=NOON, by="import") as book:
        payment = book.append(Posted(invoice, "payment", -100), on=TODAY)
    with pytest.raises(Refused, match=rf"event {payment} \(posting\) rests on it"):
        taken_back(books, invoice)
    taken_back(books, payment)
    assert taken_back(books, invoice) == (invoice,)


def test_structural_events_stay(books: Books) -> None:
    books.fall_due("call")
    with books.ledger.writing(at=NOON, by="run") as book:
        dispute = book.append(Disputed(books.invoices[0], "short"), on=ISSUED)
        end = book.append(DisputeEnded(dispute, "settled"), on=TODAY)
        run = book.append(RunMade(books.policy_seq, "plain", "{}"), on=TODAY)
        approval = book.append(PolicyApproved(books.policy_seq, "owner", "it is fair"), on=TODAY)
    kinds = {books.policy_seq: "policy version", books.account: "account"}
    kinds[approval] = "policy approval"
    for seq, kind in (kinds | {run: "run", end - 2: "stage step"}).items():
        with pytest.raises(Refused, match=rf"event {seq} \({kind}\) cannot be taken back"):
            taken_back(books, seq)
    with pytest.raises(Refused, match="the journal has no event 999"):
        taken_back(books, 999)


def test_the_end_of_a_dispute_can_be_taken_back(books: Books) -> None:
    with books.ledger.writing(at=NOON, by="run") as book:
        dispute = book.append(Disputed(books.invoices[0], "short"), on=ISSUED)
        end = book.append(DisputeEnded(dispute, "settled"), on=TODAY)
    assert taken_back(books, end) == (end,)
