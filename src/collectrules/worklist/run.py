"""The day's run: judge the books, write what falls due once, leave the worklist."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from collectrules import log
from collectrules.charges.booking import book_interest
from collectrules.charges.conditions import Versions
from collectrules.engine.decisions import Decider
from collectrules.engine.evaluate import Evaluator, facts_read
from collectrules.engine.gather import Moment, roomy
from collectrules.engine.shared import share_books, share_no_more
from collectrules.errors import InputError
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import (
    Charged,
    PartPosted,
    PolicyPublished,
    Posted,
    Reversed,
    RunMade,
    StageStepped,
)
from collectrules.policy.model import LANGUAGE, Policy
from collectrules.worklist.agreements import end_agreements
from collectrules.worklist.blocked import keep_blocked
from collectrules.worklist.build import Listings, build
from collectrules.worklist.due import parts_of_write_offs, work_out, work_out_write_offs
from collectrules.worklist.in_flight import settle_in_flight
from collectrules.worklist.interest import InterestOfRun
from collectrules.worklist.rest import Rest
from collectrules.worklist.run_result import Decided, RunResult, Sum, result_of
from collectrules.worklist.under import Judging, judgings
from collectrules.worklist.waiting_approvals import asked_of_owner

Heed = Callable[[Evaluator], None]
"""Looks at what a policy has decided, in the tables of `engine.evaluate`, before the next policy judges."""


def plan_day(
    ledger: Ledger,
    policy: Policy,
    policy_seq: int,
    *,
    as_of: date,
    at: datetime,
    by: str,
    versions: Versions | None = None,
) -> RunResult:
    """What `run_day` would find and write: it is done, looked at, and undone.

    Raises as `run_day` does.
    """
    with roomy(ledger.connection), ledger.rehearsing(at=at, by=by) as book:
        return run_within(ledger, book, policy, policy_seq, as_of, versions=versions)


def try_policy(
    ledger: Ledger, text: bytes, policy: Policy, *, as_of: date, at: datetime, by: str
) -> RunResult:
    """What a run for a day would find and write if a policy were in force: it is done and undone.

    Raises as `run_day` does.
    """
    tried = PolicyPublished(
        policy.id, f"{policy.version}, tried", LANGUAGE, policy.sha256, text.decode("utf-8")
    )
    with roomy(ledger.connection), ledger.rehearsing(at=at, by=by) as book:
        seq = book.append(tried, on=as_of)
        versions = Versions(book.connection)
        versions.know(seq, policy)
        return run_within(ledger, book, policy.on(as_of), seq, as_of, versions=versions)


@dataclass(frozen=True, slots=True)
class PartOfBooks:
    """The accounts that a run judges, where nothing can fall due for the others."""

    accounts: tuple[int, ...] | None
    """By the events that opened them; None for all of them."""
    decider: Decider | None = None
    """What the main policy has decided on other days, where the day makes no difference."""

    def of(self, judging: Judging) -> Judging:
        """A policy with what it judges, narrowed to these accounts."""
        if not judging.moment.under:
            judging = replace(judging, decider=self.decider)
        if self.accounts is None:
            return judging
        within = judging.moment.accounts
        some = self.accounts if within is None else tuple(sorted({*within} & {*self.accounts}))
        return replace(judging, moment=replace(judging.moment, accounts=some))


def run_day(
    ledger: Ledger,
    policy: Policy,
    policy_seq: int,
    *,
    as_of: date,
    at: datetime,
    by: str,
    versions: Versions | None = None,
) -> RunResult:
    """Run the policy for a day, and those beside it for who is put under them; twice is the same as once.

    `versions` are the published policies, where they are not those of the ledger.

    Raises `InputError` where the ledger was already run for a later day, and `LedgerError` where somebody
    is put under a policy of which no version is in force.
    """
    with roomy(ledger.connection), ledger.writing(at=at, by=by) as book:
        result = run_within(ledger, book, policy, policy_seq, as_of, versions=versions)
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
        interest=result.interest.count,
        corrections=len(result.corrections),
        stages=sum(result.stages.values()),
        listed=sum(result.worklist.values()),
    )


def run_within(
    ledger: Ledger,
    book: Book,
    policy: Policy,
    policy_seq: int,
    as_of: date,
    *,
    versions: Versions | None = None,
    heed: Heed | None = None,
    part: PartOfBooks | None = None,
) -> RunResult:
    """As `run_day`, in a transaction that is open already; `heed` looks at what each policy decides.

    With `part` only some accounts are judged, and the worklist is theirs.
    """
    connection, before = book.connection, book.seq
    _refuse_earlier(connection, as_of)
    versions = versions or Versions(connection)
    ended = end_agreements(book, as_of, versions=versions)
    judging, beside = judgings(ledger, policy, policy_seq, as_of)
    if part is not None:
        judging = tuple(part.of(each) for each in judging)
    interest = InterestOfRun(ledger, book, beside, as_of, versions)
    interest.begin(judging)
    if len(judging) > 1 and judging[0].moment.accounts is None:
        share_books(connection, Moment(as_of), facts_read(*(each.policy for each in judging)))
    moved = settle_in_flight(book, judging, as_of)
    judging, main, write_offs = _let_go(book, judging, beside.touched, as_of, versions)
    listings = Listings(connection, as_of, policy, beside.touched)
    rest = Rest(connection, policy, beside.touched)
    connection.execute("DELETE FROM worklist_approval")
    decided = []
    for number, each in enumerate(judging):
        ordered = _ordered(each.policy, policy)
        evaluator = Evaluator(connection, ordered, each.moment, each.decider) if number else main
        decided.append(_decide(book, evaluator, each, (listings, rest), interest))
        if heed is not None:
            heed(evaluator)
    listings.write()
    rest.write()
    result = replace(result_of(as_of, moved, write_offs, judging, decided), agreements=ended)
    _write_run(book, result, policy_seq, before)
    share_no_more(connection)
    # Last, because the gate may read facts of its own into the tables that the engine has filled.
    return replace(result, blocked=keep_blocked(connection, judging, beside, as_of))


def _ordered(policy: Policy, main: Policy) -> Policy:
    """A policy beside the main one, for one list in the order of the main one."""
    return replace(policy, order=main.order)


def _let_go(
    book: Book,
    judging: Sequence[Judging],
    shared: Collection[int],
    as_of: date,
    versions: Versions,
) -> tuple[tuple[Judging, ...], Evaluator, Sum]:
    """Judge the books; where something is written off by it, judge what is left of those accounts.

    The main policy is the last to judge, and its judgement stands; those that let nothing go are not asked
    yet. Where a write-off touches an account that several policies may judge, all of them judge again.
    Returns the policies with what they have decided so far, and how much was let go.
    """
    main, *others = judging = [_ready(each, as_of) for each in judging]
    others = [each for each in others if _lets_go(each.policy)]
    total = Sum(0, {})
    while True:
        touched: set[int] = set()
        for each in (*others, main):
            evaluator = Evaluator(book.connection, each.policy, each.moment, each.decider)
            found, accounts = _write_off(book, evaluator, each.policy, as_of, versions)
            total = total.plus(found)
            touched |= accounts
        if not touched & set(shared):
            return tuple(judging), evaluator, total


def _ready(judging: Judging, as_of: date) -> Judging:
    """A policy with something to keep what it decides in: it may have to judge more than once."""
    return replace(judging, decider=judging.decider or Decider(judging.policy, as_of))


def _lets_go(policy: Policy) -> bool:
    """Whether a policy writes anything off without asking anybody."""
    rules = (rule for _, read in policy.groups for rule in read.write_off)
    return any(rule.approval == "none" for rule in rules)


def _write_off(
    book: Book, evaluator: Evaluator, policy: Policy, as_of: date, versions: Versions
) -> tuple[Sum, set[int]]:
    """Write off what may be let go; returns how much, and of which accounts."""
    connection, total, touched = book.connection, Sum(0, {}), set[int]()
    while True:
        work_out_write_offs(connection, policy)
        found = _sum(connection, "write_off_due", "d.balance")
        if not found.count:
            return total, touched
        total = total.plus(found)
        gone = connection.execute("SELECT invoice_id FROM write_off_due").fetchall()
        book_interest(book, [invoice for (invoice,) in gone], as_of, versions=versions)
        rows = connection.execute(
            "SELECT invoice_id, 'write_off', -balance, 0, rule, NULL FROM write_off_due"
        )
        book.extend(Posted, rows, on=as_of)
        book.extend(PartPosted, parts_of_write_offs(connection, as_of), on=as_of)
        accounts = connection.execute(
            "SELECT DISTINCT n.account_id FROM write_off_due AS d JOIN invoice AS n ON n.seq = d.invoice_id"
        )
        again = [row[0] for row in accounts]
        evaluator.again(again)
        touched |= set(again)


def _decide(
    book: Book,
    evaluator: Evaluator,
    judging: Judging,
    listed: tuple[Listings, Rest],
    interest: InterestOfRun,
) -> Decided:
    """Write what falls due by a policy that has judged, and keep its rows of the worklist and who is left."""
    connection = book.connection
    accrued = interest.settle(evaluator, judging)
    work_out(connection, judging.policy, interest.as_of)
    build(connection, evaluator.policy)
    decided = Decided(
        evaluation=evaluator.result(),
        charges=_sum(connection, "charge_due", "d.amount"),
        forgiven=_sum(connection, _FORGIVEN, "d.amount"),
        stages=_counts(
            connection, "SELECT stage, count(*) FROM step_due WHERE step = 'due' GROUP BY stage"
        ),
        entered=_counts(
            connection,
            "SELECT d.stage, count(*) FROM step_due AS d JOIN step_due AS p USING (invoice_id)"
            " WHERE d.step = 'due' AND p.step = 'passed' GROUP BY d.stage",
        ),
        worklist=_counts(connection, "SELECT rule, count(*) FROM listed GROUP BY rule"),
        interest=accrued.interest,
        corrections=accrued.corrections,
        unconfirmed=accrued.unconfirmed,
    )
    _write_due(book, judging.seq, interest.as_of)
    listings, rest = listed
    listings.keep(evaluator.policy, judging.seq)
    rest.keep(interest.as_of.isoformat())
    connection.executemany(
        "INSERT OR IGNORE INTO worklist_approval (section, rule, invoice_id) VALUES (?, ?, ?)",
        asked_of_owner(connection, judging.policy),
    )
    return decided


_GIVES_WAY: Final = "a stage below it is to be taken first"
_FORGIVEN: Final = "(SELECT * FROM charge_due WHERE forgiven)"
_LET_GO: Final = f"""
    SELECT d.invoice_id, 'costs', 'waiver', -d.amount, c.seq, NULL,
           d.rule || ': the first in '
               || CASE d.forgiven WHEN 1 THEN 'a month' ELSE d.forgiven || ' months' END
    FROM {_FORGIVEN} AS d
    JOIN charge AS c ON c.invoice_id = d.invoice_id AND c.rule = d.rule AND c.period = d.period
    ORDER BY c.seq
