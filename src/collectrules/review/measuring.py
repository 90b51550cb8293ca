"""What a life that is over came to, read from its ledger and from what in fact happened."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from typing import Final

from collectrules.review.life import BY, Life
from collectrules.review.outcome import Days, Month, Outcome, Total
from collectrules.review.story import Story


def outcome_of(
    lived: Life, story: Story, minutes: Mapping[str, Fraction], within_days: int
) -> Outcome:
    """What a life that is over came to.

    `minutes` says how long each thing takes, `within_days` how soon who pays would have paid by themselves.
    """
    since, done = {"since": lived.begins}, lived.done.counted("what")
    to_payment = Counter(_days_to_payment(lived, story.ledger.connection))
    return Outcome(
        version=lived.version,
        done=done,
        by_rule=lived.done.counted("rule"),
        approved=lived.done.approved,
        blocked=dict(sorted(lived.blocked.items())),
        minutes=_time(done, minutes),
        months=tuple(
            Month(month, what, _time(what, minutes))
            for month, what in lived.done.by_month().items()
        ),
        fees=_total(lived, "charge", "x.seq > :since AND x.rule <> 'bank-fee'", since),
        fees_let_go=_total(lived, "part_posting", _LET_GO, since),
        interest=_total(lived, "accrual", "x.seq > :since", since),
        written_off=_total(lived, "posting", _WRITTEN_OFF, since),
        to_first_contact=Days.of(_days_late(lived)),
        to_payment=Days(
            {days: to_payment[days] for days in sorted(to_payment) if days != _NEVER_PAID}
        ),
        not_paid=to_payment[_NEVER_PAID],
        by_themselves=_by_themselves(lived, story.ledger.connection, within_days),
        escalated=_escalated(lived),
        lost=dict(lived.lost),
        checked=dict(lived.checked),
        not_told=dict(sorted(lived.retelling.not_told.items())),
    )


def _time(done: Mapping[str, int], minutes: Mapping[str, Fraction]) -> Fraction:
    return sum((times * minutes[what] for what, times in done.items()), start=Fraction(0))


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


_FIRST: Final = """
    FROM lived_first AS f
    WHERE f.invoice_id NOT IN (
        SELECT invoice_id FROM stage_step WHERE step = 'done' AND seq <= :since
    )
"""
"""SQL for when a contact first carried out a stage for each invoice that had none carried out before."""
_DUE_THEN: Final = f"""
    SELECT f.on_, coalesce((
        SELECT c.due_on FROM due_change AS c
        WHERE c.invoice_id = f.invoice_id AND c.effective_on <= f.on_
          AND c.seq NOT IN (SELECT reversed_seq FROM reversal)
        ORDER BY c.effective_on DESC, c.seq DESC LIMIT 1
    ), (SELECT n.due_on FROM invoice AS n WHERE n.seq = f.invoice_id))
    {_FIRST}
"""


def _days_late(lived: Life) -> Iterator[int]:
    """From the due date, as it was moved by then, to the first contact."""
    for on, due in lived.ledger.connection.execute(_DUE_THEN, {"since": lived.begins}):
        yield (date.fromisoformat(on) - date.fromisoformat(due)).days


_NEVER_PAID: Final = -1
_NEXT_PAYMENT: Final = """
    SELECT min(effective_on) FROM posting
    WHERE invoice_id = :invoice AND effective_on >= :on AND kind = 'payment'
      AND seq NOT IN (SELECT reversed_seq FROM reversal)
"""


def _days_to_payment(lived: Life, happened: sqlite3.Connection) -> Iterator[int]:
    """From each first contact to the next payment on the invoice as it was in fact made, or `_NEVER_PAID`."""
    rows = lived.ledger.connection.execute(
        f"SELECT f.invoice_id, f.on_ {_FIRST}", {"since": lived.begins}
    )
    for invoice, on in rows:
        asked = {"invoice": lived.retelling.original(invoice), "on": on}
        (paid,) = happened.execute(_NEXT_PAYMENT, asked).fetchone()
        days = (date.fromisoformat(paid) - date.fromisoformat(on)).days if paid else _NEVER_PAID
        yield days


_MONEY_OF_ACCOUNT: Final = """
    SELECT effective_on FROM receipt
    WHERE account_id = :account AND seq NOT IN (SELECT reversed_seq FROM reversal)
    UNION
    SELECT p.effective_on
    FROM invoice AS n CROSS JOIN posting AS p ON p.invoice_id = n.seq
    WHERE n.account_id = :account AND p.kind = 'payment' AND p.receipt_id IS NULL
      AND p.seq NOT IN (SELECT reversed_seq FROM reversal)
    ORDER BY 1
"""
_OUR_CONTACTS: Final = """
    SELECT effective_on FROM contact
    WHERE account_id = :account AND direction = 'out'
      AND seq NOT IN (SELECT reversed_seq FROM reversal)
    ORDER BY 1
"""


def _by_themselves(lived: Life, happened: sqlite3.Connection, within_days: int) -> int:
    """Contacts after which the customer paid within some days, without one of ours in so many days before."""
    span = timedelta(days=within_days)
    count = 0
    for account, contacts in groupby(lived.done.contacts(), key=lambda each: each[0]):
        asked = {"account": lived.retelling.original(account)}
        paid, contacted = (
            [date.fromisoformat(on) for (on,) in happened.execute(sql, asked)]
            for sql in (_MONEY_OF_ACCOUNT, _OUR_CONTACTS)
        )
        free = [day for day in paid if not _between(contacted, day - span, day)]
        count += sum(bool(_between(free, on, on + span)) for _, on in contacts)
    return count


def _between(days: Sequence[date], first: date, last: date) -> Sequence[date]:
    """Of days in order, those from one to another, both included."""
    return days[bisect_left(days, first) : bisect_left(days, last + timedelta(days=1))]


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
