"""Which mapping reads a file: the one given, else a remembered one that fits, else a proposal."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from collectrules.errors import InputError
from collectrules.imports import header, proposal
from collectrules.imports.amounts import DecimalSign
from collectrules.imports.columns import alternatives, lacking
from collectrules.imports.dates import Order
from collectrules.imports.mapping import ColumnMapping, DebtorKind, parse
from collectrules.imports.sheet import Sheet, Table, missing_columns

How = Literal["file", "named", "remembered", "proposed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the command line says of a file; it counts above its mapping."""

    dates: Order | None = None
    decimal: DecimalSign | None = None
    currency: str = ""
    payment_days: int | None = None
    kind: DebtorKind | None = None

    def over(self, mapping: ColumnMapping) -> ColumnMapping:
        """A mapping with this said over it."""
        return replace(
            mapping,
            dates=self.dates or mapping.dates,
            decimal=self.decimal or mapping.decimal,
            currency=self.currency or mapping.currency,
            debtor_kind=self.kind or mapping.debtor_kind,
            payment_days=mapping.payment_days if self.payment_days is None else self.payment_days,
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """The mapping chosen, where the table begins by it, and where it came from."""

    mapping: ColumnMapping
    table: Table
    how: How
    text: str = ""
    """The mapping as its file says it, to be remembered word for word; only of `file`."""


def choose(sheet: Sheet, given: str | None, remembered: Mapping[str, str]) -> Choice:
    """The mapping for a sheet; `given` is a TOML file or a remembered name.

    Raises `InputError` where none fits, or more than one remembered.
    """
    if given is not None:
        return _given(sheet, given, remembered)
    kept = {name: parse(text, f"mapping {name}") for name, text in remembered.items()}
    fitting = {
        name: (mapping, table)
        for name, mapping in kept.items()
        if (table := header.with_columns(sheet, mapping.columns.values())) is not None
    }
    if len(fitting) > 1:
        names = ", ".join(f"`{name}`" for name in fitting)
        raise InputError(
            f"the mappings {names} all fit `{sheet.file}`", help="say which with `--mapping NAME`"
        )
    for mapping, table in fitting.values():
        return Choice(mapping, table, "remembered")
    return _proposed(sheet, kept)


def _given(sheet: Sheet, given: str, remembered: Mapping[str, str]) -> Choice:
    text, how = "", "named"
    if given in remembered:
        mapping = parse(remembered[given], f"mapping {given}")
    elif given.endswith(".toml") or Path(given).is_file():
        text, how = _read(Path(given)), "file"
        mapping = parse(text, given)
    else:
        raise _unknown(given, remembered)
    table = header.with_columns(sheet, mapping.columns.values())
    if table is None:
        best = header.guessed(sheet)
        there = {name.strip().casefold() for name in best.header}
        missing = [name for name in mapping.columns.values() if name.casefold() not in there]
        raise missing_columns(sheet.file, best.header, missing)
    return Choice(mapping, table, "file" if how == "file" else "named", text)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        said = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InputError(
            f"mapping file `{path}` cannot be read ({said})",
            help="`collectrules import open-items FILE --propose` prints one to start from",
        ) from None


def _unknown(name: str, remembered: Mapping[str, str]) -> InputError:
    close = difflib.get_close_matches(name, remembered, 1)
    if close:
        hint = f"did you mean `{close[0]}`?"
    elif remembered:
        hint = (
            f"remembered are {', '.join(f'`{one}`' for one in remembered)}; a file ends in `.toml`"
        )
    else:
        hint = "none is remembered yet; a mapping file ends in `.toml`"
    return InputError(f"no mapping is named `{name}`", help=hint)


def _proposed(sheet: Sheet, kept: Mapping[str, ColumnMapping]) -> Choice:
    table = header.guessed(sheet)
    mapping = proposal.proposed(table)
    missing = lacking(mapping.columns)
    if missing:
        raise InputError(
            f"no column of `{sheet.file}` was recognised as {alternatives(missing)}",
            help="save what `--propose` prints, complete it, and name it with `--mapping FILE`",
        )
    before = kept.get(mapping.name)
    if before is not None:
        raise InputError(
            f"`{sheet.file}` lacks columns of the mapping `{mapping.name}` it would be read by",
            help="if its layout changed, save what `--propose` prints and name that with "
            "`--mapping FILE`; if it is of other books, change the name in it too",
        )
    return Choice(mapping, table, "proposed")


def policy_currency(text: str) -> str:
    """The first currency that the text of a policy names, or nothing."""
    try:
        head = tomllib.loads(text).get("policy", {})
    except tomllib.TOMLDecodeError:
        return ""
    currency = head.get("currency", "") if isinstance(head, dict) else ""
    first = currency[0] if isinstance(currency, list) and currency else currency
    return first if isinstance(first, str) else ""
