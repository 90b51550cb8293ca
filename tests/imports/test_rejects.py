"""Every row is accounted for: what cannot be taken says why, can be mended, and imported again."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.imports.desk import Desk, sheet

GOOD = "7,Acme,17,2026-01-05,2026-02-04,100.00,USD"


def reasons(desk: Desk, *rows: str, header: str = "", options: tuple[str, ...] = ()) -> list[str]:
    """Why rows are rejected that stand under a good one."""
    text = sheet(GOOD, *rows) if not header else sheet(*rows, header=header)
    rejected = desk.take(text, "2026-01-31", *options).json["rejected_rows"]
    assert isinstance(rejected, list)
    return [f"{one['line']}: {one['reason']}" for one in rejected]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",A,18,2026-01-05,2026-02-04,1.00,USD", "no account in `account`"),
        ("7,A,,2026-01-05,2026-02-04,1.00,USD", "no invoice number in `invoice`"),
        ("7,A,18,,2026-02-04,1.00,USD", "no invoice date in `date`"),
        ("7,A,18,2026-02-30,2026-03-04,1.00,USD", "`2026-02-30` in `date` is not a date"),
        ("7,A,18,2026-01-05,soon,1.00,USD", "`soon` in `due date` is not a date"),
        (
            "7,A,18,2026-01-05,,1.00,USD",
            "no due date: `--terms DAYS` takes it from the invoice date",
        ),
        ("7,A,18,2026-01-05,2026-02-04,,USD", "no amount in `amount`"),
        ("7,A,18,2026-01-05,2026-02-04,ten,USD", "`ten` in `amount` is not an amount"),
        ("7,A,18,2026-01-05,2026-02-04,€10,USD", "`€10` in `amount` is not in USD"),
        ("7,A,18,2026-01-05,2026-02-04,1.005,USD", "`1.005` has more decimals than USD has"),
        ("7,A,18,2026-01-05,2026-02-04,1.00,", "no currency: `--currency CODE` says it"),
        ("7,A,18,2026-01-05,2026-02-04,1.00,ZZZ", "`ZZZ` in `currency` is not a currency"),
        ("Total,,,,,100.00,", "a total, not an invoice"),
        (",,,,Grand Total,100.00,", "a total, not an invoice"),
        ("Total for Acme,,,,,100.00,", "a total, not an invoice"),
        ("Acme Ltd,,,,,,", "a heading, not an invoice"),
        (
            "7,A,18,2026-01-05,2026-02-04,1,234.00,USD",
            "8 cells where the header has 7: put an amount or text that holds the delimiter in "
            "quotation marks",
        ),
        (
            "7,A,,2026-01-05,x,y,USD",
            "no invoice number in `invoice`; `x` in `due date` is not a date; "
            "`y` in `amount` is not an amount",
        ),
        (GOOD, "repeats invoice `17` of line 2"),
    ],
)
def test_a_rejected_row_says_why(desk: Desk, row: str, reason: str) -> None:
    assert reasons(desk, row) == [f"3: {reason}"]


def test_an_amount_beyond_any_ledger(desk: Desk) -> None:
    (reason,) = reasons(desk, f"7,A,18,2026-01-05,2026-02-04,{10**20}.00,USD")
    assert "larger than any amount a ledger takes" in reason


def test_a_kind_and_a_dispute_that_are_neither(desk: Desk) -> None:
    header = "account,invoice,date,due date,amount,currency,debtor kind,disputed"
    row = "7,{},2026-01-05,2026-02-04,1.00,USD,{},{}"
    rows = [row.format(1, "consumer", "yes"), row.format(2, "llc", ""), row.format(3, "", "maybe")]
    assert reasons(desk, *rows, header=header) == [
        "3: `llc` in `debtor kind` is neither business nor consumer",
        "4: `maybe` in `disputed` is neither yes nor no",
    ]
    assert desk.rows("SELECT debtor_kind FROM account") == [("consumer",)]


def test_line_items_of_one_invoice_count_once(desk: Desk) -> None:
    said = desk.take(sheet(GOOD, GOOD, GOOD), "2026-01-31")
    assert said.counts == {"rows": 3, "new": 1, "rejected": 2}
    assert desk.balances("2026-01-31") == {"17": 10000}


def test_line_items_of_a_paid_invoice_do_not_keep_it_open(desk: Desk) -> None:
    header = "account,invoice,date,due date,amount,balance,currency"
    row = "7,17,2026-01-05,2026-02-04,100.00,{},USD"
    other = "7,18,2026-01-05,2026-02-04,100.00,100.00,USD"
    desk.take(sheet(row.format("100.00"), row.format("100.00"), other, header=header), "2026-01-31")
    said = desk.take(sheet(row.format(0), row.format(0), other, header=header), "2026-02-07")
    assert said.counts == {"rows": 3, "unchanged": 1, "not_open": 1, "rejected": 1, "gone": 1}


def test_lines_of_one_invoice_that_differ_are_all_rejected(desk: Desk) -> None:
    lines = [GOOD.replace("100.00", amount) for amount in ("40.00", "60.00")]
    assert reasons(desk, *lines) == [
        f"{line}: invoice `17` is on lines 2, 3, 4, and they differ: leave one that is right"
        for line in (2, 3, 4)
    ]


def test_the_same_number_of_two_customers_is_two_invoices(desk: Desk) -> None:
    assert desk.take(sheet(GOOD, "8" + GOOD[1:]), "2026-01-31").counts == {"rows": 2, "new": 2}


def test_terms_stand_in_for_missing_due_dates(desk: Desk) -> None:
    said = desk.take(sheet("7,A,18,2026-01-05,,1.00,USD"), "2026-01-31", "--terms", "30")
    assert said.counts == {"rows": 1, "new": 1}
    assert desk.items("2026-01-31")["18"].due_on == "2026-02-04"


def test_a_row_due_before_its_date_is_taken_and_warned_of(desk: Desk) -> None:
    said = desk.take(sheet("7,A,18,2026-01-05,2026-01-04,1.00,USD"), "2026-01-31")
    assert said.counts == {"rows": 1, "new": 1}
    assert said.json["warnings"] == ["1 open row due before the invoice date: taken as written"]


def test_ids_written_as_floats(desk: Desk) -> None:
    said = desk.take(
        sheet("007.0,A,17.0,2026-01-05,2026-02-04,1.00,USD", GOOD.replace("7,", "007.0,", 1)),
        "2026-01-31",
    )
    assert desk.rows("SELECT number FROM account") == [("007",)]
    assert desk.rows("SELECT number FROM invoice ORDER BY number") == [("17",), ("17.0",)]
    assert said.json["warnings"] == [
        "every value of column `account` ends in `.0`, which was left off",
        "1 of 2 values of column `invoice` end in `.0`: kept as written",
        "1 new account with more than one spelling of the name: the most frequent was taken",
    ]


def test_ids_once_read_without_their_point_are_always_read_so(desk: Desk) -> None:
    bad = "007.0,A,18.0,2026-02-30,2026-02-04,5.00,USD"
    good = "007.0,A,17.0,2026-01-05,2026-02-04,1.00,USD"
    first = desk.take(sheet(good, bad), "2026-01-31")
    assert first.counts == {"rows": 2, "new": 1, "rejected": 1}
    mended = bad.replace("2026-02-30", "2026-01-30").replace("18.0", "18")
    assert desk.take(sheet(mended, good), "2026-01-31").counts == {
        "rows": 2,
        "new": 1,
        "unchanged": 1,
    }
    assert desk.rows("SELECT number FROM account") == [("007",)]
    assert desk.rows("SELECT number FROM invoice ORDER BY number") == [("17",), ("18",)]
    ((text,),) = desk.rows("SELECT text FROM import_mapping")
    assert 'whole_numbers = ["account", "invoice"]' in str(text)


def test_the_rejected_are_mended_and_imported_again(desk: Desk) -> None:
    bad = 'x,"Baker, ""B""",18,30 Feb 2026,2026-02-04,250.00,USD'
    first = desk.take(sheet(GOOD, bad), "2026-01-31", "--rejected", "rejected.csv")
    assert first.counts == {"rows": 2, "new": 1, "rejected": 1}
    with Path("rejected.csv").open(newline="", encoding="utf-8") as file:
        assert list(csv.DictReader(file)) == [
            {
                "line": "3",
                "reason": "`30 Feb 2026` in `date` is not a date",
                "account": "x",
                "name": 'Baker, "B"',
                "invoice": "18",
                "date": "30 Feb 2026",
                "due date": "2026-02-04",
                "amount": "250.00",
                "currency": "USD",
            }
        ]
    mended = Path("rejected.csv").read_text().replace("30 Feb", "28 Jan")
    again = desk.take(mended, "2026-01-31", name="mended.csv")
    assert again.counts == {"rows": 1, "new": 1}
    assert again.json["partial"] is True
    assert again.json["mapping"] == "books"
    assert desk.balances("2026-01-31") == {"17": 10000, "18": 25000}
    assert desk.rows("SELECT name FROM account WHERE number = 'x'") == [('Baker, "B"',)]


