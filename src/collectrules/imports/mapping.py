"""How the columns of an export are read: ten lines of TOML, kept under a name.

The name is also the `source` of every invoice read by it: a later snapshot of the same source can
tell what is gone.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, cast

from collectrules.errors import InputError
from collectrules.imports.amounts import DECIMAL_SIGNS, DecimalSign
from collectrules.imports.columns import ROLES, alternatives, lacking
from collectrules.imports.dates import ORDERS, Order
from collectrules.money import is_currency

DebtorKind = Literal["business", "consumer"]
DEBTOR_KINDS: Final[tuple[DebtorKind, ...]] = ("business", "consumer")
TAKEN_KIND: Final[DebtorKind] = "business"
"""Of customers whose kind nothing says."""
LONGEST_NAME: Final = 80
IDS: Final = ("account", "invoice")
"""The roles whose values name something."""
_LONGEST_TERMS: Final = 3650
_KEYS: Final = ("name", "dates", "decimal", "whole_numbers", "columns", "constants")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """A mapping: role to column, and what the file itself does not say."""

    name: str
    columns: Mapping[str, str] = field(hash=False)
    dates: Order | None = None
    decimal: DecimalSign | None = None
    currency: str = ""
    debtor_kind: DebtorKind | None = None
    """Of every row that does not say; None where the mapping does not either, which counts as business."""
    payment_days: int | None = None
    whole_numbers: tuple[str, ...] = ()
    """The ids that the file writes as numbers with a `.0`, which is left off: account, invoice."""

    @property
    def says_currency(self) -> bool:
        """Whether the mapping says the currency of every row, or where it stands."""
        return bool(self.currency) or "currency" in self.columns

    @property
    def says_kind(self) -> bool:
        """Whether the mapping says of what kind customers are, or where it stands."""
        return self.debtor_kind is not None or "kind" in self.columns


def parse(text: str, file: str) -> ColumnMapping:
    """The mapping that a TOML text says; raises `InputError` with everything wrong in it."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f"`{file}` is not TOML: {error}", help="`--propose` prints a mapping to start from"
        ) from None
    reader = _Reader()
    mapping = reader.mapping(document)
    if reader.faults:
        raise InputError(
            f"`{file}` is not a mapping: {'; '.join(reader.faults)}",
            help="`collectrules import open-items FILE --propose` prints one to start from",
        )
    return mapping


class _Reader:
    """Reads a document, gathering what is wrong with it."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def mapping(self, document: dict[str, object]) -> ColumnMapping:
        self._only(document, _KEYS, "key")
        columns = self._columns(document)
        constants = self._table(document, "constants")
        self._only(constants, ("currency", "debtor_kind", "payment_days"), "constant")
        return ColumnMapping(
            name=self._name(document),
            columns=columns,
            dates=cast("Order | None", self._one_of(document, "dates", ORDERS)),
            decimal=cast("DecimalSign | None", self._one_of(document, "decimal", DECIMAL_SIGNS)),
            currency=self._currency(constants),
            debtor_kind=cast(
                "DebtorKind | None", self._one_of(constants, "debtor_kind", DEBTOR_KINDS)
            ),
            payment_days=self._days(constants),
            whole_numbers=self._ids(document),
        )

    def _only(self, table: dict[str, object], known: Sequence[str], what: str) -> None:
        for key in table.keys() - set(known):
            close = difflib.get_close_matches(key, known, 1)
            hint = f", did you mean `{close[0]}`?" if close else f" ({', '.join(known)})"
            self.faults.append(f"`{key}` is not a {what} it can have{hint}")

    def _table(self, document: dict[str, object], key: str) -> dict[str, object]:
        table = document.get(key, {})
        if isinstance(table, dict):
            return table
        self.faults.append(f"`{key}` is not a table: it begins with a line `[{key}]`")
        return {}

    def _columns(self, document: dict[str, object]) -> dict[str, str]:
        table = self._table(document, "columns")
        self._only(table, [role.key for role in ROLES], "column")
        columns: dict[str, str] = {}
        for key, value in table.items():
            if isinstance(value, str) and value.strip():
                columns[key] = value.strip()
            else:
                self.faults.append(f"column `{key}` does not name a column of the file")
        missing = lacking(columns)
        if missing:
            self.faults.append(f"it does not say which column is {alternatives(missing)}")
        return columns

    def _name(self, document: dict[str, object]) -> str:
        name = document.get("name")
        if isinstance(name, str) and name.strip() and name.isprintable():
            if len(name) <= LONGEST_NAME:
                return name.strip()
            self.faults.append(f"its name is longer than {LONGEST_NAME} characters")
        else:
            self.faults.append('it has no name: write one such as `name = "books"` at its top')
        return ""

    def _one_of(self, table: dict[str, object], key: str, known: Sequence[str]) -> str | None:
        value = table.get(key)
        if value is None or value in known:
            return cast("str | None", value)
        self.faults.append(f"`{key}` is `{value}`, not one of {', '.join(known)}")
        return None

    def _currency(self, constants: dict[str, object]) -> str:
        value = constants.get("currency", "")
        if isinstance(value, str) and (not value or is_currency(value)):
            return value
        self.faults.append(f"`{value}` is not a currency: write an ISO 4217 code such as USD")
        return ""

    def _ids(self, document: dict[str, object]) -> tuple[str, ...]:
        value = document.get("whole_numbers", [])
        if isinstance(value, list) and all(each in IDS for each in value):
            return tuple(value)
        self.faults.append(f"`whole_numbers` is not a list of {' and '.join(IDS)}")
        return ()

    def _days(self, constants: dict[str, object]) -> int | None:
        value = constants.get("payment_days")
        if value is None or (type(value) is int and 0 <= value <= _LONGEST_TERMS):
            return value
        self.faults.append(f"`payment_days` is `{value}`, not a number of days such as 30")
        return None
