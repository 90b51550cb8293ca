"""The catalogue of facts a rule may test: the one place that says what each is and how it is read.

The checker, the explanations, the docs and the engine all read this catalogue. A fact always has a
value; where there is nothing to measure yet, `meaning` says what it is then. Money is in minor units
of the item's own currency, days are whole days, both ends of a period counted as `meaning` says.

The SQL of a fact is an expression over the tables that `ledger/facts.sql` makes. Facts `over` items are
aggregates of `i`, an account's items in one currency, settled ones and credit notes too. Facts over an
account read `a` (the account), `g` (its items), `p` (its promises) and `c` (contacts), or nothing but the
day. Facts over an invoice read `i` (the item) and `s` (where it stands on the ladder). Derived facts have no
SQL: the policy decides them.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

Subject = Literal["account", "invoice"]
FactType = Literal["money", "days", "count", "number", "flag", "word", "ids"]
"""`ids` is a set: ids in one text with spaces between them, see `members`; a condition asks whether one
is among them. A `count` says how many there are of what its phrase names; any other whole number, whose
phrase is a clause of its own, is a `number`."""
Over = Literal["items", "account", "invoice"]


def _days_since(day: str) -> str:
    """SQL for the days from a day, a whole number, to the as-of day; negative before it."""
    return f":day - {day}"


def _received(what: str) -> str:
    """SQL for what the receipts of an account say; 0 where it has none."""
    return (
        f"coalesce((SELECT y.{what} FROM received AS y"
        " WHERE y.account_id = i.account_id AND y.currency = i.currency), 0)"
    )


def _sum_where(condition: str) -> str:
    """SQL for what is left to pay on an account's items that meet a condition."""
    return f"sum(CASE WHEN {condition} THEN i.balance ELSE 0 END)"


def _how_many(agreement: str, state: str) -> str:
    """SQL for how many plans or settlements of an account are in a state."""
    return (
        f"(SELECT count(*) FROM {agreement}_then AS b"
        f" WHERE b.account_id = a.account_id AND b.currency = g.currency AND b.state = '{state}')"
    )


def _word_of_the_day(words: Sequence[str], number: str) -> str:
    """SQL for one of some words of three letters, by its number from 0 on the as-of day."""
    return f"substr('{''.join(words)}', 3 * {number} + 1, 3)"


MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_OPEN = "i.balance > 0"
_OVERDUE = "i.balance > 0 AND i.due_day < :day"
_PAID = "i.amount > 0 AND i.balance <= 0"
_A_YEAR_AGO = "CAST(julianday(date(:as_of, '-12 months')) - 1721424.5 AS INTEGER)"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known of an account or an invoice on a day."""

    name: str
    type: FactType
    subject: Subject
    meaning: str
    phrase: str
    """The fact in a sentence, its value or bound in place of `{}`: `{} days past due`. A word's has
    an "is", a set's a "was" and a flag's, which has no `{}`, one of the two, so that it can be denied."""
    sql: str = ""
    over: Over = "items"
    words: tuple[str, ...] = ()
    """Every value a word may take; empty where the policy's own ids are the words."""
    named_by: str = ""
    """The section whose ids are this fact's words, such as `segment`."""

    @property
    def derived(self) -> bool:
        """Whether the policy itself decides the fact, so that the ledger has no SQL for it."""
        return not self.sql


