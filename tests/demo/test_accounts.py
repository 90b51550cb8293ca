"""What an opened account says of the demo's firm is what its list, its journal and its engine say."""

from __future__ import annotations

from collectrules.demo.days import LAST_DAY, moment_of
from collectrules.engine.gather import TABLES, Moment, gather_books
from collectrules.engine.scratch import drop
from collectrules.ledger.book import Ledger
from collectrules.worklist.account import read_account
from collectrules.worklist.listing import read_listing
from collectrules.worklist.timeline import read_entries, read_index
from collectrules.worklist.timeline_outcomes import promise_states
from tests.worklist.any_events import owners


def test_an_account_is_asked_for_what_the_list_asks_for(demo: Ledger) -> None:
    rows = read_listing(demo).rows
    assert len(rows) > 20
    for row in rows:
        account = read_account(demo, row.account_id, row.currency, moment_of(LAST_DAY, 9, 30))
        assert account.money.to_collect == row.to_collect
        assert account.next is not None
        assert account.next.rule is not None
        said = (account.next.rule.id, account.next.explanation.invoice.number, account.next.why)
        assert said == (row.rule, row.invoice, row.why)
        assert sum(points for _, points in account.next.score) == row.score


def test_the_timelines_tell_every_event_of_the_year_once(demo: Ledger) -> None:
    whose = owners(demo.connection)
    for account in sorted(set(whose.values())):
        seqs = read_index(demo, account).seqs("every event")
        told = [each.seq for each in read_entries(demo, account, seqs, as_of=LAST_DAY)]
        assert sorted(told) == [seq for seq, owner in whose.items() if owner == account]


def test_promises_stand_as_the_rules_see_them(demo: Ledger) -> None:
    promises = [seq for (seq,) in demo.connection.execute("SELECT seq FROM promise")]
    states = promise_states(demo.connection, promises, LAST_DAY)
    with demo.reading():
        gather_books(demo.connection, Moment(LAST_DAY))
        seen = dict(demo.connection.execute("SELECT seq, state FROM promise_state").fetchall())
        drop(demo.connection, TABLES)
    assert len(seen) > 10
    assert {seq: states[seq] for seq in seen} == seen
