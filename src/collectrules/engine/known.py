"""The facts of single accounts, read by the same SQL as those of a whole ledger."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from collectrules.engine.gather import (
    FACT_TABLES,
    OVERRIDDEN,
    TABLES,
    Moment,
    gather,
    gather_books,
    prepare_facts,
)
from collectrules.engine.gather import Facts as FactColumns
from collectrules.engine.kinds import TOLD, kinds_of_accounts
from collectrules.engine.outlook import Outlook, days_past_due_among
from collectrules.engine.scratch import drop
from collectrules.ledger.damage import stored_day
from collectrules.ledger.overrides import Override, OverrideKind, in_effect
from collectrules.ledger.trials import counting
from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import Facts, Overridden
from collectrules.policy.model import Scalar


@dataclass(frozen=True, slots=True)
class KnownInvoice:
    """One open invoice, with every fact that is not derived and what will move them."""

    invoice_id: int
    account_id: int
    account: str
    number: str
    currency: str
    facts: dict[str, Scalar]
    outlook: Outlook
    charges_today: int
    """Late fees charged on the day itself, which rules read from tomorrow on."""
    interest_today: int
    """Interest booked through the day itself, as well."""
    due_first: bool
    """Whether it is the first of its account's open invoices to be past due."""
    overridden: Overridden
    """What overrides say of it on the day."""
    overrides: tuple[Override, ...]
    """All that its account had by the day, other invoices' among them."""

    @property
    def in_effect(self) -> dict[OverrideKind, Override]:
        """The overrides that decide for it on the day, by kind."""
        return in_effect(self.overrides, self.invoice_id, self.outlook.as_of)

    def same_policy_on(self, day: date) -> bool:
        """Whether on a later day it is still under the policy it is under today."""
        act = in_effect(self.overrides, self.invoice_id, day).get("policy")
        now = self.in_effect.get("policy")
        return (act.policy_id if act else None) == (now.policy_id if now else None)

    def overridden_later(self, days: int) -> Overridden:
        """What overrides say of it `days` from today, if none is set or ended until then."""
        then = in_effect(self.overrides, self.invoice_id, self.outlook.as_of + timedelta(days=days))
        more, now = self._days_left_out_ahead(days), self.overridden
        return Overridden(
            left_out="leave_out" in then,
            days_left_out=now.days_left_out + more,
            days_left_out_disputed=now.days_left_out_disputed
            + (more if self.facts["disputed"] else 0),
            grace=then["grace"].days if "grace" in then else None,
        )

    def _days_left_out_ahead(self, days: int) -> int:
        """Of the `days` after today, how many are past due and left out."""
        today = self.outlook.as_of
        ends = [
            (each.last_on or date.max)
            for each in self.overrides
            if each.kind == "leave_out"
            and each.invoice_id in (None, self.invoice_id)
            and each.counts_on(today)
        ]
        left_out = min(days, (max(ends) - today).days) if ends else 0
        return days_past_due_among(left_out, int(self.facts["days_past_due"]))

    def later(self, facts: Facts, days: int) -> dict[str, Scalar]:
        """The facts `days` from today, given those of today, if nothing happens until then."""
        later = self.outlook.facts(facts, days)
        later["oldest_overdue"] = self.due_first and int(later["days_past_due"]) > 0
        if days:
            later["charges_total"] = int(later["charges_total"]) + self.charges_today
            later["interest_total"] = int(later["interest_total"]) + self.interest_today
        return later


Owner = tuple[int, str]
"""An account in one currency."""


class Sums(NamedTuple):
    """What an account with something open owes in a currency, in minor units, as the worklist adds it up."""

    overdue: int
    """What is left to pay on invoices that are past due."""
    charges: int
    """Late fees in the books that they are asked for."""
    interest: int
    """Interest in the books that they are asked for."""
    credit: int
    """Credit notes, what was paid too much, and unapplied cash."""
    not_asked_for: int
    """Of what is overdue, what is in dispute, left out or placed."""
    promised: int
    """What is to come of promises that are open."""

    @property
    def to_collect(self) -> int:
        """What they are asked for on the day."""
        owed = self.overdue + self.charges + self.interest
        return max(0, owed - self.not_asked_for - self.promised - self.credit)


