"""Mappings: ten lines of TOML, proposed, written by hand, and remembered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectrules.errors import InputError
from collectrules.imports.amounts import DECIMAL_SIGNS
from collectrules.imports.columns import ROLES
from collectrules.imports.dates import ORDERS
from collectrules.imports.mapping import DEBTOR_KINDS, ColumnMapping, parse
from collectrules.imports.proposal import name_for, written

GOOD = """\
name = "books"
dates = "mdy"

[columns]
account = "customerID"
invoice = "invoiceNumber"
issued = "InvoiceDate"
amount = "InvoiceAmount"

[constants]
currency = "GBP"
debtor_kind = "consumer"
payment_days = 30
"""


def refusal(text: str) -> str:
    with pytest.raises(InputError) as caught:
        parse(text, "m.toml")
    assert "--propose" in caught.value.help
    return caught.value.message


def test_a_mapping() -> None:
    assert parse(GOOD, "m.toml") == ColumnMapping(
        name="books",
        columns={
            "account": "customerID",
            "invoice": "invoiceNumber",
            "issued": "InvoiceDate",
            "amount": "InvoiceAmount",
        },
        dates="mdy",
        currency="GBP",
        debtor_kind="consumer",
        payment_days=30,
    )


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ('"books"', '" "', 'it has no name: write one such as `name = "books"` at its top'),
        ('"books"', '"a\\nb"', 'it has no name: write one such as `name = "books"` at its top'),
        ('"books"', f'"{"x" * 81}"', "its name is longer than 80 characters"),
        ('"mdy"', '"us"', "`dates` is `us`, not one of dmy, mdy, ymd"),
        ("dates", "date", "`date` is not a key it can have, did you mean `dates`?"),
        ("account", "acount", "`acount` is not a column it can have, did you mean `account`?"),
        ('"customerID"', "1", "column `account` does not name a column of the file"),
        ("amount =", "phone =", "it does not say which column is `amount` or `balance`"),
        ("[columns]", "[[columns]]", "`columns` is not a table: it begins with a line `[columns]`"),
        ("GBP", "ZZZ", "`ZZZ` is not a currency: write an ISO 4217 code such as USD"),
        ("consumer", "person", "`debtor_kind` is `person`, not one of business, consumer"),
        ("30", "true", "`payment_days` is `True`, not a number of days such as 30"),
        ("30", "-1", "`payment_days` is `-1`, not a number of days such as 30"),
        ("currency", "money", "`money` is not a constant it can have"),
    ],
)
def test_a_fault_in_a_mapping(was: str, now: str, said: str) -> None:
    message = refusal(GOOD.replace(was, now, 1))
    assert message.startswith("`m.toml` is not a mapping: ")
    assert said in message


def test_all_faults_of_a_mapping_at_once() -> None:
    assert refusal("dates = 1\n[columns]\n") == (
        "`m.toml` is not a mapping: it does not say which column is `account`, `invoice`, `issued`, "
        '`amount` or `balance`; it has no name: write one such as `name = "books"` at its top; '
        "`dates` is `1`, not one of dmy, mdy, ymd"
    )


def test_a_mapping_that_is_not_toml() -> None:
    assert refusal("name = books\n").startswith("`m.toml` is not TOML: ")


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("ibm-accounts-receivable.csv", "ibm-accounts-receivable"),
        ("Open Items 2026-01-31.csv", "open-items"),
        ("open-invoices-694-customers.csv", "open-invoices-694-customers"),
        ("2026-01-31.csv", "open-items"),
        ("Außenstände.csv", "aussenstände"),
        ("x" * 300 + ".csv", "x" * 80),
    ],
)
def test_a_mapping_is_named_after_its_file_without_the_day(file: str, name: str) -> None:
    assert name_for(file) == name


def test_a_proposal_is_ten_lines_that_say_what_they_mean() -> None:
    mapping = parse(GOOD, "m.toml")
    text = written(mapping, ["customerID", "invoiceNumber", "Sales\nrep", "InvoiceDate"])
    assert text == (
        "# How an export is read: left what it means, right the file's column.\n"
        'name = "books"\n'
        'dates = "mdy" # the order of day, month and year\n'
        "\n"
        "[columns]\n"
        'account = "customerID" # the customer\'s number, or name where there are no numbers\n'
        'invoice = "invoiceNumber" # the invoice\'s number\n'
        'issued = "InvoiceDate" # the invoice\'s date\n'
        'amount = "InvoiceAmount" # the amount of the invoice\n'
        "# not used: Sales rep\n"
        "\n"
        "[constants]\n"
        'currency = "GBP" # of every row\n'
        'debtor_kind = "consumer" # business or consumer, of every row\n'
        "payment_days = 30 # where no due date is given\n"
    )


COLUMN = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    lambda text: bool(text.strip())
)


@given(
    st.builds(
        ColumnMapping,
        name=st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=20),
        columns=st.fixed_dictionaries(
            {key: COLUMN.map(str.strip) for key in ("account", "invoice", "issued", "amount")},
            optional={
                role.key: COLUMN.map(str.strip)
                for role in ROLES
                if role.key not in ("account", "invoice", "issued", "amount", "kind")
            },
        ),
        dates=st.none() | st.sampled_from(ORDERS),
        decimal=st.none() | st.sampled_from(DECIMAL_SIGNS),
        currency=st.sampled_from(["", "USD", "JPY"]),
        debtor_kind=st.sampled_from((None, *DEBTOR_KINDS)),
        payment_days=st.none() | st.integers(0, 3650),
    ),
    st.lists(st.text(max_size=10), max_size=5),
)
def test_what_is_written_is_read_back(mapping: ColumnMapping, header: list[str]) -> None:
    assert parse(written(mapping, header), "m.toml") == mapping
