"""A whole ledger judged: facts, then classes, then the rules engine once a class, then joined back.

Sections depend on each other in one order: segment, grace, and then all that may ask for days past
grace. What comes out are temporary tables:

    judged       a view: every invoice fact, days_past_grace, and a class for each invoice section
    *_of         class -> what the section decides for it (`segment_of`, `late_fee_of`, ...)
    stage_due    invoice_id, stage (position on the ladder), passes_over, wait (days still to wait), held
    scored       account_row, class of its priorities

`account_row` and `invoice_row` are rows of `account_fact` and `invoice_fact`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from collectrules.engine.gather import (
    FACT_TABLES,
    Moment,
    drop,
    gather_accounts,
    gather_books,
    gather_invoices,
    prepare_facts,
)
from collectrules.engine.judge import engine_name
from collectrules.engine.sections import Section, sections_of
from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import DEFAULT_SEGMENT, furthest, next_step, stopped_days_facts
from collectrules.policy.model import Policy

INVOICE_SECTIONS: Final = ("hold", "late_fee", "stage", "write_off")
_STOPPABLE: Final = ("stage", "late_fee", "write_off")

_TABLES: Final = {
    "invoice_class": "invoice_row INTEGER PRIMARY KEY, days_past_grace INTEGER, "
    + ", ".join(f"{name}_class" for name in INVOICE_SECTIONS),
    "stage_due": "invoice_row INTEGER, invoice_id INTEGER, account_row INTEGER, days_past_due INTEGER, "
    "stage INTEGER, passes_over INTEGER, held INTEGER, wait INTEGER",
    "scored": "account_row INTEGER PRIMARY KEY, class",
    "segment_of": "class PRIMARY KEY, segment TEXT",
    "grace_of": "class PRIMARY KEY, days INTEGER",
    "hold_of": "class PRIMARY KEY, stage INTEGER, late_fee INTEGER, write_off INTEGER",
    "late_fee_of": "class, rule INTEGER, PRIMARY KEY (class, rule)",
    "write_off_of": "class PRIMARY KEY, rule INTEGER",
    "step_of": "class, reached TEXT, passed_over TEXT, late INTEGER, stage INTEGER, passes_over INTEGER, "
    "PRIMARY KEY (class, reached, passed_over, late)",
    "priority_of": "class PRIMARY KEY, score INTEGER",
}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was judged: how many, in how many classes, by which engine."""

    engine: str
    accounts: int
    invoices: int
    classes: dict[str, int]
    unjudged: dict[str, int]
    """Accounts owing in a currency the policy does not serve, by currency."""