_ACCOUNT: Final = (
    Fact(
        "debtor_kind", "word", "account",
        "Whether the debtor buys in the course of business or as a consumer.",
        "the debtor is a {}", "a.debtor_kind", "account", words=("business", "consumer"),
    ),
    Fact(
        "currency", "word", "account",
        "The currency of what is owed; amounts in different currencies are never added together.",
        "the currency is {}", "i.currency",
    ),
    Fact(
        "customer_age_days", "days", "account",
        "Days since the account was opened.",
        "a customer for {} days", _days_since("a.opened_day"), "account",
    ),
    Fact(
        "outstanding_total", "money", "account",
        "What is left to pay on all open invoices, due or not, without fees.",
        "{} outstanding", _sum_where(_OPEN),
    ),
    Fact(
        "overdue_total", "money", "account",
        "What is left to pay on invoices past their due date, without fees.",
        "{} overdue", _sum_where(_OVERDUE),
    ),
    Fact(
        "overdue_invoices", "count", "account",
        "How many invoices are past their due date.",
        "{} invoices overdue", f"sum({_OVERDUE})",
    ),
    Fact(
        "open_invoices", "count", "account",
        "How many invoices have something left to pay, due or not.",
        "{} invoices open", f"sum({_OPEN})",
    ),
    Fact(
        "oldest_days_past_due", "days", "account",
        "Days past due of the invoice that has been due longest; negative before the due date.",
        "the oldest invoice is {} days past due",
        _days_since(f"min(CASE WHEN {_OPEN} THEN i.due_day END)"),
    ),
    Fact(
        "disputed_total", "money", "account",
        "What is left to pay on invoices in dispute; of one that is disputed in part, that part.",
        "{} in dispute", f"sum(CASE WHEN {_OPEN} THEN i.disputed_part ELSE 0 END)",
    ),
    Fact(
        "paid_last_12_months", "money", "account",
        "Money that arrived in the twelve months up to and including the day, whatever it was used for.",
        "{} paid in the last 12 months", f"sum(i.paid_year) + {_received('paid_year')}",
    ),
    Fact(
        "invoices_paid", "count", "account",
        "How many invoices have been paid in full.",
        "{} invoices paid", f"sum({_PAID})",
    ),
    Fact(
        "average_days_late", "days", "account",
        "Mean of days from due date to full payment over paid invoices, rounded half away from zero;"
        " early payment counts as negative; 0 when none has been paid.",
        "pays {} days late on average",
        f"CAST(coalesce(round(avg(CASE WHEN {_PAID}"
        " THEN i.last_day - i.due_day END)), 0) AS INTEGER)",
    ),
    Fact(
        "late_last_12_months", "count", "account",
        "How many invoices that were due in the twelve months up to the day were not paid in full by their"
        " due date, those still open among them.",
        "{} invoices late in the last 12 months",
        f"sum(i.due_day > {_A_YEAR_AGO} AND (({_OVERDUE}) OR ({_PAID} AND i.last_day > i.due_day)))",
    ),
    Fact(
        "days_since_last_payment", "days", "account",
        "Days since the last payment; since the first invoice when nothing was ever paid.",
        "{} days since the last payment", _days_since(
            f"coalesce(nullif(max(coalesce(max(i.paid_day), 0), {_received('paid_day')}), 0),"
            " min(i.issued_day))"
        ),
    ),
    Fact(
        "days_since_last_contact", "days", "account",
        "Days since we last tried to reach the customer; since the account was opened when we"
        " never did.",
        "{} days since the last contact",
        _days_since("coalesce(c.last_day, a.opened_day)"), "account",
    ),
    Fact(
        "days_since_last_answer", "days", "account",
        "Days since the customer last answered, in a conversation or with word of their own accord; since"
        " the account was opened when they never did.",
        "{} days since the last answer",
        _days_since("coalesce(c.answered_day, a.opened_day)"), "account",
    ),
    Fact(
        "promise", "word", "account",
        "The latest promise to pay: open until its day has passed or its amount has arrived, then"
        " kept or broken; none when there was none. A payment inferred from the first snapshot from that"
        " day on counts as in time.",
        "the latest promise is {}", "coalesce(p.state, 'none')", "account",
        words=("none", "open", "kept", "broken"),
    ),
    Fact(
        "broken_promises", "count", "account",
        "How many promises to pay were broken.",
        "{} broken promises", "coalesce(p.broken, 0)", "account",
    ),
    Fact(
        "plans_broken", "count", "account",
        "How many payment plans were broken.",
        "{} broken payment plans", _how_many("plan", "broken"), "account",
    ),
    Fact(
        "plans_open", "count", "account",
        "How many payment plans stand.",
        "{} payment plans open", _how_many("plan", "open"), "account",
    ),
    Fact(
        "settlements_lapsed", "count", "account",
        "How many settlements were agreed and not paid in time.",
        "{} lapsed settlements", _how_many("settlement", "lapsed"), "account",
    ),
    Fact(
        "month", "word", "account",
        "The month of the day itself.",
        "the month is {}", _word_of_the_day(MONTHS, "(strftime('%m', :as_of) - 1)"), "account", words=MONTHS,
    ),
    Fact(
        "day_of_month", "number", "account",
        "The day itself by its number in the month, from 1 on.",
        "the day of the month is {}", "CAST(strftime('%d', :as_of) AS INTEGER)", "account",
    ),
    Fact(
        "weekday", "word", "account",
        "The day of the week of the day itself.",
        "the day is {}", _word_of_the_day(WEEKDAYS, "((:day + 6) % 7)"), "account", words=WEEKDAYS,
    ),
    Fact(
        "segment", "word", "account",
        "The segment the policy puts the account in: the first whose conditions hold.",
        "the segment is {}", named_by="segment",
    ),
)  # fmt: skip

