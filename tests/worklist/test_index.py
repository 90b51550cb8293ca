"""The index says in SQL what a row says in Python: whatever happened, before the run or since."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.ledger.book import Ledger
from collectrules.worklist.blocked import blocked_by_all
from collectrules.worklist.blocks import CHANNELS, blocks_now
from collectrules.worklist.head import read_head
from collectrules.worklist.index import index_values
from collectrules.worklist.pages import Pages, Place, Shown
from collectrules.worklist.rows import OTHER, read_rows
from collectrules.worklist.under import beside_on
from collectrules.worklist.views import SORTS, VIEWS, View, order_sql, view_named, views_of
from tests.worklist.desk_books import AMOUNT, AT, DAY, HAPPENINGS, Story, made

some = st.lists(st.sampled_from(HAPPENINGS), max_size=3)
stories = st.lists(
    st.tuples(
        st.sampled_from([-3, 1, 9, 25, 50, 120]), st.sampled_from(["GBP", "EUR"]), some, some
    ),
    min_size=1,
    max_size=8,
)
todays = st.sampled_from([DAY, DAY + timedelta(days=1), DAY + timedelta(days=6)])


@contextmanager
def desk(accounts: list[tuple[int, str, list[str], list[str]]]) -> Iterator[Ledger]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "books.db"
        made(path, accounts)
        with Ledger.open(path) as ledger:
            yield ledger


def shown(ledger: Ledger, pages: Pages, name: str = "all", **how: object) -> list[str]:
    what = Shown(view_named(name), **how)
    page = pages.show(ledger, what, keep=None, otherwise=0, size=100)
    return [row.account for row in page.rows]


@settings(max_examples=15, deadline=None)
@given(stories, todays)
def test_the_index_says_of_each_row_what_the_row_says(
    accounts: list[tuple[int, str, list[str], list[str]]], today: date
) -> None:
    with desk(accounts) as ledger:
        pages = Pages.read(ledger, today)
        ranks = [
            rank for (rank,) in ledger.connection.execute("SELECT rank FROM desk_row ORDER BY rank")
        ]
        rows = read_rows(ledger, pages.head, today, ranks)
        assert [row.rank for row in rows] == ranks
        for row in rows:
            wanted = index_values(row, pages.around)
            names = ", ".join(wanted)
            (said,) = ledger.query(f"SELECT {names} FROM desk_row WHERE rank = ?", (row.rank,))
            assert dict(zip(wanted, said, strict=True)) == wanted
        for view in VIEWS:
            members = [row.rank for row in rows if view.id in views_of(row, pages.around)]
            page = pages.show(ledger, Shown(view), keep=None, otherwise=0, size=100)
            assert sorted(row.rank for row in page.rows) == members
            tally = pages.tallies(ledger).views[view.id]
            sums: dict[str, int] = {}
            for row in page.rows:
                sums[row.currency] = sums.get(row.currency, 0) + getattr(row, view.amount)
            assert (tally.rows, dict(tally.sums)) == (len(members), sums)


@settings(max_examples=8, deadline=None)
@given(stories)
def test_what_the_run_kept_of_the_gate_is_what_the_gate_says_now(
    accounts: list[tuple[int, str, list[str], list[str]]],
) -> None:
    with desk(accounts) as ledger:
        head = read_head(ledger)
        beside = beside_on(ledger, DAY)
        wanted = blocked_by_all(ledger.connection, head.policy, beside, CHANNELS, DAY)
        listed = [
            id for (id,) in ledger.connection.execute("SELECT account_id FROM worklist ORDER BY 1")
        ]
        found = blocks_now(ledger, head.run, head.policy)
        for channel in CHANNELS:
            assert {a: b for a, b in found[channel].items() if a in listed} == wanted[channel]
        for account in listed:
            alone = blocks_now(ledger, head.run, head.policy, {account})
            for channel in CHANNELS:
                assert alone[channel].get(account) == wanted[channel].get(account)


@settings(max_examples=8, deadline=None)
@given(stories, st.sampled_from(HAPPENINGS))
def test_what_is_brought_up_to_date_is_as_if_it_were_read_anew(
    accounts: list[tuple[int, str, list[str], list[str]]], what: str
) -> None:
    with desk(accounts) as ledger:
        pages = Pages.read(ledger, DAY)
        pages.show(ledger, Shown(), keep=None, otherwise=0, size=100)
        pages.tallies(ledger)
        account, currency = ledger.connection.execute(
            "SELECT n.account_id, n.currency FROM invoice AS n ORDER BY n.seq LIMIT 1"
        ).fetchone()
        (on_list,) = ledger.connection.execute(
            "SELECT count(*) FROM desk_row WHERE account_id = ?", (account,)
        ).fetchone()
        with ledger.writing(at=AT + timedelta(hours=2), by="mara") as book:
            Story(book, account, currency, pages.head.run.policy_seq, DAY).happen(what)
        pages.touch(ledger, {account})
        again = Pages.read(ledger, DAY)
        if on_list:
            assert pages.tallies(ledger) == again.tallies(ledger)


def plain(
    *accounts: tuple[int, list[str], list[str]],
) -> list[tuple[int, str, list[str], list[str]]]:
    return [(late, "GBP", before, since) for late, before, since in accounts]


def test_views_hold_what_they_are_named_for() -> None:
    accounts = plain(
        (25, [], []),
        (9, [], []),
        (25, ["promise today"], []),
        (50, ["promise broken"], []),
        (25, ["dispute"], []),
        (120, [], []),
        (25, ["call", "call"], []),
        (-3, [], ["queued"]),
        (25, [], ["call"]),
    )
    with desk(accounts) as ledger:
        pages = Pages.read(ledger, DAY)
        assert {view.id: sorted(shown(ledger, pages, view.id)) for view in VIEWS} == {
            "call": ["C-0"],
            "mail": ["C-1", "C-3", "C-7"],
            "promises": ["C-2"],
            "broken": ["C-3"],
            "disputes": ["C-4"],
            "approvals": ["C-5"],
            "blocked": ["C-6"],
            "all": [f"C-{n}" for n in range(9)],
        }
        tallies = pages.tallies(ledger)
        assert (tallies.done, tallies.wait, tallies.ask) == (1, 1, 1)
        assert tallies.views["promises"].sums == (("GBP", 10_000),)
        assert tallies.views["broken"].sums == (("GBP", 30_000),)
        assert tallies.views["disputes"].sums == (("GBP", AMOUNT),)


def test_sums_of_several_currencies_are_told_apart() -> None:
    with desk([(25, "GBP", [], []), (30, "EUR", [], []), (31, "EUR", [], [])]) as ledger:
        tallies = Pages.read(ledger, DAY).tallies(ledger)
        assert tallies.views["call"] == (3, (("EUR", 2 * AMOUNT), ("GBP", AMOUNT)))


def test_why_nothing_is_to_be_done_is_said() -> None:
    accounts = plain(
        (-3, [], []),
        (25, ["promise ahead"], []),
        (25, ["dispute"], []),
        (25, [], ["promise ahead"]),
    )
    with desk(accounts) as ledger:
        pages = Pages.read(ledger, DAY)
        rows = pages.show(ledger, Shown(), keep=None, otherwise=0, size=9).rows
        held = {row.account: row.held for row in rows}
        assert held == {
            "C-0": "not overdue before 2026-07-04",
            "C-1": "promised until 2026-07-05",
            "C-2": "in dispute",
            "C-3": "",
        }
        (promised,) = (row for row in rows if row.account == "C-1")
        assert promised.why == "held: promised until 2026-07-05"
        assert promised.as_json()["next_action"] is None
        assert promised.to_collect == AMOUNT - 20_000


def test_call_backs_of_today_stand_on_top_at_their_time() -> None:
    accounts = plain(
        (25, [], []), (9, [], ["call-back today"]), (30, [], ["call-back tomorrow"]),
        (25, ["paid"], ["call-back today"]), (31, [], ["call-back made"]),
    )  # fmt: skip
    with desk(accounts) as ledger:
        pages = Pages.read(ledger, DAY)
        assert shown(ledger, pages, "call")[:2] == ["C-1", "C-3"]
        assert shown(ledger, pages)[:2] == ["C-1", "C-3"]
        tomorrow = Pages.read(ledger, DAY + timedelta(days=1))
        assert set(shown(ledger, tomorrow, "call")[:3]) == {"C-1", "C-2", "C-3"}
        (paid,) = tomorrow.show(ledger, Shown(words="c-3"), keep=None, otherwise=0, size=9).rows
        assert (paid.rank, paid.held) == (OTHER + paid.account_id, "owes nothing")


@pytest.mark.parametrize(
    ("sort", "wanted"),
    [
        ("order", ["C-1", "C-0", "C-3", "C-2"]),
        ("name", ["C-3", "C-0", "C-1", "C-2"]),
        ("money", ["C-1", "C-3", "C-0", "C-2"]),
        ("late", ["C-3", "C-1", "C-0", "C-2"]),
        ("contact", ["C-0", "C-3", "C-1", "C-2"]),
    ],
)
def test_the_list_is_sorted_and_turned_round(sort: str, wanted: list[str]) -> None:
    accounts = plain(
        (24, [], []),
        (26, ["call"], []),
        (22, ["part paid"], ["e-mail"]),
        (28, ["renamed", "part paid"], []),
    )
    by = next(each for each in SORTS if each.id == sort)
    with desk(accounts) as ledger:
        pages = Pages.read(ledger, DAY)
        found = shown(ledger, pages, sort=by)
        turned = shown(ledger, pages, sort=by, reverse=True)
    if sort == "money":
        assert (set(found[:2]), set(found[2:])) == ({"C-0", "C-1"}, {"C-2", "C-3"})
        assert set(turned[:2]) == {"C-2", "C-3"}
    elif sort == "contact":
        assert (set(found[:2]), found[2:]) == ({"C-0", "C-3"}, wanted[2:])
        assert turned[:2] == ["C-2", "C-1"]
    else:
        assert found == wanted
        assert turned == wanted[::-1]


def test_a_row_is_found_by_any_invoice_and_by_its_telephone_number() -> None:
    with desk(plain((25, [], []), (30, [], []), (9, ["renamed"], []))) as ledger:
        pages = Pages.read(ledger, DAY)
        assert shown(ledger, pages, words="inv-1") == ["C-1"]
        assert shown(ledger, pages, words="1632960001") == ["C-1"]
        assert shown(ledger, pages, words="960001") == ["C-1"]
        assert shown(ledger, pages, words="arger sohne") == ["C-2"]
        assert shown(ledger, pages, words="NAME first-call") == ["C-1", "C-0"]
        assert shown(ledger, pages, words="%") == []


def test_the_cursor_finds_its_account_and_the_next_that_is_not_done() -> None:
    with desk(plain((25, [], []), (30, [], ["call"]), (31, [], []), (32, [], []))) as ledger:
        pages = Pages.read(ledger, DAY)
        page = pages.show(ledger, Shown(), keep=None, otherwise=0, size=9)
        assert [row.account for row in page.rows] == ["C-3", "C-2", "C-1", "C-0"]
        last = page.rows[-1]
        place = Place(last.rank, last.account_id, last.currency)
        assert pages.show(ledger, Shown(), keep=place, otherwise=0, size=9).position == 3
        assert pages.next_to_do(ledger, 1) == 3
        assert pages.next_to_do(ledger, 3) == 0
        call = Shown(view_named("mail"))
        assert pages.show(ledger, call, keep=place, otherwise=5, size=9).position == 0
        assert pages.accounts(ledger) == frozenset()


def test_a_page_of_what_was_shown_before_is_empty() -> None:
    with desk(plain((25, [], []))) as ledger:
        pages = Pages.read(ledger, DAY)
        before = pages.show(ledger, Shown(), keep=None, otherwise=0, size=9)
        pages.show(ledger, Shown(words="x"), keep=None, otherwise=0, size=9)
        assert pages.page(ledger, before.number, 0, 9).rows == ()


def test_the_order_turned_round_keeps_call_backs_on_top() -> None:
    view: View = view_named("call")
    assert order_sql(view, SORTS[0], reverse=True).startswith("r.call_back_due DESC")
    assert order_sql(view, SORTS[0], reverse=True).endswith("r.rank DESC")
