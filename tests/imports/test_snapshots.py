"""A second snapshot finds what is new, changed, unchanged and gone."""

from __future__ import annotations

import pytest

from collectrules.cli.common import now
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import Disputed, DisputeEnded, Posted, Reversed
from collectrules.ledger.verify import verify
from tests.imports.desk import Desk, sheet

ACME = "0071,Acme,17,2026-01-05,2026-02-04,100.00,USD"
BAKER = "0072,Baker,18,2026-01-10,2026-02-09,250.00,USD"
CORBY = "0073,Corby,19,2026-01-20,2026-02-19,80.00,CAD"

POSTINGS = (
    "SELECT number, kind, posting.amount, inferred, posting.effective_on FROM posting "
    "JOIN invoice ON invoice.seq = invoice_id ORDER BY posting.seq"
)


def _post(desk: Desk, posted: Posted | Disputed | Reversed, on: str) -> None:
    with (
        Ledger.open(desk.folder / "collectrules.db") as ledger,
        ledger.writing(at=now(), by="ana") as book,
    ):
        book.append(posted, on=on)


def test_the_first_snapshot_is_all_new(desk: Desk) -> None:
    said = desk.take(sheet(ACME, BAKER, CORBY), "2026-01-31")
    assert said.code == 0
    assert said.counts == {"rows": 3, "new": 3}
    assert desk.rows("SELECT number, name, debtor_kind, effective_on FROM account") == [
        ("0071", "Acme", "business", "2026-01-05"),
        ("0072", "Baker", "business", "2026-01-10"),
        ("0073", "Corby", "business", "2026-01-20"),
    ]
    assert desk.rows(
        "SELECT effective_on, due_on, seen_on, source, amount FROM invoice LIMIT 1"
    ) == [("2026-01-05", "2026-02-04", "2026-01-31", "books", 10000)]


def test_the_same_snapshot_twice_writes_not_one_event(desk: Desk) -> None:
    desk.take(sheet(ACME, BAKER), "2026-01-31")
    before = desk.journal()
    said = desk.take(sheet(ACME, BAKER), "2026-01-31", name="books 2026-01-31.csv")
    assert said.counts == {"rows": 2, "unchanged": 2}
    assert said.json["written"] is False
    assert desk.journal() == before


def test_the_same_items_on_a_later_day_write_only_that_they_were_seen(desk: Desk) -> None:
    desk.take(sheet(ACME), "2026-01-31")
    before = desk.journal()
    said = desk.take(sheet(ACME), "2026-02-07")
    assert said.counts == {"rows": 1, "unchanged": 1}
    assert desk.journal() == before + 1
    assert desk.rows("SELECT effective_on, source FROM snapshot") == [
        ("2026-01-31", "books"),
        ("2026-02-07", "books"),
    ]


def test_a_lower_balance_is_a_payment_and_marked_as_inferred(desk: Desk) -> None:
    desk.take(sheet(ACME, BAKER), "2026-01-31")
    said = desk.take(sheet(ACME.replace("100.00", "60.00"), BAKER), "2026-02-07")
    assert said.counts == {"rows": 2, "changed": 1, "unchanged": 1}
    assert desk.rows(POSTINGS) == [("17", "payment", -4000, 1, "2026-02-07")]
    assert desk.balances("2026-02-07") == {"17": 6000, "18": 25000}
    assert desk.balances("2026-02-06") == {"17": 10000, "18": 25000}


def test_a_higher_balance_is_a_correction(desk: Desk) -> None:
    desk.take(sheet(ACME), "2026-01-31")
    said = desk.take(sheet(ACME.replace("100.00", "130.00")), "2026-02-07")
    assert said.counts == {"rows": 1, "changed": 1}
    assert desk.rows(POSTINGS) == [("17", "correction", 3000, 1, "2026-02-07")]


def test_another_due_date_and_balance_are_one_change(desk: Desk) -> None:
    desk.take(sheet(ACME), "2026-01-31")
    moved = ACME.replace("100.00", "60.00").replace("2026-02-04", "2026-03-01")
    assert desk.take(sheet(moved), "2026-02-07").counts == {"rows": 1, "changed": 1}
    assert desk.items("2026-02-07")["17"].due_on == "2026-03-01"
    assert desk.items("2026-02-06")["17"].due_on == "2026-02-04"
    assert desk.balances("2026-02-07") == {"17": 6000}