def known_invoices(connection: sqlite3.Connection, moment: Moment) -> tuple[KnownInvoice, ...]:
    """The open invoices as of a moment, those due first in front; usually of a few accounts."""
    return known_with_sums(connection, moment)[0]


def known_with_sums(
    connection: sqlite3.Connection, moment: Moment
) -> tuple[tuple[KnownInvoice, ...], dict[Owner, Sums]]:
    """The open invoices, as `known_invoices` has them, and what each account owes in each currency."""
    gather(connection, moment)
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    rows = cursor.execute(
        f"""
        SELECT a.*, f.*, t.number AS account, n.number AS number, {OVERRIDDEN}
        FROM invoice_fact AS f
        JOIN account_fact AS a ON a.rowid = f.account_row
        JOIN account AS t ON t.seq = f.account_id
        JOIN invoice AS n ON n.seq = f.invoice_id
        LEFT JOIN left_out AS l ON l.invoice_id = f.invoice_id
        LEFT JOIN own_grace AS w ON w.invoice_id = f.invoice_id
        ORDER BY f.days_past_due DESC, f.invoice_id
        """
    ).fetchall()
    outlooks = _outlooks(connection, moment, rows)
    sums = {
        (account, currency): Sums(*more)
        for account, currency, *more in connection.execute(
            "SELECT account_id, currency, overdue_total, charges, interest, credit, not_asked_for, promised"
            " FROM account_fact"
        )
    }
    drop(connection, (*TABLES, *FACT_TABLES))
    due_first: dict[Owner, int] = {}
    for row in rows:
        due_first.setdefault((row["account_id"], row["currency"]), row["invoice_id"])
    acts = _overrides_of(connection, moment)
    return tuple(_known(row, outlooks, due_first, acts) for row in rows), sums


def _overrides_of(connection: sqlite3.Connection, moment: Moment) -> dict[int, list[Override]]:
    """The overrides there are by account."""
    found: dict[int, list[Override]] = {}
    for each in counting(
        connection, as_of=moment.as_of, known=moment.known, accounts=moment.accounts
    ):
        found.setdefault(each.account_id, []).append(each)
    return found


def _outlooks(
    connection: sqlite3.Connection, moment: Moment, rows: Sequence[sqlite3.Row]
) -> dict[Owner, Outlook]:
    open_invoices: dict[Owner, list[tuple[int, int]]] = {}
    for row in rows:
        owner = row["account_id"], row["currency"]
        open_invoices.setdefault(owner, []).append((row["days_past_due"], row["balance"]))
    payments: dict[Owner, list[tuple[date, int]]] = {}
    for account, currency, day, amount in connection.execute(
        "SELECT i.account_id, i.currency, p.effective_on, -p.amount"
        " FROM item AS i JOIN posting AS p ON p.invoice_id = i.invoice_id"
        " WHERE i.paid_year <> 0 AND p.kind = 'payment' AND p.receipt_id IS NULL"
        " AND p.effective_on <= :as_of AND p.effective_on > date(:as_of, '-12 months')"
        " AND p.seq <= :known AND p.seq NOT IN (SELECT seq FROM undone)"
        " UNION ALL"
        " SELECT r.account_id, r.currency, r.effective_on, r.amount"
        " FROM received AS y JOIN receipt AS r ON r.account_id = y.account_id AND r.currency = y.currency"
        " WHERE y.paid_year <> 0 AND r.effective_on <= :as_of"
        " AND r.effective_on > date(:as_of, '-12 months') AND r.seq <= :known"
        " AND r.seq NOT IN (SELECT seq FROM undone)",
        moment.parameters,
    ):
        payments.setdefault((account, currency), []).append((stored_day(day), amount))
    paid_late: dict[Owner, list[date]] = {}
    for account, currency, due_day in connection.execute(
        "SELECT account_id, currency, due_day FROM item"
        " WHERE amount > 0 AND balance <= 0 AND last_day > due_day AND due_day < :day"
        " AND due_day > julianday(date(:as_of, '-12 months')) - 1721424.5",
        moment.parameters,
    ):
        paid_late.setdefault((account, currency), []).append(date.fromordinal(due_day))
    promises: dict[Owner, list[date]] = {}
    latest: dict[Owner, date | None] = {}
    for account, currency, state, due in connection.execute(
        "SELECT account_id, currency, state, due_on FROM promise_state ORDER BY seq"
    ):
        day = stored_day(due) if state == "open" else None
        latest[account, currency] = day
        if day:
            promises.setdefault((account, currency), []).append(day)
    return {
        owner: Outlook(
            moment.as_of,
            tuple(invoices),
            tuple(payments.get(owner, ())),
            tuple(paid_late.get(owner, ())),
            tuple(promises.get(owner, ())),
            latest.get(owner),
        )
        for owner, invoices in open_invoices.items()
    }


