"""The made-up year: what it promises to be, by looking at the ledger it leaves."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from collectrules.charges.agreements import Covered, plans, settlements
from collectrules.charges.placements import PlacedDebt, placements
from collectrules.demo.customers import roster
from collectrules.demo.days import FIRST_DAY, LAST_DAY
from collectrules.demo.sales import sales_of_the_year
from collectrules.engine.gather import Moment, gather_books
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import KINDS
from collectrules.ledger.overrides import overrides
from collectrules.ledger.owed import owed
from collectrules.ledger.receipts import receipts
from collectrules.ledger.verify import verify
from collectrules.reports.ageing import ageing
from collectrules.reports.standing import Books
from collectrules.worklist.listing import read_listing

SALES: Final = "496ed19e111d308ac1fd6b8103c5506f1c36caf5a7b456d0ec8c80a2bd3aeb8c"
"""SHA-256 of the sales; they do not depend on any policy, so every machine and Python must agree."""

BALANCES: Final = """
    SELECT n.amount, n.amount + coalesce((
        SELECT sum(p.amount) FROM posting AS p
        WHERE p.invoice_id = n.seq AND p.seq NOT IN (SELECT reversed_seq FROM reversal)
    ), 0)
    FROM invoice AS n
"""

ANEW: Final = """
import sys
from collections.abc import Sequence
from pathlib import Path
from collectrules.demo.build import make_demo
from collectrules.policy.shipped import shipped_policy
make_demo(Path(sys.argv[1]), shipped_policy("ready"), "ready.toml")
"""


def ends(ledger: Ledger) -> tuple[int, str]:
    last = ledger.connection.execute("SELECT seq, hash FROM journal ORDER BY seq DESC").fetchone()
    return last[0], last[1]


def counts(ledger: Ledger, sql: str) -> dict[str, int]:
    return dict(ledger.connection.execute(sql).fetchall())


def test_the_sales_are_the_same_everywhere() -> None:
    said = "\n".join(
        f"{sale.number} {sale.customer.number} {sale.on} {sale.due_on} {sale.amount} {sale.currency}"
        for sale in sales_of_the_year(roster())
    )
    assert hashlib.sha256(said.encode()).hexdigest() == SALES


def test_another_process_elsewhere_makes_the_same_journal(demo: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "again.db"
    elsewhere = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", ANEW, str(path)], check=True, env=elsewhere)
    with Ledger.open(path) as again:
        assert ends(again) == ends(demo)


def test_the_books_are_as_they_were_written(demo: Ledger) -> None:
    assert verify(demo) == []


def test_there_is_about_as_much_as_promised(demo: Ledger) -> None:
    events = counts(demo, "SELECT kind, count(*) FROM journal GROUP BY kind")
    assert events["account"] == 120
    assert 1_400 <= events["invoice"] <= 1_650
    assert set(KINDS) - set(events) == {
        "stage_move",  # its policy never changes its stages
        "policy_approval",  # nor say who approved it
        "policy_pack",  # and names no packs
        "policy_beside",  # nobody is put under another
        "interest_term",
        "accrual",
        "reference_rate",  # it charges no interest
        "person",
        "person_change",
        "reach",
        "reach_end",
        "erasure",
        "consent",
        "quiet_time",
        "quiet_time_end",
        "stop",
        "stop_end",  # it knows its customers, and nobody at them
        "attempt",
        "attempt_release",  # who calls logs at once
        "note",
        "call_back",
        "call_back_end",
        "queued",
        "queued_end",  # and leaves the screen's own to whoever tries it
        "trial",
        "trial_end",  # nor is a second policy published beside its own
    }


@pytest.mark.parametrize(
    ("sql", "wanted"),
    [
        ("SELECT kind, count(*) FROM posting GROUP BY 1", "payment credit correction write_off"),
        ("SELECT kind, count(*) FROM part_posting GROUP BY 1", "payment waiver write_off"),
        ("SELECT rule, count(*) FROM charge GROUP BY 1", "late-fee bank-fee"),
        ("SELECT section, count(*) FROM approval GROUP BY 1", "stage"),
        ("SELECT kind, count(*) FROM override GROUP BY 1", "leave_out grace"),
        ("SELECT step, count(*) FROM stage_step GROUP BY 1", "due done passed"),
        ("SELECT direction, count(*) FROM contact GROUP BY 1", "in out"),
        ("SELECT channel, count(*) FROM contact GROUP BY 1", "call email letter"),
        ("SELECT outcome, count(*) FROM dispute_end GROUP BY 1", "credited rejected withdrawn"),
        ("SELECT debtor_kind, count(*) FROM account GROUP BY 1", "business consumer"),
        ("SELECT currency, count(*) FROM invoice GROUP BY 1", "EUR GBP"),
        ("SELECT amount < 0, count(*) FROM invoice GROUP BY 1", "0 1"),
    ],
)
def test_there_is_some_of_everything(demo: Ledger, sql: str, wanted: str) -> None:
    assert {str(kind) for kind in counts(demo, sql)} == set(wanted.split())


def test_promises_and_disputes_are_in_every_state(demo: Ledger) -> None:
    gather_books(demo.connection, Moment(LAST_DAY))
    promises = counts(demo, "SELECT state, count(*) FROM promise_state GROUP BY state")
    assert promises["kept"] > 10
    assert promises["broken"] > 10
    assert promises["open"] >= 1
    disputes = counts(demo, "SELECT open, count(*) FROM dispute_span GROUP BY open")
    assert disputes[0] > 10
    assert disputes[1] >= 3


def test_agreements_are_in_every_state(demo: Ledger) -> None:
    made = plans(demo.connection, LAST_DAY)
    assert {plan.state for plan in made} == {"kept", "broken", "open"}
    coming = [plan.next_due for plan in made if plan.state == "open"]
    assert all(each and each.instalment.due_on > LAST_DAY for each in coming)
    offered = settlements(demo.connection, LAST_DAY)
    assert {settlement.state for settlement in offered} == {"kept", "lapsed"}


def test_an_agency_has_debts_has_paid_some_and_has_given_some_back(demo: Ledger) -> None:
    made = placements(demo.connection, LAST_DAY)
    assert {placement.state for placement in made} >= {"placed", "closed", "recalled"}
    assert all(each.recovered == each.amount for each in made if each.state == "closed")
    assert all(0 < each.share < each.recovered for each in made if each.recovered)


def test_some_cheques_bounce_and_some_nobody_knows_what_for(demo: Ledger) -> None:
    cheques = receipts(demo.connection, LAST_DAY)
    assert any(cheque.taken_back == "refer to drawer" for cheque in cheques)
    assert 1 <= sum(cheque.unapplied > 0 for cheque in cheques) <= 8
    assert all(cheque.unapplied in {0, cheque.amount} for cheque in cheques)


def test_a_lost_debt_is_let_go_by_the_owner_and_a_part_of_it_comes_back(demo: Ledger) -> None:
    reason = "the firm was wound up"
    let_go = demo.query(
        "SELECT DISTINCT j.recorded_by FROM posting AS p JOIN journal AS j USING (seq)"
        " WHERE p.kind = 'write_off' AND p.note = ?",
        (reason,),
    )
    assert [row["recorded_by"] for row in let_go] == ["mara, approved by edwin"]
    back = demo.query(
        "SELECT b.amount FROM posting AS b JOIN posting AS p USING (invoice_id)"
        " WHERE b.kind = 'write_off' AND b.amount > 0 AND p.note = ?",
        (reason,),
    )
    assert back


def test_exceptions_begin_and_end(demo: Ledger) -> None:
    made = [(each.kind, each.last_on is None) for each in overrides(demo.connection)]
    assert made == [("grace", True), ("leave_out", False), ("leave_out", True)]


def test_nothing_is_agreed_on_or_placed_twice(demo: Ledger) -> None:
    """No invoice is in two of the plans, settlements and placements that stand."""
    standing: list[Sequence[Covered | PlacedDebt]] = [
        each.invoices
        for made in (plans, settlements, placements)
        for each in made(demo.connection, LAST_DAY)
        if each.ended is None
    ]
    ids = [invoice.invoice_id for invoices in standing for invoice in invoices]
    assert len(ids) == len(set(ids)) > 3


def test_ageing_is_what_is_outstanding(demo: Ledger) -> None:
    wanted: dict[str, int] = {}
    for each in owed(demo.connection, LAST_DAY):
        wanted[each.currency] = wanted.get(each.currency, 0) + each.total
    for cheque in receipts(demo.connection, LAST_DAY):
        wanted[cheque.currency] -= cheque.unapplied
    found = ageing(Books.of(demo, LAST_DAY))
    assert {line.currency: line.outstanding for line in found} == wanted


def test_nothing_is_overpaid(demo: Ledger) -> None:
    for amount, balance in demo.connection.execute(BALANCES):
        assert balance >= 0 if amount > 0 else amount <= balance <= 0


def test_the_journal_is_in_the_order_of_time(demo: Ledger) -> None:
    rows = demo.connection.execute(
        "SELECT recorded_at, effective_on, kind FROM journal ORDER BY seq"
    ).fetchall()
    moments = [recorded_at for recorded_at, _, _ in rows]
    assert moments == sorted(moments)
    assert moments[0].startswith(FIRST_DAY.isoformat())
    assert moments[-1].startswith(LAST_DAY.isoformat())
    assert all(effective_on <= recorded_at[:10] for recorded_at, effective_on, _ in rows)


def test_some_payments_come_to_light_days_later(demo: Ledger) -> None:
    days = counts(
        demo,
        """
        SELECT CAST(julianday(substr(j.recorded_at, 1, 10)) - julianday(p.effective_on) AS INTEGER), count(*)
        FROM posting AS p JOIN journal AS j USING (seq) WHERE p.kind = 'payment' GROUP BY 1
        """,
    )
    assert sum(days.values()) * 0.6 < days[0] < sum(days.values())
    assert max(days) <= 7


def test_the_worklist_of_the_last_day_has_work_of_every_kind(demo: Ledger) -> None:
    listing = read_listing(demo)
    assert listing.as_of == LAST_DAY
    assert 20 <= len(listing.rows) <= 60
    assert {row.channel for row in listing.rows} >= {"call", "email", "letter", None}
    assert any(not row.allowed for row in listing.rows)
    assert any(row.currency == "EUR" for row in listing.rows)


def test_names_try_what_a_screen_must_bear(demo: Ledger) -> None:
    names = [customer.name for customer in roster()]
    assert len(set(names)) == len(names)
    assert any("[/]" in name for name in names)
    assert any("<" in name for name in names)
    assert any("'" in name for name in names)
    assert any(len(name) > 120 for name in names)
    assert any(not name.isascii() and name.isprintable() for name in names)
    assert any("\u3040" <= character <= "\u30ff" for name in names for character in name)


def test_nobody_can_be_reached_in_earnest() -> None:
    for customer in roster():
        assert customer.email.endswith(".example")
        assert customer.phone.startswith(("+44 1632 960", "+44 7700 900", "+33 1 99 00 "))