def test_what_is_gone_was_paid_and_that_is_inferred(desk: Desk) -> None:
    desk.take(sheet(ACME, BAKER, CORBY), "2026-01-31")
    said = desk.take(sheet(ACME, CORBY), "2026-02-07")
    assert said.counts == {"rows": 2, "unchanged": 2, "gone": 1}
    assert said.json["gone_items"] == [
        {
            "account": "0072",
            "invoice": "18",
            "currency": "USD",
            "was": "250.00",
            "posted": "payment",
            "inferred": True,
            "on": "2026-02-07",
        }
    ]
    assert desk.rows(POSTINGS) == [("18", "payment", -25000, 1, "2026-02-07")]


def test_what_the_file_shows_as_settled_is_gone_on_that_day_and_not_inferred(desk: Desk) -> None:
    header = "account,invoice,date,due date,amount,date paid"
    row = "1,17,2026-01-05,2026-02-04,100.00,"
    desk.take(sheet(row, header=header), "2026-01-31", "--currency", "EUR")
    said = desk.take(sheet(row + "2026-02-02", header=header), "2026-02-07")
    assert said.counts == {"rows": 1, "not_open": 1, "gone": 1}
    assert desk.rows(POSTINGS) == [("17", "payment", -10000, 0, "2026-02-02")]


def test_zeros_in_place_of_a_settled_date_are_no_date(desk: Desk) -> None:
    header = "account,invoice,date,due date,amount,currency,clearing date"
    row = "1,17,05.01.2026,31.01.2026,100.00,USD,00.00.0000"
    said = desk.take(sheet(row, header=header), "2026-01-31", "--dates", "dmy")
    assert said.counts == {"rows": 1, "new": 1}


def test_a_balance_of_nothing_is_not_open(desk: Desk) -> None:
    header = "account,invoice,date,due date,amount,balance,currency"
    open_row = "1,17,2026-01-05,2026-02-04,100.00,100.00,USD"
    paid_row = "1,17,2026-01-05,2026-02-04,100.00,0.00,USD"
    other = "1,18,2026-01-05,2026-02-04,50.00,50.00,USD"
    desk.take(sheet(open_row, other, header=header), "2026-01-31")
    said = desk.take(sheet(paid_row, other, header=header), "2026-02-07")
    assert said.counts == {"rows": 2, "unchanged": 1, "not_open": 1, "gone": 1}


def test_an_open_balance_below_the_amount_is_a_payment_before_we_saw_it(desk: Desk) -> None:
    header = "account,invoice,date,due date,amount,balance,currency"
    row = "1,17,2026-01-05,2026-02-04,100.00,30.00,USD"
    assert desk.take(sheet(row, header=header), "2026-01-31").counts == {"rows": 1, "new": 1}
    assert desk.rows("SELECT amount FROM invoice") == [(10000,)]
    assert desk.rows(POSTINGS) == [("17", "payment", -7000, 1, "2026-01-31")]
    assert desk.take(sheet(row, header=header), "2026-01-31").counts == {"rows": 1, "unchanged": 1}


def test_a_paid_invoice_that_comes_back_is_corrected(desk: Desk) -> None:
    desk.take(sheet(ACME, BAKER), "2026-01-31")
    desk.take(sheet(BAKER), "2026-02-07")
    said = desk.take(sheet(ACME, BAKER), "2026-02-14")
    assert said.counts == {"rows": 2, "changed": 1, "unchanged": 1}
    assert desk.rows(POSTINGS)[-1] == ("17", "correction", 10000, 1, "2026-02-14")
    assert desk.balances("2026-02-14") == {"17": 10000, "18": 25000}


def test_a_credit_note_is_an_item_below_nothing_and_is_used_up(desk: Desk) -> None:
    note = "0071,Acme,C1,2026-01-05,2026-01-05,(40.00),USD"
    assert desk.take(sheet(ACME, note), "2026-01-31").counts == {"rows": 2, "new": 2}
    assert desk.balances("2026-01-31") == {"17": 10000, "C1": -4000}
    desk.take(sheet(ACME, note.replace("40.00", "15.00")), "2026-02-07")
    desk.take(sheet(ACME), "2026-02-14")
    assert desk.rows(POSTINGS) == [
        ("C1", "credit", 2500, 1, "2026-02-07"),
        ("C1", "credit", 1500, 1, "2026-02-14"),
    ]


def test_a_payment_we_recorded_ourselves_is_not_inferred_again(desk: Desk) -> None:
    desk.take(sheet(ACME), "2026-01-31")
    item = desk.items("2026-01-31")["17"]
    _post(desk, Posted(item.id, "payment", -4000), "2026-02-03")
    said = desk.take(sheet(ACME.replace("100.00", "60.00")), "2026-02-07")
    assert said.counts == {"rows": 1, "unchanged": 1}


