"""What a life that is over came to, read from its ledger and from what in fact happened."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from collectrules.review.day_of_work import RESULTS, Done
from collectrules.review.life import BY, Life
from collectrules.review.outcome import Days, Month, Outcome, Total
from collectrules.review.story import Story


def outcome_of(
    lived: Life, story: Story, minutes: Mapping[str, Fraction], within_days: int
) -> Outcome:
    """What a life that is over came to.

    `minutes` says how long each thing takes, `within_days` how soon who pays would have paid by themselves.
    """
    since = {"since": lived.begins}
    first_contact = _first_contacts(lived)
    paid = _payments(story.ledger.connection)
    to_payment = [_days_to_payment(lived, paid, *each) for each in first_contact.items()]
    return Outcome(
        version=lived.version,
        done=_counted(each.what for each in lived.done),
        by_rule=_counted(each.rule for each in lived.done),
        approved=sum(each.approved for each in lived.done),
        blocked=dict(sorted(lived.blocked.items())),
        minutes=sum((minutes[each.what] for each in lived.done), start=Fraction(0)),
        months=_months(lived.done, minutes),
        fees=_total(lived, "charge", "x.seq > :since AND x.rule <> 'bank-fee'", since),
        fees_let_go=_total(lived, "part_posting", _LET_GO, since),
        interest=_total(lived, "accrual", "x.seq > :since", since),
        written_off=_total(lived, "posting", _WRITTEN_OFF, since),
        to_first_contact=Days.of(_days_late(lived, first_contact)),
        to_payment=Days.of(each for each in to_payment if each is not None),
        not_paid=sum(each is None for each in to_payment),
        by_themselves=_by_themselves(lived, story, within_days),
        escalated=_escalated(lived),
        lost=dict(lived.lost),
        checked=dict(lived.checked),
        not_told=dict(sorted(lived.retelling.not_told.items())),
    )


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def _months(done: Sequence[Done], minutes: Mapping[str, Fraction]) -> tuple[Month, ...]:
    by_month: dict[str, list[str]] = {}
    for each in done:
        by_month.setdefault(f"{each.on:%Y-%m}", []).append(each.what)
    return tuple(
        Month(month, _counted(what), sum((minutes[each] for each in what), start=Fraction(0)))
        for month, what in sorted(by_month.items())
    )


_BY_RUN: Final = f"""
    x.seq > :since AND EXISTS (
        SELECT 1 FROM journal AS j WHERE j.seq = x.seq AND j.recorded_by = '{BY}'
    )
