"""Values that change on a day or differ by currency, resolved before a policy file is read any further.

A value may be written as a list of dated values, `[{ from = 2026-01-01, is = 40.00 }, ...]`, or as a
table of one value for each currency, `{ GBP = 40.00, EUR = 45.00 }`, or as one inside the other. For
a day and a currency the file says what it would say if those values alone stood in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Final

from collectrules.policy.positions import KeyPath
from collectrules.policy.report import Report

Origins = dict[KeyPath, KeyPath]
"""Paths in a resolved file whose values stand elsewhere in the file itself, and where."""

_FIXED: Final = ("language", "policy", "id")
"""Keys whose values never change: those of the head, and what a rule is known by."""

_CURRENCY: Final = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Resolved:
    """A policy file as it reads on a day in a currency, and where its values come from."""

    document: dict[str, object]
    origins: Origins = field(default_factory=dict)


def is_dated(value: object) -> bool:
    """Whether a value is written as a list of dated values, rightly or not."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(each, dict) for each in value)
        and any("is" in each for each in value)
    )


def is_by_currency(value: object) -> bool:
    """Whether a value is written as a table of one value for each currency."""
    return (
        isinstance(value, dict) and bool(value) and all(map(_CURRENCY.fullmatch, map(str, value)))
    )


def days_of_change(document: Mapping[str, object]) -> tuple[date, ...]:
    """The days on which some value of the file changes, in order."""
    found = (
        each.get("from")
        for _, value in _values(document)
        if is_dated(value) and isinstance(value, list)
        for each in value
    )
    return tuple(sorted({day for day in found if _is_day(day)}))


def differs_by_currency(document: Mapping[str, object]) -> bool:
    """Whether some value of the file differs by currency."""
    return any(is_by_currency(value) for _, value in _values(document))


def resolve(document: Mapping[str, object], day: date, currency: str | None) -> Resolved:
    """The file as it reads on a day in a currency; the nearest value stands where none is for them."""
    reader = _Reader(day, currency)
    read = {key: reader.inside(key, value, (), ()) for key, value in document.items()}
    return Resolved(read, reader.origins)


class _Reader:
    """Reads values as they stand on a day in a currency, keeping where they come from."""

    def __init__(self, day: date, currency: str | None) -> None:
        self._day = day
        self._currency = currency
        self.origins: Origins = {}

    def inside(self, key: str | int, value: object, at: KeyPath, source: KeyPath) -> object:
        """The value at a key of a table or list that stands at `source` and is to stand at `at`."""
        if key in _FIXED:
            return value
        return self._read(value, (*at, key), (*source, key))

    def _read(self, value: object, at: KeyPath, source: KeyPath) -> object:
        chosen = self._chosen(value)
        if chosen is not None:
            steps, inner = chosen
            self.origins[at] = (*source, *steps)
            return self._read(inner, at, (*source, *steps))
        if isinstance(value, dict):
            return {key: self.inside(key, inner, at, source) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.inside(n, inner, at, source) for n, inner in enumerate(value)]
        return value

    def _chosen(self, value: object) -> tuple[KeyPath, object] | None:
        """Of a value with several readings the one that counts, and the steps to it."""
        if is_dated(value) and isinstance(value, list):
            known = [
                (each["from"], n)
                for n, each in enumerate(value)
                if "is" in each and _is_day(each.get("from"))
            ]
            if known:
                begun = [n for start, n in known if start <= self._day]
                number = begun[-1] if begun else known[0][1]
                return (number, "is"), value[number]["is"]
        if is_by_currency(value) and isinstance(value, dict):
            own = self._currency is not None and self._currency in value
            code = self._currency if own else next(iter(value))
            return (str(code),), value[code]
        return None


def check_variants(
    document: Mapping[str, object], currencies: tuple[str, ...], start: date | None, report: Report
) -> None:
    """Keep in `report` what is wrong with the dated values of a file and those by currency."""
    for path, value in _values(document):
        if is_dated(value) and isinstance(value, list):
            _check_dated(value, path, start, report)
        elif is_by_currency(value) and isinstance(value, dict):
            _check_currencies(value, path, currencies, report)


def _check_dated(
    values: list[dict[str, object]], path: KeyPath, start: date | None, report: Report
) -> None:
    key, days = path[-1], []
    for number, each in enumerate(values):
        where = (*path, number)
        for missing in {"from", "is"} - each.keys():
            report.add(
                "missing-key",
                f"a dated value of `{key}` needs `{missing}`",
                where,
                help="write each as { from = 2027-01-01, is = 45.00 }",
            )
        for unknown in each.keys() - {"from", "is"}:
            report.add(
                "unknown-key",
                f"a dated value of `{key}` has no `{unknown}`",
                (*where, unknown),
                help="write each as { from = 2027-01-01, is = 45.00 }",
                part="key",
            )
        if "from" in each and not _is_day(each["from"]):
            report.add(
                "wrong-type",
                f"`from` of a dated value of `{key}` must be a day",
                (*where, "from"),
                help="write it without quotes and without a time, such as 2027-01-01",
            )
        days.append(each.get("from"))
    known = [day for day in days if isinstance(day, date) and _is_day(day)]
    if any(later <= earlier for earlier, later in pairwise(known)):
        report.add(
            "out-of-order",
            f"the dated values of `{key}` are not in the order of their days",
            path,
            help="write them from the earliest day to the latest, each day once",
        )
    elif len(known) == len(days) and start is not None and known[0] > start:
        report.add(
            "value-gap",
            f"`{key}` has no value before {known[0]}, but the policy counts from {start}",
            (*path, 0, "from"),
            help=f"let its first value count from {start} or earlier",
        )


def _check_currencies(
    values: Mapping[str, object], path: KeyPath, currencies: tuple[str, ...], report: Report
) -> None:
    key = path[-1]
    for code in values.keys() - set(currencies) if currencies else ():
        report.add(
            "useless-key",
            f"`{key}` has a value in {code}, which the policy does not serve",
            (*path, code),
            help=f"remove it, or name {code} in `currency`",
            part="key",
        )
    missing = [code for code in currencies if code not in values]
    if missing:
        report.add(
            "missing-key",
            f"`{key}` has no value in {' or '.join(missing)}, which the policy serves",
            path,
            help="give it a value in every currency of the policy, or one value for all",
        )


def _values(document: Mapping[str, object]) -> Iterator[tuple[KeyPath, object]]:
    """Every value of the file that may have several readings, the outer before the inner."""
    for key, value in document.items():
        if key not in _FIXED:
            yield from _below((key,), value)


def _below(path: KeyPath, value: object) -> Iterator[tuple[KeyPath, object]]:
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in _FIXED:
                yield from _below((*path, key), inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _below((*path, number), inner)


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)