def test_a_payment_after_the_day_of_the_file_is_not_in_it(desk: Desk) -> None:
    desk.take(sheet(ACME), "2026-01-31")
    item = desk.items("2026-01-31")["17"]
    _post(desk, Posted(item.id, "payment", -4000), "2026-02-10")
    assert desk.take(sheet(ACME), "2026-02-07").counts == {"rows": 1, "unchanged": 1}


def test_a_reversed_payment_counts_no_more(desk: Desk) -> None:
    desk.take(sheet(ACME, BAKER), "2026-01-31")
    desk.take(sheet(ACME.replace("100.00", "60.00"), BAKER), "2026-02-07")
    ((posting,),) = desk.rows("SELECT seq FROM posting")
    assert isinstance(posting, int)
    _post(desk, Reversed(posting, "of another customer"), "2026-02-08")
    assert desk.take(sheet(ACME, BAKER), "2026-02-14").counts == {"rows": 2, "unchanged": 2}


def test_what_is_written_off_here_stays_so_while_their_books_still_show_it(desk: Desk) -> None:
    desk.take(sheet(ACME, BAKER), "2026-01-31")
    item = desk.items("2026-01-31")["17"]
    _post(desk, Posted(item.id, "write_off", -10000), "2026-02-03")
    said = desk.take(sheet(ACME, BAKER), "2026-02-07")
    assert said.counts == {"rows": 2, "unchanged": 2}
    assert said.json["warnings"] == [
        "1 item written off here and still open in the file: left alone"
    ]
    assert desk.take(sheet(BAKER), "2026-02-14").counts == {"rows": 1, "unchanged": 1}


def test_what_is_written_off_here_is_not_opened_again_by_another_balance(desk: Desk) -> None:
    desk.take(sheet(ACME, BAKER), "2026-01-31")
    item = desk.items("2026-01-31")["17"]
    _post(desk, Posted(item.id, "write_off", -10000), "2026-02-03")
    said = desk.take(sheet(ACME.replace("100.00", "90.00"), BAKER), "2026-02-07")
    assert said.counts == {"rows": 2, "unchanged": 2}
    assert desk.balances("2026-02-07") == {"18": 25000}


def test_a_part_written_off_here_is_not_taken_for_a_change_of_theirs(desk: Desk) -> None:
    desk.take(sheet(ACME, BAKER), "2026-01-31")
    item = desk.items("2026-01-31")["17"]
    _post(desk, Posted(item.id, "write_off", -4000), "2026-02-03")
    assert desk.take(sheet(ACME, BAKER), "2026-02-07").counts == {"rows": 2, "unchanged": 2}
    desk.take(sheet(ACME.replace("100.00", "70.00"), BAKER), "2026-02-14")
    assert desk.rows(POSTINGS)[-1] == ("17", "payment", -3000, 1, "2026-02-14")
    assert desk.balances("2026-02-14") == {"17": 3000, "18": 25000}


def test_an_invoice_moved_to_a_later_date_is_not_gone(desk: Desk) -> None:
    desk.take(sheet(ACME, BAKER), "2026-01-31")
    said = desk.take(sheet(ACME.replace("2026-01-05", "2026-02-20"), BAKER), "2026-02-07")
    assert said.counts == {"rows": 2, "unchanged": 1, "not_open": 1}


def test_an_invoice_taken_back_here_is_rejected_when_it_is_shown_again(desk: Desk) -> None:
    desk.take(sheet(ACME, BAKER), "2026-01-31")
    item = desk.items("2026-01-31")["17"]
    _post(desk, Reversed(item.id, "typed twice"), "2026-02-03")
    said = desk.take(sheet(ACME, BAKER), "2026-02-07")
    assert said.counts == {"rows": 2, "unchanged": 1, "rejected": 1}


def test_an_item_in_another_currency_than_before_is_rejected_and_not_gone(desk: Desk) -> None:
    desk.take(sheet(ACME, BAKER), "2026-01-31")
    said = desk.take(sheet(ACME.replace("USD", "CAD"), BAKER), "2026-02-07")
    assert said.counts == {"rows": 2, "unchanged": 1, "rejected": 1}
    assert said.json["rejected_rows"] == [
        {"line": 2, "reason": "invoice `17` is in USD in the ledger, here in CAD"}
    ]