@dataclass(slots=True)
class Evaluator:
    """A ledger under judgement by one policy as of one moment; its answer is in the tables named above."""

    connection: sqlite3.Connection
    policy: Policy
    moment: Moment
    sections: dict[str, Section] = field(init=False)
    unjudged: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Judge everything there is."""
        self.sections = sections_of(self.policy)
        self.connection.execute("DROP VIEW IF EXISTS temp.judged")
        drop(self.connection, (*FACT_TABLES, *_TABLES))
        prepare_facts(self.connection)
        for table, columns in _TABLES.items():
            self.connection.execute(f"CREATE TEMP TABLE {table} ({columns})")
        self.connection.execute(
            "CREATE TEMP VIEW judged AS SELECT f.*, c.* "
            "FROM invoice_class AS c JOIN invoice_fact AS f ON f.rowid = c.invoice_row"
        )
        self._judge(self.moment)
        self.unjudged = self._not_served()

    def again(self, accounts: Sequence[int]) -> None:
        """Judge some accounts anew, because something was written for them; the others stay as they are."""
        chosen = f"({', '.join(map(str, accounts))})"
        rows = f"(SELECT rowid FROM account_fact WHERE account_id IN {chosen})"
        invoices = f"(SELECT rowid FROM invoice_fact WHERE account_id IN {chosen})"
        self.connection.execute(f"DELETE FROM invoice_class WHERE invoice_row IN {invoices}")
        self.connection.execute(f"DELETE FROM stage_due WHERE account_row IN {rows}")
        self.connection.execute(f"DELETE FROM scored WHERE account_row IN {rows}")
        self.connection.execute(f"DELETE FROM invoice_fact WHERE account_id IN {chosen}")
        self.connection.execute(f"DELETE FROM account_fact WHERE account_id IN {chosen}")
        self._judge(replace(self.moment, accounts=tuple(accounts)))

    def result(self) -> Evaluation:
        """How many were judged, in how many classes, by which engine."""
        return Evaluation(
            engine=engine_name(),
            accounts=self._number("SELECT count(*) FROM account_fact"),
            invoices=self._number("SELECT count(*) FROM invoice_class"),
            classes={name: len(section.classes) for name, section in self.sections.items()},
            unjudged=self.unjudged,
        )

    def _judge(self, moment: Moment) -> None:
        """Facts and decisions for the accounts of a moment, added to what is in the tables already."""
        after_account = self._number("SELECT coalesce(max(rowid), 0) FROM account_fact")
        after_invoice = self._number("SELECT coalesce(max(rowid), 0) FROM invoice_fact")
        gather_books(self.connection, moment)
        segment = self.sections["segment"].classifier.sql(str)
        gather_accounts(self.connection, moment, self.policy.currencies, segment)
        self._decide_segments()
        grace = self.sections["grace"].classifier.sql(_invoice_column)
        segments = "JOIN segment_of AS sg ON sg.class = a.segment_class"
        gather_invoices(self.connection, moment, grace, segments, after_account)
        self._decide_grace()
        self._classify(after_invoice)
        self._decide_holds()
        self._decide_late_fees()
        self._decide_write_offs()
        self._decide_steps()
        self._place_on_ladder(after_invoice)
        self._decide_priorities(after_account)

    def _number(self, sql: str) -> int:
        (number,) = self.connection.execute(sql).fetchone()
        return int(number)

    def _not_served(self) -> dict[str, int]:
        served = ", ".join("?" * len(self.policy.currencies))
        rows = self.connection.execute(
            "SELECT currency, count(DISTINCT account_id) FROM item "
            f"WHERE balance > 0 AND currency NOT IN ({served}) GROUP BY currency",
            self.policy.currencies,
        )
        return dict(rows.fetchall())

    def _classes(self, column: str, table: str = "invoice_class") -> list[int | str]:
        return [row[0] for row in self.connection.execute(f"SELECT DISTINCT {column} FROM {table}")]

    def _add(self, table: str, rows: Iterable[Sequence[int | str]]) -> None:
        """Add decisions for classes; those of a class decided before stay."""
        found = list(rows)
        if found:
            marks = ", ".join("?" * len(found[0]))
            self.connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", found)

    def _decide_segments(self) -> None:
        section, rules = self.sections["segment"], self.policy.segment
        answers = ((c, section.holding(c)) for c in self._classes("segment_class", "account_fact"))
        self._add(
            "segment_of",
            ((c, rules[found[0]].id if found else DEFAULT_SEGMENT) for c, found in answers),
        )

    def _decide_grace(self) -> None:
        section, rules = self.sections["grace"], self.policy.grace
        answers = ((c, section.holding(c)) for c in self._classes("grace_class", "invoice_fact"))
        self._add("grace_of", ((c, rules[found[0]].days if found else 0) for c, found in answers))

    def _classify(self, after: int) -> None:
        """Days past grace and the class in every invoice section, for the invoices after a row."""
        stopped = "".join(f" - f.{fact}" for fact in stopped_days_facts(self.policy))
        classes = ", ".join(
            self.sections[name].classifier.sql(_invoice_column) for name in INVOICE_SECTIONS
        )
        self.connection.execute(
            f"""
            INSERT INTO invoice_class
            SELECT f.invoice_row, f.days_past_grace, {classes}
            FROM (
                SELECT f.*, f.rowid AS invoice_row, f.days_past_due - w.days{stopped} AS days_past_grace
                FROM invoice_fact AS f JOIN grace_of AS w ON w.class = f.grace_class
                WHERE f.rowid > {after}
            ) AS f
            JOIN account_fact AS a ON a.rowid = f.account_row
            JOIN segment_of AS sg ON sg.class = a.segment_class
            """
        )

    def _decide_holds(self) -> None:
        section, rules = self.sections["hold"], self.policy.hold
        rows = []
        for class_ in self._classes("hold_class"):
            stops = {what for index in section.holding(class_) for what in rules[index].stops}
            rows.append((class_, *(int(what in stops) for what in _STOPPABLE)))
        self._add("hold_of", rows)

    def _decide_late_fees(self) -> None:
        section = self.sections["late_fee"]
        classes = self._classes("late_fee_class")
        self._add("late_fee_of", ((c, index) for c in classes for index in section.holding(c)))

    def _decide_write_offs(self) -> None:
        section = self.sections["write_off"]
        answers = ((c, section.holding(c)) for c in self._classes("write_off_class"))
        self._add("write_off_of", ((c, found[0]) for c, found in answers if found))

    def _decide_steps(self) -> None:
        """The next stage for each class, point on the ladder, and whether the invoice was late at first."""
        section, rows = self.sections["stage"], []
        combinations = self.connection.execute(
            "SELECT DISTINCT stage_class, stage, passed_over, late_when_first_seen FROM judged"
        ).fetchall()
        for class_, stage, passed_over, late in combinations:
            after = furthest(self.policy, stage, passed_over)
            step = next_step(self.policy, section.holding(class_), after, bool(late))
            if step is not None:
                rows.append((class_, stage, passed_over, late, step.stage, int(step.passes_over)))
        self._add("step_of", rows)

    def _place_on_ladder(self, after: int) -> None:
        waits = " ".join(f"WHEN {n} THEN {s.wait_days}" for n, s in enumerate(self.policy.stage))
        wait = f"CASE n.stage {waits} ELSE 0 END" if waits else "0"
        self.connection.execute(
            f"""
            INSERT INTO stage_due
            SELECT j.invoice_row, j.invoice_id, j.account_row, j.days_past_due,
                   n.stage, n.passes_over, h.stage,
                   CASE WHEN j.stage = 'none' THEN 0 ELSE max(0, {wait} - j.days_since_stage) END
            FROM judged AS j
            JOIN step_of AS n
                ON n.class = j.stage_class AND n.reached = j.stage AND n.passed_over = j.passed_over
                AND n.late = j.late_when_first_seen
            JOIN hold_of AS h ON h.class = j.hold_class
            WHERE j.invoice_row > {after}
            """
        )

    def _decide_priorities(self, after: int) -> None:
        section, rules = self.sections["priority"], self.policy.priority
        self.connection.execute(
            f"""
            INSERT INTO scored
            SELECT a.rowid, {section.classifier.sql(_account_column)}
            FROM account_fact AS a JOIN segment_of AS sg ON sg.class = a.segment_class
            WHERE a.rowid > {after}
            """
        )
        classes = self._classes("class", "scored")
        self._add(
            "priority_of", ((c, sum(rules[n].score for n in section.holding(c))) for c in classes)
        )


def _account_column(fact: str) -> str:
    """Where a fact stands when accounts are classified."""
    return "sg.segment" if fact == "segment" else f"a.{fact}"


def _invoice_column(fact: str) -> str:
    """Where a fact stands when invoices are classified: `f` invoice facts, `a` account facts."""
    return f"f.{fact}" if FACTS[fact].subject == "invoice" else _account_column(fact)
