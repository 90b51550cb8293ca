"""Headers of exports, and the mapping each suggests."""

from __future__ import annotations

import pytest

from collectrules.imports.columns import ROLES, canonical, lacking, recognised


@pytest.mark.parametrize(
    ("spelled", "words"),
    [
        ("customerID", "customer id"),
        ("CUST_NUMBER", "customer number"),
        ("Invoice #", "invoice number"),
        ("*InvoiceNumber", "invoice number"),
        ("Amount (USD)", "amount"),
        ("Inv. No.", "invoice number"),
        ("E-mail", "email"),
        ("Due Date", "due date"),
        ("A/C", "a c"),
        ("Référence", "reference"),
    ],
)
def test_a_name_in_small_words(spelled: str, words: str) -> None:
    assert canonical(spelled) == words


def test_every_name_of_a_role_is_in_small_words() -> None:
    for role in ROLES:
        for name in role.names:
            assert canonical(name) == name


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        pytest.param(
            "Date,Transaction type,Num,Customer,Terms,Due date,Amount,Open balance",
            {
                "account": "Customer",
                "invoice": "Num",
                "issued": "Date",
                "due": "Due date",
                "amount": "Amount",
                "balance": "Open balance",
            },
            id="quickbooks",
        ),
        pytest.param(
            "ContactName,EmailAddress,POCountry,InvoiceNumber,Reference,InvoiceDate,DueDate,Total,"
            "InvoiceAmountPaid,InvoiceAmountDue,Quantity,UnitAmount,AccountCode,Currency,Status",
            {
                "account": "ContactName",
                "invoice": "InvoiceNumber",
                "issued": "InvoiceDate",
                "due": "DueDate",
                "amount": "Total",
                "balance": "InvoiceAmountDue",
                "currency": "Currency",
                "email": "EmailAddress",
            },
            id="xero",
        ),
        pytest.param(
            "Invoice Date,Invoice ID,Invoice Number,Customer Name,Due Date,Currency Code,Item Name,"
            "Account,Item Total,SubTotal,Total,Balance,Last Payment Date",
            {
                "account": "Customer Name",
                "invoice": "Invoice Number",
                "issued": "Invoice Date",
                "due": "Due Date",
                "amount": "Total",
                "balance": "Balance",
                "currency": "Currency Code",
            },
            id="zoho",
        ),
        pytest.param(
            "Client Name,Invoice #,Date Issued,Date Due,Invoice Status,Date Paid,Amount,Currency",
            {
                "account": "Client Name",
                "invoice": "Invoice #",
                "issued": "Date Issued",
                "due": "Date Due",
                "amount": "Amount",
                "currency": "Currency",
                "settled": "Date Paid",
            },
            id="freshbooks",
        ),
        pytest.param(
            "A/C,Name,Ref,Date,Due Date,Gross,Outstanding,Disputed,Telephone",
            {
                "account": "A/C",
                "name": "Name",
                "invoice": "Ref",
                "issued": "Date",
                "due": "Due Date",
                "amount": "Gross",
                "balance": "Outstanding",
                "disputed": "Disputed",
                "phone": "Telephone",
            },
            id="sage",
        ),
        pytest.param(
            "Customer,Name 1,Document Number,Document Date,Net Due Date,Amount in doc. curr.,"
            "Document Currency,Clearing date",
            {
                "account": "Customer",
                "name": "Name 1",
                "invoice": "Document Number",
                "issued": "Document Date",
                "due": "Net Due Date",
                "amount": "Amount in doc. curr.",
                "currency": "Document Currency",
                "settled": "Clearing date",
            },
            id="sap",
        ),
        pytest.param(
            "account,customer,invoice,issued,due,amount",
            {
                "account": "account",
                "name": "customer",
                "invoice": "invoice",
                "issued": "issued",
                "due": "due",
                "amount": "amount",
            },
            id="by hand",
        ),
    ],
)
def test_exports_of_accounting_systems(header: str, columns: dict[str, str]) -> None:
    found = recognised(header.split(","))
    assert found == columns
    assert lacking(found) == []


def test_what_a_mapping_lacks() -> None:
    assert lacking([]) == ["account", "invoice", "issued", "amount", "balance"]
    assert lacking(["account", "invoice", "issued", "balance"]) == []
