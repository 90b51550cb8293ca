"""`report compliance`: how near the limits on contacts a period came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import common, report_output
from collectrules.clock import parse_day

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from collectrules.ledger.book import Ledger
    from collectrules.reports.compliance import Asked, Compliance, TakenBack
    from collectrules.reports.nearest import Nearest
    from collectrules.reports.period import Period

FromOption = Annotated[
    str | None,
    typer.Option(
        "--from", metavar="DATE", help="The first day.", show_default="three months before its end"
    ),
]
ToOption = Annotated[
    str | None,
    typer.Option(
        "--to", metavar="DATE", help="The last day.", show_default="the end of the last month over"
    ),
]


def compliance(
    context: typer.Context,
    *,
    first: FromOption = None,
    last: ToOption = None,
    json: common.JsonOption = False,
    csv: report_output.CsvOption = False,
    chart: report_output.ChartOption = False,
    html: report_output.HtmlOption = None,
    ledger: common.LedgerOption = None,
) -> None:
    """How near the limits on contacts each account came, all that was blocked, all that was stepped over."""
    from collectrules.ledger.book import Ledger
    from collectrules.reports.compliance import compliance as compliance_of
    from collectrules.reports.period import period_of
    from collectrules.reports.tell_compliance import compliance_page

    output = report_output.Output(json, csv, chart, html)
    today = common.day_or_today(None)
    period = period_of(
        parse_day(first) if first else None, parse_day(last) if last else None, today
    )
    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        found = compliance_of(book, period)
        zone = _zone(book, period)
    output.put(
        lambda: _as_json(found, zone),
        lambda: _as_rows(found, zone),
        lambda: compliance_page(found, zone),
    )


def _zone(book: Ledger, period: Period) -> ZoneInfo:
    """The policy's time zone at the end of a period; UTC where none was in force."""
    from zoneinfo import ZoneInfo

    from collectrules.ledger.policies import NoneInForce
    from collectrules.worklist.versions import policy_in_force

    try:
        policy, _ = policy_in_force(book, period.last)
    except NoneInForce:
        return ZoneInfo("UTC")
    return ZoneInfo(policy.time_zone)


def _as_json(found: Compliance, zone: ZoneInfo) -> dict[str, object]:
    return {
        "from": found.period.first.isoformat(),
        "to": found.period.last.isoformat(),
        "tried": found.tried,
        "asked": found.asked,
        "nearest": [_nearest_json(each) for each in found.nearest],
        "blocked": [_asked_json(each, zone) for each in found.blocked],
        "overridden": [_asked_json(each, zone) for each in found.overridden],
        "beyond": [_asked_json(each, zone) for each in found.beyond],
        "taken_back": [_taken_back_json(each, zone) for each in found.taken_back],
    }


def _nearest_json(near: Nearest) -> dict[str, object]:
    return {
        "rule": near.rule,
        "policy": near.policy,
        "account": near.account,
        "kind": near.kind,
        "counted": near.counted,
        "of": near.of,
        "first": near.first.isoformat(),
        "last": near.last.isoformat(),
        "reached": near.reached,
        "beyond": near.beyond,
    }


def _asked_json(asked: Asked, zone: ZoneInfo) -> dict[str, object]:
    return {
        "event": asked.event,
        "account": asked.account,
        "channel": asked.channel,
        "at": asked.at.astimezone(zone).isoformat(),
        "rule": asked.rule,
        "level": asked.level,
        "counted": list(asked.counted),
        "free_from": asked.free_from or None,
        "reason": asked.reason or None,
        "by": asked.by,
    }


def _taken_back_json(each: TakenBack, zone: ZoneInfo) -> dict[str, object]:
    return {
        "event": each.event,
        "account": each.account,
        "channel": each.channel,
        "at": each.at.astimezone(zone).isoformat(),
        "result": each.result or None,
        "undone_by": each.undone_by,
        "reason": each.reason or None,
        "by": each.by,
        "attempt": each.attempt,
    }


def _of_questions(found: Compliance) -> tuple[tuple[str, Sequence[Asked]], ...]:
    return ("blocked", found.blocked), ("overridden", found.overridden), ("beyond", found.beyond)


def _as_rows(found: Compliance, zone: ZoneInfo) -> Iterator[dict[str, object]]:
    """A row for each account and rule, each question blocked or stepped over, and what was taken back."""
    of_a_limit = ("what", "account", "rule", "policy", "counted", "of", "first", "last")
    of_a_question = ("event", "channel", "at", "level", "reason", "by", "attempt")
    empty = dict.fromkeys((*of_a_limit, *of_a_question), "")
    for near in found.nearest:
        said = {key: value for key, value in _nearest_json(near).items() if key in empty}
        yield {**empty, **said, "what": f"nearest {near.kind}"}
    for what, asked in _of_questions(found):
        for each in asked:
            told = _asked_json(each, zone)
            told |= {"counted": len(each.counted), "reason": each.reason}
            yield {**empty, **{key: told[key] for key in told if key in empty}, "what": what}
    for back in found.taken_back:
        said = {key: value or "" for key, value in _taken_back_json(back, zone).items()}
        yield {**empty, **{key: said[key] for key in said if key in empty}, "what": "taken back"}
