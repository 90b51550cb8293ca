"""The late fees of a day: on which invoices, for which periods, how much; what the ledger has is left out.

A fee that is charged once is for period 0. The periods of one that is repeated count from 1, the first
from the day the fee first applied. A daily fee is charged in one row for all days since the row before,
under the number of the last of them.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from collectrules.charges.fees import fee_amount, fee_facts, months_begun_by
from collectrules.engine.classes import quoted
from collectrules.engine.scratch import answer_by, fresh
from collectrules.errors import InputError
from collectrules.money import LARGEST_MINOR
from collectrules.policy.facts import FACTS
from collectrules.policy.model import Charge, EveryDays, LateFee, Policy
from collectrules.worklist.since import (
    ACCOUNT_CHARGED,
    LAST_CHARGED,
    LAST_PERIOD,
    LOOKED_AT,
    applied_days,
    charged,
)

_ALWAYS: Final = 2**31
"""In force for longer than anything is late: a policy that is tried on days before it counts."""
_BEFORE: Final = """coalesce(sum(amount) OVER (
    PARTITION BY invoice_id ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
), 0)"""
"""SQL for the amounts of the periods before one, on its invoice."""


_TABLES: Final = {
    "charge_due": "invoice_id INTEGER, account_row INTEGER, rule TEXT, period INTEGER, amount INTEGER,"
    " forgiven INTEGER",
    "period": "number INTEGER PRIMARY KEY",
}


def work_out_charges(connection: sqlite3.Connection, policy: Policy, as_of: date) -> None:
    """Make `charge_due`, the fees to charge, from the engine's decisions.

    `forgiven` is 0, or in how many months a fee is the customer's first, which is let go.

    Raises `InputError` where a fee is larger than any amount a ledger takes.
    """
    fresh(connection, _TABLES)
    answer_by(connection, "months", _begun_by, {"months_begun_by": _begun_by})
    for group, (_, read) in enumerate(policy.groups):
        for index, rule in enumerate(read.late_fee):
            _Fee(connection, read, group, index, rule, as_of).charge()
    _refuse_too_large(connection)


def _begun_by(applied_days: int, days_ago: int, day: int) -> int:
    return months_begun_by(applied_days, days_ago, date.fromordinal(day))


@dataclass(frozen=True, slots=True)
class _Fee:
    """One late fee of a policy as it reads for some currencies, on the day it is charged."""

    connection: sqlite3.Connection
    policy: Policy
    group: int
    """The position of those currencies among the policy's groups."""
    index: int
    rule: LateFee
    as_of: date

    def charge(self) -> None:
        """Add the fees by the rule to `charge_due`: to which invoices for which periods, then how much."""
        fresh(self.connection, {"fee_applies": ", ".join(self._columns)})
        self._execute(f"INSERT INTO fee_applies {self._applies()}")
        self._number_periods()
        self._name_amounts()
        self._execute(
            f"""
            INSERT INTO charge_due
            SELECT invoice_id, account_row, :rule, number, amount, 0 FROM ({self._amounts()} LIMIT -1)
            WHERE amount > 0
            """
        )
        if self.rule.forgive is not None:
            self._execute(_first_is_forgiven(self.rule.forgive.first_within_months))

    def _execute(self, sql: str) -> None:
        in_force = (self.as_of - self.policy.effective_from).days
        given = {
            "day": self.as_of.toordinal(),
            "as_of": self.as_of.isoformat(),
            "rule": self.rule.id,
            "in_force": in_force if in_force >= 0 else _ALWAYS,
        }
        named = {name: value for name, value in given.items() if f":{name}" in sql}
        self.connection.execute(sql, named)

    @property
    def _facts(self) -> tuple[str, ...]:
        """The facts that the fee and its limit are reckoned on."""
        asked = [
            self.rule.charge,
            self.rule.limit,
            *(limit.most for limit in self.policy.fee_limit),
        ]
        return tuple(dict.fromkeys(name for charge in asked for name in fee_facts(charge)))

    @property
    def _columns(self) -> tuple[str, ...]:
        """What is known of each invoice that the fee applies to, as `_applies` tells it."""
        once = ("invoice_id", "account_row", "decision", *self._facts)
        again = (*once, "applied", "looked_at", "account")
        match self.rule.repeat:
            case "never":
                return once
            case "daily":
                return (*again, "last_period", "last_charged", "first", "last", "days")
            case _:
                return (*again, "first", "last")

    def _applies(self) -> str:
        """SQL for the invoices the fee applies to, what it is reckoned on, and the periods to charge."""
        facts = ", ".join(
            f"{'j' if FACTS[name].subject == 'invoice' else 'o'}.{name}" for name in self._facts
        )
        asked = f"""
            SELECT j.invoice_id, j.account_row, j.decision{facts and ", " + facts}{{more}}
            FROM invoice_fact AS j
            JOIN decision AS d
                ON d.number = j.decision AND d.currencies = {self.group} AND NOT d.stops_late_fee
            JOIN late_fee_of AS l ON l.decision = d.number AND l.rule = {self.index}
            {"JOIN account_fact AS o ON o.rowid = j.account_row" if "o." in facts else ""}
            """
        return self._once(asked) if self.rule.repeat == "never" else self._again(asked)

    def _once(self, asked: str) -> str:
        """`asked`, less what was charged; for an account, also what was past due when it was charged."""
        before = (
            f"AND j.days_past_due <= coalesce({ACCOUNT_CHARGED}, j.days_past_due)"
            if self.rule.per == "account"
            else ""
        )
        return f"{asked.format(more='')} WHERE NOT {charged('j', '0')} {before}"

    def _again(self, asked: str) -> str:
        """`asked`, with the first and last period begun that may be charged and, of days, how many."""
        account = ACCOUNT_CHARGED if self.rule.per == "account" else "NULL"
        since = (
            f"{applied_days(self.rule)} AS applied, {LOOKED_AT} AS looked_at, {account} AS account"
        )
        if self.rule.repeat == "daily":
            since += f", {LAST_PERIOD} AS last_period, {LAST_CHARGED} AS last_charged"
        days = "min(last - first + 1, last - last_period, coalesce(last_charged, last))"
        return f"""
            SELECT *{f", {days} AS days" if self.rule.repeat == "daily" else ""} FROM (
                SELECT *, max(1, {self._begun("looked_at")},
                              {self._begun("coalesce(account, applied + 1)")} + 1) AS first,
                       {self._begun("0")} AS last
                FROM ({asked.format(more=f", {since}")} LIMIT -1)
                LIMIT -1
            )
            """

    def _begun(self, days_ago: str) -> str:
        """SQL for how many periods had begun so many days ago; 0 before the fee applied."""
        if self.rule.repeat == "monthly":
            return f"months_begun_by(applied, {days_ago}, :day)"
        step = self.rule.repeat.days if isinstance(self.rule.repeat, EveryDays) else 1
        return f"CASE WHEN applied < {days_ago} THEN 0 ELSE (applied - {days_ago}) / {step} + 1 END"

    def _number_periods(self) -> None:
        """Make `period` long enough to join the periods of `fee_applies` to."""
        if self.rule.repeat in ("never", "daily"):
            return
        (most,) = self.connection.execute("SELECT max(last) FROM fee_applies").fetchone()
        (had,) = self.connection.execute("SELECT coalesce(max(number), 0) FROM period").fetchone()
        self.connection.executemany(
            "INSERT INTO period VALUES (?)", ((n,) for n in range(had + 1, (most or 0) + 1))
        )

    def _name_amounts(self) -> None:
        """Make this fee's SQL functions `amount`, `limit` and `most`: of the day, of days, of `_facts`."""
        names, rounding = self._facts, self.policy.rounding

        def of(charge: Charge, day: int, days: int, *values: int) -> int:
            known = dict(zip(names, values, strict=True))
            amount = fee_amount(charge, known, rounding, date.fromordinal(day))
            return min(days * amount, LARGEST_MINOR + 1)

        named = {f"most_{n}": limit.most for n, limit in enumerate(self.policy.fee_limit)}
        named |= {"amount": self.rule.charge}
        if self.rule.limit is not None:
            named["limit"] = self.rule.limit
        functions = {self._function(name): partial(of, charge) for name, charge in named.items()}
        answer_by(self.connection, self._named, self.policy, functions)

    @property
    def _named(self) -> str:
        return f"fee_{self.group}_{self.index}"

    def _function(self, name: str) -> str:
        return f"{self._named}_{name}"

    def _amounts(self) -> str:
        """SQL for the periods to charge, each with its number and amount, after `less` and `limit`."""
        match self.rule.repeat:
            case "never":
                number, days, rows = "0", "1", ""
            case "daily":
                number, days, rows = "a.last", "a.days", "WHERE a.days > 0"
            case _:
                number, days = "p.number", "1"
                rows = f"""
                    CROSS JOIN period AS p ON p.number BETWEEN a.first AND a.last
                    WHERE NOT {charged("a", "p.number")}
                    """
        sql = f"""
            SELECT a.*, {number} AS number, {self._of("amount", days)} AS amount
            FROM fee_applies AS a {rows}
            """
        return self._within_limits_of_all(self._within_limit(self._less(sql)))

    def _of(self, function: str, days: str = "1") -> str:
        return f"{self._function(function)}({', '.join((':day', days, *self._facts))})"

    def _less(self, amounts: str) -> str:
        """Amounts less what the rules that `less` names have charged on the invoice, this run too."""
        if not self.rule.less:
            return amounts
        rules = ", ".join(map(quoted, self.rule.less))
        return f"""
            SELECT {self._kept}, amount - {self._charged_by(f"AND b.rule IN ({rules})")} AS amount
            FROM ({amounts} LIMIT -1) AS x
            """

    @property
    def _kept(self) -> str:
        """The columns that amounts go on with."""
        return ", ".join(("invoice_id", "account_row", "decision", "number", *self._facts))

    def _charged_by(self, rules: str) -> str:
        """SQL for what some rules have charged on the invoice of `x`, this run too.

        What was waived of it counts as well, or a waiver would make room for another fee; a bank's fee for a
        payment that bounced does not.
        """
        self.connection.execute(
            "CREATE INDEX IF NOT EXISTS temp.charge_due_on ON charge_due (invoice_id, rule, amount)"
        )
        sums = (
            f"(SELECT sum(b.amount) FROM {table} AS b WHERE b.invoice_id = x.invoice_id"
            f" AND b.rule <> 'bank-fee' {rules})"
            for table in ("charge", "charge_due")
        )
        return f"({' + '.join(f'coalesce({each}, 0)' for each in sums)})"

    def _within_limit(self, amounts: str) -> str:
        """Amounts, of which the last is cut to what the rule may still charge on the invoice."""
        if self.rule.limit is None:
            return amounts
        return f"""
            SELECT {self._kept}, min(amount, {self._of("limit")}
                - {self._charged_by("AND b.rule = :rule")} - {_BEFORE}) AS amount
            FROM ({amounts} LIMIT -1) AS x
            """

    def _within_limits_of_all(self, amounts: str) -> str:
        """Amounts cut to what all late fees together may still charge on the invoice."""
        for index in range(len(self.policy.fee_limit)):
            amounts = f"""
                SELECT {self._kept}, CASE WHEN EXISTS (
                    SELECT 1 FROM fee_limit_of AS m
                    WHERE m.decision = x.decision AND m.rule = {index}
                ) THEN max(0, min(amount, {self._of(f"most_{index}")}
                    - {self._charged_by("")} - {_BEFORE})) ELSE amount END AS amount
                FROM ({amounts} LIMIT -1) AS x
                """
        return amounts


