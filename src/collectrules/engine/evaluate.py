"""A whole ledger judged: facts, then classes, then the rules engine once a class, then joined back.

Sections depend on each other in one order: segment, grace, and then all that may ask for days past
grace. What comes out are temporary tables:

    judged       a view: every invoice fact, days_past_grace, and a class for each invoice section
    *_of         class -> what the section decides for it (`segment_of`, `late_fee_of`, ...)
    stage_due    invoice_id, stage (position on the ladder), passes_over, wait (days still to wait), held

`account_row` and `invoice_row` are rows of `account_fact` and `invoice_fact`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from collectrules.engine.classes import Classifier
from collectrules.engine.gather import Moment, drop, gather_accounts, gather_books, gather_invoices
from collectrules.engine.judge import Judge, engine_name, judge_for
from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import DEFAULT_SEGMENT, next_step, stopped_days_facts
from collectrules.policy.model import SECTIONS, Policy

INVOICE_SECTIONS: Final = ("hold", "late_fee", "stage", "write_off")
DECISION_TABLES: Final = (
    "invoice_class", "segment_of", "grace_of", "hold_of", "late_fee_of", "write_off_of", "priority_of",
    "step_of", "stage_due", "scored",
)  # fmt: skip


@dataclass(slots=True)
class Section:
    """One section of a policy, ready to judge classes."""

    name: str
    classifier: Classifier
    judge: Judge
    answers: dict[int | str, tuple[int, ...]] = field(default_factory=dict)

    def holding(self, class_: int | str) -> tuple[int, ...]:
        """The positions of the rules that hold for a class; the engine is asked once for each."""
        if class_ not in self.answers:
            self.answers[class_] = self.judge.holding(self.classifier.representative(class_))
        return self.answers[class_]


@dataclass(slots=True)
class Evaluation:
    """What was judged: how many, in how many classes, by which engine."""

    engine: str
    accounts: int
    invoices: int
    classes: dict[str, int]
    unjudged: dict[str, int]
    """Accounts owing in a currency the policy does not serve, by currency."""


def evaluate(connection: sqlite3.Connection, policy: Policy, moment: Moment) -> Evaluation:
    """Judge the books as of a moment by a policy; leaves the tables named above."""
    sections = {
        name: Section(name, Classifier(policy.section(name)), judge_for(policy.section(name)))
        for name in SECTIONS
    }
    connection.execute("DROP VIEW IF EXISTS temp.judged")
    drop(connection, DECISION_TABLES)
    gather_books(connection, moment)
    segment = sections["segment"].classifier.sql(str)
    gather_accounts(connection, moment, policy.currencies, segment)
    _decide_segments(connection, policy, sections["segment"])
    grace = sections["grace"].classifier.sql(_invoice_column)
    gather_invoices(
        connection, moment, grace, "JOIN segment_of AS sg ON sg.class = a.segment_class"
    )
    _decide_grace(connection, policy, sections["grace"])
    _classify(connection, policy, sections)
    _decide_holds(connection, policy, sections["hold"])
    _decide_all(connection, sections["late_fee"], "late_fee_of")
    _decide_first(connection, sections["write_off"], "write_off_of")
    _decide_steps(connection, policy, sections["stage"])
    _place_on_ladder(connection, policy)
    _decide_priorities(connection, policy, sections["priority"])
    return Evaluation(
        engine=engine_name(),
        accounts=_count(connection, "SELECT count(*) FROM account_fact"),
        invoices=_count(connection, "SELECT count(*) FROM judged"),
        classes={name: len(section.answers) for name, section in sections.items()},
        unjudged=_unjudged(connection, policy),
    )


def _count(connection: sqlite3.Connection, sql: str) -> int:
    (count,) = connection.execute(sql).fetchone()
    return int(count)


def _unjudged(connection: sqlite3.Connection, policy: Policy) -> dict[str, int]:
    served = ", ".join("?" * len(policy.currencies))
    rows = connection.execute(
        "SELECT currency, count(DISTINCT account_id) FROM item "
        f"WHERE balance > 0 AND currency NOT IN ({served}) GROUP BY currency",
        policy.currencies,
    )
    return dict(rows.fetchall())


def _invoice_column(fact: str) -> str:
    """Where a fact stands when invoices are classified: `f` invoice facts, `a` account facts."""
    if fact == "segment":
        return "sg.segment"
    return f"f.{fact}" if FACTS[fact].subject == "invoice" else f"a.{fact}"


def _distinct(connection: sqlite3.Connection, column: str, table: str) -> list[int | str]:
    return [row[0] for row in connection.execute(f"SELECT DISTINCT {column} FROM {table}")]


def _write(
    connection: sqlite3.Connection, table: str, columns: str, rows: Iterable[Sequence[int | str]]
) -> None:
    connection.execute(f"CREATE TEMP TABLE {table} ({columns})")
    width = len(connection.execute(f"PRAGMA temp.table_info({table})").fetchall())
    connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)


def _decide_segments(connection: sqlite3.Connection, policy: Policy, section: Section) -> None:
    classes = _distinct(connection, "segment_class", "account_fact")
    rows = []
    for class_ in classes:
        found = section.holding(class_)
        rows.append((class_, policy.segment[found[0]].id if found else DEFAULT_SEGMENT))
    _write(connection, "segment_of", "class PRIMARY KEY, segment TEXT", rows)


def _decide_grace(connection: sqlite3.Connection, policy: Policy, section: Section) -> None:
    rows = []
    for class_ in _distinct(connection, "grace_class", "invoice_fact"):
        found = section.holding(class_)
        rows.append((class_, policy.grace[found[0]].days if found else 0))
    _write(connection, "grace_of", "class PRIMARY KEY, days INTEGER", rows)


def _classify(connection: sqlite3.Connection, policy: Policy, sections: dict[str, Section]) -> None:
    """Make `judged`: each open invoice with its days past grace and its class in every invoice section."""
    stopped = "".join(f" - f.{fact}" for fact in stopped_days_facts(policy))
    classes = ", ".join(sections[name].classifier.sql(_invoice_column) for name in INVOICE_SECTIONS)
    connection.execute(
        "CREATE TEMP TABLE invoice_class (invoice_row INTEGER PRIMARY KEY, days_past_grace INTEGER, "
        f"{', '.join(f'{name}_class' for name in INVOICE_SECTIONS)})"
    )
    connection.execute(
        f"""
        INSERT INTO invoice_class
        SELECT f.invoice_row, f.days_past_grace, {classes}
        FROM (
            SELECT f.*, f.rowid AS invoice_row, f.days_past_due - w.days{stopped} AS days_past_grace
            FROM invoice_fact AS f JOIN grace_of AS w ON w.class = f.grace_class
        ) AS f
        JOIN account_fact AS a ON a.rowid = f.account_row
        JOIN segment_of AS sg ON sg.class = a.segment_class
        """
    )
    connection.execute(
        "CREATE TEMP VIEW judged AS SELECT f.*, c.* "
        "FROM invoice_class AS c JOIN invoice_fact AS f ON f.rowid = c.invoice_row"
    )


def _decide_holds(connection: sqlite3.Connection, policy: Policy, section: Section) -> None:
    rows = []
    for class_ in _distinct(connection, "hold_class", "invoice_class"):
        stops = {what for index in section.holding(class_) for what in policy.hold[index].stops}
        rows.append((class_, *(int(what in stops) for what in ("stage", "late_fee", "write_off"))))
    _write(
        connection,
        "hold_of",
        "class PRIMARY KEY, stage INTEGER, late_fee INTEGER, write_off INTEGER",
        rows,
    )


def _decide_all(connection: sqlite3.Connection, section: Section, table: str) -> None:
    classes = _distinct(connection, f"{section.name}_class", "invoice_class")
    rows = [(class_, index) for class_ in classes for index in section.holding(class_)]
    _write(connection, table, "class, rule INTEGER, PRIMARY KEY (class, rule)", rows)


def _decide_first(connection: sqlite3.Connection, section: Section, table: str) -> None:
    classes = _distinct(connection, f"{section.name}_class", "invoice_class")
    answers = ((class_, section.holding(class_)) for class_ in classes)
    rows = [(class_, found[0]) for class_, found in answers if found]
    _write(connection, table, "class PRIMARY KEY, rule INTEGER", rows)


def _decide_steps(connection: sqlite3.Connection, policy: Policy, section: Section) -> None:
    """The next stage for each class, point reached on the ladder, and whether it was late at first."""
    rows = []
    combinations = connection.execute(
        "SELECT DISTINCT stage_class, stage, late_when_first_seen FROM judged"
    ).fetchall()
    for class_, reached, late in combinations:
        step = next_step(policy, section.holding(class_), reached, bool(late))
        if step is not None:
            rows.append((class_, reached, late, step.stage, int(step.passes_over)))
    columns = "class, reached TEXT, late INTEGER, stage INTEGER, passes_over INTEGER"
    _write(connection, "step_of", f"{columns}, PRIMARY KEY (class, reached, late)", rows)


def _place_on_ladder(connection: sqlite3.Connection, policy: Policy) -> None:
    waits = " ".join(f"WHEN {n} THEN {stage.wait_days}" for n, stage in enumerate(policy.stage))
    wait = f"CASE n.stage {waits} ELSE 0 END" if waits else "0"
    connection.execute(
        f"""
        CREATE TEMP TABLE stage_due AS
        SELECT j.invoice_row, j.invoice_id, j.account_row, j.days_past_due,
               n.stage, n.passes_over, h.stage AS held,
               CASE WHEN j.stage = 'none' OR j.stage_passed_over THEN 0
                    ELSE max(0, {wait} - j.days_since_stage) END AS wait
        FROM judged AS j
        JOIN step_of AS n
            ON n.class = j.stage_class AND n.reached = j.stage AND n.late = j.late_when_first_seen
        JOIN hold_of AS h ON h.class = j.hold_class
        """
    )


def _decide_priorities(connection: sqlite3.Connection, policy: Policy, section: Section) -> None:
    """The score of each account: its class is worked out in the same pass that joins it back."""

    def column(fact: str) -> str:
        return "sg.segment" if fact == "segment" else f"a.{fact}"

    connection.execute("CREATE TEMP TABLE scored (account_row INTEGER PRIMARY KEY, class)")
    connection.execute(
        f"""
        INSERT INTO scored
        SELECT a.rowid AS account_row, {section.classifier.sql(column)} AS class
        FROM account_fact AS a JOIN segment_of AS sg ON sg.class = a.segment_class
        """
    )
    rows = [
        (class_, sum(policy.priority[index].score for index in section.holding(class_)))
        for class_ in _distinct(connection, "class", "scored")
    ]
    _write(connection, "priority_of", "class PRIMARY KEY, score INTEGER", rows)
