"""The day's run: judge the books, write what falls due once, leave the worklist."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, replace
from datetime import date, datetime

from collectrules import log
from collectrules.compliance.lists import blocked_accounts
from collectrules.engine.evaluate import Evaluation, Evaluator
from collectrules.engine.gather import Moment, roomy
from collectrules.errors import InputError
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import Charged, Posted, RunMade, StageStepped
from collectrules.policy.model import ContactAction, Policy
from collectrules.worklist.build import build, write_worklist
from collectrules.worklist.due import work_out, work_out_write_offs
from collectrules.worklist.in_flight import settle_in_flight


@dataclass(frozen=True, slots=True)
class Sum:
    """How many, and how much in each currency, in minor units."""

    count: int
    amounts: dict[str, int]

    def plus(self, more: Sum) -> Sum:
        """Both together."""
        amounts = dict(self.amounts)
        for currency, amount in more.amounts.items():
            amounts[currency] = amounts.get(currency, 0) + amount
        return Sum(self.count + more.count, amounts)


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a day's run found and, unless it was a dry run, wrote."""

    as_of: date
    moved: int
    """Invoices on the ladder that were moved, because this policy version came into force."""
    evaluation: Evaluation
    charges: Sum
    write_offs: Sum
    stages: dict[str, int]
    """Invoices that newly reached a stage, by stage."""
    entered: dict[str, int]
    """Of those, invoices already late when first seen that entered over the heads of earlier stages."""
    worklist: dict[str, int]
    """Accounts on the worklist, by the rule that put them there."""
    blocked: int = 0
    """Of these, accounts whose next contact the gate does not allow on the day."""


def plan_day(
    ledger: Ledger, policy: Policy, policy_seq: int, *, as_of: date, at: datetime, by: str
) -> RunResult:
    """What `run_day` would find and write: it is done, looked at, and undone.

    Raises `InputError` where the ledger was already run for a later day.
    """
    with roomy(ledger.connection), ledger.rehearsing(at=at, by=by) as book:
        return _run(book, policy, policy_seq, as_of)


def run_day(
    ledger: Ledger, policy: Policy, policy_seq: int, *, as_of: date, at: datetime, by: str
) -> RunResult:
    """Run the policy for a day; twice is the same as once.

    Raises `InputError` where the ledger was already run for a later day.
    """
    with roomy(ledger.connection), ledger.writing(at=at, by=by) as book:
        result = _run(book, policy, policy_seq, as_of)
    _log_run(result, policy)
    return result


def _log_run(result: RunResult, policy: Policy) -> None:
    log.get("run").info(
        "the day was run",
        as_of=result.as_of.isoformat(),
        policy=policy.sha256[:12],
        engine=result.evaluation.engine,
        invoices=result.evaluation.invoices,
        classes=result.evaluation.classes,
        charges=result.charges.count,
        stages=sum(result.stages.values()),
        listed=sum(result.worklist.values()),
    )


def _run(book: Book, policy: Policy, policy_seq: int, as_of: date) -> RunResult:
    connection, before = book.connection, book.seq
    _refuse_earlier(connection, as_of)
    moved = settle_in_flight(book, policy, policy_seq, as_of)
    evaluation, write_offs = _let_go(book, policy, as_of)
    work_out(connection, policy, as_of)
    build(connection, policy)
    result = RunResult(
        as_of=as_of,
        moved=moved,
        evaluation=evaluation,
        charges=_sum(connection, "charge_due", "d.amount"),
        write_offs=write_offs,
        stages=_counts(
            connection, "SELECT stage, count(*) FROM step_due WHERE step = 'due' GROUP BY stage"
        ),
        entered=_counts(
            connection,
            "SELECT d.stage, count(*) FROM step_due AS d JOIN step_due AS p USING (invoice_id)"
            " WHERE d.step = 'due' AND p.step = 'passed' GROUP BY d.stage",
        ),
        worklist=_counts(connection, "SELECT rule, count(*) FROM listed GROUP BY rule"),
    )
    _write(book, result, policy_seq, before)
    write_worklist(connection, policy, policy_seq, as_of)
    # Last, because the gate may read facts of its own into the tables that the engine has filled.
    return replace(result, blocked=_blocked(connection, policy, as_of))


