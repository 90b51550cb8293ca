"""Books gathered once for several policies: judging from them is as gathering them oneself."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.engine.evaluate import Evaluator, facts_read
from collectrules.engine.gather import Moment
from collectrules.engine.shared import changed_since, share_books, share_no_more
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import (
    Charged,
    Event,
    InterestBooked,
    InterestSet,
    InvoiceIssued,
    PartPosted,
    PlanEnded,
    PolicyPublished,
    Posted,
    Promised,
    Reversed,
    RunMade,
    SettlementEnded,
    StageMoved,
    StageStepped,
)
from collectrules.policy.model import Policy
from tests.engine.strategies import AS_OF, STAGES, histories, policies, write

AT = datetime(2026, 4, 1, 9, tzinfo=UTC)
History = list[tuple[Event, str]]
DAY = AS_OF.isoformat()


@st.composite
def by_a_run(draw: st.DrawFn, history: History) -> History:
    """A few events of the kinds that a run writes, the first of which counts as a policy that is tried."""
    invoices = [n for n, (event, _) in enumerate(history, 1) if isinstance(event, InvoiceIssued)]
    taken_back = {event.reversed_seq for event, _ in history if isinstance(event, Reversed)}
    may_be = [
        n
        for n, (event, _) in enumerate(history, 1)
        if isinstance(event, (Charged, StageStepped, InterestBooked, PlanEnded, SettlementEnded))
        and n not in taken_back
    ]
    done = {
        (event.invoice_id, event.stage)
        for event, _ in history
        if isinstance(event, StageStepped) and event.step == "done"
    }
    moved = {event.invoice_id for event, _ in history if isinstance(event, StageMoved)}
    written: History = [(PolicyPublished("random", "tried", 1, "0" * 64, ""), DAY)]
    for number in range(draw(st.integers(0, 4))):
        invoice, amount = draw(st.sampled_from(invoices)), draw(st.integers(1, 9_000))
        left = [stage for stage in STAGES if (invoice, stage) not in done]
        event = draw(
            st.sampled_from(
                [
                    Charged(invoice, f"new-{number}", 0, amount, 1),
                    Posted(invoice, "write_off", -amount),
                    PartPosted(invoice, "costs", "waiver", -amount, note="the first"),
                    InterestBooked(invoice, "accrual", DAY, amount, None),
                    InterestSet(invoice, "late", 1),
                    *(StageStepped(invoice, stage, "done", 1) for stage in left),
                    *([] if invoice in moved else [StageMoved(invoice, "s1", "none", 1)]),
                    RunMade(1, "", "{}"),
                    *(Reversed(seq, "a mistake") for seq in may_be[:1]),
                ]
            )
        )
        if isinstance(event, Reversed):
            may_be.remove(event.reversed_seq)
        elif isinstance(event, StageStepped):
            done.add((event.invoice_id, event.stage))
        elif isinstance(event, StageMoved):
            moved.add(event.invoice_id)
        written.append((event, DAY))
    return written


def judged(connection: sqlite3.Connection, policy: Policy, moment: Moment) -> list[object]:
    """All that a policy makes of the books, in names that do not depend on the order of judging."""
    found = Evaluator(connection, policy, moment)

    def rows(sql: str) -> list[dict[str, object]]:
        cursor = connection.cursor()
        cursor.row_factory = sqlite3.Row
        return [dict(row) for row in cursor.execute(sql)]

    decisions = {row.pop("number"): row for row in rows("SELECT * FROM decision")}
    for table in ("late_fee_of", "fee_limit_of", "hold_of"):
        for row in rows(f"SELECT * FROM {table} ORDER BY rule"):
            decisions[row["decision"]].setdefault(table, []).append(row["rule"])
    accounts = rows("SELECT * FROM account_fact ORDER BY account_id, currency")
    invoices = rows(
        "SELECT j.*, a.currency FROM invoice_fact AS j JOIN account_fact AS a ON a.rowid = j.account_row"
        " ORDER BY j.invoice_id"
    )
    for row in invoices:
        row["decision"] = decisions[row["decision"]]
    left_out = {"kind", "account_row"}
    return [
        found.unjudged,
        [{name: value for name, value in row.items() if name not in left_out} for row in accounts],
        [{name: value for name, value in row.items() if name not in left_out} for row in invoices],
    ]


_MOMENTS = st.builds(
    Moment,
    st.just(AS_OF),
    accounts=st.sampled_from([None, (2,)]),
    under=st.sampled_from([None, "", "b1"]),
)


@given(
    data=st.data(), history=histories(put_under=True), policy=policies(), other=policies(),
    asked=_MOMENTS,
)  # fmt: skip
@settings(max_examples=60)
def test_what_is_written_after_it_is_known(
    data: st.DataObject, history: History, policy: Policy, other: Policy, asked: Moment
) -> None:
    written = data.draw(by_a_run(history))
    with Ledger.create(Path(":memory:")) as ledger:
        connection, moment = ledger.connection, Moment(AS_OF)
        with ledger.writing(at=AT, by="test") as book:
            write(book, history)
        share_books(connection, moment, facts_read(policy, other))
        with ledger.writing(at=AT, by="test") as book:
            write(book, written)
        assert changed_since(connection, moment, facts_read(other)) is not None
        shared = judged(connection, other, asked)
        share_no_more(connection)
        assert shared == judged(connection, other, asked)


@given(history=histories(), policy=policies())
@settings(max_examples=20)
def test_what_others_record_makes_it_void(history: History, policy: Policy) -> None:
    facts, moment = facts_read(policy), Moment(AS_OF)
    with Ledger.create(Path(":memory:")) as ledger:
        with ledger.writing(at=AT, by="test") as book:
            write(book, history)
        share_books(ledger.connection, moment, facts)
        assert changed_since(ledger.connection, moment, facts) == frozenset()
        with ledger.rehearsing(at=AT, by="test") as book:
            book.append(Promised(2, "USD", 100, DAY), on=AS_OF)
            assert changed_since(ledger.connection, moment, facts) is None
            Evaluator(ledger.connection, policy, moment)
        # What was gathered in between is undone with the promise.
        assert changed_since(ledger.connection, moment, facts) == frozenset()
        assert changed_since(ledger.connection, replace(moment, known=3), facts) is None