def test_the_rejected_of_the_mended_are_rejected_in_the_same_shape(desk: Desk) -> None:
    desk.take(sheet(GOOD, "7,A,,2026-01-05,2026-02-04,1,USD"), "2026-01-31", "--rejected", "1.csv")
    said = desk.take(Path("1.csv"), "2026-01-31", "--rejected", "2.csv")
    assert said.code == 2
    header, row = Path("2.csv").read_text().splitlines()
    assert header == "line,reason,account,name,invoice,date,due date,amount,currency"
    assert row == "2,no invoice number in `invoice`,7,A,,2026-01-05,2026-02-04,1,USD"


def test_the_delimiter_of_the_file_is_kept(desk: Desk) -> None:
    text = sheet(GOOD, "7,A;B,,2026-01-05,2026-02-04,1.00,USD").replace(",", "\t")
    desk.take(text, "2026-01-31", "--rejected", "rejected.csv")
    assert Path("rejected.csv").read_text().splitlines()[0].startswith("line\treason\taccount")


def test_no_file_is_written_where_nothing_is_rejected(desk: Desk) -> None:
    desk.take(sheet(GOOD), "2026-01-31", "--rejected", "rejected.csv")
    assert not Path("rejected.csv").exists()


def test_the_rejected_are_not_written_over_the_file_itself(desk: Desk) -> None:
    text = sheet(GOOD, "Total,,,,,1.00,")
    said = desk.take(text, "2026-01-31", "--rejected", "books.csv")
    assert said.code == 2
    assert said.err.startswith("error: `books.csv` is the file being imported\n")
    assert Path("books.csv").read_text() == text
    assert desk.journal() == 0