def _known(
    row: sqlite3.Row,
    outlooks: Mapping[Owner, Outlook],
    due_first: Mapping[Owner, int],
    acts: Mapping[int, Sequence[Override]],
) -> KnownInvoice:
    owner = row["account_id"], row["currency"]
    facts: dict[str, Scalar] = {
        name: _fact(name, row[name]) for name, fact in FACTS.items() if not fact.derived
    }
    return KnownInvoice(
        row["invoice_id"],
        row["account_id"],
        row["account"],
        row["number"],
        row["currency"],
        facts,
        outlooks[owner],
        row["charges_today"],
        row["interest_today"],
        due_first[owner] == row["invoice_id"],
        Overridden(
            left_out=bool(row["left_out"]),
            days_left_out=row["days_left_out"],
            days_left_out_disputed=row["days_left_out_disputed"],
            grace=row["own_grace"],
        ),
        tuple(acts.get(row["account_id"], ())),
    )


def known_accounts(
    connection: sqlite3.Connection, moment: Moment, names: Iterable[str]
) -> dict[int, list[dict[str, Scalar]]]:
    """Of accounts with something open as of a moment: for each currency they owe in, the facts named.

    The facts are those of accounts that are not derived; the currency is always among them.
    """
    wanted = {*names, "currency"}
    if wanted <= TOLD:
        return kinds_of_accounts(connection, moment, wanted)
    columns = FactColumns(wanted)
    gather_books(connection, moment, columns)
    prepare_facts(connection, columns)
    connection.execute(f"INSERT INTO account_fact {columns.accounts_sql()}", moment.parameters)
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    known: dict[int, list[dict[str, Scalar]]] = {}
    for row in cursor.execute("SELECT * FROM account_fact").fetchall():
        known.setdefault(row["account_id"], []).append(
            {name: _fact(name, row[name]) for name in columns.account_columns if name in FACTS}
        )
    drop(connection, (*TABLES, *FACT_TABLES))
    return known


def _fact(name: str, value: Scalar) -> Scalar:
    return bool(value) if FACTS[name].type == "flag" else value


def accounts_with(connection: sqlite3.Connection, item: str) -> Sequence[tuple[int, int | None]]:
    """What a number names: (account, None) for an account, (account, invoice) for each such invoice."""
    accounts = connection.execute(
        "SELECT seq, NULL FROM account WHERE number = ?", (item,)
    ).fetchall()
    return (
        accounts
        or connection.execute(
            "SELECT account_id, seq FROM invoice WHERE number = ? ORDER BY seq", (item,)
        ).fetchall()
    )
