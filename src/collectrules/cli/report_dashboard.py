"""`report dashboard`: what the dashboard of the worklist shows, for a script or on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import typer

from collectrules.cli import common
from collectrules.money import to_decimal

if TYPE_CHECKING:
    from datetime import date

    from collectrules.ledger.book import Ledger
    from collectrules.reports.promised import Ahead
    from collectrules.tui.dashboard_parts import Parts
    from collectrules.tui.dashboard_reading import Standing, WaitsOnList

_WIDTH: Final = 72


def dashboard(
    context: typer.Context,
    *,
    as_of: common.AsOfOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """How collecting goes, in one look: what is outstanding, the months, promises, money in, the list."""
    from collectrules.ledger.book import Ledger
    from collectrules.tui.dashboard_reading import begin_on

    with Ledger.open(common.ledger_path(context, ledger)) as book:
        standing = begin_on(book, common.day_or_today(as_of))
        parts = _read(book, standing)
    if json:
        common.print_json([_as_json(parts, standing, each) for each in parts.currencies(standing)])
        return
    typer.echo("\n".join(map(common.printable, _lines(parts, standing))))


def _read(ledger: Ledger, standing: Standing) -> Parts:
    """All parts; the list is left out where there was no run yet."""
    from collectrules.errors import LedgerError
    from collectrules.reports.stages import by_stage
    from collectrules.reports.year import ends_of, figures_by_month, last_months
    from collectrules.tui import dashboard_reading as reading
    from collectrules.tui.dashboard_parts import Parts

    parts = Parts(
        ageing=reading.read_ageing(ledger, standing),
        collected=reading.read_collected(ledger, standing),
        promises=reading.read_promises(ledger, standing),
        stages=by_stage(reading.read_stages(ledger, standing), standing.ladder),
    )
    months = last_months(standing.today)
    ends = {day: reading.read_end(ledger, standing, day) for day in ends_of(months)}
    parts.months = figures_by_month(months, ends)
    try:
        parts.waits = reading.read_waits(ledger)
    except LedgerError as error:
        parts.errors["blocked"] = error
    return parts


def _lines(parts: Parts, standing: Standing) -> Iterator[str]:
    from collectrules.tui.dashboard_parts import PARTS

    policy = standing.policy
    named = f"policy {policy.id} {policy.version}" if policy else "no policy in force"
    yield f"dashboard of {standing.today}, {named}"
    known = parts.currencies(standing)
    for currency in known or ("",):
        for id, (title, _) in PARTS.items():
            shown = parts.shown(id, standing, currency)
            if shown is None or (id == "blocked" and currency != (*known, "")[0]):
                continue
            yield from ("", f"{title}, {currency}" if currency and id != "blocked" else title)
            yield from (line.rstrip() for line in shown[0](_WIDTH).plain.split("\n"))


def _as_json(parts: Parts, standing: Standing, currency: str) -> dict[str, object]:
    def decimal(minor: int) -> str:
        return str(to_decimal(minor, currency))

    ageing = parts.ageing.get(currency) if parts.ageing else None
    own = [each for each in parts.stages or () if each.currency == currency]
    return {
        "as_of": standing.today.isoformat(),
        "currency": currency,
        "outstanding": decimal(ageing.outstanding if ageing else 0),
        "overdue": decimal(ageing.overdue if ageing else 0),
        "buckets": _buckets(ageing.buckets if ageing else (), currency),
        "months": _months(parts, currency),
        "promises": _promises(parts, currency),
        "collected": _collected(parts, currency),
        "list": _waits(parts.waits, currency),
        "stages": [
            {
                "stage": each.stage,
                "accounts": each.accounts,
                "outstanding": decimal(each.outstanding),
                "overdue": decimal(each.overdue),
            }
            for each in own
        ],
    }


def _buckets(amounts: tuple[int, ...], currency: str) -> dict[str, str]:
    from collectrules.reports.buckets import BUCKETS

    return {
        name: str(to_decimal(amount, currency))
        for name, amount in zip(BUCKETS, amounts or (0,) * len(BUCKETS), strict=True)
    }


def _months(parts: Parts, currency: str) -> list[dict[str, str | None]]:
    return [
        {
            "month": f"{each.month.first:%Y-%m}",
            **{key: _figure(figure.value) for key, figure in each.figures.items()},
        }
        for each in (parts.months or {}).get(currency, ())
    ]


def _figure(value: Fraction | None) -> str | None:
    from collectrules.reports.figures import two_decimals

    return None if value is None else str(two_decimals(value))


def _promises(parts: Parts, currency: str) -> dict[str, object]:
    from collectrules.reports.promised import Ahead, Promises

    found = parts.promises
    assert found is not None

    def ahead(by_currency: Mapping[str, Ahead]) -> dict[str, object]:
        each = by_currency.get(currency, Ahead())
        return {
            "due": each.due,
            "promised": str(to_decimal(each.promised, currency)),
            "paid": str(to_decimal(each.paid, currency)),
        }

    was = found.lately.get(currency, Promises())
    return {
        "today": ahead(found.today),
        "next_days": ahead(found.soon),
        "later": ahead(found.later),
        "last_days": {
            "from": found.period.first.isoformat(),
            "to": found.period.last.isoformat(),
            "due": was.due,
            "kept": was.kept,
            "broken": was.due - was.kept,
            "promised": str(to_decimal(was.promised, currency)),
            "paid": str(to_decimal(was.paid, currency)),
        },
    }


def _collected(parts: Parts, currency: str) -> dict[str, str]:
    from collectrules.reports.money_in import MoneyIn

    found = parts.collected
    assert found is not None
    days: Mapping[date, int] = found.money.get(currency, MoneyIn()).by_day
    return {day.isoformat(): str(to_decimal(days[day], currency)) for day in sorted(days)}


def _waits(found: WaitsOnList | None, currency: str) -> dict[str, object] | None:
    """The list; the rows are those of all currencies, what is to be collected on them of one."""
    if found is None:
        return None
    waits = found.waits
    return {
        "as_of": found.run.as_of.isoformat(),
        "rows": waits.rows,
        "blocked": [
            {
                "rule": each.rule,
                "rows": each.rows,
                "free": [
                    {"from": day.isoformat() if day else None, "rows": rows}
                    for day, rows in each.free.items()
                ],
            }
            for each in waits.blocked
        ],
        "blocked_to_collect": str(to_decimal(waits.amounts.get(currency, 0), currency)),
        "for_the_owner": waits.for_the_owner,
    }