def test_a_rejected_row_is_not_gone(desk: Desk) -> None:
    desk.take(sheet(ACME, BAKER), "2026-01-31")
    said = desk.take(sheet(ACME.replace("100.00", "?"), BAKER), "2026-02-07")
    assert said.counts == {"rows": 2, "unchanged": 1, "rejected": 1}
    assert desk.balances("2026-02-07") == {"17": 10000, "18": 25000}


def test_a_partial_file_says_nothing_of_what_is_not_in_it(desk: Desk) -> None:
    desk.take(sheet(ACME, BAKER), "2026-01-31")
    said = desk.take(sheet(CORBY), "2026-02-07", "--partial")
    assert said.counts == {"rows": 1, "new": 1}
    assert said.json["partial"] is True


def test_only_items_of_the_same_source_can_be_gone(desk: Desk) -> None:
    other = "Konto;Beleg;Datum;Faellig;Betrag\n9;X1;2026-01-02;2026-02-01;5,00\n"
    mapping = desk.file(
        'name = "north"\n[columns]\naccount = "Konto"\ninvoice = "Beleg"\nissued = "Datum"\n'
        'due = "Faellig"\namount = "Betrag"\n[constants]\ncurrency = "EUR"\n',
        "north.toml",
    )
    desk.take(sheet(ACME, BAKER), "2026-01-31")
    said = desk.take(other, "2026-01-31", "--mapping", str(mapping), name="north.csv")
    assert said.counts == {"rows": 1, "new": 1}
    assert desk.take(sheet(ACME, BAKER), "2026-02-07").counts == {"rows": 2, "unchanged": 2}


def test_an_item_known_from_another_source_is_compared_and_said(desk: Desk) -> None:
    desk.take(sheet(ACME, BAKER), "2026-01-31")
    desk.type("import", "open-items", "books.csv", "--propose")
    mapping = desk.file(
        'name = "new"\n[columns]\naccount = "account"\ninvoice = "invoice"\nissued = "date"\n'
        'due = "due date"\namount = "amount"\ncurrency = "currency"\n',
        "new.toml",
    )
    said = desk.take(sheet(ACME), "2026-02-07", "--mapping", str(mapping))
    assert said.counts == {"rows": 1, "unchanged": 1}
    assert said.json["warnings"] == [
        "1 item first imported as `books`: only a file of that mapping can tell when they are gone"
    ]


@pytest.mark.parametrize(("mark", "disputed"), [("Yes", True), ("no", False), ("", False)])
def test_a_dispute_begins_and_ends_with_its_mark(desk: Desk, mark: str, disputed: bool) -> None:
    header = "account,invoice,date,due date,amount,currency,disputed"
    row = "1,17,2026-01-05,2026-02-04,100.00,USD,"
    desk.take(sheet(row + mark, header=header), "2026-01-31")
    assert desk.items("2026-01-31")["17"].disputed is disputed
    other = "no" if disputed else "x"
    said = desk.take(sheet(row + other, header=header), "2026-02-07")
    assert said.counts == {"rows": 1, "changed": 1}
    assert desk.items("2026-02-07")["17"].disputed is not disputed


def test_a_file_that_says_nothing_of_disputes_ends_none(desk: Desk) -> None:
    header = "account,invoice,date,due date,amount,currency"
    row = "1,17,2026-01-05,2026-02-04,100.00,USD"
    desk.take(sheet(f"{row},yes", header=f"{header},disputed"), "2026-01-31")
    mapping = desk.type("import", "open-items", "books.csv", "--propose").out
    desk.file(mapping.replace("disputed =", "# disputed ="), "books.toml")
    said = desk.take(sheet(row, header=header), "2026-02-07", "--mapping", "books.toml")
    assert said.counts == {"rows": 1, "unchanged": 1}
    assert desk.items("2026-02-07")["17"].disputed


def test_an_import_s_own_dispute_ends_when_the_invoice_is_gone(desk: Desk) -> None:
    header = "account,invoice,date,due date,amount,currency,disputed"
    rows = [f"1,{number},2026-01-05,2026-02-04,100.00,USD,yes" for number in (17, 18)]
    desk.take(sheet(*rows, header=header), "2026-01-31")
    desk.take(sheet(rows[0], header=header), "2026-02-07")
    assert desk.items("2026-02-07")["17"].disputed
    assert not desk.items("2026-02-07")["18"].disputed


