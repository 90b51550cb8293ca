"""A mapping proposed from a header, and how it is written for a user to read and mend."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

import tomlkit
import tomlkit.items

from collectrules.imports.columns import MEANINGS, lacking, recognised
from collectrules.imports.mapping import LONGEST_NAME, ColumnMapping
from collectrules.imports.sheet import Table


def proposed(table: Table) -> ColumnMapping:
    """The mapping that the names of a table's columns suggest; it may lack columns it needs."""
    return ColumnMapping(name=name_for(table.file), columns=recognised(table.header))


def name_for(file: str) -> str:
    """A name from a file's: `Open Items 2026-01-31.csv` is `open-items`, next month's too."""
    words = re.findall(r"[^\W_]+", PurePath(file).stem.casefold())
    while words and words[-1].isdecimal():
        words.pop()
    return "-".join(words)[:LONGEST_NAME] or "open-items"


def written(
    mapping: ColumnMapping, header: Sequence[str] = (), *, currency_assumed: bool = False
) -> str:
    """A mapping as TOML with comments; with a header, also the columns it does not use."""
    document = tomlkit.document()
    document.add(
        tomlkit.comment("How an export is read: left what it means, right the file's column.")
    )
    document["name"] = mapping.name
    if mapping.dates:
        document["dates"] = tomlkit.string(mapping.dates).comment(
            "the order of day, month and year"
        )
    if mapping.decimal:
        document["decimal"] = tomlkit.string(mapping.decimal).comment("point or comma")
    if mapping.whole_numbers:
        document["whole_numbers"] = tomlkit.item(list(mapping.whole_numbers)).comment(
            "written as 4101.0: the .0 is left off"
        )
    document.add(tomlkit.nl())
    document["columns"] = _columns(mapping, header)
    document["constants"] = _constants(mapping, currency_assumed=currency_assumed)
    return tomlkit.dumps(document)


def _columns(mapping: ColumnMapping, header: Sequence[str]) -> tomlkit.items.Table:
    table = tomlkit.table()
    for key, column in mapping.columns.items():
        table[key] = tomlkit.string(column).comment(MEANINGS[key])
    for key in lacking(mapping.columns):
        table.add(_comment(f'not recognised, and needed: {key} = "{MEANINGS[key]}"'))
    used = set(mapping.columns.values())
    unused = [name.strip() for name in header if name.strip() and name.strip() not in used]
    if unused:
        table.add(_comment(f"not used: {', '.join(unused)}"))
    table.add(tomlkit.nl())
    return table


def _comment(text: str) -> tomlkit.items.Comment:
    # A comment holds no control characters, and a column's name may.
    return tomlkit.comment("".join(sign if sign.isprintable() else " " for sign in text))


def _constants(mapping: ColumnMapping, *, currency_assumed: bool) -> tomlkit.items.Table:
    table = tomlkit.table()
    if mapping.currency:
        of_what = "where the column is blank" if "currency" in mapping.columns else "of every row"
        comment = "assumed: the file names none" if currency_assumed else of_what
        table["currency"] = tomlkit.string(mapping.currency).comment(comment)
    if mapping.debtor_kind is not None:
        of_whom = "where the column is blank" if "kind" in mapping.columns else "of every row"
        table["debtor_kind"] = tomlkit.string(mapping.debtor_kind).comment(
            f"business or consumer, {of_whom}"
        )
    elif "kind" not in mapping.columns:
        table.add(_comment('debtor_kind = "consumer" # not said: all are taken as businesses'))
    if mapping.payment_days is not None:
        table["payment_days"] = tomlkit.item(mapping.payment_days).comment(
            "where no due date is given"
        )
    return table