def _first_is_forgiven(months: int) -> str:
    """SQL that marks of each customer the first fee by the rule in so many months, if it is among those due.

    Of several that fall due at once it is the one on the invoice that has been due longest. One that was let
    go counts as the first; one that was a mistake, and was taken back, does not.
    """
    return f"""
        UPDATE charge_due SET forgiven = {months} WHERE rowid IN (
            SELECT row FROM (
                SELECT b.rowid AS row, n.account_id, row_number() OVER (
                    PARTITION BY n.account_id
                    ORDER BY coalesce(m.due_on, n.due_on), b.invoice_id, b.period
                ) AS nth
                FROM charge_due AS b
                JOIN invoice AS n ON n.seq = b.invoice_id
                LEFT JOIN due_moved AS m ON m.invoice_id = b.invoice_id
                WHERE b.rule = :rule
            ) AS first
            WHERE nth = 1 AND NOT EXISTS (
                SELECT 1 FROM invoice AS o JOIN charge AS c ON c.invoice_id = o.seq AND c.rule = :rule
                WHERE o.account_id = first.account_id AND c.effective_on > date(:as_of, '-{months} months')
                  AND c.seq NOT IN (SELECT seq FROM undone)
            ) AND NOT EXISTS (
                SELECT 1 FROM charge_due AS d JOIN invoice AS o ON o.seq = d.invoice_id
                WHERE o.account_id = first.account_id AND d.rule = :rule AND d.forgiven
            )
        )
        """


def _refuse_too_large(connection: sqlite3.Connection) -> None:
    large = connection.execute(
        "SELECT b.rule, n.number FROM charge_due AS b JOIN invoice AS n ON n.seq = b.invoice_id"
        " WHERE b.amount > ? LIMIT 1",
        (LARGEST_MINOR,),
    ).fetchone()
    if large is not None:
        raise InputError(
            f"the late fee `{large[0]}` on invoice `{large[1]}` is larger than any amount a ledger takes",
            help="look at its charge in the policy; nothing was written",
        )
