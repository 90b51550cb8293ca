"""Two public files of receivables: what they hold was counted apart from this program.

An invoice is open on a day when it was issued by then and not settled by then; overdue when it fell
due before that day.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.imports.desk import Desk
from tests.samples import CUSTOMERS_694, IBM, sample

IBM_MAPPING = """\
name = "ibm"

[columns]
account = "customerID"
invoice = "invoiceNumber"
issued = "InvoiceDate"
due = "DueDate"
amount = "InvoiceAmount"
settled = "SettledDate"
disputed = "Disputed"

[constants]
currency = "USD"
debtor_kind = "business"
"""


@pytest.fixture
def ibm() -> Path:
    return sample(IBM)


@pytest.fixture
def customers_694() -> Path:
    return sample(CUSTOMERS_694)


def _open_and_overdue(desk: Desk, as_of: str) -> tuple[int, int]:
    found = [item for item in desk.items(as_of).values() if item.balance]
    return len(found), sum(item.due_on < as_of for item in found)


@pytest.mark.parametrize(("as_of", "held"), [("2012-12-31", (99, 13)), ("2013-06-30", (84, 12))])
def test_a_settled_history_is_cut_to_what_was_open_that_day(
    desk: Desk, ibm: Path, as_of: str, held: tuple[int, int]
) -> None:
    said = desk.take(ibm, as_of)
    assert said.code == 0
    assert said.counts == {"rows": 2466, "new": held[0], "not_open": 2466 - held[0]}
    assert _open_and_overdue(desk, as_of) == held


def test_a_later_cut_of_the_same_history_settles_on_the_days_it_says(desk: Desk, ibm: Path) -> None:
    desk.take(ibm, "2012-12-31")
    said = desk.take(ibm, "2013-06-30")
    assert said.counts == {"rows": 2466, "new": 84, "not_open": 2382, "gone": 99}
    assert _open_and_overdue(desk, "2013-06-30") == (84, 12)
    assert _open_and_overdue(desk, "2012-12-31") == (99, 13)
    assert desk.rows("SELECT kind, inferred, count(*) FROM posting GROUP BY 1, 2") == [
        ("payment", 0, 99)
    ]
    assert desk.rows(
        "SELECT posting.effective_on FROM posting JOIN invoice ON invoice.seq = invoice_id "
        "WHERE number = '27545037'"
    ) == [("2013-01-12",)]


def test_a_mapping_of_ten_lines_reads_it_and_is_remembered(desk: Desk, ibm: Path) -> None:
    mapping = desk.file(IBM_MAPPING, "ibm.toml")
    first = desk.take(ibm, "2012-12-31", "--mapping", str(mapping))
    assert first.json["mapping"] == "ibm"
    assert first.json["warnings"] == []
    again = desk.take(ibm, "2013-06-30", "--mapping", "ibm")
    assert again.counts == {"rows": 2466, "new": 84, "not_open": 2382, "gone": 99}
    assert desk.rows("SELECT name, text FROM import_mapping") == [("ibm", IBM_MAPPING)]


def test_disputes_are_opened_for_what_is_open_only(desk: Desk, ibm: Path) -> None:
    desk.take(ibm, "2012-12-31")
    disputed = desk.rows("SELECT count(*) FROM dispute WHERE effective_on = '2012-12-31'")
    assert disputed == [(28,)]


def test_a_customer_is_known_since_the_first_invoice_in_the_file(desk: Desk, ibm: Path) -> None:
    desk.take(ibm, "2013-06-30")
    assert desk.rows("SELECT effective_on FROM account WHERE number = '0379-NEVHP'") == [
        ("2012-02-12",)
    ]


def test_694_customers(desk: Desk, customers_694: Path) -> None:
    said = desk.take(customers_694, "2020-04-30")
    assert said.counts == {"rows": 9681, "new": 8623, "not_open": 1058}
    assert _open_and_overdue(desk, "2020-04-30") == (8623, 6616)
    assert desk.rows("SELECT count(*) FROM account") == [(658,)]
    assert desk.rows("SELECT name FROM account WHERE number = '0140105686'") == [("SYSC us",)]
    assert desk.rows("SELECT count(*) FROM invoice WHERE number LIKE '%.%'") == [(0,)]


def test_694_customers_in_two_currencies_never_added_together(
    desk: Desk, customers_694: Path
) -> None:
    said = desk.take(customers_694, "2020-04-30")
    assert said.json["open"] == {
        "CAD": {
            "items": 648,
            "amount": "39394721.12",
            "overdue_items": 528,
            "overdue_amount": "32223780.36",
        },
        "USD": {
            "items": 7975,
            "amount": "252146238.01",
            "overdue_items": 6088,
            "overdue_amount": "195150926.92",
        },
    }
    assert desk.rows("SELECT currency, sum(amount) FROM invoice GROUP BY 1 ORDER BY 1") == [
        ("CAD", 3939472112),
        ("USD", 25214623801),
    ]


def test_694_customers_warnings(desk: Desk, customers_694: Path) -> None:
    said = desk.take(customers_694, "2020-04-30")
    assert said.json["warnings"] == [
        "every value of column `doc_id` ends in `.0`, which was left off",
        "24 open rows due before the invoice date: taken as written",
        "381 new accounts with more than one spelling of the name: the most frequent was taken",
    ]


def test_694_customers_twice_changes_nothing(desk: Desk, customers_694: Path) -> None:
    desk.take(customers_694, "2020-04-30")
    before = desk.journal()
    said = desk.take(customers_694, "2020-04-30")
    assert said.counts == {"rows": 9681, "unchanged": 8623, "not_open": 1058}
    assert said.json["written"] is False
    assert desk.journal() == before
