"""One row read: the item it says, or everything that is wrong with it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from collectrules.errors import InputError
from collectrules.imports.amounts import Amount
from collectrules.imports.cells import Cells
from collectrules.imports.dates import is_no_date
from collectrules.imports.item_row import ItemRow, Key
from collectrules.imports.mapping import DEBTOR_KINDS, ColumnMapping, DebtorKind
from collectrules.imports.sheet import Row
from collectrules.money import is_currency, to_minor

A_TOTAL: Final = "a total, not an invoice"
A_HEADING: Final = "a heading, not an invoice"

_YES: Final = frozenset({"yes", "y", "true", "t", "1", "x", "disputed"})
_NO: Final = frozenset({"", "no", "n", "false", "f", "0", "-"})
_TOTAL: Final = re.compile(r"(grand |sub ?-?)?totals?\b", re.IGNORECASE)


class RowReader:
    """Reads one row after the other; what is wrong with the present one is in `faults`."""

    def __init__(self, cells: Cells, mapping: ColumnMapping) -> None:
        self.cells = cells
        self.mapping = mapping
        self.faults: list[str] = []

    def key(self, row: Row) -> Key:
        """The item a row names, as far as it names one."""
        return self.cells.id(row, "account"), self.cells.id(row, "invoice")

    def item(self, row: Row) -> ItemRow | str:
        """The item a row says, or why it says none."""
        if not self.cells.fits(row):
            return (
                f"{len(row.cells)} cells where the header has {self.cells.width}: "
                "put an amount or text that holds the delimiter in quotation marks"
            )
        label = self._label(row)
        if label:
            return label
        self.faults = []
        item = self._read(row)
        return "; ".join(self.faults) if item is None else item

    def _label(self, row: Row) -> str:
        """Why a row without an invoice's number and date is none: a total, or a heading."""
        if self.cells.text(row, "invoice") and self.cells.text(row, "issued"):
            return ""
        said = [cell.strip() for cell in row.cells if cell.strip()]
        if any(_TOTAL.match(cell) for cell in said):
            return A_TOTAL
        return A_HEADING if len(said) == 1 else ""

    def _read(self, row: Row) -> ItemRow | None:
        account, invoice = self.key(row)
        if not account:
            self.faults.append(f"no account in `{self.mapping.columns['account']}`")
        if not invoice:
            self.faults.append(f"no invoice number in `{self.mapping.columns['invoice']}`")
        issued = self._date(row, "issued")
        if issued is None and is_no_date(self.cells.text(row, "issued")):
            self.faults.append(f"no invoice date in `{self.mapping.columns['issued']}`")
        due, settled = self._due(row, issued), self._date(row, "settled")
        currency = self._currency(row)
        amount, balance = self._money(row, currency)
        disputed, kind = self._disputed(row), self._kind(row)
        if self.faults or issued is None or due is None or amount is None or balance is None:
            return None
        return ItemRow(
            line=row.line,
            account=account,
            invoice=invoice,
            currency=currency,
            amount=amount,
            balance=balance,
            issued=issued,
            due=due,
            settled=settled,
            disputed=disputed,
            name=self.cells.text(row, "name"),
            kind=kind,
            email=self.cells.text(row, "email"),
            phone=self.cells.text(row, "phone"),
        )

    def _date(self, row: Row, role: str) -> date | None:
        text = self.cells.text(row, role)
        day = self.cells.dates[role].get(text)
        if day is None and not is_no_date(text):
            self.faults.append(f"`{text}` in `{self.mapping.columns[role]}` is not a date")
        return day

    def _due(self, row: Row, issued: date | None) -> date | None:
        if not is_no_date(self.cells.text(row, "due")):
            return self._date(row, "due")
        if self.mapping.payment_days is None:
            self.faults.append("no due date: `--terms DAYS` takes it from the invoice date")
            return None
        try:
            return None if issued is None else issued + timedelta(days=self.mapping.payment_days)
        except OverflowError:
            self.faults.append("no due date, and none within the calendar by its terms")
            return None

    def _currency(self, row: Row) -> str:
        text = self.cells.text(row, "currency").upper() or self.mapping.currency
        if not text:
            self.faults.append("no currency: `--currency CODE` says it")
        elif not is_currency(text):
            self.faults.append(
                f"`{text}` in `{self.mapping.columns['currency']}` is not a currency"
            )
            return ""
        return text

    def _money(self, row: Row, currency: str) -> tuple[int | None, int | None]:
        """The amount and the open balance; one stands for the other where the file has one."""
        amount, balance = (
            self._amount(row, "amount", currency),
            self._amount(row, "balance", currency),
        )
        if "balance" not in self.cells.at:
            balance = amount
        elif amount is None and not self.cells.text(row, "amount"):
            amount = balance
        missing = "balance" if "balance" in self.cells.at else "amount"
        if not self.cells.text(row, missing):
            self.faults.append(f"no amount in `{self.mapping.columns[missing]}`")
        return amount, balance

    def _amount(self, row: Row, role: str, currency: str) -> int | None:
        text = self.cells.text(row, role)
        if not text:
            return None
        amount: Amount | None = self.cells.amounts[role].get(text)
        if amount is None:
            self.faults.append(f"`{text}` in `{self.mapping.columns[role]}` is not an amount")
            return None
        if not currency:
            return None
        if amount.currency not in ("", currency):
            self.faults.append(f"`{text}` in `{self.mapping.columns[role]}` is not in {currency}")
            return None
        try:
            return to_minor(amount.value, currency)
        except InputError as error:
            self.faults.append(error.message)
            return None

    def _disputed(self, row: Row) -> bool | None:
        if "disputed" not in self.cells.at:
            return None
        text = self.cells.text(row, "disputed").casefold()
        if text not in _YES | _NO:
            self.faults.append(
                f"`{text}` in `{self.mapping.columns['disputed']}` is neither yes nor no"
            )
        return text in _YES

    def _kind(self, row: Row) -> DebtorKind | None:
        text = self.cells.text(row, "kind").casefold()
        kind = next((kind for kind in DEBTOR_KINDS if kind == text), None)
        if text and kind is None:
            self.faults.append(
                f"`{text}` in `{self.mapping.columns['kind']}` is neither business nor consumer"
            )
        return kind or self.mapping.debtor_kind