def _let_go(book: Book, policy: Policy, as_of: date) -> tuple[Evaluation, Sum]:
    """Judge the books; where something is written off by it, judge what is left of those accounts."""
    connection = book.connection
    evaluator, total = Evaluator(connection, policy, Moment(as_of)), Sum(0, {})
    while True:
        work_out_write_offs(connection, policy)
        found = _sum(connection, "write_off_due", "d.balance")
        if not found.count:
            return evaluator.result(), total
        total = total.plus(found)
        rows = connection.execute(
            "SELECT invoice_id, 'write_off', -balance, 0, rule FROM write_off_due"
        )
        book.extend(Posted, rows, on=as_of)
        accounts = connection.execute(
            "SELECT DISTINCT n.account_id FROM write_off_due AS d JOIN invoice AS n ON n.seq = d.invoice_id"
        )
        evaluator.again([row[0] for row in accounts])


def _blocked(connection: sqlite3.Connection, policy: Policy, as_of: date) -> int:
    """How many of `listed` the gate does not let us reach over the channel their stage asks for."""
    channels = {
        stage.id: stage.action.channel
        for stage in policy.stage
        if isinstance(stage.action, ContactAction)
    }
    blocked = blocked_accounts(connection, policy, set(channels.values()), as_of, among="listed")
    accounts = {account for blocks in blocked.values() for account in blocks}
    if not accounts:
        return 0
    listed = connection.execute("SELECT account_id, rule FROM listed WHERE kind = 'stage'")
    return sum(
        rule in channels and account in blocked[channels[rule]]
        for account, rule in listed
        if account in accounts
    )


def _refuse_earlier(connection: sqlite3.Connection, as_of: date) -> None:
    (last,) = connection.execute("SELECT max(effective_on) FROM run").fetchone()
    if last is not None and as_of.isoformat() < last:
        raise InputError(
            f"the ledger was already run for {last}, which is after {as_of}",
            help=f"run it for {last} or a later day; what an earlier day showed is in its journal",
        )


def _counts(connection: sqlite3.Connection, sql: str) -> dict[str, int]:
    return {name: int(count) for name, count in connection.execute(sql)}


def _sum(connection: sqlite3.Connection, table: str, amount: str) -> Sum:
    rows = connection.execute(
        f"SELECT n.currency, count(*), sum({amount}) FROM {table} AS d"
        " JOIN invoice AS n ON n.seq = d.invoice_id GROUP BY n.currency ORDER BY n.currency"
    ).fetchall()
    return Sum(sum(row[1] for row in rows), {row[0]: row[2] for row in rows})


def _write(book: Book, result: RunResult, policy_seq: int, before: int) -> None:
    """Append what fell due and, where that or the day is new, the run itself."""
    connection, day = book.connection, result.as_of
    policy = {"policy": policy_seq}
    rows = connection.execute(
        "SELECT invoice_id, rule, period, amount, :policy FROM charge_due", policy
    )
    book.extend(Charged, rows, on=day)
    rows = connection.execute("SELECT invoice_id, stage, step, :policy FROM step_due", policy)
    book.extend(StageStepped, rows, on=day)
    last = connection.execute(
        "SELECT effective_on, policy FROM run ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    if book.seq > before or last != (day.isoformat(), policy_seq):
        book.append(RunMade(policy_seq, result.evaluation.engine, _summary(result)), on=day)


def _summary(result: RunResult) -> str:
    said = {
        "accounts": result.evaluation.accounts,
        "invoices": result.evaluation.invoices,
        "charges": result.charges.count,
        "stages": sum(result.stages.values()),
        "write_offs": result.write_offs.count,
        "worklist": sum(result.worklist.values()),
    }
    return json.dumps(said, separators=(",", ":"))