def test_a_dispute_that_was_reversed_is_none(desk: Desk) -> None:
    header = "account,invoice,date,due date,amount,currency,disputed"
    row = "1,17,2026-01-05,2026-02-04,100.00,USD,"
    desk.take(sheet(row + "yes", header=header), "2026-01-31")
    ((dispute,),) = desk.rows("SELECT seq FROM dispute")
    assert isinstance(dispute, int)
    _post(desk, Reversed(dispute, "marked by mistake"), "2026-02-01")
    assert not desk.items("2026-02-01")["17"].disputed
    assert desk.take(sheet(row, header=header), "2026-02-07").counts == {"rows": 1, "unchanged": 1}


def test_a_dispute_we_took_ourselves_is_not_ended_by_a_file(desk: Desk) -> None:
    header = "account,invoice,date,due date,amount,currency,disputed"
    row = "1,17,2026-01-05,2026-02-04,100.00,USD,no"
    desk.take(sheet(row, header=header), "2026-01-31")
    item = desk.items("2026-01-31")["17"]
    _post(desk, Disputed(item.id, "wrong price"), "2026-02-01")
    assert desk.take(sheet(row, header=header), "2026-02-07").counts == {"rows": 1, "unchanged": 1}
    assert desk.items("2026-02-07")["17"].disputed


def test_most_of_the_items_gone_is_warned_of(desk: Desk) -> None:
    desk.take(sheet(ACME, BAKER, CORBY), "2026-01-31")
    said = desk.take(sheet(ACME), "2026-02-07")
    assert said.json["warnings"] == [
        "2 of the 3 open items of `books` are missing from the file and would count as paid: "
        "is the file whole, and of the same books?"
    ]


def test_an_account_keeps_its_name(desk: Desk) -> None:
    desk.take(sheet(ACME), "2026-01-31")
    renamed = BAKER.replace("0072,Baker", "0071,ACME Holdings")
    desk.take(sheet(ACME, renamed), "2026-02-07")
    assert desk.rows("SELECT number, name FROM account") == [("0071", "Acme")]
    assert desk.rows("SELECT count(*) FROM account_change") == [(0,)]


def test_an_account_has_its_most_frequent_name(desk: Desk) -> None:
    rows = [f"7,{name},{n},2026-01-05,2026-02-04,1.00,USD" for n, name in enumerate("ABBAC")]
    said = desk.take(sheet(*rows), "2026-01-31")
    assert desk.rows("SELECT name FROM account") == [("A",)]
    assert said.json["warnings"] == [
        "1 new account with more than one spelling of the name: the most frequent was taken"
    ]


def test_nothing_open_is_written_nowhere(desk: Desk) -> None:
    said = desk.take(sheet(ACME), "2025-12-31")
    assert said.code == 0
    assert said.counts == {"rows": 1, "not_open": 1}
    assert said.json["warnings"] == [
        "no row of the file is open on 2025-12-31: is that the day of the file?"
    ]
    assert desk.journal() == 0


def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    said = desk.take(sheet(ACME), "2026-01-31", "--dry-run")
    assert said.counts == {"rows": 1, "new": 1}
    assert said.json["written"] is False
    assert desk.journal() == 0


def test_a_day_after_today_is_warned_of(desk: Desk) -> None:
    warnings = desk.take(sheet(ACME), "2999-01-01", "--dry-run").json["warnings"]
    assert isinstance(warnings, list)
    assert warnings[-1].startswith("2999-01-01 is after today, ")


@pytest.mark.parametrize("later", ["17,2026-01-05,2026-02-04,100.00,USD,no", ""])
def test_a_dispute_that_somebody_ended_on_a_later_day_is_not_ended_twice(
    desk: Desk, later: str
) -> None:
    header = "invoice,date,due date,amount,currency,disputed"
    rows = ("17,2026-01-05,2026-02-04,100.00,USD,yes", "18,2026-01-05,2026-02-04,1.00,USD,no")
    columns = f"account,{header}"
    desk.take(sheet(*(f"7,{row}" for row in rows), header=columns), "2026-01-31")
    with Ledger.open(desk.folder / "collectrules.db") as ledger:
        (dispute,) = ledger.connection.execute("SELECT seq FROM dispute").fetchone()
        with ledger.writing(at=now(), by="ana") as book:
            book.append(DisputeEnded(dispute, "credited"), on="2026-02-09")
    kept = [f"7,{row}" for row in (later, rows[1]) if row]
    assert desk.take(sheet(*kept, header=columns), "2026-02-07").code == 0
    with Ledger.open(desk.folder / "collectrules.db") as ledger:
        assert verify(ledger) == []
        assert ledger.connection.execute("SELECT outcome FROM dispute_end").fetchall() == [
            ("credited",)
        ]