"""
_LET_GO: Final = f"x.kind = 'waiver' AND {_BY_RUN}"
_WRITTEN_OFF: Final = f"x.kind = 'write_off' AND {_BY_RUN}"


def _total(lived: Life, table: str, which: str, given: Mapping[str, int]) -> Total:
    """What rows of a table come to, less those taken back; what was taken off counts as more."""
    rows = lived.ledger.connection.execute(
        f"""
        SELECT n.currency, count(*), sum(x.amount)
        FROM {table} AS x JOIN invoice AS n ON n.seq = x.invoice_id
        WHERE {which} AND x.seq NOT IN (SELECT reversed_seq FROM reversal)
        GROUP BY n.currency ORDER BY n.currency
        """,
        dict(given),
    ).fetchall()
    sign = -1 if table in ("posting", "part_posting") else 1
    return Total(sum(row[1] for row in rows), {row[0]: sign * row[2] for row in rows})


def _first_contacts(lived: Life) -> dict[int, date]:
    """When a contact first carried out a stage for each invoice that had none carried out before."""
    before = {
        invoice
        for (invoice,) in lived.ledger.connection.execute(
            "SELECT invoice_id FROM stage_step WHERE step = 'done' AND seq <= ?", (lived.begins,)
        )
    }
    found: dict[int, date] = {}
    for each in lived.done:
        if each.what in RESULTS:
            for invoice in each.invoices:
                if invoice not in before:
                    found.setdefault(invoice, each.on)
    return found


def _days_late(lived: Life, first_contact: Mapping[int, date]) -> Iterable[int]:
    """From the due date, as it was moved by then, to the day."""
    connection = lived.ledger.connection
    moved: dict[int, list[tuple[str, str]]] = {}
    for invoice, on, due in connection.execute(
        "SELECT invoice_id, effective_on, due_on FROM due_change"
        " WHERE seq NOT IN (SELECT reversed_seq FROM reversal) ORDER BY effective_on, seq"
    ):
        moved.setdefault(invoice, []).append((on, due))
    due_on = dict(connection.execute("SELECT seq, due_on FROM invoice"))
    for invoice, day in first_contact.items():
        due = due_on[invoice]
        for on, changed in moved.get(invoice, ()):
            if on <= day.isoformat():
                due = changed
        yield (day - date.fromisoformat(due)).days


def _payments(connection: sqlite3.Connection) -> dict[int, list[str]]:
    """The days of the payments on each invoice, in order, as they were in fact made."""
    found: dict[int, list[str]] = {}
    for invoice, on in connection.execute(
        "SELECT invoice_id, effective_on FROM posting WHERE kind = 'payment'"
        " AND seq NOT IN (SELECT reversed_seq FROM reversal) ORDER BY effective_on"
    ):
        found.setdefault(invoice, []).append(on)
    return found


def _days_to_payment(
    lived: Life, paid: Mapping[int, list[str]], invoice: int, day: date
) -> int | None:
    """From a contact to the next payment on an invoice; None where none is known."""
    days = paid.get(lived.retelling.original(invoice), [])
    at = bisect_left(days, day.isoformat())
    return (date.fromisoformat(days[at]) - day).days if at < len(days) else None


_MONEY_OF_ACCOUNTS: Final = """
    SELECT account_id, effective_on FROM receipt WHERE seq NOT IN (SELECT reversed_seq FROM reversal)
    UNION
    SELECT n.account_id, p.effective_on
    FROM posting AS p JOIN invoice AS n ON n.seq = p.invoice_id
    WHERE p.kind = 'payment' AND p.receipt_id IS NULL
      AND p.seq NOT IN (SELECT reversed_seq FROM reversal)
    ORDER BY 1, 2
"""
_OUR_CONTACTS: Final = """
    SELECT account_id, effective_on FROM contact
    WHERE direction = 'out' AND seq NOT IN (SELECT reversed_seq FROM reversal)
    ORDER BY 1, 2
"""


def _by_themselves(lived: Life, story: Story, within_days: int) -> int:
    """Contacts after which the customer paid within some days, without one of ours in so many days before."""
    paid, contacted = (
        _days_by_account(story.ledger.connection, sql)
        for sql in (_MONEY_OF_ACCOUNTS, _OUR_CONTACTS)
    )
    span = timedelta(days=within_days)

    def free_of_us(account: int, day: date) -> bool:
        return not _any(contacted.get(account, []), day - span, day)

    return sum(
        any(
            free_of_us(account, day)
            for day in _between(paid.get(account, []), each.on, each.on + span)
        )
        for each in lived.done
        if each.what in RESULTS
        for account in (lived.retelling.original(each.account_id),)
    )


def _days_by_account(connection: sqlite3.Connection, sql: str) -> dict[int, list[date]]:
    found: dict[int, list[date]] = {}
    for account, on in connection.execute(sql):
        found.setdefault(account, []).append(date.fromisoformat(on))
    return found


def _between(days: Sequence[date], first: date, last: date) -> Sequence[date]:
    """Of days in order, those from one to another, both included."""
    return days[bisect_left(days, first) : bisect_left(days, last + timedelta(days=1))]


def _any(days: Sequence[date], first: date, last: date) -> bool:
    return bool(_between(days, first, last))


def _escalated(lived: Life) -> dict[tuple[int, str], date]:
    """The first day of each stage that was carried out for an account, by the account's original event."""
    rows = lived.ledger.connection.execute(
        "SELECT n.account_id, s.stage, min(s.effective_on)"
        " FROM stage_step AS s JOIN invoice AS n ON n.seq = s.invoice_id"
        " WHERE s.step = 'done' AND s.seq > ? AND s.seq NOT IN (SELECT reversed_seq FROM reversal)"
        " GROUP BY 1, 2",
        (lived.begins,),
    )
    original = lived.retelling.original
    return {(original(account), stage): date.fromisoformat(on) for account, stage, on in rows}
