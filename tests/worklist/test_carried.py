"""Which stages one contact carries out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from collectrules.errors import InputError, Refused
from collectrules.ledger.events import Posted, Reversed, StageStepped
from collectrules.policy.model import Channel, ContactAction, Stage
from collectrules.worklist.carried import carried_out
from collectrules.worklist.disputes import end_dispute, open_dispute
from tests.worklist.books import NOON, TODAY, Books, policy

YESTERDAY = TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("due", "channel", "result", "done"),
    [
        # A call covers the stages below it, of every invoice.
        (("call", "reminder", None), "call", "LV", [("A", "call"), ("B", "reminder")]),
        (("call", "call", "call"), "call", "LV", [("A", "call"), ("B", "call"), ("C", "call")]),
        # What is above it waits on.
        (("call", "last-mail", "agency"), "call", "LV", [("A", "call")]),
        # The furthest of the channel counts, and what lies between is covered.
        (("call", "last-mail", "last-call"), "call", "RPC-CB",
         [("A", "call"), ("B", "last-mail"), ("C", "last-call")]),
        # A letter is carried out by a letter alone.
        (("call", "notice", None), "call", "LV", [("A", "call")]),
        (("call", "notice", None), "letter", "ML", [("B", "notice")]),
        (("reminder", "notice", None), "letter", "ML", [("A", "reminder"), ("B", "notice")]),
        # An e-mail does not stand for the call, nor a call for nothing.
        (("call", "reminder", None), "email", "EM", [("B", "reminder")]),
        (("call", None, None), "email", "EM", []),
        (("reminder", None, None), "call", "PTP", []),
        (("agency", None, None), "call", "LV", []),
        ((None, None, None), "call", "LV", []),
        # A stage that is not in this version of the policy is nobody's.
        (("long-gone", "call", None), "call", "LV", [("B", "call")]),
    ],
)  # fmt: skip
def test_one_contact_is_about_the_whole_account(
    books: Books, due: tuple[str | None, ...], channel: Channel, result: str, done: list[object]
) -> None:
    books.fall_due(*due)
    promise = (100, "EUR", TODAY) if result == "PTP" else None
    logged = books.log(result, channel, promise=promise)
    assert books.done() == done
    assert len(logged.carried_out) == len(done)


def test_an_owner_approves_a_stage_before_it_is_carried_out(books: Books) -> None:
    approved = Stage(id="warning", action=ContactAction(("email",)), approval="owner")
    books.fall_due("warning", "call")
    ladder = replace(policy(), stage=(approved, *policy().stage))
    where = (books.ledger.connection, ladder, books.account)
    assert carried_out(*where, "call", TODAY).done == ((books.invoices[1], "call"),)
    assert carried_out(*where, "call", TODAY, approved=True).done == ((books.invoices[1], "call"),)
    assert carried_out(*where, "email", TODAY).done == ()
    with pytest.raises(Refused, match="the owner has to approve `warning` first"):
        carried_out(*where, "email", TODAY, stage="warning")
    assert carried_out(*where, "email", TODAY, approved=True).done == (
        (books.invoices[0], "warning"),
    )


def test_a_lower_stage_can_be_named(books: Books) -> None:
    books.fall_due("call", "last-call", "reminder")
    books.log("LV", stage="call")
    assert books.done() == [("A", "call"), ("C", "reminder")]
    with pytest.raises(InputError) as refused:
        books.log("LV", stage="last-cal")
    assert refused.value.help == "did you mean `last-call`?"


def test_a_stage_is_carried_out_once(books: Books) -> None:
    books.fall_due("call", None, "call")
    books.log("LV")
    assert books.log("LV").carried_out == ()
    assert books.done() == [("A", "call"), ("C", "call")]


def test_only_the_last_stage_that_fell_due_waits(books: Books) -> None:
    books.fall_due("reminder")
    books.fall_due("call")
    books.log("EM", "email")
    assert books.done() == []
    books.log("LV")
    assert books.done() == [("A", "call")]


def test_a_contact_carries_out_nothing_that_fell_due_after_it(books: Books) -> None:
    books.fall_due("call", on=TODAY)
    books.log("LV", at=NOON - timedelta(days=1))
    assert books.done() == []


def test_a_paid_invoice_waits_no_more(books: Books) -> None:
    books.fall_due("call", "call")
    with books.ledger.writing(at=NOON, by="import") as book:
        book.append(Posted(books.invoices[0], "payment", -10000), on=TODAY)
        book.append(Posted(books.invoices[1], "payment", -9999), on=TODAY)
    books.log("LV")
    assert books.done() == [("B", "call")]


def test_a_disputed_invoice_waits_until_the_dispute_ends(books: Books) -> None:
    books.fall_due("call", "call")
    invoice = books.invoices[0]
    open_dispute(books.ledger, invoice_id=invoice, reason="short", on=YESTERDAY, at=NOON, by="ana")
    books.log("LV")
    assert books.done() == [("B", "call")]
    end_dispute(books.ledger, invoice_id=invoice, outcome="settled", on=TODAY, at=NOON, by="ana")
    books.log("LV")
    assert books.done() == [("B", "call"), ("A", "call")]


def test_what_was_passed_over_does_not_wait(books: Books) -> None:
    with books.ledger.writing(at=NOON, by="run") as book:
        book.append(
            StageStepped(books.invoices[0], "reminder", "passed", books.policy_seq), on=TODAY
        )
    books.fall_due("call")
    books.log("LV")
    assert books.done() == [("A", "call")]


def test_a_notice_over_several_channels_is_carried_out_by_the_last_of_them(books: Books) -> None:
    books.fall_due("formal-notice", "formal-notice", "reminder")
    logged = books.log("EM", "email")
    assert logged.unfinished == (("formal-notice", ("sms", "letter")),)
    assert books.done() == [("C", "reminder")]
    assert books.log("EM", "email").unfinished == (("formal-notice", ("sms", "letter")),)
    assert books.log("ML", "letter").unfinished == (("formal-notice", ("sms",)),)
    last = books.log("SMS", "sms")
    assert last.unfinished == ()
    assert books.done()[1:] == [("A", "formal-notice"), ("B", "formal-notice")]


def test_where_one_of_several_channels_is_enough_the_first_carries_it_out(books: Books) -> None:
    books.fall_due("last-word")
    assert books.log("EM", "email").unfinished == ()
    assert books.done() == [("A", "last-word")]


def test_what_was_sent_before_a_notice_fell_due_is_no_part_of_it(books: Books) -> None:
    books.log("EM", "email")
    books.fall_due("formal-notice")
    books.log("SMS", "sms", at=NOON - timedelta(days=1))
    assert books.log("ML", "letter").unfinished == (("formal-notice", ("email", "sms")),)


def test_nobody_reached_is_no_part_of_a_notice(books: Books) -> None:
    books.fall_due("formal-notice")
    books.log("EMB", "email")
    assert books.log("ML", "letter").unfinished == (("formal-notice", ("email", "sms")),)


def test_a_part_that_is_taken_back_is_still_to_come(books: Books) -> None:
    books.fall_due("formal-notice")
    books.log("EM", "email")
    reversed_ = books.log("SMS", "sms")
    with books.ledger.writing(at=NOON, by="ana") as book:
        book.append(Reversed(reversed_.seq, "mistake"), on=TODAY)
    assert books.log("ML", "letter").unfinished == (("formal-notice", ("sms",)),)


def test_a_further_stage_does_not_stand_for_a_notice_with_a_letter(books: Books) -> None:
    """Who gets the last word by e-mail has had the e-mail of the notice too, but not its letter."""
    books.fall_due("formal-notice", "last-word")
    logged = books.log("EM", "email")
    assert logged.unfinished == (("formal-notice", ("sms", "letter")),)
    assert books.done() == [("B", "last-word")]