def test_rejected_rows_that_cannot_be_written_stop_the_import(desk: Desk) -> None:
    said = desk.take(sheet(GOOD, "Total,,,,,1.00,"), "2026-01-31", "--rejected", "none/r.csv")
    assert said.code == 2
    assert said.err.startswith("error: `none/r.csv` cannot be written (No such file or directory)")
    assert desk.journal() == 0


def test_where_no_row_can_be_taken_nothing_is_written(desk: Desk) -> None:
    desk.take(sheet(GOOD), "2026-01-31")
    before = desk.journal()
    said = desk.take(sheet("7,Acme,18,2026-01-05,2026-02-04,?,USD"), "2026-02-07")
    assert said.code == 2
    assert "column `amount` holds no amounts" in said.err
    said = desk.take(sheet("7,Acme,,2026-01-05,2026-02-04,1.00,USD"), "2026-02-07")
    assert said.code == 2
    assert said.counts == {"rows": 1, "rejected": 1}
    assert said.err.startswith("error: no row of `books.csv` could be taken: 1 rejected\n")
    assert desk.journal() == before


@pytest.mark.parametrize("name", ["collectrules.db", "policy.toml"])
def test_rejected_rows_take_no_other_files_place(desk: Desk, name: str) -> None:
    target = desk.folder / name
    if not target.exists():
        target.write_text("language = 1\n", encoding="utf-8")
    before = target.read_bytes()
    said = desk.take(
        sheet(GOOD, ",A,18,2026-01-05,2026-02-04,1.00,USD"), "2026-01-31", "--rejected", str(target)
    )
    assert said.code == 2
    assert "is already there, and is no file of rejected rows" in said.err
    assert target.read_bytes() == before
    assert desk.items("2026-01-31") == {}


def test_a_file_of_rejected_rows_may_be_written_anew(desk: Desk) -> None:
    target = desk.folder / "rejected.csv"
    for number in ("18", "19"):
        bad = f",A,{number},2026-01-05,2026-02-04,1.00,USD"
        assert (
            desk.take(sheet(GOOD, bad), "2026-01-31", "--partial", "--rejected", str(target)).code
            == 0
        )
    assert "19" in target.read_text(encoding="utf-8").splitlines()[1]