_INVOICE: Final = (
    Fact(
        "invoice_amount", "money", "invoice",
        "What the invoice was for.",
        "an invoice of {}", "i.amount", "invoice",
    ),
    Fact(
        "balance", "money", "invoice",
        "What is left to pay on the invoice, without fees and interest.",
        "{} left to pay", "i.balance", "invoice",
    ),
    Fact(
        "charges_total", "money", "invoice",
        "Late fees charged on the invoice before the day, those paid or waived since among them.",
        "{} charged in late fees", "i.charges_before", "invoice",
    ),
    Fact(
        "interest_total", "money", "invoice",
        "Interest on the invoice that was put into the books before the day, paid or not.",
        "{} of interest in the books", "i.interest_before", "invoice",
    ),
    Fact(
        "days_past_due", "days", "invoice",
        "Days since the due date: 0 on the due date, negative before it. While a payment plan stands, it is"
        " due with the first instalment that was not paid.",
        "{} days past due", _days_since("i.due_day"), "invoice",
    ),
    Fact(
        "whole_months_past_due", "number", "invoice",
        "Whole months of the calendar since the due date: 1 from the same day of the next month on, or from"
        " that month's last day where it has no such day; 0 before.",
        "{} whole months past due",
        "CASE WHEN i.due_day < :day THEN coalesce((SELECT b.months FROM months_back AS b"
        " WHERE b.day >= i.due_day ORDER BY b.day LIMIT 1), 1200) ELSE 0 END", "invoice",
    ),
    Fact(
        "days_past_grace", "days", "invoice",
        "Days past due, less the days of grace and less the days a hold has stopped the clock or the invoice"
        " was left out; 1 on the first day that is late.",
        "{} days past grace",
    ),
    Fact(
        "expected_net", "money", "invoice",
        "What is likely to be left of all that is overdue on the account, less what `provision` expects"
        " to lose at the age of this invoice, less the agency's share by the first stage that places.",
        "{} expected net of losses and the agency's share",
    ),
    Fact(
        "invoice_age_days", "days", "invoice",
        "Days since the invoice was issued.",
        "issued {} days ago", _days_since("i.issued_day"), "invoice",
    ),
    Fact(
        "disputed", "flag", "invoice",
        "Whether the invoice is in dispute.",
        "the invoice is in dispute", "i.disputed", "invoice",
    ),
    Fact(
        "days_disputed", "days", "invoice",
        "Days after the due date, up to and including the day, on which the invoice was in dispute.",
        "{} days in dispute",
        "CASE WHEN i.invoice_id IN (SELECT invoice_id FROM disputed) THEN coalesce(("
        "SELECT sum(max(0, u.until_day - max(u.from_day, i.due_day + 1)))"
        " FROM dispute_span AS u WHERE u.invoice_id = i.invoice_id), 0) ELSE 0 END", "invoice",
    ),
    Fact(
        "plan", "word", "invoice",
        "The latest payment plan that the invoice is part of: open while it stands, then kept or broken; none"
        " when there was none, or it was cancelled.",
        "the payment plan is {}",
        "coalesce((SELECT b.state FROM plan_of AS b WHERE b.invoice_id = i.invoice_id), 'none')", "invoice",
        words=("none", "open", "kept", "broken"),
    ),
    Fact(
        "settlement", "word", "invoice",
        "The latest settlement that the invoice is part of: open until its sum has arrived or its last day"
        " has passed, then kept or lapsed; none when there was none, or it was cancelled.",
        "the settlement is {}",
        "coalesce((SELECT b.state FROM settlement_of AS b WHERE b.invoice_id = i.invoice_id), 'none')",
        "invoice", words=("none", "open", "kept", "lapsed"),
    ),
    Fact(
        "placed", "flag", "invoice",
        "Whether an agency or a lawyer collects the invoice; until it is back, no stage of the ladder is"
        " taken for it.",
        "the invoice is placed with an agency", "i.invoice_id IN (SELECT invoice_id FROM placed)", "invoice",
    ),
    Fact(
        "oldest_overdue", "flag", "invoice",
        "Whether the invoice is the one of its account that has been past due longest, of several with the"
        " same due date the one recorded first; not so of any while none is past due.",
        "the invoice is the account's oldest overdue one",
        "i.invoice_id IN (SELECT invoice_id FROM oldest_overdue)", "invoice",
    ),
    Fact(
        "late_when_first_seen", "flag", "invoice",
        "Whether the invoice was already past due when the ledger first saw it.",
        "the invoice was late when first seen", "i.late_when_seen", "invoice",
    ),
    Fact(
        "stage", "word", "invoice",
        "The last stage of the ladder that was carried out for the invoice; none before the first.",
        "the stage is {}", "coalesce(s.stage, 'none')", "invoice", words=("none",), named_by="stage",
    ),
    Fact(
        "stages_done", "ids", "invoice",
        "The stages of the ladder that were carried out for the invoice, all of them, the last one last.",
        "{} was carried out", "coalesce((SELECT n.stages FROM stages_done AS n"
        " WHERE n.invoice_id = i.invoice_id), '')", "invoice", named_by="stage",
    ),
    Fact(
        "days_since_stage", "days", "invoice",
        "Days since that stage was carried out; 0 when none was.",
        "{} days since the last stage", f"coalesce({_days_since('s.day')}, 0)", "invoice",
    ),
    Fact(
        "passed_over", "word", "invoice",
        "The stage an invoice already late when first seen passed over on an earlier day, when it"
        " entered the ladder above it; none for all others.",
        "the stage passed over is {}", "coalesce(v.stage, 'none')", "invoice",
        words=("none",), named_by="stage",
    ),
)  # fmt: skip

FACTS: Final[dict[str, Fact]] = {fact.name: fact for fact in (*_ACCOUNT, *_INVOICE)}
"""Every fact by name, account facts first, in the order the docs show them."""

DATED_STATES: Final[dict[str, str]] = {"disputed": "days_disputed"}
"""Facts that come and go on recorded days, with the fact that counts those days: what may stop a clock."""


def members(value: object) -> tuple[str, ...]:
    """The ids in the value of a set such as `stages_done`."""
    return tuple(str(value).split())


def closest(name: str, among: list[str]) -> str | None:
    """The known name a misspelt one most likely meant, or None when nothing is near."""
    if len(name) > 100:
        return None
    found = difflib.get_close_matches(name, among, n=1, cutoff=0.6)
    return found[0] if found else None
