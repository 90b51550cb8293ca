"""`report trial`: what came of a trial, and whether that is enough to tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import common, report_output
from collectrules.errors import InputError
from collectrules.money import to_decimal

if TYPE_CHECKING:
    import sqlite3

    from collectrules.reports.intervals import Estimate, Interval
    from collectrules.reports.trial import Compared, Group, Measure


def trial(
    context: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]",
            help="The trial (default: the last one that began).",
            show_default=False,
        ),
    ] = None,
    *,
    as_of: common.AsOfOption = None,
    known_on: common.KnownOnOption = None,
    json: common.JsonOption = False,
    csv: report_output.CsvOption = False,
    chart: report_output.ChartOption = False,
    html: report_output.HtmlOption = None,
    ledger: common.LedgerOption = None,
) -> None:
    """What came of the accounts on trial and of the others, with intervals, and if it is too few to tell."""
    from collectrules.ledger.book import Ledger
    from collectrules.reports.tell_trial import trial_page
    from collectrules.reports.trial import compare
    from collectrules.worklist.trials import find_trial

    output = report_output.Output(json, csv, chart, html)
    day = common.day_or_today(as_of)
    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        named = name if name is not None else _last(book.connection)
        known = common.known_by(book, known_on)
        found = compare(book, find_trial(book.connection, named), day, known)
    output.put(
        lambda: _as_json(found),
        lambda: _as_rows(found),
        lambda: trial_page(found, report_output.known_text(known_on)),
    )


def _last(connection: sqlite3.Connection) -> str:
    from collectrules.ledger.trials import trials

    found = trials(connection)
    if not found:
        raise InputError("there are no trials", help="`collectrules trial start` begins one")
    return found[-1].name


def _as_json(found: Compared) -> dict[str, object]:
    from collectrules.reports.intervals import LEAST, LEAST_OF_EACH, LEVEL

    return {
        "trial": found.trial.name,
        "share": f"{found.trial.share / 100:g}",
        "from": found.period.first,
        "to": found.period.last,
        "ended": found.trial.ended_on is not None,
        "level": LEVEL,
        "least": LEAST,
        "least_of_each": LEAST_OF_EACH,
        "on_trial": _group(found.on_trial),
        "in_force": _group(found.in_force),
        "figures": [_measure(each) for each in found.measures],
    }


def _group(group: Group) -> dict[str, object]:
    return {
        "policies": list(group.policies),
        "accounts": group.accounts,
        "by_hand": group.by_hand,
        "compared": group.compared,
        "invoices": group.invoices,
    }


def _measure(measure: Measure) -> dict[str, object]:
    by = measure.difference
    return {
        "figure": measure.key,
        "name": measure.name,
        "unit": measure.unit,
        "currency": measure.currency or None,
        "on_trial": _estimate(measure, measure.on_trial),
        "in_force": _estimate(measure, measure.in_force),
        "difference": _number(measure, by[0] if by else None),
        "interval": _interval(measure, by[1] if by else None),
        "says": measure.verdict,
        "why_not": measure.missing or None,
    }


def _estimate(measure: Measure, estimate: Estimate) -> dict[str, object]:
    from collectrules.reports.tell_trial import total

    return {
        "accounts": estimate.of,
        "value": _number(measure, estimate.value),
        "interval": _interval(measure, estimate.interval),
        "total": _number(measure, total(estimate)),
    }


def _interval(measure: Measure, interval: Interval | None) -> list[str | None] | None:
    if interval is None:
        return None
    return [_number(measure, interval.low), _number(measure, interval.high)]


def _number(measure: Measure, value: float | None) -> str | None:
    """As text: a share from 0 to 1, money in its currency, all else as it is."""
    if value is None:
        return None
    if measure.unit == "money":
        return str(to_decimal(round(value), measure.currency))
    return f"{value:.4f}"


def _as_rows(found: Compared) -> Iterator[dict[str, object]]:
    for each in found.measures:
        said = _measure(each)
        row: dict[str, object] = {
            "trial": found.trial.name,
            "from": found.period.first.isoformat(),
            "to": found.period.last.isoformat(),
            "figure": each.key,
            "unit": each.unit,
            "currency": each.currency,
        }
        for group, estimate in (("on_trial", each.on_trial), ("in_force", each.in_force)):
            row[f"{group}_accounts"] = estimate.of
            row[group] = _number(each, estimate.value) or ""
            row |= _ends(each, estimate.interval, group)
        by = each.difference
        row["difference"] = said["difference"] or ""
        yield row | _ends(each, by[1] if by else None, "difference") | {"says": each.verdict}


def _ends(measure: Measure, interval: Interval | None, of: str) -> dict[str, object]:
    low, high = _interval(measure, interval) or ("", "")
    return {f"{of}_low": low, f"{of}_high": high}