"""


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


def _write_due(book: Book, policy_seq: int, day: date) -> None:
    """Append what fell due by a policy."""
    connection, policy = book.connection, {"policy": policy_seq}
    rows = connection.execute(
        "SELECT invoice_id, rule, period, amount, :policy FROM charge_due", policy
    )
    book.extend(Charged, rows, on=day)
    book.extend(PartPosted, connection.execute(_LET_GO), on=day)
    rows = connection.execute("SELECT seq, ? FROM gives_way ORDER BY seq", (_GIVES_WAY,))
    book.extend(Reversed, rows, on=day)
    rows = connection.execute("SELECT invoice_id, stage, step, :policy FROM step_due", policy)
    book.extend(StageStepped, rows, on=day)


def _write_run(book: Book, result: RunResult, policy_seq: int, before: int) -> None:
    """Append the run itself, where anything fell due or the day, or who judged, is new."""
    last = book.connection.execute(
        "SELECT effective_on, policy, summary FROM run ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    beside = {each.policy.id: each.seq for each in result.beside}
    judged = (result.as_of.isoformat(), policy_seq, beside)
    same = last and (last[0], last[1], json.loads(last[2]).get("beside", {})) == judged
    if book.seq > before or not same:
        run = RunMade(policy_seq, result.evaluation.engine, _summary(result, beside))
        book.append(run, on=result.as_of)


def _summary(result: RunResult, beside: Mapping[str, int]) -> str:
    said = {
        "accounts": result.evaluation.accounts,
        "invoices": result.evaluation.invoices,
        "charges": result.charges.count,
        "interest": result.interest.count,
        "corrections": len(result.corrections),
        "stages": sum(result.stages.values()),
        "write_offs": result.write_offs.count,
        "worklist": sum(result.worklist.values()),
        **({"beside": dict(beside)} if beside else {}),
    }
    return json.dumps(said, separators=(",", ":"))
